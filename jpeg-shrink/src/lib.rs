//! A JPEG decoder that does only the work a thumbnail needs.
//!
//! A picture is decoded at 1/1, 1/2, 3/8, 1/4 or 1/8 of its size, row by row. At 1/8 the detail inside blocks is skipped without
//! being looked at; of progressive files only those scans are decoded that the size depends on.
//!
//! Read: baseline, extended sequential and progressive files with Huffman or arithmetic codes, and lossless ones with
//! Huffman codes, with 8-bit samples, in gray, YCbCr, RGB, CMYK and YCCK, with any sampling factors. Not read: other
//! depths, lossless files with arithmetic codes, and hierarchical ones.
//!
//! Section numbers in the sources are those of ITU-T T.81 (ISO/IEC 10918-1).
//!
//! ```no_run
//! use jpeg_shrink::{Decoder, Options, Scale};
//!
//! let file = std::fs::read("photo.jpg").unwrap();
//! let header = jpeg_shrink::read_header(&file)?;
//! let scale = Scale::smallest_covering(header.width, header.height, 256, 256);
//! let mut decoder = Decoder::new(&file, scale, &Options::default())?;
//! for _ in 0..decoder.height() {
//!     let row: &[u8] = decoder.next_row()?;
//! }
//! decoder.finish();
//! for damage in decoder.damage() {
//!     eprintln!("{damage}");
//! }
//! # Ok::<(), jpeg_shrink::Error>(())
//! ```

#![forbid(unsafe_code)]

mod arithmetic;
mod arithmetic_scan;
mod bits;
mod block;
mod coefficients;
mod color;
mod damage;
mod decoder;
mod edges;
mod error;
mod frame;
mod header;
mod headers;
mod huffman;
mod idct;
mod layout;
mod lossless;
mod marker;
mod plane;
mod progressive;
mod rendition;
mod salvage;
mod scan;
mod sequential;
mod skim;
mod smoothing;
mod stepper;
mod store;
mod tables;
#[cfg(feature = "twins")]
#[doc(hidden)]
pub mod twins;
mod upsample;
mod vectors;
mod zigzag;

pub use color::{Color, Model};
pub use damage::Damage;
pub use decoder::{Decoder, Options};
pub use edges::Edges;
pub use error::Error;
pub use header::{Header, read_header};
pub use layout::{Chroma, Scale};
pub use rendition::Component;
pub use upsample::Enlargement;
