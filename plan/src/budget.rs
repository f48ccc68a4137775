//! Budgets: what a call may cost, settled from the limits of the request. All are checked before anything is allocated.

use request::Limits;

use crate::error::Error;
use crate::size::Size;

/// The longest side of a source. A row and the weights of a filter along it are in memory, with up to 40 bytes a
/// pixel, so a side counts by itself.
const MAX_SOURCE_SIDE: u32 = 1 << 20;

/// The limits, with their defaults.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// Pixels of a frame, and of all frames together where all are made.
    pub pixels: u64,
    /// Frames.
    pub frames: u32,
    /// Bytes of the file.
    pub file_bytes: u64,
    /// The longest side of an output, in pixels.
    pub side: u32,
    /// JPEG scans.
    pub scans: u32,
    /// Pixels times scans.
    pub work: u64,
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
    /// [`Error::TooLarge`] where the file has too many bytes.
    pub fn check_file(&self, bytes: usize) -> Result<(), Error> {
        if bytes as u64 > self.file_bytes {
            return Err(Error::TooLarge(format!(
                "the file has {bytes} bytes; max-file-bytes allows {}",
                self.file_bytes
            )));
        }
        Ok(())
    }

    /// # Errors
    /// [`Error::TooLarge`] where a frame has too many pixels, or a side that is too long.
    pub fn check_frame(&self, frame: Size) -> Result<(), Error> {
        let Size { width, height } = frame;
        if frame.area() > self.pixels {
            return Err(Error::TooLarge(format!(
                "the image is {width} x {height}, {} pixels; max-pixels allows {}",
                frame.area(),
                self.pixels
            )));
        }
        if width.max(height) > MAX_SOURCE_SIDE {
            return Err(Error::TooLarge(format!(
                "the image is {width} x {height}; no side may be longer than {MAX_SOURCE_SIDE} pixels"
            )));
        }
        Ok(())
    }

    /// # Errors
    /// [`Error::TooLarge`] where `frames` are too many, by themselves or by their pixels.
    pub fn check_frames(&self, frame: Size, frames: u32) -> Result<(), Error> {
        if frames > self.frames {
            return Err(Error::TooLarge(format!(
                "the animation has {frames} frames or more; max-frames allows {}, so ask for the first frame only",
                self.frames
            )));
        }
        let pixels = frame.area() * u64::from(frames);
        if pixels > self.pixels {
            return Err(Error::TooLarge(format!(
                "the animation has {frames} frames of {} x {}, {pixels} pixels or more; max-pixels allows {}, so ask for the \
                 first frame only",
                frame.width, frame.height, self.pixels
            )));
        }
        Ok(())
    }
}
