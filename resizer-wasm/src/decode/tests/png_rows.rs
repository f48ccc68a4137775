//! Rows against those of the `png` crate, for good files and damaged ones.

use std::io::Cursor;

use ::png::{Decoder, DecodingError, Transformations};
use miniz_oxide::deflate::compress_to_vec_zlib;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

use super::files::{PNG_KINDS, chunk};
use super::*;

/// Samples of 8 bits as they are, those of 16 in two bytes, the upper first.
type Bytes = Vec<u8>;

/// What is read, or whether the file ends too early.
fn ours(file: &[u8], tolerant: bool) -> Result<Bytes, bool> {
    let mut source =
        png::open_frame(file, tolerant, Vec::new()).map_err(|error| is_truncated(&error))?;
    let mut bytes = Vec::new();
    for _ in 0..source.size().height {
        match source.next_row().map_err(|error| is_truncated(&error))? {
            Row::Eight(row) => bytes.extend_from_slice(row),
            Row::Sixteen(row) => bytes.extend(row.iter().flat_map(|sample| sample.to_be_bytes())),
        }
    }
    Ok(bytes)
}

fn is_truncated(error: &Error) -> bool {
    matches!(error, Error::Truncated(_))
}

/// As [`ours`], by the `png` crate.
fn theirs(file: &[u8]) -> Result<Bytes, bool> {
    let read = || {
        let mut decoder = Decoder::new(Cursor::new(file));
        decoder.set_transformations(Transformations::EXPAND);
        decoder.ignore_checksums(true);
        decoder.set_ignore_text_chunk(true);
        decoder.set_ignore_iccp_chunk(true);
        let mut reader = decoder.read_info()?;
        let width = reader.info().width;
        let mut row = vec![0; reader.output_line_size(width).unwrap()];
        let mut bytes = Vec::new();
        for _ in 0..reader.info().height {
            if reader.read_row(&mut row)?.is_some() {
                bytes.extend_from_slice(&row);
            }
        }
        Ok(bytes)
    };
    read().map_err(|error: DecodingError| matches!(error, DecodingError::IoError(_)))
}

/// A file of random pixels, and of random filters for its rows.
#[derive(Debug, Clone)]
struct File {
    kind: usize,
    width: u32,
    filters: Vec<u8>,
    bytes: Vec<u8>,
    /// Samples of a transparent colour, or the alpha of a palette.
    transparent: Option<Vec<u8>>,
    level: u8,
    piece: usize,
}

impl File {
    fn any() -> impl Strategy<Value = Self> {
        let pixels = prop_oneof![vec(any::<u8>(), 1..64), vec(0..4u8, 1..64)];
        (
            0..PNG_KINDS.len(),
            1..80u32,
            prop_oneof![vec(0..5u8, 1..14), vec(3..5u8, 1..14)],
            pixels,
            prop::option::of(vec(0..4u8, 6)),
            0..10u8,
            prop_oneof![1..8usize, 1000..1001usize],
        )
            .prop_map(
                |(kind, width, filters, bytes, transparent, level, piece)| Self {
                    kind,
                    width,
                    filters,
                    bytes,
                    transparent,
                    level,
                    piece,
                },
            )
    }

    fn file(&self) -> Vec<u8> {
        let (color_type, depth) = PNG_KINDS[self.kind];
        let channels = [1, 0, 3, 1, 2, 0, 4][usize::from(color_type)];
        let row_bytes = (self.width as usize * channels * usize::from(depth)).div_ceil(8);
        let mut random = self.bytes.iter().cycle();
        let mut packed = Vec::new();
        for (row, filter) in self.filters.iter().enumerate() {
            packed.push(*filter);
            packed.extend((0..row_bytes).map(|column| {
                // Not the same in all rows, and with repetitions.
                random
                    .next()
                    .unwrap()
                    .wrapping_add((row * column / 64) as u8)
            }));
        }
        let size = [self.width, self.filters.len() as u32].map(u32::to_be_bytes);
        let header = [&size.concat()[..], &[depth, color_type, 0, 0, 0]].concat();
        let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
        file.extend(chunk(b"IHDR", &header));
        if color_type == 3 {
            let colors = if depth == 8 { 200 } else { 1 << depth };
            let palette: Vec<u8> = (0..colors * 3).map(|value| (value * 7) as u8).collect();
            file.extend(chunk(b"PLTE", &palette));
        }
        if let Some(transparent) = &self.transparent {
            let length = match color_type {
                0 => 2,
                2 => 6,
                3 => 3,
                _ => 0,
            };
            if length > 0 {
                file.extend(chunk(b"tRNS", &transparent[..length]));
            }
        }
        for piece in compress_to_vec_zlib(&packed, self.level).chunks(self.piece) {
            file.extend(chunk(b"IDAT", piece));
        }
        file.extend(chunk(b"IEND", &[]));
        file
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn good_files_are_read_as_by_the_png_crate(file in File::any()) {
        let file = file.file();
        let expected = theirs(&file);
        prop_assert!(expected.is_ok());
        prop_assert_eq!(ours(&file, false), expected);
    }

    #[test]
    fn damaged_files_are_read_as_by_the_png_crate(
        file in File::any(),
        changes in vec((any::<Index>(), any::<u8>()), 0..3),
        cut in prop::option::of(any::<Index>()),
    ) {
        let whole = file.file();
        let mut file = whole.clone();
        let is_only_cut = changes.is_empty();
        for (at, byte) in changes {
            // Behind the header, which says how large the picture is.
            let at = 33 + at.index(file.len() - 33);
            file[at] = byte;
        }
        if let Some(cut) = cut {
            file.truncate(33 + cut.index(file.len() - 33));
        }
        let strict = ours(&file, false);
        let expected = theirs(&file);
        match (&strict, is_only_cut) {
            // All rows may be there, and what the `png` crate waits for behind them not.
            (Ok(_), true) => prop_assert_eq!(&strict, &theirs(&whole)),
            (Err(_), true) => prop_assert_eq!(&strict, &expected),
            // What is wrong may be found sooner or later: the data may go on to the file's end, or be wrong only behind
            // the last row.
            (_, false) if expected.is_ok() => prop_assert_eq!(&strict, &expected),
            (_, false) => {}
        }
        let tolerant = ours(&file, true);
        if let Ok(strict) = strict {
            prop_assert_eq!(tolerant, Ok(strict));
        }
    }
}

#[test]
fn rows_that_are_wider_than_the_window_are_read() {
    let file = File {
        // RGBA with 16 bits a sample: 320000 bytes a row.
        kind: 14,
        width: 40_000,
        filters: vec![4, 3, 2, 1, 0, 4],
        bytes: (0..=250).collect(),
        transparent: None,
        level: 1,
        piece: 8192,
    };
    let file = file.file();
    assert_eq!(ours(&file, false), theirs(&file));
}

#[test]
fn a_file_that_unpacks_to_more_than_its_rows_is_read() {
    let file = File {
        kind: 5,
        width: 20,
        filters: vec![4; 9],
        bytes: vec![0],
        transparent: None,
        level: 9,
        piece: 1000,
    };
    let mut file = file.file();
    // The header says that there are only 4 rows.
    file[23] = 4;
    assert_eq!(ours(&file, false).unwrap().len(), 4 * 60);
}
