//! The boxes at the top of a file, as far as the one with the items.

use crate::boxes::{Header, LONGEST_HEADER};
use crate::error::{Error, malformed, unsupported};
use crate::limits::MAX_BOXES;

/// Whether the bytes are all there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extent {
    /// More may follow.
    Beginning,
    /// Nothing follows.
    Whole,
}

/// The first `meta` box of a file.
pub(crate) struct MetaBox<'a> {
    pub(crate) contents: &'a [u8],
    /// Where in the file the contents begin.
    pub(crate) start: u64,
    /// Whether more of the contents may follow: the box goes on to the end of the file, of which this is the beginning.
    pub(crate) is_open: bool,
}

/// Finds the first `meta` box.
///
/// # Errors
/// [`Error::Truncated`] where the bytes end before it does, [`Error::Unsupported`] for a file of tracks only, and
/// [`Error::Malformed`] for one without either.
pub(crate) fn meta(bytes: &[u8], extent: Extent) -> Result<MetaBox<'_>, Error> {
    let mut position = 0u64;
    let mut has_tracks = false;
    for _ in 0..MAX_BOXES {
        let rest = usize::try_from(position)
            .ok()
            .and_then(|position| bytes.get(position..))
            .unwrap_or_default();
        if rest.is_empty() && extent == Extent::Whole {
            if position > bytes.len() as u64 {
                return Err(Error::Truncated { needed: position });
            }
            return Err(without_meta(has_tracks));
        }
        let Some(header) = Header::read(rest)? else {
            let needed = position.saturating_add(LONGEST_HEADER);
            return Err(Error::Truncated { needed });
        };
        let start = position + header.length;
        let end = match (header.contents, extent) {
            (Some(length), _) => start.saturating_add(length),
            // The last box of the file, however long that is.
            (None, Extent::Whole) => bytes.len() as u64,
            (None, Extent::Beginning) if header.kind.0 == *b"meta" => bytes.len() as u64,
            (None, Extent::Beginning) => return Err(without_meta(has_tracks)),
        };
        match &header.kind.0 {
            b"meta" => {
                let contents = usize::try_from(end)
                    .ok()
                    .and_then(|end| bytes.get(start as usize..end))
                    .ok_or(Error::Truncated { needed: end })?;
                return Ok(MetaBox {
                    contents,
                    start,
                    is_open: header.contents.is_none() && extent == Extent::Beginning,
                });
            }
            b"moov" => has_tracks = true,
            _ => {}
        }
        position = end;
    }
    Err(malformed(format!(
        "there is no meta box among its first {MAX_BOXES} boxes"
    )))
}

fn without_meta(has_tracks: bool) -> Error {
    match has_tracks {
        true => unsupported("an image sequence without a still image (moov without meta)"),
        false => malformed("it has no meta box"),
    }
}
