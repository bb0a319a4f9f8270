//! Places and waiting lists over HTTP.

use super::actions;
use super::model::{PLACES, Places, WaitingEntry, WaitingStatus};
use super::store;
use crate::catalog::{self, ListingStatus};
use crate::db::Conn;
use crate::error::{Error, Problem, Result};
use crate::faults::Faults;
use crate::http::{Answer, Body, Call, IfMatch, Page, Paged, Person, Query, Routes};
use crate::values::{BusinessId, PlatformId, Timestamp, WaitingEntryId, integer};
use actix_web::web::Path;
use actix_web::{delete, get, post, put};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

pub fn routes(routes: &mut Routes<'_>) {
    routes.service(get_places).service(limit_places).service(lift_places_limit);
    routes.service(join_waiting_list).service(list_waiting_entries).service(get_waiting_entry);
    routes.service(leave_waiting_list);
}

/// How many trials of the platform may be open at once.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"places": 50}))]
pub struct PlacesIn {
    /// Trials from the request to the end. Those that are open already stay, also above the limit.
    #[serde(deserialize_with = "integer")]
    #[schema(minimum = 1, maximum = 100_000)]
    places: i64,
}

/// The places of a platform. Without a limit, how many are taken is not counted: all but `waiting` are null.
#[derive(Serialize, ToSchema)]
pub struct PlacesOut {
    platform_id: PlatformId,
    /// How many trials may be open at once.
    #[schema(minimum = 1, maximum = 100_000)]
    places: Option<i64>,
    /// Held by open trials, and kept for businesses that have waited; after the limit was lowered, it can be above it.
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    taken: Option<i64>,
    #[schema(minimum = 0, maximum = 100_000)]
    free: Option<i64>,
    /// Businesses that wait for a place.
    #[schema(minimum = 0, maximum = 1000)]
    waiting: i64,
}

/// With an ETag of all that is in it.
fn shown(conn: &mut Conn, platform_id: PlatformId, places: Option<Places>) -> Result<Answer> {
    let limited = places.filter(|it| it.places.is_some());
    let out = PlacesOut {
        platform_id,
        places: limited.and_then(|it| it.places),
        taken: limited.map(|it| it.taken),
        free: limited.and_then(|it| it.free()),
        waiting: store::count_waiting(conn, platform_id, None)?,
    };
    Ok(Answer::ok(&out)?.digested())
}

/// Limits the places, or lifts the limit, if they stand as they were read.
async fn limited(call: Call, who: Person, id: PlatformId, places: Option<i64>) -> Result<Answer> {
    let mine = who.standing().roles.clone();
    call.act(Some(who.account()), move |tx| {
        let held = actions::hold(tx, &mine, id)?;
        let present = shown(tx, id, held)?;
        tx.expects(present.tag())?;
        let after = actions::limit(tx, id, held, places)?;
        shown(tx, id, Some(after))
    })
    .await
}

/// Whether a platform has a free place.
///
/// For everybody who is logged in, of a published platform; its vendor sees it of every one. The ETag is that of all
/// figures: whoever takes a place makes it another.
#[utoipa::path(tag = "trials", operation_id = "get_places", params(("id" = PlatformId, Path, description = "The platform.")),
    responses((status = 200, description = "Its places.", body = PlacesOut)), security(("session" = [])))]
#[get("/platforms/{id}/places")]
async fn get_places(call: Call, who: Person, id: Path<PlatformId>) -> Result<Answer> {
    let mine = who.vendors().to_vec();
    call.read(move |conn| {
        let platform = catalog::find(conn, *id)?;
        let own = platform.vendor_id.is_some_and(|vendor| mine.contains(&vendor));
        if !own && platform.status != ListingStatus::Published {
            return Err(Error::not_found());
        }
        let places = store::places(conn, *id)?;
        shown(conn, *id, places)
    })
    .await
}

