//! Progressive files, annex G: the picture comes in scans, from coarse to fine.
//!
//! All levels are kept, with a little more than 2 bytes each, and each scan goes over those of its components twice: once to count symbols for
//! its codes, once to write.

mod levels;
mod output;
mod scans;

use super::bits::BitWriter;
use super::coefficients::{for_each_block, quantizers};
use super::huffman::Codes;
use super::layout::PixelSource;
use super::segments::{self, MOST_OF_TABLES, Metadata, Process, Scan};
use crate::contract::Error;
use crate::error;
use crate::picture;
use levels::Levels;
use output::{Counts, Output, Writing};

/// Which scans there are: components, ranks of the first and the last level, the bit from which on levels were sent
/// before (or 0) and from which on they are sent now.
type Script = [(&'static [usize], (u8, u8), (u8, u8))];

/// libjpeg's scans for pictures in colour. First all components a bit coarse; chroma is little and needs few scans; the
/// last bit of luma is most of the file.
const COLOR: &Script = &[
    (&[0, 1, 2], (0, 0), (0, 1)),
    (&[0], (1, 5), (0, 2)),
    (&[2], (1, 63), (0, 1)),
    (&[1], (1, 63), (0, 1)),
    (&[0], (6, 63), (0, 2)),
    (&[0], (1, 63), (2, 1)),
    (&[0, 1, 2], (0, 0), (1, 0)),
    (&[2], (1, 63), (1, 0)),
    (&[1], (1, 63), (1, 0)),
    (&[0], (1, 63), (1, 0)),
];

/// libjpeg's scans for other pictures.
const GRAY: &Script = &[
    (&[0], (0, 0), (0, 1)),
    (&[0], (1, 5), (0, 2)),
    (&[0], (6, 63), (0, 2)),
    (&[0], (1, 63), (2, 1)),
    (&[0], (0, 0), (1, 0)),
    (&[0], (1, 63), (1, 0)),
];

/// The file.
///
/// # Errors
/// `limit-exceeded` where memory does not suffice.
pub(super) fn encode(
    pixels: &PixelSource,
    quality: u8,
    metadata: &Metadata,
) -> Result<Vec<u8>, Error> {
    let quantizers = quantizers(quality);
    let mut levels = Levels::new(pixels)?;
    for_each_block(pixels, &quantizers, |place, block| {
        levels.block_mut(place).clone_from(block);
        Ok(())
    })?;
    let mut file = picture::reserve((metadata.bytes() + MOST_OF_TABLES) as u64)?;
    segments::start(
        &mut file,
        Process::Progressive,
        pixels,
        &quantizers,
        metadata,
    );
    let script = if pixels.components() == 1 {
        GRAY
    } else {
        COLOR
    };
    for (components, ranks, bits) in script {
        file = append_scan(file, &levels, components, *ranks, *bits)?;
    }
    segments::end(&mut file);
    Ok(file)
}

/// `file` with another scan.
fn append_scan(
    mut file: Vec<u8>,
    levels: &Levels,
    components: &[usize],
    ranks: (u8, u8),
    bits: (u8, u8),
) -> Result<Vec<u8>, Error> {
    let mut counts = Counts::new();
    scan(levels, components, ranks, bits, &mut counts);
    let codes: [Codes; 2] = std::array::from_fn(|table| Codes::new(&counts.symbols[table]));
    // Of random bytes one of 256 has a zero behind it.
    let coded = (counts.bits(&codes).div_ceil(8) * 65 / 64) as usize;
    file.try_reserve_exact(coded + MOST_OF_TABLES)
        .map_err(|_| error::out_of_memory((coded + MOST_OF_TABLES) as u64))?;
    let first_levels = ranks.0 == 0;
    // Bits of first levels that follow others have no codes.
    for (number, codes) in (0..).zip(&codes) {
        if !codes.symbols.is_empty() {
            segments::huffman(&mut file, u8::from(!first_levels), number, codes);
        }
    }
    let tables: Vec<(usize, u8, u8)> = components
        .iter()
        .map(|component| {
            let number = u8::from(*component > 0);
            match (first_levels, bits.0) {
                (true, 0) => (*component, number, 0),
                (true, _) => (*component, 0, 0),
                (false, _) => (*component, 0, number),
            }
        })
        .collect();
    let header = Scan {
        components: &tables,
        ranks,
        bits,
    };
    header.write(&mut file);
    let mut writing = Writing::new(&codes, BitWriter::new(file));
    scan(levels, components, ranks, bits, &mut writing);
    writing.finish()
}

fn scan(
    levels: &Levels,
    components: &[usize],
    ranks: (u8, u8),
    bits: (u8, u8),
    output: &mut impl Output,
) {
    let (before, now) = (u32::from(bits.0), u32::from(bits.1));
    match (ranks.0, before) {
        (0, 0) => scans::first_levels(levels, components, now, output),
        (0, _) => scans::bits_of_first_levels(levels, components, now, output),
        (_, 0) => scans::other_levels(levels, components[0], ranks, now, output),
        _ => scans::bits_of_other_levels(levels, components[0], ranks, now, output),
    }
}
