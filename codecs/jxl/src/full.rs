//! The decoder: every pixel of the first frame.

use codec::{Error, zeroed};
use jxl::api::{
    AlphaMode, Endianness, Event, JxlColorProfile, JxlColorType, JxlDataFormat, JxlDecoder,
    JxlDecoderOptions, JxlOutputBuffer, JxlPixelFormat, LfImage, ProfileLevel,
};
use jxl_head::{Head, Space};

use crate::problem::{FORMAT, of_decoder};

/// The decoder keeps sections that it cannot use yet. What it is not given, it does not keep.
const INPUT_BYTES: usize = 1 << 16;

/// What the samples of the decoded image are. They lie in rows without gaps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Shape {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) is_gray: bool,
    pub(crate) has_alpha: bool,
    /// 8, or up to 16 of two bytes.
    pub(crate) depth: u8,
}

impl Shape {
    fn of(head: &Head) -> Self {
        let deepest = match head.alpha {
            Some(alpha) if alpha.samples.bits > head.samples.bits => alpha.samples,
            _ => head.samples,
        };
        Self {
            width: head.width,
            height: head.height,
            is_gray: head.color.space == Space::Gray,
            has_alpha: head.alpha.is_some(),
            depth: match deepest.are_floats || head.samples.are_floats {
                true => 16,
                false => deepest.bits.clamp(8, 16),
            },
        }
    }

    /// Of a pixel.
    pub(crate) fn samples(self) -> u8 {
        let colors = if self.is_gray { 1 } else { 3 };
        colors + u8::from(self.has_alpha)
    }

    pub(crate) fn row_bytes(self) -> usize {
        let sample_bytes = if self.depth > 8 { 2 } else { 1 };
        self.width as usize * usize::from(self.samples()) * sample_bytes
    }

    fn bytes(self) -> u64 {
        self.row_bytes() as u64 * u64::from(self.height)
    }
}

/// A file of which the decoder has read its header and that of the first frame that is shown.
pub(crate) struct Opened<'a> {
    decoder: JxlDecoder,
    input: Input<'a>,
    shape: Shape,
    is_xyb: bool,
    profile: JxlColorProfile,
}

impl<'a> Opened<'a> {
    /// # Errors
    /// Those of the decoder, for the headers, the colour profile, and frames that are not shown, such as patches; `truncated`.
    /// Frames and reference frames may have `max_pixels` with four channels.
    pub(crate) fn new(image: &'a [u8], head: &Head, max_pixels: u64) -> Result<Self, Error> {
        let mut options = JxlDecoderOptions::default();
        options.adjust_orientation = false;
        options.alpha_mode = AlphaMode::Unpremultiplied;
        options.max_profile_level = ProfileLevel::Main10;
        let samples = max_pixels.saturating_mul(4).saturating_add(1);
        options.sample_limit = Some(usize::try_from(samples).unwrap_or(usize::MAX));
        let mut decoder = JxlDecoder::new(options);
        let mut input = Input::new(image);
        advance(&mut input, &mut decoder, Event::BasicInfo)?;
        let shape = Shape::of(head);
        decoder
            .set_pixel_format(pixel_format(shape, head.extra_channels as usize))
            .map_err(|error| of_decoder(&error))?;
        let profile = decoder.output_color_profile().ok_or_else(without_image)?;
        let profile = profile.clone();
        advance(&mut input, &mut decoder, Event::FrameHeader)?;
        Ok(Self {
            profile,
            decoder,
            input,
            shape,
            is_xyb: head.is_xyb,
        })
    }

    pub(crate) fn shape(&self) -> Shape {
        self.shape
    }

    /// What colours the samples are.
    pub(crate) fn profile(&self) -> &JxlColorProfile {
        &self.profile
    }

    /// Whether the LF image of the first frame takes the place of means of 8 x 8 pixels. In XYB it does not: there it is a mean
    /// before the curve of the output's colours, and of blocks larger than 8 x 8 something alike, which costs photographs up
    /// to 1.9 points of SSIMULACRA2 where means cost 0.8 (docs/fidelity.md).
    pub(crate) fn has_lf_of_means(&self) -> bool {
        !self.is_xyb && self.lf_has_everything()
    }

    /// Whether the LF image has everything of the frame, at an eighth of the size.
    pub(crate) fn lf_has_everything(&self) -> bool {
        self.decoder.lf_has_everything()
    }

    /// Has the decoder keep the LF image, if that has everything of the frame. With `only`, nothing else is decoded then.
    pub(crate) fn keep_lf(&mut self, only: bool) {
        self.decoder.keep_lf(only);
    }

    /// Decodes the LF image, after [`Self::keep_lf`] with `only`. The rest of the file is not decoded, but it must be
    /// there.
    ///
    /// # Errors
    /// Those of the decoder; `truncated`.
    pub(crate) fn decode_lf(mut self) -> Result<LfImage, Error> {
        self.finish_frame(None)?;
        self.decoder.take_lf().ok_or_else(without_image)
    }

