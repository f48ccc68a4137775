//! The LF image in place of means of 8 x 8 pixels.

use codec::{Means, Row};
use raster::{Header, Reduction};

use super::files::{decoded, every_pixel, file, names, nine_lf_groups, samples};
use crate::full::{Opened, Shape};
use crate::{color, lf};

/// An output for which an eighth of the size suffices: nothing but the LF image is decoded.
const ALONE: &str = r#"{"width": 1, "height": 1, "fit": "fill"}"#;

/// The same output beside one of every pixel.
const BESIDE: &str =
    r#"{"width": 1, "height": 1, "fit": "fill"}, {"width": 4, "filter": "nearest"}"#;

/// What the LF image lacks, and the files that have it. The one with splines is Modular as well: jxl_from_tree writes no other.
const LACKING: [(&str, &[&str]); 7] = [
    ("patches", &["patches"]),
    ("splines", &["splines"]),
    ("noise", &["noise"]),
    ("upsampling", &["upsampled", "resampled"]),
    (
        "an extra channel",
        &["alpha", "alpha-lossless", "16-bits-alpha"],
    ),
    ("several frames", &["animation", "animation-lossy"]),
    (
        "everything: Modular",
        &[
            "modular",
            "palette",
            "patches-lossless",
            "lossless",
            "lossless-1x1",
            "lossless-fast",
            "lossless-small-groups",
            "lossless-squeezed",
            "gray-lossless",
            "10-bits-lossless",
            "12-bits-lossless",
            "16-bits-lossless",
            "16-bits-gray",
            "orientation-1",
            "orientation-2",
            "orientation-3",
            "orientation-4",
            "orientation-5",
            "orientation-6",
            "orientation-7",
            "orientation-8",
        ],
    ),
];

fn open(file: &[u8]) -> Opened<'_> {
    let head = jxl_head::read(file).unwrap();
    Opened::new(file, &head, 1 << 26).unwrap()
}

fn bytes_of_eighth(shape: Shape) -> usize {
    let pixels = shape.width.div_ceil(8) * shape.height.div_ceil(8);
    let sample_bytes = if shape.depth > 8 { 2 } else { 1 };
    pixels as usize * usize::from(shape.samples()) * sample_bytes
}

/// The LF image as a plane of a raster, if it has everything of the frame.
fn lf_plane(file: &[u8]) -> Option<Vec<u8>> {
    let mut opened = open(file);
    if !opened.lf_has_everything() {
        return None;
    }
    opened.keep_lf(true);
    let shape = opened.shape();
    let mut plane = vec![0; bytes_of_eighth(shape)];
    lf::write(&opened.decode_lf().unwrap(), shape, &mut plane);
    Some(plane)
}

/// Means of 8 x 8 pixels, as a plane of a raster.
fn means(file: &[u8]) -> Vec<u8> {
    let raster = every_pixel(file);
    let (header, _) = Header::read(&raster).unwrap();
    let shape = open(file).shape();
    let mut means = Means::new(8, shape.width, shape.samples(), shape.has_alpha).unwrap();
    let mut plane = vec![0; bytes_of_eighth(shape)];
    let row_samples = shape.width as usize * usize::from(shape.samples());
    for row in samples(&raster, 0).chunks_exact(row_samples) {
        let deep: Vec<u16> = row.iter().map(|sample| *sample as u16).collect();
        let shallow: Vec<u8> = row.iter().map(|sample| *sample as u8).collect();
        match header.depth {
            8 => means.add(Row::Eight(&shallow), &mut plane),
            _ => means.add(Row::Sixteen(&deep), &mut plane),
        }
    }
    means.finish(header.depth > 8, &mut plane);
    plane
}

/// How far the LF image is from means, on average and at most, in steps of 8 bits. Blocks that the image has a part of do not
/// count, unless there are no others.
fn differences(file: &[u8]) -> (f64, f64) {
    let shape = open(file).shape();
    let most = f64::from((1u32 << shape.depth) - 1);
    let samples = |plane: &[u8]| -> Vec<f64> {
        let sample_bytes = if shape.depth > 8 { 2 } else { 1 };
        let samples = plane.chunks_exact(sample_bytes);
        samples
            .map(|bytes| {
                let high = bytes.get(1).copied().unwrap_or(0);
                f64::from(u16::from_le_bytes([bytes[0], high])) * 255.0 / most
            })
            .collect()
    };
    let (lf, means) = (samples(&lf_plane(file).unwrap()), samples(&means(file)));
    let channels = usize::from(shape.samples());
    let stride = shape.width.div_ceil(8) as usize * channels;
    let (whole_columns, whole_rows) = (shape.width as usize / 8, shape.height as usize / 8);
    let columns = whole_columns * channels;
    let mut found = Vec::new();
    for (y, (lf, means)) in lf.chunks(stride).zip(means.chunks(stride)).enumerate() {
        for (x, (lf, mean)) in lf.iter().zip(means).enumerate() {
            if columns * whole_rows == 0 || x < columns && y < whole_rows {
                found.push((lf - mean).abs());
            }
        }
    }
    let largest = found.iter().copied().fold(0.0, f64::max);
    (found.iter().sum::<f64>() / found.len() as f64, largest)
}

