//! The stages, in their order.

use crate::contract::{Error, Options, Output, Target};
use crate::decode::{self, RowSource};
use crate::encode::Choice;
use crate::head::{self, Head};
use crate::plan::{self, Geometry, Size};
use crate::resample::{Resampler, Samples};
use crate::{error, orientation};

const DEFAULT_MAX_PIXELS: u32 = 100_000_000;

/// The longest side of a source. A row and the weights of a filter along it are in memory, with up to 40 bytes a
/// pixel, so a side counts by itself. Only PNG can name a longer one.
const MAX_SOURCE_SIDE: u32 = 1 << 20;

/// A decoder that scales gives at least this many times the size of the largest result. What it does is a box
/// filter; twice the size leaves the last step, which decides how sharp the result is, to the better filter.
const DECODED_PER_RESULT: u32 = 2;

/// Decodes `image` once and makes one output for each target, in the order of the targets.
///
/// # Errors
/// As `wit/resize.wit` describes them. Nothing of the picture's size is allocated before the limits are checked.
pub fn resize(image: &[u8], targets: &[Target], options: Options) -> Result<Vec<Output>, Error> {
    plan::check(targets)?;
    let head = head::read(image)?;
    check_pixels(&head, options)?;
    let geometries = geometries(&head, targets)?;
    let mut source = decode::open(image, &head, decoded_size(&geometries))?;
    resample(source.as_mut(), &geometries)?
        .into_iter()
        .zip(targets)
        .map(|(resampler, target)| {
            let pixels = orientation::apply(head.orientation, resampler.finish());
            let (width, height) = (pixels.width, pixels.height);
            let choice = Choice::new(target.encoding, head.format, head.alpha);
            Ok(Output {
                data: choice.encode(pixels)?,
                format: choice.format(),
                width,
                height,
            })
        })
        .collect()
}

fn check_pixels(head: &Head, options: Options) -> Result<(), Error> {
    let limit = options.max_pixels.unwrap_or(DEFAULT_MAX_PIXELS);
    if u64::from(head.width) * u64::from(head.height) > u64::from(limit) {
        return Err(error::too_many_pixels(head.width, head.height, limit));
    }
    if head.width.max(head.height) > MAX_SOURCE_SIDE {
        return Err(error::side_too_long(
            head.width,
            head.height,
            MAX_SOURCE_SIDE,
        ));
    }
    Ok(())
}

/// The geometry of each target in stored orientation.
fn geometries(head: &Head, targets: &[Target]) -> Result<Vec<Geometry>, Error> {
    let stored = Size {
        width: head.width,
        height: head.height,
    };
    let swaps = orientation::swaps_sides(head.orientation);
    let upright = if swaps { stored.swapped() } else { stored };
    targets
        .iter()
        .map(|target| {
            let geometry = plan::geometry(upright, target)?;
            Ok(if swaps { geometry.swapped() } else { geometry })
        })
        .collect()
}

/// What a decoder that scales has to give, so that all results come out well.
fn decoded_size(geometries: &[Geometry]) -> Size {
    let most = |side: fn(Size) -> u32| {
        let sides = geometries.iter().map(|geometry| side(geometry.scaled));
        sides.max().unwrap_or(1).saturating_mul(DECODED_PER_RESULT)
    };
    Size {
        width: most(|size| size.width),
        height: most(|size| size.height),
    }
}

/// Sends all rows through all resamplers.
fn resample(source: &mut dyn RowSource, geometries: &[Geometry]) -> Result<Vec<Resampler>, Error> {
    let size = source.size();
    let channels = source.channels();
    let mut resamplers = geometries
        .iter()
        .map(|geometry| Resampler::new(size, channels, geometry))
        .collect::<Result<Vec<_>, _>>()?;
    let mut samples = Samples::new(channels);
    for _ in 0..size.height {
        samples.load(source.next_row()?);
        for resampler in &mut resamplers {
            resampler.push(&samples);
        }
    }
    Ok(resamplers)
}
