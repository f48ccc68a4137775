//! TIFF files that store one picture in several ways: the inputs of the vectors.

use super::*;

fn decoded(name: &str) -> Decoded {
    let folder = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../conformance/vectors/inputs/tiff"
    );
    let file = std::fs::read(format!("{folder}/{name}.tif")).unwrap();
    decode(&file).unwrap_or_else(|error| panic!("{name}: {error:?}"))
}

/// Asserts that these are the same picture, but for as much as `most`.
fn are_close(first: &str, others: &[&str], most: u16) {
    let first = decoded(first);
    for name in others {
        let other = decoded(name);
        assert_eq!(
            (other.size, other.channels),
            (first.size, first.channels),
            "{name}"
        );
        let far = first
            .samples
            .iter()
            .zip(&other.samples)
            .map(|(a, b)| a.abs_diff(*b))
            .max();
        assert!(far <= Some(most), "{name}: {far:?}");
        assert_eq!(other.warnings, [], "{name}");
    }
}

#[test]
fn smaller_copies_give_way_to_the_picture() {
    let names = [
        "smaller-copy-first",
        "smaller-copies-first",
        "smaller-copy-before-subifds",
        "big-tiff",
        "big-tiff-smaller-copy-first",
    ];
    are_close("rgb-8", &names, 0);
    assert_eq!(decoded("smaller-copy-alone").size.width, 10);
}

#[test]
fn all_kinds_of_fax_compression_are_undone() {
    let names = [
        "fax-4",
        "fax-4-strips",
        "fax-3-in-two-dimensions",
        "fax-3-in-two-dimensions-strips",
        "fax-huffman",
        "fax-huffman-strips",
    ];
    are_close("fax-3", &names, 0);
}

#[test]
fn numbers_with_a_sign_or_a_point_are_read() {
    are_close(
        "float-32",
        &["float-32-big-endian", "signed-8-with-a-range"],
        0,
    );
    are_close("float-32", &["float-32-with-a-range"], 1);
    // Numbers of 16 bits have 11 digits.
    are_close("float-32", &["float-16"], 32);
    are_close("signed-16", &["signed-32"], 0);
    are_close("gray-16", &["signed-16"], 2);
    are_close(
        "float-rgb",
        &[
            "predictor-float-little-endian",
            "predictor-float-big-endian",
        ],
        0,
    );
    // No number, both infinities, 2, -1, and next to nothing.
    let beyond = decoded("float-32-beyond");
    assert_eq!(beyond.samples[..6], [0, 65535, 0, 65535, 0, 0]);
    let below = decoded("signed-16-below-0");
    assert_eq!(below.samples[..5], [0, 0, 0, 0, 65535]);
}

#[test]
fn luma_and_chroma_and_lab_become_rgb() {
    let step = if decoded("rgb-8").sixteen { 257 } else { 1 };
    are_close(
        "rgb-8",
        &["ycbcr", "ycbcr-planar", "ycbcr-of-video"],
        3 * step,
    );
    for shared in ["21", "22", "42"] {
        are_close(
            &format!("ycbcr-{shared}"),
            &[&format!("ycbcr-{shared}-strips")],
            0,
        );
    }
    // Lab of 8 bits has steps of its own.
    are_close("float-rgb", &["lab-16"], 2 * 257);
    are_close("lab-8", &["icc-lab-8"], 0);
    are_close("float-rgb", &["lab-8"], 12 * 257);
    assert_eq!(decoded("lab-8-alpha").channels, Channels::Rgba);
}

#[test]
fn palettes_may_have_alpha_and_old_jpeg_may_be_a_file() {
    let palette = decoded("palette-alpha");
    assert_eq!(palette.channels, Channels::Rgba);
    let opaque = decoded("palette-8");
    let (pixels, others) = (
        palette.samples.chunks_exact(4),
        opaque.samples.chunks_exact(3),
    );
    assert!(
        pixels
            .zip(others)
            .all(|(pixel, other)| pixel[..3] == *other)
    );
    assert!(
        palette
            .samples
            .iter()
            .skip(3)
            .step_by(4)
            .any(|alpha| *alpha < 9)
    );
    let old = decoded("old-jpeg");
    assert_eq!(
        (old.size.width, old.size.height, old.channels),
        (61, 43, Channels::Rgb)
    );
}

/// An input of the vectors.
macro_rules! input {
    ($name:literal) => {
        include_bytes!(concat!("../../../../conformance/vectors/inputs/", $name))
    };
}

#[test]
fn tables_of_old_jpeg_may_stand_apart() {
    let files = decode(input!("tiff/old-jpeg-strips-of-files.tif")).unwrap();
    let tables = decode(input!("tiff/old-jpeg-tables.tif")).unwrap();
    assert_eq!(files, tables);
    match decode(input!("damaged/old-jpeg-table-missing.tif")) {
        Err(Error::Malformed(message)) => assert_eq!(
            message,
            "this TIFF image is damaged: a JPEG table of its component 0 is missing"
        ),
        other => panic!("{other:?}"),
    }
}

#[test]
fn rows_of_fax_data_may_begin_at_bytes_or_words() {
    let bytes = decode(input!("tiff/fax-huffman.tif")).unwrap();
    assert_eq!(
        decode(input!("tiff/fax-huffman-words.tif")),
        Ok(bytes.clone())
    );
    assert_eq!(
        decode(input!("tiff/fax-huffman-words-strips.tif")),
        Ok(bytes.clone())
    );
    // Zeros before each mark, so that it ends with a byte (T4Options).
    assert_eq!(decode(input!("tiff/fax-3-bytes.tif")), Ok(bytes));
}
