//! GIF: each frame with a palette of its own.

use std::borrow::Cow;

use gif::{DisposalMethod, Encoder, EncodingError, Frame, Repeat};

use super::budget;
use super::encoded::{Encoded, refused};
use super::palette::{self, Alpha, DEFAULT_COLORS, DEFAULT_DITHER};
use crate::contract::{Error, GifOptions};
use crate::geometry::Size;
use crate::metadata::{Kept, Part};
use crate::picture::Picture;

pub(super) fn encode(
    picture: &Picture,
    options: GifOptions,
    max_bytes: Option<u32>,
) -> Result<Encoded, Error> {
    let mut file = GifFile::new(picture.size, 1, options)?;
    file.push(picture, 0)?;
    let data = file.finish()?;
    budget::check(&data, max_bytes)?;
    Ok(Encoded {
        data,
        quality: None,
    })
}

/// What of the metadata is left out: there is no place for any.
pub(super) fn left_out(kept: &Kept) -> Vec<Part> {
    let parts = [
        (&kept.icc, Part::Icc),
        (&kept.exif, Part::Exif),
        (&kept.xmp, Part::Xmp),
    ];
    let there = parts.into_iter().filter(|(part, _)| part.is_some());
    there.map(|(_, part)| part).collect()
}

/// A file of one or more frames.
pub(super) struct GifFile {
    encoder: Encoder<Vec<u8>>,
    size: (u16, u16),
    options: GifOptions,
    /// When the next frame comes: by the delays that were asked for, in milliseconds, and by those that were written,
    /// in hundredths of a second.
    asked: u64,
    written: u64,
}

impl GifFile {
    /// `plays` is how often it is played, 0 for ever.
    pub(super) fn new(size: Size, plays: u16, options: GifOptions) -> Result<Self, Error> {
        let (Ok(width), Ok(height)) = (u16::try_from(size.width), u16::try_from(size.height))
        else {
            return Err(refused("GIF", "a side is longer than 65535 pixels"));
        };
        let mut encoder = Encoder::new(Vec::new(), width, height, &[]).map_err(failed)?;
        match plays {
            0 => encoder.set_repeat(Repeat::Infinite).map_err(failed)?,
            1 => {}
            // The file says how often it is played again.
            _ => encoder
                .set_repeat(Repeat::Finite(plays - 1))
                .map_err(failed)?,
        }
        Ok(Self {
            encoder,
            size: (width, height),
            options,
            asked: 0,
            written: 0,
        })
    }

    pub(super) fn push(&mut self, picture: &Picture, milliseconds: u32) -> Result<(), Error> {
        let indexed = palette::index(
            picture,
            self.options.colors.unwrap_or(DEFAULT_COLORS),
            self.options.dither.unwrap_or(DEFAULT_DITHER),
            Alpha::Threshold,
        )?;
        let hole = indexed.palette.iter().position(|color| color[3] == 0);
        let colors = indexed.palette.iter().flat_map(|color| &color[..3]);
        let frame = Frame {
            width: self.size.0,
            height: self.size.1,
            delay: self.delay(milliseconds),
            // What was there must not show through the holes of the next frame.
            dispose: if picture.channels.has_alpha() {
                DisposalMethod::Background
            } else {
                DisposalMethod::Keep
            },
            transparent: hole.map(|index| index as u8),
            palette: Some(colors.copied().collect()),
            buffer: Cow::Owned(indexed.indices),
            ..Frame::default()
        };
        self.encoder.write_frame(&frame).map_err(failed)
    }

    /// In hundredths of a second, so that frames come when they should, however many were rounded before.
    fn delay(&mut self, milliseconds: u32) -> u16 {
        self.asked += u64::from(milliseconds);
        let delay = ((self.asked + 5) / 10).saturating_sub(self.written);
        let delay = u16::try_from(delay).unwrap_or(u16::MAX);
        self.written += u64::from(delay);
        delay
    }

    pub(super) fn finish(self) -> Result<Vec<u8>, Error> {
        self.encoder.into_inner().map_err(failed)
    }
}

fn failed(error: EncodingError) -> Error {
    refused("GIF", error)
}
