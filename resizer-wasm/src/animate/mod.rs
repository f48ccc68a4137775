//! Animations: each frame goes through all stages before the next one is decoded.

mod frame;
mod survey;
#[cfg(test)]
mod tests;

use plan::Budget;

use crate::contract::{Error, Output, QualityBy, Resized, Warning};
use crate::decode::{Frame, FrameSource};
use crate::encode::animation::{AnimationEncoder, EncodedAnimation};
use crate::encode::{Choice, FramePixels, animation_too_large};
use crate::error;
use crate::geometry::Size;
use crate::head::Head;
use crate::target::ResolvedTarget;
use frame::{FrameMaker, Open};

/// Makes all frames for the targets that want them, and the first one for the others. An animation that has too many bytes
/// is made anew, from the source that `open` gives again, so that memory holds no more than a few frames.
///
/// # Errors
/// Those of the source and of the stages; `too-large` where the frames are more than the head says, and too many, and where
/// an animation cannot be made as small as it should be.
pub(crate) fn animated<'a>(
    source: Box<dyn FrameSource + 'a>,
    open: Open<'_, 'a>,
    head: &Head,
    targets: &[ResolvedTarget],
    budget: &Budget,
) -> Result<Resized, Error> {
    let pixels = survey::frame_pixels(open, head, targets, budget)?;
    let mut outputs: Vec<_> = targets
        .iter()
        .zip(&pixels)
        .map(|(resolved, pixels)| TargetOutput::new(resolved, resolved.choice, pixels, head))
        .collect();
    let mut resized = Resized {
        outputs: Vec::new(),
        warnings: make(source, head, &mut outputs, budget)?,
    };
    for mut output in outputs {
        resized.warnings.append(&mut output.maker.take_warnings());
        let (resolved, pixels, choice) = (output.maker.resolved, output.pixels, output.choice);
        resized.outputs.push(match output.finish()? {
            Made::Output(output) => output,
            Made::TooLarge { bytes, max_bytes } => {
                let choices = choice.smaller(pixels.as_ref());
                let target = (resolved, pixels, &choices[..]);
                make_smaller(open, head, target, budget, (bytes, max_bytes))?
            }
        });
    }
    Ok(resized)
}

/// Hands all frames to the outputs, as far as they want them, and gives the source's warnings.
fn make(
    mut source: Box<dyn FrameSource + '_>,
    head: &Head,
    outputs: &mut [TargetOutput],
    budget: &Budget,
) -> Result<Vec<Warning>, Error> {
    let repetitions = source.repetitions();
    let mut frames = 0;
    while let Some(frame) = source.next_frame()? {
        frames += 1;
        budget.check_frames(head.size(), frames)?;
        for output in &mut *outputs {
            output.take(&frame, head, repetitions)?;
        }
    }
    if frames == 0 {
        return Err(error::malformed(head.format, "it has no frame"));
    }
    Ok(source.warnings())
}

/// The best animation that has at most `max_bytes`, by one of `choices`, where one has more, at least `bytes`.
///
/// Sizes nearly always fall with each of the choices, so the search halves them.
fn make_smaller<'a>(
    open: Open<'_, 'a>,
    head: &Head,
    (resolved, pixels, choices): (&ResolvedTarget, &Option<FramePixels>, &[Choice]),
    budget: &Budget,
    (bytes, max_bytes): (usize, u32),
) -> Result<Output, Error> {
    let mut smallest = bytes;
    let mut best = None;
    let (mut low, mut high) = (0, choices.len());
    while low < high {
        let middle = low.midpoint(high);
        let Some(source) = open()? else {
            break;
        };
        let mut outputs = [TargetOutput::new(resolved, choices[middle], pixels, head)];
        make(source, head, &mut outputs, budget)?;
        let [output] = outputs;
        match output.finish()? {
            Made::Output(output) => {
                best = Some(choices[middle].noted(resolved.choice, output));
                high = middle;
            }
            Made::TooLarge { bytes, .. } => {
                smallest = bytes;
                low = middle + 1;
            }
        }
    }
    best.ok_or_else(|| animation_too_large(smallest, max_bytes))
}

