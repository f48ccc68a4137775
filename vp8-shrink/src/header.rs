//! The header of a key frame (RFC 6386, section 9).

use crate::bits::Bits;
use crate::error::Error;
use crate::limits::Limits;
use crate::tables::{AC_STEPS, BANDS, DC_STEPS, TOKENS, TOKENS_STAY};

/// In front of the first partition: the tag, the start code, and the sides.
const FRAME_HEADER_BYTES: usize = 10;
const START_CODE: [u8; 3] = [0x9d, 0x01, 0x2a];

/// Probabilities of the tokens of one kind of block: 11 for each of 3 contexts of the coefficients by rank, and of the
/// rank after the last.
pub(crate) type TokenProbabilities = [[[u8; 11]; 3]; 17];

/// What a level is multiplied by: the first of a block, and the others.
pub(crate) type Steps = [i32; 2];

/// The steps of a segment.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Quantizer {
    pub(crate) luma: Steps,
    /// The first coefficients of luma, where they have a transform of their own.
    pub(crate) averages: Steps,
    pub(crate) chroma: Steps,
}

/// How the segment of a macroblock is coded.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SegmentTree(pub(crate) [u8; 3]);

/// What the first partition begins with.
#[derive(Debug, Clone)]
pub(crate) struct Header {
    /// In pixels.
    pub(crate) width: usize,
    pub(crate) height: usize,
    /// `None` where all macroblocks are in the first segment.
    pub(crate) segment_tree: Option<SegmentTree>,
    /// Of each segment.
    pub(crate) quantizers: [Quantizer; 4],
    /// Whether the loop filter is the simple one.
    pub(crate) simple_filter: bool,
    /// How strongly is filtered: of each segment, for macroblocks predicted as a whole and in squares.
    pub(crate) limits: [[Option<Limits>; 2]; 4],
    /// Of the four kinds of blocks, in the order of section 13.3.
    pub(crate) probabilities: Box<[TokenProbabilities; 4]>,
    /// The probability that a macroblock has tokens; `None` where all have.
    pub(crate) not_empty: Option<u8>,
}

/// The partitions of a frame.
#[derive(Debug, Clone)]
pub(crate) struct Partitions<'a> {
    /// Behind the header: the modes.
    pub(crate) modes: Bits<'a>,
    /// Macroblock rows take them in turn.
    pub(crate) tokens: Vec<Bits<'a>>,
}

/// Segments as the header describes them (section 9.3).
#[derive(Debug, Default)]
struct Segments {
    enabled: bool,
    tree: Option<SegmentTree>,
    /// Whether what follows is added to what holds for the frame.
    is_delta: bool,
    quantizers: [i8; 4],
    levels: [i8; 4],
}

/// The width and height of a frame in pixels. Display scaling is ignored.
///
/// # Errors
/// `Truncated` for less than 10 bytes, `Malformed` for what is no key frame or has no pixels.
pub fn read_size(frame: &[u8]) -> Result<(u32, u32), Error> {
    let Some(header) = frame.first_chunk::<FRAME_HEADER_BYTES>() else {
        return Err(Error::Truncated {
            offset: frame.len(),
        });
    };
    if header[0] & 1 != 0 || header[3..6] != START_CODE {
        return Err(Error::Malformed(
            "it does not begin with a key frame".to_owned(),
        ));
    }
    let side = |at: usize| u32::from(u16::from_le_bytes([header[at], header[at + 1]]) & 0x3fff);
    let (width, height) = (side(6), side(8));
    if width == 0 || height == 0 {
        return Err(Error::Malformed(format!(
            "its size is {width} x {height} pixels"
        )));
    }
    Ok((width, height))
}

/// Reads the header. Where `tolerant`, the partitions behind the first may be cut off or missing.
pub(crate) fn read(frame: &[u8], tolerant: bool) -> Result<(Header, Partitions<'_>), Error> {
    let (width, height) = read_size(frame)?;
    let truncated = Error::Truncated {
        offset: frame.len(),
    };
    let tag = u32::from_le_bytes([frame[0], frame[1], frame[2], 0]);
    let rest = &frame[FRAME_HEADER_BYTES..];
    let (first, rest) = match rest.split_at_checked((tag >> 5) as usize) {
        Some(parts) => parts,
        None if tolerant => (rest, &[][..]),
        None => return Err(truncated),
    };
    let mut bits = Bits::new(first);
    // The colour space, of which there is one, and whether values need no clamping, which does no harm.
    bits.number(2);
    let segments = read_segments(&mut bits);
    let simple_filter = bits.flag();
    let limits = read_limits(&mut bits, &segments);
    let count = 1 << bits.number(2);
    let quantizers = read_quantizers(&mut bits, &segments);
    // Whether the probabilities are kept for the next frame.
    bits.flag();
    let probabilities = read_probabilities(&mut bits);
    let not_empty = bits.flag().then(|| bits.number(8));
    let is_cut_off = frame.len() - FRAME_HEADER_BYTES < (tag >> 5) as usize;
    if bits.is_beyond_end() || is_cut_off && bits.saw_padding() {
        return Err(truncated);
    }
    let tokens = split_tokens(rest, count, tolerant).ok_or(truncated)?;
    let header = Header {
        width: width as usize,
        height: height as usize,
        segment_tree: segments.tree,
        quantizers,
        simple_filter,
        limits,
        probabilities,
        not_empty,
    };
    let partitions = Partitions {
        modes: bits,
        tokens,
    };
    Ok((header, partitions))
}

