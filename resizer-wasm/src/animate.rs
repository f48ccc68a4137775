//! Animations: each frame goes through all stages before the next one is decoded.

use crate::contract::{Error, Output, Resized};
use crate::decode::{Frame, FrameSource, Reduction, Shape};
use crate::encode::animation::AnimationEncoder;
use crate::error;
use crate::finish::Finisher;
use crate::geometry::Size;
use crate::head::Head;
use crate::limits::Limits;
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
    limits: &Limits,
) -> Result<Resized, Error> {
    let expected = head.frames_known();
    let repetitions = source.repetitions();
    let mut makers: Vec<Maker> = targets
        .iter()
        .map(|resolved| Maker {
            resolved,
            finisher: Finisher::new(resolved, head, Channels::Rgba),
            made: Made::Nothing,
        })
        .collect();
    let mut frames = 0;
    while let Some(frame) = source.next_frame()? {
        frames += 1;
        limits.check_frames(head, frames)?;
        for maker in &mut makers {
            maker.take(&frame, head, expected, repetitions)?;
        }
    }
    if frames == 0 {
        return Err(error::malformed(head.format, "it has no frame"));
    }
    let mut resized = Resized {
        outputs: Vec::new(),
        warnings: source.warnings(),
    };
    for mut maker in makers {
        resized.warnings.append(&mut maker.finisher.take_warnings());
        resized.outputs.push(maker.output()?);
    }
    Ok(resized)
}

/// Makes the output for one target.
struct Maker<'a> {
    resolved: &'a ResolvedTarget<'a>,
    finisher: Finisher<'a>,
    made: Made,
}

enum Made {
    Nothing,
    Still(Output),
    Animation {
        encoder: AnimationEncoder,
        size: Size,
        frames: u32,
        thumbhash: Option<Vec<u8>>,
    },
}

impl Maker<'_> {
    fn take(
        &mut self,
        frame: &Frame<'_>,
        head: &Head,
        frames: u32,
        repetitions: u32,
    ) -> Result<(), Error> {
        if matches!(self.made, Made::Still(_)) {
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
            self.made = Made::Still(self.finisher.encode(&picture)?);
            return Ok(());
        }
        if matches!(self.made, Made::Nothing) {
            self.made = Made::Animation {
                encoder: AnimationEncoder::new(
                    self.resolved.choice,
                    picture.size(),
                    frames,
                    repetitions,
                    self.finisher.kept(),
                )?,
                size: picture.size(),
                frames: 0,
                thumbhash: self.finisher.thumbhash(&picture),
            };
        }
        if let Made::Animation {
            encoder, frames, ..
        } = &mut self.made
        {
            encoder.push(&picture, frame.milliseconds)?;
            *frames += 1;
        }
        Ok(())
    }

    fn output(self) -> Result<Output, Error> {
        match self.made {
            Made::Still(output) => Ok(output),
            Made::Animation {
                encoder,
                size,
                frames,
                thumbhash,
            } => {
                let encoded = encoder.finish(self.resolved.target.max_bytes)?;
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
            Made::Nothing => unreachable!("there was a frame"),
        }
    }
}
