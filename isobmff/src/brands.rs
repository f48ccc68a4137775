//! What a file says that it is (14496-12, clause 4.3).

use crate::boxes::Header;

/// The brands in the `ftyp` box with which `head` begins: the major one, and then the compatible ones as far as they are
/// there. `None` where the file does not begin with such a box.
pub fn brands(head: &[u8]) -> Option<impl Iterator<Item = [u8; 4]>> {
    let header = Header::read(head).ok()??;
    if header.kind.0 != *b"ftyp" {
        return None;
    }
    let contents = head.get(header.length as usize..).unwrap_or_default();
    let length = header.contents.unwrap_or(u64::MAX);
    let length = usize::try_from(length).map_or(contents.len(), |all| all.min(contents.len()));
    let words = contents[..length].as_chunks::<4>().0;
    // The version stands between the major brand and the others.
    let brands = words.iter().enumerate().filter(|(place, _)| *place != 1);
    Some(brands.map(|(_, brand)| *brand))
}
