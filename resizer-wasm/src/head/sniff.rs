//! Recognising a format by the first bytes. The only place that does.

use crate::contract::{Error, ImageFormat};
use crate::error;

/// As many bytes as the longest signature looks at.
pub(crate) const SNIFFED_BYTES: usize = 16;

/// Signatures of what is not read, with words for the message. Checked in order. Sources: the formats' registrations
/// and specifications (ISO BMFF brands from ISO/IEC 14496-12 and 23008-12, JPEG XL from ISO/IEC 18181-2).
const OTHERS: [(&[u8], &str); 20] = [
    (b"BM", "a BMP image"),
    (b"II*\0", "a TIFF image"),
    (b"MM\0*", "a TIFF image"),
    (b"II+\0", "a BigTIFF image"),
    (b"MM\0+", "a BigTIFF image"),
    (b"\0\0\x01\0", "an icon (ICO)"),
    (b"qoif", "a QOI image"),
    (b"8BPS", "a Photoshop document"),
    (b"\xff\x0a", "a JPEG XL image"),
    (b"\0\0\0\x0cJXL ", "a JPEG XL image"),
    (b"\0\0\0\x0cjP  ", "a JPEG 2000 image"),
    (b"\xff\x4f\xff\x51", "a JPEG 2000 image"),
    (b"%PDF-", "a PDF document"),
    (b"<svg", "an SVG drawing"),
    (b"<?xml", "an XML document, perhaps an SVG drawing"),
    (b"<!DOCTYPE", "a web page"),
    (b"<html", "a web page"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
];

/// The format of a file that begins with `head`.
pub(super) fn format(head: &[u8]) -> Result<ImageFormat, Error> {
    if head.is_empty() {
        return Err(error::empty_file());
    }
    if let Some(format) = known(head) {
        return Ok(format);
    }
    if let Some(brand) = iso_brand(head) {
        return Err(error::other_format(brand));
    }
    match OTHERS
        .iter()
        .find(|(signature, _)| head.starts_with(signature))
    {
        Some((_, name)) => Err(error::other_format(name)),
        None => Err(error::not_an_image(head)),
    }
}

fn known(head: &[u8]) -> Option<ImageFormat> {
    if head.starts_with(b"\xff\xd8") {
        Some(ImageFormat::Jpeg)
    } else if head.starts_with(b"\x89PNG\r\n\x1a\n") {
        Some(ImageFormat::Png)
    } else if head.starts_with(b"GIF87a") || head.starts_with(b"GIF89a") {
        Some(ImageFormat::Gif)
    } else if head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP") {
        Some(ImageFormat::Webp)
    } else {
        None
    }
}

/// Phones' formats share a container; its major brand tells them apart.
fn iso_brand(head: &[u8]) -> Option<&'static str> {
    if head.get(4..8)? != b"ftyp" {
        return None;
    }
    Some(match head.get(8..12)? {
        b"avif" | b"avis" => "an AVIF image",
        b"heic" | b"heix" | b"hevc" | b"hevx" | b"heim" | b"heis" => "a HEIC image",
        b"mif1" | b"msf1" => "a HEIF image",
        b"crx " => "a Canon raw image",
        _ => "a video (ISO media file)",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(head: &[u8]) -> String {
        match format(head) {
            Err(Error::UnsupportedFormat(message)) => message,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn known_formats_are_told_by_their_signatures() {
        for (head, expected) in [
            (&b"\xff\xd8\xff\xe0"[..], ImageFormat::Jpeg),
            (b"\x89PNG\r\n\x1a\n", ImageFormat::Png),
            (b"GIF87a", ImageFormat::Gif),
            (b"GIF89a", ImageFormat::Gif),
            (b"RIFF\0\0\0\0WEBPVP8 ", ImageFormat::Webp),
        ] {
            assert_eq!(format(head), Ok(expected));
        }
    }

    #[test]
    fn what_is_not_read_is_named() {
        assert_eq!(
            message(b"\0\0\0\x18ftypheic\0\0\0\0"),
            "this is a HEIC image; Thumbox reads JPEG, PNG, WebP and GIF"
        );
        assert!(message(b"\0\0\0\x1cftypavif").contains("an AVIF image"));
        assert!(message(b"\xff\x0a\0\0").contains("a JPEG XL image"));
        assert!(message(b"%PDF-1.7").contains("a PDF document"));
        assert!(message(b"RIFF\0\0\0\0WAVE").contains("begins with 52 49 46 46"));
    }

    #[test]
    fn other_bytes_are_shown() {
        assert_eq!(
            message(b"hello, world"),
            "this is not an image that Thumbox knows: the file begins with 68 65 6c 6c 6f 2c 20 77; \
             Thumbox reads JPEG, PNG, WebP and GIF"
        );
    }

    #[test]
    fn signatures_fit_into_what_a_prober_is_told_to_read() {
        assert!(
            OTHERS
                .iter()
                .all(|(signature, _)| signature.len() <= SNIFFED_BYTES)
        );
    }
}
