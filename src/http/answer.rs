//! An answer, rendered within the transaction that earned it, so that it can be kept under its idempotency key.

use super::Paged;
use crate::error::{Error, Result};
use actix_web::body::BoxBody;
use actix_web::http::header::{AcceptEncoding, ContentEncoding, Encoding};
use actix_web::http::{StatusCode, header};
use actix_web::web::Bytes;
use actix_web::{HttpMessage, HttpRequest, HttpResponse, Responder};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde::Serialize;
use std::io::Write;
use std::sync::{Arc, OnceLock};

/// Seconds that a file which never changes may be kept.
const YEAR: u32 = 365 * 86_400;

/// Status, ETag, place and the JSON that was rendered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    pub etag: Option<String>,
    pub location: Option<String>,
    pub body: Bytes,
    /// The body once more, compressed when that is first asked for: of what is answered often. Other bodies are compressed as they
    /// go out.
    pub gzip: Option<Arc<OnceLock<Bytes>>>,
    pub replayed: bool,
    /// Where the answer is a page of a list, or a file of many, and another follows: the parameter that goes on, and its value.
    pub next: Option<(&'static str, String)>,
    /// Public and the same for everybody: may be shown again for so many seconds without asking.
    pub max_age: Option<u32>,
    /// What the body is, where it is no JSON: a file that never changes.
    pub file: Option<&'static str>,
    /// Where the body is a file to save: how (RFC 6266).
    pub saved_as: Option<String>,
}

impl Answer {
    fn new(status: u16, out: &impl Serialize) -> Result<Self> {
        let body = serde_json::to_vec(out).map_err(Error::internal)?.into();
        Ok(Self { status, body, ..Self::no_content() })
    }

    /// Its ETag, as `If-Match` names it.
    pub fn tag(&self) -> &str {
        self.etag.as_deref().unwrap_or_default().trim_matches('"')
    }

    pub fn ok(out: &impl Serialize) -> Result<Self> {
        Self::new(200, out)
    }

    /// 200 with a page of a list.
    pub fn page<T: Serialize>(paged: &Paged<T>) -> Result<Self> {
        Ok(Self { next: paged.next_cursor.clone().map(|cursor| ("cursor", cursor)), ..Self::ok(paged)? })
    }

    /// 201 with the place of what was made.
    pub fn created(location: String, out: &impl Serialize) -> Result<Self> {
        Ok(Self { location: Some(location), ..Self::new(201, out)? })
    }

    /// 202: it will be done; what comes of it arrives by mail.
    pub fn accepted(out: &impl Serialize) -> Result<Self> {
        Self::new(202, out)
    }

    pub fn no_content() -> Self {
        Self {
            status: 204,
            etag: None,
            location: None,
            body: Bytes::new(),
            gzip: None,
            replayed: false,
            next: None,
            max_age: None,
            file: None,
            saved_as: None,
        }
    }

    /// 200 with a file that never changes; `name` is its digest.
    pub fn file(media_type: &'static str, name: &str, body: Vec<u8>) -> Self {
        let etag = Some(format!("\"{name}\""));
        Self { status: 200, etag, body: body.into(), max_age: Some(YEAR), file: Some(media_type), ..Self::no_content() }
    }

    /// 200 with a file that is to be saved and not shown, whatever it is, and that no cache keeps.
    pub fn attachment(name: &str, extension: &str, body: Vec<u8>) -> Self {
        let saved_as = Some(format!("attachment; filename=\"{name}.{extension}\""));
        Self { status: 200, body: body.into(), file: Some("application/octet-stream"), saved_as, ..Self::no_content() }
    }

    /// 200 with a picture (SVG) of how something stands now, that no cache keeps.
    pub fn picture(svg: String) -> Self {
        Self { status: 200, body: svg.into(), file: Some("image/svg+xml"), ..Self::no_content() }
    }

    /// It will be answered many times: its bytes are compressed once.
    #[must_use]
    pub fn compressed(self) -> Self {
        Self { gzip: Some(Arc::default()), ..self }
    }

    /// Bytes that it takes in memory at most: compressed it is no longer than as it is.
    pub fn weight(&self) -> usize {
        if self.gzip.is_some() { 2 * self.body.len() } else { self.body.len() }
    }

    /// The version of the one resource in the answer, as a strong ETag.
    #[must_use]
    pub fn version(mut self, version: impl std::fmt::Display) -> Self {
        self.etag = Some(format!("\"{version}\""));
        self
    }

