//! Planes against what libde265 reads (tests/planes.tsv), or against the hash that the encoder left.

mod filters;
mod thumbnails;

use std::fs;
use std::path::{Path, PathBuf};

use heif::{Coded, Decoder, Error, Frame, Purpose, Wish};
use heifer_hevc_dec::decoder::{DecodeOptions, HashCheck, decode_picture_checked};
use isobmff::{Image, Item};
use raster::{Header, Matrix, Model};
use request::Request;
use sha2::{Digest, Sha256};

use crate::Heic;
use crate::bitstream;
use crate::decoder::Hevc;

pub(crate) const MAX_PIXELS: u64 = 100_000_000;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

fn file(name: &str) -> Vec<u8> {
    fs::read(folder().join("files").join(format!("{name}.heic"))).unwrap()
}

/// Name, and length and SHA-256 of the planes.
fn ledger() -> Vec<(String, usize, String)> {
    let text = fs::read_to_string(folder().join("planes.tsv")).unwrap();
    let line = |line: &str| {
        let fields: Vec<&str> = line.split('\t').collect();
        let length = fields[1].parse().unwrap();
        (fields[0].to_owned(), length, fields[2].to_owned())
    };
    text.lines().map(line).collect()
}

/// The bytes of a frame's planes as libde265 writes them.
fn bytes_of(frame: &Frame<'_>) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (index, plane) in frame.planes.iter().enumerate() {
        let (across, down) = match index {
            0 => (1, 1),
            _ => (frame.chroma.across(), frame.chroma.down()),
        };
        let heif::Samples::Sixteen(samples) = plane.samples else {
            panic!("8 bits");
        };
        let width = frame.width.div_ceil(across) as usize;
        for y in 0..frame.height.div_ceil(down) as usize {
            for sample in &samples[y * plane.stride..][..width] {
                let two = sample.to_le_bytes();
                bytes.extend(&two[..if frame.depth > 8 { 2 } else { 1 }]);
            }
        }
    }
    bytes
}

/// The planes of a tile, as filters leave them.
pub(crate) fn decoded(file: &[u8], tile: &Item<'_>) -> Result<Vec<u8>, Error> {
    decoded_for(file, tile, Purpose::EveryPixel)
}

/// The planes of a tile for one kind of rendition.
pub(crate) fn decoded_for(
    file: &[u8],
    tile: &Item<'_>,
    purpose: Purpose,
) -> Result<Vec<u8>, Error> {
    let data = tile.data.of(file).unwrap();
    let coded = Coded {
        data: &data,
        configuration: tile.configuration,
        width: tile.width,
        height: tile.height,
        operating_point: 0,
        layer: None,
        purpose,
    };
    let mut planes = Vec::new();
    Hevc.decode(coded, &mut |frame| {
        planes = bytes_of(frame);
        Ok(())
    })?;
    Ok(planes)
}

/// The planes of the first tile.
fn first_tile(file: &[u8]) -> Vec<u8> {
    let image = Image::from_file(file).unwrap();
    decoded(file, &image.picture.tiles[0]).unwrap()
}

#[test]
fn planes_are_those_of_libde265() {
    let lines = ledger();
    assert!(lines.len() > 20);
    for (name, length, sha256) in lines {
        let planes = first_tile(&file(&name));
        let digest = Sha256::digest(&planes);
        let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!((planes.len(), digest), (length, sha256), "{name}");
    }
}

#[test]
fn all_become_rasters() {
    for (name, ..) in ledger() {
        let file = file(&name);
        let source = crate::read(&file, MAX_PIXELS).unwrap();
        let raster = crate::decode(&source, &Wish::every_pixel()).unwrap_or_else(|error| {
            panic!("{name}: {error}");
        });
        let (header, start) = Header::read(&raster).unwrap();
        assert_eq!(header.bytes_of_planes(), (raster.len() - start) as u64);
        assert_eq!(
            header.alpha,
            name.starts_with("alpha") || name == "premultiplied"
        );
    }
}

