//! The whole table, and random walks over it.

use super::*;
use crate::values::{BusinessId, ConversionId, LocalDay, TrialId, TypedId, VendorId, Vnd};
use Actor::{Both, Claimer, Other, Staff, Stranger};
use ConversionStatus as S;
use Refusal as R;
use proptest::prelude::*;

const ACTORS: [Actor; 5] = [Claimer, Other, Both, Staff, Stranger];
const WINDOW: Duration = Duration::from_secs(60 * 86_400);
const AT: Timestamp = Timestamp::from_micros(1_795_280_399_000_000);

/// A moment in which every window is open.
const fn at(now: Timestamp) -> Moment {
    Moment { now, window: WINDOW }
}

fn claimed_by(side: Side, account: AccountId) -> Conversion {
    Conversion {
        id: ConversionId::new_at(AT),
        trial_id: TrialId::new_at(AT),
        business_id: BusinessId::new_at(AT),
        vendor_id: VendorId::new_at(AT),
        claimed_by_side: side,
        claimed_by: account,
        claimed_at: AT,
        plan: "Demo".into(),
        amount_vnd_per_month: Vnd::billions(0),
        starts_on: LocalDay::parse("2026-11-21").expect("a day"),
        status: S::Claimed,
        answered_by: None,
        converted_at: None,
        disputed_at: None,
        reason_code: None,
        reason_text: None,
        already_customer: false,
        evidence_level: 0,
        updated_at: AT,
        version: 1,
        invoiced_at: None,
        checked_at: None,
        checked_by: None,
        check_note: None,
        resolved_at: None,
        resolved_by: None,
        resolution_code: None,
        resolution_text: None,
        retracted_at: None,
        withdrawn_at: None,
        withdrawn_by: None,
    }
}

fn commands() -> [Command; 9] {
    let (code, text) = ("other".to_owned(), None);
    [
        Command::Answer(Response::Confirm { already_customer: false }),
        Command::Answer(Response::Dispute { code: code.clone(), text: text.clone() }),
        Command::Retract,
        Command::Withdraw { code: code.clone(), text: text.clone() },
        Command::ShowInvoice,
        Command::Check { note: "Demo".into() },
        Command::Resolve { upheld: true, code: code.clone(), text: text.clone() },
        Command::Resolve { upheld: false, code, text },
        Command::Retain,
    ]
}

/// What each actor may ask where the state allows it, in the order of `commands()` and `ACTORS`.
const BY_ACTOR: [[Option<R>; 5]; 9] = [
    // Claimer, other, both, staff, stranger.
    [Some(R::OwnClaim), None, None, Some(R::NotFound), Some(R::NotFound)],
    [Some(R::OwnClaim), None, None, Some(R::NotFound), Some(R::NotFound)],
    [None, Some(R::ForClaimer), None, Some(R::NotFound), Some(R::NotFound)],
    [Some(R::ForOther), None, None, Some(R::NotFound), Some(R::NotFound)],
    [None, None, None, Some(R::NotFound), Some(R::NotFound)],
    [Some(R::OwnCase), Some(R::OwnCase), Some(R::OwnCase), None, Some(R::NotFound)],
    [Some(R::OwnCase), Some(R::OwnCase), Some(R::OwnCase), None, Some(R::NotFound)],
    [Some(R::OwnCase), Some(R::OwnCase), Some(R::OwnCase), None, Some(R::NotFound)],
    [None, None, None, Some(R::NotFound), Some(R::NotFound)],
];

#[test]
fn every_state_command_and_actor() {
    // Columns in the order of `commands()`: confirm, dispute, retract, withdraw, show invoice, check, uphold, dismiss, retain.
    let table: [(S, [Option<S>; 9]); 7] = [
        (
            S::Claimed,
            [Some(S::Confirmed), Some(S::Disputed), Some(S::Retracted), None, Some(S::Claimed), None, None, None, None],
        ),
        (
            S::Confirmed,
            [
                None,
                None,
                None,
                Some(S::Withdrawn),
                Some(S::Confirmed),
                Some(S::Confirmed),
                None,
                None,
                Some(S::Confirmed),
            ],
        ),
        (S::Disputed, [None, None, None, None, None, None, Some(S::DisputeUpheld), Some(S::DisputeDismissed), None]),
        (S::DisputeUpheld, [None; 9]),
        (S::DisputeDismissed, [None; 9]),
        (S::Retracted, [None; 9]),
        (S::Withdrawn, [None; 9]),
    ];
    assert_eq!(table.map(|(status, _)| status), S::ALL);
    for (status, row) in table {
        for ((command, after), by_actor) in commands().iter().zip(row).zip(BY_ACTOR) {
            for (actor, refusal) in ACTORS.into_iter().zip(by_actor) {
                let want = match (refusal, after) {
                    (Some(R::NotFound), _) => Err(R::NotFound),
                    (_, None) => Err(R::State),
                    (Some(refusal), _) => Err(refusal),
                    (None, Some(after)) => Ok(after),
                };
                assert_eq!(next(status, command, actor), want, "{status:?} {command:?} {actor:?}");
            }
        }
    }
}

