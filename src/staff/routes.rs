//! Who is in office, and what was done, over HTTP.

use crate::accounts::model::StaffRole;
use crate::accounts::offices::{self, StaffMember};
use crate::db::{AuditFilter, Audited, audit};
use crate::error::{Code, Error, FaultCode, Result};
use crate::faults::Fault;
use crate::http::{Answer, Call, Page, Paged, Query, Routes};
use crate::values::AccountId;
use actix_web::get;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Characters of an id of any kind.
const SUBJECT_LENGTH: usize = 36;

pub fn routes(routes: &mut Routes<'_>) {
    routes.service(list_staff).service(list_audit_events);
    routes.configure(super::changes::routes::routes).configure(super::acting::routes::routes);
    routes.configure(super::keys::routes::routes);
}

/// Somebody in office.
#[derive(Serialize, ToSchema)]
struct StaffOut {
    account_id: AccountId,
    #[schema(max_length = 254, format = Email)]
    email: String,
    #[schema(max_length = 100)]
    name: String,
    role: StaffRole,
    /// A province officer's province, in the list of 34.
    #[schema(max_length = 2, pattern = "^[0-9]{2}$", example = "48")]
    province_code: Option<String>,
    /// Whether the second factor is set up: without it the office opens nothing.
    second_factor: bool,
}

impl From<StaffMember> for StaffOut {
    fn from(it: StaffMember) -> Self {
        let StaffMember { account: account_id, email, name, office, second_factor } = it;
        Self { account_id, email, name, role: office.role, province_code: office.province, second_factor }
    }
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct StaffQuery {
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
    #[param(max_length = 1000)]
    cursor: Option<String>,
}

/// Who is in office.
///
/// For administrators and auditors, oldest account first.
#[utoipa::path(tag = "staff", operation_id = "list_staff", params(StaffQuery), responses((status = 200, description = "A page.", body = Paged<StaffOut>)), security(("session" = [])))]
#[get("/staff")]
async fn list_staff(call: Call, query: Query<StaffQuery>) -> Result<Answer> {
    let page = Page::new("staff", &(), query.0.limit, query.0.cursor.as_deref())?;
    let asked = page.clone();
    let rows = call.read(move |conn| offices::all(conn, &asked)).await?;
    Answer::page(&page.of(rows, |row| vec![row.account.to_string()], StaffOut::from))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct AuditQuery {
    /// Only facts about this: an id of any kind.
    #[param(max_length = 36)]
    subject: Option<String>,
    /// Only facts that this account caused, for itself or, in office, for somebody for whom it acted.
    account_id: Option<AccountId>,
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
    #[param(max_length = 1000)]
    cursor: Option<String>,
}

/// What was done, newest first.
///
/// For auditors, data-protection officers and administrators: every recorded fact with who caused it and by which request;
/// log-ins, refusals, changes of rights and acts of staff among them. The facts hold codes and ids, no personal data.
#[utoipa::path(tag = "staff", operation_id = "list_audit_events", params(AuditQuery), responses((status = 200, description = "A page.", body = Paged<Audited>)), security(("session" = [])))]
#[get("/audit-events")]
async fn list_audit_events(call: Call, query: Query<AuditQuery>) -> Result<Answer> {
    let AuditQuery { subject, account_id: account, limit, cursor } = query.0;
    if subject.as_ref().is_some_and(|subject| subject.chars().count() > SUBJECT_LENGTH) {
        let possible = format!("1 – {SUBJECT_LENGTH}");
        let fault = Fault { pointer: "subject".to_owned(), code: FaultCode::TooLong, possible };
        return Err(Error::faulty(Code::InvalidQuery, vec![fault]));
    }
    let page = Page::new("audit-events", &(&subject, account), limit, cursor.as_deref())?;
    let filter = AuditFilter { subject, account };
    let paged = call.read(move |conn| {
        let before = page.after.as_deref().and_then(|key| key.first().cloned());
        let rows = audit(conn, &filter, before.as_deref(), page.rows())?;
        Ok(page.of(rows, |row| vec![row.fact.id.to_string()], |row| row))
    });
    Answer::page(&paged.await?)
}
