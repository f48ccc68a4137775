//! ThumbHash: a blurred picture in about 25 bytes, after the description at <https://evanw.github.io/thumbhash/>.
//!
//! Luminance, two differences of colours and, where there is any, alpha are each told by their mean and the lowest
//! frequencies of a cosine transform, with 4 bits for each frequency.

use std::f64::consts::PI;

use crate::picture::Picture;

/// The picture is shrunk to at most so many pixels on each side. More would change nothing but the time it takes.
const MAX_SIDE: usize = 100;

/// A scale below this is what rounding leaves of an even surface.
const NOTHING: f64 = 1e-9;

/// The ThumbHash of a picture of any size.
pub(crate) fn encode(picture: &Picture) -> Vec<u8> {
    let small = Small::new(picture);
    let average = small.average();
    let has_alpha = small.pixels.iter().any(|pixel| pixel[3] < 1.0);
    let longest = small.width.max(small.height) as f64;
    // With alpha there are fewer bits left for luminance.
    let limit = if has_alpha { 5.0 } else { 7.0 };
    let frequencies = |side: usize| ((limit * side as f64 / longest + 0.5) as usize).max(1);
    let (across, down) = (frequencies(small.width), frequencies(small.height));
    let channel = |of: fn([f64; 3], f64) -> f64, across: usize, down: usize| {
        let values: Vec<f64> = small
            .pixels
            .iter()
            .map(|pixel| {
                let alpha = pixel[3];
                let over = |at: usize| average[at] * (1.0 - alpha) + pixel[at];
                of([over(0), over(1), over(2)], alpha)
            })
            .collect();
        Channel::new(&values, small.width, small.height, across, down)
    };
    let luminance = channel(|[r, g, b], _| (r + g + b) / 3.0, across.max(3), down.max(3));
    let yellow_blue = channel(|[r, g, b], _| (r + g) / 2.0 - b, 3, 3);
    let red_green = channel(|[r, g, _], _| r - g, 3, 3);
    let alpha = has_alpha.then(|| channel(|_, alpha| alpha, 5, 5));

    let is_landscape = small.width > small.height;
    let header = steps(63.0, luminance.mean)
        | steps(31.5, 1.0 + yellow_blue.mean) << 6
        | steps(31.5, 1.0 + red_green.mean) << 12
        | steps(31.0, luminance.scale) << 18
        | u64::from(has_alpha) << 23
        | (if is_landscape { down } else { across } as u64) << 24
        | steps(63.0, yellow_blue.scale) << 27
        | steps(63.0, red_green.scale) << 33
        | u64::from(is_landscape) << 39;
    let mut hash = header.to_le_bytes()[..5].to_vec();
    if let Some(alpha) = &alpha {
        hash.push((steps(15.0, alpha.mean) | steps(15.0, alpha.scale) << 4) as u8);
    }
    let channels = [
        Some(&luminance),
        Some(&yellow_blue),
        Some(&red_green),
        alpha.as_ref(),
    ];
    let nibbles: Vec<u8> = channels
        .into_iter()
        .flatten()
        .flat_map(|channel| channel.nibbles())
        .collect();
    hash.extend(nibbles.chunks(2).map(|pair| match pair {
        [low, high] => low | high << 4,
        _ => pair[0],
    }));
    hash
}

/// A share of the full range as one of `most + 1` steps.
fn steps(most: f64, share: f64) -> u64 {
    (most * share + 0.5) as u64
}

/// A picture of at most [`MAX_SIDE`] pixels a side: red, green and blue, premultiplied, and alpha; from 0 to 1.
struct Small {
    width: usize,
    height: usize,
    pixels: Vec<[f64; 4]>,
}