#[test]
fn what_is_said_to_be_possible_is() {
    let by = AccountId::new_at(AT);
    for status in S::ALL {
        for actor in ACTORS {
            let conversion = Conversion { status: *status, ..claimed_by(Side::Vendor, by) };
            let open = possible(&conversion, actor, at(AT));
            assert!(open.iter().all(|operation| crate::access::rule(operation).is_some()), "{open:?}");
            let commands = commands();
            let allowed = commands.iter().filter(|command| **command != Command::Retain);
            let allowed = allowed.filter(|command| next(*status, command, actor).is_ok()).count();
            let anew = usize::from(open.contains(&"claim_conversion"));
            assert_eq!(open.len(), allowed + anew, "{status} {actor:?} {open:?}");
            let checked = Conversion { checked_at: Some(AT), ..conversion };
            assert!(!possible(&checked, actor, at(AT)).contains(&"check_conversion"));
        }
    }
}

#[test]
fn only_the_other_side_and_another_person_answers() {
    let (claimer, other) = (AccountId::new_at(AT), AccountId::new_at(AT));
    for side in Side::ALL {
        let claim = claimed_by(*side, claimer);
        let both = vec![Side::Business, Side::Vendor];
        for (by, sides, actor) in [
            (other, vec![side.other()], Other),
            (other, both.clone(), Both),
            (other, vec![*side], Claimer),
            (other, vec![], Stranger),
            (claimer, both, Claimer),
            (claimer, vec![*side], Claimer),
            // Who went over to the other side stays who claimed.
            (claimer, vec![side.other()], Claimer),
            (claimer, vec![], Stranger),
        ] {
            assert_eq!(Actor::of(&claim, by, &sides), actor, "{side} claimed, {sides:?}");
            let confirm = Command::Answer(Response::Confirm { already_customer: false });
            let answered = apply(&claim, &confirm, by, actor, at(AT));
            assert_eq!(answered.is_ok(), matches!(actor, Other | Both), "{side} claimed, {sides:?} answer");
            if let Ok(it) = answered {
                assert_eq!((it.converted_at, it.evidence_level, it.counts()), (Some(AT), 1, true));
            }
        }
    }
}

#[test]
fn who_once_spoke_for_a_side_is_not_staff_here() {
    let [claimer, other, staff] = [AccountId::new_at(AT); 3].map(|_| AccountId::new_at(AT));
    let it = Conversion { answered_by: Some(other), ..claimed_by(Side::Vendor, claimer) };
    for (by, actor) in [(staff, Staff), (claimer, Claimer), (other, Other)] {
        assert_eq!(Actor::of_staff(&it, by), actor);
    }
}

#[test]
fn who_paid_before_is_confirmed_and_not_counted() {
    let (claimer, other) = (AccountId::new_at(AT), AccountId::new_at(AT));
    for (claimed, confirmed) in [(false, true), (true, false), (true, true)] {
        let claim = Conversion { already_customer: claimed, ..claimed_by(Side::Vendor, claimer) };
        let answer = Command::Answer(Response::Confirm { already_customer: confirmed });
        let answered = apply(&claim, &answer, other, Other, at(AT)).expect("confirmed");
        assert_eq!((answered.status, answered.counts()), (S::Confirmed, false));
    }
}

