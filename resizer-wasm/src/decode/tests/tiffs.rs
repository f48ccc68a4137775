//! TIFF files of many kinds.

use miniz_oxide::deflate::compress_to_vec_zlib;
use weezl::BitOrder;

use super::files::{self, packed};
use super::*;

/// A file of 5 x 4 pixels whose directory comes last.
struct Tiff {
    big_endian: bool,
    bits: u16,
    samples: u16,
    photometric: u16,
    compression: u16,
    predictor: u16,
    planar: bool,
    rows_per_strip: usize,
    /// Width and height of the tiles, where there are any.
    tile: Option<(usize, usize)>,
    extra: Option<u16>,
    more: Vec<(u16, u16, Vec<u32>)>,
}

const WIDTH: usize = 5;
const HEIGHT: usize = 4;

impl Tiff {
    fn new(photometric: u16, samples: u16, bits: u16) -> Self {
        Self {
            big_endian: false,
            bits,
            samples,
            photometric,
            compression: 1,
            predictor: 1,
            planar: false,
            rows_per_strip: 2,
            tile: None,
            extra: None,
            more: Vec::new(),
        }
    }

    fn sample(&self, x: usize, y: usize, channel: usize) -> u16 {
        if x >= WIDTH || y >= HEIGHT {
            return 0;
        }
        let range = 1u64 << self.bits.min(16);
        ((x * 37 + y * 1009 + channel * 77 + x * y * 501) as u64 % range) as u16
    }

    fn number(&self, number: u32, bytes: usize) -> Vec<u8> {
        if self.big_endian {
            number.to_be_bytes()[4 - bytes..].to_vec()
        } else {
            number.to_le_bytes()[..bytes].to_vec()
        }
    }

    /// One row of a strip or a tile, packed.
    fn row(&self, samples: &[u16]) -> Vec<u8> {
        let step = if self.planar {
            1
        } else {
            usize::from(self.samples)
        };
        let mut samples = samples.to_vec();
        if self.predictor == 2 {
            for index in (step..samples.len()).rev() {
                let difference = samples[index].wrapping_sub(samples[index - step]);
                samples[index] = difference & (u32::MAX >> (32 - self.bits.min(16))) as u16;
            }
        }
        match self.bits {
            16 => samples
                .iter()
                .flat_map(|sample| self.number(u32::from(*sample), 2))
                .collect(),
            32 => samples
                .iter()
                .flat_map(|sample| self.number(u32::from(*sample) << 16, 4))
                .collect(),
            bits => packed(&samples, bits as u8),
        }
    }

    fn compressed(&self, raw: &[u8]) -> Vec<u8> {
        match self.compression {
            5 => weezl::encode::Encoder::with_tiff_size_switch(BitOrder::Msb, 8)
                .encode(raw)
                .unwrap(),
            8 => compress_to_vec_zlib(raw, 6),
            // Two bytes as they are, and the others as runs of one.
            32773 => {
                let (first, rest) = raw.split_at(raw.len().min(2));
                let mut packed = vec![first.len() as u8 - 1];
                packed.extend(first);
                packed.push(0x80);
                for byte in rest {
                    packed.extend([0, *byte]);
                }
                packed
            }
            _ => raw.to_vec(),
        }
    }

    /// Strips or tiles, plane by plane.
    fn chunks(&self) -> Vec<Vec<u8>> {
        let (width, height) = self.tile.unwrap_or((WIDTH, self.rows_per_strip));
        let planes = if self.planar {
            usize::from(self.samples)
        } else {
            1
        };
        let mut chunks = Vec::new();
        for plane in 0..planes {
            for top in (0..HEIGHT).step_by(height) {
                for left in (0..WIDTH).step_by(width) {
                    let mut raw = Vec::new();
                    for y in top..top + height {
                        let channels = if self.planar {
                            plane..plane + 1
                        } else {
                            0..usize::from(self.samples)
                        };
                        let samples: Vec<u16> = (left..left + width)
                            .flat_map(|x| channels.clone().map(move |channel| (x, channel)))
                            .map(|(x, channel)| self.sample(x, y, channel))
                            .collect();
                        raw.extend(self.row(&samples));
                    }
                    chunks.push(self.compressed(&raw));
                }
            }
        }
        chunks
    }

