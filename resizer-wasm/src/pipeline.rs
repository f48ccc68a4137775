//! The stages, in their order.

use plan::Budget;

use crate::animate::animated;
use crate::color::RowsToSrgb;
use crate::contract::{Error, Fit, Output, Request, Resized, Warning};
use crate::decode::{self, Opened, Wish};
use crate::error::{MAX_WARNINGS, smaller_than_box, with_advice};
use crate::finish::Finisher;
use crate::head::{self, Head};
use crate::picture::Resampled;
use crate::resample::{self, Early, Job, Made, OutputSamples};
use crate::shrink_to_fit;
use crate::target::ResolvedTarget;

/// Decodes `image` once and makes one output for each of the request, in the same order.
///
/// # Errors
/// As `wit/resize.wit` describes them. Nothing of the picture's size is allocated before the limits are checked.
pub fn resize(image: &[u8], request: &Request) -> Result<Resized, Error> {
    let budget = Budget::from(request.limits());
    budget.check_file(image.len())?;
    let head = head::read_whole(image)?;
    budget.check_frame(head.decoded_size())?;
    let targets = request
        .outputs()
        .iter()
        .map(|target| ResolvedTarget::new(target, &head, &budget))
        .collect::<Result<Vec<_>, _>>()?;
    let terms = decode::Terms {
        tolerant: request.limits().tolerant.unwrap_or(false),
        max_scans: budget.scans,
        max_work: budget.work,
    };
    let make = |targets: &[ResolvedTarget]| made(image, &head, targets, &budget, terms);
    let made = match make(&targets) {
        Err(Error::TooLarge(_)) if targets.iter().any(shrink_to_fit::is_allowed) => {
            shrink_to_fit::resize(&targets, &make, &head, &budget)
        }
        made => made,
    };
    let mut resized = match terms.tolerant {
        true => made?,
        false => made.map_err(with_advice)?,
    };
    resized.warnings.splice(..0, head.warnings);
    let missed = smaller_than_boxes(&targets, &resized.outputs);
    resized.warnings.extend(missed.collect::<Vec<_>>());
    resized.warnings.truncate(MAX_WARNINGS);
    Ok(resized)
}

/// A picture for each target, moving where one of them does.
fn made(
    image: &[u8],
    head: &Head,
    targets: &[ResolvedTarget],
    budget: &Budget,
    terms: decode::Terms,
) -> Result<Resized, Error> {
    if targets.iter().any(|target| target.animates) {
        // Before there is a canvas.
        budget.check_frames(head.size(), head.frames_known())?;
        let open = || decode::open_animation(image, head, terms);
        if let Some(animation) = open()? {
            return animated(animation, &open, head, targets, budget);
        }
    }
    still(image, head, targets, terms)
}

fn smaller_than_boxes(
    targets: &[ResolvedTarget],
    outputs: &[Output],
) -> impl Iterator<Item = Warning> {
    let are_several = targets.len() > 1;
    let as_planned = |target: &ResolvedTarget, output: &Output| {
        target.plan.size().width == output.width && target.plan.size().height == output.height
    };
    let numbered = (1..).zip(targets.iter().zip(outputs));
    numbered.filter_map(move |(number, (target, output))| {
        // Of one that was shrunk to fit, that was said.
        if !as_planned(target, output) {
            return None;
        }
        let number = are_several.then_some(number);
        let fit = target.target.fit.unwrap_or(Fit::Inside);
        let missed = target.plan.missed?;
        let size = target.plan.size_within_edges();
        Some(smaller_than_box(number, fit, size, missed))
    })
}

