//! The whole table, and what a command leaves.

use super::*;
use crate::businesses::SizeClass;
use crate::values::{BusinessId, PlatformId, ReviewId, TrialId, TypedId, VendorId};
use Actor::{Both, Business, Staff, Vendor};
use PartState as S;
use Refusal as R;
use proptest::prelude::*;

const ACTORS: [Actor; 4] = [Business, Vendor, Both, Staff];
const AT: Timestamp = Timestamp::from_micros(1_795_280_399_000_000);
const SCORES: Scores = Scores { fits_need: 5, ease_of_use: 4, support: 3, value_for_money: 2 };

fn written(text: Option<&str>) -> Review {
    Review {
        id: ReviewId::new_at(AT),
        trial_id: TrialId::new_at(AT),
        business_id: BusinessId::new_at(AT),
        platform_id: PlatformId::new_at(AT),
        vendor_id: VendorId::new_at(AT),
        size_class: SizeClass::Micro,
        written_by: AccountId::new_at(AT),
        written_at: AT,
        changed_at: AT,
        scores: SCORES,
        text: text.map(str::to_owned),
        text_written_at: text.map(|_| AT),
        text_decided_by: None,
        text_decided_at: None,
        text_reason_code: None,
        answer: None,
        answered_by: None,
        answered_at: None,
        answer_decided_by: None,
        answer_decided_at: None,
        answer_reason_code: None,
        waits_since: text.map(|_| AT),
        updated_at: AT,
        version: 1,
    }
}

/// Whose verb it is, and where it leads from each state, in the order of `PartState::ALL`.
const TABLE: [(Verb, Actor, [Option<S>; 4]); 8] = [
    // Absent, waiting, published, refused.
    (Verb::Write, Business, [Some(S::Waiting), None, None, None]),
    (Verb::Rate, Business, [Some(S::Absent), Some(S::Waiting), Some(S::Published), Some(S::Refused)]),
    (Verb::Reword, Business, [Some(S::Waiting); 4]),
    (Verb::Strike, Business, [Some(S::Absent); 4]),
    (Verb::Delete, Business, [Some(S::Absent); 4]),
    (Verb::Answer, Vendor, [Some(S::Waiting), None, None, Some(S::Waiting)]),
    (Verb::Publish, Staff, [None, Some(S::Published), None, Some(S::Published)]),
    (Verb::Refuse, Staff, [None, Some(S::Refused), Some(S::Refused), None]),
];

#[test]
fn every_state_verb_and_actor() {
    for (verb, whose, row) in TABLE {
        for (state, after) in S::ALL.iter().zip(row) {
            for actor in ACTORS {
                let want = match (actor, whose) {
                    (Both, _) | (Business | Vendor, Staff) => Err(R::OwnCase),
                    (_, Business) if actor != Business => Err(R::ForSide(Side::Business)),
                    (_, Vendor) if actor != Vendor => Err(R::ForSide(Side::Vendor)),
                    _ => after.ok_or(R::State),
                };
                assert_eq!(next(*state, verb, actor), want, "{state} {verb:?} {actor:?}");
            }
        }
    }
}

