//! Images that a codec decodes first.

use std::fs;
use std::path::{Path, PathBuf};

/// The codec, an image of it that takes no time, and one of 6000 x 4500 pixels in one colour.
const FILES: [(&str, &str, &str); 3] = [
    (
        "avif",
        "codecs/avif/tests/files/420-8-full.avif",
        "engine/tests/files/large.avif",
    ),
    (
        "heic",
        "codecs/heic/tests/files/420-8-full.heic",
        "engine/tests/files/large.heic",
    ),
    (
        "jxl",
        "codecs/jxl/tests/files/default.jxl",
        "engine/tests/files/large.jxl",
    ),
];

/// Names of the codecs.
pub(crate) fn codecs() -> [&'static str; 3] {
    FILES.map(|(codec, _, _)| codec)
}

/// A small image for this codec.
pub(crate) fn small(codec: &str) -> Vec<u8> {
    read(codec, |(_, small, _)| small)
}

/// A large one of few bytes.
pub(crate) fn large(codec: &str) -> Vec<u8> {
    read(codec, |(_, _, large)| large)
}

fn read(
    codec: &str,
    which: fn((&'static str, &'static str, &'static str)) -> &'static str,
) -> Vec<u8> {
    let found = FILES.into_iter().find(|(name, _, _)| *name == codec);
    let path = root().join(which(found.expect(codec)));
    fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}
