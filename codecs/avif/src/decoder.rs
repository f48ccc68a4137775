//! AV1 image items (AV1 Image File Format, section 2) to pictures.

use std::cell::RefCell;
use std::ops::Range;

use heif::{Chroma, Coded, CodedColor, ColorPoints, Error, Frame, Plane, Purpose, Samples};
use isobmff::Configuration;
use raster::Siting;
use rav1d::include::dav1d::headers::{
    DAV1D_CHR_COLOCATED, DAV1D_CHR_VERTICAL, DAV1D_PIXEL_LAYOUT_I400, DAV1D_PIXEL_LAYOUT_I420,
    DAV1D_PIXEL_LAYOUT_I422, Dav1dSequenceHeader,
};

use crate::av1::{self, Failure, Picture, Settings, TakeRows};
use crate::obu;

/// Frames that are coded in one item. An item shows one for each of its layers, of which there are four at most, and few are
/// needed that are not shown.
const MAX_FRAMES: usize = 16;

/// The most pixels that rav1d decodes where addresses have 32 bits: 8192 x 8192.
const MAX_FRAME_PIXELS: u64 = 1 << 26;

/// What rav1d needs of memory for a frame of a few pixels.
const FIXED_BYTES: u64 = 4 << 20;

/// Decodes AV1.
pub(crate) struct Av1;

impl heif::Decoder for Av1 {
    fn color(&mut self, coded: Coded<'_>) -> Result<CodedColor, Error> {
        let header = av1::sequence_header(coded.data).map_err(|failure| told(failure, coded))?;
        Ok(color(&header))
    }

