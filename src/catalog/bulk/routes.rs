//! Many listings over HTTP: saved as a file, and brought in from one.

use super::actions;
use super::compare::{Compared, Outcome};
use super::entry::Entry;
use super::export;
use super::{FileFormat, lines, rows};
use crate::error::{Code, Error, FaultCode, Problem, Result};
use crate::faults::Fault;
use crate::http::{Answer, Call, FileIn, FileOut, Person, Query, Routes, TypedFile};
use crate::values::VendorId;
use crate::vendors;
use actix_web::web::{Bytes, Path};
use actix_web::{get, post};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Semaphore, SemaphorePermit};
use utoipa::{IntoParams, ToSchema};

/// A file takes memory while it is read or written: one after the other on each server.
static ONE: Semaphore = Semaphore::const_new(1);

/// How long a file waits for its turn.
const PATIENCE: Duration = Duration::from_secs(10);

pub fn routes(routes: &mut Routes<'_>) {
    routes.service(export_listings).service(import_listings);
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ExportQuery {
    /// What the file is; `csv` when left out.
    #[serde(default)]
    format: FileFormat,
    /// Only listings whose slug comes after this one: what the file before did not hold.
    #[param(min_length = 1, max_length = 60, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$")]
    after: Option<String>,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ImportQuery {
    /// Only look what would become of it, and name every fault; `false` when left out.
    #[serde(default)]
    dry_run: bool,
}

/// What bringing in a file came to, or would come to.
#[derive(Serialize, ToSchema)]
pub struct ImportOut {
    /// Whether nothing was written.
    dry_run: bool,
    /// How many listings the file has.
    #[schema(minimum = 0, maximum = 1000)]
    listings: i64,
    /// How many of them are drafted.
    #[schema(minimum = 0, maximum = 1000)]
    new: i64,
    /// How many say something else than their newest versions.
    #[schema(minimum = 0, maximum = 1000)]
    changed: i64,
    /// How many say the same.
    #[schema(minimum = 0, maximum = 1000)]
    unchanged: i64,
    /// Each listing of the file, in its order.
    #[schema(max_items = 1000)]
    rows: Vec<ImportRowOut>,
}

/// A listing of the file.
#[derive(Serialize, ToSchema)]
pub struct ImportRowOut {
    /// The row on which it begins, or the line.
    #[schema(minimum = 1, maximum = 2_097_152)]
    row: i64,
    #[schema(max_length = 60, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$", example = "demo-so-sach")]
    slug: String,
    outcome: Outcome,
}

impl ImportOut {
    fn of(dry_run: bool, compared: &[Compared]) -> Self {
        let count = |outcome| {
            let those = compared.iter().filter(|it| it.outcome == outcome).count();
            i64::try_from(those).unwrap_or(i64::MAX)
        };
        let row = |it: &Compared| ImportRowOut { row: it.row, slug: it.said.about.slug.clone(), outcome: it.outcome };
        Self {
            dry_run,
            listings: i64::try_from(compared.len()).unwrap_or(i64::MAX),
            new: count(Outcome::New),
            changed: count(Outcome::Changed),
            unchanged: count(Outcome::Unchanged),
            rows: compared.iter().map(row).collect(),
        }
    }
}

/// Save a vendor's listings as a file.
///
/// For the vendor's people, and for who vets and auditors who belong to no vendor: what the newest version of each listing says that is not archived, in the order of
/// the slugs, at most 1,000 and no more than fit into 2 MiB; where others follow, `Link` (`rel="next"`) is where they are. `POST /v1/vendors/{id}/listings-import` takes the file again, and changes nothing as long as nothing was changed in it. In CSV and XLSX
/// a listing is a row, and a row more for each further offer; a line that a program could take for a formula has an apostrophe before it. Pictures and statements are in NDJSON alone.
#[utoipa::path(tag = "catalog", operation_id = "export_listings", params(("id" = VendorId, Path, description = "The vendor."), ExportQuery),
    responses((status = 200, description = "The file.", headers(("Link" = String, description = "`rel=\"next\"`: the next file, where there is one.")), content((FileOut = "application/octet-stream")))), security(("session" = [])))]
