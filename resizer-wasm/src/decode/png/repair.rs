//! Files that break the order of chunks, or the zlib format, in ways that the `png` crate does not read: a copy that does not.
//!
//! * Chunks before the header chunk (IHDR) are left out.
//! * Samples of a transparent gray (tRNS) get as few bits as those of the picture.
//! * Apple's CgBI files, which Xcode writes for applications of iOS, get the zlib header that their data are without.
//!   Their pixels are BGR or BGRA, premultiplied (after *The iPhone PNG format*, iphonedev.wiki).

use crate::contract::Error;
use crate::geometry::Size;
use crate::head::{PngChunk, png_chunks};
use crate::picture::{self, Channels, Row};

use super::super::rows::RowSource;
use super::input::SIGNATURE_BYTES;
use crate::contract::Warning;

/// A header of a zlib stream (RFC 1950, section 2.2).
const ZLIB_HEADER: &[u8] = &[0x78, 0x01];

/// A file that can be read.
pub(super) struct Repaired {
    pub(super) file: Vec<u8>,
    pub(super) is_apples: bool,
}

/// What the file should be. `None` where it is.
///
/// # Errors
/// `limit-exceeded` where there is no memory for a copy.
pub(super) fn repaired(file: &[u8]) -> Result<Option<Repaired>, Error> {
    let before = png_chunks(file).take_while(|chunk| &chunk.kind != b"IHDR");
    let (left_out, is_apples) = before.fold((0, false), |(count, is_apples), chunk| {
        (count + 1, is_apples || &chunk.kind == b"CgBI")
    });
    let Some(header) = png_chunks(file).nth(left_out) else {
        return Ok(None);
    };
    let depth = match header.data.get(8..10) {
        // Gray of less than 8 bits.
        Some([depth @ 1..8, 0]) => *depth,
        _ => 16,
    };
    let key_is_too_long = |chunk: &PngChunk| {
        &chunk.kind == b"tRNS" && matches!(chunk.data, [high, low] if *high > 0 || low >> depth > 0)
    };
    let has_long_key = depth < 8
        && png_chunks(file)
            .take_while(|chunk| &chunk.kind != b"IDAT")
            .any(|chunk| key_is_too_long(&chunk));
    if left_out == 0 && !has_long_key {
        return Ok(None);
    }
    let mut copy: Vec<u8> = picture::reserve(file.len() as u64 + 64)?;
    copy.extend_from_slice(&file[..SIGNATURE_BYTES]);
    let mut has_data = false;
    for chunk in png_chunks(file).skip(left_out) {
        if &chunk.kind == b"IDAT" && !std::mem::replace(&mut has_data, true) && is_apples {
            append(&mut copy, *b"IDAT", ZLIB_HEADER);
        }
        if key_is_too_long(&chunk) && depth < 8 {
            let key = chunk.data[1] & ((1 << depth) - 1);
            append(&mut copy, *b"tRNS", &[0, key]);
            continue;
        }
        let start = chunk.data.len();
        copy.extend((start as u32).to_be_bytes());
        copy.extend(chunk.kind);
        copy.extend_from_slice(chunk.data);
        // Where the file is cut off, the copy is.
        let Some(checksum) = chunk.checksum else {
            break;
        };
        copy.extend(checksum.to_be_bytes());
    }
    Ok(Some(Repaired {
        file: copy,
        is_apples,
    }))
}

fn append(file: &mut Vec<u8>, kind: [u8; 4], data: &[u8]) {
    file.extend((data.len() as u32).to_be_bytes());
    let start = file.len();
    file.extend(kind);
    file.extend_from_slice(data);
    file.extend(crc32fast::hash(&file[start..]).to_be_bytes());
}

/// Rows of a CgBI file as those of other files.
pub(super) struct Apples<'a> {
    source: Box<dyn RowSource + 'a>,
    eight: Vec<u8>,
    sixteen: Vec<u16>,
}

impl<'a> Apples<'a> {
    pub(super) fn new(source: Box<dyn RowSource + 'a>) -> Self {
        Self {
            source,
            eight: Vec::new(),
            sixteen: Vec::new(),
        }
    }
}

impl RowSource for Apples<'_> {
    fn size(&self) -> Size {
        self.source.size()
    }

    fn channels(&self) -> Channels {
        self.source.channels()
    }

    fn next_row(&mut self) -> Result<Row<'_>, Error> {
        let channels = self.source.channels();
        match self.source.next_row()? {
            Row::Eight(row) => {
                self.eight.clear();
                self.eight.extend_from_slice(row);
                let pixels = self.eight.chunks_exact_mut(channels.count());
                match channels {
                    Channels::Rgb => pixels.for_each(|pixel| pixel.swap(0, 2)),
                    Channels::Rgba => pixels.for_each(straighten),
                    _ => {}
                }
                Ok(Row::Eight(&self.eight))
            }
            // None of Apple's programs writes these.
            Row::Sixteen(row) => {
                self.sixteen.clear();
                self.sixteen.extend_from_slice(row);
                Ok(Row::Sixteen(&self.sixteen))
            }
        }
    }

    fn warnings(&mut self) -> Vec<Warning> {
        self.source.warnings()
    }
}

/// From premultiplied BGRA to RGBA.
fn straighten(pixel: &mut [u8]) {
    pixel.swap(0, 2);
    let alpha = u32::from(pixel[3]);
    if alpha == 0 {
        return;
    }
    for sample in &mut pixel[..3] {
        *sample = ((u32::from(*sample) * 255 + alpha / 2) / alpha).min(255) as u8;
    }
}
