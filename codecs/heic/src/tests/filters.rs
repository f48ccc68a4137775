//! What is made with in-loop filters, and what without: means are taken of pictures without, whatever else is made.

use super::*;

/// Files whose pictures filters change, of all kinds of samples that means are made of, and some that are cropped.
const FILTERED: [&str; 9] = [
    "quality-low",
    "large-blocks",
    "slices",
    "odd-420",
    "odd-422",
    "odd-444",
    "444-8",
    "420-10",
    "400-8",
];

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

fn planes(file: &[u8], purpose: Purpose) -> Vec<u8> {
    let image = Image::from_file(file).unwrap();
    decoded_for(file, &image.picture.tiles[0], purpose).unwrap()
}

#[test]
fn filters_change_these_files() {
    for name in FILTERED {
        let file = file(name);
        let filtered = planes(&file, Purpose::EveryPixel);
        let unfiltered = planes(&file, Purpose::Means);
        assert_eq!(filtered.len(), unfiltered.len(), "{name}");
        assert!(filtered != unfiltered, "{name}");
    }
}

/// Of the first plane, in the columns and rows that the image shows of its only tile.
#[test]
fn means_are_taken_of_pictures_without_filters() {
    for name in FILTERED {
        let file = file(name);
        let tile_width = Image::from_file(&file).unwrap().picture.tiles[0].width as usize;
        let unfiltered = planes(&file, Purpose::Means);
        for shrink in [2_usize, 4, 8] {
            let raster = made(&file, &[shrink as u8]);
            let (header, _) = Header::read(&raster).unwrap();
            let sample_bytes = if header.depth > 8 { 2 } else { 1 };
            let sample = |samples: &[u8], at: usize| match sample_bytes {
                1 => u32::from(samples[at]),
                _ => u32::from(u16::from_le_bytes([samples[2 * at], samples[2 * at + 1]])),
            };
            let (width, height) = (header.width as usize, header.height as usize);
            let means = rendition(&raster, 0);
            for (row, top) in (0..height).step_by(shrink).enumerate() {
                for (column, left) in (0..width).step_by(shrink).enumerate() {
                    let columns = left..(left + shrink).min(width);
                    let rows = top..(top + shrink).min(height);
                    let count = (rows.len() * columns.len()) as u32;
                    let sum: u32 = rows
                        .flat_map(|y| columns.clone().map(move |x| y * tile_width + x))
                        .map(|at| sample(&unfiltered, at))
                        .sum();
                    let found = sample(means, row * width.div_ceil(shrink) + column);
                    let place = (shrink, column, row);
                    assert_eq!(found, (sum + count / 2) / count, "{name}, {place:?}");
                }
            }
        }
    }
}

#[test]
fn every_pixel_is_as_filters_leave_it() {
    for name in FILTERED {
        let file = file(name);
        let alone = made(&file, &[1]);
        assert!(
            rendition(&made(&file, &[1, 4]), 0) == rendition(&alone, 0),
            "{name}"
        );
    }
}

#[test]
fn no_rendition_depends_on_another_one() {
    for name in FILTERED {
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
