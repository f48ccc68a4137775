//! Predicting red and blue from green, and blue from red, section 3.5.2.

use std::collections::TryReserveError;

use crate::costs::BIT;
use crate::predict::Adaptive;
use crate::samples::less;

/// What differs from nothing has to save so many bits a block: it has to be written.
const LEAST_SAVED: u32 = 12 * BIT;

/// Of red and blue, how many 32nds of green they are; of blue, how many of red in addition.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Shares {
    green_to_red: i8,
    green_to_blue: i8,
    red_to_blue: i8,
}

impl Shares {
    fn subtract(self, pixel: u32) -> u32 {
        let [_, green, red, _] = pixel.to_le_bytes().map(|byte| byte as i8);
        let share = |of: i8, sample: i8| ((i32::from(of) * i32::from(sample)) >> 5) as u8;
        let of_red = share(self.green_to_red, green);
        let of_blue = share(self.green_to_blue, green).wrapping_add(share(self.red_to_blue, red));
        less(pixel, u32::from_le_bytes([of_blue, 0, of_red, 0]))
    }

    fn pixel(self) -> u32 {
        let bytes = [self.green_to_red, self.green_to_blue, self.red_to_blue, -1];
        u32::from_le_bytes(bytes.map(|share| share as u8))
    }
}

/// Replaces the pixels of blocks with sides of `1 << bits`, and gives the shares as pixels; nothing where no block gains by
/// it.
///
/// # Errors
/// Where memory does not suffice.
pub(crate) fn apply(
    pixels: &mut [u32],
    width: usize,
    bits: u32,
) -> Result<Option<Vec<u32>>, TryReserveError> {
    let height = pixels.len() / width;
    let side = 1 << bits;
    let mut all = crate::memory::reserve(width.div_ceil(side) * height.div_ceil(side))?;
    let mut adaptive = Adaptive::new();
    let mut pays = false;
    for top in (0..height).step_by(side) {
        for left in (0..width).step_by(side) {
            let places = (top..height.min(top + side))
                .flat_map(|y| (left..width.min(left + side)).map(move |x| y * width + x));
            let block = || places.clone().map(|place| pixels[place]);
            let cost = |shares: Shares| -> u32 {
                block()
                    .map(|pixel| adaptive.cost(shares.subtract(pixel)))
                    .sum()
            };
            let mut shares = likely(block);
            if cost(shares) + LEAST_SAVED > cost(Shares::default()) {
                shares = Shares::default();
            }
            pays |= shares != Shares::default();
            all.push(shares.pixel());
            for place in places {
                pixels[place] = shares.subtract(pixels[place]);
                adaptive.count(pixels[place]);
            }
        }
        adaptive.learn();
    }
    Ok(pays.then_some(all))
}

/// The shares that leave the least squares.
fn likely<I: Iterator<Item = u32>>(block: impl Fn() -> I) -> Shares {
    let share = |of: usize, in_sample: usize, shares: Shares| {
        let (mut both, mut square) = (0i32, 0i32);
        for pixel in block() {
            let from = i32::from(pixel.to_le_bytes()[of] as i8);
            let left = i32::from(shares.subtract(pixel).to_le_bytes()[in_sample] as i8);
            both += from * left;
            square += from * from;
        }
        let rounded =
            (64 * i64::from(both) + i64::from(square)).div_euclid(2 * i64::from(square.max(1)));
        rounded.clamp(-128, 127) as i8
    };
    let mut shares = Shares::default();
    shares.green_to_red = share(1, 2, shares);
    shares.green_to_blue = share(1, 0, shares);
    shares.red_to_blue = share(2, 0, shares);
    shares
}
