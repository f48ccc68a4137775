//! A picture that is an input, and how such files are called.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use super::path_text::to_text;
use crate::failure::Failure;
use crate::input::STANDARD;

/// Extensions of the formats that are read. Those of codecs are among them where the program has none: that these images are
/// refused, and why, is worth knowing.
const EXTENSIONS: [&str; 30] = [
    "jpg", "jpeg", "jpe", "jfif", "png", "apng", "gif", "webp", "tif", "tiff", "bmp", "dib", "ico",
    "pbm", "pgm", "ppm", "pam", "pnm", "qoi", "tga", "icb", "psd", "psb", "avif", "avifs", "heic",
    "heif", "hif", "jxl", "raster",
];

/// A picture to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Input {
    pub(crate) path: PathBuf,
    /// Where in the folder that is written to its result belongs, were it to keep its name.
    pub(crate) place: PathBuf,
    /// Its folder as placeholders of names have it: of a file that was named, as it was written.
    pub(crate) dir: String,
    /// It was found in a folder and is not called as pictures are: it may turn out to be none.
    pub(crate) doubtful: bool,
}

impl Input {
    /// A file of a folder.
    pub(crate) fn found(folder: &Path, path: PathBuf) -> Self {
        let place = path.strip_prefix(folder).unwrap_or(&path);
        Self {
            dir: place.parent().map(to_text).unwrap_or_default(),
            place: place.to_owned(),
            doubtful: !has_picture_extension(&path),
            path,
        }
    }

    /// What would be its key on S3: its folder, as placeholders have it, and its name.
    pub(crate) fn key(&self) -> String {
        match self.dir.is_empty() {
            true => self.name(),
            false => format!("{}/{}", self.dir, self.name()),
        }
    }

    /// Without its folder.
    pub(crate) fn name(&self) -> String {
        to_text(self.place.file_name().unwrap_or_default().as_ref())
    }

    /// Whether this failure says that it is no picture: it was found by looking into all files, and most of them are none.
    pub(crate) fn is_none(&self, failure: &Failure) -> bool {
        self.doubtful && failure.kind == "unsupported-format"
    }

    pub(crate) fn is_standard_input(&self) -> bool {
        self.path.as_os_str() == STANDARD
    }
}

pub(crate) fn has_picture_extension(path: &Path) -> bool {
    let extension = path.extension().and_then(OsStr::to_str);
    extension.is_some_and(|extension| {
        EXTENSIONS
            .iter()
            .any(|known| known.eq_ignore_ascii_case(extension))
    })
}
