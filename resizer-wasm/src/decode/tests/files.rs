//! Small files of every format.

use std::io::Cursor;

use gif::{DisposalMethod, Encoder as GifEncoder, Frame as GifFrame, Repeat};
use image::{ExtendedColorType, ImageEncoder};
use miniz_oxide::deflate::compress_to_vec_zlib;

/// Made by Pillow 11 from a gradient of 24 x 16 pixels: `save(quality=60)`, with and without alpha,
/// `save(lossless=True)`, and three frames with delays of 40, 50 and 60 ms, played three times.
pub(super) const LOSSY_WEBP: &[u8] = include_bytes!("files/lossy.webp");
/// `vp8-shrink/tests/pictures/q50.webp`, which `make.py` there has made.
pub(super) const TALL_LOSSY_WEBP: &[u8] = include_bytes!("files/lossy-tall.webp");
pub(super) const LOSSY_ALPHA_WEBP: &[u8] = include_bytes!("files/lossy-alpha.webp");
pub(super) const LOSSLESS_ALPHA_WEBP: &[u8] = include_bytes!("files/lossless-alpha.webp");
pub(super) const ANIMATED_LOSSY_WEBP: &[u8] = include_bytes!("files/animated-lossy.webp");

/// Also by Pillow: a white disc with a radius of 6 around (12, 8), `save(compression="group3")` and `"group4"`, and
/// the gradient, `save(compression="jpeg", quality=60)`.
pub(super) const FAX_3_TIFF: &[u8] = include_bytes!("files/fax3.tif");
pub(super) const FAX_4_TIFF: &[u8] = include_bytes!("files/fax4.tif");
pub(super) const JPEG_TIFF: &[u8] = include_bytes!("files/jpeg.tif");

/// One of each kind, with its name.
pub(super) fn all() -> Vec<(String, Vec<u8>)> {
    let mut files = vec![
        ("WebP, lossy".to_owned(), LOSSY_WEBP.to_vec()),
        (
            "WebP, lossy with alpha".to_owned(),
            LOSSY_ALPHA_WEBP.to_vec(),
        ),
        ("WebP, lossless".to_owned(), LOSSLESS_ALPHA_WEBP.to_vec()),
        ("WebP, animated".to_owned(), ANIMATED_LOSSY_WEBP.to_vec()),
        ("TIFF, fax group 3".to_owned(), FAX_3_TIFF.to_vec()),
        ("TIFF, fax group 4".to_owned(), FAX_4_TIFF.to_vec()),
        ("TIFF, JPEG".to_owned(), JPEG_TIFF.to_vec()),
        ("GIF, animated".to_owned(), animated_gif()),
        ("APNG".to_owned(), animated_png()),
        ("BMP, 24 bits".to_owned(), bmp(24, 0, &[])),
        (
            "BMP, alpha mask".to_owned(),
            bmp(32, 3, &[0xff_0000, 0xff00, 0xff, 0xff00_0000]),
        ),
        ("BMP, RLE8".to_owned(), rle_bmp()),
        ("ICO, PNG".to_owned(), icon(&png(&Png::new(6, 8)), 5, 5)),
        ("ICO, DIB".to_owned(), icon(&dib(), 4, 2)),
        ("ICO, 32 bits".to_owned(), icon(&dib_with_alpha(), 2, 1)),
        ("PNM, plain".to_owned(), b"P3 2 1 255 1 2 3 4 5 6\n".to_vec()),
        (
            "PNM, 16 bits".to_owned(),
            b"P5\n# comment\n2 2\n65535\n\x01\x02\x03\x04\x05\x06\x07\x08".to_vec(),
        ),
        (
            "PAM".to_owned(),
            b"P7\nWIDTH 1\nHEIGHT 2\nDEPTH 4\nMAXVAL 255\nTUPLTYPE RGB_ALPHA\nENDHDR\n\x01\x02\x03\x04\x05\x06\x07\x08"
                .to_vec(),
        ),
        ("QOI".to_owned(), qoi()),
        ("TGA".to_owned(), tga()),
        ("TGA, RLE".to_owned(), rle_tga()),
        ("PSD".to_owned(), super::psd::Psd::new(3, 3, &[7; 18]).file()),
        ("TIFF, strips".to_owned(), super::tiffs::simple(5)),
        ("TIFF, Deflate".to_owned(), super::tiffs::simple(8)),
        ("TIFF, tiles".to_owned(), super::tiffs::tiled()),
    ];
    for (color_type, depth) in PNG_KINDS {
        let mut kind = Png::new(color_type, depth);
        files.push((format!("PNG {color_type}/{depth}"), png(&kind)));
        kind.interlaced = true;
        files.push((format!("PNG {color_type}/{depth}, interlaced"), png(&kind)));
    }
    files
}

