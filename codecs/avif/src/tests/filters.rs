//! What is made with in-loop filters and film grain, and what without: means are taken of pictures without, whatever else is made.

use super::*;
use crate::av1::{self, Settings};

/// Files whose pictures filters change, of all kinds of samples that means are made of.
const FILTERED: [&str; 9] = [
    "quality-low",
    "420-10-limited",
    "444-8-full",
    "400-8-full",
    "odd-420",
    "tiles",
    "grain",
    "superres",
    "tall",
];

const GRIDS: [&str; 2] = ["grid-2x2", "grid-3x1-444"];

/// The planes of one rendition.
fn rendition(raster: &[u8], index: usize) -> &[u8] {
    let (header, start) = Header::read(raster).unwrap();
    let planes = header.planes(index);
    let (first, last) = (planes[0], planes[planes.len() - 1]);
    let end = last.start + last.row_bytes * u64::from(last.height);
    &raster[start + first.start as usize..start + end as usize]
}

/// A raster with these means of pixels, along each side.
fn made(file: &[u8], shrinks: &[u8]) -> Vec<u8> {
    let wish = Wish {
        choose: &|allowed| {
            assert!(shrinks.iter().all(|shrink| allowed.contains(shrink)));
            shrinks.to_vec()
        },
        ..Wish::every_pixel()
    };
    crate::decode(&crate::read(file, MAX_PIXELS).unwrap(), &wish).unwrap()
}

/// Means of `shrink` by `shrink` samples of a file's planes, as bytes of their samples.
fn means(file: &[u8], samples: &[u8], shrink: usize) -> Vec<u8> {
    let whole = made(file, &[1]);
    let (header, _) = Header::read(&whole).unwrap();
    let sample_bytes = if header.depth > 8 { 2 } else { 1 };
    let mut bytes = Vec::new();
    let mut start = 0;
    for plane in header.planes(0) {
        let (width, height) = (plane.width as usize, plane.height as usize);
        let sample = |x: usize, y: usize| {
            let at = start + (y * width + x) * sample_bytes;
            match sample_bytes {
                1 => u32::from(samples[at]),
                _ => u32::from(u16::from_le_bytes([samples[at], samples[at + 1]])),
            }
        };
        for y in (0..height).step_by(shrink) {
            for x in (0..width).step_by(shrink) {
                let rows = y..(y + shrink).min(height);
                let columns = x..(x + shrink).min(width);
                let count = (rows.len() * columns.len()) as u32;
                let sum: u32 = rows
                    .flat_map(|y| columns.clone().map(move |x| (x, y)))
                    .map(|(x, y)| sample(x, y))
                    .sum();
                let mean = ((sum + count / 2) / count) as u16;
                bytes.extend(&mean.to_le_bytes()[..sample_bytes]);
            }
        }
        start += width * height * sample_bytes;
    }
    bytes
}

#[test]
fn filters_change_these_files() {
    for name in FILTERED {
        let file = file(name);
        let picture = Image::from_file(&file).unwrap().picture;
        let planes = |purpose| decoded(&file, &picture, purpose).unwrap();
        let (filtered, unfiltered) = (planes(Purpose::EveryPixel), planes(Purpose::Means));
        assert_eq!(filtered.0, unfiltered.0, "{name}");
        assert_ne!(filtered.1, unfiltered.1, "{name}");
    }
}

#[test]
fn one_of_them_is_upscaled_and_one_has_several_rows_of_superblocks() {
    let file = file("superres");
    let tile = &Image::from_file(&file).unwrap().picture.tiles[0];
    let settings = Settings {
        frame_size_limit: 96 * 64,
        operating_point: 0,
        all_layers: false,
        applies_filters: true,
    };
    let data = tile.data.of(&file).unwrap();
    let mut decoder = av1::Decoder::new(&data, settings, None).unwrap();
    let picture = decoder.next_picture().unwrap();
    assert!(picture.is_upscaled() && picture.size() == (96, 64));

    let file = self::file("tall");
    let tile = &Image::from_file(&file).unwrap().picture.tiles[0];
    let data = tile.data.of(&file).unwrap();
    let mut all_rows = Vec::new();
    let mut take = |_: &av1::Picture<'_>, rows| all_rows.push(rows);
    let mut decoder = av1::Decoder::new(&data, settings, Some(&mut take)).unwrap();
    decoder.next_picture().unwrap();
    drop(decoder);
    assert_eq!(all_rows, [0..64, 64..128, 128..187]);
}

