//! The page behind the link of a verification mail.

use super::verification::{complete, holder};
use crate::error::{Code, Error, Result};
use crate::http::{Call, pages};
use crate::values::Bilingual;
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Bytes, Path, ServiceConfig, get, post, resource};
use minijinja::context;
use serde::Deserialize;

const DONE: Bilingual = Bilingual {
    vi: "Địa chỉ của anh/chị đã được xác nhận. Bây giờ anh/chị có thể đăng nhập bằng mật khẩu vừa nhập.",
    en: "Your address is verified. You can log in now, with the password that you have just typed.",
};

/// All pages of the room.
pub fn page_routes(config: &mut ServiceConfig) {
    config.service(resource("/pages/verification/{token}").route(get().to(show)).route(post().to(press)));
    super::new_password::page_routes(config);
    super::address::page_routes(config);
}

/// Shows the form; changes nothing, because mail scanners follow links.
async fn show(call: Call, token: Path<String>) -> Result<HttpResponse> {
    shown(&call, &token, None).await
}

/// The form, with what was wrong before.
async fn shown(call: &Call, token: &str, refusal: Option<&Error>) -> Result<HttpResponse> {
    let status = refusal.and_then(|error| StatusCode::from_u16(error.code().status()).ok()).unwrap_or(StatusCode::OK);
    let wrong = refusal.map(|error| error.problem(call.locale, call.request.as_str()).sentences());
    let made = holder(call, token).await.and_then(|holder| {
        let (action, wrong) = (format!("/pages/verification/{token}"), wrong.unwrap_or_default());
        pages::page(status, "verification.html", call.locale, context! { action, name => holder.name, wrong })
    });
    pages::or_gone(call.locale, made)
}

/// What the page's form sends.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Pressed {
    password: String,
}

async fn press(call: Call, token: Path<String>, body: Bytes) -> Result<HttpResponse> {
    let secret = token.into_inner();
    let pressed = serde_urlencoded::from_bytes::<Pressed>(&body).map_err(|e| Error::because(Code::BadRequest, e));
    let verified = match pressed {
        Ok(Pressed { password }) => complete(&call, secret.clone(), password).await,
        Err(error) => Err(error),
    };
    match verified {
        Ok(_) => pages::done(call.locale, DONE),
        Err(error) if error.code().status() >= 500 => Err(error),
        Err(error) => shown(&call, &secret, Some(&error)).await,
    }
}
