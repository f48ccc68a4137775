//! GIF: each frame with a palette of its own.

mod delays;

use std::borrow::Cow;

use gif::{DisposalMethod, Encoder, EncodingError, Frame, Repeat};

use delays::{Delays, Span};

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
    file.write(picture, 0)?;
    let (data, _) = file.finish()?;
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
    delays: Delays,
    /// The frame that is written when the next one comes, as it may have to be shown for longer.
    pending: Option<(Picture, Span)>,
    /// The frame whose time the pending one has taken over last.
    merged: Option<Picture>,
    frames: u32,
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
            delays: Delays::default(),
            pending: None,
            merged: None,
            frames: 0,
        })
    }

    /// Appends a frame. One that comes too soon after the frame before is left out, and lengthens that.
    pub(super) fn push(&mut self, picture: Picture, milliseconds: u32) -> Result<(), Error> {
        let span = Span::new(milliseconds);
        if let Some((before, mut lasting)) = self.pending.take() {
            let delay = match self.delays.of(lasting) {
                Some(delay) => delay,
                None if lasting.extend(span) => {
                    self.pending = Some((before, lasting));
                    self.merged = Some(picture);
                    return Ok(());
                }
                None => self.delays.at_least_shortest(lasting),
            };
            self.write(&before, delay)?;
        }
        self.pending = Some((picture, span));
        self.merged = None;
        Ok(())
    }

    fn write(&mut self, picture: &Picture, delay: u16) -> Result<(), Error> {
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
            delay,
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
        self.encoder.write_frame(&frame).map_err(failed)?;
        self.frames += 1;
        Ok(())
    }

    /// The file, and how many frames it has.
    pub(super) fn finish(mut self) -> Result<(Vec<u8>, u32), Error> {
        if let Some((picture, span)) = self.pending.take() {
            let delay = self.delays.at_least_shortest(span);
            // The animation ends with its last frame, and begins with its first.
            let last = self.merged.take().filter(|_| self.frames > 0);
            self.write(&last.unwrap_or(picture), delay)?;
        }
        let data = self.encoder.into_inner().map_err(failed)?;
        Ok((data, self.frames))
    }
}

fn failed(error: EncodingError) -> Error {
    refused("GIF", error)
}
