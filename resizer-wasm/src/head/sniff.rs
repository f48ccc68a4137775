//! Recognising a format by the first bytes. The only place that does.
//!
//! Tables, checked in order: what is read, what is not, and then what has no signature at all.

use super::iso::{self, Content};
use super::tga;
use crate::contract::{Error, ImageFormat};
use crate::error;

/// As many bytes as tell every format that is read.
pub(crate) const SNIFFED_BYTES: usize = 22;

/// Where a drawing's root element is looked for, behind comments and declarations.
const MARKUP_BYTES: usize = 1024;

/// Signatures of what is read.
const KNOWN: [(&[u8], ImageFormat); 13] = [
    (b"\xff\xd8", ImageFormat::Jpeg),
    (b"\x89PNG\r\n\x1a\n", ImageFormat::Png),
    (b"GIF87a", ImageFormat::Gif),
    (b"GIF89a", ImageFormat::Gif),
    (b"II*\0", ImageFormat::Tiff),
    (b"MM\0*", ImageFormat::Tiff),
    (b"II+\0", ImageFormat::Tiff),
    (b"MM\0+", ImageFormat::Tiff),
    (b"qoif", ImageFormat::Qoi),
    (&raster::MAGIC, ImageFormat::Raster),
    (b"8BPS", ImageFormat::Psd),
    (&jxl_head::CODESTREAM, ImageFormat::Jxl),
    // Of the container's signature what damage by a transfer as text leaves.
    (b"\0\0\0\x0cJXL ", ImageFormat::Jxl),
];

