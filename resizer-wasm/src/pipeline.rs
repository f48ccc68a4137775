//! The stages, in their order.

use crate::animate::animated;
use crate::contract::{Error, Options, Resized, Target};
use crate::decode::{self, Opened, Request, Wish};
use crate::error::MAX_WARNINGS;
use crate::finish::Finisher;
use crate::head::{self, Head};
use crate::limits::Limits;
use crate::picture::Resampled;
use crate::plan;
use crate::resample;
use crate::target::ResolvedTarget;

/// Decodes `image` once and makes one output for each target, in the order of the targets.
///
/// # Errors
/// As `wit/resize.wit` describes them. Nothing of the picture's size is allocated before the limits are checked.
pub fn resize(image: &[u8], targets: &[Target], options: Options) -> Result<Resized, Error> {
    let limits = Limits::from(options);
    plan::check(targets, limits.side)?;
    limits.check_file(image.len())?;
    let head = head::read_whole(image)?;
    limits.check_frame(&head)?;
    let targets = targets
        .iter()
        .zip(1..)
        .map(|(target, number)| ResolvedTarget::new(number, target, &head, &limits))
        .collect::<Result<Vec<_>, _>>()?;
    let request = Request {
        tolerant: options.tolerant.unwrap_or(false),
        max_scans: limits.scans,
        max_work: limits.work,
    };
    let mut resized = if targets.iter().any(|target| target.animates) {
        // Before there is a canvas.
        limits.check_frames(&head, head.frames_known())?;
        match decode::open_animation(image, &head, request)? {
            Some(animation) => animated(animation, &head, &targets, &limits)?,
            None => still(image, &head, &targets, request)?,
        }
    } else {
        still(image, &head, &targets, request)?
    };
    resized.warnings.splice(..0, head.warnings);
    resized.warnings.truncate(MAX_WARNINGS);
    Ok(resized)
}

/// Makes a single picture for each target.
fn still(
    image: &[u8],
    head: &Head,
    targets: &[ResolvedTarget],
    request: Request,
) -> Result<Resized, Error> {
    let opened = Opened::new(image, head, request)?;
    let mut finishers: Vec<Finisher> = targets
        .iter()
        .map(|target| Finisher::new(target, head, opened.channels()))
        .collect();
    let samples: Vec<_> = finishers.iter().map(Finisher::samples).collect();
    let wishes: Vec<Wish> = targets
        .iter()
        .zip(&samples)
        .map(|(target, samples)| Wish {
            source_pixels_per_output: target.source_pixels_per_output(),
            halves_chroma: samples.have_halved_chroma(),
        })
        .collect();
    let mut source = opened.decode(&wishes)?;
    let jobs: Vec<_> = targets
        .iter()
        .map(|target| target.job)
        .zip(samples)
        .collect();
    let pictures = resample::resample(&mut source, &jobs)?;
    let mut resized = Resized {
        outputs: Vec::new(),
        warnings: source.warnings(),
    };
    drop(source);
    for (finisher, stored) in finishers.iter_mut().zip(pictures) {
        resized.warnings.append(&mut finisher.take_warnings());
        let output = match stored {
            Resampled::Pixels(stored) => {
                let picture = finisher.finish(stored)?;
                finisher.encode(&picture)?
            }
            Resampled::Components(stored) => finisher.encode_components(stored)?,
        };
        resized.outputs.push(output);
    }
    resized.warnings.dedup();
    Ok(resized)
}
