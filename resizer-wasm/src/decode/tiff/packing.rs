//! Unpacking a strip or a tile, as many bytes at a time as are wanted.

use std::borrow::Cow;

use miniz_oxide::inflate::stream::{InflateState, inflate};
use miniz_oxide::{DataFormat, MZFlush, MZStatus};
use weezl::BitOrder;
use weezl::LzwStatus;

use super::fax::{Fax, Kind};
use super::jpeg;
use super::method::damaged;
use super::work::Work;
use crate::contract::{Error, ImageFormat};
use crate::error;
use crate::head::TiffDirectory;

pub(super) const NONE: u16 = 1;
const LZW: u16 = 5;
const DEFLATE: u16 = 8;
const OLD_DEFLATE: u16 = 32946;
const PACKBITS: u16 = 32773;
const MODIFIED_HUFFMAN: u16 = 2;
/// The same with rows of whole words.
const MODIFIED_HUFFMAN_OF_WORDS: u16 = 32771;
const GROUP_3: u16 = 3;
const GROUP_4: u16 = 4;
const JPEG: u16 = 7;

/// Other values of the tag Compression, with words for the message.
const OTHERS: [(u16, &str); 9] = [
    (
        6,
        "JPEG compression (old style) that is lossless, in planes or without tables",
    ),
    (32809, "ThunderScan compression"),
    (34661, "JBIG compression"),
    (34676, "SGILog compression"),
    (34712, "JPEG 2000 compression"),
    (34887, "LERC compression"),
    (34925, "LZMA compression"),
    (50000, "Zstandard compression"),
    (50001, "WebP compression"),
];

/// What is refused is refused before anything is allocated.
pub(super) fn check(directory: &TiffDirectory) -> Result<(), Error> {
    let unsupported = |feature: &str| Err(error::unsupported_feature(ImageFormat::Tiff, feature));
    match directory.compression {
        NONE | LZW | DEFLATE | OLD_DEFLATE | PACKBITS => Ok(()),
        MODIFIED_HUFFMAN | MODIFIED_HUFFMAN_OF_WORDS | GROUP_3 | GROUP_4
            if (directory.bits_per_sample, directory.samples_per_pixel) != (1, 1) =>
        {
            unsupported("fax compression of something else than black and white")
        }
        MODIFIED_HUFFMAN | MODIFIED_HUFFMAN_OF_WORDS | GROUP_3 | GROUP_4 => Ok(()),
        JPEG if directory.bits_per_sample == 8 && directory.predictor == 1 => Ok(()),
        JPEG => unsupported("JPEG compression of other samples than those of 8 bits"),
        other => match OTHERS.iter().find(|(value, _)| *value == other) {
            Some((_, name)) => unsupported(name),
            None => unsupported(&format!("compression {other}")),
        },
    }
}

/// A strip or a tile, and how far it has been unpacked.
pub(super) struct Unpacker<'a> {
    packed: Cow<'a, [u8]>,
    /// Bytes of `packed` that are done.
    position: usize,
    method: Method<'a>,
}

enum Method<'a> {
    None,
    Lzw(Box<weezl::decode::Decoder>),
    Deflate(Box<InflateState>),
    /// How many bytes are still to be copied, and whether all are the one at the position.
    PackBits {
        left: usize,
        repeats: bool,
    },
    Fax(Box<Fax<'a>>),
}

impl<'a> Unpacker<'a> {
    /// For a strip or tile of `size`. What it costs at once is taken from `work`.
    pub(super) fn new(
        directory: &TiffDirectory,
        file: &[u8],
        packed: Cow<'a, [u8]>,
        size: (u32, u32),
        work: &mut Work,
    ) -> Result<Self, Error> {
        check(directory)?;
        let mut packed = packed;
        let method = match directory.compression {
            MODIFIED_HUFFMAN | MODIFIED_HUFFMAN_OF_WORDS | GROUP_3 | GROUP_4 => {
                let kind = match (directory.compression, directory.fax_options & 1) {
                    (MODIFIED_HUFFMAN, _) => Kind::ModifiedHuffman,
                    (MODIFIED_HUFFMAN_OF_WORDS, _) => Kind::ModifiedHuffmanOfWords,
                    (GROUP_3, 0) => Kind::Group3,
                    // The lowest bit of the options tells rows in two dimensions.
                    (GROUP_3, _) => Kind::Group3InTwoDimensions,
                    _ => Kind::Group4,
                };
                let fax = Fax::new(std::mem::take(&mut packed), size.0, kind)?;
                Method::Fax(Box::new(fax))
            }
            JPEG => {
                packed = Cow::Owned(jpeg::unpack(directory, file, &packed, size, work)?);
                Method::None
            }
            LZW => Method::Lzw(Box::new(lzw(&packed))),
            DEFLATE | OLD_DEFLATE => Method::Deflate(InflateState::new_boxed(DataFormat::Zlib)),
            PACKBITS => Method::PackBits {
                left: 0,
                repeats: false,
            },
            _ => Method::None,
        };
        Ok(Self {
            packed,
            position: 0,
            method,
        })
    }

