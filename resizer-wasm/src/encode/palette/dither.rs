//! Giving each pixel an entry of the palette, spreading the error to its neighbours (R. Floyd, L. Steinberg, "An
//! adaptive algorithm for spatial grey scale", 1976), every other row from the right.

use super::color::{Color, premultiplied};
use super::nearest::Nearest;
use crate::contract::Error;
use crate::picture;

/// Errors are kept in these parts of a step.
const PARTS: i32 = 256;

/// No error is larger than this many steps: what a palette has no colour for must not run up over a whole picture.
const MOST: i32 = 48;

/// The index of each pixel. `strength` is from 0 to 1.
///
/// # Errors
/// `limit-exceeded` where memory does not suffice.
pub(super) fn map(
    pixels: &[Color],
    width: usize,
    palette: &[Color],
    strength: f32,
) -> Result<Vec<u8>, Error> {
    let positions: Vec<[i32; 4]> = palette.iter().map(|color| premultiplied(*color)).collect();
    // What is transparent comes first, and only what is transparent itself may take it.
    let holes = palette.iter().take_while(|color| color[3] == 0).count();
    let mut indices = picture::zeroed(pixels.len() as u64)?;
    if holes == palette.len() {
        return Ok(indices);
    }
    let mut nearest = Nearest::new(positions[holes..].iter().copied());
    let strength = (strength.clamp(0.0, 1.0) * PARTS as f32) as i32;
    // With room for a neighbour on either side.
    let mut errors: Vec<[i32; 4]> = picture::zeroed(width as u64 + 2)?;
    let mut next = errors.clone();
    let rows = pixels
        .chunks_exact(width)
        .zip(indices.chunks_exact_mut(width));
    for (y, (pixels, indices)) in rows.enumerate() {
        let backwards = y % 2 == 1;
        for step in 0..width {
            let x = if backwards { width - 1 - step } else { step };
            if holes > 0 && pixels[x][3] == 0 {
                continue;
            }
            let exact = premultiplied(pixels[x]);
            let wanted: [i32; 4] = std::array::from_fn(|channel| {
                let error = (errors[x + 1][channel] + PARTS / 2).div_euclid(PARTS);
                (exact[channel] + error.clamp(-MOST, MOST)).clamp(0, 255)
            });
            let index = holes + nearest.find(wanted);
            indices[x] = index as u8;
            if strength == 0 {
                continue;
            }
            let ahead = if backwards { x } else { x + 2 };
            let behind = if backwards { x + 2 } else { x };
            for channel in 0..4 {
                let error = (wanted[channel] - positions[index][channel]) * strength;
                errors[ahead][channel] += error * 7 / 16;
                next[behind][channel] += error * 3 / 16;
                next[x + 1][channel] += error * 5 / 16;
                next[ahead][channel] += error / 16;
            }
        }
        std::mem::swap(&mut errors, &mut next);
        next.fill([0; 4]);
    }
    Ok(indices)
}
