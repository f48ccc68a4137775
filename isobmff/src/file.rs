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

/// The contents of the first `meta` box, and where in the file they begin.
///
/// # Errors
/// [`Error::Truncated`] where the bytes end before it does, [`Error::Unsupported`] for a file of tracks only, and
/// [`Error::Malformed`] for one without either.
pub(crate) fn meta(bytes: &[u8], extent: Extent) -> Result<(&[u8], u64), Error> {
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
            (None, Extent::Whole) => bytes.len() as u64,
            // The last box of the file, however long that is.
            (None, Extent::Beginning) if header.kind.0 == *b"meta" => {
                let needed = (bytes.len() as u64).saturating_mul(2);
                return Err(Error::Truncated { needed });
            }
            (None, Extent::Beginning) => return Err(without_meta(has_tracks)),
        };
        match &header.kind.0 {
            b"meta" => {
                let contents = usize::try_from(end)
                    .ok()
                    .and_then(|end| bytes.get(start as usize..end))
                    .ok_or(Error::Truncated { needed: end })?;
                return Ok((contents, start));
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
