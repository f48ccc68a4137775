//! The name of an output file.

use std::ffi::{OsStr, OsString};
use std::path::Path;

use crate::OutputFormat;

/// `<stem>.<extension>` for a source file name: the last extension is replaced by the output format's.
///
/// Names need not be Unicode. A name without an extension gets one.
///
/// ```
/// use recipe::{OutputFormat, output_file_name};
/// assert_eq!(output_file_name("a.b.JPEG".as_ref(), OutputFormat::Png), "a.b.png");
/// assert_eq!(output_file_name(".hidden".as_ref(), OutputFormat::Jpeg), ".hidden.jpg");
/// ```
pub fn output_file_name(source: &OsStr, format: OutputFormat) -> OsString {
    let mut name = Path::new(source).file_stem().unwrap_or(source).to_owned();
    name.push(".");
    name.push(format.extension());
    name
}
