//! From a resampled picture to an output: upright, cut, in sRGB, sharpened, padded, gray, encoded.

use plan::Cut;

use crate::backdrop::{self, TRANSPARENT, WHITE};
use crate::color::ToSrgb;
use crate::contract::{Error, ExtendWith, Filter, Output, Warning};
use crate::encode::{Choice, Encoded};
use crate::geometry::{self, Size, Window};
use crate::head::Head;
use crate::metadata::{Kept, Wanted};
use crate::picture::{self, Channels, Components, Picture, Pixels};
use crate::quality::{self, Found};
use crate::resample::OutputSamples;
use crate::target::ResolvedTarget;
use crate::{attention, extend, grayscale, orientation, sharpen, thumbhash};

/// Finishes the pictures of one target: one, or the frames of an animation.
pub(crate) struct Finisher<'a> {
    resolved: &'a ResolvedTarget<'a>,
    /// What a pixel of the source is made of.
    channels: Channels,
    /// Whether its luma and chroma come apart.
    takes_components: bool,
    /// Absent where the profile is kept instead.
    to_srgb: Option<ToSrgb>,
    kept: Kept,
    warnings: Vec<Warning>,
    /// What was found to draw the eye, in the first frame for all frames.
    found: Option<Window>,
}

impl<'a> Finisher<'a> {
    /// For a source whose pixels have these channels.
    pub(crate) fn new(resolved: &'a ResolvedTarget<'a>, head: &Head, channels: Channels) -> Self {
        let (mut kept, mut warnings) = Kept::new(
            Wanted {
                keep: resolved.target.keep.unwrap_or_default(),
                applies_exif: resolved.applies_exif,
                is_gray: resolved.target.grayscale == Some(true),
            },
            head,
            channels,
        );
        let left_out = resolved.choice.left_out(&kept);
        warnings.append(&mut kept.drop_parts(&left_out));
        let to_srgb = kept.icc.is_none().then(|| {
            let (to_srgb, warning) = ToSrgb::new(&head.metadata, channels);
            warnings.extend(warning);
            to_srgb
        });
        Self {
            resolved,
            channels,
            takes_components: head.hands_out_components,
            to_srgb,
            kept,
            warnings,
            found: None,
        }
    }

    /// Hands over the conversion to sRGB where it has to be done to the rows of the source. It is not done once more.
    pub(crate) fn take_early_conversion(&mut self) -> Option<ToSrgb> {
        self.to_srgb.take_if(|to_srgb| to_srgb.comes_first())
    }

    pub(crate) fn take_warnings(&mut self) -> Vec<Warning> {
        std::mem::take(&mut self.warnings)
    }

    pub(crate) fn kept(&self) -> &Kept {
        &self.kept
    }

    /// Whether anything is done to the picture that needs 16 bits per sample: all but to turn and to encode it.
    fn needs_sixteen(&self) -> bool {
        let ResolvedTarget {
            target,
            choice,
            plan,
            ..
        } = self.resolved;
        let changes_colors = self.to_srgb.as_ref().is_some_and(ToSrgb::changes);
        let adds_backdrop = plan.canvas.is_some()
            || plan.edges.is_some()
            || self.channels.has_alpha() && !choice.has_alpha();
        changes_colors
            || adds_backdrop
            || matches!(plan.cut, Cut::Attention(_))
            || target.sharpen == Some(true)
            || target.grayscale == Some(true)
            || target.thumbhash == Some(true)
            || !choice.takes_bytes()
    }

    /// What the resampler is to make. Components, where they are only turned, and stored with half of the chroma.
    pub(crate) fn samples(&self) -> OutputSamples {
        if self.needs_sixteen() {
            return OutputSamples::Sixteen;
        }
        let ResolvedTarget { choice, job, .. } = self.resolved;
        if self.takes_components
            && self.wanted_score().is_none()
            && choice.halves_chroma()
            && !job.linear
            && job.filter != Filter::Nearest
        {
            let pairs_from_end = geometry::mirrors(self.resolved.orientation);
            return OutputSamples::HalvedChroma { pairs_from_end };
        }
        OutputSamples::Eight
    }

    /// The picture as it is to be encoded.
    ///
    /// # Errors
    /// `limit-exceeded` where there is no memory for it.
    pub(crate) fn finish(&mut self, stored: Pixels) -> Result<Pixels, Error> {
        match stored {
            Pixels::Eight(stored) => {
                orientation::apply(self.resolved.orientation, stored).map(Pixels::Eight)
            }
            Pixels::Sixteen(stored) => self.finish_sixteen(stored).map(Pixels::Sixteen),
        }
    }