/// Limit the places of a platform.
///
/// For its vendor's managers and owners, as the places stand (`If-Match`), unless the platform is suspended or archived. A request that comes when no place is free is refused (409 `no_place`), and the business can wait. When places get free, by the end
/// of a trial or by a higher limit, those who wait get them in the order of joining.
#[utoipa::path(tag = "trials", operation_id = "limit_places", params(("id" = PlatformId, Path, description = "The platform."), ("If-Match" = String, Header, description = "The ETag of its places; `*`: however they stand.", max_length = 200)), request_body = PlacesIn,
    responses((status = 200, description = "Limited.", body = PlacesOut), (status = 409, description = "`wrong_state`: the platform is suspended or archived, and nobody takes a place there.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[put("/platforms/{id}/places")]
async fn limit_places(
    call: Call,
    who: Person,
    id: Path<PlatformId>,
    _: IfMatch,
    body: Body<PlacesIn>,
) -> Result<Answer> {
    let mut faults = Faults::default();
    let places = faults.number("/places", body.0.places, PLACES);
    let places = faults.finish(places)?;
    limited(call, who, *id, Some(places)).await
}

/// Lift the limit of a platform's places.
///
/// For its vendor's managers and owners, as the places stand (`If-Match`), unless the platform is suspended or archived. All who wait are told that they can ask for the trial.
#[utoipa::path(tag = "trials", operation_id = "lift_places_limit", params(("id" = PlatformId, Path, description = "The platform."), ("If-Match" = String, Header, description = "The ETag of its places; `*`: however they stand.", max_length = 200)),
    responses((status = 200, description = "Not limited.", body = PlacesOut), (status = 409, description = "`wrong_state`: the platform is suspended or archived, and nobody takes a place there.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[delete("/platforms/{id}/places")]
async fn lift_places_limit(call: Call, who: Person, id: Path<PlatformId>, _: IfMatch) -> Result<Answer> {
    limited(call, who, *id, None).await
}

/// A business that wants to wait for a place.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"business_id": "biz_01936f5e7c4a7b1c8d2e3f4a5b6c7d8e", "platform_id": "plt_01936f5e7c4a7b1c8d2e3f4a5b6c7d8e"}))]
pub struct WaitingEntryIn {
    business_id: BusinessId,
    platform_id: PlatformId,
}

/// A business that waits for a place, and what became of it.
#[derive(Serialize, ToSchema)]
pub struct WaitingEntryOut {
    id: WaitingEntryId,
    business_id: BusinessId,
    platform_id: PlatformId,
    status: WaitingStatus,
    /// While it waits: how many stand before it.
    #[schema(minimum = 0, maximum = 1000)]
    ahead: Option<i64>,
    joined_at: Timestamp,
    offered_at: Option<Timestamp>,
    /// A place is kept until then: the working days in which vendors answer, two unless the rules say otherwise.
    offered_until: Option<Timestamp>,
    /// When it was taken, lapsed or withdrawn, or when the platform left the catalog for good.
    ended_at: Option<Timestamp>,
}

fn out(conn: &mut Conn, it: WaitingEntry) -> Result<WaitingEntryOut> {
    let waits = it.status == WaitingStatus::Waiting;
    let ahead = waits.then(|| store::count_waiting(conn, it.platform_id, Some(it.id))).transpose()?;
    Ok(WaitingEntryOut {
        id: it.id,
        business_id: it.business_id,
        platform_id: it.platform_id,
        status: it.status,
        ahead,
        joined_at: it.joined_at,
        offered_at: it.offered_at,
        offered_until: it.offered_until,
        ended_at: it.ended_at,
    })
}

/// Wait for a place of a platform (members of the business).
///
/// Only while none is free, and for who could ask for the trial. When it is the business's turn, who joined gets a mail; the place is kept for the working days in which
/// vendors answer (two, unless the rules say otherwise), then it goes to the next. A firm that has outgrown the programme meanwhile is passed over, and keeps its turn for when it is an SME again. A platform's list holds 1,000. Where the vendor archives the platform, all who wait get a mail and wait no more (`discontinued`).
#[utoipa::path(tag = "trials", operation_id = "join_waiting_list", request_body = WaitingEntryIn,
    responses((status = 201, description = "Waits.", body = WaitingEntryOut), (status = 409, description = "`place_free`, `waits_already`, `waiting_list_full`, `second_trial`, `platform_not_available`, `not_eligible`, `business_outgrown`, `too_many_employees` or `own_platform`.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/waiting-entries")]
async fn join_waiting_list(call: Call, who: Person, body: Body<WaitingEntryIn>) -> Result<Answer> {
    let (by, mine, wanted) = (who.account(), who.businesses().to_vec(), body.0);
    call.act(Some(by), move |tx| {
        let entry = actions::join(tx, by, &mine, wanted.business_id, wanted.platform_id)?;
        let location = Some(format!("/v1/waiting-entries/{}", entry.id));
        Ok(Answer { status: 201, location, ..Answer::ok(&out(tx, entry)?)? })
    })
    .await
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct WaitingQuery {
    /// Only entries of this status.
    status: Option<WaitingStatus>,
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
    #[param(max_length = 1000)]
    cursor: Option<String>,
}

/// Whose entries a person sees: those of their businesses, or all.
fn reach(who: &Person) -> Option<Vec<BusinessId>> {
    (!who.oversees()).then(|| who.businesses().to_vec())
}

/// What one's businesses wait for, newest first.
///
/// Also what has ended: taken, lapsed or withdrawn, or discontinued with its platform. For auditors: what all businesses wait for.
#[utoipa::path(tag = "trials", operation_id = "list_waiting_entries", params(WaitingQuery), responses((status = 200, description = "A page.", body = Paged<WaitingEntryOut>)), security(("session" = [])))]
#[get("/waiting-entries")]
async fn list_waiting_entries(call: Call, who: Person, query: Query<WaitingQuery>) -> Result<Answer> {
    let (status, mine) = (query.0.status, reach(&who));
    let page = Page::new("waiting-entries", &(status, who.account()), query.0.limit, query.0.cursor.as_deref())?;
    let paged = call.read(move |conn| {
        let rows = store::list(conn, mine.as_deref(), status, &page)?;
        let Paged { data, next_cursor } = page.of(rows, |row| vec![row.id.to_string()], |row| row);
        Ok(Paged { data: data.into_iter().map(|it| out(conn, it)).collect::<Result<Vec<_>>>()?, next_cursor })
    });
    Answer::page(&paged.await?)
}

/// Read where a business stands that waits.
///
/// For its members, and for auditors; while it waits, with how many are ahead of it.
#[utoipa::path(tag = "trials", operation_id = "get_waiting_entry", params(("id" = WaitingEntryId, Path, description = "The entry.")),
    responses((status = 200, description = "The entry.", body = WaitingEntryOut)), security(("session" = [])))]
#[get("/waiting-entries/{id}")]
async fn get_waiting_entry(call: Call, who: Person, id: Path<WaitingEntryId>) -> Result<Answer> {
    let mine = reach(&who);
    call.read(move |conn| {
        let entry = store::find(conn, *id)?;
        if mine.is_none_or(|mine| mine.contains(&entry.business_id)) {
            Answer::ok(&out(conn, entry)?)
        } else {
            Err(Error::not_found())
        }
    })
    .await
}

/// Wait no more.
///
/// A place that was kept for the business goes to the next.
#[utoipa::path(tag = "trials", operation_id = "leave_waiting_list", params(("id" = WaitingEntryId, Path, description = "The entry."), ("If-Match" = Option<String>, Header, description = "The ETag of the waiting entry that this is meant for; without it, whatever it is by then.", max_length = 200)),
    responses((status = 200, description = "Withdrawn.", body = WaitingEntryOut), (status = 409, description = "`wrong_state`: it has ended already.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/waiting-entries/{id}/withdrawal")]
async fn leave_waiting_list(call: Call, who: Person, id: Path<WaitingEntryId>) -> Result<Answer> {
    let mine = who.businesses().to_vec();
    call.act(Some(who.account()), move |tx| {
        let entry = actions::withdraw(tx, &mine, *id)?;
        Answer::ok(&out(tx, entry)?)
    })
    .await
}
