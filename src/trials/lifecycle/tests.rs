//! The table tried over every triple, and random lives.

use super::*;
use crate::businesses::SizeClass;
use crate::trials::model::Channel;
use crate::values::{AccountId, BusinessId, PlatformId, TrialId, TypedId, VendorId, Vnd};
use TrialStatus as S;
use proptest::prelude::*;

const ACTORS: [Actor; 4] = [Actor::Business, Actor::Vendor, Actor::Both, Actor::Programme];
const WINDOW: Duration = Duration::from_secs(60 * 86_400);

fn commands() -> Vec<Command> {
    let rules = RulesId::new_at(Timestamp::from_micros(0));
    vec![
        Command::Accept,
        Command::Decline { code: "other".into(), text: None },
        Command::Provision { access_reference: "A-1".into(), rules, window: WINDOW },
        Command::Activate,
        Command::Heartbeat,
        Command::Cancel { code: "other".into(), text: None },
        Command::GiveUp,
        Command::Expire,
        Command::Convert,
        Command::Unconvert,
    ]
}

#[test]
fn every_state_command_and_actor() {
    // Columns in the order of `commands()`; whose each is: the vendor's, a party's, the programme's.
    let whose = ["v", "v", "v", "v", "v", "p", "g", "g", "g", "g"];
    let (to, no) = (|status: S| Some(Next::To(status)), None);
    let (ends, stays, leaves) = (to(S::Expired), to(S::Converted), to(S::Cancelled));
    let table: [(S, [Option<Next>; 10]); 10] = [
        (S::Requested, [to(S::Accepted), to(S::Declined), no, no, no, leaves, to(S::Unanswered), no, no, no]),
        (S::Accepted, [no, no, to(S::Provisioned), no, no, leaves, no, no, no, no]),
        (S::Provisioned, [no, no, no, to(S::Activated), no, leaves, no, ends, no, no]),
        (S::Activated, [no, no, no, no, to(S::Engaged), leaves, no, ends, stays, no]),
        (S::Engaged, [no, no, no, no, to(S::Engaged), leaves, no, ends, stays, no]),
        (S::Declined, [no; 10]),
        (S::Unanswered, [no; 10]),
        (S::Cancelled, [no, no, no, no, no, no, no, no, stays, no]),
        (S::Expired, [no, no, no, no, no, no, no, no, stays, no]),
        (S::Converted, [no, no, no, no, stays, no, no, no, no, Some(Next::Back)]),
    ];
    assert_eq!(table.len(), S::ALL.len());
    for (status, row) in table {
        for ((command, whose), want) in commands().iter().zip(whose).zip(row) {
            for actor in ACTORS {
                let may = match actor {
                    Actor::Business => whose == "p",
                    Actor::Vendor | Actor::Both => whose != "g",
                    Actor::Programme => whose == "g",
                };
                let want = if may { want.ok_or(Refusal::State) } else { Err(Refusal::Actor) };
                assert_eq!(next(status, command.verb(), actor), want, "{status:?} {command:?} {actor:?}");
            }
        }
    }
}

#[test]
fn a_refusal_names_the_state_and_what_is_possible_there_for_who_asks() {
    assert!(OPERATIONS.iter().all(|(_, operation)| crate::access::rule(operation).is_some()));
    for status in S::ALL {
        for command in commands() {
            for actor in ACTORS {
                let trial = Trial { status: *status, ..requested() };
                let Err(error) = apply(&trial, &command, actor, trial.updated_at) else { continue };
                let problem = serde_json::to_value(error.problem(crate::values::Locale::En, "req")).expect("a problem");
                assert_eq!(problem["state"], status.as_str());
                for (verb, operation) in OPERATIONS {
                    let named = problem["possible"].as_array().expect("a list").iter().any(|it| it == operation);
                    assert_eq!(named, next(*status, verb, actor).is_ok(), "{status:?} {operation} {actor:?}");
                }
            }
        }
    }
    assert_eq!(possible(S::Requested, Actor::Business), ["cancel_trial"]);
    assert_eq!(possible(S::Requested, Actor::Vendor), ["accept_trial", "decline_trial", "cancel_trial"]);
}

#[test]
fn a_trial_of_days_ends_with_the_last_local_day() {
    // 2026-11-21T16:59:59Z is still 21 November in Vietnam, a second later it is the 22nd.
    let late = Timestamp::from_micros(1_795_280_399_000_000);
    assert_eq!(trial_end(late, 90).to_string(), "2027-02-19T16:59:59.999999Z");
    assert_eq!(trial_end(Timestamp::from_micros(1_795_280_400_000_000), 90).to_string(), "2027-02-20T16:59:59.999999Z");
}

