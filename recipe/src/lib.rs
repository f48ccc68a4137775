//! What to make of an upload: sizes, formats and names.
//!
//! Every host describes its work with these types, so that a width typed into the page, given to the command line
//! or set in a Lambda variable means the same. The crate does no I/O and knows no host, no engine and no picture.

#![forbid(unsafe_code)]

mod bucket;
mod format;
mod limits;
mod output_name;
mod target;

pub use bucket::{BucketTemplate, BucketTemplateError};
pub use format::{Encoding, ImageFormat, OutputFormat, UnknownWord};
pub use limits::{MAX_FILE_BYTES, MAX_TIME};
pub use output_name::output_file_name;
pub use target::{Fit, QUALITY, SIDE, Target};