/// Makes the output for one target.
struct TargetOutput<'a> {
    maker: FrameMaker<'a>,
    /// How an animation is written.
    choice: Choice,
    /// The kind that its frames have, where that was looked for.
    pixels: &'a Option<FramePixels>,
    progress: Progress,
    /// The score of the first frame, where one was wanted, and what decided the quality.
    found: Option<(i32, QualityBy)>,
}

enum Progress {
    Nothing,
    Still(Output),
    Animation {
        encoder: Box<AnimationEncoder>,
        size: Size,
        thumbhash: Option<Vec<u8>>,
    },
    TooLarge {
        bytes: usize,
        max_bytes: u32,
    },
}

/// What came of a target.
enum Made {
    Output(Output),
    /// It has at least so many bytes.
    TooLarge {
        bytes: usize,
        max_bytes: u32,
    },
}

impl<'a> TargetOutput<'a> {
    fn new(
        resolved: &'a ResolvedTarget<'a>,
        choice: Choice,
        pixels: &'a Option<FramePixels>,
        head: &Head,
    ) -> Self {
        Self {
            maker: FrameMaker::new(resolved, head),
            choice,
            pixels,
            progress: Progress::Nothing,
            found: None,
        }
    }

    /// What `bytes` make too large, where that is so.
    fn excess(&self, bytes: usize) -> Option<u32> {
        let max_bytes = self.maker.resolved.target.max_bytes?;
        (bytes as u64 > u64::from(max_bytes)).then_some(max_bytes)
    }

    fn take(&mut self, frame: &Frame<'_>, head: &Head, repetitions: u32) -> Result<(), Error> {
        if matches!(
            self.progress,
            Progress::Still(_) | Progress::TooLarge { .. }
        ) {
            return Ok(());
        }
        let picture = self.maker.picture(frame, head)?;
        let FrameMaker { resolved, finisher } = &mut self.maker;
        if !resolved.animates {
            self.progress = Progress::Still(finisher.encode(&picture)?);
            return Ok(());
        }
        if matches!(self.progress, Progress::Nothing) {
            let is_as_asked = self.choice == resolved.choice;
            if !is_as_asked {
                let score = finisher.score_in(&picture, self.choice)?;
                self.found = score.map(|score| (score, QualityBy::MaxBytes));
            } else if let Some(found) = finisher.found_quality(&picture)? {
                let quality = found.encoded.quality;
                let choice = quality.and_then(|quality| self.choice.in_quality(quality));
                self.choice = choice.unwrap_or(self.choice);
                self.found = Some((found.score, found.by));
            }
            let mut encoder = Box::new(AnimationEncoder::new(
                self.choice,
                picture.size(),
                repetitions,
                finisher.kept(),
                resolved.is_resampled(),
                self.pixels.clone(),
            )?);
            if !is_as_asked {
                encoder.spend_nothing_on_stillness();
            }
            self.progress = Progress::Animation {
                encoder,
                size: picture.size(),
                thumbhash: finisher.thumbhash(&picture),
            };
        }
        if let Progress::Animation { encoder, .. } = &mut self.progress {
            encoder.push(&picture, frame.milliseconds)?;
            let bytes = encoder.bytes_written();
            if let Some(max_bytes) = self.excess(bytes) {
                self.progress = Progress::TooLarge { bytes, max_bytes };
            }
        }
        Ok(())
    }

    fn finish(mut self) -> Result<Made, Error> {
        match std::mem::replace(&mut self.progress, Progress::Nothing) {
            Progress::Still(output) => Ok(Made::Output(output)),
            Progress::TooLarge { bytes, max_bytes } => Ok(Made::TooLarge { bytes, max_bytes }),
            Progress::Animation {
                encoder,
                size,
                thumbhash,
            } => {
                let EncodedAnimation { encoded, frames } = encoder.finish()?;
                let bytes = encoded.data.len();
                if let Some(max_bytes) = self.excess(bytes) {
                    return Ok(Made::TooLarge { bytes, max_bytes });
                }
                Ok(Made::Output(Output {
                    data: encoded.data,
                    format: self.choice.format(),
                    width: size.width,
                    height: size.height,
                    frames,
                    quality: encoded.quality,
                    score: self.found.map(|(score, _)| score),
                    quality_by: self.found.map(|(_, by)| by),
                    colors: None,
                    effort: None,
                    thumbhash,
                    embedded_thumbnail: false,
                }))
            }
            Progress::Nothing => unreachable!("there was a frame"),
        }
    }
}
