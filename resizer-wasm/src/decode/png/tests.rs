//! Rows made here against those of the `png` crate.

use std::io::Cursor;

use png::{BitDepth, ColorType, Compression, Decoder, Encoder, Filter, Transformations};
use proptest::prelude::*;

use super::open;
use crate::contract::Error;
use crate::decode::Request;
use crate::picture::Row;

const KINDS: [(ColorType, BitDepth); 15] = [
    (ColorType::Grayscale, BitDepth::One),
    (ColorType::Grayscale, BitDepth::Two),
    (ColorType::Grayscale, BitDepth::Four),
    (ColorType::Grayscale, BitDepth::Eight),
    (ColorType::Grayscale, BitDepth::Sixteen),
    (ColorType::Indexed, BitDepth::One),
    (ColorType::Indexed, BitDepth::Two),
    (ColorType::Indexed, BitDepth::Four),
    (ColorType::Indexed, BitDepth::Eight),
    (ColorType::GrayscaleAlpha, BitDepth::Eight),
    (ColorType::GrayscaleAlpha, BitDepth::Sixteen),
    (ColorType::Rgb, BitDepth::Eight),
    (ColorType::Rgb, BitDepth::Sixteen),
    (ColorType::Rgba, BitDepth::Eight),
    (ColorType::Rgba, BitDepth::Sixteen),
];

const FILTERS: [Filter; 6] = [
    Filter::NoFilter,
    Filter::Sub,
    Filter::Up,
    Filter::Avg,
    Filter::Paeth,
    Filter::Adaptive,
];

const COMPRESSIONS: [Compression; 5] = [
    Compression::NoCompression,
    Compression::Fastest,
    Compression::Fast,
    Compression::Balanced,
    Compression::High,
];

#[derive(Debug, Clone)]
struct Picture {
    width: u32,
    height: u32,
    kind: (ColorType, BitDepth),
    /// Of few values, so that there is something to repeat, or of all.
    steps: u8,
    seed: u64,
    filter: Filter,
    compression: Compression,
    transparent: bool,
}

fn pictures() -> impl Strategy<Value = Picture> {
    (
        (1u32..90, 1u32..40),
        prop::sample::select(&KINDS[..]),
        prop::sample::select(&[1u8, 3, 16, 255][..]),
        any::<u64>(),
        prop::sample::select(&FILTERS[..]),
        prop::sample::select(&COMPRESSIONS[..]),
        any::<bool>(),
    )
        .prop_map(
            |((width, height), kind, steps, seed, filter, compression, transparent)| Picture {
                width,
                height,
                kind,
                steps,
                seed,
                filter,
                compression,
                transparent,
            },
        )
}

impl Picture {
    fn file(&self) -> Vec<u8> {
        let (color, depth) = self.kind;
        let mut file = Vec::new();
        let mut encoder = Encoder::new(&mut file, self.width, self.height);
        encoder.set_color(color);
        encoder.set_depth(depth);
        encoder.set_filter(self.filter);
        encoder.set_compression(self.compression);
        if color == ColorType::Indexed {
            let colors = 1usize << (depth as u8);
            encoder.set_palette(
                (0..3 * colors)
                    .map(|at| (at * 37) as u8)
                    .collect::<Vec<u8>>(),
            );
            if self.transparent {
                encoder.set_trns((0..colors).map(|at| (at * 91) as u8).collect::<Vec<u8>>());
            }
        } else if self.transparent && matches!(color, ColorType::Grayscale | ColorType::Rgb) {
            encoder.set_trns([0, 1].repeat(color.samples()));
        }
        let bits = self.width as usize * color.samples() * depth as usize;
        let mut state = self.seed;
        let data: Vec<u8> = (0..bits.div_ceil(8) * self.height as usize)
            .map(|_| {
                state = state
                    .wrapping_mul(6364136223846793005)
                    .wrapping_add(1442695040888963407);
                ((state >> 56) as u8) / (255 / self.steps)
            })
            .collect();
        let mut writer = encoder.write_header().unwrap();
        writer.write_image_data(&data).unwrap();
        writer.finish().unwrap();
        file
    }
}

const REQUEST: Request = Request {
    tolerant: false,
    max_scans: 1,
    max_work: 1,
};

/// The rows as bytes, samples of 16 bits with the upper byte first.
fn rows(file: &[u8], request: Request) -> Result<Vec<u8>, Error> {
    let mut source = open(file, request)?;
    let mut bytes = Vec::new();
    for _ in 0..source.size().height {
        match source.next_row()? {
            Row::Eight(row) => bytes.extend_from_slice(row),
            Row::Sixteen(row) => bytes.extend(row.iter().flat_map(|sample| sample.to_be_bytes())),
        }
    }
    Ok(bytes)
}

fn reference(file: &[u8]) -> Result<Vec<u8>, png::DecodingError> {
    let mut decoder = Decoder::new(Cursor::new(file));
    decoder.set_transformations(Transformations::EXPAND);
    decoder.ignore_checksums(true);
    let mut reader = decoder.read_info()?;
    let mut bytes = vec![0; reader.output_buffer_size().expect("small")];
    reader.next_frame(&mut bytes)?;
    Ok(bytes)
}

proptest! {
    #[test]
    fn rows_equal_those_of_the_png_crate(picture in pictures()) {
        let file = picture.file();
        prop_assert_eq!(rows(&file, REQUEST).unwrap(), reference(&file).unwrap());
    }

    #[test]
    fn damaged_data_are_read_as_the_png_crate_reads_them(
        picture in pictures(), place in 0.0f64..1.0, change in 1u8..,
    ) {
        let mut file = picture.file();
        // Behind the header's chunk.
        let at = 33 + ((file.len() - 33) as f64 * place) as usize;
        file[at] ^= change;
        // The crate may want to see the end of the stream where all rows are there.
        if let Ok(expected) = reference(&file)
            && let Ok(made) = rows(&file, REQUEST)
        {
            prop_assert_eq!(made, expected);
        }
    }

    #[test]
    fn what_is_cut_off_keeps_its_beginning(picture in pictures(), share in 0.0f64..1.0) {
        let file = picture.file();
        let whole = rows(&file, REQUEST).unwrap();
        let cut = &file[..(file.len() as f64 * share) as usize];
        let tolerant = Request { tolerant: true, ..REQUEST };
        if let Ok(made) = rows(cut, tolerant) {
            let row = whole.len() / picture.height as usize;
            prop_assert_eq!(&made[..row], &whole[..row]);
            prop_assert_eq!(made.len(), whole.len());
        }
    }
}