    fn file(&self) -> Vec<u8> {
        let mut file = if self.big_endian { b"MM\0*" } else { b"II*\0" }.to_vec();
        file.extend([0; 4]);
        let mut offsets = Vec::new();
        let mut lengths = Vec::new();
        for chunk in self.chunks() {
            offsets.push(file.len() as u32);
            lengths.push(chunk.len() as u32);
            file.extend(chunk);
        }
        let mut entries: Vec<(u16, u16, Vec<u32>)> = vec![
            (256, 3, vec![WIDTH as u32]),
            (257, 3, vec![HEIGHT as u32]),
            (
                258,
                3,
                vec![u32::from(self.bits); usize::from(self.samples)],
            ),
            (259, 3, vec![u32::from(self.compression)]),
            (262, 3, vec![u32::from(self.photometric)]),
            (277, 3, vec![u32::from(self.samples)]),
            (284, 3, vec![1 + u32::from(self.planar)]),
            (317, 3, vec![u32::from(self.predictor)]),
        ];
        match self.tile {
            Some((width, height)) => entries.extend([
                (322, 3, vec![width as u32]),
                (323, 3, vec![height as u32]),
                (324, 4, offsets),
                (325, 4, lengths),
            ]),
            None => entries.extend([
                (273, 4, offsets),
                (278, 3, vec![self.rows_per_strip as u32]),
                (279, 4, lengths),
            ]),
        }
        if let Some(extra) = self.extra {
            entries.push((338, 3, vec![u32::from(extra)]));
        }
        entries.extend(self.more.clone());
        let mut directory = self.number(entries.len() as u32, 2);
        for (tag, kind, numbers) in entries {
            let size = match kind {
                1 | 7 => 1,
                3 => 2,
                _ => 4,
            };
            let mut value: Vec<u8> = numbers
                .iter()
                .flat_map(|number| self.number(*number, size))
                .collect();
            if value.len() > 4 {
                let position = self.number(file.len() as u32, 4);
                file.extend(value);
                value = position;
            }
            value.resize(4, 0);
            directory.extend(self.number(u32::from(tag), 2));
            directory.extend(self.number(u32::from(kind), 2));
            directory.extend(self.number(numbers.len() as u32, 4));
            directory.extend(value);
        }
        let start = self.number(file.len() as u32, 4);
        file[4..8].copy_from_slice(&start);
        file.extend(directory);
        file.extend([0; 4]);
        file
    }

    /// All samples as they are stored.
    fn samples(&self) -> Vec<u16> {
        let mut samples = Vec::new();
        for y in 0..HEIGHT {
            for x in 0..WIDTH {
                samples.extend(
                    (0..usize::from(self.samples)).map(|channel| self.sample(x, y, channel)),
                );
            }
        }
        samples
    }
}

/// RGB in two strips.
pub(super) fn simple(compression: u16) -> Vec<u8> {
    let mut tiff = Tiff::new(2, 3, 8);
    tiff.compression = compression;
    tiff.file()
}

/// Where the second strip of [`simple`] begins.
pub(super) fn second_strip(file: &[u8]) -> usize {
    let tiff = Tiff::new(2, 3, 8);
    let mut tiff = Tiff {
        compression: 8,
        ..tiff
    };
    tiff.predictor = 1;
    let first = tiff.chunks()[0].len();
    assert_eq!(file, tiff.file());
    8 + first
}

/// RGB in tiles that go beyond the picture.
pub(super) fn tiled() -> Vec<u8> {
    let mut tiff = Tiff::new(2, 3, 8);
    tiff.tile = Some((3, 3));
    tiff.file()
}