/// Where a signature is, the signature, and words for the message. Sources: the formats' registrations and
/// specifications. A more special one comes first.
const OTHERS: [(usize, &[u8], &str); 46] = [
    // Raw pictures of cameras, many of them variations of TIFF.
    (8, b"CR\x02", "a Canon raw image"),
    (6, b"HEAPCCDR", "a Canon raw image"),
    (0, b"IIRO", "an Olympus raw image"),
    (0, b"IIRS", "an Olympus raw image"),
    (0, b"MMOR", "an Olympus raw image"),
    (0, b"IIU\0", "a Panasonic raw image"),
    (0, b"FUJIFILMCCD-RAW", "a Fujifilm raw image"),
    (0, b"\0MRM", "a Minolta raw image"),
    (0, b"FOVb", "a Sigma raw image"),
    // Pictures.
    (0, b"II\xbc\x01", "a JPEG XR image"),
    (0, b"\0\0\0\x0cjP  ", "a JPEG 2000 image"),
    (0, b"\xff\x4f\xff\x51", "a JPEG 2000 image"),
    (0, b"\x8aMNG\r\n\x1a\n", "an MNG animation"),
    (0, b"\x8bJNG\r\n\x1a\n", "a JNG image"),
    (0, b"gimp xcf", "a GIMP document"),
    (0, b"\x76\x2f\x31\x01", "an OpenEXR image"),
    (0, b"#?RADIANCE", "a Radiance HDR image"),
    (0, b"#?RGBE", "a Radiance HDR image"),
    (0, b"PF\n", "a PFM image"),
    (0, b"Pf\n", "a PFM image"),
    (0, b"P7 332", "an XV thumbnail"),
    (0, b"DDS ", "a DDS texture"),
    (0, b"\xabKTX ", "a KTX texture"),
    (0, b"FLIF", "a FLIF image"),
    (0, b"BPG\xfb", "a BPG image"),
    (0, b"SIMPLE  =", "a FITS image"),
    (0, b"farbfeld", "a farbfeld image"),
    (0, b"/* XPM */", "an XPM image"),
    (0, b"\xd7\xcd\xc6\x9a", "a Windows metafile (WMF)"),
    (0, b"icns", "an Apple icon (ICNS)"),
    // Films and sound.
    (0, b"\x1a\x45\xdf\xa3", "a video (Matroska or WebM)"),
    (0, b"\0\0\x01\xba", "a video (MPEG)"),
    (0, b"\0\0\x01\xb3", "a video (MPEG)"),
    (0, b"FLV\x01", "a video (Flash)"),
    (0, b"OggS", "an Ogg sound or video"),
    (0, b"ID3", "a sound (MP3)"),
    // Documents, archives and programs.
    (0, b"%PDF-", "a PDF document"),
    (0, b"%!PS", "a PostScript document"),
    (0, b"\xc5\xd0\xd3\xc6", "an EPS document"),
    (0, b"{\\rtf", "an RTF document"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an Office document"),
    (0, b"PK\x03\x04", "a ZIP archive"),
    (0, b"\x1f\x8b\x08", "a gzip archive"),
    (0, b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (0, b"\x7fELF", "a program"),
    (0, b"MZ", "a program"),
];

/// As [`OTHERS`], so far behind that a picture of a format that is read can have the same bytes there.
const FAR_BEHIND: [(usize, &[u8], &str); 2] = [
    (40, b" EMF", "a Windows metafile (EMF)"),
    (128, b"DICM", "a DICOM image"),
];

/// RIFF containers by their kind, apart from WebP.
const RIFF: [(&[u8; 4], &str); 3] = [
    (b"AVI ", "a video (AVI)"),
    (b"WAVE", "a sound (WAV)"),
    (b"ACON", "an animated cursor (ANI)"),
];

/// Beginnings of root elements, in small letters, and words for the message.
const MARKUP: [(&[u8], &str); 3] = [
    (b"<svg", "an SVG drawing"),
    (b"<!doctype html", "a web page"),
    (b"<html", "a web page"),
];

/// The format of a file that begins with `head`.
pub(super) fn format(head: &[u8]) -> Result<ImageFormat, Error> {
    if head.is_empty() {
        return Err(error::empty_file(SNIFFED_BYTES as u64));
    }
    match iso::content(head) {
        Some(Content::Image(format)) => return Ok(format),
        Some(Content::Other(name)) => return Err(error::other_format(name)),
        None => {}
    }
    // Canon's raw images begin like a TIFF image, so what is not read comes first.
    if let Some(name) = other(head) {
        return Err(error::other_format(name));
    }
    if let Some(format) = known(head) {
        return Ok(format);
    }
    if let Some(name) = text(head) {
        return Err(error::other_format(name));
    }
    // Nothing but its fields tells this one.
    if tga::is_plausible(head) {
        return Ok(ImageFormat::Tga);
    }
    if let Some(name) = signed(&FAR_BEHIND, head) {
        return Err(error::other_format(name));
    }
    Err(error::not_an_image(head))
}

fn known(head: &[u8]) -> Option<ImageFormat> {
    let by_signature = KNOWN
        .iter()
        .find(|(signature, _)| head.starts_with(signature));
    if let Some((_, format)) = by_signature {
        return Some(*format);
    }
    match head {
        [
            b'R',
            b'I',
            b'F',
            b'F',
            _,
            _,
            _,
            _,
            b'W',
            b'E',
            b'B',
            b'P',
            ..,
        ] => Some(ImageFormat::Webp),
        [b'P', b'1'..=b'7', b'\t' | b'\n' | b'\r' | b' ' | b'#', ..] => Some(ImageFormat::Pnm),
        // Two reserved fields that are 0 in BMP's file header tell it from text.
        [b'B', b'M', _, _, _, _, 0, 0, 0, 0, ..] => Some(ImageFormat::Bmp),
        [b'B', b'M', rest @ ..] if !rest.iter().take(8).all(|byte| matches!(byte, b' '..=b'~')) => {
            Some(ImageFormat::Bmp)
        }
        // An icon or a pointer with at least one picture, whose reserved byte tells it from a TGA image.
        [0, 0, 1 | 2, 0, low, high, _, _, _, 0 | 255, ..] if (*low, *high) != (0, 0) => {
            Some(ImageFormat::Ico)
        }
        _ => None,
    }
}

fn other(head: &[u8]) -> Option<&'static str> {
    if head.starts_with(b"RIFF") {
        let kind = head.get(8..12)?;
        return RIFF
            .iter()
            .find(|(known, _)| *known == kind)
            .map(|(_, name)| *name);
    }
    signed(&OTHERS, head)
}

fn signed(signatures: &[(usize, &[u8], &'static str)], head: &[u8]) -> Option<&'static str> {
    signatures
        .iter()
        .find(|(start, signature, _)| {
            head.get(*start..)
                .is_some_and(|rest| rest.starts_with(signature))
        })
        .map(|(_, _, name)| *name)
}

/// Markup and plain text.
fn text(head: &[u8]) -> Option<&'static str> {
    let head = &head[..head.len().min(MARKUP_BYTES)];
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let start = head.trim_ascii_start();
    if start.starts_with(b"<") {
        let start = start.to_ascii_lowercase();
        let found = MARKUP
            .iter()
            .find(|(root, _)| start.windows(root.len()).any(|bytes| bytes == *root));
        if let Some((_, name)) = found {
            return Some(name);
        }
        if start.starts_with(b"<?xml") {
            return Some("an XML document");
        }
    }
    let is_text = |byte: &u8| matches!(byte, b'\t' | b'\n' | b'\r' | b' '..=b'~' | 0x80..);
    // A few bytes say nothing.
    (head.len() >= 8 && head.iter().all(is_text) && valid_so_far(head)).then_some("a text file")
}

/// Whether the bytes are UTF-8, apart from a character that is cut off at their end.
fn valid_so_far(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).map_or_else(|error| error.error_len().is_none(), |_| true)
}

#[cfg(test)]
mod tests {
    use super::*;

    const READ: &str = "Thumbox reads JPEG, PNG, WebP, GIF, TIFF, BMP, ICO, PNM, QOI, TGA and PSD, \
                        and with codecs AVIF, HEIC and JPEG XL";

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
            (b"II*\0\x08\0\0\0", ImageFormat::Tiff),
            (b"MM\0*\0\0\0\x08", ImageFormat::Tiff),
            (b"BM\x46\0\0\0\0\0\0\0\x36\0\0\0", ImageFormat::Bmp),
            (b"\0\0\x01\0\x01\0\x20\x20\0\0\x01\0", ImageFormat::Ico),
            (b"\0\0\x02\0\x01\0\x20\x20\0\0\x01\0", ImageFormat::Ico),
            (b"P1\n1 1\n", ImageFormat::Pnm),
            (b"P6#by hand\n", ImageFormat::Pnm),
            (b"P7\nWIDTH 1\n", ImageFormat::Pnm),
            (b"qoif\0\0\0\x01", ImageFormat::Qoi),
            (b"8BPS\0\x01\0\0", ImageFormat::Psd),
            (b"8BPS\0\x02\0\0", ImageFormat::Psd),
            (b"\0\0\0\x18ftypheic\0\0\0\0", ImageFormat::Heic),
            (b"\0\0\0\x1cftypavif", ImageFormat::Avif),
            (b"\xff\x0a\0\0", ImageFormat::Jxl),
            (b"\0\0\0\x0cJXL \r\n\x87\n", ImageFormat::Jxl),
            (
                b"\0\0\x02\0\0\0\0\0\0\0\0\0\x10\0\x10\0\x18\x20",
                ImageFormat::Tga,
            ),
        ] {
            assert_eq!(format(head), Ok(expected));
        }
    }

    #[test]
    fn what_is_not_read_is_named() {
        for (head, name) in [
            (&b"\0\0\0\x1cftypjp2 "[..], "a JPEG 2000 image"),
            (b"II*\0\x10\0\0\0CR\x02\0", "a Canon raw image"),
            (b"%PDF-1.7", "a PDF document"),
            (b"RIFF\0\0\0\0AVI LIST", "a video (AVI)"),
            (b"\xef\xbb\xbf\n <svg width='1'>", "an SVG drawing"),
            (
                b"<?xml version='1.0'?><!-- drawn by hand --><svg>",
                "an SVG drawing",
            ),
            (b"<?xml version='1.0'?><feed>", "an XML document"),
            (b"<!DOCTYPE HTML><HTML>", "a web page"),
            (b"PK\x03\x04", "a ZIP archive"),
            (b"hello, world", "a text file"),
            ("Grüße aus Köln".as_bytes(), "a text file"),
            (b"BMW builds cars", "a text file"),
        ] {
            assert_eq!(message(head), format!("this is {name}; {READ}"));
        }
    }

    #[test]
    fn other_bytes_are_shown() {
        assert_eq!(
            message(b"\x01\x02\x03\x04\x05\x06\x07\x08\x09"),
            format!(
                "this is not an image that Thumbox knows: the file begins with 01 02 03 04 05 06 07 08; {READ}"
            )
        );
        assert!(message(b"RIFF\0\0\0\0RMID").contains("begins with 52 49 46 46"));
    }

    #[test]
    fn signatures_fit_into_what_a_prober_is_told_to_read() {
        assert!(
            KNOWN
                .iter()
                .all(|(signature, _)| signature.len() <= SNIFFED_BYTES)
        );
    }
}
