//! Several pictures at a time, reported in the order in which they were asked for.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::sync_channel;

use crate::batch::input_list::Input;
use crate::batch::picture::{self, PictureOutcome};
use crate::batch::work::Work;

/// Works on pictures with so many threads, until there are no more or somebody says stop; pictures in hand are finished.
/// Returns how many were not begun.
///
/// # Errors
/// Those of `report`, after which nothing more is begun.
pub(super) fn run(
    work: &Work<'_>,
    inputs: &[Input],
    jobs: usize,
    stop: &AtomicBool,
    mut report: impl FnMut(PictureOutcome) -> anyhow::Result<()>,
) -> anyhow::Result<usize> {
    let next = AtomicUsize::new(0);
    // Whoever is far ahead waits.
    let (sender, receiver) = sync_channel(4 * jobs);
    std::thread::scope(|scope| {
        for _ in 0..jobs {
            let (sender, next) = (sender.clone(), &next);
            scope.spawn(move || {
                while !stop.load(Ordering::Relaxed) {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(input) = inputs.get(index) else {
                        break;
                    };
                    if sender
                        .send((index, picture::make(work, input.clone())))
                        .is_err()
                    {
                        break;
                    }
                }
            });
        }
        drop(sender);
        let mut result = Ok(());
        let mut done = 0;
        let mut waiting = BTreeMap::new();
        for (index, outcome) in receiver {
            waiting.insert(index, outcome);
            while let Some(outcome) = waiting.remove(&done) {
                done += 1;
                if result.is_ok() {
                    result = report(outcome);
                }
                if result.is_err() {
                    stop.store(true, Ordering::Relaxed);
                }
            }
        }
        result.map(|()| inputs.len() - done)
    })
}
