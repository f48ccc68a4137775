//! The boxes of a container (ISO/IEC 18181-2, clause 9).

use crate::{CONTAINER, Error};

/// A box of a container.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Box<'a> {
    /// Its type: `jxlc`, `Exif`.
    pub kind: [u8; 4],
    /// Where its contents begin in the file.
    pub start: usize,
    /// Its contents, as far as they are there.
    pub contents: &'a [u8],
    /// Whether they are all there.
    pub is_whole: bool,
}

/// The boxes of a file, in their order. A codestream without a container has none.
#[derive(Debug, Clone)]
pub struct Boxes<'a> {
    bytes: &'a [u8],
    /// Where the next one begins. `None` behind one that goes to the end of the file, and behind an error.
    next: Option<u64>,
}

impl<'a> Boxes<'a> {
    /// Of a file, or of its beginning.
    #[must_use]
    pub fn new(bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            next: bytes.starts_with(&CONTAINER).then_some(0),
        }
    }

    /// Where a box may follow behind the last one that is there.
    pub(crate) fn end(&self) -> Option<u64> {
        self.next
    }
}

impl<'a> Iterator for Boxes<'a> {
    /// [`Error::Truncated`] where the head of a box is cut off, unless the file ends there; [`Error::Malformed`] where its
    /// length is less than that of its head. Either is the last item.
    type Item = Result<Box<'a>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let at = self.next.take()?;
        let rest = usize::try_from(at)
            .ok()
            .and_then(|at| self.bytes.get(at..))
            .unwrap_or_default();
        if at == self.bytes.len() as u64 {
            self.next = Some(at);
            return None;
        }
        let short = |head: u64| {
            Some(Err(Error::Truncated {
                needed: at.saturating_add(head),
            }))
        };
        let Some((length, kind)) = rest
            .split_first_chunk()
            .map(|(length, rest)| (u32::from_be_bytes(*length), rest.first_chunk::<4>()))
        else {
            return short(8);
        };
        let Some(&kind) = kind else {
            return short(8);
        };
        let (head, length) = match length {
            0 => (8, None),
            1 => match rest.get(8..).and_then(<[u8]>::first_chunk) {
                Some(length) => (16, Some(u64::from_be_bytes(*length))),
                None => return short(16),
            },
            length => (8, Some(u64::from(length))),
        };
        let end = match length {
            Some(length) if length < head => {
                return Some(Err(Error::Malformed(format!(
                    "the box at byte {at} says that it has {length} bytes"
                ))));
            }
            Some(length) => at.saturating_add(length),
            // To the end of the file.
            None => u64::MAX,
        };
        let contents = &rest[head as usize..];
        let is_whole = length.is_none() || end <= self.bytes.len() as u64;
        let contents = match length {
            Some(length) if is_whole => &contents[..(length - head) as usize],
            _ => contents,
        };
        self.next = length.map(|_| end);
        Some(Ok(Box {
            kind,
            start: (at + head) as usize,
            contents,
            is_whole,
        }))
    }
}

/// What a container carries besides the image. Of each kind the first one counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Contents<'a> {
    /// EXIF: a TIFF structure, without the offset that stands before it.
    pub exif: Option<&'a [u8]>,
    /// An XMP packet.
    pub xmp: Option<&'a [u8]>,
    /// Whether there is EXIF or XMP that is compressed (`brob`), which is not read.
    pub has_compressed: bool,
    /// Whether there is a C2PA manifest: a box `jumb` that says so, or a compressed one. It is not verified.
    pub has_c2pa: bool,
}

/// What the container of a whole file carries besides the image. What is cut off, or makes no sense, is not there.
#[must_use]
pub fn metadata(bytes: &[u8]) -> Contents<'_> {
    let mut found = Contents::default();
    for one in Boxes::new(bytes) {
        let Ok(one) = one else { break };
        if !one.is_whole {
            break;
        }
        match &one.kind {
            b"Exif" if found.exif.is_none() => found.exif = exif(one.contents),
            b"xml " if found.xmp.is_none() => found.xmp = Some(one.contents),
            b"jumb" if is_manifest_store(one.contents) => found.has_c2pa = true,
            b"brob" if one.contents.starts_with(b"Exif") || one.contents.starts_with(b"xml ") => {
                found.has_compressed = true;
            }
            // What is in it is not unpacked, and hardly anything else is stored like this.
            b"brob" if one.contents.starts_with(b"jumb") => found.has_c2pa = true,
            _ => {}
        }
    }
    found
}

/// Whether a JUMBF superbox holds manifests: its content begins with a description box, and that with the UUID of their stores
/// (ISO/IEC 19566-5, annex A; C2PA specification 2.1, section 11.1.4.2).
fn is_manifest_store(superbox: &[u8]) -> bool {
    matches!(superbox, [_, _, _, _, b'j', b'u', b'm', b'd', description @ ..] if description.starts_with(b"c2pa"))
}

/// The TIFF structure in an EXIF box, behind the four bytes that say where it begins.
fn exif(contents: &[u8]) -> Option<&[u8]> {
    let (offset, rest) = contents.split_first_chunk()?;
    rest.get(usize::try_from(u32::from_be_bytes(*offset)).ok()?..)
}
