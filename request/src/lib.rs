//! What the component is asked for: outputs and limits, as fields with names.
//!
//! The fields, their ranges and what is said of a wrong value stand here once. Recipes are read by the same code, with
//! fields of their own beside these. The crate does no I/O and knows no host, no engine and no image.
//!
//! Start reading at [`Target`], the list of fields, and at [`read`].

#![forbid(unsafe_code)]

mod aspect_ratio;
mod byte_count;
mod check;
mod choice;
mod color;
mod edges;
mod encoder;
mod error;
mod field;
mod format;
mod given;
pub mod json;
mod keep;
mod limits;
mod position;
mod quality;
mod record;
mod region;
mod request;
mod target;
mod unknown;
mod value;
mod word;

pub use aspect_ratio::AspectRatio;
pub use byte_count::parse_byte_count;
pub use choice::{Animation, ChromaSubsampling, ExifOrientation, ExtendWith, Filter, Fit, Tables};
pub use color::Color;
pub use edges::Edges;
pub use encoder::{GifOptions, JpegOptions, PngOptions, RasterOptions, WebpOptions};
pub use error::{PlacedError, RequestError};
pub use field::{Context, Field, Group, Kind};
pub use format::{Encoding, ImageFormat, OutputFormat};
pub use given::Given;
pub use keep::{Keep, Metadata};
pub use limits::{DEFAULT_MAX_SIDE, LONGEST_SIDE, Limits, MAX_FILE_BYTES};
pub use position::{Gravity, Point, Position};
pub use quality::{Quality, QualityBy};
pub use record::{Record, read};
pub use region::{Length, Region};
pub use request::{MOST_OUTPUTS, Request, fields};
pub use target::{Target, pixels};
pub use unknown::advice;
pub use value::{MOST_LEVELS, Value};
pub use word::{TextError, one_of};