#[test]
fn what_is_possible_is_what_is_not_refused() {
    let by = AccountId::new_at(AT);
    let plain = written(None);
    assert_eq!(possible(&plain, Business), ["change_review", "delete_review"]);
    assert_eq!(possible(&plain, Vendor), ["answer_review"]);
    assert_eq!(possible(&plain, Staff), Vec::<&str>::new());
    assert_eq!(possible(&plain, Both), Vec::<&str>::new());
    let told = written(Some("Demo"));
    assert_eq!(possible(&told, Staff), ["publish_review_text", "refuse_review_text"]);
    let answered = apply(&plain, Command::Answer("Demo".into()), by, Vendor, AT.plus_days(1)).expect("an answer");
    assert_eq!(possible(&answered, Vendor), Vec::<&str>::new());
    let published = apply(&answered, Command::Publish(Part::Answer), by, Staff, AT.plus_days(2)).expect("published");
    assert_eq!(possible(&published, Staff), ["refuse_review_text"]);
    assert_eq!(possible(&published, Vendor), Vec::<&str>::new());
    // What the business has changed since can be answered anew, whatever became of the first answer.
    let changed = apply(&published, Command::Rate(SCORES), by, Business, AT.plus_days(3)).expect("changed");
    assert_eq!((changed.state(Part::Answer), possible(&changed, Vendor)), (S::Published, vec!["answer_review"]));
    let anew = apply(&changed, Command::Answer("Anew".into()), by, Vendor, AT.plus_days(4)).expect("an answer");
    assert_eq!((anew.state(Part::Answer), anew.published(Part::Answer)), (S::Waiting, None));
}

#[test]
fn what_waits_waits_since_it_was_written() {
    let by = AccountId::new_at(AT);
    let told = written(Some("Demo"));
    let answered = apply(&told, Command::Answer("Demo".into()), by, Vendor, AT.plus_days(1)).expect("an answer");
    assert_eq!(answered.waits_since, Some(AT));
    let published = apply(&answered, Command::Publish(Part::Text), by, Staff, AT.plus_days(2)).expect("published");
    assert_eq!(published.waits_since, Some(AT.plus_days(1)));
    let refuse = Command::Refuse(Part::Answer, "other".into());
    let refused = apply(&published, refuse, by, Staff, AT.plus_days(3)).expect("refused");
    assert_eq!((refused.waits_since, refused.published(Part::Text)), (None, Some("Demo")));
    assert_eq!(refused.answer_reason_code.as_deref(), Some("other"));
    let reworded = apply(&refused, Command::Reword(SCORES, Some("Anew".into())), by, Business, AT.plus_days(4));
    let reworded = reworded.expect("reworded");
    assert_eq!((reworded.waits_since, reworded.published(Part::Text)), (Some(AT.plus_days(4)), None));
    assert_eq!((reworded.text_decided_at, reworded.text_decided_by), (None, None));
    let struck = apply(&reworded, Command::Reword(SCORES, None), by, Business, AT.plus_days(5)).expect("struck");
    assert_eq!((struck.state(Part::Text), struck.waits_since, struck.text_written_at), (S::Absent, None, None));
}

fn command(number: u8) -> Command {
    let part = if number.is_multiple_of(2) { Part::Text } else { Part::Answer };
    match number % 6 {
        0 | 3 => Command::Publish(part),
        1 | 4 => Command::Refuse(part, "other".into()),
        2 if number < 30 => Command::Reword(SCORES, None),
        2 => Command::Reword(SCORES, Some("Demo".into())),
        _ => Command::Answer("Demo".into()),
    }
}

proptest! {
    /// What the table of the database demands holds after any commands.
    #[test]
    fn a_review_keeps_its_constraints(numbers in proptest::collection::vec((any::<u8>(), 0usize..4), 1..30)) {
        let by = AccountId::new_at(AT);
        let mut review = written(Some("Demo"));
        for (day, (number, actor)) in (1..).zip(numbers) {
            let Ok(after) = apply(&review, command(number), by, ACTORS[actor], AT.plus_days(day)) else { continue };
            prop_assert_eq!(after.waits_since, after.waiting());
            prop_assert!(after.text.is_none() || after.text_written_at.is_some());
            prop_assert_eq!(after.text_decided_at.is_none(), after.text_decided_by.is_none());
            prop_assert!(after.text_reason_code.is_none() || after.text_decided_at.is_some());
            prop_assert_eq!(after.answered_at.is_none(), after.answered_by.is_none());
            prop_assert!(after.answer_reason_code.is_none() || after.answer_decided_at.is_some());
            prop_assert!(after.updated_at >= after.changed_at && after.changed_at >= after.written_at);
            review = after;
        }
    }
}
