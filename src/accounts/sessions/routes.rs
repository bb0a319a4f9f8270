//! One's own sessions over HTTP.

use super::model::Session;
use super::{actions, store};
use crate::error::{Problem, Result};
use crate::http::{Answer, Call, Page, Paged, Person, Query, Routes};
use crate::values::{AccountId, SessionId, Timestamp};
use actix_web::web::Path;
use actix_web::{delete, get};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

pub fn routes(routes: &mut Routes<'_>) {
    routes.service(list_sessions).service(end_session).service(end_other_sessions).service(log_out);
}

/// One of one's own sessions.
#[derive(Serialize, ToSchema)]
pub struct OpenSessionOut {
    id: SessionId,
    /// Whether this request was made with it.
    current: bool,
    created_at: Timestamp,
    expires_at: Timestamp,
    /// To within five minutes.
    last_used_at: Timestamp,
    /// The network of the log-in: a /24 of IPv4, a /48 of IPv6. Null where the session is older than this was kept.
    #[schema(max_length = 50, example = "192.0.2.0/24")]
    network: Option<String>,
    /// What the program called itself at the log-in.
    #[schema(max_length = 200, example = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0")]
    user_agent: Option<String>,
    /// Whether the second factor was given.
    second_factor: bool,
    /// The administrator who acts for the person in it; null in the person's own.
    acting_account_id: Option<AccountId>,
}

impl OpenSessionOut {
    fn new(it: Session, current: SessionId) -> Self {
        Self {
            id: it.id,
            current: it.id == current,
            created_at: it.created_at,
            expires_at: it.expires_at,
            last_used_at: it.last_used_at,
            network: it.network,
            user_agent: it.user_agent,
            second_factor: it.second_factor_at.is_some(),
            acting_account_id: it.acting_by,
        }
    }
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct SessionQuery {
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
    #[param(max_length = 1000)]
    cursor: Option<String>,
}

/// Where am I logged in?
///
/// One's own open sessions, newest first. A session ends after 24 hours without use and seven days in all; one of staff
/// after one hour and twelve. A use is written down once in five minutes: by so much earlier an unused session may end.
#[utoipa::path(tag = "accounts", operation_id = "list_sessions", params(SessionQuery),
    responses((status = 200, description = "A page.", body = Paged<OpenSessionOut>)), security(("session" = [])))]
#[get("/me/sessions")]
async fn list_sessions(call: Call, who: Person, query: Query<SessionQuery>) -> Result<Answer> {
    let (account, is_staff, current) = (who.account(), who.is_staff(), who.session()?);
    let page = Page::new("sessions", &account, query.0.limit, query.0.cursor.as_deref())?;
    let (asked, now) = (page.clone(), call.app.db.now());
    let rows = call.read(move |conn| store::list(conn, account, is_staff, now, &asked)).await?;
    Answer::page(&page.of(rows, |row| vec![row.id.to_string()], |row| OpenSessionOut::new(row, current)))
}

/// End one of one's own sessions.
///
/// At once and on every server. Wants proof of who you are from the last ten minutes, so that a stolen token does not put its
/// owner out; logging out of the present one wants none.
#[utoipa::path(tag = "accounts", operation_id = "end_session", params(("id" = SessionId, Path, description = "The session.")),
    responses((status = 204, description = "Its token no longer works."), (status = 401, description = "`unauthenticated` or `reauthentication_needed`.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[delete("/me/sessions/{id}")]
async fn end_session(call: Call, who: Person, id: Path<SessionId>) -> Result<Answer> {
    let (account, is_staff) = (who.account(), who.is_staff());
    call.act(Some(account), move |tx| actions::end(tx, account, is_staff, *id).map(|()| Answer::no_content())).await
}

/// End all of one's other sessions.
///
/// At once and on every server; the one that the request is made with goes on. Wants proof of who you are from the last ten
/// minutes.
#[utoipa::path(tag = "accounts", operation_id = "end_other_sessions",
    responses((status = 204, description = "Only this session goes on."), (status = 401, description = "`unauthenticated` or `reauthentication_needed`.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[delete("/me/sessions")]
async fn end_other_sessions(call: Call, who: Person) -> Result<Answer> {
    let (account, current) = (who.account(), who.session()?);
    call.act(Some(account), move |tx| actions::end_others(tx, account, current).map(|()| Answer::no_content())).await
}

/// Log out.
///
/// Ends the session that the request was made with, at once and on every server; others of the same person go on.
#[utoipa::path(tag = "accounts", operation_id = "log_out", responses((status = 204, description = "The token no longer works.")), security(("session" = [])))]
#[delete("/sessions/current")]
async fn log_out(call: Call, who: Person) -> Result<Answer> {
    let (account, is_staff, session) = (who.account(), who.is_staff(), who.session()?);
    call.act(Some(account), move |tx| actions::log_out(tx, account, is_staff, session).map(|()| Answer::no_content()))
        .await
}
