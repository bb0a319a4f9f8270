//! Images over HTTP: vendors send them, everybody sees them.

use super::actions;
use super::is_hash;
use super::picture::{MediaType, Picture};
use super::store;
use crate::error::{Error, Problem, Result};
use crate::http::{Answer, Call, FileIn, FileOut, Person, Upload};
use crate::values::VendorId;
use actix_web::web::Path;
use actix_web::{get, post};
use serde::Serialize;
use tokio::sync::Semaphore;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

/// Reading a picture takes its memory for as long as it lasts: one after the other on each server.
static ONE: Semaphore = Semaphore::const_new(1);

pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(upload_image).service(get_image);
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

/// Upload a logo or a screenshot.
///
/// For managers and owners of the vendor: PNG, JPEG or WebP of at most 2 MiB, 16 to 4,096 pixels a side and 8,388,608 in all. It is
/// written anew as PNG or JPEG, without what a camera or a program put beside the pixels; of several pictures the first is
/// kept. Who says as `Content-Type` which of the three it is, must be right. Nobody sees it named before a listing names its `hash`; one that no listing names within seven days is forgotten.
#[utoipa::path(tag = "catalog", operation_id = "upload_image", params(("id" = VendorId, Path, description = "The vendor.")),
    request_body(description = "The file's bytes.", content = FileIn, content_type = "application/octet-stream"),
    responses((status = 201, description = "Uploaded.", body = ImageOut), (status = 409, description = "`too_many_images` that no listing names.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/vendors/{id}/images")]
pub async fn upload_image(call: Call, who: Person, id: Path<VendorId>, sent: Upload) -> Result<Answer> {
    let by = Some(who.account());
    if let Some(kept) = call.kept(by).await? {
        return Ok(kept);
    }
    let turn = ONE.acquire().await.map_err(Error::internal)?;
    let read = actix_web::web::block(move || Picture::read(&sent.bytes, sent.format)).await;
    drop(turn);
    let (picture, mine) = (read.map_err(Error::internal)??, who.standing().roles.clone());
    call.act(by, move |tx| {
        actions::upload(tx, &mine, *id, &picture)?;
        let Picture { hash, media_type, width, height, .. } = picture.clone();
        let place = format!("/v1/images/{hash}");
        Answer::created(place, &ImageOut { hash, media_type, width, height })
    })
    .await
}

/// See an image.
///
/// By the SHA-256 of its bytes, so that it never changes and may be kept for ever.
#[utoipa::path(tag = "catalog", operation_id = "get_image", params(("id" = String, Path, description = "The image's hash.", min_length = 64, max_length = 64, pattern = "^[0-9a-f]{64}$")),
    responses((status = 200, description = "The image.", content((FileOut = "image/png"), (FileOut = "image/jpeg")))))]
#[get("/images/{id}")]
pub async fn get_image(call: Call, hash: Path<String>) -> Result<Answer> {
    if !is_hash(&hash) {
        return Err(Error::not_found());
    }
    let wanted = hash.clone();
    let (media_type, bytes) = call.read(move |conn| store::find(conn, &wanted)).await?;
    Ok(Answer::file(media_type.as_str(), &hash, bytes))
}