    fn decode(
        &mut self,
        coded: Coded<'_>,
        take: &mut dyn FnMut(&Frame<'_>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let pixels = u64::from(coded.width) * u64::from(coded.height);
        if pixels > MAX_FRAME_PIXELS {
            return Err(Error::TooLarge(format!(
                "the AV1 frame is {} x {}, {pixels} pixels; the codec decodes {MAX_FRAME_PIXELS} at most, and more in the \
                 tiles of a grid",
                coded.width, coded.height
            )));
        }
        let frames = obu::coded_frames(coded.data);
        if let Some(frames) = frames.filter(|frames| *frames > MAX_FRAMES) {
            return Err(Error::TooLarge(format!(
                "an image item has {frames} AV1 frames; {MAX_FRAMES} are decoded at most"
            )));
        }
        reserve(pixels, coded.configuration)?;
        let settings = Settings {
            frame_size_limit: pixels as u32,
            operating_point: coded.operating_point.min(31),
            all_layers: coded.layer.is_some(),
            applies_filters: true,
        };
        // What another frame refers to has to be as its encoder had it.
        if frames != Some(1) {
            return decode(coded, settings, coded.purpose, None, take);
        }
        match coded.purpose {
            Purpose::EveryPixel | Purpose::Thumbnail => {
                decode(coded, settings, coded.purpose, None, take)
            }
            Purpose::Means => decode(
                coded,
                settings.without_filters(),
                Purpose::Means,
                None,
                take,
            ),
            Purpose::Both => decode_for_both(coded, settings, take),
        }
    }
}

/// Decodes an item and hands over its picture.
fn decode<'a>(
    coded: Coded<'a>,
    settings: Settings,
    purpose: Purpose,
    before_filters: Option<TakeRows<'a>>,
    take: &mut dyn FnMut(&Frame<'_>) -> Result<(), Error>,
) -> Result<(), Error> {
    let told = |failure| told(failure, coded);
    let mut decoder = av1::Decoder::new(coded.data, settings, before_filters).map_err(told)?;
    loop {
        let picture = decoder.next_picture().map_err(told)?;
        let layer = picture.frame_header().map(|header| header.spatial_id);
        if coded.layer.is_some() && coded.layer != layer.map(u16::from) {
            continue;
        }
        let rows = 0..picture.size().1;
        return take(&frame(&picture, rows, purpose)?);
    }
}

/// Decodes an item of one frame for all renditions: the one with every pixel is what in-loop filters make, and the means are taken
/// before them.
fn decode_for_both(
    coded: Coded<'_>,
    settings: Settings,
    take: &mut dyn FnMut(&Frame<'_>) -> Result<(), Error>,
) -> Result<(), Error> {
    let take = RefCell::new(take);
    let mut is_upscaled = false;
    let mut outcome = Ok(());
    let mut take_rows = |picture: &Picture<'_>, rows: Range<u32>| {
        // It has fewer columns here.
        is_upscaled |= picture.is_upscaled();
        if !is_upscaled && outcome.is_ok() {
            outcome =
                frame(picture, rows, Purpose::Means).and_then(|rows| (take.borrow_mut())(&rows));
        }
    };
    let mut take_filtered = |frame: &Frame<'_>| (take.borrow_mut())(frame);
    decode(
        coded,
        settings,
        Purpose::EveryPixel,
        Some(&mut take_rows),
        &mut take_filtered,
    )?;
    outcome?;
    match is_upscaled {
        false => Ok(()),
        true => {
            let unfiltered = settings.without_filters();
            decode(coded, unfiltered, Purpose::Means, None, *take.borrow_mut())
        }
    }
}

/// rav1d allocates as if there were always memory. So what it will need for a frame of so many pixels is asked for before, and
/// given back: where that can be done, rav1d has it.
///
/// Besides its planes it keeps a byte for each pixel; measured with 12 megapixels, 8 bits with 4:2:0 and 12 bits with 4:4:4, as
/// 2.5 and 7.3 bytes in all. Film grain, which makes a copy of the planes, is not counted.
fn reserve(pixels: u64, configuration: Configuration<'_>) -> Result<(), Error> {
    let halves_of_samples = match configuration.chroma {
        isobmff::Chroma::Monochrome => 2,
        isobmff::Chroma::Yuv420 => 3,
        isobmff::Chroma::Yuv422 => 4,
        isobmff::Chroma::Yuv444 => 6,
    };
    let sample_bytes = if configuration.depth > 8 { 2 } else { 1 };
    let bytes = pixels * halves_of_samples * sample_bytes / 2 + pixels + FIXED_BYTES;
    let mut room: Vec<u8> = Vec::new();
    match usize::try_from(bytes).map(|bytes| room.try_reserve_exact(bytes)) {
        Ok(Ok(())) => Ok(()),
        _ => Err(Error::OutOfMemory(bytes)),
    }
}

fn told(failure: Failure, coded: Coded<'_>) -> Error {
    let (width, height) = (coded.width, coded.height);
    match failure {
        Failure::NoPicture => Error::malformed("its AV1 data ends before a picture is complete"),
        Failure::FrameTooLarge => Error::malformed(format!(
            "its AV1 frame is larger than the {width} x {height} pixels that its item has"
        )),
        Failure::OutOfMemory => Error::OutOfMemory(u64::from(width) * u64::from(height)),
        Failure::Undecodable => Error::malformed("its AV1 data cannot be decoded"),
    }
}

/// Rows of a picture, from an even number on.
fn frame<'a>(
    picture: &'a Picture<'_>,
    rows: Range<u32>,
    purpose: Purpose,
) -> Result<Frame<'a>, Error> {
    let (width, height) = picture.size();
    let chroma = match picture.layout() {
        DAV1D_PIXEL_LAYOUT_I400 => Chroma::None,
        DAV1D_PIXEL_LAYOUT_I420 => Chroma::Quarter,
        DAV1D_PIXEL_LAYOUT_I422 => Chroma::Half,
        _ => Chroma::Full,
    };
    let planes = if chroma == Chroma::None { 1 } else { 3 };
    let plane = |index: usize| {
        let rows = match index {
            0 => rows.clone(),
            _ => rows.start / chroma.down()..rows.end.div_ceil(chroma.down()),
        };
        let (samples, stride) = match picture.depth() {
            8 => {
                let (bytes, stride) = picture.bytes(index, rows);
                (Samples::Eight(bytes), stride)
            }
            _ => {
                let (words, stride) = picture.words(index, rows);
                (Samples::Sixteen(words), stride)
            }
        };
        Plane { samples, stride }
    };
    let header = picture
        .sequence_header()
        .ok_or_else(|| Error::malformed("its AV1 data has no sequence header"))?;
    Ok(Frame {
        width,
        height,
        rows: rows.clone(),
        purpose,
        depth: picture.depth(),
        chroma,
        planes: (0..planes).map(plane).collect(),
        color: color(header),
    })
}

/// Section 6.4.2 of the AV1 specification; its code points are those of ITU-T H.273.
fn color(header: &Dav1dSequenceHeader) -> CodedColor {
    let siting = match header.chr {
        DAV1D_CHR_VERTICAL => Some((false, true)),
        DAV1D_CHR_COLOCATED => Some((false, false)),
        _ => None,
    };
    CodedColor {
        points: ColorPoints {
            primaries: header.pri as u8,
            transfer: header.trc as u8,
            matrix: header.mtrx as u8,
            full_range: header.color_range != 0,
        },
        siting: siting.map(|(between_columns, between_rows)| Siting {
            between_columns,
            between_rows,
        }),
    }
}