#[get("/vendors/{id}/listings-export")]
pub async fn export_listings(call: Call, who: Person, id: Path<VendorId>, query: Query<ExportQuery>) -> Result<Answer> {
    who.sees_what_is_of(*id)?;
    let ExportQuery { format, after } = query.0;
    let plain = |slug: &str| slug.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'));
    if !after.as_deref().is_none_or(|slug| (1..=60).contains(&slug.len()) && plain(slug)) {
        let fault = Fault { pointer: "after".to_owned(), code: FaultCode::NotASlug, possible: "1 – 60".to_owned() };
        return Err(Error::faulty(Code::InvalidQuery, vec![fault]));
    }
    let turn = turn().await?;
    let read = call.read(move |conn| {
        vendors::find(conn, *id)?;
        export::read(conn, *id, after.as_deref().unwrap_or_default())
    });
    let (said, last) = read.await?;
    let written = actix_web::web::block(move || {
        let _turn = turn;
        export::file(format, &said)
    });
    let bytes = written.await.map_err(Error::internal)??;
    let next = last.map(|slug| ("after", slug));
    Ok(Answer { next, ..Answer::attachment("listings", format.extension(), bytes) })
}

/// Bring in many listings from a file.
///
/// For managers and owners of an approved vendor: CSV, XLSX or NDJSON of at most 2 MiB and 1,000 listings; docs/listing.md of the source says what stands in it. A slug
/// that the vendor does not list yet is drafted; one that it lists is changed where the file says something else than the newest version, as by `PATCH /v1/platforms/{id}`.
/// What the file has no column, or no member, for stays. Nothing is handed in to reviewers. All of the file is brought in or nothing: a file with faults is refused, and `errors` names
/// each by row and column (`/rows/17/price_vnd_per_month`). The same file again changes nothing.
#[utoipa::path(tag = "catalog", operation_id = "import_listings", params(("id" = VendorId, Path, description = "The vendor."), ImportQuery),
    request_body(description = "The file's bytes.", content((FileIn = "text/csv"), (FileIn = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), (FileIn = "application/x-ndjson"))),
    responses((status = 200, description = "What came of it.", body = ImportOut), (status = 409, description = "`vendor_pending`.", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "`faulty_file`, with each fault; `invalid_values` for what is no such file, or too long; `idempotency_mismatch`.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/vendors/{id}/listings-import")]
pub async fn import_listings(
    call: Call,
    who: Person,
    id: Path<VendorId>,
    query: Query<ImportQuery>,
    sent: TypedFile,
) -> Result<Answer> {
    let (by, vendor, dry_run) = (Some(who.account()), *id, query.0.dry_run);
    let format = FileFormat::of(&sent.media_type)?;
    if let Some(kept) = call.kept(by).await? {
        return Ok(kept);
    }
    // Whose file is not wanted, of those none is read.
    call.read(move |conn| actions::check_vendor(conn, vendor)).await?;
    let entries = Arc::new(read(format, sent.bytes).await?);
    // Whoever else writes does not wait while a file is looked at.
    let looked_at = entries.clone();
    let seen = call.read(move |conn| actions::look(conn, vendor, &looked_at)).await?;
    if dry_run || seen.iter().all(|it| it.outcome == Outcome::Unchanged) {
        let out = ImportOut::of(dry_run, &seen);
        return call.act(by, move |_| Answer::ok(&out)).await;
    }
    let mine = who.standing().roles.clone();
    call.act(by, move |tx| {
        let done = actions::import(tx, &mine, vendor, &entries)?;
        Answer::ok(&ImportOut::of(false, &done))
    })
    .await
}

/// Waits for the turn of a file.
///
/// Errors: 503 where others take too long.
async fn turn() -> Result<SemaphorePermit<'static>> {
    let turn = tokio::time::timeout(PATIENCE, ONE.acquire()).await.map_err(|e| Error::because(Code::Busy, e))?;
    turn.map_err(Error::internal)
}

/// Reads a file, when it is its turn.
async fn read(format: FileFormat, bytes: Bytes) -> Result<Vec<Entry>> {
    let turn = turn().await?;
    let read = actix_web::web::block(move || {
        // Held as long as the work lasts, also where nobody waits for it any more.
        let _turn = turn;
        match format {
            FileFormat::Ndjson => lines::read(&bytes),
            FileFormat::Csv | FileFormat::Xlsx => rows::read(&bytes, format),
        }
    });
    read.await.map_err(Error::internal)?
}
