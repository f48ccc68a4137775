//! What is measured: starts, and events in a process that is warm. The functions take turns, so that whatever else the
//! computer does, it does to all of them.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use local_aws::SeaweedFs;
use tools::process::step;

use super::function::Function;
use super::objects::{Thumbnail, Uploads};
use super::programs::{Programs, Which};
use crate::machine::Machine;
use crate::picture::Picture;

/// Uncounted starts of each, in which caches of files fill and Python compiles.
const COLD_WARM_UP: usize = 2;
/// Uncounted events of each.
const WARM_UP: usize = 10;
/// Where libraries round a side differently.
const ROUNDING: u64 = 1;

/// What everything is measured with.
pub(super) struct Bench<'a> {
    pub(super) programs: &'a Programs,
    pub(super) store: &'a SeaweedFs,
    pub(super) machine: &'a Machine,
    /// Where logs go.
    pub(super) folder: PathBuf,
}

/// A picture and the side of the box that its thumbnails fit into.
pub(super) struct Work<'a> {
    pub(super) picture: &'a Picture,
    pub(super) side: u32,
    /// What keys begin with.
    pub(super) prefix: &'static str,
}

impl Work<'_> {
    pub(super) fn name(&self) -> String {
        format!("{} → {}", self.picture.name, self.side)
    }
}

/// Starts of one function, in milliseconds.
pub(super) struct Starts {
    pub(super) which: Which,
    /// From the start of the process until it asks for an event.
    pub(super) init: Vec<f64>,
    /// From the start of the process until its first answer.
    pub(super) answered: Vec<f64>,
}

/// Events of one function that is warm.
pub(super) struct Events {
    pub(super) which: Which,
    /// Milliseconds from the event to the answer.
    pub(super) ms: Vec<f64>,
    /// Processor time of an event, on average.
    pub(super) cpu_ms: f64,
    pub(super) peak_rss: u64,
    pub(super) thumbnail: Thumbnail,
}

impl Bench<'_> {
    /// Starts each function so many times, each time for one event.
    ///
    /// # Errors
    /// Where one fails.
    pub(super) fn cold(&self, work: &Work, rounds: usize) -> Result<Vec<Starts>> {
        let count = COLD_WARM_UP + rounds;
        let uploads = self.put(work, count)?;
        step(&format!("{count} starts of each function"));
        let mut all = Which::ALL.map(|which| Starts {
            which,
            init: Vec::new(),
            answered: Vec::new(),
        });
        for round in 0..count {
            for turn in 0..all.len() {
                let starts = &mut all[(round + turn) % Which::ALL.len()];
                let function = self.start(starts.which, work)?;
                let handled = function
                    .handle(uploads.event(starts.which, round))
                    .context(starts.which.name())?;
                if round >= COLD_WARM_UP {
                    starts.init.push(ms(function.init));
                    starts.answered.push(ms(handled.since_start));
                }
            }
        }
        Ok(all.into())
    }

    /// Starts all functions, and gives each so many events.
    ///
    /// # Errors
    /// Where one fails, or their thumbnails do not have the same sides.
    pub(super) fn warm(&self, work: &Work, rounds: usize) -> Result<Vec<Events>> {
        let uploads = self.put(work, WARM_UP + rounds)?;
        step(&format!("{rounds} events for each function"));
        let functions = Which::ALL.map(|which| self.start(which, work));
        let mut running = Vec::new();
        for (which, function) in Which::ALL.into_iter().zip(functions) {
            running.push((which, function?, Vec::new(), Duration::ZERO));
        }
        for round in 0..WARM_UP + rounds {
            for turn in 0..running.len() {
                let (which, function, times, before) = &mut running[(round + turn) % 3];
                if round == WARM_UP {
                    *before = function.processor_time()?;
                }
                let handled = function
                    .handle(uploads.event(*which, round))
                    .context(which.name())?;
                if round >= WARM_UP {
                    times.push(ms(handled.time));
                }
            }
        }
        let mut events = Vec::new();
        for (which, function, times, before) in running {
            let last = WARM_UP + rounds - 1;
            events.push(Events {
                which,
                cpu_ms: ms(function.processor_time()? - before) / times.len() as f64,
                ms: times,
                peak_rss: function.peak_rss()?,
                thumbnail: uploads.thumbnail(self.programs, self.store, which, last)?,
            });
        }
        check_sides(&events)?;
        Ok(events)
    }

    fn put(&self, work: &Work, count: usize) -> Result<Uploads> {
        step(&format!(
            "{}: {count} uploads for each function",
            work.name()
        ));
        let file: &Path = &work.picture.path;
        Uploads::put(self.programs, self.store, work.prefix, count, file)
    }

    fn start(&self, which: Which, work: &Work) -> Result<Function> {
        let variables = self.store.variables();
        let mut command: Command = self.programs.command(which, work.side, &variables);
        let log = self.folder.join(format!("{}.log", which.bucket()));
        Function::start(which.name(), &mut command, self.machine, &log).context(which.name())
    }
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

fn check_sides(events: &[Events]) -> Result<()> {
    let ours = events[0].thumbnail;
    for other in &events[1..] {
        let theirs = other.thumbnail;
        if ours.width.abs_diff(theirs.width) > ROUNDING
            || ours.height.abs_diff(theirs.height) > ROUNDING
        {
            bail!(
                "ours is {} x {}, and that of {} is {} x {}",
                ours.width,
                ours.height,
                other.which.name(),
                theirs.width,
                theirs.height
            );
        }
    }
    Ok(())
}