#[test]
fn means_are_taken_of_pictures_without_filters() {
    for name in FILTERED {
        let file = file(name);
        let picture = Image::from_file(&file).unwrap().picture;
        let (_, unfiltered) = decoded(&file, &picture, Purpose::Means).unwrap();
        for shrink in [2, 4, 8] {
            let raster = made(&file, &[shrink]);
            let expected = means(&file, &unfiltered, shrink.into());
            assert!(rendition(&raster, 0) == expected, "{name}, {shrink}");
        }
    }
}

#[test]
fn means_of_a_grid_are_those_of_its_tiles() {
    for name in GRIDS {
        let file = file(name);
        let picture = Image::from_file(&file).unwrap().picture;
        let raster = made(&file, &[8]);
        let luma = Header::read(&raster).unwrap().0.planes(0)[0];
        let found = rendition(&raster, 0);
        for (index, tile) in (0..).zip(&picture.tiles) {
            let one = Picture {
                tiles: vec![tile.clone()],
                ..picture.clone()
            };
            let ((width, height), planes) = decoded(&file, &one, Purpose::Means).unwrap();
            let (left, top) = (
                index % picture.columns * width,
                index / picture.columns * height,
            );
            for (x, y) in [(0, 0), (2, 3), (width / 8 - 1, height / 8 - 1)] {
                let sum: u32 = (8 * y..8 * y + 8)
                    .flat_map(|y| (8 * x..8 * x + 8).map(move |x| y * width + x))
                    .map(|at| u32::from(planes[at as usize]))
                    .sum();
                let at = (top / 8 + y) * luma.width + left / 8 + x;
                let mean = u32::from(found[at as usize]);
                assert_eq!(mean, (sum + 32) / 64, "{name}, tile {index}: {x}, {y}");
            }
        }
    }
}

#[test]
fn every_pixel_is_as_filters_leave_it() {
    for name in FILTERED.into_iter().chain(GRIDS) {
        let file = file(name);
        let line = ledger().into_iter().find(|line| line.name == name);
        let raster = made(&file, &[1, 4]);
        let found = hex_sha256(rendition(&raster, 0));
        assert_eq!(found, line.unwrap().sha256, "{name}");
    }
}

#[test]
fn no_rendition_depends_on_another_one() {
    for name in FILTERED.into_iter().chain(GRIDS) {
        let file = file(name);
        let alone = [1, 2, 4, 8].map(|shrink| made(&file, &[shrink]));
        for shrinks in [&[1, 2, 4, 8][..], &[8, 1], &[4, 2]] {
            let together = made(&file, shrinks);
            let (header, _) = Header::read(&together).unwrap();
            for (index, output) in shrinks.iter().zip(header.outputs) {
                let alone = &alone[index.ilog2() as usize];
                let is_equal = rendition(&together, output.into()) == rendition(alone, 0);
                assert!(is_equal, "{name}: {index} of {shrinks:?}");
            }
        }
    }
}

#[test]
fn filters_are_not_left_out_of_what_another_frame_may_refer_to() {
    let file = file("quality-low");
    let image = Image::from_file(&file).unwrap();
    let tile = &image.picture.tiles[0];
    let once = tile.data.of(&file).unwrap();
    let twice = [&once[..], &once[..]].concat();
    let planes = |data: &[u8], purpose| {
        let coded = Coded {
            data,
            configuration: tile.configuration,
            width: tile.width,
            height: tile.height,
            operating_point: 0,
            layer: None,
            purpose,
        };
        let mut planes = Vec::new();
        Av1.decode(coded, &mut |frame| {
            assert_eq!((frame.rows.clone(), frame.purpose), (0..64, purpose));
            planes = bytes_of(frame);
            Ok(())
        })
        .unwrap();
        planes
    };
    let filtered = planes(&once, Purpose::EveryPixel);
    for purpose in [Purpose::EveryPixel, Purpose::Means, Purpose::Both] {
        assert_eq!(planes(&twice, purpose), filtered, "{purpose:?}");
    }
}

#[test]
fn a_quarter_is_without_filters_and_a_half_with() {
    let file = file("quality-low");
    let picture = Image::from_file(&file).unwrap().picture;
    let (_, filtered) = decoded(&file, &picture, Purpose::EveryPixel).unwrap();
    let (_, unfiltered) = decoded(&file, &picture, Purpose::Means).unwrap();
    let decode = |width: u32| {
        let request = format!(r#"{{"outputs": [{{"width": {width}}}]}}"#);
        <Avif as codec::Decoder>::decode(&file, &Request::read(&request).unwrap()).unwrap()
    };
    assert!(rendition(&decode(24), 0) == means(&file, &unfiltered, 2));
    assert!(rendition(&decode(48), 0) == filtered);
}
