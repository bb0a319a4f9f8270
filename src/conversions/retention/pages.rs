//! The page behind the link of a mail that asks whether the business still uses the platform.

use super::actions;
use super::model::Answer;
use crate::conversions::store as conversions;
use crate::db::Conn;
use crate::error::{Code, Error, FaultCode, Result};
use crate::http::{Call, pages};
use crate::mail::links::{self, Purpose};
use crate::reference::{self, ReasonList};
use crate::trials::{self, Side};
use crate::values::{Bilingual, Locale, Timestamp};
use crate::{businesses, catalog, vendors};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Bytes, Path, ServiceConfig, get, post, resource};
use minijinja::{Value, context};
use serde::Deserialize;

const RETAINED: Bilingual = Bilingual {
    vi: "Cảm ơn anh/chị. Câu trả lời «vẫn đang sử dụng» đã được ghi nhận.",
    en: "Thank you. Your answer «still in use» is recorded.",
};
const ENDED: Bilingual = Bilingual {
    vi: "Cảm ơn anh/chị. Câu trả lời «không còn sử dụng» đã được ghi nhận.",
    en: "Thank you. Your answer «no longer in use» is recorded.",
};

pub fn page_routes(config: &mut ServiceConfig) {
    config.service(resource("/pages/retention/{token}").route(get().to(show)).route(post().to(press)));
}

/// Shows what is asked, and the buttons; changes nothing, because mail scanners follow links.
async fn show(call: Call, token: Path<String>) -> Result<HttpResponse> {
    shown(&call, token.into_inner(), StatusCode::OK).await
}

async fn shown(call: &Call, secret: String, status: StatusCode) -> Result<HttpResponse> {
    let (now, locale) = (call.app.db.now(), call.locale);
    let found = call.read(move |conn| facts(conn, &secret, now, locale)).await;
    pages::or_gone(locale, found.and_then(|facts| pages::page(status, "retention.html", locale, facts)))
}

fn facts(conn: &mut Conn, secret: &str, now: Timestamp, locale: Locale) -> Result<Value> {
    let link = links::find(conn, Purpose::AnswerRetention, secret, now)?;
    let (check, _) = actions::asked_by_link(conn, &link)?;
    let trial = trials::find(conn, check.trial_id)?;
    let conversion = conversions::find(conn, check.conversion_id)?;
    let business = businesses::find(conn, trial.business_id)?.name;
    let platform = catalog::find(conn, trial.platform_id)?.name;
    let vendor = vendors::find(conn, trial.vendor_id)?.name;
    let confirmed_on = conversion.converted_at.map(|at| at.local_day().for_people(locale)).unwrap_or_default();
    let reasons: Vec<Value> = reference::reasons(conn, ReasonList::Ending)?
        .into_iter()
        .map(|reason| context! { code => reason.code, text => if locale == Locale::Vi { reason.text_vi } else { reason.text_en } })
        .collect();
    Ok(context! {
        action => format!("/pages/retention/{secret}"), vendor, platform, business,
        plan => conversion.plan, confirmed_on, asks_business => check.side == Side::Business, reasons,
    })
}

/// What the page's buttons send.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Pressed {
    answer: String,
    reason: Option<String>,
}

impl Pressed {
    fn read(bytes: &[u8]) -> Result<Answer> {
        let pressed: Self = serde_urlencoded::from_bytes(bytes).map_err(|e| Error::because(Code::BadRequest, e))?;
        match pressed.answer.as_str() {
            "retained" => Ok(Answer::Retained),
            "ended" => Ok(Answer::Ended { code: pressed.reason.unwrap_or_default(), text: None }),
            _ => Err(Error::fault("/answer", FaultCode::NotOneOf, "retained, ended")),
        }
    }
}

async fn press(call: Call, token: Path<String>, body: Bytes) -> Result<HttpResponse> {
    let (secret, locale) = (token.into_inner(), call.locale);
    let Ok(given) = Pressed::read(&body) else {
        return shown(&call, secret, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let said = if given == Answer::Retained { RETAINED } else { ENDED };
    let cause = call.cause_of_nobody();
    let pressing = secret.clone();
    let pressed = call.app.db.write(cause, move |tx| actions::answer_by_link(tx, &pressing, &given)).await;
    match pressed {
        Err(error) if error.code() == Code::InvalidValues => {
            shown(&call, secret, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        pressed => pages::or_gone(locale, pressed.and_then(|_| pages::done(locale, said))),
    }
}