#[test]
fn every_arrangement_of_rgb_is_read() {
    for bits in [8, 16] {
        for compression in [1, 5, 8, 32773] {
            for predictor in [1, 2] {
                for planar in [false, true] {
                    for (big_endian, tile) in [(false, None), (true, None), (true, Some((4, 3)))] {
                        let tiff = Tiff {
                            big_endian,
                            compression,
                            predictor,
                            planar,
                            tile,
                            ..Tiff::new(2, 3, bits)
                        };
                        let decoded = decode(&tiff.file()).unwrap();
                        let what = format!("{bits} {compression} {predictor} {planar} {tile:?}");
                        assert_eq!(decoded.samples, tiff.samples(), "{what}");
                        assert_eq!(decoded.sixteen, bits == 16);
                    }
                }
            }
        }
    }
}

#[test]
fn gray_of_any_depth_is_read_black_or_white_at_zero() {
    for bits in [1, 2, 3, 4, 7, 8, 10, 12, 16, 32] {
        let tiff = Tiff::new(1, 1, bits);
        let greatest = (1u64 << bits.min(16)) - 1;
        let full = if bits > 8 { 65535 } else { 255 };
        let expected: Vec<u16> = tiff
            .samples()
            .iter()
            .map(|sample| (u64::from(*sample) * full / greatest) as u16)
            .collect();
        assert_eq!(
            decode(&tiff.file()).unwrap().samples,
            expected,
            "{bits} bits"
        );
        let inverted: Vec<u16> = expected.iter().map(|sample| full as u16 - sample).collect();
        let tiff = Tiff::new(0, 1, bits);
        assert_eq!(
            decode(&tiff.file()).unwrap().samples,
            inverted,
            "{bits} bits"
        );
    }
}

#[test]
fn palettes_inks_and_alpha_are_read() {
    let mut tiff = Tiff::new(3, 1, 4);
    let map = |index: u32| (index % 16) * 4369;
    tiff.more = vec![(
        320,
        3,
        (0..48).map(|index| map(index + index / 16)).collect(),
    )];
    let decoded = decode(&tiff.file()).unwrap();
    assert_eq!(decoded.channels, Channels::Rgb);
    let expected: Vec<u16> = tiff
        .samples()
        .iter()
        .flat_map(|index| [0, 1, 2].map(|plane| (index + plane) % 16 * 17))
        .collect();
    assert_eq!(decoded.samples, expected);

    let tiff = Tiff::new(5, 4, 8);
    let decoded = decode(&tiff.file()).unwrap();
    assert_eq!(decoded.channels, Channels::Cmyk);
    assert_eq!(decoded.samples, tiff.samples());

    let mut tiff = Tiff::new(1, 2, 8);
    tiff.extra = Some(2);
    let decoded = decode(&tiff.file()).unwrap();
    assert_eq!(decoded.channels, Channels::GrayAlpha);
    assert_eq!(decoded.samples, tiff.samples());

    // Samples that say nothing are left away.
    tiff.extra = Some(0);
    let decoded = decode(&tiff.file()).unwrap();
    assert_eq!(decoded.channels, Channels::Gray);
    let grays: Vec<u16> = tiff.samples().chunks(2).map(|pixel| pixel[0]).collect();
    assert_eq!(decoded.samples, grays);
}

#[test]
fn colours_multiplied_by_alpha_are_made_straight() {
    let mut tiff = Tiff::new(2, 4, 8);
    tiff.extra = Some(1);
    let decoded = decode(&tiff.file()).unwrap();
    let stored = tiff.samples();
    for (pixel, stored) in decoded.samples.chunks(4).zip(stored.chunks(4)) {
        assert_eq!(pixel[3], stored[3]);
        for channel in 0..3 {
            let straight = match stored[3] {
                0 => 0,
                alpha => ((stored[channel] * 255 + alpha / 2) / alpha).min(255),
            };
            assert_eq!(pixel[channel], straight);
        }
    }
}