/// A file without a `colr` box has its colours in the sequence parameter set only. The code points are those of RGB.
#[test]
fn colors_are_those_of_the_sequence_parameter_set() {
    for (name, matrix, full_range, cicp) in [
        ("420-8-full", Matrix::Bt601, true, None),
        ("420-8-limited", Matrix::Bt601, false, None),
        ("bt709", Matrix::Bt709, true, None),
        ("bt2020-pq", Matrix::Bt2020, true, Some([9, 16, 0, 1])),
        ("bt2020-hlg", Matrix::Bt2020, true, Some([9, 18, 0, 1])),
    ] {
        let file = file(name);
        let source = crate::read(&file, MAX_PIXELS).unwrap();
        let raster = crate::decode(&source, &Wish::every_pixel()).unwrap();
        let (header, _) = Header::read(&raster).unwrap();
        let Model::YCbCr(model) = header.model else {
            panic!("{name}: {:?}", header.model);
        };
        assert_eq!(
            (model.matrix, model.full_range),
            (matrix, full_range),
            "{name}"
        );
        assert_eq!(header.metadata.cicp, cicp, "{name}");
    }
}

#[test]
fn what_is_cut_is_an_error() {
    let whole = file("420-8-full");
    for length in (0..whole.len()).step_by(3) {
        let error = match crate::read(&whole[..length], MAX_PIXELS) {
            Ok(source) => crate::decode(&source, &Wish::every_pixel()).unwrap_err(),
            Err(error) => error,
        };
        let kind = error.kind().word();
        assert!(
            matches!(kind, "truncated" | "malformed"),
            "{length}: {error}"
        );
    }
}

#[test]
fn a_tile_of_any_size_is_an_error() {
    let file = file("420-8-full");
    let image = Image::from_file(&file).unwrap();
    let mut tile = image.picture.tiles[0].clone();
    (tile.width, tile.height) = (u32::MAX, u32::MAX);
    let error = decoded(&file, &tile).unwrap_err();
    assert_eq!(error.kind().word(), "limit-exceeded", "{error}");
}

/// The image has one pixel, and its only tile more: these are decoded.
#[test]
fn the_pixels_of_a_tile_count() {
    let file = file("1x1");
    let picture = Image::from_file(&file).unwrap().picture;
    assert_eq!(picture.size(), (1, 1));
    let tile = &picture.tiles[0];
    assert_eq!((tile.width, tile.height), (64, 64));
    assert!(crate::read(&file, 64 * 64).is_ok());
    let error = crate::read(&file, 64 * 64 - 1).err().unwrap();
    assert_eq!(error.kind().word(), "too-large");
    assert_eq!(
        error.to_string(),
        "a tile of the image is 64 x 64, 4096 pixels, of which it shows a part; max-pixels allows 4095"
    );
}

/// Of each file.
const DAMAGED_COPIES: usize = 64;

/// A damaged file is decoded to something, or it is a typed error.
#[test]
fn damaged_files_are_errors_or_other_pictures() {
    let request = r#"{"outputs": [{"width": 12}], "limits": {"max-pixels": 65536}}"#;
    let request = Request::read(request).unwrap();
    for (name, ..) in ledger() {
        for copy in damage::copies(&file(&name), DAMAGED_COPIES) {
            let _ = <Heic as codec::Decoder>::decode(&copy, &request);
        }
    }
}

#[test]
fn slices_are_what_the_encoder_had() {
    let file = file("slices");
    let image = Image::from_file(&file).unwrap();
    let tile = &image.picture.tiles[0];
    let data = tile.data.of(&file).unwrap();
    let stream = bitstream::annex_b(tile.configuration.bytes, &data).unwrap();
    let options = DecodeOptions {
        verify_hash: true,
        ..DecodeOptions::default()
    };
    let (frame, check) = decode_picture_checked(&stream, options).unwrap();
    assert_eq!(check, HashCheck::Verified("MD5"));
    let verified = frame.planes.concat();
    let found = decoded(&file, tile).unwrap();
    assert!(found.into_iter().map(u16::from).eq(verified));
}