    /// With a strong ETag of its bytes: of what is made of several rows.
    #[must_use]
    pub fn digested(mut self) -> Self {
        let digest = crate::secrets::hex(&<sha2::Sha256 as sha2::Digest>::digest(&self.body));
        self.etag = Some(format!("\"{}\"", digest.get(..32).unwrap_or_default()));
        self
    }

    /// Public, the same for everybody, with an ETag of its bytes.
    #[must_use]
    pub fn public(mut self, max_age: u32) -> Self {
        self.max_age = Some(max_age);
        self.digested()
    }
}

impl Responder for Answer {
    type Body = BoxBody;

    fn respond_to(self, request: &HttpRequest) -> HttpResponse {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let plain = self.etag.as_deref().filter(|_| request.method().is_safe() && status == StatusCode::OK);
        let known = plain.and_then(|etag| matched(request, etag));
        let mut response = if known.is_some() { HttpResponse::NotModified() } else { HttpResponse::build(status) };
        if let Some(etag) = known.clone().or(self.etag) {
            response.insert_header((header::ETAG, etag));
        }
        if let Some((parameter, value)) = self.next {
            response.insert_header((header::LINK, format!("<{}>; rel=\"next\"", next(request, parameter, &value))));
        }
        if let Some(seconds) = self.max_age {
            let kept = match (seconds, self.file.is_some()) {
                // Kept, and asked for again each time: what has not changed costs no body.
                (0, _) => "public, no-cache".to_owned(),
                (_, true) => format!("public, max-age={seconds}, immutable"),
                (_, false) => format!("public, max-age={seconds}, stale-while-revalidate=60"),
            };
            response.insert_header((header::CACHE_CONTROL, kept));
        }
        if let Some(saved_as) = self.saved_as {
            response.insert_header((header::CONTENT_DISPOSITION, saved_as));
        }
        if let Some(location) = self.location {
            response.insert_header((header::LOCATION, location));
        }
        if self.replayed {
            response.insert_header(("Idempotent-Replayed", "true"));
        }
        if known.is_some() || self.body.is_empty() && self.file.is_none() {
            return response.finish();
        }
        response.insert_header((header::CONTENT_TYPE, self.file.unwrap_or("application/json")));
        let kept = self.gzip.filter(|_| takes_gzip(request)).map(|kept| kept.get_or_init(|| gzip(&self.body)).clone());
        match kept {
            Some(gzip) => response.insert_header(ContentEncoding::Gzip).body(gzip),
            None => response.body(self.body),
        }
    }
}

fn gzip(body: &[u8]) -> Bytes {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    // Nothing that is written to memory can fail.
    let written = encoder.write_all(body).and_then(|()| encoder.finish());
    written.unwrap_or_default().into()
}

/// Whether who asks likes a compressed answer best, as for answers that are compressed when they go out.
fn takes_gzip(request: &HttpRequest) -> bool {
    let gzip = Encoding::gzip();
    let wanted: Option<AcceptEncoding> = request.get_header();
    wanted.is_some_and(|wanted| wanted.negotiate([&Encoding::identity(), &gzip].into_iter()) == Some(gzip.clone()))
}

/// What an encoded answer's ETag ends in: another encoding is another representation (RFC 9110, 8.8.3).
pub const ENCODED: &str = "-gzip\"";

/// The tag of `If-None-Match` that names this ETag, in whichever encoding.
fn matched(request: &HttpRequest, etag: &str) -> Option<String> {
    let header = request.headers().get(header::IF_NONE_MATCH)?.to_str().ok()?;
    let plain = |tag: &str| tag.strip_suffix(ENCODED).map_or_else(|| tag.to_owned(), |start| format!("{start}\""));
    let mut tags = header.split(',').map(|tag| tag.trim().trim_start_matches("W/"));
    let named = tags.find(|tag| *tag == "*" || plain(tag) == etag)?;
    Some(if named == "*" { etag } else { named }.to_owned())
}

/// The address of the next page: this one's, with what goes on.
fn next(request: &HttpRequest, parameter: &str, value: &str) -> String {
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(request.query_string()).unwrap_or_default();
    let mut pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    pairs.retain(|(name, _)| *name != parameter);
    pairs.push((parameter, value));
    format!("{}?{}", request.path(), serde_urlencoded::to_string(pairs).unwrap_or_default())
}
