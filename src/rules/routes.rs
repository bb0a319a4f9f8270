//! The rules over HTTP.

use super::model::{Days, REASON_LENGTH, Rules, RulesStatus, Terms, series};
use super::{actions, store};
use crate::error::{FaultCode, Problem, Result};
use crate::faults::Faults;
use crate::http::{Answer, Body, Call, Page, Paged, Person, Query, Routes};
use crate::values::{AccountId, LocalDay, RulesId, Timestamp, integer, integers, optional_integer};
use actix_web::web::Path;
use actix_web::{get, post};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

pub fn routes(routes: &mut Routes<'_>) {
    routes.service(list_rules).service(list_rule_changes).service(propose_rules);
    routes.service(get_rules).service(approve_rules).service(refuse_rules);
}

/// A whole set of rules, and why.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"holds_from": "2027-06-01", "longest_trial_days": 184, "largest_employees": 300, "extensions": 2, "extension_days": 90, "window_days": 60,
    "answer_working_days": 2, "escalation_working_days": 2, "unanswered_working_days": 10, "reminder_days": [-14, -7, -3, 0, 7], "claim_reminder_days": [3, 7, 14],
    "retention_days": [90, 180, 365], "reason": "Demo: trials of six months at most."}))]
pub struct RulesIn {
    /// The first local day on which they hold: tomorrow at the earliest, two years ahead at the latest.
    #[schema(max_length = 10, format = Date)]
    holds_from: String,
    /// Days of a trial at most, whatever is offered.
    #[serde(deserialize_with = "integer")]
    #[schema(minimum = 1, maximum = 366)]
    longest_trial_days: i64,
    /// People of a business at most; left out, only the classes of size count.
    #[serde(default, deserialize_with = "optional_integer")]
    #[schema(minimum = 1, maximum = 100_000)]
    largest_employees: Option<i64>,
    /// How often a trial is extended at most.
    #[serde(deserialize_with = "integer")]
    #[schema(minimum = 0, maximum = 12)]
    extensions: i64,
    /// Days by which a trial is extended in all, at most.
    #[serde(deserialize_with = "integer")]
    #[schema(minimum = 0, maximum = 366)]
    extension_days: i64,
    /// Days after a trial's end within which a conversion counts for its cohort.
    #[serde(deserialize_with = "integer")]
    #[schema(minimum = 1, maximum = 366)]
    window_days: i64,
    /// Working days that a vendor has to answer a request before it is nudged.
    #[serde(deserialize_with = "integer")]
    #[schema(minimum = 1, maximum = 30)]
    answer_working_days: i64,
    /// Working days after the nudge until staff see the request and the business is shown other platforms.
    #[serde(deserialize_with = "integer")]
    #[schema(minimum = 1, maximum = 30)]
    escalation_working_days: i64,
    /// Working days after that until the request ends as unanswered.
    #[serde(deserialize_with = "integer")]
    #[schema(minimum = 1, maximum = 30)]
    unanswered_working_days: i64,
    /// Days of reminders, counted from the trial's end: -3 is three days before. Rising.
    #[serde(deserialize_with = "integers")]
    #[schema(schema_with = series)]
    reminder_days: Vec<i64>,
    /// Days after a claim on which the other side is reminded; on the last one staff see the claim too. Rising.
    #[serde(deserialize_with = "integers")]
    #[schema(schema_with = series)]
    claim_reminder_days: Vec<i64>,
    /// Days after a conversion on which both sides are asked whether it lasts. Rising.
    #[serde(deserialize_with = "integers")]
    #[schema(schema_with = series)]
    retention_days: Vec<i64>,
    /// Why, for whoever looks at it later.
    #[schema(max_length = 1000)]
    reason: String,
}

