//! HEVC image items (ISO/IEC 23008-12, annex B) to pictures.

use heif::{Chroma, Coded, CodedColor, ColorPoints, Error, Frame, Plane, Purpose, Samples};
use heifer_hevc_dec::Error as Problem;
use heifer_hevc_dec::nal::{NalUnit, NalUnitType, split_annex_b};
use heifer_hevc_dec::params::Sps;
use raster::Siting;

use crate::bitstream;
use crate::picture::{Shown, Stream, TOO_LARGE};

/// Side of the largest block: pictures are coded in whole blocks, and cropped afterwards.
const LARGEST_BLOCK: u64 = 64;

/// What the decoder needs of memory for each pixel: 15 were measured with 12 megapixels and 4:2:0.
const BYTES_PER_PIXEL: u64 = 16;

/// What it needs besides.
const FIXED_BYTES: u64 = 1 << 20;

/// Decodes HEVC.
pub(crate) struct Hevc;

impl heif::Decoder for Hevc {
    fn color(&mut self, coded: Coded<'_>) -> Result<CodedColor, Error> {
        color(&bitstream::annex_b(coded.configuration.bytes, coded.data)?)
    }

    fn decode(
        &mut self,
        coded: Coded<'_>,
        take: &mut dyn FnMut(&Frame<'_>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let whole = |side: u32| u64::from(side).next_multiple_of(LARGEST_BLOCK);
        let pixels = whole(coded.width).saturating_mul(whole(coded.height));
        reserve(pixels)?;
        let stream = bitstream::annex_b(coded.configuration.bytes, coded.data)?;
        let color = color(&stream)?;
        let told = |problem| told(&problem, coded);
        let stream = Stream::read(&stream).map_err(told)?;
        let unfiltered = stream.decode(pixels).map_err(told)?;
        if matches!(coded.purpose, Purpose::Means | Purpose::Both) {
            take(&frame(&unfiltered.shown(), color, Purpose::Means)?)?;
        }
        match coded.purpose {
            Purpose::Means => Ok(()),
            Purpose::Thumbnail => take(&frame(
                &unfiltered.filter().shown(),
                color,
                Purpose::Thumbnail,
            )?),
            Purpose::EveryPixel | Purpose::Both => take(&frame(
                &unfiltered.filter().shown(),
                color,
                Purpose::EveryPixel,
            )?),
        }
    }
}

/// The decoder allocates as if there were always memory. So what it will need for a picture of so many pixels is asked for
/// before, and given back: where that can be done, the decoder has it.
fn reserve(pixels: u64) -> Result<(), Error> {
    // A tile of a grid may be said to have more pixels than any image, as only what is seen of it counts.
    let bytes = BYTES_PER_PIXEL
        .saturating_mul(pixels)
        .saturating_add(FIXED_BYTES);
    let mut room: Vec<u8> = Vec::new();
    match usize::try_from(bytes).map(|bytes| room.try_reserve_exact(bytes)) {
        Ok(Ok(())) => Ok(()),
        _ => Err(Error::OutOfMemory(bytes)),
    }
}

fn told(problem: &Problem, coded: Coded<'_>) -> Error {
    match problem {
        Problem::UnexpectedEof => {
            Error::malformed("its HEVC data ends before the picture is complete")
        }
        Problem::Invalid(what) => Error::malformed(format!("its HEVC data has an {what}")),
        Problem::Unimplemented(TOO_LARGE) => Error::malformed(format!(
            "its HEVC picture is larger than the {} x {} pixels that its item has",
            coded.width, coded.height
        )),
        Problem::Unimplemented(what) => Error::unsupported(format!("a feature of HEVC ({what})")),
        Problem::HashMismatch(_) => Error::malformed("its HEVC picture has another hash"),
    }
}

fn frame<'a>(shown: &Shown<'a>, color: CodedColor, purpose: Purpose) -> Result<Frame<'a>, Error> {
    let decoded = shown.frame;
    let chroma = match decoded.chroma_format {
        0 => Chroma::None,
        1 => Chroma::Quarter,
        2 => Chroma::Half,
        _ => Chroma::Full,
    };
    let [depth, chroma_depth] = decoded.bit_depth;
    if chroma != Chroma::None && depth != chroma_depth {
        return Err(Error::unsupported(format!(
            "{depth} bits for luma and {chroma_depth} for chroma"
        )));
    }
    let planes = if chroma == Chroma::None { 1 } else { 3 };
    let plane = |index: usize| {
        let (samples, stride) = shown.plane(index);
        Plane {
            samples: Samples::Sixteen(samples),
            stride,
        }
    };
    let (width, height) = shown.size();
    Ok(Frame {
        width,
        height,
        rows: 0..height,
        purpose,
        depth,
        chroma,
        planes: (0..planes).map(plane).collect(),
        color,
    })
}

/// What the first sequence parameter set says (ITU-T H.265, annex E). Nothing is the limited range.
fn color(stream: &[u8]) -> Result<CodedColor, Error> {
    let malformed = |problem: Problem| Error::malformed(format!("its HEVC parameters: {problem}"));
    let mut said = None;
    for unit in split_annex_b(stream) {
        let unit = NalUnit::parse(unit).map_err(malformed)?;
        if unit.header.unit_type == NalUnitType::Sps {
            said = Sps::parse(&unit.rbsp).map_err(malformed)?.vui;
            break;
        }
    }
    let unspecified = ColorPoints {
        primaries: 2,
        transfer: 2,
        matrix: 2,
        full_range: false,
    };
    Ok(CodedColor {
        points: said.map_or(unspecified, |vui| ColorPoints {
            primaries: vui.colour_primaries,
            transfer: vui.transfer_characteristics,
            matrix: vui.matrix_coeffs,
            full_range: vui.video_full_range_flag,
        }),
        // Type 0, which is what it is where nothing is said: figure E.1. The decoder does not hand out another one.
        siting: Some(Siting {
            between_columns: false,
            between_rows: true,
        }),
    })
}
