//! Cases over HTTP, for staff.

use super::model::{Case, CaseKind, CaseState, Filter};
use super::{actions, audits, complaints, store};
use crate::accounts::model::Watch;
use crate::conversions::routes::party;
use crate::db::Conn;
use crate::error::{Error, Problem, Result};
use crate::http::{Answer, Body, Call, Page, Paged, Person, Query, Routes};
use crate::reference::{self, ReasonIn};
use crate::values::{AccountId, BusinessId, CaseId, PlatformId, Timestamp, TrialId, VendorId};
use crate::{businesses, catalog, vendors};
use actix_web::web::Path;
use actix_web::{get, post};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

pub fn routes(routes: &mut Routes<'_>) {
    routes.service(list_cases).service(get_case).service(decide_case);
    complaints::routes::routes(routes);
    audits::routes::routes(routes);
}

/// A case, with the names that people know its sides by.
#[derive(Serialize, ToSchema)]
pub struct CaseOut {
    id: CaseId,
    kind: CaseKind,
    state: CaseState,
    opened_at: Timestamp,
    vendor_id: VendorId,
    #[schema(max_length = 200)]
    vendor_name: String,
    /// Null where the case is about a vendor as a whole; so are business, platform and province.
    trial_id: Option<TrialId>,
    business_id: Option<BusinessId>,
    #[schema(max_length = 200)]
    business_name: Option<String>,
    platform_id: Option<PlatformId>,
    #[schema(max_length = 120)]
    platform_name: Option<String>,
    /// The business's at sign-up, of the list of 34.
    #[schema(max_length = 2, pattern = "^[0-9]{2}$", example = "79")]
    province_code: Option<String>,
    /// The month that it is about; null for what has none.
    #[schema(max_length = 7, pattern = "^[0-9]{4}-[0-9]{2}$", example = "2026-11")]
    period: Option<String>,
    /// What was seen: ids, codes and numbers, no personal data. Which, depends on the kind.
    #[schema(value_type = Object)]
    facts: serde_json::Value,
    /// Of a complaint: of the list `complaint`.
    #[schema(max_length = 60)]
    reason_code: Option<String>,
    /// Of a complaint: what the business wrote.
    #[schema(max_length = 1000)]
    reason_text: Option<String>,
    /// Of the list `case_decision`.
    #[schema(max_length = 60)]
    decision_code: Option<String>,
    #[schema(max_length = 1000)]
    decision_text: Option<String>,
    decided_by: Option<AccountId>,
    decided_at: Option<Timestamp>,
}

fn named(conn: &mut Conn, rows: Vec<Case>) -> Result<Vec<CaseOut>> {
    let vendors = vendors::names(conn, &rows.iter().map(|it| it.vendor_id).collect::<Vec<_>>())?;
    let businesses = businesses::names(conn, &rows.iter().filter_map(|it| it.business_id).collect::<Vec<_>>())?;
    let platforms = catalog::names(conn, &rows.iter().filter_map(|it| it.platform_id).collect::<Vec<_>>())?;
    let out = |it: Case| {
        Ok(CaseOut {
            id: it.id,
            kind: it.kind,
            state: it.state,
            opened_at: it.opened_at,
            vendor_id: it.vendor_id,
            vendor_name: vendors.get(&it.vendor_id).cloned().unwrap_or_default(),
            trial_id: it.trial_id,
            business_id: it.business_id,
            business_name: it.business_id.and_then(|id| businesses.get(&id).cloned()),
            platform_id: it.platform_id,
            platform_name: it.platform_id.and_then(|id| platforms.get(&id).cloned()),
            province_code: it.province_code,
            period: Some(it.period).filter(|period| !period.is_empty()),
            facts: serde_json::from_str(&it.facts).map_err(Error::internal)?,
            reason_code: it.reason_code,
            reason_text: it.reason_text,
            decision_code: it.decision_code,
            decision_text: it.decision_text,
            decided_by: it.decided_by,
            decided_at: it.decided_at,
        })
    };
    rows.into_iter().map(out).collect()
}

