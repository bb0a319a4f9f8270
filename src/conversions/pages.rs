//! The page behind the link of a mail that asks for an answer to a claim.

use super::lifecycle::Response;
use super::routes::address;
use super::{actions, addresses};
use crate::db::Conn;
use crate::error::{Code, Error, FaultCode, Result};
use crate::http::{Call, pages};
use crate::mail::links::{self, Purpose};
use crate::reference::{self, ReasonList};
use crate::trials::Side;
use crate::values::{Bilingual, Locale, Timestamp};
use crate::{businesses, catalog, trials, vendors};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Bytes, Path, ServiceConfig, get, post, resource};
use minijinja::{Value, context};
use serde::Deserialize;

const CONFIRMED: Bilingual = Bilingual {
    vi: "Cảm ơn anh/chị. Câu trả lời «đúng» đã được ghi nhận.",
    en: "Thank you. Your answer «this is right» is recorded.",
};
const DISPUTED: Bilingual = Bilingual {
    vi: "Cảm ơn anh/chị. Câu trả lời «không đúng» đã được ghi nhận và không được tính.",
    en: "Thank you. Your answer «this is not right» is recorded; it does not count.",
};

pub fn page_routes(config: &mut ServiceConfig) {
    config.service(resource("/pages/conversion/{token}").route(get().to(show)).route(post().to(press)));
    super::retention::pages::page_routes(config);
}

/// Shows what is claimed, and the buttons; changes nothing, because mail scanners follow links.
async fn show(call: Call, token: Path<String>) -> Result<HttpResponse> {
    shown(&call, token.into_inner(), StatusCode::OK).await
}

async fn shown(call: &Call, secret: String, status: StatusCode) -> Result<HttpResponse> {
    let (now, locale) = (call.app.db.now(), call.locale);
    let found = call.read(move |conn| facts(conn, &secret, now, locale)).await;
    pages::or_gone(locale, found.and_then(|facts| pages::page(status, "conversion.html", locale, facts)))
}

fn facts(conn: &mut Conn, secret: &str, now: Timestamp, locale: Locale) -> Result<Value> {
    let link = links::find(conn, Purpose::AnswerConversion, secret, now)?;
    let (conversion, _) = actions::asked_by_link(conn, &link)?;
    let trial = trials::find(conn, conversion.trial_id)?;
    let business = businesses::find(conn, trial.business_id)?.name;
    let platform = catalog::find(conn, trial.platform_id)?.name;
    let vendor = vendors::find(conn, trial.vendor_id)?.name;
    let asks_business = conversion.claimed_by_side == Side::Vendor;
    let claimed_by = if asks_business { vendor.clone() } else { business.clone() };
    let reasons = reference::reasons(conn, ReasonList::Dispute)?;
    let reasons: Vec<Value> = reasons
        .into_iter()
        .map(|reason| context! { code => reason.code, text => if locale == Locale::Vi { reason.text_vi } else { reason.text_en } })
        .collect();
    Ok(context! {
        action => format!("/pages/conversion/{secret}"), vendor, platform, business, claimed_by,
        plan => conversion.plan, amount => conversion.amount_vnd_per_month.for_people(locale), starts_on => conversion.starts_on.for_people(locale),
        asks_business, reasons,
    })
}

/// What the page's buttons send.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Pressed {
    answer: String,
    already_customer: Option<bool>,
    reason: Option<String>,
}

impl Pressed {
    fn read(bytes: &[u8]) -> Result<Response> {
        let pressed: Self = serde_urlencoded::from_bytes(bytes).map_err(|e| Error::because(Code::BadRequest, e))?;
        match pressed.answer.as_str() {
            "confirm" => Ok(Response::Confirm { already_customer: pressed.already_customer == Some(true) }),
            "dispute" => Ok(Response::Dispute { code: pressed.reason.unwrap_or_default(), text: None }),
            _ => Err(Error::fault("/answer", FaultCode::NotOneOf, "confirm, dispute")),
        }
    }
}

async fn press(call: Call, token: Path<String>, body: Bytes) -> Result<HttpResponse> {
    let (secret, locale) = (token.into_inner(), call.locale);
    let Ok(response) = Pressed::read(&body) else {
        return shown(&call, secret, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let said = if matches!(response, Response::Confirm { .. }) { CONFIRMED } else { DISPUTED };
    let cause = call.cause_of_nobody();
    let (pressing, address) = (secret.clone(), address(&call));
    let pressed = call.app.db.write(cause, move |tx| {
        let answered = actions::respond_by_link(tx, &pressing, &response)?;
        if matches!(response, Response::Confirm { .. }) {
            addresses::note(tx, &answered, &address)?;
        }
        Ok(answered)
    });
    let pressed = pressed.await;
    match pressed {
        Err(error) if error.code() == Code::InvalidValues => {
            shown(&call, secret, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        pressed => pages::or_gone(locale, pressed.and_then(|_| pages::done(locale, said))),
    }
}
