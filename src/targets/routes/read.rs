//! What is to be reached, read: lists, one target, what became of it.

use super::{TargetOut, answer, named, own_province};
use crate::db::Conn;
use crate::error::{Code, Error, Result};
use crate::faults::Faults;
use crate::http::{Answer, Call, Page, Paged, Person, Query};
use crate::targets::model::{Filter, Metric, Scope, Target, TargetChange, TargetStatus};
use crate::targets::said::{self, Known};
use crate::targets::store;
use crate::values::{AccountId, TargetId, Timestamp, VendorId};
use actix_web::get;
use actix_web::web::Path;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct TargetQuery {
    /// Only targets of this metric.
    metric: Option<Metric>,
    /// Only targets that hold, or only withdrawn ones.
    status: Option<TargetStatus>,
    /// Only targets that name this programme.
    #[param(max_length = 20)]
    programme: Option<String>,
    /// Only targets that name this ministry.
    #[param(max_length = 20)]
    ministry_code: Option<String>,
    /// Only targets that name this province, of the list of 34.
    #[param(max_length = 2, pattern = "^[0-9]{2}$", example = "79")]
    province_code: Option<String>,
    /// Only targets that name this category.
    #[param(max_length = 60)]
    category_code: Option<String>,
    /// Only targets that name this vendor.
    vendor_id: Option<VendorId>,
    /// Only targets whose period holds this day.
    #[param(max_length = 10, format = Date, example = "2027-02-01")]
    on: Option<String>,
    /// Only targets whose period begins on this day or later.
    #[param(max_length = 10, format = Date, example = "2027-01-01")]
    from: Option<String>,
    /// Only targets whose period ends on this day or before.
    #[param(max_length = 10, format = Date, example = "2027-12-31")]
    to: Option<String>,
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
    #[param(max_length = 1000)]
    cursor: Option<String>,
}

/// The days of a query, by the names of its parameters; one that is left out is none.
pub type Days<'d> = [(&'d str, Option<&'d str>); 3];

/// A query's filter, with its days and its scope read; every fault is told.
pub fn filter(conn: &mut Conn, asked: Filter, days: Days<'_>) -> Result<Filter> {
    let mut faults = Faults::default();
    let scope = match &asked.scope {
        all if *all == Scope::default() => Some(Scope::default()),
        some => {
            let known = Known::load(conn, some.vendor_id.as_slice())?;
            said::scope(&mut faults, "", some, &known)
        }
    };
    let [on, from, to] = days.map(|(name, text)| said::optional_day(&mut faults, name, text));
    let read = scope.zip(on).zip(from.zip(to));
    let read = read.map(|((scope, on), (from, to))| Filter { scope, on, from, to, ..asked });
    faults.finish(read).map_err(|error| Error::faulty(Code::InvalidQuery, error.faults().to_vec()))
}

/// Targets, the latest periods first.
///
/// For analysts, auditors and administrators; for a province officer those that name the own province. A target that names a province, a
/// ministry and so on is found by it; withdrawn ones are among them unless `status=set`.
#[utoipa::path(tag = "targets", operation_id = "list_targets", params(TargetQuery), responses((status = 200, description = "A page.", body = Paged<TargetOut>)), security(("session" = [])))]
#[get("/targets")]
pub async fn list_targets(call: Call, who: Person, query: Query<TargetQuery>) -> Result<Answer> {
    let it = query.0;
    let (programme, ministry_code, province_code) = (it.programme, it.ministry_code, it.province_code);
    let scope =
        Scope { programme, ministry_code, province_code, category_code: it.category_code, vendor_id: it.vendor_id };
    let asked =
        Filter { own_province: own_province(&who), metric: it.metric, status: it.status, scope, ..Filter::default() };
    let (on, from, to, limit, cursor) = (it.on, it.from, it.to, it.limit, it.cursor);
    let paged = call.read(move |conn| {
        let days = [("on", on.as_deref()), ("from", from.as_deref()), ("to", to.as_deref())];
        let filter = filter(conn, asked, days)?;
        let page = Page::new("targets", &filter, limit, cursor.as_deref())?;
        let rows = store::list(conn, &filter, &page)?;
        let key = |row: &Target| vec![row.aim.period.from.to_string(), row.id.to_string()];
        let Paged { data, next_cursor } = page.of(rows, key, |row| row);
        Ok(Paged { data: named(conn, data)?, next_cursor })
    });
    Answer::page(&paged.await?)
}

/// Read a target.
///
/// For analysts, auditors and administrators; for a province officer where it names the own province. The ETag is what a change needs.
#[utoipa::path(tag = "targets", operation_id = "get_target", params(("id" = TargetId, Path, description = "The target.")),
    responses((status = 200, description = "The target.", body = TargetOut)), security(("session" = [])))]
#[get("/targets/{id}")]
pub async fn get_target(call: Call, who: Person, id: Path<TargetId>) -> Result<Answer> {
    let own = own_province(&who);
    call.read(move |conn| {
        let target = store::find_within(conn, *id, own.as_deref())?;
        answer(conn, target)
    })
    .await
}

/// One change of a target.
#[derive(Serialize, ToSchema)]
pub struct TargetChangeOut {
    /// 1 is the setting.
    #[schema(minimum = 1, maximum = 1_000_000_000)]
    number: i64,
    changed_at: Timestamp,
    changed_by: AccountId,
    /// Null where it was set.
    #[schema(minimum = 1, maximum = 1_000_000_000)]
    old_value: Option<i64>,
    /// Null where it was withdrawn.
    #[schema(minimum = 1, maximum = 1_000_000_000)]
    new_value: Option<i64>,
    #[schema(max_length = 1000)]
    reason: String,
}

impl From<TargetChange> for TargetChangeOut {
    fn from(it: TargetChange) -> Self {
        let TargetChange { number, changed_at, changed_by, old_value, new_value, reason } = it;
        Self { number, changed_at, changed_by, old_value, new_value, reason }
    }
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct TargetChangeQuery {
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
    #[param(max_length = 1000)]
    cursor: Option<String>,
}

/// Every change of a target, the newest first.
///
/// Who, when, from which value to which, and why; its setting and its withdrawal among them. For who may read the target.
#[utoipa::path(tag = "targets", operation_id = "list_target_changes", params(("id" = TargetId, Path, description = "The target."), TargetChangeQuery),
    responses((status = 200, description = "A page.", body = Paged<TargetChangeOut>)), security(("session" = [])))]
#[get("/targets/{id}/changes")]
pub async fn list_target_changes(
    call: Call,
    who: Person,
    id: Path<TargetId>,
    query: Query<TargetChangeQuery>,
) -> Result<Answer> {
    let TargetChangeQuery { limit, cursor } = query.0;
    let (id, own) = (*id, own_province(&who));
    let page = Page::new("target-changes", &id, limit, cursor.as_deref())?;
    let asked = page.clone();
    let rows = call.read(move |conn| {
        let target = store::find_within(conn, id, own.as_deref())?;
        store::changes(conn, target.id, &asked)
    });
    Answer::page(&page.of(rows.await?, |row| vec![row.number.to_string()], TargetChangeOut::from))
}
