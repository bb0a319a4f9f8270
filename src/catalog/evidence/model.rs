//! A document, as it is sent: what it is, its bytes say.

use crate::error::{Error, FaultCode, Result};
use crate::secrets;
use crate::values::text_enum::text_enum;
use serde::Serialize;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

/// What a document can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema, diesel::AsExpression, diesel::FromSqlRow)]
#[diesel(sql_type = diesel::sql_types::Text)]
pub enum DocumentType {
    #[serde(rename = "application/pdf")]
    Pdf,
    #[serde(rename = "image/png")]
    Png,
    #[serde(rename = "image/jpeg")]
    Jpeg,
}

text_enum!(DocumentType { Pdf = "application/pdf", Png = "image/png", Jpeg = "image/jpeg" });

impl DocumentType {
    /// What the first bytes say; a PDF may have no byte before its mark.
    fn of(bytes: &[u8]) -> Option<Self> {
        let marks: [(&[u8], Self); 3] =
            [(b"%PDF-", Self::Pdf), (b"\x89PNG\r\n\x1a\n", Self::Png), (b"\xff\xd8\xff", Self::Jpeg)];
        marks.into_iter().find(|(mark, _)| bytes.starts_with(mark)).map(|(_, it)| it)
    }
}

/// A document that was read.
#[derive(Clone, Debug)]
pub struct Document {
    /// SHA-256 of the bytes, in hexadecimal digits.
    pub hash: String,
    pub media_type: DocumentType,
    pub bytes: Vec<u8>,
}

impl Document {
    /// Errors: 422 for what is none of the three.
    pub fn read(bytes: &[u8]) -> Result<Self> {
        let media_type =
            DocumentType::of(bytes).ok_or_else(|| Error::fault("", FaultCode::NotADocument, "PDF, PNG, JPEG"))?;
        Ok(Self { hash: secrets::hex(&Sha256::digest(bytes)), media_type, bytes: bytes.to_vec() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_document_is_its_bytes_say() {
        for (bytes, want) in [
            (&b"%PDF-1.7\n"[..], Some(DocumentType::Pdf)),
            (b"\x89PNG\r\n\x1a\n", Some(DocumentType::Png)),
            (b"\xff\xd8\xff\xe0", Some(DocumentType::Jpeg)),
            (b"", None),
            (b"%PDF", None),
            (b" %PDF-1.7", None),
            (b"<html>%PDF-", None),
            (b"GIF89a", None),
            (b"PK\x03\x04", None),
        ] {
            assert_eq!(Document::read(bytes).ok().map(|it| it.media_type), want, "{bytes:?}");
        }
    }
}
