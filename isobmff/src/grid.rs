//! An image of tiles (HEIF, clause 6.6.2.3).

use crate::boxes::Kind;
use crate::cursor::Cursor;
use crate::error::{Error, malformed, too_many, unsupported};
use crate::limits::MAX_TILES;

/// The data of an item of the kind `grid`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Grid {
    pub(crate) rows: u32,
    pub(crate) columns: u32,
    /// Of the image, which the tiles cover or exceed.
    pub(crate) width: u32,
    pub(crate) height: u32,
}

/// Bytes of the longest data.
pub(crate) const LONGEST: usize = 12;

impl Grid {
    pub(crate) fn read(data: &[u8]) -> Result<Self, Error> {
        let mut cursor = Cursor::new(Kind(*b"grid"), data);
        let version = cursor.u8()?;
        if version != 0 {
            return Err(unsupported(format!("a grid of version {version}")));
        }
        let is_wide = cursor.u8()? & 1 == 1;
        let rows = u32::from(cursor.u8()?) + 1;
        let columns = u32::from(cursor.u8()?) + 1;
        if (rows * columns) as usize > MAX_TILES {
            return Err(too_many("tiles", MAX_TILES));
        }
        Ok(Self {
            rows,
            columns,
            width: cursor.item(is_wide)?,
            height: cursor.item(is_wide)?,
        })
    }

    /// # Errors
    /// [`Error::Malformed`] where tiles of this size leave a part of the image uncovered, or some are outside of it.
    pub(crate) fn check_tiles(&self, (width, height): (u32, u32)) -> Result<(), Error> {
        let fits = |side: u32, tiles: u32, tile: u32| {
            let (side, tiles, tile) = (u64::from(side), u64::from(tiles), u64::from(tile));
            (tiles - 1) * tile < side && side <= tiles * tile
        };
        match fits(self.width, self.columns, width) && fits(self.height, self.rows, height) {
            true => Ok(()),
            false => Err(malformed(format!(
                "its {} x {} tiles of {width} x {height} pixels do not fit an image of {} x {}",
                self.columns, self.rows, self.width, self.height
            ))),
        }
    }
}
