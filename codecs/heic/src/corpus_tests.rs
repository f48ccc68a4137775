//! The planes of ../shared/corpus against what libde265-dec265 (Debian: libde265-examples) reads:
//! `cargo test -p heic --features corpus`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use heif::{Purpose, Wish};
use isobmff::Image;
use raster::{Header, Reduction};
use request::Request;

use crate::Heic;
use crate::bitstream;
use crate::tests::{MAX_PIXELS, decoded, decoded_for};

fn phones() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus/phones")
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
fn tiles_of_phones_are_those_of_libde265() {
    let phones = phones();
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
            let is_equal = decoded(&file, tile).unwrap() == planes_of_libde265(&stream);
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
fn tiles_of_phones_are_in_their_places() {
    let file = fs::read(phones().join("iphone-11-pro.heic"));
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
        let planes = decoded(&file, tile).unwrap();
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

/// One whose rows are cropped both in the coded data and in the file, of a grid.
#[test]
fn the_thumbnail_of_a_phone_is_used() {
    let file = fs::read(phones().join("galaxy-s24-fe.heic")).unwrap();
    let decode = |width: u32| {
        let request =
            format!(r#"{{"outputs": [{{"width": {width}, "embedded-thumbnail": true}}]}}"#);
        <Heic as codec::Decoder>::decode(&file, &Request::read(&request).unwrap()).unwrap()
    };
    let raster = decode(256);
    let (header, start) = Header::read(&raster).unwrap();
    assert_eq!((header.width, header.height), (4000, 1848));
    assert_eq!(header.renditions, [Reduction::Thumbnail(512, 236)]);
    let tile = &Image::from_file(&file).unwrap().thumbnail.unwrap().tiles[0];
    assert_eq!((tile.width, tile.height), (512, 240));
    let planes = decoded(&file, tile).unwrap();
    assert!(raster[start..start + 512 * 236] == planes[..512 * 236]);
    let larger = decode(257);
    assert_eq!(
        Header::read(&larger).unwrap().0.renditions,
        [Reduction::Mean(8)]
    );
}

/// PSNR in dB between means of `side` by `side` samples of luma of 8 bits; infinite where they are equal.
fn psnr(one: &[u8], other: &[u8], (width, height): (usize, usize), side: usize) -> f64 {
    let (mut squares, mut count) = (0.0, 0);
    for top in (0..=height - side).step_by(side) {
        for left in (0..=width - side).step_by(side) {
            let places =
                (top..top + side).flat_map(|y| (left..left + side).map(move |x| y * width + x));
            let difference: i64 = places
                .map(|at| i64::from(one[at]) - i64::from(other[at]))
                .sum();
            squares += (difference as f64 / (side * side) as f64).powi(2);
            count += 1;
        }
    }
    10.0 * (255.0 * 255.0 * f64::from(count) / squares).log10()
}

/// What in-loop filters change of means of their pixels: docs/decisions/0050-means-before-in-loop-filters.md.
#[test]
fn filters_are_not_seen_in_means() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/files");
    let files = [tests, phones()].map(|folder| fs::read_dir(folder).unwrap());
    let mut paths: Vec<PathBuf> = files
        .into_iter()
        .flatten()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|name| name == "heic"))
        .collect();
    paths.sort();
    let mut changed = [const { Vec::new() }; 2];
    for path in &paths {
        let file = fs::read(path).unwrap();
        let image = Image::from_file(&file).unwrap();
        if image.picture.tiles[0].configuration.depth > 8 {
            continue;
        }
        let (mut one, mut other) = (Vec::new(), Vec::new());
        let (mut width, mut height) = (0, 0);
        for tile in &image.picture.tiles {
            width = tile.width as usize;
            let pixels = width * tile.height as usize;
            height += tile.height as usize;
            one.extend(&decoded(&file, tile).unwrap()[..pixels]);
            other.extend(&decoded_for(&file, tile, Purpose::Means).unwrap()[..pixels]);
        }
        let values = [4, 8].map(|side| psnr(&one, &other, (width, height), side));
        if values[0].is_finite() {
            println!("{}: {values:.1?}", path.file_name().unwrap().display());
            for (values, value) in changed.iter_mut().zip(values) {
                values.push(value);
            }
        }
    }
    for (side, mut values) in [4, 8].into_iter().zip(changed) {
        values.sort_by(f64::total_cmp);
        let (count, least) = (values.len(), values[0]);
        let median = values[count / 2];
        println!("1/{side}: {count} files are changed; least {least:.1} dB, median {median:.1}");
        assert!(least > 43.0 && median > 55.0);
    }
}
