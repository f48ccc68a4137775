//! The planes of ../shared/corpus against what avifdec reads: `cargo test -p avif --features corpus`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use heif::{Coded, Decoder, Frame, Purpose, Samples, Wish};
use isobmff::Image;
use raster::{Header, Model};

use crate::decoder::Av1;

const MAX_PIXELS: u64 = 100_000_000;

/// All AVIF files below a folder.
fn files_below(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files_below(&path, found);
        } else if path
            .extension()
            .is_some_and(|extension| extension == "avif")
        {
            found.push(path);
        }
    }
}

/// The planes that avifdec reads, without alpha.
fn planes_of_avifdec(file: &Path) -> Vec<u8> {
    let output = std::env::temp_dir().join(format!("thumbox-{}.y4m", std::process::id()));
    let done = Command::new("avifdec")
        .arg("--no-strict")
        .arg(file)
        .arg(&output)
        .output();
    let done = done.expect("avifdec");
    assert!(done.status.success(), "{}: {done:?}", file.display());
    let y4m = fs::read(&output).unwrap();
    fs::remove_file(&output).unwrap();
    let frame = b"\nFRAME\n";
    let start = y4m.windows(frame.len()).position(|bytes| bytes == frame);
    y4m[start.unwrap() + frame.len()..].to_vec()
}

#[test]
fn planes_of_the_corpus_are_those_of_avifdec() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    let mut paths = Vec::new();
    files_below(&corpus, &mut paths);
    assert!(!paths.is_empty());
    for path in paths {
        let file = fs::read(&path).unwrap();
        let source = crate::read(&file, MAX_PIXELS).unwrap_or_else(|error| {
            panic!("{}: {error}", path.display());
        });
        let raster = crate::decode(&source, &Wish::every_pixel()).unwrap();
        let (header, start) = Header::read(&raster).unwrap();
        assert!(
            matches!(header.model, Model::YCbCr(_)),
            "{}",
            path.display()
        );
        let colors = header.planes(0).len().min(3);
        let last = header.planes(0)[colors - 1];
        let length = (last.start + last.row_bytes * u64::from(last.height)) as usize;
        let expected = planes_of_avifdec(&path);
        assert!(
            raster[start..start + length] == expected[..length],
            "{} has other planes",
            path.display()
        );
        println!("{}: equal", path.display());
    }
}

/// Luma of the items of the primary picture, each with its columns.
fn luma(file: &[u8], purpose: Purpose) -> Vec<(usize, Vec<u32>)> {
    let image = Image::from_file(file).unwrap();
    let mut tiles = Vec::new();
    for tile in &image.picture.tiles {
        let coded = Coded {
            data: &tile.data.of(file).unwrap(),
            configuration: tile.configuration,
            width: tile.width,
            height: tile.height,
            operating_point: tile.operating_point.unwrap_or_default(),
            layer: tile.layer.filter(|layer| *layer < 4),
            purpose,
        };
        let mut take = |frame: &Frame<'_>| {
            let plane = frame.planes[0];
            let shift = frame.depth - 8;
            let sample = |at: usize| match plane.samples {
                Samples::Eight(samples) => u32::from(samples[at]) << 8,
                Samples::Sixteen(samples) => u32::from(samples[at]) << 8 >> shift,
            };
            let width = frame.width as usize;
            let rows = 0..frame.height as usize;
            let samples = rows.flat_map(|y| (0..width).map(move |x| y * plane.stride + x));
            tiles.push((width, samples.map(sample).collect()));
            Ok(())
        };
        Av1.decode(coded, &mut take).unwrap();
    }
    tiles
}

/// PSNR in dB between means of `side` by `side` samples; infinite where they are equal.
fn psnr(one: &[(usize, Vec<u32>)], other: &[(usize, Vec<u32>)], side: usize) -> f64 {
    let (mut squares, mut count) = (0.0, 0);
    for ((width, one), (_, other)) in one.iter().zip(other) {
        for y in (0..one.len() / width / side * side).step_by(side) {
            for x in (0..width / side * side).step_by(side) {
                let places = (y..y + side).flat_map(|y| (x..x + side).map(move |x| y * width + x));
                let difference: i64 = places
                    .map(|at| i64::from(one[at]) - i64::from(other[at]))
                    .sum();
                let difference = difference as f64 / (side * side * 256) as f64;
                squares += difference * difference;
                count += 1;
            }
        }
    }
    10.0 * (255.0 * 255.0 * f64::from(count) / squares).log10()
}

/// What in-loop filters and film grain change of means of their pixels: docs/decisions/0050-means-before-in-loop-filters.md.
#[test]
fn filters_are_not_seen_in_means() {
    let mut paths = Vec::new();
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/files");
    for folder in [tests.join("../../../../../shared/corpus"), tests] {
        files_below(&folder, &mut paths);
    }
    let mut changed = [const { Vec::new() }; 2];
    for path in &paths {
        let file = fs::read(path).unwrap();
        let [filtered, unfiltered] =
            [Purpose::EveryPixel, Purpose::Means].map(|purpose| luma(&file, purpose));
        let values = [4, 8].map(|side| psnr(&filtered, &unfiltered, side));
        if values[0].is_finite() {
            println!("{}: {values:.1?}", path.file_name().unwrap().display());
            for (values, value) in changed.iter_mut().zip(values) {
                values.push(value);
            }
        }
    }
    println!("{} files", paths.len());
    for (side, mut values) in [4, 8].into_iter().zip(changed) {
        values.sort_by(f64::total_cmp);
        let (count, least) = (values.len(), values[0]);
        println!(
            "1/{side}: {count} files are changed; least {least:.1} dB, a tenth below {:.1}, median {:.1}",
            values[count / 10],
            values[count / 2]
        );
        assert!(least > 40.0 && values[count / 2] > 60.0);
    }
}
