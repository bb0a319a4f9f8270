//! The pages behind the links of mails about another address: one confirms the change, the other stops it.

use super::actions;
use crate::accounts::{model::email_key, store};
use crate::db::Tx;
use crate::error::{Code, Error, Result};
use crate::http::{Call, pages};
use crate::mail::links::{self, Purpose};
use crate::values::Bilingual;
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Path, ServiceConfig, get, post, resource};
use minijinja::context;

const CONFIRMED: Bilingual = Bilingual {
    vi: "Từ nay tài khoản của anh/chị dùng địa chỉ mới này: xin đăng nhập bằng địa chỉ mới.",
    en: "From now on your account uses this new address: please log in with it.",
};
const STOPPED: Bilingual = Bilingual {
    vi: "Việc đổi địa chỉ đã được dừng; tài khoản giữ địa chỉ hiện có. Nếu anh/chị không yêu cầu đổi, xin đổi mật khẩu và kết thúc các phiên đăng nhập khác ngay.",
    en: "The change is stopped; your account keeps the address it has. If you did not ask for it, please change your password and end all other sessions now.",
};

pub fn page_routes(config: &mut ServiceConfig) {
    config.service(resource("/pages/address/{token}").route(get().to(show_new)).route(post().to(confirm)));
    config.service(resource("/pages/address-stop/{token}").route(get().to(show_old)).route(post().to(stop)));
}

/// Shows the button; changes nothing, because mail scanners follow links.
async fn show_new(call: Call, token: Path<String>) -> Result<HttpResponse> {
    shown(&call, &token, Purpose::ConfirmAddress).await
}

/// As [`show_new`].
async fn show_old(call: Call, token: Path<String>) -> Result<HttpResponse> {
    shown(&call, &token, Purpose::StopAddressChange).await
}

async fn shown(call: &Call, token: &str, purpose: Purpose) -> Result<HttpResponse> {
    let (now, secret) = (call.app.db.now(), token.to_owned());
    let found = call
        .read(move |conn| {
            let link = links::find(conn, purpose, &secret, now)?;
            let change = actions::of_link(conn, &link)?;
            let owner = store::owner_of_address(conn, &email_key(&change.new_email))?;
            // Somebody else has the address by now: the button of the new address could do nothing.
            let taken = owner.is_some_and(|owner| owner != link.account);
            if taken && purpose == Purpose::ConfirmAddress {
                return Err(Error::new(Code::LinkGone));
            }
            Ok((store::addressee(conn, link.account)?.name, change.new_email))
        })
        .await;
    let made = found.and_then(|(name, new_address)| {
        let confirms = purpose == Purpose::ConfirmAddress;
        let action = format!("/pages/{}/{token}", if confirms { "address" } else { "address-stop" });
        pages::page(StatusCode::OK, "address.html", call.locale, context! { action, name, new_address, confirms })
    });
    pages::or_gone(call.locale, made)
}

async fn confirm(call: Call, token: Path<String>) -> Result<HttpResponse> {
    pressed(&call, token.into_inner(), actions::confirm, CONFIRMED).await
}

async fn stop(call: Call, token: Path<String>) -> Result<HttpResponse> {
    pressed(&call, token.into_inner(), actions::stop, STOPPED).await
}

async fn pressed(
    call: &Call,
    secret: String,
    act: fn(&mut Tx<'_>, &str) -> Result<()>,
    said: Bilingual,
) -> Result<HttpResponse> {
    let cause = call.cause_of_nobody();
    let done = call.app.db.write(cause, move |tx| act(tx, &secret)).await;
    pages::or_gone(call.locale, done.and_then(|()| pages::done(call.locale, said)))
}
