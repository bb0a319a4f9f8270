//! Reference data over HTTP: public, the same for everybody.

use super::model::{Category, Criterion, Industry, Province, ProvinceList, Reason, ReasonList};
use super::store;
use crate::error::Result;
use crate::http::{Answer, Call, Query, Routes};
use actix_web::get;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Seconds that reference data may be kept: it changes with a release.
const MAX_AGE: u32 = 3_600;

pub fn routes(routes: &mut Routes<'_>) {
    routes
        .service(list_provinces)
        .service(list_industries)
        .service(list_categories)
        .service(list_criteria)
        .service(list_reasons);
}

/// A whole list: reference data is short and is not paged.
#[derive(Serialize, ToSchema)]
pub(super) struct Whole<T> {
    #[schema(max_items = 366)]
    data: Vec<T>,
    /// Always null: the list is whole.
    #[schema(max_length = 1000)]
    next_cursor: Option<String>,
}

impl<T> From<Vec<T>> for Whole<T> {
    fn from(data: Vec<T>) -> Self {
        Self { data, next_cursor: None }
    }
}

fn whole<T: Serialize>(data: Vec<T>) -> Result<Answer> {
    Ok(Answer::ok(&Whole::from(data))?.public(MAX_AGE))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct ProvinceQuery {
    /// `34`: since 1 July 2025 (the default); `63`: before.
    list: Option<ProvinceList>,
}

/// The provinces of one list.
///
/// A code may name different provinces in the two lists: 15, 24, 44, 52, 80, 82 and 91 do.
#[utoipa::path(tag = "reference", operation_id = "list_provinces", params(ProvinceQuery), responses((status = 200, description = "The whole list.", body = Whole<Province>)))]
#[get("/provinces")]
async fn list_provinces(call: Call, query: Query<ProvinceQuery>) -> Result<Answer> {
    let list = query.0.list.unwrap_or(ProvinceList::Since2025);
    whole(call.read(move |conn| store::provinces(conn, list)).await?)
}

/// Industry sections (VSIC).
///
/// Every section of every version in use; the group decides which thresholds make a business micro, small or medium
/// (Decree 80/2021/NĐ-CP).
#[utoipa::path(tag = "reference", operation_id = "list_industries", responses((status = 200, description = "The whole list.", body = Whole<Industry>)))]
#[get("/industries")]
async fn list_industries(call: Call) -> Result<Answer> {
    whole(call.read(store::industries).await?)
}

/// Categories of platforms.
///
/// Each with the ministry that answers for it.
#[utoipa::path(tag = "reference", operation_id = "list_categories", responses((status = 200, description = "The whole list.", body = Whole<Category>)))]
#[get("/categories")]
async fn list_categories(call: Call) -> Result<Answer> {
    whole(call.read(store::categories).await?)
}

/// The six groups of vetting criteria.
///
/// Those of decision 1230/QĐ-BTTTT of 2023.
#[utoipa::path(tag = "reference", operation_id = "list_criteria", responses((status = 200, description = "The whole list.", body = Whole<Criterion>)))]
#[get("/criteria")]
async fn list_criteria(call: Call) -> Result<Answer> {
    whole(call.read(store::criteria).await?)
}

/// The closed lists of reasons.
///
/// `decline`, `cancel` and `dispute` have a list each; a code of another list is refused.
#[utoipa::path(tag = "reference", operation_id = "list_reasons", responses((status = 200, description = "The whole lists.", body = Whole<Reason>)))]
#[get("/reasons")]
async fn list_reasons(call: Call) -> Result<Answer> {
    let all = call.read(|conn| {
        let lists: Result<Vec<Vec<Reason>>> = ReasonList::ALL.iter().map(|list| store::reasons(conn, *list)).collect();
        Ok(lists?.concat())
    });
    whole(all.await?)
}
