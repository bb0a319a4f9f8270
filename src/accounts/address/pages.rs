//! The pages behind the links of mails about another address: one confirms the change, one stops it. What one that takes it
//! back does more a later room knows: `joining::returning`.

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
/// What the page of a link shows and does.
pub struct Kind {
    pub purpose: Purpose,
    /// Part of the page's address.
    pub path: &'static str,
    pub act: fn(&mut Tx<'_>, &str) -> Result<()>,
    pub done: Bilingual,
}

const CONFIRM: Kind =
    Kind { purpose: Purpose::ConfirmAddress, path: "address", act: actions::confirm, done: CONFIRMED };
const STOP: Kind =
    Kind { purpose: Purpose::StopAddressChange, path: "address-stop", act: actions::stop, done: STOPPED };

pub fn page_routes(config: &mut ServiceConfig) {
    config.service(resource("/pages/address/{token}").route(get().to(show_new)).route(post().to(confirm)));
    config.service(resource("/pages/address-stop/{token}").route(get().to(show_old)).route(post().to(stop)));
}

/// Shows the button; changes nothing, because mail scanners follow links.
async fn show_new(call: Call, token: Path<String>) -> Result<HttpResponse> {
    shown(&call, &token, &CONFIRM).await
}

/// As [`show_new`].
async fn show_old(call: Call, token: Path<String>) -> Result<HttpResponse> {
    shown(&call, &token, &STOP).await
}

/// The page of a link, with its button.
pub async fn shown(call: &Call, token: &str, kind: &'static Kind) -> Result<HttpResponse> {
    let (now, secret) = (call.app.db.now(), token.to_owned());
    let found = call
        .read(move |conn| {
            let link = links::find(conn, kind.purpose, &secret, now)?;
            let change = actions::of_link(conn, kind.purpose, &link)?;
            let wanted = match kind.purpose {
                Purpose::ReverseAddressChange => Some(&change.old_email),
                Purpose::ConfirmAddress => Some(&change.new_email),
                _ => None,
            };
            // Somebody else has the address by now: the button could do nothing.
            if let Some(wanted) = wanted
                && store::owner_of_address(conn, &email_key(wanted))?.is_some_and(|owner| owner != link.account)
            {
                return Err(Error::new(Code::LinkGone));
            }
            Ok((store::addressee(conn, link.account)?.name, change.new_email))
        })
        .await;
    let made = found.and_then(|(name, new_address)| {
        let (action, does) = (format!("/pages/{}/{token}", kind.path), kind.path);
        pages::page(StatusCode::OK, "address.html", call.locale, context! { action, name, new_address, does })
    });
    pages::or_gone(call.locale, made)
}

async fn confirm(call: Call, token: Path<String>) -> Result<HttpResponse> {
    pressed(&call, token.into_inner(), &CONFIRM).await
}

async fn stop(call: Call, token: Path<String>) -> Result<HttpResponse> {
    pressed(&call, token.into_inner(), &STOP).await
}

/// Does what the button says.
pub async fn pressed(call: &Call, secret: String, kind: &'static Kind) -> Result<HttpResponse> {
    let cause = call.cause_of_nobody();
    let done = call.app.db.write(cause, move |tx| (kind.act)(tx, &secret)).await;
    pages::or_gone(call.locale, done.and_then(|()| pages::done(call.locale, kind.done)))
}
