//! The table tried over every triple.

use super::*;
use VersionStatus as V;

const SHOWN: [Shown; 4] = [Shown::NotYet, Shown::Published, Shown::Suspended, Shown::Archived];
const WORKING: [Option<Working>; 7] = [
    None,
    Some(Working::Draft),
    Some(Working::Submitted(Lane::Full)),
    Some(Working::Submitted(Lane::Fast)),
    Some(Working::InReview(Lane::Full)),
    Some(Working::InReview(Lane::Fast)),
    Some(Working::ChangesRequested),
];

/// Columns: change, submit, archive, start of a review, assessment, request for changes, rejection, publication. What the version becomes;
/// `Superseded` stands for «no version changes».
fn of_versions() -> [[Option<VersionStatus>; 8]; 7] {
    let (no, gone) = (None, Some(V::Withdrawn));
    let decided = [Some(V::ChangesRequested), Some(V::Rejected), Some(V::Published)];
    let ([asked, refused, shown], stays) = (decided, Some(V::Superseded));
    [
        [Some(V::Draft), no, stays, no, no, no, no, no],
        [Some(V::Draft), Some(V::Submitted), gone, no, no, no, no, no],
        [no, no, gone, Some(V::InReview), no, no, no, no],
        [no, no, gone, Some(V::InReview), no, asked, refused, shown],
        [no, no, gone, no, stays, asked, refused, shown],
        [no, no, gone, no, no, asked, refused, shown],
        [Some(V::ChangesRequested), Some(V::Submitted), gone, no, no, no, no, no],
    ]
}

fn wanted(Stand { shown, working }: Stand, row: &[Option<VersionStatus>; 8], verb: usize) -> Option<Next> {
    match (shown, verb) {
        (Shown::Archived, _) => None,
        (Shown::Published, 8) => Some(Next { shown: Shown::Suspended, version: None }),
        (Shown::Suspended, 9) => Some(Next { shown: Shown::Published, version: None }),
        (Shown::Published | Shown::Suspended, 10) => Some(Next { shown, version: None }),
        (Shown::Published | Shown::Suspended, 11) => Some(Next { shown, version: working.map(|_| V::Withdrawn) }),
        (_, 8..) => None,
        _ => row[verb].map(|version| {
            let shown = match (verb, shown) {
                (2, _) => Shown::Archived,
                (7, Shown::NotYet) => Shown::Published,
                _ => shown,
            };
            Next { shown, version: (version != V::Superseded).then_some(version) }
        }),
    }
}

#[test]
fn every_state_verb_and_actor() {
    let mut admitted = 0;
    for shown in SHOWN {
        for (working, row) in WORKING.into_iter().zip(of_versions()) {
            let stand = Stand { shown, working };
            for (place, (verb, operation)) in OPERATIONS.into_iter().enumerate() {
                for actor in [Actor::Vendor, Actor::Reviewer, Actor::Administrator] {
                    let may = match actor {
                        Actor::Vendor => place < 3,
                        Actor::Reviewer => (3..11).contains(&place),
                        Actor::Administrator => place >= 3,
                    };
                    let want = match wanted(stand, &row, place) {
                        _ if !may => Err(Refusal::Actor),
                        Some(next) => Ok(next),
                        None => Err(Refusal::State),
                    };
                    assert_eq!(next(stand, verb, actor), want, "{stand:?} {verb:?} {actor:?}");
                    admitted += usize::from(want.is_ok());
                    assert_eq!(possible(stand, actor).contains(&operation), want.is_ok());
                }
            }
        }
    }
    // 3 changes, 2 submissions, 7 archives; for two kinds of people 2 reviews, an assessment, and 3 decisions on 3 versions, of what is
    // not archived, and 4 × 7; and 2 × 7 transfers.
    assert_eq!(admitted, 3 * (3 + 2 + 7 + 2 * (2 + 1 + 9)) + 2 * 28 + 14);
}

#[test]
fn a_refusal_names_the_state_and_what_is_possible() {
    assert!(OPERATIONS.iter().all(|(_, operation)| crate::access::rule(operation).is_some()));
    let problem = |stand, verb, actor| {
        let error = apply(stand, verb, actor).expect_err("refused");
        serde_json::to_value(error.problem(crate::values::Locale::En, "req")).expect("a problem")
    };
    let stand = Stand { shown: Shown::Published, working: Some(Working::InReview(Lane::Full)) };
    let told = problem(stand, Verb::Submit, Actor::Vendor);
    assert_eq!((&told["state"], &told["possible"]), (&"in_review".into(), &serde_json::json!(["archive_platform"])));
    let told = problem(stand, Verb::Reinstate, Actor::Reviewer);
    let can = [
        "assess_platform",
        "request_changes",
        "reject_platform",
        "publish_platform",
        "suspend_platform",
        "recheck_platform",
    ];
    assert_eq!(told["possible"], serde_json::json!(can));
    let told = problem(Stand { shown: Shown::Suspended, working: None }, Verb::Suspend, Actor::Administrator);
    assert_eq!(told["possible"], serde_json::json!(["reinstate_platform", "recheck_platform", "transfer_platform"]));
    let suspended = Stand { shown: Shown::Suspended, working: Some(Working::ChangesRequested) };
    for (verb, state) in [(Verb::Suspend, "suspended"), (Verb::Publish, "changes_requested")] {
        assert_eq!(problem(suspended, verb, Actor::Administrator)["state"], state);
    }
    let archived = Stand { shown: Shown::Archived, working: None };
    let told = problem(archived, Verb::Change, Actor::Vendor);
    assert_eq!((&told["state"], &told["possible"]), (&"archived".into(), &serde_json::json!([])));
}

#[test]
fn the_status_of_a_listing_and_of_its_version_say_where_it_stands() {
    for shown in SHOWN {
        for working in WORKING {
            let stand = Stand { shown, working };
            let (version, lane) = match working {
                None => (V::Rejected, None),
                Some(Working::Draft) => (V::Draft, None),
                Some(Working::Submitted(lane)) => (V::Submitted, Some(lane)),
                Some(Working::InReview(lane)) => (V::InReview, Some(lane)),
                Some(Working::ChangesRequested) => (V::ChangesRequested, Some(Lane::Fast)),
            };
            assert_eq!(Stand::of(stand.listing(), version, lane), stand);
        }
    }
}
