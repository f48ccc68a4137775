//! From the bytes of a row to its samples.

use super::colors::{Lab, YCbCr};
use super::numbers::{self, Scale};
use crate::contract::{Error, ImageFormat};
use crate::error;
use crate::head::{TiffDirectory, TiffOrder};
use crate::picture::{self, Channels};

/// Values of the tag PhotometricInterpretation.
const WHITE_IS_ZERO: u16 = 0;
const BLACK_IS_ZERO: u16 = 1;
const RGB: u16 = 2;
const PALETTE: u16 = 3;
const SEPARATED: u16 = 5;
const YCBCR: u16 = 6;
const CIE_LAB: u16 = 8;
const ICC_LAB: u16 = 9;

const MAX_SAMPLES: usize = 32;

/// How pixels are stored, and what they become.
pub(super) struct SampleLayout {
    pub(super) channels: Channels,
    order: TiffOrder,
    /// 1 to 16, 24 or 32.
    bits: u16,
    /// What samples mean that have a sign or are floating-point numbers.
    scale: Option<Scale>,
    /// Stored samples of a pixel, with those that do not count.
    stored: usize,
    planar: bool,
    predictor: Predictor,
    white_is_zero: bool,
    /// Whether colours have been multiplied by alpha.
    premultiplied: bool,
    /// Red, green and blue of each index.
    palette: Option<Vec<[u8; 3]>>,
    ycbcr: Option<YCbCr>,
    lab: Option<Lab>,
}

/// How samples are predicted from those before (TIFF 6.0, section 14, and Adobe's Technical Note 3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Predictor {
    None,
    Horizontal,
    /// The bytes of a row's numbers are stored apart, the upper ones first.
    FloatingPoint,
}

impl SampleLayout {
    pub(super) fn new(directory: &TiffDirectory, bytes: &[u8]) -> Result<Self, Error> {
        let unsupported =
            |feature: &str| Err(error::unsupported_feature(ImageFormat::Tiff, feature));
        let bits = directory.bits_per_sample;
        match (bits, directory.sample_format) {
            (1..=16 | 24 | 32, 1 | 4) | (8 | 16 | 32, 2) | (16 | 32, 3) => {}
            (bits, 1 | 4) => return unsupported(&format!("{bits} bits per sample")),
            (bits, 2) => return unsupported(&format!("samples with a sign and {bits} bits")),
            (bits, 3) => {
                return unsupported(&format!("floating-point numbers with {bits} bits"));
            }
            _ => return unsupported("samples of another kind than numbers"),
        }
        let alpha = directory.has_alpha();
        let channels = match (directory.photometric, directory.color_samples, alpha) {
            (WHITE_IS_ZERO | BLACK_IS_ZERO, 1, false) => Channels::Gray,
            (WHITE_IS_ZERO | BLACK_IS_ZERO, 1, true) => Channels::GrayAlpha,
            (RGB, 3, false) => Channels::Rgb,
            (RGB, 3, true) => Channels::Rgba,
            (PALETTE, 1, false) if bits <= 8 => Channels::Rgb,
            (PALETTE, 1, true) if bits == 8 && !directory.planar => Channels::Rgba,
            (SEPARATED, 4, _) => Channels::Cmyk,
            // The JPEG decoder makes it RGB.
            (YCBCR, 3, false) if directory.compression == 7 => Channels::Rgb,
            (YCBCR, 3, false) if bits == 8 && directory.sample_format == 1 => Channels::Rgb,
            (YCBCR, _, _) => {
                return unsupported("YCbCr colours with alpha, or of other samples than 8 bits");
            }
            (CIE_LAB | ICC_LAB, 3, _) if matches!(bits, 8 | 16) && directory.sample_format != 3 => {
                match alpha {
                    false => Channels::Rgb,
                    true => Channels::Rgba,
                }
            }
            (CIE_LAB | ICC_LAB | 10, _, _) => return unsupported("this kind of Lab colours"),
            (32844 | 32845, _, _) => return unsupported("LogLuv colours"),
            (32803 | 34892, _, _) => return unsupported("a camera's raw samples"),
            (photometric, samples, _) => {
                return unsupported(&format!(
                    "colours of kind {photometric} with {samples} samples"
                ));
            }
        };
        let ycbcr = match directory.photometric {
            YCBCR if directory.compression != 7 => Some(YCbCr::new(directory, bytes)?),
            _ => None,
        };
        let is_subsampled = ycbcr.as_ref().is_some_and(YCbCr::is_subsampled);
        if is_subsampled && (directory.planar || directory.predictor != 1) {
            return unsupported("subsampled YCbCr colours in planes, or with a predictor");
        }
        let predictor = match directory.predictor {
            1 => Predictor::None,
            // As in libtiff, it is not defined where samples end inside a byte.
            2 if matches!(bits, 8 | 16 | 32) => Predictor::Horizontal,
            3 if directory.sample_format == 3 => Predictor::FloatingPoint,
            other => return unsupported(&format!("predictor {other} with {bits} bits")),
        };
        let stored = usize::from(directory.samples_per_pixel);
        let needed = match directory.photometric {
            PALETTE => channels.count() - 2,
            _ => channels.count(),
        };
        if stored < needed {
            return Err(error::malformed(
                ImageFormat::Tiff,
                &format!("it has {stored} samples per pixel, too few for its colours"),
            ));
        }
        // Rows are measured in bits, and must fit into what a 32-bit machine can count.
        if stored > MAX_SAMPLES {
            return unsupported(&format!("{stored} samples per pixel"));
        }
        let palette = match directory.photometric {
            PALETTE => Some(palette(directory, bytes)?),
            _ => None,
        };
        Ok(Self {
            channels,
            order: directory.order,
            bits,
            stored,
            planar: directory.planar && stored > 1,
            predictor,
            scale: match directory.photometric {
                // Indices are numbers without a sign, whatever is said.
                PALETTE | CIE_LAB | ICC_LAB => None,
                _ => Scale::new(directory),
            },
            white_is_zero: directory.photometric == WHITE_IS_ZERO,
            premultiplied: alpha && directory.extra_sample == Some(1),
            palette,
            ycbcr,
            lab: match directory.photometric {
                CIE_LAB => Some(Lab::new(bits == 16, true)),
                ICC_LAB => Some(Lab::new(bits == 16, false)),
                _ => None,
            },
        })
    }

