//! Brands of the container that phones' pictures and films share (ISO/IEC 14496-12).

use crate::contract::ImageFormat;
use crate::error::Called;

/// What such a file has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    /// An image whose header is read.
    Image(ImageFormat),
    /// Something else, in words for the message.
    Other(&'static str),
}

/// Sources: ISO/IEC 23008-12 (HEIF), the AVIF specification and the registry of the MP4 registration authority.
const BRANDS: [(&[u8; 4], Content); 13] = [
    (b"avif", Content::Image(ImageFormat::Avif)),
    (b"avis", Content::Image(ImageFormat::Avif)),
    (b"heic", Content::Image(ImageFormat::Heic)),
    (b"heix", Content::Image(ImageFormat::Heic)),
    (b"heim", Content::Image(ImageFormat::Heic)),
    (b"heis", Content::Image(ImageFormat::Heic)),
    (b"hevc", Content::Image(ImageFormat::Heic)),
    (b"hevx", Content::Image(ImageFormat::Heic)),
    (b"jxl ", Content::Other("a JPEG XL image")),
    (b"jp2 ", Content::Other("a JPEG 2000 image")),
    (b"jpx ", Content::Other("a JPEG 2000 image")),
    (b"crx ", Content::Other("a Canon raw image")),
    (b"M4A ", Content::Other("a sound (ISO media file)")),
];

/// Brands that say less than the compatible ones: of HEIF files with any coding.
const GENERAL: [[u8; 4]; 2] = [*b"mif1", *b"msf1"];

/// Brands of files that have tracks, which are image sequences.
const SEQUENCES: [[u8; 4]; 4] = [*b"avis", *b"hevc", *b"hevx", *b"msf1"];

/// How many brands are looked at.
const MAX_BRANDS: usize = 17;

/// What the file has. `None` where it is no such container.
pub(super) fn content(head: &[u8]) -> Option<Content> {
    let Some(mut brands) = isobmff::brands(head) else {
        // Old QuickTime files begin with the films themselves.
        let is_film = matches!(head.get(4..8)?, b"moov" | b"mdat" | b"wide");
        return is_film.then_some(Content::Other("a video (QuickTime)"));
    };
    let major = brands.next()?;
    if !GENERAL.contains(&major) {
        return Some(named(major).unwrap_or(Content::Other("a video (ISO media file)")));
    }
    let inner = brands.take(MAX_BRANDS).find_map(named);
    // What it is coded with is found in its header.
    Some(inner.unwrap_or(Content::Image(ImageFormat::Heic)))
}

/// What a file of HEIF is called by its brands.
pub(super) fn called(head: &[u8]) -> Called {
    match brands(head).find_map(named) {
        Some(Content::Image(format)) => format.into(),
        _ => Called::HEIF,
    }
}

/// Whether a file has an image sequence, by its brands.
pub(super) fn is_sequence(head: &[u8]) -> bool {
    brands(head).any(|brand| SEQUENCES.contains(&brand))
}

fn brands(head: &[u8]) -> impl Iterator<Item = [u8; 4]> {
    isobmff::brands(head).into_iter().flatten().take(MAX_BRANDS)
}

fn named(brand: [u8; 4]) -> Option<Content> {
    let known = BRANDS.iter().find(|(known, _)| **known == brand);
    known.map(|(_, content)| *content)
}

#[cfg(test)]
mod tests {
    use super::{Content, content};
    use crate::contract::ImageFormat;

    #[test]
    fn compatible_brands_tell_what_a_general_one_hides() {
        for (head, expected) in [
            (
                &b"\0\0\0\x1cftypmif1\0\0\0\0mif1avifmiaf"[..],
                Some(Content::Image(ImageFormat::Avif)),
            ),
            (
                b"\0\0\0\x18ftypmif1\0\0\0\0mif1miaf",
                Some(Content::Image(ImageFormat::Heic)),
            ),
            (
                b"\0\0\0\x10ftypisom\0\0\0\0",
                Some(Content::Other("a video (ISO media file)")),
            ),
            (
                b"\0\0\0\x20moov",
                Some(Content::Other("a video (QuickTime)")),
            ),
            (b"\0\0\0\x20free", None),
            (b"\0\0\0\x20ftyp", None),
        ] {
            assert_eq!(content(head), expected, "{head:?}");
        }
    }
}
