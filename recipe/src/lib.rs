//! What to make of an upload: sizes, formats and names.
//!
//! Every host describes its work with these types, so that a width typed into the page, given to the command line
//! or set in a Lambda variable means the same. The crate does no I/O and knows no host, no engine and no picture.

#![forbid(unsafe_code)]

mod bucket;
mod byte_count;
mod check;
mod choice;
mod color;
mod delivery;
mod encoder;
mod fields;
mod format;
mod given;
mod keep;
mod key_pattern;
mod key_template;
mod limits;
mod notation;
mod options;
mod output;
mod output_name;
mod position;
mod preset;
mod receipt;
mod recipe;
mod recipe_error;
mod region;
mod target;
mod word;

pub use bucket::{BucketTemplate, BucketTemplateError};
pub use byte_count::{ByteCountError, parse_byte_count};
pub use check::{COLORS, DITHER, PNG_EFFORT, QUALITY, RATIO, SCALE, SIDE, WEBP_EFFORT};
pub use choice::{Animation, ChromaSubsampling, Filter, Fit};
pub use color::{Color, ColorError};
pub use delivery::{Delivery, StorageClass};
pub use encoder::{GifOptions, JpegOptions, PngOptions, WebpOptions};
pub use format::{Encoding, ImageFormat, OutputFormat};
pub use given::Given;
pub use keep::{Keep, Metadata};
pub use key_pattern::{KeyPattern, KeyPatternError};
pub use key_template::{KeyTemplate, KeyTemplateError, Known, Placeholder};
pub use limits::{MAX_FILE_BYTES, MAX_TIME};
pub use notation::Notation;
pub use options::{DEFAULT_MAX_SIDE, Options};
pub use output::Output;
pub use output_name::output_file_name;
pub use position::{Gravity, Point, Position};
pub use preset::Preset;
pub use receipt::{Receipt, recipe_digest, sha256};
pub use recipe::{MOST_OUTPUTS, Recipe};
pub use recipe_error::RecipeError;
pub use region::{Region, RegionError};
pub use target::Target;
pub use word::UnknownWord;