    pub(super) fn is_sixteen(&self) -> bool {
        self.bits > 8 || self.scale.is_some() || self.lab.is_some()
    }

    /// How many rows are stored together: those that share their chroma.
    pub(super) fn rows_together(&self) -> u32 {
        self.ycbcr.as_ref().map_or(1, YCbCr::rows_together)
    }

    /// How many planes there are, one for each sample where they are apart. Those that do not count are not read.
    pub(super) fn planes(&self) -> usize {
        if self.planar { self.used() } else { 1 }
    }

    /// Samples of a pixel that are looked at.
    fn used(&self) -> usize {
        match self.palette {
            Some(_) => self.channels.count() - 2,
            None => self.channels.count(),
        }
    }

    /// Samples of a pixel in one plane.
    fn step(&self) -> usize {
        if self.planar { 1 } else { self.stored }
    }

    /// Bytes of a row of one plane, or of the rows that are stored together.
    pub(super) fn row_bytes(&self, width: u32) -> usize {
        if let Some(ycbcr) = self.ycbcr.as_ref().filter(|ycbcr| ycbcr.is_subsampled()) {
            return ycbcr.bytes_together(width as usize);
        }
        (width as usize * self.step() * usize::from(self.bits)).div_ceil(8)
    }

    /// Whether a row of this width ends with a whole byte.
    pub(super) fn fills_bytes(&self, width: u32) -> bool {
        self.ycbcr.is_some()
            || (width as usize * self.step() * usize::from(self.bits)).is_multiple_of(8)
    }

    /// Adds each sample to that of the pixel before (TIFF 6.0, section 14).
    pub(super) fn undo_prediction(&self, row: &mut [u8]) {
        let step = self.step();
        match self.predictor {
            Predictor::None => return,
            Predictor::FloatingPoint => {
                return numbers::undo_prediction(row, step, usize::from(self.bits / 8), self.order);
            }
            Predictor::Horizontal => {}
        }
        let size = usize::from(self.bits / 8);
        for start in (step * size..row.len() / size * size).step_by(size) {
            let before = start - step * size;
            match (size, self.order) {
                (1, _) => row[start] = row[start].wrapping_add(row[before]),
                (2, order) => {
                    let pair = |at: usize| order.u16([row[at], row[at + 1]]);
                    let sum = pair(start).wrapping_add(pair(before));
                    row[start..start + 2].copy_from_slice(&order.pair(sum));
                }
                (_, order) => {
                    let number =
                        |at: usize| order.u32([row[at], row[at + 1], row[at + 2], row[at + 3]]);
                    let sum = number(start).wrapping_add(number(before));
                    row[start..start + 4].copy_from_slice(&order.four(sum));
                }
            }
        }
    }