impl RulesIn {
    fn parse(&self) -> Result<(Terms, String)> {
        let mut faults = Faults::default();
        let holds_from = faults.day("/holds_from", &self.holds_from);
        let reason = faults.lines("/reason", &self.reason, REASON_LENGTH);
        for (pointer, number, range) in [
            ("/longest_trial_days", self.longest_trial_days, 1..=366),
            ("/largest_employees", self.largest_employees.unwrap_or(1), 1..=100_000),
            ("/extensions", self.extensions, 0..=12),
            ("/extension_days", self.extension_days, 0..=366),
            ("/window_days", self.window_days, 1..=366),
            ("/answer_working_days", self.answer_working_days, 1..=30),
            ("/escalation_working_days", self.escalation_working_days, 1..=30),
            ("/unanswered_working_days", self.unanswered_working_days, 1..=30),
        ] {
            faults.number(pointer, number, range);
        }
        let reminder_days = rising(&mut faults, "/reminder_days", &self.reminder_days, -366);
        let claim_reminder_days = rising(&mut faults, "/claim_reminder_days", &self.claim_reminder_days, 1);
        let retention_days = rising(&mut faults, "/retention_days", &self.retention_days, 1);
        let series = reminder_days.zip(claim_reminder_days).zip(retention_days);
        let terms = holds_from.zip(series).map(|(holds_from, ((reminders, claims), retention))| Terms {
            holds_from,
            longest_trial_days: self.longest_trial_days,
            largest_employees: self.largest_employees,
            extensions: self.extensions,
            extension_days: self.extension_days,
            window_days: self.window_days,
            answer_working_days: self.answer_working_days,
            escalation_working_days: self.escalation_working_days,
            unanswered_working_days: self.unanswered_working_days,
            reminder_days: reminders,
            claim_reminder_days: claims,
            retention_days: retention,
        });
        faults.finish(terms.zip(reason))
    }
}

fn rising(faults: &mut Faults, pointer: &str, days: &[i64], first: i64) -> Option<Days> {
    let made = Days::new(days).filter(|made| made.iter().all(|day| i64::from(day) >= first));
    if made.is_none() {
        faults.add(pointer, FaultCode::NotRising, format!("{first} – 3660"));
    }
    made
}

/// A set of rules, and what became of it.
#[derive(Serialize, ToSchema)]
pub struct RulesOut {
    id: RulesId,
    /// The first local day on which they hold; until the next set's.
    holds_from: LocalDay,
    #[schema(minimum = 1, maximum = 366)]
    longest_trial_days: i64,
    /// Null: only the classes of size count.
    #[schema(minimum = 1, maximum = 100_000)]
    largest_employees: Option<i64>,
    #[schema(minimum = 0, maximum = 12)]
    extensions: i64,
    #[schema(minimum = 0, maximum = 366)]
    extension_days: i64,
    #[schema(minimum = 1, maximum = 366)]
    window_days: i64,
    #[schema(minimum = 1, maximum = 30)]
    answer_working_days: i64,
    #[schema(minimum = 1, maximum = 30)]
    escalation_working_days: i64,
    #[schema(minimum = 1, maximum = 30)]
    unanswered_working_days: i64,
    #[schema(schema_with = series)]
    reminder_days: Vec<i32>,
    #[schema(schema_with = series)]
    claim_reminder_days: Vec<i32>,
    #[schema(schema_with = series)]
    retention_days: Vec<i32>,
    #[schema(max_length = 1000)]
    reason: String,
    status: RulesStatus,
    /// Null for the first rules, which came with the program, and in the public list.
    proposed_by: Option<AccountId>,
    proposed_at: Timestamp,
    decided_by: Option<AccountId>,
    decided_at: Option<Timestamp>,
}

impl From<Rules> for RulesOut {
    fn from(it: Rules) -> Self {
        Self {
            id: it.id,
            holds_from: it.holds_from,
            longest_trial_days: it.longest_trial_days,
            largest_employees: it.largest_employees,
            extensions: it.extensions,
            extension_days: it.extension_days,
            window_days: it.window_days,
            answer_working_days: it.answer_working_days,
            escalation_working_days: it.escalation_working_days,
            unanswered_working_days: it.unanswered_working_days,
            reminder_days: it.reminder_days.iter().collect(),
            claim_reminder_days: it.claim_reminder_days.iter().collect(),
            retention_days: it.retention_days.iter().collect(),
            reason: it.reason,
            status: it.status,
            proposed_by: it.proposed_by,
            proposed_at: it.proposed_at,
            decided_by: it.decided_by,
            decided_at: it.decided_at,
        }
    }
}