    /// Decodes the first frame into a buffer of the image's size, which is aligned to samples. Gives the LF image, if it
    /// was to be kept.
    ///
    /// # Errors
    /// Those of the decoder; `truncated`.
    pub(crate) fn decode(mut self, room: &mut [u8]) -> Result<Option<LfImage>, Error> {
        let height = self.shape.height as usize;
        let mut buffers = [JxlOutputBuffer::new(room, height, self.shape.row_bytes())];
        self.finish_frame(Some(&mut buffers))?;
        Ok(self.decoder.take_lf())
    }

    fn finish_frame(
        &mut self,
        mut buffers: Option<&mut [JxlOutputBuffer<'_>]>,
    ) -> Result<(), Error> {
        loop {
            let buffers = buffers.as_deref_mut();
            match self.input.process(&mut self.decoder, buffers)? {
                Event::FrameComplete { .. } => return Ok(()),
                Event::Complete => return Err(without_image()),
                Event::BasicInfo | Event::FrameHeader | Event::NeedMoreInput { .. } => {}
            }
        }
    }
}

/// Lets the decoder work until this has happened, which comes before any pixels of a frame that is shown.
fn advance(input: &mut Input<'_>, decoder: &mut JxlDecoder, to: Event) -> Result<(), Error> {
    loop {
        match input.process(decoder, None)? {
            event if event == to => return Ok(()),
            Event::NeedMoreInput { .. } => {}
            _ => return Err(without_image()),
        }
    }
}

fn pixel_format(shape: Shape, extra_channels: usize) -> JxlPixelFormat {
    JxlPixelFormat {
        color_type: match (shape.is_gray, shape.has_alpha) {
            (true, false) => JxlColorType::Grayscale,
            (true, true) => JxlColorType::GrayscaleAlpha,
            (false, false) => JxlColorType::Rgb,
            (false, true) => JxlColorType::Rgba,
        },
        color_data_format: Some(match shape.depth {
            8 => JxlDataFormat::U8 { bit_depth: 8 },
            bit_depth => JxlDataFormat::U16 {
                endianness: Endianness::LittleEndian,
                bit_depth,
            },
        }),
        extra_channel_format: vec![None; extra_channels],
    }
}

fn without_image() -> Error {
    Error::malformed(FORMAT, "it has no frame that is to be shown")
}

/// What the decoder is given, bit by bit.
struct Input<'a> {
    /// What it has not taken.
    rest: &'a [u8],
    /// How much of that it may take.
    given: usize,
    /// The length of the file.
    length: usize,
}

impl<'a> Input<'a> {
    fn new(image: &'a [u8]) -> Self {
        Self {
            rest: image,
            given: 0,
            length: image.len(),
        }
    }

    /// Lets the decoder work until something has happened.
    ///
    /// # Errors
    /// Those of the decoder; `truncated` where it needs more than there is.
    fn process(
        &mut self,
        decoder: &mut JxlDecoder,
        buffers: Option<&mut [JxlOutputBuffer<'_>]>,
    ) -> Result<Event, Error> {
        let mut part = &self.rest[..self.given];
        let event = decoder
            .process(&mut part, buffers, None)
            .map_err(|error| of_decoder(&error))?;
        let taken = self.given - part.len();
        self.rest = &self.rest[taken..];
        self.given -= taken;
        if matches!(event, Event::NeedMoreInput { .. }) {
            if self.given == self.rest.len() {
                return Err(Error::truncated(FORMAT, self.length));
            }
            self.given = (self.given + INPUT_BYTES).min(self.rest.len());
        }
        Ok(event)
    }
}

/// The decoded image in a buffer of its own.
pub(crate) struct Image {
    shape: Shape,
    buffer: Vec<u8>,
    /// Where the samples begin: at an address that is a multiple of their size.
    start: usize,
}

impl Image {
    /// # Errors
    /// As [`Opened::decode`], whose LF image comes along.
    pub(crate) fn decode(opened: Opened<'_>) -> Result<(Self, Option<LfImage>), Error> {
        let shape = opened.shape();
        let mut buffer: Vec<u8> = zeroed(shape.bytes() + 1)?;
        let start = buffer.as_ptr().align_offset(2).min(1);
        let mut image = Self {
            shape,
            buffer: Vec::new(),
            start,
        };
        let lf = opened.decode(&mut buffer[start..start + shape.bytes() as usize])?;
        image.buffer = buffer;
        Ok((image, lf))
    }

    pub(crate) fn shape(&self) -> Shape {
        self.shape
    }

    /// Its samples.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.buffer[self.start..self.start + self.shape.bytes() as usize]
    }
}