#[test]
fn a_confirmation_is_withdrawn_within_the_window() {
    let (claimer, other) = (AccountId::new_at(AT), AccountId::new_at(AT));
    let [confirm, _, _, withdraw, ..] = commands();
    let confirmed = apply(&claimed_by(Side::Vendor, claimer), &confirm, other, Other, at(AT)).expect("confirmed");
    let last = AT.plus(WINDOW);
    let withdrawn = apply(&confirmed, &withdraw, other, Other, at(last)).expect("withdrawn");
    assert_eq!((withdrawn.converted_at, withdrawn.withdrawn_at), (Some(AT), Some(last)));
    assert_eq!((withdrawn.evidence_level, withdrawn.counts()), (1, false));
    let over = at(Timestamp::from_micros(last.as_micros() + 1));
    let late = apply(&confirmed, &withdraw, other, Other, over);
    assert_eq!(late.err().map(|error| error.code()), Some(Code::WindowClosed));
    assert!(possible(&confirmed, Other, at(last)).contains(&"withdraw_confirmation"));
    assert!(!possible(&confirmed, Other, over).contains(&"withdraw_confirmation"));
}

#[test]
fn what_lasts_is_at_level_four_whatever_is_shown_and_checked() {
    let [claimer, other, staff] = [AccountId::new_at(AT); 3].map(|_| AccountId::new_at(AT));
    let [confirm, _, _, _, show, check, .., retain] = commands();
    let mut it = claimed_by(Side::Vendor, claimer);
    let steps = [(&confirm, other, Other, 1), (&retain, other, Other, 4), (&show, claimer, Claimer, 4)];
    for (command, by, actor, level) in steps.into_iter().chain([(&check, staff, Staff, 4)]) {
        it = apply(&it, command, by, actor, at(AT)).expect("done");
        assert_eq!(it.evidence_level, level, "{command:?}");
    }
}

#[test]
fn the_first_invoice_that_was_shown_is_kept() {
    let claimer = AccountId::new_at(AT);
    let [_, _, _, _, show, ..] = commands();
    let first = apply(&claimed_by(Side::Vendor, claimer), &show, claimer, Claimer, at(AT)).expect("shown");
    let later = AT.plus(Duration::from_secs(60));
    let second = apply(&first, &show, claimer, Claimer, at(later)).expect("shown");
    assert_eq!((second.invoiced_at, second.updated_at), (Some(AT), later));
}

/// Every stamp that a conversion has, with the one that it may not be before.
fn stamps(it: &Conversion) -> [(Option<Timestamp>, Option<Timestamp>); 6] {
    [
        (Some(it.claimed_at), it.converted_at),
        (Some(it.claimed_at), it.disputed_at),
        (it.converted_at, it.checked_at),
        (it.converted_at, it.withdrawn_at),
        (it.disputed_at, it.resolved_at),
        (Some(it.claimed_at), it.retracted_at),
    ]
}

proptest! {
    #[test]
    fn whatever_is_asked_by_whomever_nothing_counts_without_two_parties(
        by_vendor in any::<bool>(),
        asked in prop::collection::vec((0usize..9, 0usize..5, 0i64..40_000_000_000_000), 0..24),
    ) {
        let people = ACTORS.map(|_| AccountId::new_at(AT));
        let (side, mut now) = (if by_vendor { Side::Vendor } else { Side::Business }, AT);
        let mut it = claimed_by(side, people[0]);
        let mut confirmed_by = None;
        for (command, actor, later) in asked {
            let command = &commands()[command];
            now = Timestamp::from_micros(now.as_micros() + later / 10);
            let Ok(after) = apply(&it, command, people[actor], ACTORS[actor], at(now)) else { continue };
            if matches!(command, Command::Answer(Response::Confirm { .. })) {
                prop_assert!(matches!(ACTORS[actor], Other | Both));
                confirmed_by = Some(people[actor]);
            }
            prop_assert!(after.evidence_level >= it.evidence_level, "a level is never lost");
            prop_assert!(it.converted_at.is_none() || after.converted_at == it.converted_at, "history stays");
            prop_assert!(it.status == S::Claimed || after.status != S::Claimed, "nothing waits again");
            it = after;
            prop_assert_eq!(it.converted_at.is_some(), matches!(it.status, S::Confirmed | S::Withdrawn));
            prop_assert_eq!(it.evidence_level >= 1, it.converted_at.is_some());
            prop_assert!(!it.counts() || confirmed_by.is_some_and(|by| by != it.claimed_by && Some(by) == it.answered_by));
            for (first, then) in stamps(&it) {
                prop_assert!(then.is_none() || first <= then, "{:?}", it);
            }
        }
    }
}
