//! WebP: a still picture, and a single frame of an animation.

use image_webp::{DecodingError, WebPDecoder};

use super::rows::RowSource;
use super::salvage::{Layout, Padded, padding_limit, salvage};
use super::terms::{Terms, Wish};
use super::webp_lossy::{Decoded, Lossy, other_size};
use super::whole_frame::{Samples, WholeFrame, add_alpha, drop_alpha};
use crate::contract::{Error, ImageFormat};
use crate::error;
use crate::geometry::Size;
use crate::head::{Head, WebpChunk, webp_chunks};
use crate::picture::{self, Channels};

/// Bytes of the file's own header, in front of its first chunk.
pub(super) const RIFF_HEADER_BYTES: usize = 12;

/// A still picture.
pub(super) enum Still<'a> {
    Rows(Box<dyn RowSource + 'a>),
    /// Without transparency: it can be decoded smaller.
    Lossy(OpenedLossy<'a>),
}

/// Whether the file, of any length, has frames.
pub(super) fn is_animated(bytes: &[u8]) -> bool {
    let chunks = bytes.get(RIFF_HEADER_BYTES..).unwrap_or_default();
    webp_chunks(chunks).any(|chunk| &chunk.kind == b"ANMF")
}

/// Opens a picture that has no frames.
pub(super) fn open<'a>(bytes: &'a [u8], head: &Head, terms: Terms) -> Result<Still<'a>, Error> {
    let size = Size {
        width: head.width,
        height: head.height,
    };
    let picture = Picture::find(bytes.get(RIFF_HEADER_BYTES..).unwrap_or_default())?;
    if picture.is_opaque_and_lossy() && !head.alpha {
        return Ok(Still::Lossy(OpenedLossy {
            chunk: picture.data,
            size,
            tolerant: terms.tolerant,
            length: bytes.len(),
        }));
    }
    let picture = picture.decode(size, terms.tolerant)?;
    let (channels, data) = match (picture.channels, head.alpha) {
        (Channels::Rgb, true) => (Channels::Rgba, add_alpha(&picture.data)?),
        (Channels::Rgba, false) => (Channels::Rgb, drop_alpha(picture.data)),
        (channels, _) => (channels, picture.data),
    };
    let whole = WholeFrame::new(size, channels, Samples::Eight(data));
    Ok(Still::Rows(Box::new(whole.with_warnings(picture.warnings))))
}

/// A lossy picture without transparency.
pub(crate) struct OpenedLossy<'a> {
    chunk: WebpChunk<'a>,
    size: Size,
    tolerant: bool,
    /// The length of the file, for messages.
    length: usize,
}

impl<'a> OpenedLossy<'a> {
    /// For results with these wishes.
    pub(super) fn decode(&self, wishes: &[Wish]) -> Result<Lossy<'a>, Error> {
        let scales: Vec<f64> = wishes
            .iter()
            .map(|wish| match wish.is_drawing {
                true => 1.0,
                false => wish.source_pixels_per_output,
            })
            .collect();
        Lossy::open(&self.chunk, self.size, self.tolerant, self.length, &scales)
    }
}

/// Decodes the picture among `chunks`, which is of `size`.
pub(super) fn decode(chunks: &[u8], size: Size, tolerant: bool) -> Result<Decoded, Error> {
    Picture::find(chunks)?.decode(size, tolerant)
}

/// The pixels, RGBA, of a frame whose `chunks` are all there.
///
/// # Errors
/// `malformed` where they are no picture of this size; `limit-exceeded` where memory does not suffice.
pub(crate) fn frame_pixels(chunks: &[u8], size: Size) -> Result<Vec<u8>, Error> {
    let picture = decode(chunks, size, false)?;
    match picture.channels {
        Channels::Rgba => Ok(picture.data),
        _ => add_alpha(&picture.data),
    }
}

