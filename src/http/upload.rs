//! A file that is the whole body of a request.

use super::middleware::MAX_FILE;
use crate::error::{Code, Error, Result};
use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpRequest};
use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use image::ImageFormat;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, Schema, SchemaFormat, Type};
use utoipa::{PartialSchema, ToSchema};

/// The bytes of a file that is sent.
pub struct FileIn;

/// The bytes of a file that is served.
pub struct FileOut;

/// Bytes of a file that is served, at most.
pub const MAX_SERVED: usize = 8 * 1024 * 1024;

fn bytes(most: usize) -> RefOr<Schema> {
    let format = SchemaFormat::KnownFormat(KnownFormat::Binary);
    ObjectBuilder::new().schema_type(Type::String).format(Some(format)).max_length(Some(most)).into()
}

impl PartialSchema for FileIn {
    fn schema() -> RefOr<Schema> {
        bytes(MAX_FILE)
    }
}

impl ToSchema for FileIn {}

impl PartialSchema for FileOut {
    fn schema() -> RefOr<Schema> {
        bytes(MAX_SERVED)
    }
}

impl ToSchema for FileOut {}

/// An image, as it was sent.
pub struct Upload {
    pub bytes: Bytes,
    /// What the sender says it is; nothing for `application/octet-stream`.
    pub format: Option<ImageFormat>,
}

/// What an upload may say that it is.
const TAKEN: &str = "application/octet-stream, image/png, image/jpeg, image/webp";

impl FromRequest for Upload {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let format = match essence(request).as_str() {
            "application/octet-stream" => Ok(None),
            "image/png" => Ok(Some(ImageFormat::Png)),
            "image/jpeg" => Ok(Some(ImageFormat::Jpeg)),
            "image/webp" => Ok(Some(ImageFormat::WebP)),
            _ => Err(Error::with(Code::UnsupportedMediaType, TAKEN)),
        };
        // The middleware has read the body, within its limit: this only takes it over.
        let bytes = Bytes::from_request(request, payload);
        async move {
            let format = format?;
            Ok(Self { bytes: bytes.await.map_err(|e| Error::because(Code::BadRequest, e))?, format })
        }
        .boxed_local()
    }
}

/// What the sender says a body is, without its parameters.
fn essence(request: &HttpRequest) -> String {
    let named = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    named.and_then(|text| text.split(';').next()).unwrap_or_default().trim().to_ascii_lowercase()
}

/// A file of one of several kinds, as it was sent.
pub struct TypedFile {
    pub bytes: Bytes,
    /// What the sender says it is, without parameters.
    pub media_type: String,
}

impl FromRequest for TypedFile {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let media_type = essence(request);
        // The middleware has read the body, within its limit: this only takes it over.
        let bytes = Bytes::from_request(request, payload);
        async move { Ok(Self { bytes: bytes.await.map_err(|e| Error::because(Code::BadRequest, e))?, media_type }) }
            .boxed_local()
    }
}
