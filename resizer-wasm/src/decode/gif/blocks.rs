//! The blocks of a file, up to the data of each frame.

use super::pixels::Pixels;
use crate::contract::{Error, ImageFormat};
use crate::decode::canvas::{Area, Disposal};
use crate::error;

const SIGNATURE_BYTES: usize = 6;

/// The blocks, read so far.
pub(super) struct Blocks<'a> {
    bytes: &'a [u8],
    position: usize,
    global_table: Option<&'a [u8]>,
    /// The index of the background's colour.
    background: u8,
    /// How often the animation is played; 0 is for ever.
    repetitions: u32,
    frames: u32,
}

/// A frame, apart from its data.
pub(super) struct Frame<'a> {
    /// Counted from 1.
    pub(super) number: u32,
    pub(super) area: Area,
    pub(super) disposal: Disposal,
    pub(super) milliseconds: u32,
    /// The index of pixels that are transparent.
    pub(super) transparent: Option<u8>,
    pub(super) is_interlaced: bool,
    /// Red, green and blue of each colour.
    pub(super) table: Option<&'a [u8]>,
    /// The colour of the background, where there is one.
    pub(super) background: Option<[u8; 3]>,
    /// Bits of an index, as the data need them.
    pub(super) code_size: u8,
    /// Where its data begin.
    data: usize,
}

/// What a graphic control extension says about the frame behind it.
#[derive(Clone, Copy, Default)]
struct Control {
    disposal: u8,
    delay: u16,
    transparent: Option<u8>,
}

impl<'a> Blocks<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Result<Self, Error> {
        let mut blocks = Self {
            bytes,
            position: SIGNATURE_BYTES,
            global_table: None,
            background: 0,
            repetitions: 1,
            frames: 0,
        };
        let &[_, _, _, _, flags, background, _] = blocks.take(7)? else {
            return Err(blocks.truncated());
        };
        blocks.background = background;
        blocks.global_table = blocks.color_table(flags)?;
        Ok(blocks)
    }

    pub(super) fn repetitions(&self) -> u32 {
        self.repetitions
    }

    pub(super) fn truncated(&self) -> Error {
        error::truncated(ImageFormat::Gif, self.bytes.len())
    }

    /// The next frame. `None` where the file says that it ends. Its data are passed by.
    pub(super) fn next_frame(&mut self) -> Result<Option<Frame<'a>>, Error> {
        let mut control = Control::default();
        loop {
            match self.byte()? {
                0x21 => match self.byte()? {
                    0xf9 => control = self.control()?,
                    0xff => self.application()?,
                    _ => self.skip_sub_blocks()?,
                },
                0x2c => return self.frame(control).map(Some),
                // Some writers end the sub-blocks of a frame twice.
                0 => {}
                0x3b => return Ok(None),
                other => {
                    let problem = format!(
                        "a block at byte {} begins with {other:#04x}; expected 0x21, 0x2c or 0x3b",
                        self.position - 1
                    );
                    return Err(error::malformed(ImageFormat::Gif, &problem));
                }
            }
        }
    }

    /// The pixels of a frame, in the order in which they are stored.
    ///
    /// # Errors
    /// `malformed` where its codes have an impossible size.
    pub(super) fn pixels(&self, frame: &Frame) -> Result<Pixels<'a>, Error> {
        Pixels::new(self.bytes, frame.data, frame.code_size)
    }

    fn frame(&mut self, control: Control) -> Result<Frame<'a>, Error> {
        let &[l0, l1, t0, t1, w0, w1, h0, h1, flags] = self.take(9)? else {
            return Err(self.truncated());
        };
        let number = |low, high| u32::from(u16::from_le_bytes([low, high]));
        let local = self.color_table(flags)?;
        let code_size = self.byte()?;
        let data = self.position;
        self.frames += 1;
        // What is missing here is noticed when it is needed.
        if self.skip_sub_blocks().is_err() {
            self.position = self.bytes.len();
        }
        Ok(Frame {
            number: self.frames,
            area: Area {
                left: number(l0, l1),
                top: number(t0, t1),
                width: number(w0, w1),
                height: number(h0, h1),
            },
            disposal: match control.disposal {
                2 => Disposal::Clear,
                3 => Disposal::Restore,
                _ => Disposal::Keep,
            },
            milliseconds: u32::from(control.delay) * 10,
            transparent: control.transparent,
            is_interlaced: flags & 0x40 != 0,
            table: local.or(self.global_table),
            background: self.global_table.and_then(|table| {
                let start = usize::from(self.background) * 3;
                table.get(start..)?.first_chunk().copied()
            }),
            code_size,
            data,
        })
    }

    fn control(&mut self) -> Result<Control, Error> {
        let length = usize::from(self.byte()?);
        let control = match self.take(length)? {
            [flags, low, high, transparent, ..] => Control {
                disposal: flags >> 2 & 7,
                delay: u16::from_le_bytes([*low, *high]),
                transparent: (flags & 1 != 0).then_some(*transparent),
            },
            _ => Control::default(),
        };
        if length > 0 {
            self.skip_sub_blocks()?;
        }
        Ok(control)
    }

    /// Looks for the number of repetitions, which Netscape has introduced.
    fn application(&mut self) -> Result<(), Error> {
        let length = usize::from(self.byte()?);
        let name = self.take(length)?;
        let rest = self.bytes.get(self.position..).unwrap_or_default();
        if let (b"NETSCAPE2.0" | b"ANIMEXTS1.0", [3, 1, low, high, ..]) = (name, rest) {
            self.repetitions = match u16::from_le_bytes([*low, *high]) {
                0 => 0,
                // It is played so many times more.
                more => u32::from(more) + 1,
            };
        }
        // An empty name has ended the extension.
        if length > 0 {
            self.skip_sub_blocks()?;
        }
        Ok(())
    }

    fn color_table(&mut self, flags: u8) -> Result<Option<&'a [u8]>, Error> {
        match flags & 0x80 {
            0 => Ok(None),
            _ => self.take(3 << ((flags & 7) + 1)).map(Some),
        }
    }

    fn skip_sub_blocks(&mut self) -> Result<(), Error> {
        loop {
            let length = self.byte()?;
            if length == 0 {
                return Ok(());
            }
            self.take(length.into())?;
        }
    }

    fn byte(&mut self) -> Result<u8, Error> {
        self.take(1).map(|bytes| bytes[0])
    }

    fn take(&mut self, count: usize) -> Result<&'a [u8], Error> {
        let taken = self.bytes.get(self.position..self.position + count);
        self.position += count;
        taken.ok_or_else(|| self.truncated())
    }
}
