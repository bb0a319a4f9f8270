//! Documents over HTTP: vendors send them, their people and who vets fetch them.

use super::actions;
use super::model::{Document, DocumentType};
use super::store;
use crate::catalog::images::is_hash;
use crate::error::{Error, Problem, Result};
use crate::http::{Answer, Call, FileIn, FileOut, Person, Routes, TypedFile};
use crate::values::VendorId;
use actix_web::web::Path;
use actix_web::{get, post};
use serde::Serialize;
use utoipa::ToSchema;

pub fn routes(routes: &mut Routes<'_>) {
    routes.service(upload_document).service(get_document);
}

/// A document that was uploaded.
#[derive(Serialize, ToSchema)]
pub struct DocumentOut {
    /// SHA-256 of the bytes, in hexadecimal digits: what a statement names it by.
    #[schema(min_length = 64, max_length = 64, pattern = "^[0-9a-f]{64}$")]
    hash: String,
    media_type: DocumentType,
    /// Bytes.
    #[schema(minimum = 1, maximum = 2_097_152)]
    size: i64,
}

/// Upload a document that shows what is stated.
///
/// For managers and owners of an approved vendor: PDF, PNG, JPEG, DOCX, XLSX or ODT of at most 2 MiB, as its bytes say, and without macros. Who says as
/// `Content-Type` which of them it is, must be right (422 `other_type`); `application/octet-stream` says nothing. It is kept as it was sent, and seen by the
/// vendor's people and by who vets alone. One that no listing and no claim names within seven days is forgotten.
#[utoipa::path(tag = "catalog", operation_id = "upload_document", params(("id" = VendorId, Path, description = "The vendor.")),
    request_body(description = "The file's bytes.", content((FileIn = "application/octet-stream"), (FileIn = "application/pdf"), (FileIn = "image/png"), (FileIn = "image/jpeg"), (FileIn = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"), (FileIn = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), (FileIn = "application/vnd.oasis.opendocument.text"))),
    responses((status = 201, description = "Uploaded.", body = DocumentOut), (status = 409, description = "`too_many_documents` that no listing names, or `vendor_pending`.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/vendors/{id}/documents")]
pub async fn upload_document(call: Call, who: Person, id: Path<VendorId>, sent: TypedFile) -> Result<Answer> {
    let (document, mine) = (Document::read(&sent.media_type, &sent.bytes)?, who.standing().roles.clone());
    call.act(Some(who.account()), move |tx| {
        actions::upload(tx, &mine, *id, &document)?;
        let place = format!("/v1/vendors/{}/documents/{}", *id, document.hash);
        let size = i64::try_from(document.bytes.len()).unwrap_or(i64::MAX);
        Answer::created(place, &DocumentOut { hash: document.hash.clone(), media_type: document.media_type, size })
    })
    .await
}

/// Fetch a document.
///
/// For the vendor's people, and for who vets and auditors who belong to no vendor: as a file to save, never shown by a browser, and not to be kept by a cache.
#[utoipa::path(tag = "catalog", operation_id = "get_document",
    params(("id" = VendorId, Path, description = "The vendor."), ("hash" = String, Path, description = "The document's hash.", min_length = 64, max_length = 64, pattern = "^[0-9a-f]{64}$")),
    responses((status = 200, description = "The document.", content((FileOut = "application/octet-stream")))), security(("session" = [])))]
#[get("/vendors/{id}/documents/{hash}")]
pub async fn get_document(call: Call, who: Person, path: Path<(VendorId, String)>) -> Result<Answer> {
    let (vendor, hash) = path.into_inner();
    who.sees_what_is_of(vendor)?;
    if !is_hash(&hash) {
        return Err(Error::not_found());
    }
    let name = hash.clone();
    let (media_type, bytes) = call.read(move |conn| store::find(conn, vendor, &hash)).await?;
    Ok(Answer::attachment(&name, media_type.extension(), bytes))
}
