//! Made-up histories on and around each threshold.

use super::*;
use crate::cases::signals::model::Switch;
use crate::trials::TrialStatus;
use crate::values::{BusinessId, Timestamp, TrialId, TypedId, VendorId};
use std::time::Duration;

const AT: Timestamp = Timestamp::from_micros(1_795_280_399_000_000);

fn rule(name: CaseKind, threshold: i64, at_least: Option<i64>) -> SignalRule {
    let (name_vi, name_en) = (String::new(), String::new());
    SignalRule {
        name,
        name_vi,
        name_en,
        threshold,
        unit: super::super::model::Unit::Percent,
        at_least,
        days: None,
        state: Switch::On,
    }
}

/// Nothing to be seen: used for weeks, claimed, confirmed a day later from a place and a domain of its own.
fn plain() -> Confirmation {
    Confirmation {
        claimed_at: AT,
        converted_at: AT.plus(Duration::from_secs(86_400)),
        activated_at: Some(AT.minus(Duration::from_secs(30 * 86_400))),
        engaged: true,
        from_address: 1,
        shared_domains: 0,
    }
}

#[test]
fn a_plain_conversion_shows_no_signal() {
    for (name, threshold) in [
        (CaseKind::ConfirmedWithinSeconds, 30),
        (CaseKind::ConfirmationsFromOneAddress, 5),
        (CaseKind::SharedContactDomain, 1),
        (CaseKind::ConvertedNeverActivated, 24),
    ] {
        assert_eq!(of_confirmation(&rule(name, threshold, None), &plain()), None, "{name}");
    }
    for name in [CaseKind::Complaint, CaseKind::ClaimsBunched] {
        assert_eq!(of_confirmation(&rule(name, 1, None), &plain()), None, "{name}");
    }
}

#[test]
fn confirmed_within_seconds() {
    for (micros, seen) in [(0, Some(0)), (29_999_999, Some(29)), (30_999_999, Some(30)), (31_000_000, None)] {
        let it = Confirmation { converted_at: AT.plus(Duration::from_micros(micros)), ..plain() };
        assert_eq!(of_confirmation(&rule(CaseKind::ConfirmedWithinSeconds, 30, None), &it), seen, "{micros}");
    }
}

#[test]
fn many_from_one_address_and_domains_in_common() {
    for (count, seen) in [(0, None), (4, None), (5, Some(5)), (6, Some(6))] {
        let it = Confirmation { from_address: count, ..plain() };
        assert_eq!(of_confirmation(&rule(CaseKind::ConfirmationsFromOneAddress, 5, None), &it), seen, "{count}");
    }
    for (count, seen) in [(0, None), (1, Some(1)), (2, Some(2))] {
        let it = Confirmation { shared_domains: count, ..plain() };
        assert_eq!(of_confirmation(&rule(CaseKind::SharedContactDomain, 1, None), &it), seen, "{count}");
        assert_eq!(reached(&rule(CaseKind::SameInvoiceOtherBuyer, 1, None), count), seen, "{count}");
    }
}

#[test]
fn hardly_ever_used() {
    let hours = |hours: u64| Some(AT.minus(Duration::from_secs(hours * 3_600)));
    for (activated_at, engaged, seen) in [
        (None, false, Some(0)),
        (hours(0), false, Some(0)),
        (hours(23), false, Some(23)),
        (hours(24), false, None),
        (hours(0), true, None),
    ] {
        let it = Confirmation { activated_at, engaged, ..plain() };
        assert_eq!(of_confirmation(&rule(CaseKind::ConvertedNeverActivated, 24, None), &it), seen, "{activated_at:?}");
    }
}

#[test]
fn claims_on_the_last_day() {
    let rule = rule(CaseKind::ClaimsBunched, 50, Some(10));
    for (all, on_last_day, seen) in [
        (0, 0, None),
        (9, 9, None),
        (10, 5, None),
        (10, 6, Some(60)),
        (11, 6, Some(54)),
        (1_000, 500, None),
        (1_000, 501, Some(50)),
    ] {
        assert_eq!(bunched(&rule, &Claims { all, on_last_day }), seen, "{on_last_day} of {all}");
    }
}

#[test]
fn far_above_the_category() {
    let rule = rule(CaseKind::ConversionAboveCategory, 300, Some(20));
    for (own, own_converted, others, others_converted, seen) in [
        (20, 6, 100, 10, Some(30)),
        (20, 5, 100, 10, None),
        (19, 19, 100, 10, None),
        (20, 20, 19, 1, None),
        (20, 20, 20, 0, Some(100)),
        (20, 0, 100, 0, None),
        (200, 75, 1_600, 200, Some(37)),
        (200, 74, 1_600, 200, None),
    ] {
        let it = Cohort { own, own_converted, others, others_converted };
        assert_eq!(above_category(&rule, &it), seen, "{it:?}");
    }
}

#[test]
fn a_cohort_is_the_vendors_beside_all_others() {
    let (mine, other) = (VendorId::new_at(AT), VendorId::new_at(AT));
    let counts = [
        (mine, TrialStatus::Converted, 3),
        (mine, TrialStatus::Expired, 7),
        (other, TrialStatus::Cancelled, 5),
        (other, TrialStatus::Converted, 2),
    ];
    let want = Cohort { own: 10, own_converted: 3, others: 7, others_converted: 2 };
    assert_eq!(Cohort::of(mine, &counts), want);
}

#[test]
fn domains_and_numbers_are_read_as_people_write_them() {
    let public: BTreeSet<String> = ["gmail.com".to_owned()].into();
    for (email, own) in [
        ("a@demo.example", Some("demo.example")),
        ("b@DEMO.example", Some("demo.example")),
        ("c@gmail.com", None),
        ("d@GMail.com", None),
        ("nothing", None),
        ("e@", None),
    ] {
        assert_eq!(own_domain(email, &public).as_deref(), own, "{email}");
    }
    for (phone, digits) in [
        ("0901 234 567", Some("0901234567")),
        ("+84 901 234 567", Some("0901234567")),
        ("(84)901.234.567", Some("0901234567")),
        ("84123456", Some("84123456")),
        ("12345", None),
        ("", None),
    ] {
        assert_eq!(dialled(phone).as_deref(), digits, "{phone}");
    }
}

#[test]
fn a_group_counts_businesses_and_names_some_trials() {
    let businesses: Vec<BusinessId> = (0..30).map(|_| BusinessId::new_at(AT)).collect();
    let contact = |business: BusinessId, phone: Option<&str>| Contact {
        trial: TrialId::new_at(AT),
        business,
        email: None,
        phone: phone.map(str::to_owned),
    };
    let [one, two, ..] = businesses.as_slice() else { panic!("businesses") };
    let twice = [contact(*one, Some("0901234567")), contact(*one, Some("+84901234567")), contact(*two, None)];
    let by_phone = |it: &Contact| it.phone.as_deref().and_then(dialled);
    let group = largest(&twice, by_phone);
    assert_eq!((group.businesses, group.trials.len()), (1, 2), "two platforms of one business");
    let many: Vec<Contact> = businesses.iter().map(|it| contact(*it, Some("0901234567"))).collect();
    let group = largest(&many, by_phone);
    assert_eq!((group.businesses, group.trials.len()), (30, NAMED));
    assert_eq!(largest(&[], by_phone), Group::default());
}
