//! Planes against what libde265 reads (tests/planes.tsv), or against the hash that the encoder left.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use heif::{Coded, Decoder, Error, Frame, Wish};
use heifer_hevc_dec::decoder::{DecodeOptions, HashCheck, decode_picture_checked};
use isobmff::{Image, Item};
use raster::Header;
use sha2::{Digest, Sha256};

use crate::bitstream;
use crate::decoder::Hevc;

const MAX_PIXELS: u64 = 100_000_000;

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

/// The planes of a tile.
fn decoded(file: &[u8], tile: &Item<'_>, may_skip_filters: bool) -> Result<Vec<u8>, Error> {
    let data = tile.data.of(file).unwrap();
    let coded = Coded {
        data: &data,
        configuration: tile.configuration,
        width: tile.width,
        height: tile.height,
        operating_point: 0,
        layer: None,
        may_skip_filters,
    };
    let mut planes = Vec::new();
    Hevc.decode(coded, &mut |frame| {
        planes = bytes_of(frame);
        Ok(())
    })?;
    Ok(planes)
}

/// The planes of the first tile.
fn first_tile(file: &[u8], may_skip_filters: bool) -> Vec<u8> {
    let image = Image::from_file(file).unwrap();
    decoded(file, &image.picture.tiles[0], may_skip_filters).unwrap()
}

#[test]
fn planes_are_those_of_libde265() {
    let lines = ledger();
    assert!(lines.len() > 20);
    for (name, length, sha256) in lines {
        let planes = first_tile(&file(&name), false);
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

#[test]
fn filters_are_left_out_where_they_are_not_seen() {
    let file = file("quality-low");
    assert_ne!(first_tile(&file, true), first_tile(&file, false));
}

#[test]
fn what_is_cut_is_an_error() {
    let whole = file("420-8-full");
    for length in (0..whole.len()).step_by(3) {
        let error = match crate::read(&whole[..length], MAX_PIXELS) {
            Ok(source) => crate::decode(&source, &Wish::every_pixel()).unwrap_err(),
            Err(error) => error,
        };
        let kind = error.kind();
        assert!(
            matches!(kind, "truncated" | "malformed"),
            "{length}: {error}"
        );
    }
}

#[test]
fn damage_is_an_error_or_another_picture() {
    for name in ["420-8-full", "444-10", "slices"] {
        let whole = file(name);
        for at in (0..whole.len()).step_by(7) {
            let mut damaged = whole.clone();
            damaged[at] ^= 0x55;
            if let Ok(source) = crate::read(&damaged, 1 << 16) {
                let _ = crate::decode(&source, &Wish::every_pixel());
            }
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
    let (_, check) = decode_picture_checked(&stream, options).unwrap();
    assert_eq!(check, HashCheck::Verified("MD5"));
}

/// The planes that libde265 makes of a stream.
fn planes_of_libde265(stream: &[u8]) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let (coded, decoded) = (folder.path().join("coded"), folder.path().join("decoded"));
    fs::write(&coded, stream).unwrap();
    let mut program = Command::new("libde265-dec265");
    let done = program.args(["-q", "-o"]).args([&decoded, &coded]).output();
    assert!(done.expect("libde265-dec265").status.success());
    fs::read(&decoded).unwrap()
}

#[test]
#[ignore = "needs ../shared/corpus, and libde265-dec265 (Debian: libde265-examples)"]
fn tiles_of_phones_are_those_of_libde265() {
    let phones = folder().join("../../../../shared/corpus/phones");
    let paths = fs::read_dir(phones)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let mut compared = 0;
    for path in paths.filter(|path| path.extension().is_some_and(|name| name == "heic")) {
        let file = fs::read(&path).unwrap();
        let image = Image::from_file(&file).unwrap();
        for (index, tile) in image.picture.tiles.iter().enumerate() {
            let data = tile.data.of(&file).unwrap();
            let stream = bitstream::annex_b(tile.configuration.bytes, &data).unwrap();
            let is_equal = decoded(&file, tile, false).unwrap() == planes_of_libde265(&stream);
            assert!(
                is_equal,
                "tile {index} of {} has other planes",
                path.display()
            );
            compared += 1;
        }
    }
    assert!(compared > 0);
}

/// Where tiles go: what is decoded of each is in its place, as far as it is inside.
#[test]
#[ignore = "needs ../shared/corpus"]
fn tiles_of_phones_are_in_their_places() {
    let file = fs::read(folder().join("../../../../shared/corpus/phones/iphone-11-pro.heic"));
    let file = file.unwrap();
    let image = Image::from_file(&file).unwrap();
    let raster = crate::decode(
        &crate::read(&file, MAX_PIXELS).unwrap(),
        &Wish::every_pixel(),
    );
    let raster = raster.unwrap();
    let (header, start) = Header::read(&raster).unwrap();
    let luma = header.planes(0)[0];
    let picture = &image.picture;
    for (index, tile) in (0..).zip(&picture.tiles) {
        let planes = decoded(&file, tile, false).unwrap();
        let left = index % picture.columns * tile.width;
        let top = index / picture.columns * tile.height;
        let columns = tile.width.min(luma.width - left) as usize;
        for y in 0..tile.height.min(luma.height - top) {
            let at = start + ((top + y) * luma.width + left) as usize;
            let row = &planes[(y * tile.width) as usize..][..columns];
            assert!(raster[at..at + columns] == *row, "tile {index}, row {y}");
        }
    }
}