fn requested() -> Trial {
    let at = Timestamp::from_micros(1_795_280_399_000_000);
    Trial {
        id: TrialId::new_at(at),
        business_id: BusinessId::new_at(at),
        platform_id: PlatformId::new_at(at),
        vendor_id: VendorId::new_at(at),
        requested_by: AccountId::new_at(at),
        granted: false,
        channel: Channel::Direct,
        province_code: "79".into(),
        size_class: SizeClass::Micro,
        category_code: "other".into(),
        ministry_code: "other".into(),
        days: 30,
        price_vnd_per_month: Vnd::billions(0),
        need: None,
        contact_name: None,
        contact_email: None,
        contact_phone: None,
        status: S::Requested,
        requested_at: at,
        respond_by: at,
        accepted_at: None,
        provisioned_at: None,
        activated_at: None,
        engaged_at: None,
        declined_at: None,
        cancelled_at: None,
        cancelled_by: None,
        trial_end: None,
        started_on: None,
        access_reference: None,
        reason_code: None,
        reason_text: None,
        updated_at: at,
        version: 1,
        rules_id: RulesId::new_at(at),
        window_end: None,
        nudged_at: None,
        escalated_at: None,
        unanswered_at: None,
        expired_at: None,
        consent_withdrawn_at: None,
        holds_place: true,
        discount_months: None,
        discount_price_vnd_per_month: None,
        at_end: crate::catalog::AtEnd::Stops,
    }
}

/// The stamps in the order in which stages follow each other; those of an end come last.
fn stamps(it: &Trial) -> [Option<Timestamp>; 6] {
    let end = [it.declined_at, it.cancelled_at, it.unanswered_at, it.expired_at].into_iter().flatten().max();
    [Some(it.requested_at), it.accepted_at, it.provisioned_at, it.activated_at, it.engaged_at, end]
}

/// What must hold between a trial and what a command has made of it.
fn follows(before: &Trial, command: &Command, after: &Trial, now: Timestamp) -> std::result::Result<(), TestCaseError> {
    // A stage that was reached keeps its instant, and none lies before an earlier one's; only use goes on after an end.
    for (old, new) in stamps(before).into_iter().zip(stamps(after)) {
        prop_assert!(old.is_none() || old == new);
    }
    let reached: Vec<Timestamp> = stamps(after).into_iter().flatten().collect();
    let in_order = reached.is_sorted();
    prop_assert!(in_order || after.status == S::Converted || before.status == S::Converted, "{reached:?}");
    prop_assert!(reached.iter().all(|at| *at <= after.updated_at) && before.updated_at <= after.updated_at);
    // What started stays started, in the same cohort, with the same end.
    if before.started_on.is_some() {
        let cohort = |it: &Trial| (it.started_on, it.trial_end, it.window_end, it.rules_id);
        prop_assert_eq!(cohort(before), cohort(after));
        prop_assert!(!matches!(after.status, S::Requested | S::Accepted | S::Declined | S::Unanswered));
    }
    // An end is final, but for a conversion that was confirmed within the window, and for taking that back.
    let ended = [S::Declined, S::Unanswered, S::Cancelled, S::Expired].contains(&before.status);
    if ended {
        prop_assert!(*command == Command::Convert && after.status == S::Converted);
    }
    if after.status == S::Converted && before.status != S::Converted {
        prop_assert!(after.window_end.is_some_and(|last| now <= last) && after.activated_at.is_some());
    }
    prop_assert!(!after.holds_place || (after.status.is_open() && before.holds_place));
    Ok(())
}

/// Any of the commands by anybody, and how many minutes later.
fn steps() -> impl Strategy<Value = Vec<(usize, usize, u32)>> {
    let minutes = prop_oneof![4 => 0u32..3_000, 1 => 0u32..150_000];
    // The way to the first use first, often: it is seldom found by chance.
    let usual = Just(vec![(0, 1, 10), (2, 1, 10), (3, 1, 10)]);
    let ways = prop_oneof![usual, Just(Vec::new())];
    (ways, prop::collection::vec((0usize..10, 0usize..4, minutes), 0..30)).prop_map(|(way, then)| [way, then].concat())
}

proptest! {
    #[test]
    fn whatever_is_asked_by_whomever_a_life_goes_forward(steps in steps()) {
        let (mut trial, mut now) = (requested(), requested().requested_at);
        for (command, actor, minutes) in steps {
            now = now.plus(Duration::from_secs(u64::from(minutes) * 60));
            let (command, before) = (commands()[command].clone(), trial.clone());
            if let Ok(after) = apply(&before, &command, ACTORS[actor], now) {
                follows(&before, &command, &after, now)?;
                trial = after;
            }
            // What was taken back is what it was.
            if before.status != S::Converted && trial.status == S::Converted {
                let back = apply(&trial, &Command::Unconvert, Actor::Programme, now).expect("taken back");
                prop_assert_eq!(back.status, before.status);
            }
        }
    }

    // From 2000 on: in 1975 the zone changed, and a day had 25 hours.
    #[test]
    fn a_trial_is_never_shorter_than_agreed(micros in 946_684_800_000_000i64..4_000_000_000_000_000, days in 1i64..=366) {
        let start = Timestamp::from_micros(micros);
        let length = trial_end(start, days).as_micros() - micros;
        let day = 86_400_000_000;
        prop_assert!(length >= days * day - 1 && length < (days + 1) * day);
    }
}
