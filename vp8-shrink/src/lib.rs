//! A decoder of lossy WebP pictures that does only the work a thumbnail needs.
//!
//! A picture is decoded at 1/1, 1/2, 1/4 or 1/8 of its size, row by row. Every sample depends on those before it, so all
//! of them are decoded at any scale; but below full size chroma is not enlarged, and few pixels are converted to RGB.
//! Memory is that of two rows of macroblocks, whatever the height.
//!
//! Read: key frames of VP8 (RFC 6386), which is what the chunk `VP8 ` of a WebP file holds. Not read: the container, the
//! chunk `ALPH`, lossless pictures, and frames that depend on others. At full size pixels are those of libwebp, bit for
//! bit; at the smaller ones each is the mean of a square of luma, and of chroma.
//!
//! Section numbers in the sources are those of RFC 6386.
//!
//! ```no_run
//! use vp8_shrink::{Decoder, Options, Scale};
//!
//! let frame = std::fs::read("photo.vp8").unwrap();
//! let (width, height) = vp8_shrink::read_size(&frame)?;
//! let scale = Scale::smallest_covering(width, height, 256, 256);
//! let mut decoder = Decoder::new(&frame, scale, &Options::default())?;
//! for _ in 0..decoder.height() {
//!     let row: &[u8] = decoder.next_row()?;
//! }
//! # Ok::<(), vp8_shrink::Error>(())
//! ```

#![forbid(unsafe_code)]
// Loops over fixed numbers of samples, which become vectors, read best with indices.
#![allow(clippy::needless_range_loop)]

mod bits;
mod coefficients;
mod color;
mod decoder;
mod drawing;
mod edges;
mod error;
mod filter;
mod frame;
mod full;
mod header;
mod limits;
mod means;
mod modes;
mod predict;
mod samples;
mod scale;
mod squares;
pub mod tables;
mod tile;
mod tokens;
mod transform;
mod transpose;
#[cfg(feature = "twins")]
#[doc(hidden)]
pub mod twins;

pub use decoder::{Decoder, Options};
pub use error::Error;
pub use header::read_size;
pub use scale::Scale;
