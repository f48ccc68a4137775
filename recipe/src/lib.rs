//! What to make of an upload: sizes, formats and names.
//!
//! Every host describes its work with these types, so that a width typed into the page, given to the command line
//! or set in a Lambda variable means the same. The crate does no I/O and knows no host, no engine and no picture.

#![forbid(unsafe_code)]

mod braces;
mod bucket;
mod delivery;
mod key_pattern;
mod key_template;
mod limits;
mod notation;
mod output;
mod output_name;
mod preset;
mod read;
mod receipt;
mod recipe;
mod recipe_error;
mod schema;
mod short_forms;
mod stale;
mod typescript;
mod upgrade;

pub use braces::expanded as expanded_braces;
pub use bucket::{BucketTemplate, BucketTemplateError};
pub use delivery::{Delivery, StorageClass, is_header_value};
pub use key_pattern::{KeyPattern, KeyPatternError};
pub use key_template::{KeyTemplate, KeyTemplateError, Known, Placeholder};
pub use limits::MAX_TIME;
pub use notation::Notation;
pub use output::Output;
pub use output_name::output_file_name;
pub use preset::Preset;
pub use receipt::{Receipt, recipe_digest, sha256};
pub use recipe::Recipe;
pub use recipe_error::RecipeError;
pub use request::{
    Animation, AspectRatio, ChromaSubsampling, Color, DEFAULT_MAX_SIDE, Edges, Encoding,
    ExifOrientation, ExtendWith, Field, Filter, Fit, GifOptions, Given, Gravity, Group,
    ImageFormat, JpegOptions, Keep, Kind, Length, Limits, MAX_FILE_BYTES, MOST_OUTPUTS, Metadata,
    OutputFormat, PngOptions, Point, Position, Quality, QualityBy, Record, Region, RequestError,
    Tables, Target, TextError, Value, WebpOptions, advice, parse_byte_count,
};
pub use schema::schema;
pub use stale::Stale;
pub use typescript::typescript;
pub use upgrade::Upgrade;
