//! Decoding: small files of every format and kind, made here, and what becomes of them when they are damaged.

mod animations;
mod bitmaps;
mod damage;
mod files;
mod pictures;
mod png_rows;
mod psd;
mod rasters;
mod simple;
mod tiff_kinds;
mod tiffs;

use super::*;
use crate::contract::{Error, Warning};
use crate::geometry::Size;
use crate::head;
use crate::picture::{Channels, Row};

/// A decoded picture; samples of 8 bits are kept as they are.
#[derive(Debug, Clone, PartialEq)]
struct Decoded {
    size: Size,
    channels: Channels,
    sixteen: bool,
    samples: Vec<u16>,
    warnings: Vec<Warning>,
}

/// Asks for nothing to be left out.
const EVERY_PIXEL: Wish = Wish {
    source_pixels_per_output: 1.0,
    halves_chroma: false,
    is_drawing: false,
};

fn terms(tolerant: bool) -> Terms {
    Terms {
        tolerant,
        max_scans: 100,
        max_work: 1 << 30,
    }
}

fn decode(bytes: &[u8]) -> Result<Decoded, Error> {
    decode_with(bytes, terms(false))
}

fn decode_with(bytes: &[u8], terms: Terms) -> Result<Decoded, Error> {
    let head = head::read_whole(bytes)?;
    assert!(
        head.pixels() < 1 << 20,
        "a test with {} x {} pixels",
        head.width,
        head.height
    );
    let size = Size {
        width: head.width,
        height: head.height,
    };
    let opened = Opened::new(bytes, &head, terms)?;
    let channels = opened.channels();
    let mut source = opened.decode(&[EVERY_PIXEL])?;
    assert_eq!(channels.has_alpha(), head.alpha);
    let row_samples = head.width as usize * channels.count();
    let mut samples = Vec::new();
    let mut sixteen = false;
    let mut add = |row: Row<'_>| {
        let before = samples.len();
        match row {
            Row::Eight(row) => samples.extend(row.iter().map(|sample| u16::from(*sample))),
            Row::Sixteen(row) => {
                sixteen = true;
                samples.extend_from_slice(row);
            }
        }
        assert_eq!(samples.len() - before, row_samples);
    };
    match &mut source {
        Source::Rows(rows) => {
            assert_eq!(Shape::of(rows.as_ref()).size, size);
            for _ in 0..head.height {
                add(rows.next_row()?);
            }
        }
        Source::Strips(strips) => {
            assert_eq!(strips.shapes()[0].size, size);
            while strips.next_strip()? {
                while let Some(row) = strips.ready_row(0) {
                    add(row);
                }
            }
        }
    }
    let mut warnings = head.warnings.clone();
    warnings.extend(source.warnings());
    Ok(Decoded {
        size,
        channels,
        sixteen,
        samples,
        warnings,
    })
}

/// All frames of an animation with their delays, and the number of repetitions.
#[derive(Debug, PartialEq)]
struct Frames {
    repetitions: u32,
    frames: Vec<(u32, Vec<u8>)>,
    warnings: Vec<Warning>,
}

fn frames(bytes: &[u8], tolerant: bool) -> Result<Option<Frames>, Error> {
    let head = head::read_whole(bytes)?;
    let Some(mut source) = open_animation(bytes, &head, terms(tolerant))? else {
        return Ok(None);
    };
    let mut frames = Vec::new();
    while let Some(frame) = source.next_frame()? {
        assert_eq!(frame.canvas.len() as u64, head.pixels() * 4);
        frames.push((frame.milliseconds, frame.canvas.to_vec()));
    }
    Ok(Some(Frames {
        repetitions: source.repetitions(),
        frames,
        warnings: source.warnings(),
    }))
}