/// The files whose LF image has everything.
fn sufficient() -> Vec<String> {
    let lacking: Vec<&str> = LACKING
        .iter()
        .flat_map(|(_, names)| *names)
        .copied()
        .collect();
    let mut names = names();
    names.retain(|name| !lacking.contains(&name.as_str()));
    names
}

/// How far the LF images of files may be from means, on average and at most, in steps of 8 bits. The pictures have noise and
/// stripes in a third of them, and a disc of a few blocks.
const DIFFERENCES: [(&str, &[&str], f64, f64); 3] = [
    (
        "blocks of 8 x 8 in the colours of the output",
        &["transcoded-444", "transcoded-gray", "transcoded-jpeg"],
        0.3,
        4.01,
    ),
    (
        "chroma of half the size, of which there is a sample for 16 pixels along a side",
        &[
            "transcoded-420",
            "transcoded-422",
            "transcoded-440",
            "transcoded-turned",
            "transcoded-420-two-lf-groups",
        ],
        8.5,
        80.0,
    ),
    ("no whole block", &["1x1", "1x17", "7x9"], 10.0, 26.0),
];

/// The same for all others, in XYB: means before the curve of the output's colours, of blocks up to 64 x 64.
const DIFFERENCES_OF_XYB: (f64, f64) = (6.0, 30.0);

#[test]
fn the_lf_image_is_close_to_means() {
    for name in sufficient() {
        let file = file(&name);
        let head = jxl_head::read(&file).unwrap();
        if !color::may_be_averaged(&head.color, head.is_xyb) {
            continue;
        }
        let (average, most) = differences(&file);
        let found = DIFFERENCES
            .iter()
            .find(|(_, names, ..)| names.contains(&name.as_str()));
        let (average_limit, limit) = found.map_or(DIFFERENCES_OF_XYB, |(_, _, average, most)| {
            (*average, *most)
        });
        assert!(
            average < average_limit && most < limit,
            "{name}: {average:.2}, {most:.2}"
        );
    }
}

#[test]
fn the_lf_image_is_taken_of_transcoded_jpegs_alone() {
    for (what, names) in LACKING {
        for name in names {
            assert!(lf_plane(&file(name)).is_none(), "{name} has {what}");
        }
    }
    for name in sufficient() {
        let file = file(&name);
        assert!(lf_plane(&file).is_some(), "{name}");
        let is_taken = open(&file).has_lf_of_means();
        assert_eq!(is_taken, name.starts_with("transcoded"), "{name}");
    }
}

#[test]
fn what_else_is_asked_for_changes_nothing() {
    for name in names() {
        let file = file(&name);
        let alone = decoded(&file, ALONE).unwrap();
        let beside = decoded(&file, BESIDE).unwrap();
        let (header, start) = Header::read(&alone).unwrap();
        let rendition = usize::from(Header::read(&beside).unwrap().0.outputs[0]);
        assert_eq!(samples(&alone, 0), samples(&beside, rendition), "{name}");
        if header.renditions == [Reduction::Mean(8)] {
            let plane = match open(&file).has_lf_of_means() {
                true => lf_plane(&file).unwrap(),
                false => means(&file),
            };
            assert!(alone[start..] == plane, "{name}");
        }
    }
}

/// What comes after the LF image is not decoded, but it must be there.
#[test]
fn what_is_cut_is_an_error_of_the_same_kind() {
    for name in [
        "default",
        "groups",
        "transcoded-420",
        "transcoded-420-two-lf-groups",
    ] {
        let whole = file(name);
        assert!(decoded(&whole, ALONE).is_ok(), "{name}");
        for length in (0..whole.len()).step_by(11).chain([whole.len() - 1]) {
            let cut = &whole[..length];
            let error = decoded(cut, ALONE).unwrap_err();
            let full = decoded(cut, r#"{"width": 4, "filter": "nearest"}"#).unwrap_err();
            assert_eq!(error.kind, full.kind, "{name}, {length} bytes: {error}");
        }
    }
}

#[test]
fn lf_groups_lie_beside_and_below_each_other() {
    let file = nine_lf_groups();
    let (average, most) = differences(&file);
    assert!(average < 0.1 && most < 2.01, "{average:.2}, {most:.2}");
}

/// An output that is larger gets means of fewer pixels, of the whole image.
#[test]
fn the_lf_image_is_for_outputs_that_are_a_twenty_eighth() {
    // 89 x 51 pixels.
    let file = file("transcoded-420");
    for (width, expected) in [(3, Reduction::Mean(8)), (4, Reduction::Mean(4))] {
        let output = format!(r#"{{"width": {width}, "height": 1, "fit": "fill"}}"#);
        let raster = decoded(&file, &output).unwrap();
        let (header, _) = Header::read(&raster).unwrap();
        assert_eq!(header.renditions, [expected], "{width}");
    }
}
