//! Brands of the container that phones' pictures and films share (ISO/IEC 14496-12).

/// A brand, and words for the message. Sources: ISO/IEC 23008-12 (HEIF), the AVIF specification and the registry of
/// the MP4 registration authority.
const BRANDS: [(&[u8; 4], &str); 15] = [
    (b"avif", "an AVIF image"),
    (b"avis", "an AVIF image"),
    (b"heic", "a HEIC image"),
    (b"heix", "a HEIC image"),
    (b"heim", "a HEIC image"),
    (b"heis", "a HEIC image"),
    (b"hevc", "a HEIC image"),
    (b"hevx", "a HEIC image"),
    (b"jxl ", "a JPEG XL image"),
    (b"jp2 ", "a JPEG 2000 image"),
    (b"jpx ", "a JPEG 2000 image"),
    (b"crx ", "a Canon raw image"),
    (b"M4A ", "a sound (ISO media file)"),
    (b"mif1", "a HEIF image"),
    (b"msf1", "a HEIF image"),
];

/// How many compatible brands are looked at.
const MAX_BRANDS: usize = 16;

/// What the file is. `None` where it is no such container.
pub(super) fn brand(head: &[u8]) -> Option<&'static str> {
    if head.get(4..8)? != b"ftyp" {
        // Old QuickTime files begin with the films themselves.
        let is_film = matches!(head.get(4..8)?, b"moov" | b"mdat" | b"wide");
        return is_film.then_some("a video (QuickTime)");
    }
    let major = head.get(8..12)?;
    let named = |brand: &[u8]| BRANDS.iter().find(|(known, _)| *known == brand);
    // A general brand says less than the compatible ones behind the version, which say what is inside.
    let is_general = |brand: &[u8]| brand == b"mif1" || brand == b"msf1";
    let compatible = head.get(16..).unwrap_or_default();
    let inner = compatible
        .chunks_exact(4)
        .take(MAX_BRANDS)
        .find(|brand| !is_general(brand) && named(brand).is_some());
    let brand = match inner {
        Some(inner) if is_general(major) => inner,
        _ => major,
    };
    Some(named(brand).map_or("a video (ISO media file)", |(_, name)| name))
}

#[cfg(test)]
mod tests {
    use super::brand;

    #[test]
    fn compatible_brands_tell_what_a_general_one_hides() {
        assert_eq!(
            brand(b"\0\0\0\x20ftypmif1\0\0\0\0mif1avifmiaf"),
            Some("an AVIF image")
        );
        assert_eq!(
            brand(b"\0\0\0\x20ftypmif1\0\0\0\0mif1miaf"),
            Some("a HEIF image")
        );
        assert_eq!(
            brand(b"\0\0\0\x20ftypisom\0\0\0\0"),
            Some("a video (ISO media file)")
        );
        assert_eq!(brand(b"\0\0\0\x20free"), None);
    }
}
