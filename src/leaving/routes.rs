//! The end of an account over HTTP.

use super::actions;
use crate::error::{Problem, Result};
use crate::http::{Answer, Call, Person, Routes};
use actix_web::post;

pub fn routes(routes: &mut Routes<'_>) {
    routes.service(deactivate_me);
}

/// Deactivate one's account.
///
/// All sessions and memberships end, a role of staff too; requests to join that wait, and contests that are not decided, are
/// withdrawn. Nobody can log in any more: a log-in is answered as one of an unknown address. The address is free for a new registration, which does not bring
/// the old account back. Refused while one is the last owner of an organization with other members, or the last
/// administrator; of a firm's seat, other members are those of all its parts. A business that nobody else belongs to is left without people: its trials go on to their ends, and who can
/// show that it is theirs contests it. So is a vendor, unless it has a platform in the catalog (also one that is suspended), an open trial, one that may
/// still be said to have converted because its window is not over, or a conversion that waits for an answer or is disputed (`vendor_needed`): archive, end, wait for and answer these first, or make somebody else the owner. Its drafts are archived with the account, and
/// its claims of platforms taken back. A mail tells the owner. Wants proof of who you are from the last ten minutes.
#[utoipa::path(tag = "accounts", operation_id = "deactivate_me",
    responses((status = 204, description = "Deactivated."), (status = 401, description = "`unauthenticated` or `reauthentication_needed`.", body = Problem, content_type = "application/problem+json"), (status = 409, description = "`last_owner_of` or `vendor_needed`, which name the organizations, or `last_administrator`.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/me/deactivation")]
async fn deactivate_me(call: Call, who: Person) -> Result<Answer> {
    let account = who.account();
    call.act(Some(account), move |tx| {
        actions::deactivate(tx, account)?;
        Ok(Answer::no_content())
    })
    .await
}
