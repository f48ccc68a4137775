//! Workers that go through all cases again and again, and a thread that looks at the process every second.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Result;
use engine::Resizer;

use crate::case::Case;
use crate::samples::Samples;

/// How often the process is looked at.
const PERIOD: Duration = Duration::from_secs(1);

/// What is run, and for how long.
pub(crate) struct Soak {
    pub(crate) resizer: Resizer,
    pub(crate) cases: Vec<Case>,
    pub(crate) time: Duration,
    pub(crate) workers: usize,
    /// The file for a line of numbers every second.
    pub(crate) samples: PathBuf,
}

/// What the workers have done together.
#[derive(Default)]
struct Progress {
    taken: AtomicUsize,
    made: AtomicUsize,
    refused: AtomicUsize,
    /// Set where time is up, or something went wrong.
    stop: AtomicBool,
    fault: Mutex<Option<anyhow::Error>>,
}

impl Soak {
    /// Runs until time is up.
    ///
    /// # Errors
    /// Where a case gives something else than is expected of it, or the samples cannot be written.
    pub(crate) fn run(&self) -> Result<()> {
        let progress = Progress::default();
        thread::scope(|scope| {
            for _ in 0..self.workers {
                scope.spawn(|| self.work(&progress));
            }
            let watched = self.watch(&progress);
            progress.stop.store(true, Ordering::Relaxed);
            watched
        })?;
        match progress
            .fault
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner)
        {
            Some(fault) => Err(fault),
            None => Ok(()),
        }
    }

    fn work(&self, progress: &Progress) {
        while !progress.stop.load(Ordering::Relaxed) {
            let number = progress.taken.fetch_add(1, Ordering::Relaxed);
            match self.cases[place(number, self.cases.len())].check(&self.resizer) {
                Ok(true) => progress.made.fetch_add(1, Ordering::Relaxed),
                Ok(false) => progress.refused.fetch_add(1, Ordering::Relaxed),
                Err(fault) => {
                    progress
                        .fault
                        .lock()
                        .unwrap_or_else(PoisonError::into_inner)
                        .get_or_insert(fault);
                    progress.stop.store(true, Ordering::Relaxed);
                    return;
                }
            };
        }
    }

    fn watch(&self, progress: &Progress) -> Result<()> {
        let mut samples = Samples::create(&self.samples)?;
        let start = Instant::now();
        for second in 0.. {
            let elapsed = start.elapsed();
            samples.add(
                elapsed,
                progress.made.load(Ordering::Relaxed),
                progress.refused.load(Ordering::Relaxed),
            )?;
            if elapsed >= self.time || progress.stop.load(Ordering::Relaxed) {
                break;
            }
            thread::sleep((PERIOD * (second + 1)).saturating_sub(start.elapsed()));
        }
        Ok(())
    }
}

/// Which case comes at this place of the order: every round has each case once, and each round begins elsewhere and goes on
/// in other steps, so that other neighbours meet.
fn place(number: usize, cases: usize) -> usize {
    /// Primes: with a step that shares no factor with the number of cases, each comes once.
    const STEPS: [usize; 6] = [101, 211, 307, 401, 503, 601];
    let (round, at) = (number / cases, number % cases);
    let step = STEPS[round % STEPS.len()];
    let step = if cases.is_multiple_of(step) { 1 } else { step };
    (at * step + round) % cases
}

#[cfg(test)]
mod tests {
    use super::place;

    #[test]
    fn every_round_has_every_case_once() {
        for cases in [1, 2, 101, 402, 1000] {
            for round in 0..12 {
                let mut places: Vec<usize> = (0..cases)
                    .map(|at| place(round * cases + at, cases))
                    .collect();
                places.sort_unstable();
                assert_eq!(places, (0..cases).collect::<Vec<_>>());
            }
        }
    }
}
