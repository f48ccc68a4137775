//! Encoders against decoders that know nothing of them.

mod animations;
mod budgets;
mod cjpeg;
mod jpeg;
mod lossy;
mod metadata;
pub(super) mod pictures;
mod read;
mod round_trips;
mod still_pixels;
