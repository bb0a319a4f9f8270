//! Trials one by one over HTTP, as a file that is sent while it is read.

use super::line::{COLUMNS, cells, object, values};
use super::query::TrialRowsQuery;
use super::read::{self, Page};
use crate::accounts::model::Watch;
use crate::catalog::FileFormat;
use crate::error::{Code, Error, FaultCode, Result};
use crate::faults::Fault;
use crate::http::{App, Call, FileOut, Person, Query, Routes};
use crate::reports::question::Question;
use crate::secrets::Key;
use crate::sheet::written;
use crate::values::{Timestamp, TrialId};
use actix_web::http::header;
use actix_web::web::{Bytes, Data, block};
use actix_web::{HttpResponse, get};
use futures_util::TryStreamExt;
use futures_util::stream::try_unfold;

/// Lines of a workbook, which is not whole before its last line is written.
const MOST_XLSX: usize = 50_000;

pub fn routes(routes: &mut Routes<'_>) {
    routes.service(export_trials);
}

/// Trials one by one, as a file (analysts).
///
/// All that were asked for in the period, as they stand now, in the order in which they were made: under pseudonyms that are the same in every file of
/// this server's programme, with what figures are grouped by and the days of what happened. CSV and NDJSON are sent while they are read, however many there are; a
/// workbook has at most 50,000. For a province officer of the own province. Pseudonyms hide names; who knows a firm's day and province may still find its line: these are
/// personal data.
#[utoipa::path(tag = "reports", operation_id = "export_trials", params(TrialRowsQuery), responses((status = 200, description = "The file.", content((FileOut = "application/octet-stream")))), security(("session" = [])))]
#[get("/reports/trials")]
pub async fn export_trials(call: Call, who: Person, query: Query<TrialRowsQuery>) -> Result<HttpResponse> {
    let (own, now, format) = (who.watch().and_then(Watch::province), call.app.db.now(), query.0.format());
    let question = call.read(move |conn| query.0.question(conn, own, now)).await?;
    let lines =
        Lines { app: call.app.clone(), format, next: Some(read::before_first(&question)), question, is_first: true };
    let mut response = HttpResponse::Ok();
    let saved_as = format!("attachment; filename=\"trials.{}\"", format.extension());
    response.content_type("application/octet-stream").insert_header((header::CONTENT_DISPOSITION, saved_as));
    Ok(match format {
        FileFormat::Xlsx => response.body(lines.workbook().await?),
        FileFormat::Csv | FileFormat::Ndjson => {
            let parts =
                try_unfold(lines, Lines::part).inspect_err(|error| tracing::error!(%error, "a file ended early"));
            response.streaming(Box::pin(parts))
        }
    })
}

/// The lines that are still to be sent.
struct Lines {
    app: Data<App>,
    format: FileFormat,
    question: Question,
    /// After which trial they begin.
    next: Option<TrialId>,
    is_first: bool,
}

impl Lines {
    /// The next trials.
    async fn page(&mut self, after: TrialId) -> Result<Page> {
        let question = self.question.clone();
        let page = self.app.db.read(move |conn| read::after(conn, &question, after)).await?;
        self.next = page.next;
        Ok(page)
    }

    /// The next bytes of a text file, and what comes after them.
    async fn part(mut self) -> Result<Option<(Bytes, Self)>> {
        let Some(after) = self.next else { return Ok(None) };
        let page = self.page(after).await?;
        let (app, as_of, format, is_first) = (self.app.clone(), self.question.as_of.at, self.format, self.is_first);
        let bytes =
            block(move || bytes(page, &app.key, as_of, (format, is_first))).await.map_err(Error::internal)??;
        self.is_first = false;
        Ok(Some((bytes.into(), self)))
    }

    /// The workbook of all of them.
    ///
    /// Errors: 400 for too many.
    async fn workbook(mut self) -> Result<Vec<u8>> {
        let mut rows = Vec::new();
        while let Some(after) = self.next {
            let page = self.page(after).await?;
            let (key, as_of) = (&self.app.key, self.question.as_of.at);
            rows.extend(
                page.trials.into_iter().map(|(trial, conversion)| cells(values(key, trial, conversion, as_of))),
            );
            if rows.len() > MOST_XLSX {
                let fault =
                    Fault { pointer: "format".to_owned(), code: FaultCode::TooMany, possible: MOST_XLSX.to_string() };
                return Err(Error::faulty(Code::InvalidQuery, vec![fault]));
            }
        }
        block(move || written::xlsx(&COLUMNS, rows)).await.map_err(Error::internal)?
    }
}

/// The lines of a text file; the first ones stand below the headings.
fn bytes(page: Page, key: &Key, as_of: Timestamp, (format, is_first): (FileFormat, bool)) -> Result<Vec<u8>> {
    let lines = page.trials.into_iter().map(|(trial, conversion)| values(key, trial, conversion, as_of));
    match format {
        FileFormat::Ndjson => {
            let mut bytes = Vec::new();
            for line in lines {
                serde_json::to_writer(&mut bytes, &object(line)).map_err(Error::internal)?;
                bytes.push(b'\n');
            }
            Ok(bytes)
        }
        _ if is_first => written::csv(&COLUMNS, lines.map(cells).collect()),
        _ => written::csv_lines(lines.map(cells).collect()),
    }
}
