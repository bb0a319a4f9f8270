//! The public catalog.

use super::PlatformOut;
use crate::businesses::SizeClass;
use crate::catalog::Catalog;
use crate::catalog::snapshot::{Narrowed, Snapshot};
use crate::catalog::store::Listing;
use crate::error::{Code, Error, FaultCode, Result};
use crate::faults::Fault;
use crate::http::{Answer, Page, Paged, Query};
use crate::values::text;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, get};
use serde::Deserialize;
use utoipa::IntoParams;

/// Seconds that a page of the catalog may be kept: it changes a few times a day.
const MAX_AGE: u32 = 30;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct PlatformQuery {
    /// Words of name, vendor or summary, with or without Vietnamese marks; all must occur.
    #[param(max_length = 100, example = "ke toan")]
    q: Option<String>,
    /// A category's code.
    #[param(max_length = 60)]
    category: Option<String>,
    /// Only platforms that offer a trial to this size class today.
    size: Option<SizeClass>,
    /// `true`: only platforms that offer trials today.
    with_offer: Option<bool>,
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
    #[param(max_length = 1000)]
    cursor: Option<String>,
}

impl PlatformQuery {
    fn narrowed(&self, snapshot: &Snapshot) -> Result<Narrowed> {
        let words = match self.q.as_deref() {
            None => Vec::new(),
            Some(q) => text::fold(q).split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect(),
        };
        let long = self.q.as_deref().is_some_and(|q| q.chars().count() > 100);
        if long || self.q.is_some() && words.is_empty() {
            return Err(refused("q", if long { FaultCode::TooLong } else { FaultCode::Empty }, "1 – 100"));
        }
        if self.category.as_ref().is_some_and(|category| !snapshot.has_category(category)) {
            return Err(refused("category", FaultCode::UnknownCategory, ""));
        }
        let with_offer = self.with_offer == Some(true);
        Ok(Narrowed { words, category: self.category.clone(), size: self.size, with_offer })
    }
}

fn refused(parameter: &str, code: FaultCode, possible: &str) -> Error {
    let fault = Fault { pointer: parameter.to_owned(), code, possible: possible.to_owned() };
    Error::faulty(Code::InvalidQuery, vec![fault])
}

/// Find platforms.
///
/// In the order of their names: nobody can pay for a place.
#[utoipa::path(tag = "catalog", operation_id = "list_platforms", params(PlatformQuery), responses((status = 200, description = "A page.", body = Paged<PlatformOut>)))]
#[get("/platforms")]
pub async fn list_platforms(
    request: HttpRequest,
    catalog: Data<Catalog>,
    query: Query<PlatformQuery>,
) -> Result<Answer> {
    let snapshot = catalog.snapshot();
    snapshot.rendered(request.query_string(), || {
        let asked_for = (&query.0.q, &query.0.category, query.0.size, query.0.with_offer);
        let page = Page::new("platforms", &asked_for, query.0.limit, query.0.cursor.as_deref())?;
        let rows = snapshot.list(&query.0.narrowed(&snapshot)?, &page);
        let key = |row: &Listing| vec![row.0.sort_key.clone(), row.0.id.to_string()];
        Ok(Answer::page(&page.of(rows, key, PlatformOut::from))?.public(MAX_AGE))
    })
}

/// Read a platform.
///
/// By its id or its slug; only what is published. Its offer changes with the day in Vietnam.
#[utoipa::path(tag = "catalog", operation_id = "get_platform", params(("id" = String, Path, description = "The platform's id or slug.", max_length = 60, example = "misa-amis")),
    responses((status = 200, description = "The platform.", body = PlatformOut)))]
#[get("/platforms/{id}")]
pub async fn get_platform(catalog: Data<Catalog>, name: Path<String>) -> Result<Answer> {
    let snapshot = catalog.snapshot();
    let entry = snapshot.by_name(&name).ok_or_else(Error::not_found)?;
    // No query begins so.
    snapshot.rendered(&format!("/{}", entry.platform.id), || {
        Ok(Answer::ok(&PlatformOut::published(entry, snapshot.day()))?.public(MAX_AGE))
    })
}
