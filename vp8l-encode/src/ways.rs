//! The ways to transform a picture, section 3.5, and which of them look best.

use crate::costs;
use crate::samples;

/// What is done to pixels or to indices into a palette.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Way {
    pub(crate) palette: bool,
    pub(crate) subtracts_green: bool,
    pub(crate) predicts: bool,
    /// A guess of the bits, in 256ths.
    pub(crate) cost: u64,
}

/// Each kind of sample, and the same of the difference from the pixel to the left.
const KINDS: usize = 12;

/// Guesses what ways to write these pixels take: without prediction and with it.
pub(crate) fn guess(pixels: &[u32], width: usize, palette: bool) -> [Way; 2] {
    let mut counts = [[0u32; 256]; KINDS];
    for at in 1..pixels.len() {
        let (pixel, left) = (pixels[at], pixels[at - 1]);
        // What is equal to a neighbour takes next to nothing either way.
        if pixel == left || at >= width && pixel == pixels[at - width] {
            continue;
        }
        for (first, pixel) in [(0, pixel), (6, samples::less(pixel, left))] {
            let [blue, green, red, alpha] = pixel.to_le_bytes();
            let kinds = [
                blue,
                green,
                red,
                alpha,
                blue.wrapping_sub(green),
                red.wrapping_sub(green),
            ];
            for (counts, sample) in counts[first..].iter_mut().zip(kinds) {
                counts[usize::from(sample)] += 1;
            }
        }
    }
    let costs = counts.map(|counts| costs::symbols(&counts));
    [false, true].map(|predicts| {
        let costs = &costs[if predicts { 6 } else { 0 }..];
        let plain = costs[0] + costs[2];
        let less_green = costs[4] + costs[5];
        Way {
            palette,
            subtracts_green: !palette && less_green < plain,
            predicts,
            cost: costs[1]
                + costs[3]
                + if palette {
                    plain
                } else {
                    plain.min(less_green)
                },
        }
    })
}
