//! Memory that is shared by all who work on pictures: large ones wait for each other.

use std::sync::{Condvar, Mutex, PoisonError};

use engine::ImageInfo;

/// A number of bytes, of which parts are lent.
pub(crate) struct Budget {
    total: u64,
    free: Mutex<u64>,
    returned: Condvar,
}

/// A part of a [`Budget`], given back when dropped.
pub(crate) struct Share<'a> {
    budget: &'a Budget,
    bytes: u64,
}

impl Budget {
    pub(crate) fn new(total: u64) -> Self {
        Self {
            total,
            free: Mutex::new(total),
            returned: Condvar::new(),
        }
    }

    /// Half of the memory that is free now, or 1 GiB where nobody says how much that is.
    pub(crate) fn of_this_computer() -> Self {
        let free = std::fs::read_to_string("/proc/meminfo")
            .ok()
            .and_then(|text| {
                let line = text
                    .lines()
                    .find_map(|line| line.strip_prefix("MemAvailable:"))?;
                let kib: u64 = line.split_whitespace().next()?.parse().ok()?;
                Some(kib << 10)
            });
        Self::new(free.map_or(1 << 30, |free| free / 2))
    }

    /// Waits until so much is free. Whoever wants more than there is gets all of it, and works alone.
    pub(crate) fn take(&self, bytes: u64) -> Share<'_> {
        let bytes = bytes.min(self.total);
        let free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        let mut free = self
            .returned
            .wait_while(free, |free| *free < bytes)
            .unwrap_or_else(PoisonError::into_inner);
        *free -= bytes;
        Share {
            budget: self,
            bytes,
        }
    }
}

impl Drop for Share<'_> {
    fn drop(&mut self) {
        let mut free = self
            .budget
            .free
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        *free += self.bytes;
        self.budget.returned.notify_all();
    }
}

/// The memory that a picture is likely to take: the file, here and in the component, what is decoded, and the results.
pub(crate) fn need(info: &ImageInfo, file: u64) -> u64 {
    const RESULTS: u64 = 8 << 20;
    file.saturating_mul(2)
        .saturating_add(info.working_memory)
        .saturating_add(RESULTS)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;

    #[test]
    fn no_more_is_lent_than_there_is() {
        let budget = Budget::new(100);
        let lent = AtomicU64::new(0);
        std::thread::scope(|scope| {
            for bytes in [30, 60, 100, 500, 1, 70, 20, 99] {
                let (budget, lent) = (&budget, &lent);
                scope.spawn(move || {
                    for _ in 0..200 {
                        let share = budget.take(bytes);
                        let now = lent.fetch_add(share.bytes, Ordering::SeqCst) + share.bytes;
                        assert!(now <= 100);
                        lent.fetch_sub(share.bytes, Ordering::SeqCst);
                    }
                });
            }
        });
        assert_eq!(*budget.free.lock().unwrap(), 100);
    }
}
