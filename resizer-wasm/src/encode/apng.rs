//! Animated PNG: the frames are PNG files, whose chunks are put together in another way. PNG, third edition, section
//! 11.3.6.

use super::animation::{Area, Differences, FrameFile, Part, Placed, Precision};
use super::encoded::refused;
use super::frame_pixels::FramePixels;
use super::png;
use crate::contract::{Error, PngOptions};
use crate::geometry::Size;
use crate::metadata::Kept;

/// Numbers of 4 bytes have no more than this. PNG, third edition, section 7.1.
const MAX_NUMBER: u32 = i32::MAX as u32;

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// Where the content of the chunk acTL is: after the signature, IHDR and its own length and name.
const CONTROL_AT: usize = 8 + 25 + 8;

/// Length, name and checksum.
const AROUND: usize = 12;

/// `plays` is how often it is played, 0 for ever; `pixels` is the kind that its frames can be written with, of 8 bits unless it
/// is RGBA.
///
/// # Errors
/// `limit-exceeded` where memory does not suffice.
pub(super) fn animation(
    size: Size,
    plays: u32,
    options: PngOptions,
    pixels: FramePixels,
    kept: Kept,
) -> Result<Differences<ApngFile>, Error> {
    let has_hole = pixels.has_hole();
    let precision = match options.depth {
        Some(16) => Precision::Sixteen,
        _ => Precision::Eight,
    };
    let file = ApngFile {
        bytes: SIGNATURE.to_vec(),
        frames: 0,
        sequence: 0,
        plays: plays.min(MAX_NUMBER),
        options,
        pixels,
        kept,
    };
    Differences::new(file, size, precision, has_hole)
}

pub(super) struct ApngFile {
    bytes: Vec<u8>,
    frames: u32,
    /// Of the chunks fcTL and fdAT.
    sequence: u32,
    plays: u32,
    options: PngOptions,
    pixels: FramePixels,
    /// Written with the first frame.
    kept: Kept,
}

impl FrameFile for ApngFile {
    /// A PNG file.
    type Frame = Vec<u8>;

    /// Durations are fractions of two numbers of 16 bits.
    const MOST_MILLISECONDS: u32 = u16::MAX as u32 * 1000;

    fn encode(&mut self, part: Part, _: Option<&Placed<Vec<u8>>>) -> Result<Vec<u8>, Error> {
        let kept = std::mem::take(&mut self.kept);
        png::frame(&part.picture, &self.pixels, self.options, &kept)
    }

    /// What stands before the pixels of the first one stays.
    fn push(&mut self, frame: &Placed<Vec<u8>>) -> Result<(), Error> {
        let mut pixels_begun = false;
        for chunk in Chunks(frame.frame.get(SIGNATURE.len()..).unwrap_or_default()) {
            let (name, content) = chunk?;
            match name {
                b"IHDR" if self.frames == 0 => {
                    self.chunk(b"IHDR", &[content]);
                    self.chunk(b"acTL", &[&[0; 8]]);
                }
                b"IDAT" => {
                    if !pixels_begun {
                        pixels_begun = true;
                        self.frame_control(frame);
                    }
                    if self.frames == 0 {
                        self.chunk(b"IDAT", &[content]);
                    } else {
                        let sequence = self.next_in_sequence();
                        self.chunk(b"fdAT", &[&sequence, content]);
                    }
                }
                b"IHDR" | b"IEND" => {}
                _ if self.frames == 0 && !pixels_begun => {
                    let name = *name;
                    self.chunk(&name, &[content]);
                }
                _ => {}
            }
        }
        self.frames += 1;
        Ok(())
    }

    fn bytes_written(&self) -> usize {
        self.bytes.len()
    }

    fn finish(mut self) -> Result<(Vec<u8>, u32), Error> {
        let control = [self.frames.to_be_bytes(), self.plays.to_be_bytes()].concat();
        let end = CONTROL_AT + control.len();
        self.bytes[CONTROL_AT..end].copy_from_slice(&control);
        let checksum = crc32fast::hash(&self.bytes[CONTROL_AT - 4..end]);
        self.bytes[end..end + 4].copy_from_slice(&checksum.to_be_bytes());
        self.chunk(b"IEND", &[]);
        Ok((self.bytes, self.frames))
    }
}

impl ApngFile {
    fn frame_control(&mut self, frame: &Placed<Vec<u8>>) {
        let milliseconds = frame.milliseconds;
        // As a fraction of two numbers of 16 bits.
        let (numerator, denominator) = match u16::try_from(milliseconds) {
            Ok(milliseconds) => (milliseconds, 1000),
            Err(_) => (u16::try_from(milliseconds / 1000).unwrap_or(u16::MAX), 1),
        };
        let sequence = self.next_in_sequence();
        let mut content = Vec::with_capacity(26);
        content.extend_from_slice(&sequence);
        let Area {
            left,
            top,
            width,
            height,
        } = frame.area;
        for number in [width, height, left, top] {
            content.extend_from_slice(&(number as u32).to_be_bytes());
        }
        content.extend_from_slice(&numerator.to_be_bytes());
        content.extend_from_slice(&u16::to_be_bytes(denominator));
        // It stays where it is.
        content.extend_from_slice(&[0, frame.lies_over.into()]);
        self.chunk(b"fcTL", &[&content]);
    }

    fn next_in_sequence(&mut self) -> [u8; 4] {
        let number = self.sequence;
        self.sequence += 1;
        number.to_be_bytes()
    }

    fn chunk(&mut self, name: &[u8; 4], parts: &[&[u8]]) {
        let length: usize = parts.iter().map(|part| part.len()).sum();
        self.bytes.extend_from_slice(&(length as u32).to_be_bytes());
        let start = self.bytes.len();
        self.bytes.extend_from_slice(name);
        for part in parts {
            self.bytes.extend_from_slice(part);
        }
        let checksum = crc32fast::hash(&self.bytes[start..]);
        self.bytes.extend_from_slice(&checksum.to_be_bytes());
    }
}

/// Names and contents.
struct Chunks<'a>(&'a [u8]);

impl<'a> Iterator for Chunks<'a> {
    type Item = Result<(&'a [u8; 4], &'a [u8]), Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let (length, rest) = self.0.split_first_chunk::<4>()?;
        let length = u32::from_be_bytes(*length) as usize;
        let chunk = rest.split_first_chunk::<4>().and_then(|(name, rest)| {
            self.0 = rest.get(length + AROUND - 8..)?;
            Some((name, &rest[..length]))
        });
        if chunk.is_none() {
            self.0 = &[];
        }
        Some(chunk.ok_or_else(|| refused("PNG", "its encoder gave no chunks")))
    }
}