fn answer(rules: Rules) -> Result<Answer> {
    let version = rules.version;
    Ok(Answer::ok(&RulesOut::from(rules))?.version(version))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct RulesQuery {
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
    #[param(max_length = 1000)]
    cursor: Option<String>,
}

/// The programme's rules, the latest first.
///
/// Every set that was agreed. Today's is the first one whose day has come; a trial keeps the set of the day on which it
/// started.
#[utoipa::path(tag = "rules", operation_id = "list_rules", params(RulesQuery), responses((status = 200, description = "A page.", body = Paged<RulesOut>)))]
#[get("/rules")]
async fn list_rules(call: Call, query: Query<RulesQuery>) -> Result<Answer> {
    let unsigned = |it: Rules| RulesOut { proposed_by: None, decided_by: None, ..RulesOut::from(it) };
    listed(call, "rules", Some(RulesStatus::Agreed), query.0.limit, query.0.cursor, unsigned).await
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct RuleChangeQuery {
    /// Only changes of this status.
    status: Option<RulesStatus>,
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
    #[param(max_length = 1000)]
    cursor: Option<String>,
}

/// Changes of the rules, by the days from which they (would) hold, the latest first.
///
/// For administrators and auditors: what waits, and what was decided by whom.
#[utoipa::path(tag = "rules", operation_id = "list_rule_changes", params(RuleChangeQuery), responses((status = 200, description = "A page.", body = Paged<RulesOut>)), security(("session" = [])))]
#[get("/rule-changes")]
async fn list_rule_changes(call: Call, query: Query<RuleChangeQuery>) -> Result<Answer> {
    listed(call, "rule-changes", query.0.status, query.0.limit, query.0.cursor, RulesOut::from).await
}

async fn listed(
    call: Call,
    list: &str,
    status: Option<RulesStatus>,
    limit: Option<i64>,
    cursor: Option<String>,
    out: fn(Rules) -> RulesOut,
) -> Result<Answer> {
    let page = Page::new(list, &status, limit, cursor.as_deref())?;
    let asked = page.clone();
    let rows = call.read(move |conn| store::list(conn, status, &asked)).await?;
    let key = |row: &Rules| vec![row.holds_from.to_string(), row.id.to_string()];
    Answer::page(&page.of(rows, key, out))
}

/// Propose a change of the rules.
///
/// For administrators: a whole set, with a reason. It waits for a second administrator, and holds from its day on. Wants
/// proof of who you are from the last ten minutes.
#[utoipa::path(tag = "rules", operation_id = "propose_rules", request_body = RulesIn,
    responses((status = 201, description = "Pending.", body = RulesOut), (status = 401, description = "`unauthenticated` or `reauthentication_needed`.", body = Problem, content_type = "application/problem+json"), (status = 409, description = "`rules_pending`.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/rule-changes")]
async fn propose_rules(call: Call, who: Person, body: Body<RulesIn>) -> Result<Answer> {
    let (by, (terms, reason)) = (who.account(), body.0.parse()?);
    call.act(Some(by), move |tx| {
        let rules = actions::propose(tx, by, &terms, &reason)?;
        let location = Some(format!("/v1/rule-changes/{}", rules.id));
        Ok(Answer { status: 201, location, ..answer(rules)? })
    })
    .await
}

/// Read a change of the rules.
///
/// For administrators and auditors: the whole set, why, and what became of it.
#[utoipa::path(tag = "rules", operation_id = "get_rules", params(("id" = RulesId, Path, description = "The set.")),
    responses((status = 200, description = "The set.", body = RulesOut)), security(("session" = [])))]
#[get("/rule-changes/{id}")]
async fn get_rules(call: Call, id: Path<RulesId>) -> Result<Answer> {
    answer(call.read(move |conn| store::find(conn, *id)).await?)
}

/// Agree to a change of the rules, as the second administrator.
///
/// Who proposed it cannot, nor anybody once its day has come. Wants proof of who you are from the last ten minutes.
#[utoipa::path(tag = "rules", operation_id = "approve_rules", params(("id" = RulesId, Path, description = "The set.")),
    responses((status = 200, description = "Agreed.", body = RulesOut), (status = 401, description = "`unauthenticated` or `reauthentication_needed`.", body = Problem, content_type = "application/problem+json"), (status = 409, description = "`second_administrator_needed`, `proposer_gone`, `rules_too_late` or `wrong_state`.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/rule-changes/{id}/approval")]
async fn approve_rules(call: Call, who: Person, id: Path<RulesId>) -> Result<Answer> {
    let by = who.account();
    call.act(Some(by), move |tx| answer(actions::approve(tx, by, *id)?)).await
}

/// Refuse a change of the rules, or take back one's own.
///
/// For administrators. Wants proof of who you are from the last ten minutes.
#[utoipa::path(tag = "rules", operation_id = "refuse_rules", params(("id" = RulesId, Path, description = "The set.")),
    responses((status = 200, description = "Refused.", body = RulesOut), (status = 401, description = "`unauthenticated` or `reauthentication_needed`.", body = Problem, content_type = "application/problem+json"), (status = 409, description = "`wrong_state`.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/rule-changes/{id}/refusal")]
async fn refuse_rules(call: Call, who: Person, id: Path<RulesId>) -> Result<Answer> {
    let by = who.account();
    call.act(Some(by), move |tx| answer(actions::refuse(tx, by, *id)?)).await
}
