//! Mild sharpening.

use crate::contract::Error;
use crate::picture::{self, Channels, Picture};

/// How much of the difference from the mean of its eight neighbours is added to a pixel.
///
/// The kernel is the one that libvips and sharp use for mild sharpening: 32 in the middle, -1 around it, divided by
/// 24. So the difference from the sum of the neighbours counts a 24th, and from their mean a third.
const DIVISOR: i64 = 24;

/// The picture with its edges made a little stronger. Alpha stays as it is.
///
/// # Errors
/// `limit-exceeded` where there is no memory for a second picture.
pub(crate) fn sharpen(picture: Picture) -> Result<Picture, Error> {
    let width = picture.size.width as usize;
    let height = picture.size.height as usize;
    let count = picture.channels.count();
    let colors = match picture.channels {
        Channels::GrayAlpha | Channels::Rgba => count - 1,
        _ => count,
    };
    let mut samples = picture::reserve(picture.samples.len() as u64)?;
    for y in 0..height {
        for x in 0..width {
            let middle = picture.pixel(x, y);
            let mut sums = [0i64; 4];
            for near_y in [y.saturating_sub(1), y, (y + 1).min(height - 1)] {
                for near_x in [x.saturating_sub(1), x, (x + 1).min(width - 1)] {
                    let pixel = picture.pixel(near_x, near_y);
                    // The colour of a transparent pixel means nothing.
                    let seen = if colors < count && pixel[colors] == 0 {
                        middle
                    } else {
                        pixel
                    };
                    for (sum, sample) in sums.iter_mut().zip(seen) {
                        *sum += i64::from(*sample);
                    }
                }
            }
            for (sum, sample) in sums.iter().zip(middle).take(colors) {
                let sample = i64::from(*sample);
                let difference = 9 * sample - sum;
                let sharper = sample + rounded_quotient(difference, DIVISOR);
                samples.push(sharper.clamp(0, i64::from(u16::MAX)) as u16);
            }
            samples.extend_from_slice(&middle[colors..]);
        }
    }
    Ok(Picture { samples, ..picture })
}

fn rounded_quotient(dividend: i64, divisor: i64) -> i64 {
    (dividend + dividend.signum() * divisor / 2) / divisor
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::Size;

    fn picture(channels: Channels, width: u32, samples: Vec<u16>) -> Picture {
        Picture {
            size: Size {
                width,
                height: samples.len() as u32 / width / channels.count() as u32,
            },
            channels,
            samples,
        }
    }

    #[test]
    fn an_edge_becomes_steeper_and_a_plain_stays_plain() {
        let row = [1000u16, 1000, 1000, 2000, 2000, 2000];
        let sharp = sharpen(picture(Channels::Gray, 6, row.repeat(3))).unwrap();
        // Three of the eight neighbours differ by 1000: 3000 / 24 = 125.
        assert_eq!(sharp.samples[6..12], [1000, 1000, 875, 2125, 2000, 2000]);
    }

    #[test]
    fn transparent_neighbours_and_alpha_change_nothing() {
        let row = [5000u16, 65535, 5000, 65535, 60000, 0];
        let before = picture(Channels::GrayAlpha, 3, row.repeat(3));
        let after = sharpen(before.clone()).unwrap();
        assert_eq!(after.samples[..4], before.samples[..4]);
        assert_eq!(after.samples[5], 0);
    }
}
