//! Where in the file something is.

use std::borrow::Cow;
use std::ops::Range;

use crate::error::{Error, malformed};

/// The pieces of the file, from its beginning, that together are the data of an item. A piece may end behind the file, which is
/// not known before it is read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Extents {
    /// In their order. A piece that goes on to the end of the file ends at `u64::MAX`.
    pub(crate) pieces: Vec<Range<u64>>,
}

impl Extents {
    /// The data, of the whole file: as it is there where it is in one piece, else put together.
    ///
    /// # Errors
    /// [`Error::Truncated`] where the file ends before the data does, and [`Error::Malformed`] where pieces overlap so that
    /// they are more than the file.
    pub fn of<'f>(&self, file: &'f [u8]) -> Result<Cow<'f, [u8]>, Error> {
        if let [piece] = &self.pieces[..] {
            return of_file(file, piece).map(Cow::Borrowed);
        }
        let mut data = Vec::new();
        for piece in &self.pieces {
            let piece = of_file(file, piece)?;
            if data.len() + piece.len() > file.len() {
                return Err(malformed("pieces of an item are longer than the file"));
            }
            data.extend_from_slice(piece);
        }
        Ok(Cow::Owned(data))
    }

    /// The first bytes of the data: as many as asked for, or fewer where the data or the file ends before. Nothing else is copied.
    pub(crate) fn first_bytes(&self, file: &[u8], count: usize) -> Vec<u8> {
        let mut data = Vec::with_capacity(count);
        for piece in &self.pieces {
            let place = |at: u64| usize::try_from(at).unwrap_or(file.len()).min(file.len());
            let piece = file.get(place(piece.start)..place(piece.end));
            data.extend(piece.unwrap_or_default().iter().take(count - data.len()));
        }
        data
    }
}

fn of_file<'f>(file: &'f [u8], piece: &Range<u64>) -> Result<&'f [u8], Error> {
    let length = file.len() as u64;
    let end = match piece.end {
        u64::MAX => length.max(piece.start),
        end => end,
    };
    if end > length {
        return Err(Error::Truncated { needed: end });
    }
    // Both fit as the length of the file does.
    Ok(&file[piece.start as usize..end as usize])
}
