//! GIF: the first frame row by row, or all frames laid on a canvas (GIF89a specification).
//!
//! Own code but for LZW: the `gif` crate wants a colour table, and takes a full buffer for the end of a frame
//! (version 0.14.2 with weezl 0.1.12), so rows of some files could not be had one at a time.

mod animation;
mod blocks;
mod colors;
mod first_frame;
mod pixels;

pub(super) use animation::open as open_animation;
pub(super) use first_frame::open;

use crate::contract::{ImageFormat, Warning};
use crate::error;

fn missing_end() -> Warning {
    error::damage(ImageFormat::Gif, "its end is missing")
}
