//! The container of WebP, RFC 9649, section 2.

use super::animation::Area;
use super::encoded::refused;
use crate::contract::Error;
use crate::geometry::Size;
use crate::head::webp_chunks;
use crate::metadata::Kept;

/// Flags of the chunk VP8X.
const ICC: u8 = 0x20;
const ALPHA: u8 = 0x10;
const EXIF: u8 = 0x08;
const XMP: u8 = 0x04;
const ANIMATION: u8 = 0x02;

/// Of a frame, before its chunks.
const FRAME_HEADER: usize = 16;

/// In the last byte of that.
const REPLACES: u8 = 0x02;

/// Where the flags are: after the header of the file and that of the chunk.
const FLAGS_AT: usize = FILE_HEADER + 8;

const FILE_HEADER: usize = 12;

/// One picture, still or a frame, as chunks.
pub(super) struct Frame {
    /// The chunk ALPH, for lossy pictures.
    pub(super) alpha: Option<Vec<u8>>,
    /// VP8 or VP8L.
    pub(super) name: [u8; 4],
    pub(super) data: Vec<u8>,
    /// Whether it has transparent pixels, however they are written.
    pub(super) transparent: bool,
}

impl Frame {
    /// The length of its chunks without their headers.
    pub(super) fn bytes(&self) -> usize {
        self.data.len() + self.alpha.as_ref().map_or(0, Vec::len)
    }

    pub(super) fn chunks(&self) -> Vec<u8> {
        let mut chunks = Chunks(Vec::new());
        chunks.frame(self);
        chunks.0
    }
}

/// A file of one picture.
///
/// # Errors
/// `invalid-options` where it would have more than 4 GiB.
pub(super) fn still(frame: &Frame, size: Size, kept: &Kept) -> Result<Vec<u8>, Error> {
    let mut file = Chunks::file();
    // The short form, with nothing but the picture, where that says it all.
    if frame.alpha.is_some() || *kept != Kept::default() {
        let alpha = if frame.transparent { ALPHA } else { 0 };
        file.extended_header(alpha, size, kept);
    }
    file.frame(frame);
    file.finish(kept)
}

/// A file of several pictures.
pub(super) struct AnimationFile {
    chunks: Chunks,
    kept: Kept,
    frames: u32,
}

impl AnimationFile {
    /// `plays` is how often it is played, 0 for ever.
    pub(super) fn new(size: Size, plays: u16, kept: Kept) -> Self {
        let mut chunks = Chunks::file();
        chunks.extended_header(ANIMATION, size, &kept);
        let [low, high] = plays.to_le_bytes();
        // The background, which viewers ignore, is transparent.
        chunks.chunk(*b"ANIM", &[&[0, 0, 0, 0, low, high]]);
        Self {
            chunks,
            kept,
            frames: 0,
        }
    }

    /// A frame at even places, that lies over the canvas or replaces a part of it, for this long in milliseconds of at most
    /// 24 bits.
    pub(super) fn push(&mut self, frame: &Frame, area: Area, lies_over: bool, milliseconds: u32) {
        let mut header = [0; FRAME_HEADER];
        let numbers = [area.left / 2, area.top / 2, area.width - 1, area.height - 1];
        for (field, number) in header.chunks_exact_mut(3).zip(numbers) {
            field.copy_from_slice(&three_bytes(number as u32));
        }
        header[12..15].copy_from_slice(&three_bytes(milliseconds));
        // It stays where it is.
        header[15] = if lies_over { 0 } else { REPLACES };
        self.chunks.chunk(*b"ANMF", &[&header, &frame.chunks()]);
        if frame.transparent {
            self.chunks.0[FLAGS_AT] |= ALPHA;
        }
        self.frames += 1;
    }

    pub(super) fn bytes_written(&self) -> usize {
        self.chunks.0.len()
    }

    /// The frames so far: where each is, whether it lies over the canvas, and its chunks.
    pub(super) fn frames(&self) -> impl Iterator<Item = (Area, bool, &[u8])> {
        let chunks = webp_chunks(&self.chunks.0[FILE_HEADER..]);
        chunks.filter_map(|chunk| {
            let (header, chunks) = chunk.data.split_first_chunk::<FRAME_HEADER>()?;
            let number = |at: usize| {
                u32::from_le_bytes([header[at], header[at + 1], header[at + 2], 0]) as usize
            };
            let area = Area {
                left: 2 * number(0),
                top: 2 * number(3),
                width: number(6) + 1,
                height: number(9) + 1,
            };
            (chunk.kind == *b"ANMF").then_some((area, header[15] & REPLACES == 0, chunks))
        })
    }

    /// The file, and how many frames it has.
    ///
    /// # Errors
    /// `invalid-options` where it would have more than 4 GiB.
    pub(super) fn finish(self) -> Result<(Vec<u8>, u32), Error> {
        Ok((self.chunks.finish(&self.kept)?, self.frames))
    }
}

struct Chunks(Vec<u8>);

impl Chunks {
    fn file() -> Self {
        Self(b"RIFF\0\0\0\0WEBP".to_vec())
    }

    fn extended_header(&mut self, flags: u8, size: Size, kept: &Kept) {
        let flag = |part: &Option<Vec<u8>>, flag| if part.is_some() { flag } else { 0 };
        let flags = flags | flag(&kept.icc, ICC) | flag(&kept.exif, EXIF) | flag(&kept.xmp, XMP);
        self.chunk(
            *b"VP8X",
            &[
                &[flags, 0, 0, 0],
                &three_bytes(size.width - 1),
                &three_bytes(size.height - 1),
            ],
        );
        if let Some(icc) = &kept.icc {
            self.chunk(*b"ICCP", &[icc]);
        }
    }

    fn frame(&mut self, frame: &Frame) {
        if let Some(alpha) = &frame.alpha {
            self.chunk(*b"ALPH", &[alpha]);
        }
        self.chunk(frame.name, &[&frame.data]);
    }

    /// A chunk, padded to an even length. One of 4 GiB is found out by [`Self::finish`].
    fn chunk(&mut self, name: [u8; 4], parts: &[&[u8]]) {
        let length: usize = parts.iter().map(|part| part.len()).sum();
        self.0.extend_from_slice(&name);
        self.0.extend_from_slice(&(length as u32).to_le_bytes());
        for part in parts {
            self.0.extend_from_slice(part);
        }
        if length % 2 == 1 {
            self.0.push(0);
        }
    }

    fn finish(mut self, kept: &Kept) -> Result<Vec<u8>, Error> {
        if let Some(exif) = &kept.exif {
            self.chunk(*b"EXIF", &[exif]);
        }
        if let Some(xmp) = &kept.xmp {
            self.chunk(*b"XMP ", &[xmp]);
        }
        let length = u32::try_from(self.0.len() - 8)
            .map_err(|_| refused("WebP", "it has more than 4 GiB"))?;
        self.0[4..8].copy_from_slice(&length.to_le_bytes());
        Ok(self.0)
    }
}

fn three_bytes(number: u32) -> [u8; 3] {
    let [a, b, c, _] = number.to_le_bytes();
    [a, b, c]
}
