//! Warnings, read: lists, one, what became of it.

use super::{WarningOut, answer, named};
use crate::error::Result;
use crate::http::{Answer, Call, Page, Paged, Person, Query};
use crate::reference;
use crate::targets::routes::own_province;
use crate::values::{AccountId, LocalDay, Timestamp, WarningId};
use crate::warnings::model::{Filter, Warning, WarningChange, WarningRule, WarningStatus, WarningStep};
use crate::warnings::store;
use actix_web::get;
use actix_web::web::Path;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct WarningQuery {
    /// Only warnings that stand there.
    status: Option<WarningStatus>,
    /// Only warnings of this rule.
    rule: Option<WarningRule>,
    /// Only warnings about this province, platform, vendor or target.
    #[param(max_length = 36, example = "79")]
    subject_id: Option<String>,
    /// Only warnings of this province, of the list of 34.
    #[param(max_length = 2, pattern = "^[0-9]{2}$", example = "79")]
    province_code: Option<String>,
    /// Only warnings that this person sees to.
    owner_id: Option<AccountId>,
    /// Only one's own; with `false`, all.
    mine: Option<bool>,
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
    #[param(max_length = 1000)]
    cursor: Option<String>,
}

/// Early warnings, those first that were raised last.
///
/// For analysts, auditors and administrators; for a province officer those of the own province. Ended and resolved ones are among them unless a status is
/// asked for.
#[utoipa::path(tag = "warnings", operation_id = "list_warnings", params(WarningQuery), responses((status = 200, description = "A page.", body = Paged<WarningOut>)), security(("session" = [])))]
#[get("/warnings")]
pub async fn list_warnings(call: Call, who: Person, query: Query<WarningQuery>) -> Result<Answer> {
    let it = query.0;
    let me = Some(who.account()).filter(|_| it.mine == Some(true));
    // Somebody else's are never one's own.
    let none = me.is_some() && it.owner_id.is_some() && me != it.owner_id;
    let filter = Filter {
        own_province: own_province(&who),
        status: it.status,
        rule: it.rule,
        subject_id: it.subject_id,
        province_code: it.province_code,
        owner: me.or(it.owner_id),
    };
    let page = Page::new("warnings", &(&filter, none), it.limit, it.cursor.as_deref())?;
    let paged = call.read(move |conn| {
        reference::check_province(conn, filter.province_code.as_deref())?;
        let rows = if none { Vec::new() } else { store::list(conn, &filter, &page)? };
        let Paged { data, next_cursor } = page.of(rows, |row: &Warning| vec![row.id.to_string()], |row| row);
        Ok(Paged { data: named(conn, data)?, next_cursor })
    });
    Answer::page(&paged.await?)
}

/// Read a warning.
///
/// For analysts, auditors and administrators; for a province officer where it is of the own province.
#[utoipa::path(tag = "warnings", operation_id = "get_warning", params(("id" = WarningId, Path, description = "The warning.")),
    responses((status = 200, description = "The warning.", body = WarningOut)), security(("session" = [])))]
#[get("/warnings/{id}")]
pub async fn get_warning(call: Call, who: Person, id: Path<WarningId>) -> Result<Answer> {
    let own = own_province(&who);
    call.read(move |conn| {
        let warning = store::find_within(conn, *id, own.as_deref())?;
        answer(conn, warning)
    })
    .await
}

/// One step of a warning's life.
#[derive(Serialize, ToSchema)]
struct WarningChangeOut {
    /// 1 is the raising.
    #[schema(minimum = 1, maximum = 1_000_000_000)]
    number: i64,
    what: WarningStep,
    changed_at: Timestamp,
    /// Null where it came by itself.
    changed_by: Option<AccountId>,
    /// Who saw to it from then on.
    owner_id: Option<AccountId>,
    snoozed_until: Option<LocalDay>,
    #[schema(max_length = 1000)]
    note: Option<String>,
}

impl From<WarningChange> for WarningChangeOut {
    fn from(it: WarningChange) -> Self {
        let WarningChange { number, what, changed_at, changed_by, owner_id, snoozed_until, note } = it;
        Self { number, what, changed_at, changed_by, owner_id, snoozed_until, note }
    }
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct WarningChangeQuery {
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
    #[param(max_length = 1000)]
    cursor: Option<String>,
}

/// Everything that became of a warning, the newest first.
///
/// Who did what and what they wrote; what came by itself nobody did. For who may read the warning.
#[utoipa::path(tag = "warnings", operation_id = "list_warning_changes", params(("id" = WarningId, Path, description = "The warning."), WarningChangeQuery),
    responses((status = 200, description = "A page.", body = Paged<WarningChangeOut>)), security(("session" = [])))]
#[get("/warnings/{id}/changes")]
pub async fn list_warning_changes(
    call: Call,
    who: Person,
    id: Path<WarningId>,
    query: Query<WarningChangeQuery>,
) -> Result<Answer> {
    let WarningChangeQuery { limit, cursor } = query.0;
    let (id, own) = (*id, own_province(&who));
    let page = Page::new("warning-changes", &id, limit, cursor.as_deref())?;
    let asked = page.clone();
    let rows = call.read(move |conn| {
        let warning = store::find_within(conn, id, own.as_deref())?;
        store::changes(conn, warning.id, &asked)
    });
    Answer::page(&page.of(rows.await?, |row| vec![row.number.to_string()], WarningChangeOut::from))
}
