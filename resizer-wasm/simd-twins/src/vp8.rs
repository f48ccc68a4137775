//! Lossy WebP.

use vp8_shrink::twins::{self, Filtered, Macroblock};
use vp8_shrink::{Decoder, Error, Options, Scale};

use crate::input::Input;
use crate::writer::{bytes_of_words, bytes_or_error};

pub(crate) fn operations(mut input: Input<'_>) -> Vec<u8> {
    let (a, b, residual) = (input.bytes(), input.bytes(), input.words());
    twins::operations(&a, &b, &residual).concat()
}

pub(crate) fn columns(mut input: Input<'_>) -> Vec<u8> {
    twins::transpositions(&[(); 16].map(|()| input.bytes())).concat()
}

pub(crate) fn residual(mut input: Input<'_>) -> Vec<u8> {
    let (group, content) = group(&mut input);
    bytes_of_words(twins::residual(&group, content).as_flattened())
}

/// Mostly numbers as they are in pictures.
fn group(input: &mut Input<'_>) -> ([[i16; 4]; 16], u8) {
    let content = input.below(4) as u8;
    let bits = [4, 8, 10, 12, 16][input.below(5)];
    ([(); 16].map(|()| input.words_of(bits)), content)
}

pub(crate) fn prediction(mut input: Input<'_>) -> Vec<u8> {
    let macroblock = Macroblock {
        luma_mode: input.below(12) as u8,
        square_modes: input.bytes(),
        chroma_mode: input.below(4) as u8,
        luma_edges: (input.bytes(), input.bytes(), input.bytes()),
        chroma_edges: (input.bytes(), input.bytes()),
        corners: input.bytes(),
        sides: [input.bit(), input.bit()],
        groups: [(); 6].map(|()| group(&mut input)),
    };
    macroblock.samples().concat()
}

/// Samples that differ so much, or so little, that each way of filtering is taken.
pub(crate) fn filter(mut input: Input<'_>) -> Vec<u8> {
    let levels = input.bytes();
    let (sharpness, inside) = (input.below(8) as u8, [input.bit(), input.bit()]);
    let (simple, has_above) = (input.bit(), input.bit());
    let spread = [1, 3, 12, 40, 128, 256][input.below(6)];
    let base = input.byte();
    let mut sample = || base.wrapping_add(input.below(spread) as u8);
    let filtered = Filtered {
        rows: [(); 4].map(|()| [(); 24].map(|()| [(); 16].map(|()| sample()))),
        levels,
        sharpness,
        inside,
        simple,
        has_above,
    };
    filtered.samples().concat()
}

pub(crate) fn decode(mut input: Input<'_>) -> Vec<u8> {
    let scale = Scale::ALL[input.below(Scale::ALL.len())];
    let options = Options {
        tolerant: input.bit(),
    };
    bytes_or_error(decoded(input.rest(), scale, &options))
}

/// All rows, and what is told of damage.
fn decoded(frame: &[u8], scale: Scale, options: &Options) -> Result<Vec<u8>, Error> {
    let mut decoder = Decoder::new(frame, scale, options)?;
    let mut out = Vec::new();
    for _ in 0..decoder.height() {
        out.extend_from_slice(decoder.next_row()?);
    }
    out.extend(format!("{:?}", decoder.damage()).into_bytes());
    Ok(out)
}
