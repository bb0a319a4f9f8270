//! A document, as it is sent: what it is, its bytes say.

use crate::error::{Code, Error, FaultCode, Result};
use crate::secrets;
use crate::values::text_enum::text_enum;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::io::Cursor;
use utoipa::ToSchema;
use zip::ZipArchive;

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
    #[serde(rename = "application/vnd.openxmlformats-officedocument.wordprocessingml.document")]
    Docx,
    #[serde(rename = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")]
    Xlsx,
    #[serde(rename = "application/vnd.oasis.opendocument.text")]
    Odt,
}

text_enum!(DocumentType {
    Pdf = "application/pdf",
    Png = "image/png",
    Jpeg = "image/jpeg",
    Docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Odt = "application/vnd.oasis.opendocument.text",
});

/// What a file may be called that does not say what it is.
const ANY: &str = "application/octet-stream";
/// What is taken, for people.
const TAKEN: &str = "PDF, PNG, JPEG, DOCX, XLSX, ODT";

impl DocumentType {
    /// What the bytes say. A PDF may have no byte before its mark.
    fn of(bytes: &[u8]) -> Option<Self> {
        let marks: [(&[u8], Self); 3] =
            [(b"%PDF-", Self::Pdf), (b"\x89PNG\r\n\x1a\n", Self::Png), (b"\xff\xd8\xff", Self::Jpeg)];
        let marked = marks.into_iter().find(|(mark, _)| bytes.starts_with(mark)).map(|(_, it)| it);
        marked.or_else(|| Self::of_archive(bytes))
    }

    /// What an archive is by the names of what is in it, which nothing is unpacked for; one that brings programs is none.
    fn of_archive(bytes: &[u8]) -> Option<Self> {
        if !bytes.starts_with(b"PK\x03\x04") {
            return None;
        }
        let archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
        let has = |name: &str| archive.index_for_name(name).is_some();
        let is_program = |name: &str| name.ends_with("vbaProject.bin") || name.starts_with("Basic/");
        if archive.file_names().any(|name| name.is_ok_and(|name| is_program(&name))) {
            return None;
        }
        match (has("[Content_Types].xml"), has("META-INF/manifest.xml")) {
            (true, false) if has("word/document.xml") => Some(Self::Docx),
            (true, false) if has("xl/workbook.xml") => Some(Self::Xlsx),
            // Its first entry is its type, as it stands.
            (false, true) if bytes.get(30..).is_some_and(|rest| rest.starts_with(ODT)) => Some(Self::Odt),
            _ => None,
        }
    }

    pub const fn extension(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Png => "png",
            Self::Jpeg => "jpg",
            Self::Docx => "docx",
            Self::Xlsx => "xlsx",
            Self::Odt => "odt",
        }
    }

    /// What a sender says a file is; nothing for [`ANY`].
    ///
    /// Errors: 415 that names what is taken.
    fn said(media_type: &str) -> Result<Option<Self>> {
        if media_type == ANY {
            return Ok(None);
        }
        let known = Self::ALL.iter().find(|it| it.as_str() == media_type);
        let possible = || Self::ALL.iter().map(|it| it.as_str()).chain([ANY]).collect::<Vec<_>>().join(", ");
        known.copied().map(Some).ok_or_else(|| Error::with(Code::UnsupportedMediaType, possible()))
    }
}

/// How an ODT begins behind the numbers of its first entry: the name and, not compressed, what is in it.
const ODT: &[u8] = b"mimetypeapplication/vnd.oasis.opendocument.text";

/// A document that was read.
#[derive(Clone, Debug)]
pub struct Document {
    /// SHA-256 of the bytes, in hexadecimal digits.
    pub hash: String,
    pub media_type: DocumentType,
    pub bytes: Vec<u8>,
}

impl Document {
    /// Errors: 415 for a media type that is not taken; 422 for what is nothing of the kind, and for what is another than is said.
    pub fn read(said: &str, bytes: &[u8]) -> Result<Self> {
        let said = DocumentType::said(said)?;
        let media_type = DocumentType::of(bytes).ok_or_else(|| Error::fault("", FaultCode::NotADocument, TAKEN))?;
        if said.is_some_and(|said| said != media_type) {
            return Err(Error::fault("", FaultCode::OtherType, ""));
        }
        Ok(Self { hash: secrets::hex(&Sha256::digest(bytes)), media_type, bytes: bytes.to_vec() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    fn archive(names: &[&str]) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let plain = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        for name in names {
            zip.start_file(*name, plain).expect("begun");
            zip.write_all(b"application/vnd.oasis.opendocument.text").expect("written");
        }
        zip.finish().expect("finished").into_inner()
    }

    #[test]
    fn an_archive_is_what_its_entries_say_and_brings_no_programs() {
        for (names, want) in [
            (&["[Content_Types].xml", "word/document.xml"][..], Some(DocumentType::Docx)),
            (&["word/document.xml", "[Content_Types].xml"], Some(DocumentType::Docx)),
            (&["[Content_Types].xml", "xl/workbook.xml"], Some(DocumentType::Xlsx)),
            (&["mimetype", "content.xml", "META-INF/manifest.xml"], Some(DocumentType::Odt)),
            (&["content.xml", "mimetype", "META-INF/manifest.xml"], None),
            (&["mimetype"], None),
            (&["[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"], None),
            (&["mimetype", "META-INF/manifest.xml", "Basic/Standard/Module1.xml"], None),
            (&["[Content_Types].xml", "ppt/presentation.xml"], None),
            (&["run.exe"], None),
        ] {
            let read = Document::read(ANY, &archive(names)).ok().map(|it| it.media_type);
            assert_eq!(read, want, "{names:?}");
        }
        let cut = archive(&["[Content_Types].xml", "word/document.xml"]);
        assert!(Document::read(ANY, &cut[..cut.len() - 30]).is_err());
    }

    #[test]
    fn what_a_sender_says_is_right() {
        let code = |said: &str| Document::read(said, b"%PDF-1.7").map_err(|error| error.code());
        assert!(code("application/pdf").is_ok());
        assert_eq!(code("image/png").expect_err("another"), Code::InvalidValues);
        for wrong in ["", "text/html", "application/zip", "application/PDF"] {
            assert_eq!(code(wrong).expect_err("not taken"), Code::UnsupportedMediaType, "{wrong}");
        }
    }

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
            assert_eq!(Document::read(ANY, bytes).ok().map(|it| it.media_type), want, "{bytes:?}");
        }
    }
}
