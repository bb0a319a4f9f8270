//! Trials over HTTP: what businesses ask (`ask`), what vendors answer (`answer`).

mod answer;
mod ask;
mod grant;

use super::model::{Channel, Side, Trial, TrialStatus};
use super::store::Reach;
use crate::businesses::SizeClass;
use crate::catalog::{AtEnd, Discount};
use crate::db::Conn;
use crate::error::Result;
use crate::http::{Answer, Person, Routes};
use crate::values::{BusinessId, PlatformId, RulesId, Timestamp, TrialId, VendorId, Vnd};
use crate::{businesses, catalog, vendors};
use serde::Serialize;
use utoipa::ToSchema;

pub fn routes(routes: &mut Routes<'_>) {
    routes
        .service(ask::request_trial)
        .service(ask::list_trials)
        .service(ask::get_trial)
        .service(ask::list_trial_events)
        .service(ask::cancel_trial)
        .service(ask::withdraw_consent)
        .service(grant::grant_second_trial)
        .service(answer::accept_trial)
        .service(answer::decline_trial)
        .service(answer::provision_trial)
        .service(answer::activate_trial)
        .service(answer::report_use);
}

impl Reach {
    /// What a person acts on and finds in lists.
    pub fn of(who: &Person) -> Self {
        Self { businesses: who.businesses().to_vec(), vendors: who.vendors().to_vec(), watch: who.watch() }
    }

    /// What a person reads by its id: also what those decide about who do not follow trials.
    pub fn by_id(who: &Person) -> Self {
        Self { watch: who.settles(), ..Self::of(who) }
    }
}

/// A trial, as both sides see it; to staff what people typed is null.
#[derive(Serialize, ToSchema)]
pub struct TrialOut {
    id: TrialId,
    status: TrialStatus,
    business_id: BusinessId,
    #[schema(max_length = 200)]
    business_name: String,
    size_class: SizeClass,
    platform_id: PlatformId,
    #[schema(max_length = 120)]
    platform_name: String,
    vendor_id: VendorId,
    #[schema(max_length = 200)]
    vendor_name: String,
    /// A second trial that staff granted: never counted.
    granted: bool,
    channel: Channel,
    /// Agreed days of free trial.
    #[schema(minimum = 1, maximum = 366)]
    days: i64,
    /// The lower price of the first months after the trial that was offered at sign-up; null: the full price.
    discount: Option<Discount>,
    /// The full price after the trial that was offered at sign-up.
    price_vnd_per_month: Vnd,
    /// What happens when the trial ends and nobody has agreed to pay, as it was offered at sign-up; nothing is charged by itself.
    at_end: AtEnd,
    #[schema(max_length = 2000)]
    need: Option<String>,
    #[schema(max_length = 100)]
    contact_name: Option<String>,
    #[schema(max_length = 254)]
    contact_email: Option<String>,
    #[schema(max_length = 20)]
    contact_phone: Option<String>,
    /// When the business took back its consent: since then there is no contact.
    consent_withdrawn_at: Option<Timestamp>,
    requested_at: Timestamp,
    /// The vendor answers by then: two working days, unless the rules say otherwise.
    respond_by: Timestamp,
    /// The vendor was asked again.
    nudged_at: Option<Timestamp>,
    /// The vendor had not answered that either: staff look after it, and the business was shown other platforms.
    escalated_at: Option<Timestamp>,
    /// The request ended without an answer.
    unanswered_at: Option<Timestamp>,
    accepted_at: Option<Timestamp>,
    /// Access was ready: the trial started.
    started_at: Option<Timestamp>,
    activated_at: Option<Timestamp>,
    engaged_at: Option<Timestamp>,
    declined_at: Option<Timestamp>,
    cancelled_at: Option<Timestamp>,
    cancelled_by: Option<Side>,
    /// The agreed end, also after a cancellation. Nothing is to be paid by itself afterwards.
    trial_end: Option<Timestamp>,
    /// The trial ended by itself, at its agreed end.
    expired_at: Option<Timestamp>,
    /// Until when a conversion counts for the trial's cohort: 60 days after its end, unless the rules say otherwise.
    window_end: Option<Timestamp>,
    /// The rules of the day on which it started, at /v1/rules; until then those of the request.
    rules_id: RulesId,
    /// What the vendor calls the access.
    #[schema(max_length = 200)]
    access_reference: Option<String>,
    /// Why it was declined or cancelled: a code of the closed lists at /v1/reasons.
    #[schema(max_length = 60)]
    reason_code: Option<String>,
    #[schema(max_length = 1000)]
    reason_text: Option<String>,
}

/// Trials with the names that people know them by.
fn named(conn: &mut Conn, trials: Vec<Trial>) -> Result<Vec<TrialOut>> {
    let businesses = businesses::names(conn, &trials.iter().map(|it| it.business_id).collect::<Vec<_>>())?;
    let platforms = catalog::names(conn, &trials.iter().map(|it| it.platform_id).collect::<Vec<_>>())?;
    let vendors = vendors::names(conn, &trials.iter().map(|it| it.vendor_id).collect::<Vec<_>>())?;
    let out = |it: Trial| {
        let platform_name = platforms.get(&it.platform_id).cloned().unwrap_or_default();
        let vendor_name = vendors.get(&it.vendor_id).cloned().unwrap_or_default();
        let business_name = businesses.get(&it.business_id).cloned().unwrap_or_default();
        TrialOut {
            id: it.id,
            status: it.status,
            business_id: it.business_id,
            business_name,
            size_class: it.size_class,
            platform_id: it.platform_id,
            platform_name,
            vendor_id: it.vendor_id,
            vendor_name,
            granted: it.granted,
            channel: it.channel,
            days: it.days,
            discount: Discount::of(it.discount_months, it.discount_price_vnd_per_month),
            price_vnd_per_month: it.price_vnd_per_month,
            at_end: it.at_end,
            need: it.need,
            contact_name: it.contact_name,
            contact_email: it.contact_email,
            contact_phone: it.contact_phone,
            consent_withdrawn_at: it.consent_withdrawn_at,
            requested_at: it.requested_at,
            respond_by: it.respond_by,
            nudged_at: it.nudged_at,
            escalated_at: it.escalated_at,
            unanswered_at: it.unanswered_at,
            accepted_at: it.accepted_at,
            started_at: it.provisioned_at,
            activated_at: it.activated_at,
            engaged_at: it.engaged_at,
            declined_at: it.declined_at,
            cancelled_at: it.cancelled_at,
            cancelled_by: it.cancelled_by,
            trial_end: it.trial_end,
            expired_at: it.expired_at,
            window_end: it.window_end,
            rules_id: it.rules_id,
            access_reference: it.access_reference,
            reason_code: it.reason_code,
            reason_text: it.reason_text,
        }
    };
    Ok(trials.into_iter().map(out).collect())
}

fn rendered(conn: &mut Conn, trial: Trial) -> Result<Answer> {
    let version = trial.version;
    let out = named(conn, vec![trial])?;
    Ok(Answer::ok(&out.first())?.version(version))
}