fn one(conn: &mut Conn, case: Case) -> Result<Answer> {
    let version = case.version;
    let out = named(conn, vec![case])?.pop().ok_or_else(|| Error::internal("a case without its names"))?;
    Ok(Answer::ok(&out)?.version(version))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct CaseQuery {
    /// Only what was opened by this.
    kind: Option<CaseKind>,
    /// Only open cases, or only closed ones.
    state: Option<CaseState>,
    /// Only cases about this vendor, or a trial of it.
    vendor_id: Option<VendorId>,
    /// Only cases about this trial.
    trial_id: Option<TrialId>,
    /// Only businesses of this province, of the list of 34.
    #[param(max_length = 2, pattern = "^[0-9]{2}$", example = "79")]
    province_code: Option<String>,
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
    #[param(max_length = 1000)]
    cursor: Option<String>,
}

/// The only province whose cases an officer sees.
fn own_province(who: &Person) -> Option<String> {
    who.watch().and_then(Watch::province)
}

/// Cases, oldest first.
///
/// For reviewers, auditors and administrators; a province officer sees those about trials of the own province. Whoever
/// belongs to a vendor does not see those about it. A case is for a person to look at: it decides nothing.
#[utoipa::path(tag = "cases", operation_id = "list_cases", params(CaseQuery),
    responses((status = 200, description = "A page.", body = Paged<CaseOut>)), security(("session" = [])))]
#[get("/cases")]
async fn list_cases(call: Call, who: Person, query: Query<CaseQuery>) -> Result<Answer> {
    let CaseQuery { kind, state, vendor_id: vendor, trial_id: trial, province_code: province, limit, cursor } = query.0;
    let (own_province, hidden) = (own_province(&who), who.vendors().to_vec());
    let filters = (kind, state, vendor, trial, &province, &own_province, &hidden);
    let page = Page::new("cases", &filters, limit, cursor.as_deref())?;
    let filter = Filter { own_province, hidden, province, kind, state, vendor, trial };
    let paged = call.read(move |conn| {
        reference::check_province(conn, filter.province.as_deref())?;
        let rows = store::list(conn, &filter, &page)?;
        let Paged { data, next_cursor } = page.of(rows, |row| vec![row.id.to_string()], |row| row);
        Ok(Paged { data: named(conn, data)?, next_cursor })
    });
    Answer::page(&paged.await?)
}

/// Read a case.
///
/// For reviewers, auditors and administrators; for province officers where it is about a trial of the own province.
#[utoipa::path(tag = "cases", operation_id = "get_case", params(("id" = CaseId, Path, description = "The case.")),
    responses((status = 200, description = "The case.", body = CaseOut)), security(("session" = [])))]
#[get("/cases/{id}")]
async fn get_case(call: Call, who: Person, id: Path<CaseId>) -> Result<Answer> {
    let own = own_province(&who);
    call.read(move |conn| {
        let case = store::find(conn, *id)?;
        if own.is_some() && own != case.province_code || who.vendors().contains(&case.vendor_id) {
            return Err(Error::not_found());
        }
        one(conn, case)
    })
    .await
}

/// Close a case with a decision.
///
/// For reviewers and administrators who belong to neither side, with a reason of the list `case_decision`. No figure and no
/// conversion changes. Who complained gets a mail with the decision, and reads the text beside it. Wants proof of who you
/// are from the last ten minutes.
#[utoipa::path(tag = "cases", operation_id = "decide_case", params(("id" = CaseId, Path, description = "The case.")), request_body = ReasonIn,
    responses((status = 200, description = "Closed.", body = CaseOut), (status = 401, description = "`unauthenticated` or `reauthentication_needed`.", body = Problem, content_type = "application/problem+json"), (status = 403, description = "`forbidden`, `second_factor_required` or `conflict_of_interest`.", body = Problem, content_type = "application/problem+json"), (status = 409, description = "`wrong_state`: closed already.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/cases/{id}/decision")]
async fn decide_case(call: Call, who: Person, id: Path<CaseId>, body: Body<ReasonIn>) -> Result<Answer> {
    let (party, decision) = (party(&who), body.0.parse()?);
    call.act(Some(who.account()), move |tx| {
        let closed = actions::decide(tx, &party, *id, decision.clone())?;
        one(tx, closed)
    })
    .await
}