/// Colour types of PNG, with their depths.
pub(super) const PNG_KINDS: [(u8, u8); 15] = [
    (0, 1),
    (0, 2),
    (0, 4),
    (0, 8),
    (0, 16),
    (2, 8),
    (2, 16),
    (3, 1),
    (3, 2),
    (3, 4),
    (3, 8),
    (4, 8),
    (4, 16),
    (6, 8),
    (6, 16),
];

/// A PNG file of 5 x 5 pixels.
pub(super) struct Png {
    pub(super) color_type: u8,
    pub(super) depth: u8,
    pub(super) interlaced: bool,
    /// Chunks between the header and the picture, and behind the picture.
    pub(super) before: Vec<u8>,
    pub(super) after: Vec<u8>,
}

pub(super) const PNG_SIDE: usize = 5;

impl Png {
    pub(super) fn new(color_type: u8, depth: u8) -> Self {
        let mut before = Vec::new();
        if color_type == 3 {
            let palette: Vec<u8> = (0..1u16 << depth)
                .flat_map(|index| [index as u8, 255 - index as u8, index as u8 / 2])
                .collect();
            before = chunk(b"PLTE", &palette);
        }
        Self {
            color_type,
            depth,
            interlaced: false,
            before,
            after: Vec::new(),
        }
    }

    pub(super) fn channels(&self) -> usize {
        match self.color_type {
            2 => 3,
            4 => 2,
            6 => 4,
            _ => 1,
        }
    }

    /// The sample at a place, which depends on everything.
    pub(super) fn sample(&self, x: usize, y: usize, channel: usize) -> u16 {
        let greatest = if self.depth == 16 {
            65535
        } else {
            (1 << self.depth) - 1
        };
        let number = x * 7 + y * 31 + channel * 101 + x * y * 1031;
        (number % (greatest + 1)) as u16
    }
}

pub(super) fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut chunk = (data.len() as u32).to_be_bytes().to_vec();
    chunk.extend(kind);
    chunk.extend(data);
    let checksum = crc32fast::hash(&chunk[4..]);
    chunk.extend(checksum.to_be_bytes());
    chunk
}

pub(super) fn png(png: &Png) -> Vec<u8> {
    let side = (PNG_SIDE as u32).to_be_bytes();
    let header = [
        &side[..],
        &side,
        &[png.depth, png.color_type, 0, 0, u8::from(png.interlaced)],
    ]
    .concat();
    let passes: &[(usize, usize, usize, usize)] = if png.interlaced {
        &[
            (0, 0, 8, 8),
            (4, 0, 8, 8),
            (0, 4, 4, 8),
            (2, 0, 4, 4),
            (0, 2, 2, 4),
            (1, 0, 2, 2),
            (0, 1, 1, 2),
        ]
    } else {
        &[(0, 0, 1, 1)]
    };
    let mut raw = Vec::new();
    for (left, top, right, down) in passes {
        for y in (*top..PNG_SIDE).step_by(*down) {
            let columns: Vec<usize> = (*left..PNG_SIDE).step_by(*right).collect();
            if columns.is_empty() {
                continue;
            }
            let samples: Vec<u16> = columns
                .iter()
                .flat_map(|x| (0..png.channels()).map(|channel| png.sample(*x, y, channel)))
                .collect();
            raw.push(0);
            raw.extend(packed(&samples, png.depth));
        }
    }
    [
        b"\x89PNG\r\n\x1a\n".to_vec(),
        chunk(b"IHDR", &header),
        png.before.clone(),
        chunk(b"IDAT", &compress_to_vec_zlib(&raw, 6)),
        png.after.clone(),
        chunk(b"IEND", b""),
    ]
    .concat()
}

/// Samples side by side, from the upper bit on.
pub(super) fn packed(samples: &[u16], depth: u8) -> Vec<u8> {
    let mut bytes = vec![0; (samples.len() * usize::from(depth)).div_ceil(8)];
    for (index, sample) in samples.iter().enumerate() {
        for bit in 0..usize::from(depth) {
            let at = index * usize::from(depth) + bit;
            let is_set = sample >> (usize::from(depth) - 1 - bit) & 1;
            bytes[at / 8] |= (is_set as u8) << (7 - at % 8);
        }
    }
    bytes
}

