//! The stages, in their order.

use crate::animate::animated;
use crate::contract::{Animation, Error, Filter, Options, OutputFormat, Resized, Target};
use crate::decode::{self, Request, Source};
use crate::encode::Choice;
use crate::finish::Finisher;
use crate::head::{self, Head};
use crate::limits::Limits;
use crate::orientation;
use crate::plan::{self, Plan, Size};
use crate::resample::{self, Job};

/// Enough for everything that is worth knowing.
const MAX_WARNINGS: usize = 32;

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
        let upright = orientation::turned(head.orientation, stored);
        let plan = plan::plan(upright, target, limits.side)?;
        let scaled = orientation::turned(head.orientation, plan.scaled);
        let job = Job {
            region: orientation::stored_window(head.orientation, upright, plan.region),
            scaled,
            window: orientation::stored_window(head.orientation, plan.scaled, plan.window()),
            filter: target.filter.unwrap_or(Filter::Lanczos3),
            linear: target.linear.unwrap_or(false),
            deep: true,
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
    let steps: Vec<f64> = orders.iter().map(Order::step).collect();
    let mut source = Source::open(image, head, request, &steps)?;
    let channels = source.channels();
    let mut finishers: Vec<Finisher> = orders
        .iter()
        .map(|order| Finisher::new(order, head, channels))
        .collect();
    let jobs: Vec<Job> = orders
        .iter()
        .zip(&finishers)
        .map(|(order, finisher)| Job {
            deep: finisher.needs_sixteen(channels),
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
        let picture = finisher.finish(stored)?;
        resized.outputs.push(finisher.encode(&picture)?);
    }
    resized.warnings.dedup();
    Ok(resized)
}
