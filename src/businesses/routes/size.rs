//! What a business's size was, from when to when.

use crate::businesses::model::Size;
use crate::businesses::{SizeClass, store};
use crate::error::{Error, Result};
use crate::http::{Answer, Call, Page, Paged, Query};
use crate::values::{AccountId, BusinessId, Timestamp, Vnd};
use actix_web::get;
use actix_web::web::Path;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// A size class, and the figures that it was computed from.
#[derive(Serialize, ToSchema)]
pub struct SizeOut {
    /// 1 for the first that is known, and so on.
    #[schema(minimum = 1, maximum = 1_000_000_000)]
    number: i64,
    since: Timestamp,
    /// When the next took its place; null for the present one.
    until: Option<Timestamp>,
    /// Where `is_sme` is false, the last class that it had as an SME.
    size_class: SizeClass,
    /// Whether the figures are those of an SME: false beyond medium.
    is_sme: bool,
    #[schema(minimum = 0, maximum = 1_000_000)]
    employees: i64,
    revenue_vnd: Option<Vnd>,
    capital_vnd: Option<Vnd>,
    /// The member who gave the figures. Null for the size that the business had when sizes began to be kept: how long it
    /// had had it is not known.
    changed_by: Option<AccountId>,
    /// The administrator who gave them, acting for that member; null where it was the member.
    acting_account_id: Option<AccountId>,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct SizeQuery {
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
    #[param(max_length = 1000)]
    cursor: Option<String>,
}

/// The sizes of a business, oldest first.
///
/// For its members, and for auditors: from when to when it had which size class, and the figures that it was computed from.
#[utoipa::path(tag = "businesses", operation_id = "list_business_sizes", params(("id" = BusinessId, Path, description = "The business."), SizeQuery),
    responses((status = 200, description = "A page.", body = Paged<SizeOut>)), security(("session" = [])))]
#[get("/businesses/{id}/size-history")]
pub async fn list_business_sizes(call: Call, id: Path<BusinessId>, query: Query<SizeQuery>) -> Result<Answer> {
    let page = Page::new("sizes", &*id, query.0.limit, query.0.cursor.as_deref())?;
    let asked = page.clone();
    let rows = call.read(move |conn| store::sizes(conn, *id, &asked)).await?;
    // A business has a size at all times: where none is, an auditor asked for no business.
    if rows.is_empty() && page.after.is_none() {
        return Err(Error::not_found());
    }
    // The row after a page's last is read too: it says until when the last one held.
    let until: Vec<Option<Timestamp>> = rows.iter().skip(1).map(|next| Some(next.since)).chain([None]).collect();
    let rows = rows.into_iter().zip(until).collect();
    Answer::page(&page.of(rows, |(row, _): &(Size, _)| vec![row.number.to_string()], out))
}

fn out((it, until): (Size, Option<Timestamp>)) -> SizeOut {
    SizeOut {
        number: it.number,
        since: it.since,
        until,
        size_class: it.size_class,
        is_sme: it.is_sme,
        employees: it.employees,
        revenue_vnd: it.revenue_vnd,
        capital_vnd: it.capital_vnd,
        changed_by: it.changed_by,
        acting_account_id: it.acting_account_id,
    }
}
