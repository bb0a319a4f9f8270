//! An answer, rendered within the transaction that earned it, so that it can be kept under its idempotency key.

use crate::error::{Error, Result};
use actix_web::body::BoxBody;
use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, Responder};
use serde::Serialize;

/// Status, ETag, place and the JSON that was rendered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    pub etag: Option<String>,
    pub location: Option<String>,
    pub body: Vec<u8>,
    pub replayed: bool,
    /// Public and the same for everybody: may be kept for so many seconds.
    pub max_age: Option<u32>,
}

impl Answer {
    fn new(status: u16, out: &impl Serialize) -> Result<Self> {
        let body = serde_json::to_vec(out).map_err(Error::internal)?;
        Ok(Self { status, etag: None, location: None, body, replayed: false, max_age: None })
    }

    pub fn ok(out: &impl Serialize) -> Result<Self> {
        Self::new(200, out)
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
        Self { status: 204, etag: None, location: None, body: Vec::new(), replayed: false, max_age: None }
    }

    /// The version of the one resource in the answer, as a strong ETag.
    #[must_use]
    pub fn version(mut self, version: i64) -> Self {
        self.etag = Some(format!("\"{version}\""));
        self
    }

    /// Public, the same for everybody, with an ETag of its bytes.
    #[must_use]
    pub fn public(mut self, max_age: u32) -> Self {
        let digest = crate::secrets::hex(&<sha2::Sha256 as sha2::Digest>::digest(&self.body));
        self.etag = Some(format!("\"{}\"", digest.get(..32).unwrap_or_default()));
        self.max_age = Some(max_age);
        self
    }
}

impl Responder for Answer {
    type Body = BoxBody;

    fn respond_to(self, request: &HttpRequest) -> HttpResponse {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let known =
            self.etag.as_deref().filter(|_| request.method().is_safe() && status == StatusCode::OK).is_some_and(
                |etag| {
                    let header = request
                        .headers()
                        .get(header::IF_NONE_MATCH)
                        .and_then(|value| value.to_str().ok())
                        .unwrap_or_default();
                    header
                        .split(',')
                        .any(|tag| matches!(tag.trim().trim_start_matches("W/"), tag if tag == etag || tag == "*"))
                },
            );
        let mut response = if known { HttpResponse::NotModified() } else { HttpResponse::build(status) };
        if let Some(etag) = self.etag {
            response.insert_header((header::ETAG, etag));
        }
        if let Some(seconds) = self.max_age {
            response.insert_header((
                header::CACHE_CONTROL,
                format!("public, max-age={seconds}, stale-while-revalidate=60"),
            ));
        }
        if let Some(location) = self.location {
            response.insert_header((header::LOCATION, location));
        }
        if self.replayed {
            response.insert_header(("Idempotent-Replayed", "true"));
        }
        if known || self.body.is_empty() {
            return response.finish();
        }
        response.insert_header((header::CONTENT_TYPE, "application/json")).body(self.body)
    }
}