/// The chunks of a picture.
struct Picture<'a> {
    data: WebpChunk<'a>,
    alpha: Option<WebpChunk<'a>>,
}

impl<'a> Picture<'a> {
    fn find(chunks: &'a [u8]) -> Result<Self, Error> {
        let mut alpha = None;
        for chunk in webp_chunks(chunks) {
            match &chunk.kind {
                b"ALPH" if alpha.is_none() => alpha = Some(chunk),
                b"VP8 " => return Ok(Self { data: chunk, alpha }),
                b"VP8L" => {
                    return Ok(Self {
                        data: chunk,
                        alpha: None,
                    });
                }
                _ => {}
            }
        }
        Err(error::malformed(ImageFormat::Webp, "its image is missing"))
    }

    fn is_opaque_and_lossy(&self) -> bool {
        &self.data.kind == b"VP8 " && self.alpha.is_none()
    }

    /// Of a lossy picture that is cut off, the rows that are there can be had; of damage in the middle, nothing.
    fn decode(&self, size: Size, tolerant: bool) -> Result<Decoded, Error> {
        if self.is_opaque_and_lossy() {
            let length = self.data.data.len();
            Lossy::open(&self.data, size, tolerant, length, &[1.0])?.decode()
        } else {
            decode_whole(self, size, tolerant)
        }
    }
}

/// Decodes a lossless picture, or one with transparency.
fn decode_whole(picture: &Picture<'_>, size: Size, tolerant: bool) -> Result<Decoded, Error> {
    let file = still_file(picture, size)?;
    let complete = picture.data.complete;
    let failed = |error| explain(&error, file.len());
    let decoder = WebPDecoder::new(Padded::not(&file)).map_err(failed)?;
    if decoder.dimensions() != (size.width, size.height) {
        return Err(other_size());
    }
    let channels = if decoder.has_alpha() {
        Channels::Rgba
    } else {
        Channels::Rgb
    };
    let layout = Layout {
        size,
        channels,
        sample_bytes: 1,
    };
    let pixels = u64::from(size.width) * u64::from(size.height);
    let decoders = match (&picture.data.kind, channels) {
        // Into our pixels.
        (b"VP8L", Channels::Rgba) => 0,
        (b"VP8L", _) => pixels * 4,
        // Luma and chroma, and for alpha a picture and one sample of each pixel.
        _ => pixels * 7,
    };
    let decode = |file: Padded<'_>| {
        let mut decoder = WebPDecoder::new(file).map_err(failed)?;
        let mut data = picture::zeroed(layout.bytes())?;
        // What the decoder allocates by itself would abort where it cannot be had. It goes where this was.
        picture::reserve::<u8>(decoders).map(drop)?;
        decoder.read_image(&mut data).map_err(failed)?;
        Ok(data)
    };
    let mut warnings = Vec::new();
    let data = match decode(Padded::not(&file)) {
        Err(error) if tolerant && !complete => {
            let (data, warning) = salvage(&file, ImageFormat::Webp, layout, error, decode)?;
            warnings.push(warning);
            data
        }
        // The decoder sees less than the header says, whatever it makes of that.
        Err(Error::Malformed(_)) if !complete => {
            return Err(error::truncated(ImageFormat::Webp, file.len()));
        }
        result => result?,
    };
    Ok(Decoded {
        channels,
        data,
        warnings,
    })
}

