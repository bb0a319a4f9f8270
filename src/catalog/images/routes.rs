//! Images over HTTP: vendors send them, everybody sees them.

use super::actions;
use super::is_hash;
use super::picture::{MediaType, Picture};
use super::store;
use crate::error::{Code, Error, Problem, Result};
use crate::http::{Answer, Call, FileIn, FileOut, Person, Routes, Upload};
use crate::values::VendorId;
use actix_web::web::Path;
use actix_web::{get, post};
use serde::Serialize;
use std::time::Duration;
use tokio::sync::Semaphore;
use utoipa::ToSchema;

/// Reading a picture takes its memory for as long as it lasts: one after the other on each server.
static ONE: Semaphore = Semaphore::const_new(1);

/// How long an upload waits for its turn.
const PATIENCE: Duration = Duration::from_secs(10);

pub fn routes(routes: &mut Routes<'_>) {
    routes.service(upload_image).service(get_image);
}

/// An image that was uploaded.
#[derive(Serialize, ToSchema)]
pub struct ImageOut {
    /// SHA-256 of the bytes that are served, in hexadecimal digits: what a listing names it by.
    #[schema(min_length = 64, max_length = 64, pattern = "^[0-9a-f]{64}$")]
    hash: String,
    media_type: MediaType,
    /// Pixels.
    #[schema(minimum = 16, maximum = 4096)]
    width: i64,
    /// Pixels.
    #[schema(minimum = 16, maximum = 4096)]
    height: i64,
}

impl From<&Picture> for ImageOut {
    fn from(it: &Picture) -> Self {
        Self { hash: it.hash.clone(), media_type: it.media_type, width: it.width, height: it.height }
    }
}

/// Upload a logo or a screenshot.
///
/// For managers and owners of an approved vendor: PNG, JPEG or WebP of at most 2 MiB, 16 to 4,096 pixels a side and 8,388,608 in all. It is
/// written anew as PNG or JPEG, without what a camera or a program put beside the pixels; of several pictures the first is
/// kept. Who says as `Content-Type` which of the three it is, must be right. Nobody sees it named before a listing names its `hash`; one that no listing names within seven days is forgotten.
#[utoipa::path(tag = "catalog", operation_id = "upload_image", params(("id" = VendorId, Path, description = "The vendor.")),
    request_body(description = "The file's bytes.", content = FileIn, content_type = "application/octet-stream"),
    responses((status = 201, description = "Uploaded.", body = ImageOut), (status = 409, description = "`too_many_images` that no listing names, or `vendor_pending`.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/vendors/{id}/images")]
pub async fn upload_image(call: Call, who: Person, id: Path<VendorId>, sent: Upload) -> Result<Answer> {
    let by = Some(who.account());
    if let Some(kept) = call.kept(by).await? {
        return Ok(kept);
    }
    let turn = tokio::time::timeout(PATIENCE, ONE.acquire()).await.map_err(|e| Error::because(Code::Busy, e))?;
    let turn = turn.map_err(Error::internal)?;
    let read = actix_web::web::block(move || {
        // Held as long as the work lasts, also where nobody waits for it any more.
        let _turn = turn;
        Picture::read(&sent.bytes, sent.format)
    });
    let (picture, mine) = (read.await.map_err(Error::internal)??, who.standing().roles.clone());
    call.act(by, move |tx| {
        actions::upload(tx, &mine, *id, &picture)?;
        let place = format!("/v1/images/{}", picture.hash);
        Answer::created(place, &ImageOut::from(&picture))
    })
    .await
}

/// See an image.
///
/// By the SHA-256 of its bytes, so that it never changes: one that a listing has named may be kept for ever.
#[utoipa::path(tag = "catalog", operation_id = "get_image", params(("id" = String, Path, description = "The image's hash.", min_length = 64, max_length = 64, pattern = "^[0-9a-f]{64}$")),
    responses((status = 200, description = "The image.", content((FileOut = "image/png"), (FileOut = "image/jpeg")))))]
#[get("/images/{id}")]
pub async fn get_image(call: Call, hash: Path<String>) -> Result<Answer> {
    if !is_hash(&hash) {
        return Err(Error::not_found());
    }
    let wanted = hash.clone();
    let (media_type, bytes, named) = call.read(move |conn| store::find(conn, &wanted)).await?;
    let image = Answer::file(media_type.as_str(), &hash, bytes);
    // What no listing names may be gone tomorrow.
    Ok(if named { image } else { Answer { max_age: None, ..image } })
}
