//! Manifests of C2PA (Content Credentials): whether there is one. They are not read.

use crate::boxes::Header;
use crate::limits::MAX_BOXES;

/// The extended type of the `uuid` box (C2PA specification 2.1, appendix A.5.1): d8fec3d6-1b0e-483c-9297-5828877ec481.
const UUID: [u8; 16] = [
    0xd8, 0xfe, 0xc3, 0xd6, 0x1b, 0x0e, 0x48, 0x3c, 0x92, 0x97, 0x58, 0x28, 0x87, 0x7e, 0xc4, 0x81,
];

/// Bytes of version and flags, which are between the type and the purpose.
const VERSION_AND_FLAGS: usize = 4;

/// What such a box is for where it holds manifests. Others hold hashes of a file's fragments.
const PURPOSES: [&[u8]; 3] = [b"manifest\0", b"original\0", b"update\0"];

/// Whether a box at the top of the file holds manifests of C2PA, as far as the bytes go.
pub(crate) fn has_box(bytes: &[u8]) -> bool {
    let mut rest = bytes;
    for _ in 0..MAX_BOXES {
        let Ok(Some(header)) = Header::read(rest) else {
            return false;
        };
        let Some(contents) = rest.get(header.length as usize..) else {
            return false;
        };
        let holds_manifests = match &header.kind.0 {
            b"uuid" => holds_manifests(contents),
            b"jumb" => is_described_as_store(contents),
            _ => false,
        };
        if holds_manifests {
            return true;
        }
        let behind = header
            .contents
            .and_then(|length| usize::try_from(length).ok());
        match behind.and_then(|length| contents.get(length..)) {
            Some(behind) => rest = behind,
            None => return false,
        }
    }
    false
}

fn holds_manifests(contents: &[u8]) -> bool {
    contents
        .strip_prefix(&UUID)
        .and_then(|rest| rest.get(VERSION_AND_FLAGS..))
        .is_some_and(|rest| PURPOSES.iter().any(|purpose| rest.starts_with(purpose)))
}

/// Bytes of an item that say whether it holds manifests: the heads of two boxes, and the beginning of a UUID.
pub(crate) const STORE_HEAD: usize = 8 + 8 + 4;

/// Whether an item is a JUMBF superbox that holds manifests. Its data begins with the box, or with what is in it.
pub(crate) fn is_manifest_store(item: &[u8]) -> bool {
    let content = match item {
        [_, _, _, _, b'j', b'u', b'm', b'b', content @ ..] => content,
        content => content,
    };
    is_described_as_store(content)
}

/// The content of a superbox begins with a description box, and that with the UUID of its kind, which for stores of manifests begins
/// with `c2pa` (ISO/IEC 19566-5, annex A; C2PA specification 2.1, section 11.1.4.2).
fn is_described_as_store(content: &[u8]) -> bool {
    matches!(content, [_, _, _, _, b'j', b'u', b'm', b'd', description @ ..] if description.starts_with(b"c2pa"))
}
