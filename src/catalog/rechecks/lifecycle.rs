//! When a listing is looked at again, and whether what was planned for that day still makes sense: pure.

use crate::catalog::model::Platform;
use crate::deadlines::{Deadline, DeadlineKind, morning};
use crate::values::{LocalDay, PlatformId, Timestamp};

/// How many days before the day its vendor is told.
pub const AHEAD: u32 = 30;
/// The steps of the deadline, in days before the day: first its vendor is told, then it waits for reviewers.
const STEPS: [u32; 2] = [AHEAD, 0];

/// The deadlines of a listing that is looked at again on this day.
pub fn deadlines(platform: PlatformId, due_on: LocalDay) -> [Deadline; 2] {
    STEPS.map(|days| Deadline {
        subject_id: platform.to_string(),
        kind: DeadlineKind::ListingRecheck,
        step: -i64::from(days),
        trial_id: None,
        due_at: morning(due_on.minus_days(days)),
    })
}

/// The day of a listing, where the deadline is one of those that it has now; else why it makes no sense any more.
pub(super) fn fit(platform: &Platform, deadline: &Deadline, overtaken: bool) -> Result<LocalDay, &'static str> {
    // Archived: `actions::archive` took the day away.
    let due_on = platform.recheck_due_on.ok_or("archived meanwhile")?;
    let set: Option<Timestamp> =
        deadlines(platform.id, due_on).iter().find(|it| it.step == deadline.step).map(|it| it.due_at);
    match set {
        Some(at) if at == deadline.due_at && !overtaken => Ok(due_on),
        Some(at) if at == deadline.due_at => Err("the day itself has come"),
        _ => Err("looked at meanwhile"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::ListingStatus;
    use crate::values::TypedId;

    fn listed(recheck_due_on: Option<LocalDay>) -> Platform {
        let at = Timestamp::from_micros(1_795_280_399_000_000);
        let text = String::new;
        Platform {
            id: PlatformId::new_at(at),
            slug: text(),
            name: text(),
            vendor_id: None,
            vendor_name: text(),
            category_code: text(),
            summary_vi: text(),
            summary_en: text(),
            status: ListingStatus::Published,
            sort_key: text(),
            published_at: Some(at),
            created_at: at,
            updated_at: at,
            version: 1,
            recheck_due_on,
        }
    }

    #[test]
    fn a_deadline_fits_the_day_that_it_was_set_for() {
        let day = |text: &str| LocalDay::parse(text).expect("a day");
        let it = listed(Some(day("2027-11-21")));
        let [ahead, due] = deadlines(it.id, day("2027-11-21"));
        assert_eq!((ahead.step, ahead.due_at), (-30, morning(day("2027-10-22"))));
        assert_eq!((due.step, due.due_at), (0, morning(day("2027-11-21"))));
        assert_eq!(fit(&it, &ahead, false), Ok(day("2027-11-21")));
        assert_eq!(fit(&it, &due, false), Ok(day("2027-11-21")));
        assert_eq!(fit(&it, &ahead, true), Err("the day itself has come"));
        let moved = listed(Some(day("2028-01-01")));
        assert_eq!(fit(&moved, &due, false), Err("looked at meanwhile"));
        assert_eq!(fit(&moved, &ahead, true), Err("looked at meanwhile"));
        assert_eq!(fit(&listed(None), &due, false), Err("archived meanwhile"));
    }
}
