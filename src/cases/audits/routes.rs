//! Audits over HTTP: public, so that anybody can recompute them who has the list of a vendor's trials.

use super::model::Audit;
use super::store;
use crate::error::Result;
use crate::http::{Answer, Call, Page, Paged, Query, Routes};
use crate::secrets;
use crate::values::Timestamp;
use actix_web::get;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Fewer than this are not told in public.
const SMALLEST: i64 = 5;

pub fn routes(routes: &mut Routes<'_>) {
    routes.service(list_audits);
}

/// A month's audit.
#[derive(Serialize, ToSchema)]
pub struct AuditOut {
    /// The month in which the conversions were confirmed, in Asia/Ho_Chi_Minh.
    #[schema(max_length = 7, pattern = "^[0-9]{4}-[0-9]{2}$", example = "2026-11")]
    period: String,
    /// 32 bytes, hexadecimal, drawn when the month was over.
    #[schema(max_length = 64, pattern = "^[0-9a-f]{64}$")]
    seed: String,
    /// Of each vendor's conversions, rounded up.
    #[schema(minimum = 1, maximum = 100)]
    percent: i64,
    drawn_at: Timestamp,
    /// Of how many conversions; null below 5.
    #[schema(minimum = 5, maximum = 1_000_000_000)]
    conversions: Option<i64>,
    /// How many of them were picked; null where the conversions are.
    #[schema(minimum = 1, maximum = 1_000_000_000)]
    picked: Option<i64>,
}

impl From<Audit> for AuditOut {
    fn from(it: Audit) -> Self {
        let told = it.conversions >= SMALLEST;
        Self {
            period: it.period,
            seed: secrets::hex(&it.seed),
            percent: it.percent,
            drawn_at: it.drawn_at,
            conversions: told.then_some(it.conversions),
            picked: told.then_some(it.picked),
        }
    }
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct AuditQuery {
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
    #[param(max_length = 1000)]
    cursor: Option<String>,
}

/// The random audits, newest first.
///
/// Of the trials whose conversion was confirmed in the month, each vendor's stand in the order of SHA-256(seed ‖ trial id), the
/// seed as bytes and the id as ASCII; the first `percent` of them, rounded up, are checked by staff. Who has the list of
/// trials finds the same. Which they are, staff alone see, as cases of the kind `audit`.
#[utoipa::path(tag = "cases", operation_id = "list_audits", params(AuditQuery), responses((status = 200, description = "A page.", body = Paged<AuditOut>)))]
#[get("/audits")]
async fn list_audits(call: Call, query: Query<AuditQuery>) -> Result<Answer> {
    let page = Page::new("audits", &(), query.0.limit, query.0.cursor.as_deref())?;
    let paged = call.read(move |conn| {
        let rows = store::list(conn, &page)?;
        Ok(page.of(rows, |row| vec![row.period.clone()], AuditOut::from))
    });
    Answer::page(&paged.await?)
}
