//! Many targets over HTTP: saved as a file, and brought in from one.

use super::compare::{Compared, TargetOutcome, compare};
use super::{MOST, actions, export, rows};
use crate::error::{Code, Error, FaultCode, Problem, Result};
use crate::faults::Fault;
use crate::http::{Answer, Call, FileIn, FileOut, Person, Query, Routes, TypedFile};
use crate::targets::model::{Filter, Metric, Scope, TargetStatus};
use crate::targets::routes::{own_province, read::filter};
use crate::targets::store;
use actix_web::{get, post};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};

const MEDIA_TYPE: &str = "text/csv";

pub fn routes(routes: &mut Routes<'_>) {
    routes.service(export_targets).service(import_targets);
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct TargetExportQuery {
    /// Only targets of this metric.
    metric: Option<Metric>,
    /// Only targets that name this ministry.
    #[param(max_length = 20)]
    ministry_code: Option<String>,
    /// Only targets that name this province, of the list of 34.
    #[param(max_length = 2, pattern = "^[0-9]{2}$", example = "79")]
    province_code: Option<String>,
    /// Only targets whose period begins on this day or later.
    #[param(max_length = 10, format = Date, example = "2027-01-01")]
    from: Option<String>,
    /// Only targets whose period ends on this day or before.
    #[param(max_length = 10, format = Date, example = "2027-12-31")]
    to: Option<String>,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct TargetImportQuery {
    /// Only look what would become of it, and name every fault; `false` when left out.
    #[serde(default)]
    dry_run: bool,
}

/// What bringing in a file came to, or would come to.
#[derive(Serialize, ToSchema)]
pub struct TargetImportOut {
    /// Whether nothing was written.
    dry_run: bool,
    /// How many targets the file has.
    #[schema(minimum = 0, maximum = 5000)]
    targets: i64,
    /// How many of them are set.
    #[schema(minimum = 0, maximum = 5000)]
    new: i64,
    /// How many have another value.
    #[schema(minimum = 0, maximum = 5000)]
    changed: i64,
    /// How many hold already.
    #[schema(minimum = 0, maximum = 5000)]
    unchanged: i64,
    /// Each target of the file, in its order.
    #[schema(max_items = 5000)]
    rows: Vec<TargetImportRowOut>,
}

/// A target of the file.
#[derive(Serialize, ToSchema)]
pub struct TargetImportRowOut {
    #[schema(minimum = 1, maximum = 2_097_152)]
    row: i64,
    outcome: TargetOutcome,
    /// Null where it is new.
    #[schema(minimum = 1, maximum = 1_000_000_000)]
    old_value: Option<i64>,
    #[schema(minimum = 1, maximum = 1_000_000_000)]
    value: i64,
}

impl TargetImportOut {
    fn of(dry_run: bool, compared: &[Compared]) -> Self {
        let row = |it: &Compared| TargetImportRowOut {
            row: it.row,
            outcome: it.outcome(),
            old_value: it.there.as_ref().map(|there| there.value),
            value: it.value,
        };
        let rows: Vec<TargetImportRowOut> = compared.iter().map(row).collect();
        let count = |wanted: &dyn Fn(TargetOutcome) -> bool| {
            i64::try_from(rows.iter().filter(|it| wanted(it.outcome)).count()).unwrap_or(i64::MAX)
        };
        Self {
            dry_run,
            targets: count(&|_| true),
            new: count(&|it| it == TargetOutcome::New),
            changed: count(&|it| it == TargetOutcome::Changed),
            unchanged: count(&|it| it == TargetOutcome::Unchanged),
            rows,
        }
    }
}

/// Save targets as a file.
///
/// For analysts, auditors and administrators; for a province officer those that name the own province. The targets that hold, as CSV with a byte-order mark, the latest
/// periods first, at most 5,000: of more, name a period or a metric. `POST /v1/targets/import` takes the file again, and changes nothing as long as nothing
/// was changed in it; the column `reason` is blank, for what is changed.
#[utoipa::path(tag = "targets", operation_id = "export_targets", params(TargetExportQuery),
    responses((status = 200, description = "The file.", content((FileOut = "application/octet-stream")))), security(("session" = [])))]
#[get("/targets/export")]
pub async fn export_targets(call: Call, who: Person, query: Query<TargetExportQuery>) -> Result<Answer> {
    let TargetExportQuery { metric, ministry_code, province_code, from, to } = query.0;
    let scope = Scope { ministry_code, province_code, ..Scope::default() };
    let (own_province, status) = (own_province(&who), Some(TargetStatus::Set));
    let asked = Filter { own_province, metric, status, scope, ..Filter::default() };
    let targets = call.read(move |conn| {
        let days = [("on", None), ("from", from.as_deref()), ("to", to.as_deref())];
        let filter = filter(conn, asked, days)?;
        store::all(conn, &filter, MOST as i64 + 1)
    });
    let targets = targets.await?;
    if targets.len() > MOST {
        let fault = Fault { pointer: "from".to_owned(), code: FaultCode::TooMany, possible: MOST.to_string() };
        return Err(Error::faulty(Code::InvalidQuery, vec![fault]));
    }
    Ok(Answer::attachment("targets", "csv", export::file(&targets)?))
}

/// Bring in many targets from a file.
///
/// For administrators: CSV of at most 2 MiB and 5,000 targets; docs/targets.md of the source says what stands in it. A target that is not there is set, one that holds gets the
/// file's value where it has another; each with the reason of its row. What the file does not name stays. All of the file is brought in or nothing: a file with faults is
/// refused, and `errors` names each by row and column (`/rows/17/value`). The same file again changes nothing.
#[utoipa::path(tag = "targets", operation_id = "import_targets", params(TargetImportQuery),
    request_body(description = "The file's bytes.", content((FileIn = "text/csv"))),
    responses((status = 200, description = "What came of it.", body = TargetImportOut),
        (status = 422, description = "`faulty_file`, with each fault; `invalid_values` for what is no such file, or too long; `idempotency_mismatch`.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/targets/import")]
pub async fn import_targets(
    call: Call,
    who: Person,
    query: Query<TargetImportQuery>,
    sent: TypedFile,
) -> Result<Answer> {
    let (by, dry_run) = (who.account(), query.0.dry_run);
    if sent.media_type != MEDIA_TYPE {
        return Err(Error::with(Code::UnsupportedMediaType, MEDIA_TYPE));
    }
    if let Some(kept) = call.kept(Some(by)).await? {
        return Ok(kept);
    }
    let read = actix_web::web::block(move || rows::read(&sent.bytes));
    let entries = Arc::new(read.await.map_err(Error::internal)??);
    // Whoever else writes does not wait while a file is looked at.
    let looked_at = entries.clone();
    let seen = call.read(move |conn| compare(conn, &looked_at)).await?;
    if dry_run || seen.iter().all(|it| it.outcome() == TargetOutcome::Unchanged) {
        let out = TargetImportOut::of(dry_run, &seen);
        return call.act(Some(by), move |_| Answer::ok(&out)).await;
    }
    call.act(Some(by), move |tx| {
        let done = actions::import(tx, by, &entries)?;
        Answer::ok(&TargetImportOut::of(false, &done))
    })
    .await
}
