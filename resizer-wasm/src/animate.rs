//! Animations: each frame goes through all stages before the next one is decoded.

use crate::budget::Budget;
use crate::contract::{Error, Output, Resized};
use crate::decode::{Frame, FrameSource, Reduction, Shape};
use crate::encode::animation::{AnimationEncoder, EncodedAnimation};
use crate::error;
use crate::finish::Finisher;
use crate::geometry::Size;
use crate::head::Head;
use crate::picture::{Channels, Row};
use crate::resample::{OutputSamples, Resampler};
use crate::target::ResolvedTarget;

/// Makes all frames for the targets that want them, and the first one for the others.
///
/// # Errors
/// Those of the source and of the stages; `too-large` where the frames are more than the head says, and too many.
pub(crate) fn animated(
    mut source: Box<dyn FrameSource + '_>,
    head: &Head,
    targets: &[ResolvedTarget],
    budget: &Budget,
) -> Result<Resized, Error> {
    let repetitions = source.repetitions();
    let mut outputs: Vec<TargetOutput> = targets
        .iter()
        .map(|resolved| TargetOutput {
            resolved,
            finisher: Finisher::new(resolved, head, Channels::Rgba),
            progress: Progress::Nothing,
        })
        .collect();
    let mut frames = 0;
    while let Some(frame) = source.next_frame()? {
        frames += 1;
        budget.check_frames(head, frames)?;
        for output in &mut outputs {
            output.take(&frame, head, repetitions)?;
        }
    }
    if frames == 0 {
        return Err(error::malformed(head.format, "it has no frame"));
    }
    let mut resized = Resized {
        outputs: Vec::new(),
        warnings: source.warnings(),
    };
    for mut output in outputs {
        resized
            .warnings
            .append(&mut output.finisher.take_warnings());
        resized.outputs.push(output.finish()?);
    }
    Ok(resized)
}

/// Makes the output for one target.
struct TargetOutput<'a> {
    resolved: &'a ResolvedTarget<'a>,
    finisher: Finisher<'a>,
    progress: Progress,
}

enum Progress {
    Nothing,
    Still(Output),
    Animation {
        encoder: Box<AnimationEncoder>,
        size: Size,
        thumbhash: Option<Vec<u8>>,
    },
}

impl TargetOutput<'_> {
    fn take(&mut self, frame: &Frame<'_>, head: &Head, repetitions: u32) -> Result<(), Error> {
        if matches!(self.progress, Progress::Still(_)) {
            return Ok(());
        }
        let shape = Shape {
            size: Size {
                width: head.width,
                height: head.height,
            },
            reduction: Reduction::None,
            channels: Channels::Rgba,
        };
        let mut resampler = Resampler::new(shape, &self.resolved.job, OutputSamples::Sixteen)?;
        let rows = frame
            .canvas
            .chunks_exact(head.width as usize * shape.channels.count());
        for row in rows.take(resampler.rows_needed()) {
            resampler.push(Row::Eight(row))?;
        }
        let picture = self.finisher.finish(resampler.finish())?;
        if !self.resolved.animates {
            self.progress = Progress::Still(self.finisher.encode(&picture)?);
            return Ok(());
        }
        if matches!(self.progress, Progress::Nothing) {
            self.progress = Progress::Animation {
                encoder: Box::new(AnimationEncoder::new(
                    self.resolved.choice,
                    picture.size(),
                    repetitions,
                    self.finisher.kept(),
                    self.resolved.is_resampled(),
                )?),
                size: picture.size(),
                thumbhash: self.finisher.thumbhash(&picture),
            };
        }
        if let Progress::Animation { encoder, .. } = &mut self.progress {
            encoder.push(&picture, frame.milliseconds)?;
        }
        Ok(())
    }

    fn finish(self) -> Result<Output, Error> {
        match self.progress {
            Progress::Still(output) => Ok(output),
            Progress::Animation {
                encoder,
                size,
                thumbhash,
            } => {
                let EncodedAnimation { encoded, frames } =
                    encoder.finish(self.resolved.target.max_bytes)?;
                Ok(Output {
                    data: encoded.data,
                    format: self.resolved.choice.format(),
                    width: size.width,
                    height: size.height,
                    frames,
                    quality: encoded.quality,
                    thumbhash,
                })
            }
            Progress::Nothing => unreachable!("there was a frame"),
        }
    }
}
