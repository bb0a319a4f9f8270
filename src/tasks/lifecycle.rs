//! What waits for whom, as something stands: pure.

use super::model::{Check, KeptPlace, STAFF, Standing, Task, TaskKind};
use crate::cases::{Case, CaseState};
use crate::catalog::claims::{PlatformClaim, PlatformClaimStatus};
use crate::catalog::versions::{ListingVersion, VersionStatus};
use crate::conversions::{Conversion, ConversionStatus};
use crate::trials::{Side, Trial, TrialStatus};
use crate::values::{ReviewId, Timestamp, VendorId};

/// The tasks of a trial.
pub fn of_trial(it: &Standing<'_>) -> Vec<Task> {
    let mut tasks = of_request(it.trial, it.answerable_until);
    if let Some(wish) = it.wish.filter(|_| it.trial.status.runs()) {
        let id = wish.id.to_string();
        tasks.push(task(it.trial, wish.by.other(), TaskKind::AnswerExtension, id, wish.asked_at, it.trial.trial_end));
    }
    if let Some(conversion) = it.conversion {
        tasks.extend(of_conversion(it, conversion));
    }
    let moderate =
        |(id, since): (ReviewId, _)| of_staff(it.trial, TaskKind::ModerateReview, id.to_string(), since, None);
    tasks.extend(it.review.map(moderate));
    tasks
}

fn of_request(trial: &Trial, until: Option<Timestamp>) -> Vec<Task> {
    let id = || trial.id.to_string();
    match trial.status {
        TrialStatus::Requested => {
            let due = Some(trial.respond_by);
            let answer = task(trial, Side::Vendor, TaskKind::AnswerRequest, id(), trial.requested_at, due);
            let look_after = |since| of_staff(trial, TaskKind::LookAfterRequest, id(), since, until);
            [answer].into_iter().chain(trial.escalated_at.map(look_after)).collect()
        }
        TrialStatus::Accepted => {
            let since = trial.accepted_at.unwrap_or(trial.requested_at);
            vec![task(trial, Side::Vendor, TaskKind::ProvisionAccess, id(), since, None)]
        }
        _ => Vec::new(),
    }
}

fn of_conversion(it: &Standing<'_>, conversion: &Conversion) -> Vec<Task> {
    let (trial, id) = (it.trial, || conversion.id.to_string());
    let settle = |kind| it.unsettled_since.map(|since| of_staff(trial, kind, id(), since, None));
    match conversion.status {
        ConversionStatus::Claimed => {
            let other = conversion.claimed_by_side.other();
            let due = it.last_reminder;
            let answer = task(trial, other, TaskKind::AnswerClaim, id(), conversion.claimed_at, due);
            [answer].into_iter().chain(settle(TaskKind::FollowUpClaim)).collect()
        }
        ConversionStatus::Disputed => settle(TaskKind::ResolveDispute).into_iter().collect(),
        _ if conversion.counts() => {
            let ask = |check: &Check| {
                task(trial, check.side, TaskKind::AnswerRetentionCheck, check.id.to_string(), check.asked_at, None)
            };
            it.checks.iter().map(ask).collect()
        }
        _ => Vec::new(),
    }
}

/// The task of a place that is kept.
pub fn of_place(it: &KeptPlace<'_>) -> Task {
    Task {
        about_id: it.entry.to_string(),
        holder: it.business.to_string(),
        subject_id: it.entry.to_string(),
        kind: TaskKind::TakePlace,
        vendor_id: it.vendor,
        trial_id: None,
        business_id: Some(it.business),
        platform_id: Some(it.platform),
        province_code: Some(it.province_code.to_owned()),
        stage: None,
        since: it.offered_at,
        due_at: Some(it.offered_until),
        sort_at: it.offered_until,
    }
}

/// The task of a case that waits.
pub fn of_case(case: &Case) -> Option<Task> {
    (case.state == CaseState::Open).then(|| Task {
        about_id: case.id.to_string(),
        holder: STAFF.to_owned(),
        subject_id: case.id.to_string(),
        kind: TaskKind::DecideCase,
        vendor_id: case.vendor_id,
        trial_id: case.trial_id,
        business_id: case.business_id,
        platform_id: case.platform_id,
        province_code: case.province_code.clone(),
        stage: None,
        since: case.opened_at,
        due_at: None,
        sort_at: case.opened_at,
    })
}

/// The task of a claim of an illustrative platform that waits.
pub fn of_platform_claim(claim: &PlatformClaim) -> Option<Task> {
    (claim.status == PlatformClaimStatus::Pending).then(|| Task {
        about_id: claim.id.to_string(),
        holder: STAFF.to_owned(),
        subject_id: claim.id.to_string(),
        kind: TaskKind::DecidePlatformClaim,
        vendor_id: claim.vendor_id,
        trial_id: None,
        business_id: None,
        platform_id: Some(claim.platform_id),
        province_code: None,
        stage: None,
        since: claim.claimed_at,
        due_at: None,
        sort_at: claim.claimed_at,
    })
}

/// The task of a listing of whose vendor the newest version waits for who vets; the version says since when.
pub fn of_listing(vendor: VendorId, version: &ListingVersion) -> Option<Task> {
    use VersionStatus as V;
    let since = version.submitted_at.filter(|_| matches!(version.status, V::Submitted | V::InReview))?;
    let id = version.platform_id.to_string();
    Some(Task {
        about_id: id.clone(),
        holder: STAFF.to_owned(),
        subject_id: id,
        kind: TaskKind::VetListing,
        vendor_id: vendor,
        trial_id: None,
        business_id: None,
        platform_id: Some(version.platform_id),
        province_code: None,
        stage: None,
        since,
        due_at: None,
        sort_at: since,
    })
}

fn task(
    trial: &Trial,
    side: Side,
    kind: TaskKind,
    subject_id: String,
    since: Timestamp,
    due_at: Option<Timestamp>,
) -> Task {
    Task {
        about_id: trial.id.to_string(),
        holder: match side {
            Side::Business => trial.business_id.to_string(),
            Side::Vendor => trial.vendor_id.to_string(),
        },
        subject_id,
        kind,
        vendor_id: trial.vendor_id,
        trial_id: Some(trial.id),
        business_id: Some(trial.business_id),
        platform_id: Some(trial.platform_id),
        province_code: Some(trial.province_code.clone()),
        stage: Some(trial.status),
        since,
        due_at,
        sort_at: due_at.unwrap_or(since),
    }
}

fn of_staff(trial: &Trial, kind: TaskKind, subject_id: String, since: Timestamp, due_at: Option<Timestamp>) -> Task {
    Task { holder: STAFF.to_owned(), ..task(trial, Side::Vendor, kind, subject_id, since, due_at) }
}