#[test]
fn fax_and_jpeg_compression_are_undone() {
    for file in [files::FAX_3_TIFF, files::FAX_4_TIFF] {
        let decoded = decode(file).unwrap();
        for (index, sample) in decoded.samples.iter().enumerate() {
            let (x, y) = (index as i32 % 24, index as i32 / 24);
            let is_inside = (x - 12).pow(2) + (y - 8).pow(2) < 36;
            assert_eq!(*sample, if is_inside { 255 } else { 0 }, "{x}, {y}");
        }
    }
    let decoded = decode(files::JPEG_TIFF).unwrap();
    for (index, pixel) in decoded.samples.chunks(3).enumerate() {
        let (x, y) = (index as u16 % 24, index as u16 / 24);
        for (sample, expected) in pixel.iter().zip([x * 10, y * 15, (x + y) * 6]) {
            assert!(sample.abs_diff(expected) < 60, "{pixel:?} at {x}, {y}");
        }
    }
}

#[test]
fn strips_are_turned_only_as_far_as_they_are_needed() {
    let mut tiff = Tiff::new(1, 1, 8);
    // FillOrder: the bits of a byte the other way round.
    tiff.more = vec![(266, 3, vec![2])];
    let expected: Vec<u16> = tiff
        .samples()
        .iter()
        .map(|sample| u16::from((*sample as u8).reverse_bits()))
        .collect();
    let file = tiff.file();
    // All rows, and no byte of what is behind them in the file.
    let needed = (WIDTH * HEIGHT) as u64;
    let within = |max_work| Terms {
        max_work,
        ..terms(false)
    };
    assert_eq!(
        decode_with(&file, within(needed)).unwrap().samples,
        expected
    );
    match decode_with(&file, within(needed - 1)) {
        Err(Error::TooLarge(message)) => {
            assert!(message.contains("lie over one another"), "{message}");
        }
        _ => panic!("more is copied than is allowed"),
    }
}

#[test]
fn what_is_not_read_is_named() {
    let message = |tiff: Tiff| match decode(&tiff.file()) {
        Err(Error::UnsupportedFormat(message)) => message,
        other => panic!("{other:?}"),
    };
    let compressed = |compression| Tiff {
        compression,
        ..Tiff::new(2, 3, 8)
    };
    assert!(message(compressed(6)).contains("JPEG compression (old style)"));
    assert!(message(compressed(50000)).contains("Zstandard compression"));
    let mut float = Tiff::new(1, 1, 8);
    float.more = vec![(339, 3, vec![3])];
    assert!(message(float).contains("floating-point numbers with 8 bits"));
    assert!(message(Tiff::new(6, 3, 16)).contains("YCbCr"));
    let mut raw = Tiff::new(2, 3, 8);
    raw.more = vec![(50706, 1, vec![1, 4, 0, 0])];
    assert!(message(raw).starts_with("this is a DNG raw image"));
}

#[test]
fn orientation_and_profile_are_found() {
    let mut tiff = Tiff::new(1, 1, 8);
    tiff.more = vec![
        (274, 3, vec![6]),
        (700, 1, (0..9).collect()),
        (34675, 7, (1..8).collect()),
    ];
    let file = tiff.file();
    let head = head::read(&file).unwrap();
    assert_eq!(head.orientation.to_exif(), 6);
    assert_eq!(
        head.metadata.icc.as_deref(),
        Some(&[1, 2, 3, 4, 5, 6, 7][..])
    );
    assert_eq!(head.metadata.xmp.as_ref().map(|xmp| xmp.len()), Some(9));
    // The directory comes last, and is asked for.
    let Err(Error::Truncated(truncation)) = head::read(&file[..100]) else {
        panic!("the directory is missing");
    };
    let needed = truncation.needed.unwrap() as usize;
    assert!(needed > 100 && needed <= file.len());
}
