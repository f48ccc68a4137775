//! Boxes: a length, a kind, and contents (14496-12, clause 4.2.2).

use std::fmt::{Display, Formatter, Result as FmtResult};

use crate::error::{Error, malformed, too_many};
use crate::limits::MAX_BOXES;

/// The four characters that say what a box is, or an item, or a reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Kind(pub(crate) [u8; 4]);

impl Display for Kind {
    /// Bytes that are no printable ASCII as hexadecimal digits.
    fn fmt(&self, formatter: &mut Formatter<'_>) -> FmtResult {
        self.0.escape_ascii().fmt(formatter)
    }
}

/// What stands before the contents of a box.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) kind: Kind,
    /// Bytes of the header itself.
    pub(crate) length: u64,
    /// Bytes of the contents. `None` where they go on to the end of what the box is in.
    pub(crate) contents: Option<u64>,
}

/// The longest header without a `uuid`, whose extended type counts as contents here.
pub(crate) const LONGEST_HEADER: u64 = 16;

impl Header {
    /// That of the box with which `bytes` begin; `None` where they end inside of it.
    ///
    /// # Errors
    /// [`Error::Malformed`] where the box is said to be shorter than its header.
    pub(crate) fn read(bytes: &[u8]) -> Result<Option<Self>, Error> {
        let Some((&short, rest)) = bytes.split_first_chunk::<4>() else {
            return Ok(None);
        };
        let Some((&kind, rest)) = rest.split_first_chunk::<4>() else {
            return Ok(None);
        };
        let kind = Kind(kind);
        let (length, total) = match u32::from_be_bytes(short) {
            0 => (8, None),
            1 => match rest.first_chunk::<8>() {
                Some(long) => (16, Some(u64::from_be_bytes(*long))),
                None => return Ok(None),
            },
            short => (8, Some(u64::from(short))),
        };
        let contents = match total {
            None => None,
            Some(total) => Some(total.checked_sub(length).ok_or_else(|| {
                malformed(format!(
                    "its {kind} box has {total} bytes, less than its own header"
                ))
            })?),
        };
        Ok(Some(Self {
            kind,
            length,
            contents,
        }))
    }
}

/// A box inside of another one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Inner<'a> {
    pub(crate) kind: Kind,
    pub(crate) contents: &'a [u8],
    /// Where the contents begin in those of the outer box.
    pub(crate) start: usize,
}

/// The boxes inside of another one.
pub(crate) struct Boxes<'a> {
    outer: Kind,
    bytes: &'a [u8],
    position: usize,
    left: usize,
    most: usize,
}

impl<'a> Boxes<'a> {
    /// Those in the contents of a box of the kind `outer`.
    pub(crate) fn new(outer: Kind, bytes: &'a [u8]) -> Self {
        Self::at_most(MAX_BOXES, outer, bytes)
    }

    /// The same, where there may be so many.
    pub(crate) fn at_most(most: usize, outer: Kind, bytes: &'a [u8]) -> Self {
        Self {
            outer,
            bytes,
            position: 0,
            left: most,
            most,
        }
    }

    fn read(&mut self) -> Result<Inner<'a>, Error> {
        if self.left == 0 {
            return Err(too_many(
                &format!("boxes in its {} box", self.outer),
                self.most,
            ));
        }
        self.left -= 1;
        let ends_early = || malformed(format!("its {} box ends inside of another one", self.outer));
        let rest = &self.bytes[self.position..];
        let header = Header::read(rest)?.ok_or_else(ends_early)?;
        let (_, behind) = rest.split_at(header.length as usize);
        let contents = match header.contents {
            None => behind,
            Some(length) => usize::try_from(length)
                .ok()
                .and_then(|length| behind.get(..length))
                .ok_or_else(ends_early)?,
        };
        let start = self.position + header.length as usize;
        self.position = start + contents.len();
        Ok(Inner {
            kind: header.kind,
            contents,
            start,
        })
    }
}

impl<'a> Iterator for Boxes<'a> {
    type Item = Result<Inner<'a>, Error>;

    /// Nothing follows an error.
    fn next(&mut self) -> Option<Self::Item> {
        if self.position >= self.bytes.len() {
            return None;
        }
        let read = self.read();
        if read.is_err() {
            self.position = self.bytes.len();
        }
        Some(read)
    }
}
