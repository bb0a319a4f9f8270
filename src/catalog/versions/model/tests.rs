//! What of a version is new, and in which lane it is vetted.

use super::*;
use crate::catalog::model::Description;
use crate::catalog::offers::{Days, Offer};
use crate::catalog::profile::{Hosting, MakeInVietnam, Profile};
use crate::catalog::statements::Statement;
use crate::values::{LocalDay, TypedId, Vnd};

fn said() -> NewPlatform {
    let text = |text: &str| text.to_owned();
    let about = Description {
        slug: text("demo"),
        name: text("Demo"),
        category_code: text("accounting_finance"),
        summary_vi: text("Sổ sách."),
        summary_en: text("Books."),
    };
    let days = Days { micro: Some(90), ..Days::default() };
    let from = LocalDay::parse("2026-11-16").expect("a day");
    let offer = Offer::open(from, days, Vnd::new(250_000).expect("a price"));
    NewPlatform { about, profile: Profile::default(), offers: vec![offer], statements: Vec::new() }
}

/// A change, the lane that it takes, and the places that it is in.
type Row = (fn(&mut NewPlatform), Lane, &'static [&'static str]);

fn version(said: &NewPlatform) -> ListingVersion {
    let at = Timestamp::from_micros(1_795_280_399_000_000);
    let vendor = VendorId::parse("ven_01936f5e7c4a7b1c8d2e3f4a5b6c7d8e").expect("an id");
    ListingVersion::draft(PlatformId::new_at(at), vendor, 1, said, at).expect("a draft")
}

#[test]
fn a_version_keeps_what_was_said_in_the_form_of_the_api() {
    let kept = version(&said());
    assert_eq!(kept.said().expect("content"), said());
    let value: Value = serde_json::from_str(&kept.content).expect("JSON");
    for place in ["/name", "/summary_vi", "/profile/description_vi", "/profile/problems", "/slug"] {
        assert!(value.pointer(place).is_some(), "{place}");
    }
    assert_eq!(kept.digest().len(), 64);
    assert_ne!(
        kept.digest(),
        version(&NewPlatform { profile: Profile { security_level: Some(3), ..Profile::default() }, ..said() }).digest()
    );
}

#[test]
fn slips_take_the_fast_lane_and_everything_else_is_vetted_in_full() {
    let (published, now) = (version(&said()), Timestamp::from_micros(0));
    let other = |change: fn(&mut NewPlatform)| {
        let mut said = said();
        change(&mut said);
        let handed_in = version(&said).submitted(Some(&published), Some(&published), now).expect("handed in");
        (handed_in.lane, handed_in.changed().expect("places"))
    };
    let rows: [Row; 14] = [
        (|_| {}, Lane::Fast, &[]),
        (|it| it.about.name = "Demos".to_owned(), Lane::Full, &["/name"]),
        (|it| it.about.summary_en = "Book.".to_owned(), Lane::Fast, &["/summary_en"]),
        (|it| it.about.summary_en = "More books.".to_owned(), Lane::Full, &["/summary_en"]),
        (|it| it.profile.integrations = vec!["VietQR".to_owned()], Lane::Full, &["/profile/integrations"]),
        (|it| it.profile.description_vi = Some("Sổ".to_owned()), Lane::Full, &["/profile/description_vi"]),
        (|it| it.profile.logo = Some("0".repeat(64)), Lane::Full, &["/profile/logo"]),
        (|it| it.about.category_code = "retail_pos".to_owned(), Lane::Full, &["/category_code"]),
        (|it| it.profile.security_level = Some(3), Lane::Full, &["/profile/security_level"]),
        (
            |it| it.profile.hosting = Some(Hosting { country: "VN".to_owned(), place: None }),
            Lane::Full,
            &["/profile/hosting"],
        ),
        (
            |it| it.profile.make_in_vietnam = Some(MakeInVietnam { vietnamese_ownership_percent: 51 }),
            Lane::Full,
            &["/profile/make_in_vietnam"],
        ),
        (|it| it.offers[0].price_per_month = Vnd::new(250_001).expect("a price"), Lane::Full, &["/offers"]),
        (
            |it| it.statements = vec![Statement { criterion: 1, text: "Demo.".to_owned(), documents: Vec::new() }],
            Lane::Full,
            &["/statements"],
        ),
        (
            |it| (it.about.name, it.offers[0].days.small) = ("Demo 2".to_owned(), Some(1)),
            Lane::Full,
            &["/name", "/offers"],
        ),
    ];
    for (change, lane, places) in rows {
        let (found, changed) = other(change);
        assert_eq!((found, changed.iter().map(String::as_str).collect::<Vec<_>>()), (Some(lane), places.to_vec()));
    }
    let other = ListingVersion { vendor_id: VendorId::new_at(now), ..version(&said()) };
    let moved = other.submitted(Some(&published), Some(&published), now).expect("handed in");
    assert_eq!((moved.lane, moved.changed().expect("places").len()), (Some(Lane::Full), 0), "another vendor's first");
    // «có» became «co»: one slip of what was vetted, and «ko» would be another.
    let (vetted, once, twice) = ("Phần mềm có thu phí.", "Phần mềm co thu phí.", "Phần mềm ko thu phí.");
    let summed = |text: &str| {
        let about = Description { summary_vi: text.to_owned(), ..said().about };
        version(&NewPlatform { about, ..said() })
    };
    for (published, next, lane) in [(vetted, once, Lane::Fast), (once, twice, Lane::Full), (once, vetted, Lane::Fast)] {
        let handed_in =
            summed(next).submitted(Some(&summed(published)), Some(&summed(vetted)), now).expect("handed in");
        assert_eq!((handed_in.lane, handed_in.changed().expect("places").len()), (Some(lane), 1), "{published} {next}");
    }
    let first = version(&said()).submitted(None, None, now).expect("handed in");
    assert_eq!((first.lane, first.changed().expect("places").len()), (Some(Lane::Full), 0));
}
