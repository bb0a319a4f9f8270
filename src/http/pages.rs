//! The small HTML pages that mail links open: GET shows, the page's button POSTs.

use crate::error::{Error, Result};
use crate::mail::{brand, html_environment};
use crate::values::{Bilingual, Locale};
use actix_web::HttpResponse;
use actix_web::http::{StatusCode, header};
use minijinja::{Environment, Value, context};
use rust_embed::RustEmbed;
use std::sync::LazyLock;

#[derive(RustEmbed)]
#[folder = "src/http/pages"]
struct Pages;

/// The page of a link that was used before speaks of it.
const DONE: Bilingual = Bilingual { vi: "Đã ghi nhận", en: "Done" };

static PAGES: LazyLock<Environment<'static>> = LazyLock::new(html_environment::<Pages>);

/// One page in the reader's language.
///
/// Errors: 500 when a variable of the template is missing.
pub fn page(status: StatusCode, name: &str, locale: Locale, facts: Value) -> Result<HttpResponse> {
    let template = PAGES.get_template(name).map_err(Error::internal)?;
    let html = template
        .render(context! { lang => locale.as_str(), brand => brand(locale), ..facts })
        .map_err(Error::internal)?;
    Ok(HttpResponse::build(status)
        .insert_header((header::CONTENT_TYPE, "text/html; charset=utf-8"))
        .insert_header((header::CONTENT_SECURITY_POLICY, "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"))
        .body(html))
}

/// The page's answer after its button was pressed, and what was asked is done.
pub fn done(locale: Locale, message: Bilingual) -> Result<HttpResponse> {
    told(StatusCode::OK, locale, DONE, message)
}

/// The page's answer where something else is to be said.
pub fn told(status: StatusCode, locale: Locale, title: Bilingual, message: Bilingual) -> Result<HttpResponse> {
    let facts = context! { title => title.in_locale(locale), message => message.in_locale(locale) };
    page(status, "told.html", locale, facts)
}

/// A page where the link holds; else the page that says it no longer does.
pub fn or_gone(locale: Locale, made: Result<HttpResponse>) -> Result<HttpResponse> {
    match made {
        Err(error) if error.code() == crate::error::Code::LinkGone => {
            page(StatusCode::GONE, "gone.html", locale, context! {})
        }
        made => made,
    }
}