/// Section 9.5: the lengths of all partitions but the last, of 3 bytes each, and the partitions.
fn split_tokens(bytes: &[u8], count: usize, tolerant: bool) -> Option<Vec<Bits<'_>>> {
    let table = 3 * (count - 1);
    if bytes.len() < table && !tolerant {
        return None;
    }
    let (lengths, mut rest) = bytes.split_at(table.min(bytes.len()));
    let mut partitions = Vec::with_capacity(count);
    for length in lengths.as_chunks::<3>().0 {
        let length = u32::from_le_bytes([length[0], length[1], length[2], 0]) as usize;
        if length > rest.len() && !tolerant {
            return None;
        }
        let (partition, behind) = rest.split_at(length.min(rest.len()));
        partitions.push(Bits::new(partition));
        rest = behind;
    }
    partitions.resize(count - 1, Bits::new(&[]));
    partitions.push(Bits::new(rest));
    Some(partitions)
}

/// Section 9.3.
fn read_segments(bits: &mut Bits<'_>) -> Segments {
    let mut segments = Segments {
        enabled: bits.flag(),
        ..Segments::default()
    };
    if !segments.enabled {
        return segments;
    }
    let (has_tree, has_values) = (bits.flag(), bits.flag());
    if has_values {
        segments.is_delta = !bits.flag();
        segments.quantizers = std::array::from_fn(|_| bits.optional(7).unwrap_or(0));
        segments.levels = std::array::from_fn(|_| bits.optional(6).unwrap_or(0));
    }
    if has_tree {
        let probability = |_| if bits.flag() { bits.number(8) } else { 255 };
        segments.tree = Some(SegmentTree(std::array::from_fn(probability)));
    }
    segments
}

/// Sections 9.3 and 9.6: the strength of the loop filter.
fn read_limits(bits: &mut Bits<'_>, segments: &Segments) -> [[Option<Limits>; 2]; 4] {
    let frame_level = i32::from(bits.number(6));
    let sharpness = bits.number(3);
    // Of macroblocks of this frame, and of those among them that are predicted in squares.
    let mut adjustments = [0; 2];
    let adjusts = bits.flag();
    if adjusts && bits.flag() {
        for adjustment in &mut adjustments {
            let all: [i8; 4] = std::array::from_fn(|_| bits.optional(6).unwrap_or(0));
            *adjustment = i32::from(all[0]);
        }
    }
    let mut limits = [[None; 2]; 4];
    if frame_level == 0 {
        return limits;
    }
    for (limits, level) in limits.iter_mut().zip(segments.levels) {
        let level = match (segments.enabled, segments.is_delta) {
            (true, true) => frame_level + i32::from(level),
            (true, false) => i32::from(level),
            (false, _) => frame_level,
        };
        let level = level.clamp(0, 63) + adjustments[0];
        *limits = [level, level + adjustments[1]]
            .map(|level| Limits::new(level.clamp(0, 63) as u8, sharpness));
    }
    limits
}

/// Sections 9.6 and 14.1.
fn read_quantizers(bits: &mut Bits<'_>, segments: &Segments) -> [Quantizer; 4] {
    let index = i32::from(bits.number(7));
    let [luma_dc, averages_dc, averages_ac, chroma_dc, chroma_ac] =
        std::array::from_fn(|_| i32::from(bits.optional(4).unwrap_or(0)));
    segments.quantizers.map(|quantizer| {
        let index = match (segments.enabled, segments.is_delta) {
            (true, true) => index + i32::from(quantizer),
            (true, false) => i32::from(quantizer),
            (false, _) => index,
        };
        let step = |table: &[u16; 128], change: i32| {
            i32::from(table[(index + change).clamp(0, 127) as usize])
        };
        Quantizer {
            luma: [step(&DC_STEPS, luma_dc), step(&AC_STEPS, 0)],
            averages: [
                step(&DC_STEPS, averages_dc) * 2,
                (step(&AC_STEPS, averages_ac) * 155 / 100).max(8),
            ],
            chroma: [
                step(&DC_STEPS, chroma_dc).min(132),
                step(&AC_STEPS, chroma_ac),
            ],
        }
    })
}

/// Section 13.4. Bands are spread to the ranks that are in them.
fn read_probabilities(bits: &mut Bits<'_>) -> Box<[TokenProbabilities; 4]> {
    let mut flat = TOKENS;
    for (probability, stays) in flat.iter_mut().zip(TOKENS_STAY) {
        bits.fill();
        if bits.get(stays) {
            *probability = bits.number(8);
        }
    }
    let mut spread = Box::new([[[[0; 11]; 3]; 17]; 4]);
    for (kind, ranks) in spread.iter_mut().enumerate() {
        for (contexts, band) in ranks.iter_mut().zip(BANDS) {
            for (context, probabilities) in contexts.iter_mut().enumerate() {
                let start = ((kind * 8 + usize::from(band)) * 3 + context) * 11;
                probabilities.copy_from_slice(&flat[start..start + 11]);
            }
        }
    }
    spread
}
