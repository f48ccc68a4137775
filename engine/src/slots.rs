//! How many instances there may be at a time.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

/// Instances for each processor: more calls at a time gain nothing, but a short one need not wait for a long one.
const PER_PROCESSOR: usize = 4;

/// How long to wait for a slot before looking whether it is still wanted.
const LOOKING: Duration = Duration::from_millis(10);

/// Slots for instances.
pub(crate) struct Slots {
    free: Mutex<usize>,
    given_back: Condvar,
}

/// One slot, which is given back at the end.
pub(crate) struct Slot<'a> {
    slots: &'a Slots,
}

impl Slots {
    /// How many suit this machine.
    pub(crate) fn suitable() -> usize {
        PER_PROCESSOR * thread::available_parallelism().map_or(1, usize::from)
    }

    /// The same, as wasmtime counts.
    pub(crate) fn instances() -> u32 {
        u32::try_from(Self::suitable()).unwrap_or(u32::MAX)
    }

    pub(crate) fn new(count: usize) -> Self {
        Self {
            free: Mutex::new(count),
            given_back: Condvar::new(),
        }
    }

    /// A slot, as soon as one is free; `None` where it is not wanted any more.
    pub(crate) fn take_unless(&self, is_over: impl Fn() -> bool) -> Option<Slot<'_>> {
        let mut free = self.free();
        loop {
            if is_over() {
                return None;
            }
            if *free > 0 {
                *free -= 1;
                return Some(Slot { slots: self });
            }
            let waited = self.given_back.wait_timeout(free, LOOKING);
            (free, _) = waited.unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// A counter survives a panic, so poisoning is ignored.
    fn free(&self) -> MutexGuard<'_, usize> {
        self.free.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Slot<'_> {
    fn drop(&mut self) {
        *self.slots.free() += 1;
        self.slots.given_back.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn no_more_are_taken_than_there_are() {
        let slots = Slots::new(3);
        let (taken, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        thread::scope(|scope| {
            for _ in 0..12 {
                scope.spawn(|| {
                    for _ in 0..50 {
                        let _slot = slots.take_unless(|| false);
                        most.fetch_max(taken.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                        thread::yield_now();
                        taken.fetch_sub(1, Ordering::SeqCst);
                    }
                });
            }
        });
        assert!(most.into_inner() <= 3);
        assert_eq!(*slots.free(), 3);
    }

    #[test]
    fn one_that_is_not_wanted_any_more_is_not_waited_for() {
        let slots = Slots::new(1);
        assert!(slots.take_unless(|| true).is_none());
        let taken = slots.take_unless(|| false);
        assert!(taken.is_some());
        let asked = AtomicUsize::new(0);
        let slot = slots.take_unless(|| asked.fetch_add(1, Ordering::SeqCst) == 2);
        assert!(slot.is_none());
        drop(taken);
        assert_eq!(*slots.free(), 1);
    }
}
