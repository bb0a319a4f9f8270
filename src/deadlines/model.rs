//! A deadline, as stored.

use crate::values::text_enum::text_enum;
use crate::values::{LocalDay, Timestamp, TrialId};
use diesel::prelude::*;
use std::time::Duration;

/// What a deadline is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, diesel::AsExpression, diesel::FromSqlRow)]
#[diesel(sql_type = diesel::sql_types::Text)]
pub enum DeadlineKind {
    /// The vendor has not answered a request.
    TrialNudge,
    /// The vendor has not answered the nudge either.
    TrialEscalation,
    /// Nobody has answered for too long.
    TrialUnanswered,
    /// The trial's end is so many days away, or past.
    TrialReminder,
    /// The agreed end.
    TrialEnd,
    /// A claim has waited for so many days.
    ClaimReminder,
    /// The time for taking a place is over.
    PlaceOffer,
    /// Both sides are asked whether a conversion lasts.
    RetentionCheck,
    /// A conversion was confirmed: signals are looked for.
    ConversionSignals,
    /// An invoice was shown: signals are looked for.
    InvoiceSignals,
    /// A vendor's month is over; the step is its number, e.g. 202611.
    VendorMonth,
    /// A platform is suspended: businesses with open trials of it are told, those first whose requests come after the step, an
    /// instant in microseconds.
    SuspensionNotice,
    /// A listing is to be looked at again in so many days (30 at first, then none).
    ListingRecheck,
    /// A platform has left the catalog for a while, or is back: the places that are kept are taken back, or the free ones offered;
    /// so they are when a firm that waits for one may be an SME again.
    PlacesAgain,
    /// A platform is back in the catalog: businesses with open trials of it that were told of the suspension are told, in the same way.
    ReinstatementNotice,
}

text_enum!(DeadlineKind {
    TrialNudge = "trial.nudge",
    TrialEscalation = "trial.escalation",
    TrialUnanswered = "trial.unanswered",
    TrialReminder = "trial.reminder",
    TrialEnd = "trial.end",
    ClaimReminder = "claim.reminder",
    PlaceOffer = "place.offer",
    RetentionCheck = "retention.check",
    ConversionSignals = "conversion.signals",
    InvoiceSignals = "invoice.signals",
    VendorMonth = "vendor.month",
    SuspensionNotice = "suspension.notice",
    ListingRecheck = "listing.recheck",
    PlacesAgain = "places.again",
    ReinstatementNotice = "reinstatement.notice",
});

/// A deadline of a trial, of its conversion, of a place that is kept for who waited, of a vendor's month, or of a platform.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = crate::db::schema::deadlines)]
pub struct Deadline {
    /// The trial's, the conversion's, the invoice's, the waiting entry's, the vendor's or the platform's id.
    pub subject_id: String,
    pub kind: DeadlineKind,
    pub step: i64,
    /// Those of one trial come one after the other; the offer of a place is of none yet, a vendor's
    /// month and what is of a platform of none at all.
    pub trial_id: Option<TrialId>,
    pub due_at: Timestamp,
}

impl Deadline {
    /// A deadline of the trial itself.
    pub fn of_trial(trial: TrialId, kind: DeadlineKind, step: i64, due_at: Timestamp) -> Self {
        Self { subject_id: trial.to_string(), kind, step, trial_id: Some(trial), due_at }
    }
}

/// What became of a deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settled {
    Done,
    /// It made no sense any more, for this reason.
    Skipped(&'static str),
}

/// Nine o'clock in Vietnam of a day: nobody is reminded at midnight.
pub fn morning(day: LocalDay) -> Timestamp {
    day.start().plus(Duration::from_secs(9 * 3_600))
}