impl Small {
    /// Each pixel is the mean of what it covers.
    fn new(picture: &Picture) -> Self {
        let (from_width, from_height) = (picture.size.width as usize, picture.size.height as usize);
        let longest = from_width.max(from_height);
        let shrunk = |side: usize| {
            if longest <= MAX_SIDE {
                side
            } else {
                ((side * MAX_SIDE + longest / 2) / longest).max(1)
            }
        };
        let (width, height) = (shrunk(from_width), shrunk(from_height));
        let mut pixels = vec![[0.0; 4]; width * height];
        for y in 0..height {
            for x in 0..width {
                let pixel = &mut pixels[y * width + x];
                let mut area = 0.0;
                for (from_y, share_y) in covered(y, height, from_height) {
                    for (from_x, share_x) in covered(x, width, from_width) {
                        let share = share_x * share_y;
                        area += share;
                        let color = premultiplied(picture, from_x, from_y);
                        for (sum, value) in pixel.iter_mut().zip(color) {
                            *sum += value * share;
                        }
                    }
                }
                *pixel = pixel.map(|sum| sum / area);
            }
        }
        Self {
            width,
            height,
            pixels,
        }
    }

    /// The mean colour of what is to be seen.
    fn average(&self) -> [f64; 3] {
        let mut sum = [0.0; 4];
        for pixel in &self.pixels {
            for (sum, value) in sum.iter_mut().zip(pixel) {
                *sum += value;
            }
        }
        let alpha = if sum[3] > 0.0 { sum[3] } else { 1.0 };
        [sum[0] / alpha, sum[1] / alpha, sum[2] / alpha]
    }
}

/// Which of `from` pixels the one at `at` of `to` pixels covers, and how much of each.
fn covered(at: usize, to: usize, from: usize) -> impl Iterator<Item = (usize, f64)> {
    // In parts of a pixel, so that everything is exact.
    let (start, end) = (at * from, (at + 1) * from);
    (start / to..end.div_ceil(to)).map(move |index| {
        let part = ((index + 1) * to).min(end) - (index * to).max(start);
        (index, part as f64)
    })
}

fn premultiplied(picture: &Picture, x: usize, y: usize) -> [f64; 4] {
    let share = |sample: u16| f64::from(sample) / 65535.0;
    let (color, alpha) = match *picture.pixel(x, y) {
        [gray] => ([gray; 3], 1.0),
        [gray, alpha] => ([gray; 3], share(alpha)),
        [red, green, blue] => ([red, green, blue], 1.0),
        [red, green, blue, alpha, ..] => ([red, green, blue], share(alpha)),
        [] => ([0; 3], 0.0),
    };
    let [red, green, blue] = color.map(|sample| share(sample) * alpha);
    [red, green, blue, alpha]
}

/// A channel by its mean and its lowest frequencies.
struct Channel {
    mean: f64,
    frequencies: Vec<f64>,
    /// The greatest of them.
    scale: f64,
}

impl Channel {
    /// The frequencies below the diagonal from `across` to `down`.
    fn new(values: &[f64], width: usize, height: usize, across: usize, down: usize) -> Self {
        let wave = |side: usize, frequency: usize| -> Vec<f64> {
            (0..side)
                .map(|at| libm::cos(PI / side as f64 * frequency as f64 * (at as f64 + 0.5)))
                .collect()
        };
        let waves: Vec<Vec<f64>> = (0..across)
            .map(|frequency| wave(width, frequency))
            .collect();
        let mut channel = Self {
            mean: 0.0,
            frequencies: Vec::new(),
            scale: 0.0,
        };
        for y in 0..down {
            let column = wave(height, y);
            for (x, row) in waves.iter().enumerate() {
                if x * down >= across * (down - y) {
                    break;
                }
                let mut sum = 0.0;
                for (values, down) in values.chunks_exact(width).zip(&column) {
                    for (value, across) in values.iter().zip(row) {
                        sum += value * across * down;
                    }
                }
                sum /= (width * height) as f64;
                if x == 0 && y == 0 {
                    channel.mean = sum;
                } else {
                    channel.frequencies.push(sum);
                    channel.scale = channel.scale.max(sum.abs());
                }
            }
        }
        channel
    }

