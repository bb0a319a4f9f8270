//! The way back of an account over HTTP.

use super::actions;
use crate::accounts::address::routes::AddressLinkIn;
use crate::error::{Problem, Result};
use crate::http::{Answer, Body, Call, Routes};
use actix_web::post;

pub fn routes(routes: &mut Routes<'_>) {
    routes.service(reverse_address_change);
}

/// Take back a change of address that is done, with the token of the mail to the address from before.
///
/// The account has that address again, whatever changes followed; all its sessions end, its password is void, and a
/// mail with a link to choose another goes to the address. API keys and invitations of its person that were made since the
/// change was asked for end, and a second factor where there was none then. Where there was one, or the person is staff, the
/// account keeps the second factor that it has, but not recovery codes that were made since: new ones are made with the app. If
/// the second factor is not yours, tell the programme. An account that was deactivated since
/// is active again, and has the businesses and vendors back that nobody has belonged to since; other organizations let it in anew. Each
/// address that it has had in between is told. A token works once and for 7 days.
#[utoipa::path(tag = "accounts", operation_id = "reverse_address_change", request_body = AddressLinkIn,
    responses((status = 204, description = "The account has its former address again."), (status = 410, description = "`link_gone`: used, expired, taken back already, unknown, or the address is somebody else's by now.", body = Problem, content_type = "application/problem+json")))]
#[post("/address-changes/reversal")]
async fn reverse_address_change(call: Call, body: Body<AddressLinkIn>) -> Result<Answer> {
    let token = body.0.token;
    call.act(None, move |tx| actions::reverse(tx, &token).map(|()| Answer::no_content())).await
}
