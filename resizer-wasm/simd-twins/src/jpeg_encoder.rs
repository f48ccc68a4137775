//! JPEG, written.

#[path = "../../src/encode/jpeg/blocks.rs"]
mod blocks;
#[path = "../../src/encode/jpeg/layout.rs"]
#[allow(dead_code, reason = "the component uses all of it")]
mod layout;
#[path = "../../src/encode/jpeg/quantize.rs"]
#[allow(dead_code, reason = "the component writes the steps")]
mod quantize;
#[path = "../../src/encode/jpeg/transform.rs"]
mod transform;
#[path = "../../src/encode/jpeg/words.rs"]
mod words;

use blocks::Mcu;
use layout::{PixelSource, Samples};
use quantize::Quantizer;
use words::{Pairs, Words};

use crate::input::Input;
use crate::writer::bytes_of_words;

fn bytes_of(words: impl IntoIterator<Item = Words>) -> Vec<u8> {
    let arrays: Vec<[i16; 8]> = words.into_iter().map(Words::to_array).collect();
    bytes_of_words(arrays.as_flattened())
}

/// Numbers are cut to what the encoder has of them, beyond which there is no promise.
pub(crate) fn operations(mut input: Input<'_>) -> Vec<u8> {
    let (a, b): ([i16; 8], [i16; 8]) = (input.words(), input.words());
    let within = |lanes: &[i16; 8], bits: u32| Words::load(&lanes.map(|lane| lane >> (16 - bits)));
    let (x, y) = (within(&a, 15), within(&b, 15));
    let (small_x, small_y) = (within(&a, 11), within(&b, 11));
    let (first, second) = (a[0] >> 2, b[0] >> 2);
    let natural = Words::load(&a.map(|lane| lane & 0xFFF));
    let reciprocals = input.longs().map(|factor: u32| factor % ((1 << 20) + 1));
    let dot = Pairs::new(x, y).dot(first >> 1, second >> 1);
    let small = Pairs::new(small_x, small_y).dot(first, second);
    let swapped = Pairs::new(small_y, small_x).dot(second, first);
    let bits = |set: u16| Words::splat(set as i16);
    bytes_of([
        Words::ZERO,
        Words::load(&a),
        Words::splat(a[0]),
        x + y,
        x - y,
        x.abs(),
        x.with_sign_of(y),
        x.shift_right::<2>(),
        x.shift_right::<3>(),
        within(&a, 14).shift_left::<2>(),
        natural.multiply_high::<20>(&reciprocals),
        dot.rounded::<15>(),
        (small + swapped).rounded::<11>(),
        bits(Words::load(&a).nonzero(Words::load(&b))),
        bits(natural.nonzero(y)),
    ])
}

/// Gray samples, pixels of RGB, and averages of these in two rows.
pub(crate) fn samples(mut input: Input<'_>) -> Vec<u8> {
    let gray = Words::centered(&input.bytes());
    let converted = [(); 4].map(|()| Words::luma_and_chromas(&input.bytes()));
    let [above, next_above, below, next_below] = converted;
    let averages = [0, 1, 2].map(|component| {
        let pair = |first: [Words; 3], second: [Words; 3]| [first[component], second[component]];
        Words::averages(pair(above, next_above), pair(below, next_below))
    });
    let all = [gray].into_iter().chain(averages);
    bytes_of(all.chain(converted.into_iter().flatten()))
}

/// Columns as rows, coefficients, and the levels of these.
pub(crate) fn block(mut input: Input<'_>) -> Vec<u8> {
    let quality = 1 + input.below(100) as u8;
    let table = input.bytes::<64>().map(u16::from);
    let quantizer = Quantizer::new(&table, quality);
    let samples = [(); 8].map(|()| Words::centered(&input.bytes()));
    let coefficients = transform::forward(samples);
    let mut levels = coefficients;
    for (row, levels) in levels.iter_mut().enumerate() {
        *levels = quantizer.row(row, *levels);
    }
    let all = Words::transpose(samples).into_iter();
    bytes_of(all.chain(coefficients).chain(levels))
}

/// The samples of all MCUs of pictures with and without whole ones.
pub(crate) fn picture(mut input: Input<'_>) -> Vec<u8> {
    let (width, height) = (1 + input.below(40), 1 + input.below(40));
    let count = if input.bit() { 3 } else { 1 };
    let halved = count == 3 && input.bit();
    let bytes = input.vec(width * height * count);
    let pixels = PixelSource {
        width,
        height,
        halved,
        samples: Samples::Together {
            bytes: &bytes,
            count,
        },
    };
    let mut out = Vec::new();
    for row in 0..pixels.mcus_down() {
        for column in 0..pixels.mcus_across() {
            let mcu = Mcu::new(&pixels, column, row);
            let blocks = mcu.luma.into_iter().chain(mcu.chromas);
            out.extend(bytes_of(blocks.flatten()));
        }
    }
    out
}
