//! `shrink-to-fit`: outputs that have more than `max-bytes` however low their quality is, made with fewer pixels.

use plan::Budget;

use crate::contract::{Error, Output, Resized, Target, Warning, WarningKind};
use crate::geometry::Size;
use crate::head::Head;
use crate::target::ResolvedTarget;

/// Sizes are tried until the longer side of one that fits, and of one that does not, are as near as this.
const NEAR: f64 = 17.0 / 16.0;

/// Makes outputs from the source.
type Make<'f> = &'f dyn Fn(&[ResolvedTarget]) -> Result<Resized, Error>;

/// Whether fewer pixels than asked for are wanted, rather than an error.
pub(crate) fn is_allowed(resolved: &ResolvedTarget) -> bool {
    resolved.target.shrink_to_fit == Some(true)
}

/// Makes the outputs one by one, and those that fail with `too-large` smaller, where that is allowed. For when making them
/// together has failed with that.
///
/// # Errors
/// Those of `make`, of which `too-large` says that an output fails that is not allowed to be smaller, or with 1 x 1 pixel.
pub(crate) fn resize(
    targets: &[ResolvedTarget],
    make: Make,
    head: &Head,
    budget: &Budget,
) -> Result<Resized, Error> {
    let mut all = Resized {
        outputs: Vec::new(),
        warnings: Vec::new(),
    };
    for target in targets {
        let one = match make(std::slice::from_ref(target)) {
            Err(Error::TooLarge(_)) if is_allowed(target) => {
                largest_that_fits(target, make, head, budget)?
            }
            made => made?,
        };
        all.outputs.extend(one.outputs);
        for warning in one.warnings {
            if !all.warnings.contains(&warning) {
                all.warnings.push(warning);
            }
        }
    }
    Ok(all)
}

/// The largest output that fits, to 1/16 of its longer side without `extend`, which adds the same to all, with a warning that has its size. Its bytes are those of a request
/// for that size. The sides keep their proportion, to whole pixels.
///
/// Files nearly always grow with their sides, so the search halves, on a scale of proportions: of 16384 pixels, 9 outputs are
/// made. First the smallest: where that does not fit, nothing does.
fn largest_that_fits(
    resolved: &ResolvedTarget,
    make: Make,
    head: &Head,
    budget: &Budget,
) -> Result<Resized, Error> {
    let full = resolved.plan.size_within_edges();
    let smaller = |longer| {
        let target = with_size(resolved.target, scaled(full, longer));
        make(&[ResolvedTarget::new(&target, head, budget)?])
    };
    let mut best = smaller(1)?;
    let (mut fits, mut fails) = (1.0, longer(full));
    while fails / fits > NEAR {
        let middle = f64::sqrt(fits * fails).round();
        if middle <= fits || middle >= fails {
            break;
        }
        match smaller(middle as u32) {
            Ok(made) => (fits, best) = (middle, made),
            Err(Error::TooLarge(_)) => fails = middle,
            Err(other) => return Err(other),
        }
    }
    let shrunk = best
        .outputs
        .iter()
        .map(|output| shrunk(resolved.plan.size(), output, resolved.target));
    best.warnings.extend(shrunk.collect::<Vec<_>>());
    Ok(best)
}

fn longer(size: Size) -> f64 {
    f64::from(size.width.max(size.height))
}

/// The size whose longer side is `longer`, in the proportion of `full`.
fn scaled(full: Size, longer: u32) -> Size {
    let factor = f64::from(longer) / self::longer(full);
    let side = |side: u32| ((f64::from(side) * factor).round() as u32).max(1);
    Size {
        width: side(full.width),
        height: side(full.height),
    }
}

/// The target in a box of this size, which is not shrunk further.
fn with_size(target: &Target, size: Size) -> Target {
    Target {
        width: Some(size.width),
        height: Some(size.height),
        aspect_ratio: None,
        scale: None,
        device_pixel_ratio: None,
        shrink_to_fit: None,
        ..target.clone()
    }
}

fn shrunk(full: Size, output: &Output, target: &Target) -> Warning {
    Warning {
        kind: WarningKind::SmallerThanBox,
        message: format!(
            "an output is {} x {} in place of {} x {}, so that it has at most {} bytes, as max-bytes says",
            output.width,
            output.height,
            full.width,
            full.height,
            target.max_bytes.unwrap_or_default()
        ),
    }
}
