//! From a resampled picture to an output: upright, cut, in sRGB, sharpened, padded, encoded.

use crate::backdrop::{self, TRANSPARENT, WHITE};
use crate::color::ToSrgb;
use crate::contract::{Error, Filter, Metadata, Output, Warning};
use crate::encode::Encoded;
use crate::geometry::{self, Size, Window};
use crate::head::Head;
use crate::metadata::Kept;
use crate::picture::{self, Channels, Components, Picture, Pixels};
use crate::pipeline::Order;
use crate::plan::Cut;
use crate::{attention, orientation, sharpen, thumbhash};
use image::metadata::Orientation;

/// Finishes the pictures of one order: one, or the frames of an animation.
pub(crate) struct Finisher<'a> {
    order: &'a Order<'a>,
    orientation: Orientation,
    /// Absent where the profile is kept instead.
    to_srgb: Option<ToSrgb>,
    kept: Kept,
    warnings: Vec<Warning>,
    /// What was found to draw the eye, in the first frame for all frames.
    found: Option<Window>,
}

impl<'a> Finisher<'a> {
    /// For a source whose pixels have these channels.
    pub(crate) fn new(order: &'a Order<'a>, head: &Head, channels: Channels) -> Self {
        let keep = order.target.keep.unwrap_or(Metadata::empty());
        let (mut kept, mut warnings) = Kept::new(keep, head, channels);
        let left_out = order.choice.left_out(&kept);
        warnings.append(&mut kept.drop_parts(&left_out));
        let to_srgb = kept.icc.is_none().then(|| {
            let (to_srgb, warning) = ToSrgb::new(&head.metadata, channels);
            warnings.extend(warning);
            to_srgb
        });
        Self {
            order,
            orientation: head.orientation,
            to_srgb,
            kept,
            warnings,
            found: None,
        }
    }

    pub(crate) fn take_warnings(&mut self) -> Vec<Warning> {
        std::mem::take(&mut self.warnings)
    }

    pub(crate) fn kept(&self) -> &Kept {
        &self.kept
    }

    /// Whether anything is done to the picture that needs 16 bits per sample: all but to turn and to encode it.
    pub(crate) fn needs_sixteen(&self, channels: Channels) -> bool {
        let Order {
            target,
            choice,
            plan,
            ..
        } = self.order;
        let changes_colors = self.to_srgb.as_ref().is_some_and(ToSrgb::changes);
        let adds_backdrop = plan.canvas.is_some() || channels.has_alpha() && !choice.has_alpha();
        changes_colors
            || adds_backdrop
            || matches!(plan.cut, Cut::Attention(_))
            || target.sharpen == Some(true)
            || target.thumbhash == Some(true)
            || !choice.takes_bytes()
    }

    /// Where the result can be made of components, because they are only turned, and stored with half of the chroma:
    /// for columns and rows of the stored picture, whether pairs of pixels, which share their chroma, are counted from the
    /// end. For sources whose luma and chroma come apart.
    pub(crate) fn pairs_from_end(&self) -> Option<(bool, bool)> {
        let Order { choice, job, .. } = self.order;
        let suits = choice.halves_chroma()
            && !job.linear
            && job.filter != Filter::Nearest
            && !self.needs_sixteen(Channels::Rgb);
        suits.then(|| geometry::mirrors(self.orientation))
    }

    /// The picture as it is to be encoded.
    ///
    /// # Errors
    /// `limit-exceeded` where there is no memory for it.
    pub(crate) fn finish(&mut self, stored: Pixels) -> Result<Pixels, Error> {
        match stored {
            Pixels::Eight(stored) => {
                orientation::apply(self.orientation, stored).map(Pixels::Eight)
            }
            Pixels::Sixteen(stored) => self.finish_sixteen(stored).map(Pixels::Sixteen),
        }
    }

    /// The same with all steps.
    ///
    /// # Errors
    /// As [`Finisher::finish`].
    pub(crate) fn finish_sixteen(&mut self, stored: Picture) -> Result<Picture, Error> {
        let target = self.order.target;
        let mut picture = orientation::apply(self.orientation, stored)?;
        if let Some(to_srgb) = &self.to_srgb {
            picture = to_srgb.apply(picture)?;
        }
        if let Cut::Attention(kept) = self.order.plan.cut {
            let window = *self
                .found
                .get_or_insert_with(|| attention::window(&picture, kept));
            picture = cut(&picture, window)?;
        }
        if target.sharpen.unwrap_or(false) {
            picture = sharpen::sharpen(picture)?;
        }
        let has_alpha = self.order.choice.has_alpha();
        if let Some(canvas) = self.order.plan.canvas {
            let default = if has_alpha { TRANSPARENT } else { WHITE };
            let color = target.background.unwrap_or(default);
            picture = backdrop::pad(&picture, canvas, color)?;
        }
        if !has_alpha {
            picture = backdrop::flatten(picture, target.background.unwrap_or(WHITE))?;
        }
        Ok(picture)
    }

    /// The ThumbHash of a finished picture, where it was asked for.
    pub(crate) fn thumbhash(&self, picture: &Pixels) -> Option<Vec<u8>> {
        match picture {
            Pixels::Sixteen(picture) if self.order.target.thumbhash == Some(true) => {
                Some(thumbhash::encode(picture))
            }
            _ => None,
        }
    }

    /// The output for a finished picture.
    ///
    /// # Errors
    /// Those of the encoder.
    pub(crate) fn encode(&self, picture: &Pixels) -> Result<Output, Error> {
        let encoded = self
            .order
            .choice
            .encode(picture, &self.kept, self.order.target.max_bytes)?;
        Ok(self.output(encoded, picture.size(), self.thumbhash(picture)))
    }

    /// The output for what [`Finisher::pairs_from_end`] allowed to be made of components.
    ///
    /// # Errors
    /// As [`Finisher::finish`] and [`Finisher::encode`].
    pub(crate) fn encode_components(&self, stored: Components) -> Result<Output, Error> {
        let turned = |picture| orientation::apply(self.orientation, picture);
        let [cb, cr] = stored.chromas;
        let picture = Components {
            luma: turned(stored.luma)?,
            chromas: [turned(cb)?, turned(cr)?],
        };
        let Order { target, choice, .. } = self.order;
        let encoded = choice.encode_components(&picture, &self.kept, target.max_bytes)?;
        Ok(self.output(encoded, picture.luma.size, None))
    }

    fn output(&self, encoded: Encoded, size: Size, thumbhash: Option<Vec<u8>>) -> Output {
        Output {
            data: encoded.data,
            format: self.order.choice.format(),
            width: size.width,
            height: size.height,
            frames: 1,
            quality: encoded.quality,
            thumbhash,
        }
    }
}

/// A part of a picture.
fn cut(picture: &Picture, window: Window) -> Result<Picture, Error> {
    let count = picture.channels.count();
    let mut samples = picture::reserve(window.size.area() * count as u64)?;
    let row = picture.size.width as usize * count;
    for y in window.top..window.top + window.size.height {
        let start = y as usize * row + window.left as usize * count;
        samples
            .extend_from_slice(&picture.samples[start..start + window.size.width as usize * count]);
    }
    Ok(Picture {
        size: window.size,
        channels: picture.channels,
        samples,
    })
}
