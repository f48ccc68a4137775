//! Budgets: what a call may cost, settled from the limits of the request. All are checked before anything is allocated.

use crate::contract::{Error, Limits};
use crate::error;
use crate::head::Head;

/// The longest side of a source. A row and the weights of a filter along it are in memory, with up to 40 bytes a
/// pixel, so a side counts by itself.
const MAX_SOURCE_SIDE: u32 = 1 << 20;

/// The limits, with their defaults.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Budget {
    pub(crate) pixels: u64,
    pub(crate) frames: u32,
    pub(crate) file_bytes: u64,
    pub(crate) side: u32,
    pub(crate) scans: u32,
    pub(crate) work: u64,
}

impl From<Limits> for Budget {
    fn from(limits: Limits) -> Self {
        Self {
            pixels: u64::from(limits.max_pixels.unwrap_or(100_000_000)),
            frames: limits.max_frames.unwrap_or(2000),
            file_bytes: limits.file_limit(),
            side: limits.max_side.unwrap_or(request::DEFAULT_MAX_SIDE),
            scans: limits.max_scans.unwrap_or(100),
            work: limits.max_work.unwrap_or(2_000_000_000),
        }
    }
}

impl Budget {
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
