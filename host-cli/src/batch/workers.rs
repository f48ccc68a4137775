//! Several at a time, reported in the order in which they were asked for.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::sync_channel;

/// Does `work` for each of `items` with so many threads, until there are no more or somebody says stop; what is in hand is
/// finished. Returns how many were not begun.
///
/// # Errors
/// Those of `report`, after which nothing more is begun.
pub(crate) fn run<Item: Sync, Done: Send>(
    items: &[Item],
    jobs: usize,
    stop: &AtomicBool,
    work: impl Fn(&Item) -> Done + Sync,
    mut report: impl FnMut(Done) -> anyhow::Result<()>,
) -> anyhow::Result<usize> {
    let next = AtomicUsize::new(0);
    // Whoever is far ahead waits.
    let (sender, receiver) = sync_channel(4 * jobs);
    std::thread::scope(|scope| {
        for _ in 0..jobs {
            let (sender, next, work) = (sender.clone(), &next, &work);
            scope.spawn(move || {
                while !stop.load(Ordering::Relaxed) {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(item) = items.get(index) else {
                        break;
                    };
                    if sender.send((index, work(item))).is_err() {
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
        result.map(|()| items.len() - done)
    })
}
