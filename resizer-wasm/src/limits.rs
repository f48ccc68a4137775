//! Budgets: what a call may cost, settled from the options. All are checked before anything is allocated.

use crate::contract::{Error, Options};
use crate::error;
use crate::head::Head;

/// The longest side of a source. A row and the weights of a filter along it are in memory, with up to 40 bytes a
/// pixel, so a side counts by itself.
const MAX_SOURCE_SIDE: u32 = 1 << 20;

/// The longest side that can be asked for: what the formats can hold.
const MAX_RESULT_SIDE: u32 = 65_535;

/// The options, with their defaults (`wit/resize.wit`, record `options`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Limits {
    pub(crate) pixels: u64,
    pub(crate) frames: u32,
    pub(crate) file_bytes: u64,
    pub(crate) side: u32,
    pub(crate) scans: u32,
    pub(crate) work: u64,
}

impl From<Options> for Limits {
    fn from(options: Options) -> Self {
        Self {
            pixels: u64::from(options.max_pixels.unwrap_or(100_000_000)),
            frames: options.max_frames.unwrap_or(2000),
            file_bytes: u64::from(options.max_file_bytes.unwrap_or(256 << 20)),
            side: options.max_side.unwrap_or(16_384).min(MAX_RESULT_SIDE),
            scans: options.max_scans.unwrap_or(100),
            work: options.max_work.unwrap_or(2_000_000_000),
        }
    }
}

impl Limits {
    /// # Errors
    /// `too-large` where the file has too many bytes.
    pub(crate) fn check_file(&self, bytes: usize) -> Result<(), Error> {
        if bytes as u64 > self.file_bytes {
            return Err(error::too_many_bytes(bytes, self.file_bytes));
        }
        Ok(())
    }

    /// # Errors
    /// `too-large` where a frame has too many pixels.
    pub(crate) fn check_frame(&self, head: &Head) -> Result<(), Error> {
        let (width, height) = (head.width, head.height);
        if head.pixels() > self.pixels {
            return Err(error::too_many_pixels(width, height, self.pixels));
        }
        if width.max(height) > MAX_SOURCE_SIDE {
            return Err(error::side_too_long(width, height, MAX_SOURCE_SIDE));
        }
        Ok(())
    }

    /// # Errors
    /// `too-large` where `frames` are too many, by themselves or by their pixels.
    pub(crate) fn check_frames(&self, head: &Head, frames: u32) -> Result<(), Error> {
        if frames > self.frames {
            return Err(error::too_many_frames(frames, self.frames));
        }
        if head.pixels() * u64::from(frames) > self.pixels {
            return Err(error::too_many_pixels_in_frames(
                head.width,
                head.height,
                frames,
                self.pixels,
            ));
        }
        Ok(())
    }
}
