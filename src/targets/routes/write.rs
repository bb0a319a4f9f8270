//! What administrators say of targets.

use super::{TargetOut, answer};
use crate::error::{FaultCode, Problem, Result};
use crate::faults::Faults;
use crate::http::{Answer, Body, Call, IfMatch, Person};
use crate::targets::actions;
use crate::targets::model::{Metric, REASON_LENGTH, Scope, Target};
use crate::targets::said::{self, Known};
use crate::values::{TargetId, VendorId, integer};
use actix_web::web::Path;
use actix_web::{patch, post};
use serde::Deserialize;
use utoipa::ToSchema;

/// A target that is set, and why. What is left out of the scope means all of it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"metric": "conversions", "province_code": "79", "category_code": "accounting_finance", "from": "2027-01-01", "to": "2027-03-31", "value": 400, "reason": "Demo: the province's plan for the quarter."}))]
pub struct TargetIn {
    metric: Metric,
    /// Only trials of this programme: `sme` is the only one.
    #[schema(max_length = 20)]
    programme: Option<String>,
    /// Only trials of this ministry's categories; a code of /v1/categories.
    #[schema(max_length = 20)]
    ministry_code: Option<String>,
    /// Only trials of businesses of this province, of the list of 34.
    #[schema(max_length = 2, pattern = "^[0-9]{2}$")]
    province_code: Option<String>,
    /// Only trials of this category's platforms.
    #[schema(max_length = 60, format = "category-code")]
    category_code: Option<String>,
    /// Only trials of this vendor's platforms.
    vendor_id: Option<VendorId>,
    /// The first local day.
    #[schema(max_length = 10, format = Date)]
    from: String,
    /// The last local day, at most ten years later.
    #[schema(max_length = 10, format = Date)]
    to: String,
    /// How many; of a rate, tenths of per cent: 1 to 1,000.
    #[serde(deserialize_with = "integer")]
    #[schema(minimum = 1, maximum = 1_000_000_000)]
    value: i64,
    /// Why, for whoever looks at it later.
    #[schema(max_length = 1000)]
    reason: String,
}

impl TargetIn {
    fn scope(&self) -> Scope {
        Scope {
            programme: self.programme.clone(),
            ministry_code: self.ministry_code.clone(),
            province_code: self.province_code.clone(),
            category_code: self.category_code.clone(),
            vendor_id: self.vendor_id,
        }
    }
}

/// Another value, and why.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"value": 450, "reason": "Demo: two campaigns more."}))]
pub struct TargetPatch {
    /// How many; of a rate, tenths of per cent: 1 to 1,000.
    #[serde(deserialize_with = "integer")]
    #[schema(minimum = 1, maximum = 1_000_000_000)]
    value: i64,
    #[schema(max_length = 1000)]
    reason: String,
}

impl TargetPatch {
    fn read(&self, target: &Target) -> Result<(i64, String)> {
        let mut faults = Faults::default();
        let reason = faults.lines("/reason", &self.reason, REASON_LENGTH);
        let value = said::value(&mut faults, "/", target.aim.metric, self.value);
        if value == Some(target.value) {
            faults.add("/value", FaultCode::SameValue, "");
        }
        faults.finish(value.zip(reason))
    }
}

/// Why a target is withdrawn.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "Demo: the campaign was called off."}))]
pub struct TargetWithdrawalIn {
    #[schema(max_length = 1000)]
    reason: String,
}

/// Set a target.
///
/// For administrators, with a reason. A target has a metric, a scope, a period and a value; one of each metric, scope and period holds at a time. What
/// was reached is computed, and cannot be typed in.
#[utoipa::path(tag = "targets", operation_id = "set_target", request_body = TargetIn,
    responses((status = 201, description = "It holds.", body = TargetOut), (status = 409, description = "`target_exists`, which names the one that holds.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/targets")]
pub async fn set_target(call: Call, who: Person, body: Body<TargetIn>) -> Result<Answer> {
    let (by, it) = (who.account(), body.0);
    call.act(Some(by), move |tx| {
        let mut faults = Faults::default();
        let known = Known::load(tx, it.vendor_id.as_slice())?;
        let about = (Some(it.metric), &it.scope());
        let target = said::target(&mut faults, "/", about, (&it.from, &it.to), Some(it.value), &known);
        let reason = faults.lines("/reason", &it.reason, REASON_LENGTH);
        let ((aim, value), reason) = faults.finish(target.zip(reason))?;
        let target = actions::set(tx, by, &aim, value, &reason)?;
        let location = Some(format!("/v1/targets/{}", target.id));
        Ok(Answer { status: 201, location, ..answer(tx, target)? })
    })
    .await
}

/// Give a target another value.
///
/// For administrators, with a reason. What it is about stays: for another scope or period, set another target.
#[utoipa::path(tag = "targets", operation_id = "change_target", params(("id" = TargetId, Path, description = "The target."), ("If-Match" = String, Header, description = "The ETag of GET /v1/targets/{id}.", max_length = 200)),
    request_body = TargetPatch, responses((status = 200, description = "Changed.", body = TargetOut), (status = 409, description = "`wrong_state`: it was withdrawn.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[patch("/targets/{id}")]
pub async fn change_target(
    call: Call,
    who: Person,
    id: Path<TargetId>,
    _: IfMatch,
    body: Body<TargetPatch>,
) -> Result<Answer> {
    let (by, patch) = (who.account(), body.0);
    call.act(Some(by), move |tx| {
        let target = actions::change(tx, by, *id, |target| patch.read(target))?;
        answer(tx, target)
    })
    .await
}

/// Withdraw a target.
///
/// For administrators, with a reason: it holds no longer, and can still be read with all its changes. Another of the same metric, scope and period can be
/// set.
#[utoipa::path(tag = "targets", operation_id = "withdraw_target", params(("id" = TargetId, Path, description = "The target."), ("If-Match" = Option<String>, Header, description = "The ETag of the target that this is meant for; without it, whatever it is by then.", max_length = 200)), request_body = TargetWithdrawalIn,
    responses((status = 200, description = "Withdrawn.", body = TargetOut), (status = 409, description = "`wrong_state`: it was withdrawn.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/targets/{id}/withdrawal")]
pub async fn withdraw_target(
    call: Call,
    who: Person,
    id: Path<TargetId>,
    body: Body<TargetWithdrawalIn>,
) -> Result<Answer> {
    let mut faults = Faults::default();
    let reason = faults.lines("/reason", &body.0.reason, REASON_LENGTH);
    let (by, reason) = (who.account(), faults.finish(reason)?);
    call.act(Some(by), move |tx| {
        let target = actions::withdraw(tx, by, *id, &reason)?;
        answer(tx, target)
    })
    .await
}