/// Makes a single picture for each target.
fn still(
    image: &[u8],
    head: &Head,
    targets: &[ResolvedTarget],
    terms: decode::Terms,
) -> Result<Resized, Error> {
    let opened = Opened::new(image, head, terms)?;
    let mut finishers: Vec<Finisher> = targets
        .iter()
        .map(|target| Finisher::new(target, head, opened.channels()))
        .collect();
    let mut early: Vec<_> = finishers
        .iter_mut()
        .map(Finisher::take_early_conversion)
        .collect();
    let comes_first: Vec<bool> = early.iter().map(Option::is_some).collect();
    let samples: Vec<_> = finishers.iter().map(Finisher::samples).collect();
    let wishes: Vec<Wish> = targets
        .iter()
        .zip(&samples)
        .zip(&comes_first)
        .map(|((target, samples), comes_first)| match comes_first {
            // What is decoded smaller has been averaged already.
            true => Wish {
                source_pixels_per_output: 1.0,
                halves_chroma: false,
                is_drawing: false,
            },
            false => Wish {
                source_pixels_per_output: target.source_pixels_per_output(),
                halves_chroma: samples.have_halved_chroma(),
                is_drawing: false,
            },
        })
        .collect();
    let mut source = opened.decode(&wishes)?;
    let jobs: Vec<_> = targets
        .iter()
        .map(|target| target.job)
        .zip(samples)
        .collect();
    // All are of the same profile.
    let early = early.iter_mut().find_map(Option::take).map(RowsToSrgb::new);
    let early = early.map(|to_srgb| Early {
        to_srgb,
        jobs: comes_first,
    });
    let mut made = resample::resample(&mut source, &jobs, early)?;
    let mut resized = Resized {
        outputs: Vec::new(),
        warnings: source.warnings(),
    };
    let terms = decode::Terms {
        max_work: terms.max_work.saturating_sub(source.work()),
        ..terms
    };
    drop(source);
    match drawings_again(image, head, terms, (&wishes, &jobs), &mut made) {
        Ok(warnings) => {
            let known = resized.warnings.len();
            for warning in warnings {
                if !resized.warnings[..known].contains(&warning) {
                    resized.warnings.push(warning);
                }
            }
        }
        // Memory is the host's, and no other bytes must come of having less.
        Err(error @ Error::LimitExceeded(_)) => return Err(error),
        // It has been made already, if not as well.
        Err(_) => {}
    }
    for (finisher, made) in finishers.iter_mut().zip(made) {
        resized.warnings.append(&mut finisher.take_warnings());
        let mut output = match made.picture {
            Resampled::Pixels(stored) => {
                let picture = finisher.finish(stored)?;
                finisher.encode(&picture)?
            }
            Resampled::Components(stored) => finisher.encode_components(stored)?,
        };
        output.embedded_thumbnail = made.of_thumbnail;
        resized.outputs.push(output);
    }
    resized.warnings.dedup();
    Ok(resized)
}

/// Makes pictures of drawings once more, of every pixel, and gives the warnings of decoding that.
///
/// # Errors
/// Those of the decoder and of the resampler. Nothing is replaced then.
fn drawings_again(
    image: &[u8],
    head: &Head,
    terms: decode::Terms,
    (wishes, jobs): (&[Wish], &[(Job, OutputSamples)]),
    made: &mut [Made],
) -> Result<Vec<Warning>, Error> {
    let lost: Vec<usize> = (0..made.len())
        .filter(|&number| made[number].lost_edges)
        .collect();
    if lost.is_empty() {
        return Ok(Vec::new());
    }
    let wishes: Vec<Wish> = lost
        .iter()
        .map(|&number| Wish {
            is_drawing: true,
            ..wishes[number]
        })
        .collect();
    let jobs: Vec<_> = lost
        .iter()
        .map(|&number| {
            let (job, samples) = jobs[number];
            (
                Job {
                    by_pixels: true,
                    ..job
                },
                samples,
            )
        })
        .collect();
    let mut source = Opened::new(image, head, terms)?.decode(&wishes)?;
    let better = resample::resample(&mut source, &jobs, None)?;
    for (number, better) in lost.into_iter().zip(better) {
        made[number] = better;
    }
    Ok(source.warnings())
}
