//! An image as it is sent, and what is made of it: the pixels in a fresh file, without what else an upload may carry (places,
//! names, scripts, a second file behind the first).

use crate::error::{Error, FaultCode, Result};
use crate::http::MAX_SERVED;
use crate::secrets;
use crate::values::text_enum::text_enum;
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::io::Cursor;
use utoipa::ToSchema;

/// Pixels of each side.
const SIDES: std::ops::RangeInclusive<u32> = 16..=4_096;
/// Pixels in all: 64 MiB while they are read, at most, and as much again while they are turned and written.
const PIXELS: u64 = 8 * 1024 * 1024;
/// Bytes of what is decoded, and those that a decoder may ask for beside: 16 bits a channel.
const MEMORY: u64 = 96 * 1024 * 1024;
/// Of 100: text in a screenshot stays sharp.
const JPEG_QUALITY: u8 = 90;

/// What an image is kept as.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, diesel::AsExpression, diesel::FromSqlRow,
)]
#[diesel(sql_type = diesel::sql_types::Text)]
pub enum MediaType {
    #[serde(rename = "image/png")]
    Png,
    #[serde(rename = "image/jpeg")]
    Jpeg,
}

text_enum!(MediaType { Png = "image/png", Jpeg = "image/jpeg" });

/// An image that was read and written anew.
#[derive(Clone, Debug)]
pub struct Picture {
    /// SHA-256 of the bytes, in hexadecimal digits.
    pub hash: String,
    pub media_type: MediaType,
    pub width: i64,
    pub height: i64,
    pub bytes: Vec<u8>,
}

impl Picture {
    /// Reads PNG, JPEG or WebP, the first picture where there are several, upright as its camera was held.
    /// `declared`: the format that the sender says it is.
    ///
    /// Errors: 422 for what is none of these, is not what it says, or is smaller or larger than can be.
    pub fn read(bytes: &[u8], declared: Option<ImageFormat>) -> Result<Self> {
        let format = image::guess_format(bytes).ok().filter(|format| FORMATS.contains(format)).ok_or_else(no_image)?;
        if declared.is_some_and(|declared| declared != format) {
            return Err(Error::fault("", FaultCode::OtherImageType, format.to_mime_type()));
        }
        let mut limits = Limits::default();
        limits.max_alloc = Some(MEMORY);
        let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
        reader.limits(limits);
        let mut decoder = reader.into_decoder().map_err(refused)?;
        let (width, height) = decoder.dimensions();
        if !SIDES.contains(&width) || !SIDES.contains(&height) || u64::from(width) * u64::from(height) > PIXELS {
            return Err(wrong_size());
        }
        if decoder.total_bytes() > MEMORY {
            return Err(no_image());
        }
        let orientation = decoder.orientation().map_err(refused)?;
        let mut pixels = DynamicImage::from_decoder(decoder).map_err(refused)?;
        pixels.apply_orientation(orientation);
        Self::write(&pixels, format == ImageFormat::Png)
    }

    /// PNG where something shines through or where it was one; else JPEG.
    fn write(pixels: &DynamicImage, lossless: bool) -> Result<Self> {
        let mut bytes = Vec::new();
        let media_type = if lossless || pixels.color().has_alpha() { MediaType::Png } else { MediaType::Jpeg };
        let written = match media_type {
            MediaType::Png if pixels.color().has_alpha() => {
                pixels.to_rgba8().write_with_encoder(PngEncoder::new(&mut bytes))
            }
            MediaType::Png => pixels.to_rgb8().write_with_encoder(PngEncoder::new(&mut bytes)),
            MediaType::Jpeg => {
                pixels.to_rgb8().write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY))
            }
        };
        written.map_err(Error::internal)?;
        if bytes.len() > MAX_SERVED {
            return Err(Error::fault("", FaultCode::ImageSize, format!("{media_type} ≤ {} KiB", MAX_SERVED / 1024)));
        }
        Ok(Self {
            hash: secrets::hex(&Sha256::digest(&bytes)),
            media_type,
            width: pixels.width().into(),
            height: pixels.height().into(),
            bytes,
        })
    }
}

const FORMATS: [ImageFormat; 3] = [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP];

fn no_image() -> Error {
    Error::fault("", FaultCode::NotAnImage, "PNG, JPEG, WebP")
}

fn wrong_size() -> Error {
    let (least, most) = (SIDES.start(), SIDES.end());
    let possible = format!("{least} – {most} × {least} – {most} px, ≤ {PIXELS} px");
    Error::fault("", FaultCode::ImageSize, possible)
}

fn refused(error: ImageError) -> Error {
    match error {
        ImageError::Limits(_) => wrong_size(),
        _ => no_image(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{Rgba, RgbaImage};

    #[test]
    fn what_would_be_served_too_large_is_refused() {
        let noise = |side| {
            let mut last = 1_u32;
            RgbaImage::from_fn(side, side, |_, _| {
                last = last.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                Rgba((last >> 3).to_be_bytes())
            })
        };
        let small = Picture::write(&noise(64).into(), true).expect("a picture");
        assert!(small.bytes.len() > 64 * 64 * 3, "{} bytes", small.bytes.len());
        let refusal = Picture::write(&noise(1_700).into(), true).expect_err("too large");
        assert!(refusal.to_string().contains("invalid_values"), "{refusal}");
    }
}