    /// The frequencies from 0 to 15, where the greatest decides on the steps.
    fn nibbles(&self) -> impl Iterator<Item = u8> {
        let scale = self.scale;
        self.frequencies.iter().map(move |frequency| {
            if scale < NOTHING {
                return 0;
            }
            steps(15.0, 0.5 + 0.5 / scale * frequency) as u8
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::Size;
    use crate::picture::{Channels, from_byte};

    type Formula = fn(usize, usize, usize, usize) -> [u8; 4];

    fn opaque(x: usize, y: usize, width: usize, height: usize) -> [u8; 4] {
        [
            (x * 255 / width) as u8,
            (y * 255 / height) as u8,
            (x * y * 7 % 256) as u8,
            255,
        ]
    }

    fn transparent(x: usize, y: usize, width: usize, _: usize) -> [u8; 4] {
        [
            ((x * 5 + y) % 256) as u8,
            255 - (x * 255 / width) as u8,
            (y * 11 % 256) as u8,
            ((x * 3 + y * 5) % 256) as u8,
        ]
    }

    fn picture(of: Formula, width: usize, height: usize) -> Picture {
        let pixels = (0..height).flat_map(|y| (0..width).map(move |x| of(x, y, width, height)));
        Picture {
            size: Size {
                width: width as u32,
                height: height as u32,
            },
            channels: Channels::Rgba,
            samples: pixels.flatten().map(from_byte).collect(),
        }
    }

    fn hex(hash: &[u8]) -> String {
        hash.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// What `rgbaToThumbHash` of the npm package `thumbhash` 0.1.1 says of the same pictures:
    ///
    /// ```js
    /// import { rgbaToThumbHash } from 'thumbhash'
    /// const rgba = []
    /// for (let y = 0; y < h; y++) for (let x = 0; x < w; x++) rgba.push(...of(x, y, w, h))
    /// console.log(Buffer.from(rgbaToThumbHash(w, h, rgba)).toString('hex'))
    /// ```
    #[test]
    fn equals_the_reference_implementation() {
        let formulas: [(Formula, usize, usize, &str); 6] = [
            (
                opaque,
                100,
                75,
                "1f080a359a7077777078778778677787808008f888",
            ),
            (opaque, 30, 100, "1ff809321a70707777777777918008f787"),
            (
                opaque,
                7,
                7,
                "57090e1f1a80877790888888787888888887a7a880808f07",
            ),
            (opaque, 100, 1, "caf91681be8487878888087b8488408808"),
            (
                transparent,
                64,
                48,
                "dfe7851c8e182f7b8495a438e7b076208a8877974038d3b506",
            ),
            (
                transparent,
                33,
                99,
                "2008860a14187f708868a6ad700a688877775577783703",
            ),
        ];
        for (of, width, height, expected) in formulas {
            let hash = encode(&picture(of, width, height));
            assert_eq!(hex(&hash), expected, "{width} x {height}");
        }
    }

    #[test]
    fn large_pictures_are_shrunk_by_their_means() {
        let small = picture(opaque, 100, 75);
        let mut large = picture(opaque, 300, 225);
        large.samples = (0..225)
            .flat_map(|y| (0..300).map(move |x| (x / 3, y / 3)))
            .flat_map(|(x, y)| small.pixel(x, y).to_vec())
            .collect();
        assert_eq!(encode(&large), encode(&small));
    }

    #[test]
    fn every_picture_has_one() {
        for (width, height) in [(1, 1), (1, 3000), (3000, 1), (101, 100)] {
            for channels in [
                Channels::Gray,
                Channels::GrayAlpha,
                Channels::Rgb,
                Channels::Rgba,
            ] {
                for sample in [0, 65535] {
                    let picture = Picture {
                        size: Size { width, height },
                        channels,
                        samples: vec![sample; (width * height) as usize * channels.count()],
                    };
                    assert!((5..=25).contains(&encode(&picture).len()));
                }
            }
        }
    }
}