/// A file of nothing but the picture. What else the decoder would trip over - flags that promise what is not there,
/// chunks in the wrong order - is left away.
fn still_file(picture: &Picture<'_>, size: Size) -> Result<Vec<u8>, Error> {
    let missing = padding_limit(u64::from(size.width) * u64::from(size.height) * 4);
    let alpha = picture.alpha.as_ref();
    let length = picture.data.data.len() + alpha.map_or(0, |alpha| alpha.data.len());
    let mut file = picture::reserve(length as u64 + 64)?;
    file.extend_from_slice(b"RIFF\0\0\0\0WEBP");
    if let Some(alpha) = alpha {
        file.extend_from_slice(b"VP8X\x0a\0\0\0\x10\0\0\0");
        file.extend_from_slice(&(size.width - 1).to_le_bytes()[..3]);
        file.extend_from_slice(&(size.height - 1).to_le_bytes()[..3]);
        push(&mut file, alpha, missing);
    }
    push(&mut file, &picture.data, missing);
    let riff = file.len() as u32 - 8;
    file[4..8].copy_from_slice(&riff.to_le_bytes());
    Ok(file)
}

/// Appends a chunk. Where it is cut off, `missing` bytes more are promised.
fn push(file: &mut Vec<u8>, chunk: &WebpChunk<'_>, missing: u64) {
    file.extend_from_slice(&chunk.kind);
    // What stands in for missing data may need more of it than was missing.
    let length = if chunk.complete {
        chunk.length
    } else {
        u32::try_from(chunk.data.len() as u64 + missing).unwrap_or(u32::MAX)
    };
    file.extend_from_slice(&length.to_le_bytes());
    file.extend_from_slice(chunk.data);
    if chunk.complete && chunk.data.len() % 2 == 1 {
        file.push(0);
    }
}

fn explain(error: &DecodingError, length: usize) -> Error {
    match error {
        DecodingError::IoError(_) => error::truncated(ImageFormat::Webp, length),
        DecodingError::MemoryLimitExceeded | DecodingError::ImageTooLarge => {
            error::out_of_memory(0)
        }
        DecodingError::UnsupportedFeature(_) => {
            error::unsupported_feature(ImageFormat::Webp, "lossy data that are no key frame")
        }
        other => error::malformed(ImageFormat::Webp, &clause(other)),
    }
}

/// What is wrong, in our words.
fn clause(error: &DecodingError) -> String {
    let problem = match error {
        DecodingError::ChunkMissing => "a chunk that its image needs is missing",
        DecodingError::ChunkHeaderInvalid(found) => {
            return format!(
                "it has a chunk of the unexpected type {:?}",
                String::from_utf8_lossy(found)
            );
        }
        DecodingError::InvalidChunkSize => "a chunk has an impossible length",
        DecodingError::InvalidAlphaPreprocessing | DecodingError::InvalidCompressionMethod => {
            "its alpha is stored in an unknown way"
        }
        DecodingError::AlphaChunkSizeMismatch | DecodingError::InconsistentImageSizes => {
            "its parts disagree on its size"
        }
        DecodingError::FrameOutsideImage => "a frame goes beyond the canvas",
        DecodingError::LosslessSignatureInvalid(_) | DecodingError::VersionNumberInvalid(_) => {
            "its lossless data do not begin with 0x2f and version 0"
        }
        DecodingError::InvalidColorCacheBits(bits) => {
            return format!("its colour cache has {bits} bits; expected 1 to 11");
        }
        DecodingError::HuffmanError => "its lossless data have an undefined Huffman code",
        DecodingError::TransformError => "its lossless data have an unknown transform",
        DecodingError::NoMoreFrames => "frames are missing",
        _ => "its compressed data are malformed",
    };
    problem.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_have_our_words() {
        let malformed = |error| match explain(&error, 9) {
            Error::Malformed(message) => message,
            other => panic!("{other:?}"),
        };
        assert_eq!(
            malformed(DecodingError::ChunkHeaderInvalid(*b"JUNK")),
            "this WebP image is damaged: it has a chunk of the unexpected type \"JUNK\""
        );
        assert_eq!(
            malformed(DecodingError::InvalidColorCacheBits(14)),
            "this WebP image is damaged: its colour cache has 14 bits; expected 1 to 11"
        );
        assert_eq!(
            malformed(DecodingError::BitStreamError),
            "this WebP image is damaged: its compressed data are malformed"
        );
    }
}
