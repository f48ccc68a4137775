//! The stages, in their order.

use crate::animate::animated;
use crate::contract::{Animation, Error, Filter, Options, OutputFormat, Resized, Target};
use crate::decode::{self, Request, Source, Wish};
use crate::encode::Choice;
use crate::error::MAX_WARNINGS;
use crate::finish::Finisher;
use crate::geometry::{self, Size};
use crate::head::{self, Head};
use crate::limits::Limits;
use crate::picture::Resampled;
use crate::plan::{self, Plan};
use crate::resample::{self, Job};

/// One target, settled.
pub(crate) struct Order<'a> {
    pub(crate) target: &'a Target,
    pub(crate) choice: Choice,
    pub(crate) plan: Plan,
    /// The plan in the orientation in which the source is stored.
    pub(crate) job: Job,
    /// Whether all frames are made.
    pub(crate) animates: bool,
}

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
    let orders = targets
        .iter()
        .enumerate()
        .map(|(index, target)| Order::new(index + 1, target, &head, &limits))
        .collect::<Result<Vec<_>, _>>()?;
    let request = Request {
        tolerant: options.tolerant.unwrap_or(false),
        max_scans: limits.scans,
        max_work: limits.work,
    };
    let mut resized = if orders.iter().any(|order| order.animates) {
        // Before there is a canvas.
        limits.check_frames(&head, head.frames_known())?;
        match decode::open_animation(image, &head, request)? {
            Some(animation) => animated(animation, &head, &orders, &limits)?,
            None => still(image, &head, &orders, request)?,
        }
    } else {
        still(image, &head, &orders, request)?
    };
    resized.warnings.splice(..0, head.warnings);
    resized.warnings.truncate(MAX_WARNINGS);
    Ok(resized)
}

impl<'a> Order<'a> {
    fn new(number: usize, target: &'a Target, head: &Head, limits: &Limits) -> Result<Self, Error> {
        let choice = Choice::new(target.encoding, head);
        choice.check(number)?;
        let stored = Size {
            width: head.width,
            height: head.height,
        };
        let upright = geometry::turned(head.orientation, stored);
        let plan = plan::plan(upright, target, limits.side)?;
        let scaled = geometry::turned(head.orientation, plan.scaled);
        let job = Job {
            region: geometry::stored_window(head.orientation, upright, plan.region),
            scaled,
            window: geometry::stored_window(head.orientation, plan.scaled, plan.window()),
            filter: target.filter.unwrap_or(Filter::Lanczos3),
            linear: target.linear.unwrap_or(false),
            deep: true,
            pairs_from_end: None,
        };
        let wants_all = match (choice.format(), target.animation) {
            (OutputFormat::Jpeg, _) => false,
            (_, Some(animation)) => animation == Animation::All,
            (OutputFormat::Gif | OutputFormat::Webp, None) => true,
            (OutputFormat::Png, None) => false,
        };
        Ok(Self {
            target,
            choice,
            plan,
            job,
            animates: wants_all && head.is_animated(),
        })
    }

    /// Pixels of the file for one of the result, along the side where they are fewer: what decides how small the
    /// picture may be decoded. 1 where every pixel is wanted.
    fn step(&self) -> f64 {
        let Job { region, scaled, .. } = self.job;
        // A block's mean is no single pixel of it, and not the mean of its light.
        if self.job.linear || self.job.filter == Filter::Nearest {
            return 1.0;
        }
        let columns = f64::from(region.size.width) / f64::from(scaled.width);
        let rows = f64::from(region.size.height) / f64::from(scaled.height);
        columns.min(rows)
    }
}

/// Makes a single picture for each order.
fn still(image: &[u8], head: &Head, orders: &[Order], request: Request) -> Result<Resized, Error> {
    let finishers = |channels| -> Vec<Finisher> {
        let finisher = |order| Finisher::new(order, head, channels);
        orders.iter().map(finisher).collect()
    };
    // What is made of the picture decides how it is decoded.
    let channels = head.channels_of_components();
    let ahead = channels.map(|channels| (channels, finishers(channels)));
    let pairs: Vec<_> = match &ahead {
        Some((_, finishers)) => finishers.iter().map(Finisher::pairs_from_end).collect(),
        None => vec![None; orders.len()],
    };
    let wishes: Vec<Wish> = orders
        .iter()
        .zip(&pairs)
        .map(|(order, pairs)| Wish {
            step: order.step(),
            halves_chroma: pairs.is_some(),
        })
        .collect();
    let mut source = Source::open(image, head, request, &wishes)?;
    let channels = source.channels();
    let mut finishers = match ahead {
        Some((expected, ahead)) if expected == channels => ahead,
        _ => finishers(channels),
    };
    let jobs: Vec<Job> = orders
        .iter()
        .zip(&finishers)
        .zip(pairs)
        .map(|((order, finisher), pairs_from_end)| Job {
            deep: finisher.needs_sixteen(channels),
            pairs_from_end,
            ..order.job
        })
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
