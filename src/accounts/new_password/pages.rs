//! The page behind the link of a mail for a new password.

use super::completion::{complete, holder};
use crate::error::{Code, Error, Result};
use crate::http::{Call, pages};
use crate::values::Bilingual;
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Bytes, Path, ServiceConfig, get, post, resource};
use minijinja::context;
use serde::Deserialize;

const DONE: Bilingual = Bilingual {
    vi: "Mật khẩu mới đã được lưu và mọi phiên đăng nhập cũ đã kết thúc. Bây giờ anh/chị có thể đăng nhập bằng mật khẩu mới.",
    en: "Your new password is saved, and all earlier sessions have ended. You can log in with it now.",
};

pub fn page_routes(config: &mut ServiceConfig) {
    config.service(resource("/pages/password-reset/{token}").route(get().to(show)).route(post().to(press)));
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
        let action = format!("/pages/password-reset/{token}");
        let wrong = wrong.unwrap_or_default();
        let facts = context! { action, name => holder.name, asks_code => holder.second_factor, wrong };
        pages::page(status, "password_reset.html", call.locale, facts)
    });
    pages::or_gone(call.locale, made)
}

/// What the page's form sends.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Pressed {
    password: String,
    code: Option<String>,
}

async fn press(call: Call, token: Path<String>, body: Bytes) -> Result<HttpResponse> {
    let secret = token.into_inner();
    let pressed = serde_urlencoded::from_bytes::<Pressed>(&body).map_err(|e| Error::because(Code::BadRequest, e));
    let set = match pressed {
        Ok(Pressed { password, code }) => {
            let code = code.filter(|code| !code.trim().is_empty());
            complete(&call, secret.clone(), password, code).await
        }
        Err(error) => Err(error),
    };
    match set {
        Ok(_) => pages::done(call.locale, DONE),
        Err(error) if error.code().status() >= 500 => Err(error),
        Err(error) => shown(&call, &secret, Some(&error)).await,
    }
}
