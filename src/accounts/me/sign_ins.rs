//! One's own sign-ins: what the recorded events say of them.

use crate::accounts::sessions;
use crate::db::{Conn, Happened, history_of};
use crate::error::Result;
use crate::http::{Answer, Call, Page, Paged, Person, Query};
use crate::values::{AccountId, EventId, SessionId, Timestamp, TypedId};
use actix_web::get;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// The events that are told.
const KINDS: [&str; 22] = [
    "session.started",
    "log_in.refused",
    "second_factor.refused",
    "recovery_code.used",
    "session.reauthenticated",
    "password.changed",
    "password.reset",
    "session.ended",
    "sessions.ended",
    "sessions.ended_by_staff",
    "acting.started",
    "second_factor.activated",
    "second_factor.installed",
    "second_factor.removed",
    "second_factor.reset",
    "second_factor.taken_back",
    "recovery_codes.renewed",
    "recovery_codes.taken_back",
    "address_change.asked",
    "address_change.stopped",
    "address.changed",
    "address_change.reversed",
];

/// Something that concerns who is logged in to one's account.
#[derive(Serialize, ToSchema)]
pub struct SignInOut {
    id: EventId,
    at: Timestamp,
    /// `session.started` and `session.ended`, `sessions.ended` for all others at once, `session.reauthenticated`,
    /// `log_in.refused` for a log-in that failed, `second_factor.refused` for a wrong code, `recovery_code.used`, `password.changed`,
    /// `password.reset`; `acting.started` where an administrator acts for the person, `sessions.ended_by_staff`; `second_factor.activated`
    /// and `second_factor.removed`, `second_factor.installed` and `second_factor.reset` by an operator, `second_factor.taken_back`
    /// and `recovery_codes.taken_back` with a change of address, `recovery_codes.renewed`;
    /// `address_change.asked`, `address_change.stopped`, `address.changed`, `address_change.reversed`.
    #[schema(max_length = 60, example = "session.started")]
    kind: String,
    /// Why a log-in was refused (`log_in.refused`), as the code of its answer: `wrong_credentials` for a wrong password; after
    /// the right one `second_factor_needed` where no code was given, or `account_not_verified` (whose answer says what that to
    /// a wrong password says); `too_many_requests`, once a pause, for tries that had to wait. Null with other kinds, and where it is older than this was kept.
    #[schema(max_length = 60, example = "second_factor_needed")]
    reason: Option<String>,
    /// The session that it concerns, where there is one.
    session_id: Option<SessionId>,
    /// The network of that session's log-in; of `sessions.ended`, that of the session which ended the others; of a refused
    /// log-in or code, and of `password.reset`, that from which it was tried or done. A /24 of IPv4, a /48 of IPv6; null where
    /// it is older than this was kept, and where the programme's staff or nobody's request did it.
    #[schema(max_length = 50, example = "192.0.2.0/24")]
    network: Option<String>,
    /// The administrator who acts for the person (`acting.started`).
    acting_account_id: Option<AccountId>,
    /// Why, as the person was told by mail.
    #[schema(max_length = 1000)]
    acting_reason: Option<String>,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct SignInQuery {
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
    #[param(max_length = 1000)]
    cursor: Option<String>,
}

/// What happened with my log-ins?
///
/// One's own log-ins and their ends, those that failed, from where and why, and changes of the password, the address and the
/// second factor; newest first. With a second
/// factor, a log-in that gives the code in a second step leaves a first line with `second_factor_needed`.
#[utoipa::path(tag = "accounts", operation_id = "list_sign_ins", params(SignInQuery),
    responses((status = 200, description = "A page.", body = Paged<SignInOut>)), security(("session" = [])))]
#[get("/me/sign-ins")]
pub async fn list_sign_ins(call: Call, who: Person, query: Query<SignInQuery>) -> Result<Answer> {
    let account = who.account();
    let page = Page::new("sign-ins", &account, query.0.limit, query.0.cursor.as_deref())?;
    let asked = page.clone();
    let rows = call.read(move |conn| told(conn, account, &asked)).await?;
    Answer::page(&page.of(rows, |row| vec![row.id.to_string()], |row| row))
}

fn told(conn: &mut Conn, account: AccountId, page: &Page) -> Result<Vec<SignInOut>> {
    let before = match page.after.as_deref() {
        Some([id]) => Some(id.as_str()),
        _ => None,
    };
    let happened = history_of(conn, account.as_str(), &KINDS, before, page.rows())?;
    let session = |it: &Happened| it.body.get("session")?.as_str().and_then(SessionId::parse);
    // The one that ended all others, and goes on.
    let kept = |it: &Happened| it.body.get("kept")?.as_str().and_then(SessionId::parse);
    let asked = happened.iter().filter_map(|it| session(it).or_else(|| kept(it))).collect();
    let traces = sessions::traces(conn, account, asked)?;
    let out = |it: Happened| {
        let said = |name: &str| it.body.get(name).and_then(|value| value.as_str()).map(str::to_owned);
        let session_id = session(&it);
        let trace = session_id.or_else(|| kept(&it)).and_then(|id| traces.get(&id).cloned()).unwrap_or_default();
        SignInOut {
            reason: said("reason"),
            network: trace.network.or_else(|| said("network")),
            acting_account_id: said("by").and_then(|id| AccountId::parse(&id)),
            acting_reason: trace.acting_reason,
            session_id,
            id: it.id,
            at: it.at,
            kind: it.kind,
        }
    };
    Ok(happened.into_iter().map(out).collect())
}
