//! A decoded picture that is handed out in rows.

use super::{Channels, Pixels, RowSource};
use crate::contract::Error;
use crate::error;
use crate::plan::Size;

/// A whole picture, and how much of it has been handed out.
pub(crate) struct WholeFrame {
    pixels: Pixels,
    /// Bytes handed out so far.
    position: usize,
}

impl WholeFrame {
    /// `data` holds at least `width * height * channels.count()` bytes.
    pub(crate) fn new(size: Size, channels: Channels, data: Vec<u8>) -> Self {
        Self {
            pixels: Pixels {
                width: size.width,
                height: size.height,
                channels,
                data,
            },
            position: 0,
        }
    }
}

impl RowSource for WholeFrame {
    fn size(&self) -> Size {
        Size {
            width: self.pixels.width,
            height: self.pixels.height,
        }
    }

    fn channels(&self) -> Channels {
        self.pixels.channels
    }

    fn next_row(&mut self) -> Result<&[u8], Error> {
        let start = self.position;
        self.position += self.pixels.width as usize * self.pixels.channels.count();
        Ok(&self.pixels.data[start..self.position])
    }
}

/// A zeroed buffer, or an error instead of an abort where memory does not suffice.
pub(super) fn buffer(bytes: u64) -> Result<Vec<u8>, Error> {
    let mut buffer = reserve(bytes)?;
    buffer.resize(buffer.capacity(), 0);
    Ok(buffer)
}

/// An empty buffer with room for exactly `bytes`.
pub(super) fn reserve(bytes: u64) -> Result<Vec<u8>, Error> {
    let bytes = usize::try_from(bytes).unwrap_or(usize::MAX);
    let mut buffer = Vec::new();
    buffer
        .try_reserve_exact(bytes)
        .map_err(|_| error::out_of_memory(bytes))?;
    Ok(buffer)
}
