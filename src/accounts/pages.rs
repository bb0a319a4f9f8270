//! The page behind the link of a verification mail.

use super::{actions, store, tries};
use crate::db::Tx;
use crate::error::{Code, Error, Result};
use crate::http::{Call, pages};
use crate::mail::links::{self, Purpose};
use crate::values::Bilingual;
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Path, ServiceConfig, get, post, resource};
use minijinja::context;

const DONE: Bilingual = Bilingual {
    vi: "Địa chỉ của anh/chị đã được xác nhận. Bây giờ anh/chị có thể đăng nhập.",
    en: "Your address is verified. You can log in now.",
};

/// All pages of the room.
pub fn page_routes(config: &mut ServiceConfig) {
    config.service(resource("/pages/verification/{token}").route(get().to(show)).route(post().to(press)));
    super::new_password::page_routes(config);
    super::address::page_routes(config);
}

/// Shows the button; changes nothing, because mail scanners follow links.
async fn show(call: Call, token: Path<String>) -> Result<HttpResponse> {
    let (now, secret) = (call.app.db.now(), token.clone());
    let found = call
        .read(move |conn| {
            let link = links::find(conn, Purpose::VerifyAccount, &secret, now)?;
            let person = store::addressee(conn, link.account)?;
            let owner = store::find_by_email(conn, &person.email)?;
            // Another registration of the address was verified first: this button could do nothing.
            let overtaken = owner.is_some_and(|owner| owner.verified_at.is_some());
            if overtaken { Err(Error::new(Code::LinkGone)) } else { Ok(person) }
        })
        .await;
    let made = found.and_then(|person| {
        let action = format!("/pages/verification/{token}");
        pages::page(StatusCode::OK, "verification.html", call.locale, context! { action, name => person.name })
    });
    pages::or_gone(call.locale, made)
}

async fn press(call: Call, token: Path<String>) -> Result<HttpResponse> {
    let secret = token.into_inner();
    let cause = call.cause_of_nobody();
    let (limits, client) = (call.app.limits.clone(), call.client);
    let verify = move |tx: &mut Tx<'_>| {
        let account = actions::verify(tx, &secret)?;
        tries::recovered(tx, &limits, client, account)
    };
    let pressed = call.app.db.write(cause, verify).await;
    pages::or_gone(call.locale, pressed.and_then(|()| pages::done(call.locale, DONE)))
}
