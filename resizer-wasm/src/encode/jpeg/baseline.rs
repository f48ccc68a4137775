//! Baseline files: one scan of all components, so that a decoder needs no more memory than for some rows.

use super::bits::BitWriter;
use super::chosen;
use super::coefficients::for_each_block;
use super::effort::Effort;
use super::layout::PixelSource;
use super::levels::Levels;
use super::quantize::Quantizer;
use super::segments::{self, MOST_OF_TABLES, Metadata, Process, Scan};
use super::tokens::Tokens;
use crate::contract::Error;
use crate::picture;

/// The file.
///
/// # Errors
/// `limit-exceeded` where memory does not suffice.
pub(super) fn encode(
    pixels: &PixelSource,
    quantizers: &[Quantizer; 2],
    effort: Effort,
    metadata: &Metadata,
) -> Result<Vec<u8>, Error> {
    let tokens = match effort.chooses_levels {
        true => tokens_of(&chosen::levels(pixels, quantizers)?, pixels)?,
        false => nearest(pixels, quantizers)?,
    };
    let codes = tokens.codes();
    // Of random bytes one of 256 has a zero behind it.
    let coded = tokens.bits(&codes).div_ceil(8) * 65 / 64;
    let mut file = picture::reserve(coded + (metadata.bytes() + MOST_OF_TABLES) as u64)?;
    segments::start(&mut file, Process::Baseline, pixels, quantizers, metadata);
    for number in 0..pixels.components().min(2) {
        segments::huffman(&mut file, 0, number as u8, &codes[number]);
        segments::huffman(&mut file, 1, number as u8, &codes[2 + number]);
    }
    let scan = Scan {
        components: &[(0, 0, 0), (1, 1, 1), (2, 1, 1)][..pixels.components()],
        ranks: (0, 63),
        bits: (0, 0),
    };
    scan.write(&mut file);
    let mut writer = BitWriter::new(file);
    tokens.write(&codes, &mut writer);
    let mut file = writer.finish()?;
    segments::end(&mut file);
    Ok(file)
}

/// The tokens of the nearest levels, for which no levels are kept.
fn nearest(pixels: &PixelSource, quantizers: &[Quantizer; 2]) -> Result<Tokens, Error> {
    let mut tokens = Tokens::new();
    for_each_block(pixels, quantizers, |place, block| {
        tokens.push(place.component, block)
    })?;
    Ok(tokens)
}

fn tokens_of(levels: &Levels, pixels: &PixelSource) -> Result<Tokens, Error> {
    let mut tokens = Tokens::new();
    let mut pushed = Ok(());
    levels.for_each(&[0, 1, 2][..pixels.components()], |component, block| {
        if pushed.is_ok() {
            pushed = tokens.push(component, block);
        }
    });
    pushed.map(|()| tokens)
}