/// A canvas of 4 x 4 and four frames: red all over, a green part that is cleared, a blue one beyond the canvas that
/// gives way to what was there, and an interlaced one with a transparent colour. Played three times.
pub(super) fn animated_gif() -> Vec<u8> {
    let palette = [255, 0, 0, 0, 255, 0, 0, 0, 255, 9, 9, 9];
    let mut file = Vec::new();
    let mut encoder = GifEncoder::new(&mut file, 4, 4, &palette).unwrap();
    encoder.set_repeat(Repeat::Finite(2)).unwrap();
    let frame = |(left, top, width, height), dispose, indices: Vec<u8>| GifFrame {
        left,
        top,
        width,
        height,
        dispose,
        delay: 5,
        buffer: indices.into(),
        ..GifFrame::default()
    };
    let frames = [
        frame((0, 0, 4, 4), DisposalMethod::Keep, vec![0; 16]),
        frame((0, 0, 2, 2), DisposalMethod::Background, vec![1; 4]),
        frame((3, 3, 2, 2), DisposalMethod::Previous, vec![2; 4]),
        GifFrame {
            interlaced: true,
            transparent: Some(3),
            delay: 7,
            // Rows in the order in which they are stored: 0, 2, 1, 3.
            ..frame(
                (0, 0, 4, 4),
                DisposalMethod::Any,
                [[1; 4], [2; 4], [3; 4], [3; 4]].concat(),
            )
        },
    ];
    for frame in &frames {
        encoder.write_frame(frame).unwrap();
    }
    drop(encoder);
    file
}

/// The numbers of a frame's control chunk, without its first, the sequence number.
pub(super) type Control = (u32, u32, u32, u32, u16, u16, u8, u8);

/// An animation on a canvas of 2 x 1 RGBA pixels, played four times. The default picture is the first frame.
pub(super) fn animated_png() -> Vec<u8> {
    let pixel = |color: [u8; 4], count: usize| color.repeat(count);
    apng(
        3,
        &[
            ((2, 1, 0, 0, 1, 10, 0, 0), pixel([255, 0, 0, 255], 2)),
            ((1, 1, 1, 0, 3, 0, 2, 1), pixel([0, 0, 255, 128], 1)),
            ((1, 1, 0, 0, 1, 1000, 1, 0), pixel([0, 255, 0, 0], 1)),
        ],
    )
}

/// Puts an animation of RGBA frames together.
pub(super) fn apng(promised: u32, frames: &[(Control, Vec<u8>)]) -> Vec<u8> {
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    file.extend(chunk(b"IHDR", &[0, 0, 0, 2, 0, 0, 0, 1, 8, 6, 0, 0, 0]));
    let plays = 4u32;
    file.extend(chunk(
        b"acTL",
        &[promised.to_be_bytes(), plays.to_be_bytes()].concat(),
    ));
    let mut sequence = 0u32;
    let mut next = || {
        sequence += 1;
        (sequence - 1).to_be_bytes()
    };
    for (index, (control, pixels)) in frames.iter().enumerate() {
        let (width, height, left, top, delay, unit, dispose, blend) = *control;
        let mut data = next().to_vec();
        for number in [width, height, left, top] {
            data.extend(number.to_be_bytes());
        }
        data.extend(delay.to_be_bytes());
        data.extend(unit.to_be_bytes());
        data.extend([dispose, blend]);
        file.extend(chunk(b"fcTL", &data));
        let raw: Vec<u8> = pixels
            .chunks(width as usize * 4)
            .flat_map(|row| [&[0], row].concat())
            .collect();
        let compressed = compress_to_vec_zlib(&raw, 6);
        if index == 0 {
            file.extend(chunk(b"IDAT", &compressed));
        } else {
            file.extend(chunk(b"fdAT", &[&next()[..], &compressed].concat()));
        }
    }
    file.extend(chunk(b"IEND", b""));
    file
}

