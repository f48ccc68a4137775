//! Where the data of items is: `iloc` (14496-12, clause 8.11.3).

use std::ops::Range;

use crate::boxes::Kind;
use crate::cursor::Cursor;
use crate::error::{Error, malformed, too_many, unsupported};
use crate::extents::Extents;
use crate::limits::MAX_EXTENTS;

const ILOC: Kind = Kind(*b"iloc");

/// How many bytes the numbers of an extent have.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Widths {
    offset: usize,
    length: usize,
    index: usize,
}

impl Widths {
    fn of_extent(self) -> usize {
        self.offset + self.length + self.index
    }
}

/// Where the data of an item is, as the file has it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Location<'a> {
    method: u8,
    is_elsewhere: bool,
    base: u64,
    widths: Widths,
    /// As many as there are, of the same length each.
    extents: &'a [u8],
    count: usize,
}

/// Reads the box, and calls `found` with the number of each item and its location.
///
/// # Errors
/// [`Error::Malformed`] where the box is, and those of `found`.
pub(crate) fn read<'a>(
    contents: &'a [u8],
    mut found: impl FnMut(u32, Location<'a>) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut cursor = Cursor::new(ILOC, contents);
    let (version, _) = cursor.version_and_flags()?;
    if version > 2 {
        return Err(unsupported(format!("an iloc box of version {version}")));
    }
    let sizes = cursor.u16()?;
    let width = |shift: u32| match usize::from(sizes >> shift & 15) {
        width @ (0 | 4 | 8) => Ok(width),
        width => Err(malformed(format!(
            "its iloc box has numbers of {width} bytes"
        ))),
    };
    let base_width = width(4)?;
    let widths = Widths {
        offset: width(12)?,
        length: width(8)?,
        index: if version == 0 { 0 } else { width(0)? },
    };
    let is_wide = version == 2;
    let count = cursor.item(is_wide)?;
    for _ in 0..count {
        let id = cursor.item(is_wide)?;
        let method = if version == 0 { 0 } else { cursor.u16()? & 15 };
        let is_elsewhere = cursor.u16()? != 0;
        let base = cursor.number(base_width)?;
        let count = usize::from(cursor.u16()?);
        let location = Location {
            method: method as u8,
            is_elsewhere,
            base,
            widths,
            extents: cursor.take(count * widths.of_extent())?,
            count,
        };
        found(id, location)?;
    }
    Ok(())
}

impl Location<'_> {
    /// The pieces of the file. `idat` is where the contents of that box are; no more than `most` pieces are taken, of which
    /// those taken are subtracted.
    ///
    /// # Errors
    /// As their names say.
    pub(crate) fn extents(
        &self,
        idat: Option<&Range<u64>>,
        most: &mut usize,
    ) -> Result<Extents, Error> {
        if self.is_elsewhere {
            return Err(unsupported("data in another file (dref)"));
        }
        let source = match self.method {
            0 => 0..u64::MAX,
            1 => idat
                .cloned()
                .ok_or_else(|| malformed("an item is in the idat box, which is missing"))?,
            2 => return Err(unsupported("data made of other items (iloc, method 2)")),
            method => return Err(malformed(format!("its iloc box has the method {method}"))),
        };
        *most = most
            .checked_sub(self.count)
            .ok_or_else(|| too_many("extents", MAX_EXTENTS))?;
        let mut cursor = Cursor::new(ILOC, self.extents);
        let mut pieces = Vec::new();
        for _ in 0..self.count {
            cursor.take(self.widths.index)?;
            let offset = cursor.number(self.widths.offset)?;
            let length = cursor.number(self.widths.length)?;
            let start = source
                .start
                .checked_add(self.base)
                .and_then(|start| start.checked_add(offset));
            let end = match length {
                // All that the source has.
                0 => Some(source.end),
                _ => start.and_then(|start| start.checked_add(length)),
            };
            match start.zip(end) {
                Some((start, end)) if start <= end && end <= source.end => pieces.push(start..end),
                _ => return Err(malformed("an extent of an item lies outside of the file")),
            }
        }
        Ok(Extents { pieces })
    }
}
