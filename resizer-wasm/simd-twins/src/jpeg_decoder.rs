//! JPEG, read.

use jpeg_shrink::{Decoder, Error, Options, Scale};

use crate::input::Input;
use crate::writer::{bytes_of_words, bytes_or_error};

pub(crate) fn clear(mut input: Input<'_>) -> Vec<u8> {
    bytes_of_words(&jpeg_shrink::twins::clear(input.words()))
}

/// Coefficients from those of pictures to those that no encoder writes.
pub(crate) fn transform<const POINTS: usize>(mut input: Input<'_>) -> Vec<u8> {
    let last = [9, 9, 5, 63, 63, 30][input.below(6)];
    let bits = [3, 6, 8, 9, 11, 16][input.below(6)];
    let steps = input.below(4);
    let mut quantiser = || match steps {
        0 => 1,
        1 => i32::from(input.byte()) % 4 + 1,
        2 => i32::from(input.byte()) + 1,
        _ => i32::from(input.word() as u16).max(1),
    };
    let quantisers = [(); 64].map(|()| quantiser());
    let (between, behind) = (input.below(3), input.below(3));
    let mut coefficients = input.words_of(bits);
    if input.bit() {
        // What is all of one sign and size reaches the farthest.
        coefficients = coefficients.map(|value: i16| value.signum() << (bits - 2));
    }
    let transform = jpeg_shrink::twins::Transform {
        points: POINTS,
        coefficients,
        last,
        quantisers,
        between,
        behind,
    };
    transform.samples()
}

pub(crate) fn to_rgb(mut input: Input<'_>) -> Vec<u8> {
    let length = input.below(50);
    let [y, cb, cr] = [(); 3].map(|()| input.vec(length));
    jpeg_shrink::twins::ycc_to_rgb(&y, &cb, &cr)
}

pub(crate) fn decode(mut input: Input<'_>) -> Vec<u8> {
    let scale = Scale::ALL[input.below(Scale::ALL.len())];
    let options = Options {
        tolerant: input.bit(),
        max_work: 1 << 22,
        ..Options::default()
    };
    bytes_or_error(decoded(input.rest(), scale, &options))
}

/// All rows, and what is told of damage.
fn decoded(file: &[u8], scale: Scale, options: &Options) -> Result<Vec<u8>, Error> {
    let mut decoder = Decoder::new(file, scale, options)?;
    let mut out = Vec::new();
    for _ in 0..decoder.height() {
        out.extend_from_slice(decoder.next_row()?);
    }
    decoder.finish();
    out.extend(format!("{:?}", decoder.damage()).into_bytes());
    Ok(out)
}
