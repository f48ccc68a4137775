//! The decoder: every pixel of the first frame.

use codec::{Error, zeroed};
use jxl::api::{
    AlphaMode, Endianness, Event, JxlColorProfile, JxlColorType, JxlDataFormat, JxlDecoder,
    JxlDecoderOptions, JxlOutputBuffer, JxlPixelFormat, ProfileLevel,
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

/// A file whose header the decoder has read.
pub(crate) struct Opened<'a> {
    decoder: JxlDecoder,
    input: Input<'a>,
    shape: Shape,
    profile: JxlColorProfile,
}

impl<'a> Opened<'a> {
    /// # Errors
    /// Those of the decoder, for the header and the colour profile. Frames and reference frames may have `max_pixels`
    /// with four channels.
    pub(crate) fn new(image: &'a [u8], head: &Head, max_pixels: u64) -> Result<Self, Error> {
        let mut options = JxlDecoderOptions::default();
        options.adjust_orientation = false;
        options.alpha_mode = AlphaMode::Unpremultiplied;
        options.max_profile_level = ProfileLevel::Main10;
        let samples = max_pixels.saturating_mul(4).saturating_add(1);
        options.sample_limit = Some(usize::try_from(samples).unwrap_or(usize::MAX));
        let mut decoder = JxlDecoder::new(options);
        let mut input = Input::new(image);
        loop {
            match input.process(&mut decoder, None)? {
                Event::BasicInfo => break,
                Event::NeedMoreInput { .. } => {}
                _ => return Err(without_image()),
            }
        }
        let shape = Shape::of(head);
        decoder
            .set_pixel_format(pixel_format(shape, head.extra_channels as usize))
            .map_err(|error| of_decoder(&error))?;
        let profile = decoder.output_color_profile().ok_or_else(without_image)?;
        Ok(Self {
            profile: profile.clone(),
            decoder,
            input,
            shape,
        })
    }

    pub(crate) fn shape(&self) -> Shape {
        self.shape
    }

    /// What colours the samples are.
    pub(crate) fn profile(&self) -> &JxlColorProfile {
        &self.profile
    }

    /// Decodes the first frame into a buffer of the image's size, which is aligned to samples.
    ///
    /// # Errors
    /// Those of the decoder; `truncated`.
    pub(crate) fn decode(mut self, room: &mut [u8]) -> Result<(), Error> {
        let height = self.shape.height as usize;
        let mut buffers = [JxlOutputBuffer::new(room, height, self.shape.row_bytes())];
        loop {
            match self.input.process(&mut self.decoder, Some(&mut buffers))? {
                Event::FrameComplete { .. } => return Ok(()),
                Event::Complete => return Err(without_image()),
                Event::BasicInfo | Event::FrameHeader | Event::NeedMoreInput { .. } => {}
            }
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
    /// As [`Opened::decode`].
    pub(crate) fn decode(opened: Opened<'_>) -> Result<Self, Error> {
        let shape = opened.shape();
        let mut buffer: Vec<u8> = zeroed(shape.bytes() + 1)?;
        let start = buffer.as_ptr().align_offset(2).min(1);
        let mut image = Self {
            shape,
            buffer: Vec::new(),
            start,
        };
        opened.decode(&mut buffer[start..start + shape.bytes() as usize])?;
        image.buffer = buffer;
        Ok(image)
    }

    pub(crate) fn shape(&self) -> Shape {
        self.shape
    }

    /// Its samples.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.buffer[self.start..self.start + self.shape.bytes() as usize]
    }
}