    /// Fills `row` with what comes next.
    pub(super) fn read(&mut self, row: &mut [u8]) -> Result<(), Error> {
        if let Method::Fax(fax) = &mut self.method {
            return fax.read(row);
        }
        let mut filled = 0;
        while filled < row.len() {
            match self.some(&mut row[filled..])? {
                0 => {
                    return Err(error::malformed(
                        ImageFormat::Tiff,
                        "a strip or tile has less data than its size needs",
                    ));
                }
                count => filled += count,
            }
        }
        Ok(())
    }

    /// Fills the beginning of `row`, and says how much of it. 0 is the end.
    fn some(&mut self, row: &mut [u8]) -> Result<usize, Error> {
        let packed = self.packed.get(self.position..).unwrap_or_default();
        match &mut self.method {
            // By whole rows only.
            Method::Fax(_) => Ok(0),
            Method::None => {
                let count = packed.len().min(row.len());
                row[..count].copy_from_slice(&packed[..count]);
                self.position += count;
                Ok(count)
            }
            Method::Lzw(decoder) => loop {
                let packed = self.packed.get(self.position..).unwrap_or_default();
                let result = decoder.decode_bytes(packed, row);
                self.position += result.consumed_in;
                match result.status {
                    Ok(_) if result.consumed_out > 0 => return Ok(result.consumed_out),
                    // Input that gives nothing yet.
                    Ok(LzwStatus::Ok) if result.consumed_in > 0 => {}
                    Ok(_) => return Ok(0),
                    Err(_) => return Err(damaged("LZW")),
                }
            },
            Method::Deflate(state) => loop {
                let packed = self.packed.get(self.position..).unwrap_or_default();
                let result = inflate(state, packed, row, MZFlush::None);
                self.position += result.bytes_consumed;
                match result.status {
                    _ if result.bytes_written > 0 => return Ok(result.bytes_written),
                    Ok(MZStatus::Ok) if result.bytes_consumed > 0 => {}
                    Ok(_) => return Ok(0),
                    // All input is used up.
                    Err(miniz_oxide::MZError::Buf) => return Ok(0),
                    Err(_) => return Err(damaged("Deflate")),
                }
            },
            Method::PackBits { left, repeats } => {
                if *left == 0 {
                    let Some((length, _)) = packed.split_first() else {
                        return Ok(0);
                    };
                    // A negative number repeats, and -128 says nothing (TIFF 6.0, section 9).
                    match length.cast_signed() {
                        -128 => {}
                        length @ 0.. => (*left, *repeats) = (length as usize + 1, false),
                        length => {
                            (*left, *repeats) = (usize::from(length.unsigned_abs()) + 1, true)
                        }
                    }
                    self.position += 1;
                    return self.some(row);
                }
                let count = (*left).min(row.len());
                let Some(first) = packed.first() else {
                    return Ok(0);
                };
                let count = if *repeats {
                    row[..count].fill(*first);
                    // The byte is done with when it has been repeated often enough.
                    self.position += usize::from(count == *left);
                    count
                } else {
                    let count = count.min(packed.len());
                    row[..count].copy_from_slice(&packed[..count]);
                    self.position += count;
                    count
                };
                *left -= count;
                Ok(count)
            }
        }
    }
}

/// Very old files have their codes the other way round, which shows in the first one: it clears the table, 256 in
/// nine bits (libtiff, tif_lzw.c, `LZWPreDecode`).
fn lzw(packed: &[u8]) -> weezl::decode::Decoder {
    match packed {
        [0, second, ..] if second & 1 != 0 => weezl::decode::Decoder::new(BitOrder::Lsb, 8),
        _ => weezl::decode::Decoder::with_tiff_size_switch(BitOrder::Msb, 8),
    }
}
