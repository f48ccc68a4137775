//! Manifests of C2PA (Content Credentials): whether there is one. They are not read.

/// The UUID of a superbox that holds manifests begins with this (C2PA specification 2.1, section 11.1.4.2).
const MANIFEST_STORE: &[u8] = b"c2pa";

/// Whether a JUMBF superbox holds manifests: it begins with its length, `jumb`, and a description box whose content begins
/// with the UUID (ISO/IEC 19566-5, annex A).
pub(super) fn is_manifest_store(superbox: &[u8]) -> bool {
    matches!(superbox, [_, _, _, _, b'j', b'u', b'm', b'b', _, _, _, _, b'j', b'u', b'm', b'd', content @ ..]
        if content.starts_with(MANIFEST_STORE))
}

/// The same for a JPEG segment APP11: `JP`, two bytes and four of numbers are before the box (ISO/IEC 18477-3, annex B).
pub(super) fn is_in_segment(segment: &[u8]) -> bool {
    matches!(segment, [b'J', b'P', _, _, _, _, _, _, superbox @ ..] if is_manifest_store(superbox))
}