/// A BMP file of 2 x 2 pixels with a header of version 4, the lower row first.
pub(super) fn bmp(depth: u16, compression: u32, masks: &[u32]) -> Vec<u8> {
    let mut header = Vec::new();
    for number in [108u32, 2, 2] {
        header.extend(number.to_le_bytes());
    }
    header.extend(1u16.to_le_bytes());
    header.extend(depth.to_le_bytes());
    for number in [compression, 0, 0, 0, 0, 0] {
        header.extend(number.to_le_bytes());
    }
    for index in 0..4 {
        let mask = masks.get(index).copied().unwrap_or(0);
        header.extend(mask.to_le_bytes());
    }
    header.resize(108, 0);
    let row = (2 * usize::from(depth)).div_ceil(32) * 4;
    let pixels: Vec<u8> = (1..=2 * row as u8).collect();
    let mut file = b"BM".to_vec();
    file.extend((14 + 108 + pixels.len() as u32).to_le_bytes());
    file.extend([0; 4]);
    file.extend((14 + 108u32).to_le_bytes());
    file.extend(header);
    file.extend(pixels);
    file
}

/// 3 x 2 pixels with two colours: a run, single pixels, and the last one left out.
fn rle_bmp() -> Vec<u8> {
    let mut file = b"BM\0\0\0\0\0\0\0\0\x3e\0\0\0\x28\0\0\0".to_vec();
    file.extend(b"\x03\0\0\0\x02\0\0\0\x01\0\x08\0\x01\0\0\0");
    file.extend([0; 12]);
    file.extend(b"\x02\0\0\0\0\0\0\0");
    file.extend([1, 2, 3, 0, 4, 5, 6, 0]);
    file.extend([0, 3, 1, 0, 1, 0, 0, 0, 2, 1, 0, 1]);
    file
}

/// A picture of an icon, 2 x 1 pixels with alpha, and a mask that hides both.
fn dib_with_alpha() -> Vec<u8> {
    let mut dib = Vec::new();
    for number in [40u32, 2, 2] {
        dib.extend(number.to_le_bytes());
    }
    dib.extend([1, 0, 32, 0]);
    dib.extend([0; 24]);
    dib.extend([1, 2, 3, 255, 4, 5, 6, 7, 0xc0, 0, 0, 0]);
    dib
}

/// 3 x 2 indices of two colours, the lower row first: a run that goes on in the next row, and single pixels.
fn rle_tga() -> Vec<u8> {
    let mut file = b"\0\x01\x09\0\0\x02\0\x18\0\0\0\0\x03\0\x02\0\x08\0".to_vec();
    file.extend([1, 2, 3, 4, 5, 6]);
    file.extend([0x83, 1, 1, 0, 1]);
    file
}

/// A picture of an icon, 4 x 2 pixels with 4 bits: red, and the right half of the upper row is masked.
fn dib() -> Vec<u8> {
    let mut dib = Vec::new();
    for number in [40u32, 4, 4] {
        dib.extend(number.to_le_bytes());
    }
    dib.extend([1, 0, 4, 0]);
    dib.extend([0; 24]);
    for index in 0..16 {
        dib.extend(if index == 1 { [0, 0, 255, 0] } else { [0; 4] });
    }
    dib.extend([0x11, 0x11, 0, 0, 0x11, 0x11, 0, 0]);
    dib.extend([0, 0, 0, 0, 0x30, 0, 0, 0]);
    dib
}

/// An icon with a picture of one pixel and then the one given.
pub(super) fn icon(picture: &[u8], width: u8, height: u8) -> Vec<u8> {
    let mut file = vec![0, 0, 1, 0, 2, 0];
    file.extend([1, 1, 0, 0, 1, 0, 32, 0, 4, 0, 0, 0, 38, 0, 0, 0]);
    file.extend([width, height, 0, 0, 1, 0, 32, 0]);
    file.extend((picture.len() as u32).to_le_bytes());
    file.extend(42u32.to_le_bytes());
    file.extend([0; 4]);
    file.extend(picture);
    file
}

fn qoi() -> Vec<u8> {
    let mut file = Vec::new();
    image::codecs::qoi::QoiEncoder::new(&mut file)
        .write_image(&[1, 2, 3, 4, 5, 6, 7, 8], 1, 2, ExtendedColorType::Rgba8)
        .unwrap();
    file
}

fn tga() -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    image::codecs::tga::TgaEncoder::new(&mut file)
        .write_image(&[1, 2, 3, 4, 5, 6], 1, 2, ExtendedColorType::Rgb8)
        .unwrap();
    file.into_inner()
}
