//! Misses over HTTP, for staff.

use super::store::{self, Miss};
use crate::error::Result;
use crate::http::{Answer, Call, Page, Paged, Query, Routes};
use crate::values::LocalDay;
use actix_web::get;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

pub fn routes(routes: &mut Routes<'_>) {
    routes.service(list_search_misses);
}

/// Words that were searched for and not found.
#[derive(Serialize, ToSchema)]
struct SearchMissOut {
    /// The day, in Asia/Ho_Chi_Minh.
    day: LocalDay,
    /// In lower case, without marks.
    #[schema(max_length = 100, example = "benh an dien tu")]
    words: String,
    /// How often on that day.
    #[schema(minimum = 1, maximum = 1_000_000_000)]
    count: i64,
}

impl From<Miss> for SearchMissOut {
    fn from(it: Miss) -> Self {
        Self { day: it.day, words: it.words, count: it.count }
    }
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct SearchMissQuery {
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
    #[param(max_length = 1000)]
    cursor: Option<String>,
}

/// What people look for and the catalog does not have.
///
/// For analysts, reviewers, auditors and administrators. Searches whose words alone found nothing, by day: the newest first, and of a day the
/// most frequent. They are kept 90 days. Nothing that may be an address or a number of somebody is counted, nor who searched; each server writes its counts down within
/// seconds.
#[utoipa::path(tag = "catalog", operation_id = "list_search_misses", params(SearchMissQuery),
    responses((status = 200, description = "A page.", body = Paged<SearchMissOut>)), security(("session" = [])))]
#[get("/search-misses")]
async fn list_search_misses(call: Call, query: Query<SearchMissQuery>) -> Result<Answer> {
    let page = Page::new("search_misses", &(), query.0.limit, query.0.cursor.as_deref())?;
    let paged = call.read(move |conn| {
        let rows = store::list(conn, &page)?;
        let key = |row: &Miss| vec![row.day.to_string(), row.count.to_string(), row.words.clone()];
        Ok(page.of(rows, key, SearchMissOut::from))
    });
    Answer::page(&paged.await?)
}