    /// Turns the bytes of a row, plane behind plane, into samples: of 8 bits in `eight`, or more in `sixteen`. Where rows are
    /// stored together, `row` says which of them.
    pub(super) fn convert(
        &self,
        packed: &[u8],
        (width, row): (usize, usize),
        eight: &mut [u8],
        sixteen: &mut [u16],
    ) {
        let plane_bytes = packed.len() / self.planes();
        let count = self.channels.count();
        if let Some(palette) = &self.palette {
            for (x, pixel) in eight.chunks_exact_mut(count).take(width).enumerate() {
                let index = self.number(packed, x * self.step()) as usize;
                pixel[..3].copy_from_slice(palette.get(index).unwrap_or(&[0; 3]));
                if let Some(alpha) = pixel.get_mut(3) {
                    *alpha = self.number(packed, x * self.step() + 1) as u8;
                }
            }
            return;
        }
        if let Some(ycbcr) = self.ycbcr.as_ref().filter(|ycbcr| ycbcr.is_subsampled()) {
            ycbcr.convert_together(packed, row, eight);
            return;
        }
        // Most pictures are stored as they are handed out.
        let is_plain = self.bits == 8
            && !self.is_sixteen()
            && self.stored == count
            && !self.planar
            && !self.white_is_zero;
        if is_plain {
            eight.copy_from_slice(&packed[..eight.len()]);
        }
        for channel in 0..if is_plain { 0 } else { count } {
            let (plane, offset) = if self.planar {
                (&packed[channel * plane_bytes..][..plane_bytes], 0)
            } else {
                (packed, channel)
            };
            let inverted = self.white_is_zero && channel == 0;
            for x in 0..width {
                let at = x * self.step() + offset;
                let to = x * count + channel;
                let number = self.number(plane, at);
                // The greatest sample becomes the greatest of 8 or 16 bits.
                if self.is_sixteen() {
                    let sample = match (&self.scale, self.bits) {
                        (Some(scale), _) => scale.sample(number),
                        (None, 17..) => (number >> (self.bits - 16)) as u16,
                        (None, 16) => number as u16,
                        (None, bits) => (number * 65535 / ((1 << bits) - 1)) as u16,
                    };
                    sixteen[to] = if inverted { !sample } else { sample };
                } else {
                    let sample = (number * 255 / ((1 << self.bits) - 1)) as u8;
                    eight[to] = if inverted { !sample } else { sample };
                }
            }
        }
        if let Some(ycbcr) = &self.ycbcr {
            eight
                .as_chunks_mut::<3>()
                .0
                .iter_mut()
                .for_each(|pixel| ycbcr.convert(pixel));
        }
        if let Some(lab) = &self.lab {
            for pixel in sixteen.chunks_exact_mut(count) {
                lab.convert(pixel);
            }
        }
        if self.premultiplied {
            divide_by_alpha(eight, count, |color, alpha| {
                ((u32::from(color) * 255 + u32::from(alpha) / 2) / u32::from(alpha)).min(255) as u8
            });
            divide_by_alpha(sixteen, count, |color, alpha| {
                ((u32::from(color) * 65535 + u32::from(alpha) / 2) / u32::from(alpha)).min(65535)
                    as u16
            });
        }
    }

    /// A sample as it is stored. 0 beyond the end.
    fn number(&self, plane: &[u8], at: usize) -> u32 {
        let bits = usize::from(self.bits);
        let rest = plane.get(at * bits / 8..).unwrap_or_default();
        match (bits, rest) {
            (8, [byte, ..]) => u32::from(*byte),
            (16, [first, second, ..]) => u32::from(self.order.u16([*first, *second])),
            (24, [first, second, third, ..]) => match self.order {
                TiffOrder::LittleEndian => u32::from_le_bytes([*first, *second, *third, 0]),
                TiffOrder::BigEndian => u32::from_be_bytes([0, *first, *second, *third]),
            },
            (32, [first, second, third, fourth, ..]) => {
                self.order.u32([*first, *second, *third, *fourth])
            }
            // Packed from the upper bit on, whatever the order of bytes; at most 15 bits lie in three bytes.
            (1..16, _) => {
                let byte = |index: usize| u32::from(rest.get(index).copied().unwrap_or_default());
                let window = byte(0) << 16 | byte(1) << 8 | byte(2);
                window >> (24 - at * bits % 8 - bits) & ((1 << bits) - 1)
            }
            _ => 0,
        }
    }
}

/// Straight colours from colours multiplied by alpha. What is transparent has none.
fn divide_by_alpha<T: Copy + Default + PartialEq>(
    samples: &mut [T],
    count: usize,
    divide: impl Fn(T, T) -> T,
) {
    for pixel in samples.chunks_exact_mut(count) {
        let Some((alpha, colors)) = pixel.split_last_mut() else {
            continue;
        };
        for color in colors {
            *color = if *alpha == T::default() {
                T::default()
            } else {
                divide(*color, *alpha)
            };
        }
    }
}

/// All reds, then all greens, then all blues, 16 bits each.
fn palette(directory: &TiffDirectory, bytes: &[u8]) -> Result<Vec<[u8; 3]>, Error> {
    let Some(map) = directory.color_map else {
        return Err(error::malformed(
            ImageFormat::Tiff,
            "its palette is missing",
        ));
    };
    let colors = map.count / 3;
    // Some writers have filled only the lower byte of each number.
    let is_small = (0..map.count.min(768)).all(|at| map.get(bytes, at).unwrap_or(0) < 256);
    let mut palette = picture::reserve(256)?;
    for index in 0..colors.min(1 << directory.bits_per_sample.min(8)) {
        let color = |plane: u32| {
            let sample = map.get(bytes, plane * colors + index).unwrap_or(0);
            // Others have left the lower byte empty, so the upper one is the colour.
            if is_small {
                sample as u8
            } else {
                (sample >> 8) as u8
            }
        };
        palette.push([color(0), color(1), color(2)]);
    }
    Ok(palette)
}