    /// The same with all steps.
    ///
    /// # Errors
    /// As [`Finisher::finish`].
    pub(crate) fn finish_sixteen(&mut self, stored: Picture) -> Result<Picture, Error> {
        let target = self.resolved.target;
        let mut picture = orientation::apply(self.resolved.orientation, stored)?;
        if let Some(to_srgb) = &self.to_srgb {
            picture = to_srgb.apply(picture)?;
        }
        if let Cut::Attention(kept) = self.resolved.plan.cut {
            let window = *self
                .found
                .get_or_insert_with(|| attention::window(&picture, kept));
            picture = cut(&picture, window)?;
        }
        if target.sharpen.unwrap_or(false) {
            picture = sharpen::sharpen(picture)?;
        }
        let has_alpha = self.resolved.choice.has_alpha();
        let around = if has_alpha { TRANSPARENT } else { WHITE };
        let around = target.background.unwrap_or(around);
        if let Some(canvas) = self.resolved.plan.canvas {
            picture = backdrop::pad(&picture, canvas, around)?;
        }
        if let Some(edges) = self.resolved.plan.edges {
            let with = target.extend_with.unwrap_or(ExtendWith::Background);
            picture = extend::extend(&picture, edges, with, around)?;
        }
        if !has_alpha {
            picture = backdrop::flatten(picture, target.background.unwrap_or(WHITE))?;
        }
        if target.grayscale == Some(true) {
            picture = grayscale::grayscale(picture)?;
        }
        Ok(picture)
    }

    /// The ThumbHash of a finished picture, where it was asked for.
    pub(crate) fn thumbhash(&self, picture: &Pixels) -> Option<Vec<u8>> {
        match picture {
            Pixels::Sixteen(picture) if self.resolved.target.thumbhash == Some(true) => {
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
        let ResolvedTarget { target, choice, .. } = self.resolved;
        let (size, thumbhash) = (picture.size(), self.thumbhash(picture));
        let Some(wanted) = self.wanted_score() else {
            let encoded = choice.encode(picture, &self.kept, target.max_bytes)?;
            return Ok(self.output(encoded, size, thumbhash));
        };
        let Found { encoded, score, by } =
            quality::find(picture, *choice, &self.kept, wanted, target.max_bytes)?;
        Ok(Output {
            score: Some(score),
            quality_by: Some(by),
            ..self.output(encoded, size, thumbhash)
        })
    }

    /// The quality of an animation with this first frame, where a score decides it.
    ///
    /// # Errors
    /// Those of the encoder.
    pub(crate) fn found_quality(&self, picture: &Pixels) -> Result<Option<Found>, Error> {
        let choice = self.resolved.choice;
        let find = |wanted| quality::find(picture, choice, &self.kept, wanted, None);
        self.wanted_score().map(find).transpose()
    }

    /// The score of an animation's first frame in the quality of `choice`, where one was wanted.
    ///
    /// # Errors
    /// Those of the encoder.
    pub(crate) fn score_in(&self, picture: &Pixels, choice: Choice) -> Result<Option<i32>, Error> {
        let score = |_| quality::score_in(picture, choice, &self.kept);
        self.wanted_score().map(score).transpose()
    }

    /// The score that the output is to have, where one decides its quality.
    fn wanted_score(&self) -> Option<u8> {
        quality::wanted_score(self.resolved.target, self.resolved.choice)
    }

    /// The output for what [`Finisher::samples`] allowed to be made of components.
    ///
    /// # Errors
    /// As [`Finisher::finish`] and [`Finisher::encode`].
    pub(crate) fn encode_components(&self, stored: Components) -> Result<Output, Error> {
        let turned = |picture| orientation::apply(self.resolved.orientation, picture);
        let [cb, cr] = stored.chromas;
        let picture = Components {
            luma: turned(stored.luma)?,
            chromas: [turned(cb)?, turned(cr)?],
        };
        let ResolvedTarget { target, choice, .. } = self.resolved;
        let encoded = choice.encode_components(&picture, &self.kept, target.max_bytes)?;
        Ok(self.output(encoded, picture.luma.size, None))
    }

    fn output(&self, encoded: Encoded, size: Size, thumbhash: Option<Vec<u8>>) -> Output {
        Output {
            data: encoded.data,
            format: self.resolved.choice.format(),
            width: size.width,
            height: size.height,
            frames: 1,
            quality: encoded.quality,
            score: None,
            quality_by: None,
            colors: None,
            effort: None,
            thumbhash,
            embedded_thumbnail: false,
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
