//! The page behind the link of an invitation.

use super::model::{Invitation, InvitationStatus};
use super::{actions, store};
use crate::accounts;
use crate::db::Conn;
use crate::error::{Code, Error, Result};
use crate::http::{Call, pages};
use crate::joining::organization_name;
use crate::values::{Bilingual, Locale, Timestamp};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Path, ServiceConfig, get, post, resource};
use minijinja::{Value, context};

const JOINED: Bilingual = Bilingual {
    vi: "Anh/chị đã tham gia tổ chức. Lần đăng nhập tới, anh/chị sẽ thấy tổ chức này.",
    en: "You have joined the organization. You will see it when you log in.",
};
/// The title, and what is said.
const MEMBER_ALREADY: [Bilingual; 2] = [
    Bilingual { vi: "Đã là thành viên", en: "A member already" },
    Bilingual {
        vi: "Anh/chị đã là thành viên của tổ chức này, không cần làm gì thêm.",
        en: "You are a member of this organization already; there is nothing else to do.",
    },
];
const IN_OFFICE: [Bilingual; 2] = [
    Bilingual { vi: "Chưa tham gia tổ chức", en: "You have not joined" },
    Bilingual {
        vi: "Anh/chị đang giữ chức trách trong chương trình, nên không thể tham gia tổ chức nào. Chưa có gì thay đổi: lời mời vẫn chờ cho đến khi hết hạn.",
        en: "You hold an office in the programme, and cannot join an organization as long as you do. Nothing was changed: the invitation waits until it expires.",
    },
];

pub fn page_routes(config: &mut ServiceConfig) {
    config.service(resource("/pages/invitation/{token}").route(get().to(show)).route(post().to(press)));
}

/// Says who invites to what, and shows the button; changes nothing, because mail scanners follow links.
async fn show(call: Call, token: Path<String>) -> Result<HttpResponse> {
    shown(&call, token.into_inner(), StatusCode::OK).await
}

async fn shown(call: &Call, secret: String, status: StatusCode) -> Result<HttpResponse> {
    let (now, locale) = (call.app.db.now(), call.locale);
    let found = call.read(move |conn| facts(conn, &secret, now, locale)).await;
    pages::or_gone(locale, found.and_then(|facts| pages::page(status, "invitation.html", locale, facts)))
}

fn facts(conn: &mut Conn, secret: &str, now: Timestamp, locale: Locale) -> Result<Value> {
    let gone = || Error::new(Code::LinkGone);
    let invitation = store::find_by_secret(conn, secret)?.ok_or_else(gone)?;
    if actions::present(conn, &invitation, now)? != InvitationStatus::Open {
        return Err(gone());
    }
    let Invitation { email: Some(email), email_key: Some(address), .. } = &invitation else { return Err(gone()) };
    let organization = invitation.organization().ok_or_else(gone)?;
    Ok(context! {
        action => format!("/pages/invitation/{secret}"),
        organization => organization_name(conn, organization)?,
        role => invitation.role.word().in_locale(locale),
        inviter => accounts::addressee(conn, invitation.invited_by)?.name,
        expires_on => invitation.expires_at.local_day().for_people(locale),
        registered => accounts::owner_of_address(conn, address)?.is_some(),
        email,
    })
}

async fn press(call: Call, token: Path<String>) -> Result<HttpResponse> {
    let (secret, locale) = (token.into_inner(), call.locale);
    let (cause, pressing) = (call.cause_of_nobody(), secret.clone());
    let pressed = call.app.db.write(cause, move |tx| actions::accept_by_link(tx, &pressing)).await;
    let told = |status, [title, message]: [Bilingual; 2]| pages::told(status, locale, title, message);
    match pressed {
        // Nobody has registered the address yet: the page says how.
        Err(error) if error.code() == Code::NotVerified => shown(&call, secret, StatusCode::CONFLICT).await,
        Err(error) if error.code() == Code::AlreadyMember => told(StatusCode::OK, MEMBER_ALREADY),
        Err(error) if error.code() == Code::InOffice => told(StatusCode::FORBIDDEN, IN_OFFICE),
        pressed => pages::or_gone(locale, pressed.and_then(|_| pages::done(locale, JOINED))),
    }
}
