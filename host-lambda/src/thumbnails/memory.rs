//! What the function's memory is used for, so that together no more is taken than there is.
//!
//! There are two parts: one for uploads that are read, and one for pictures that are made. Whoever waits for the second has
//! something of the first, and never the other way round, so nobody waits for ever.

use std::sync::Arc;

use engine::CallLimits;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// MiB for the program, S3's SDK, and connections. A development build has 34 after its start, most of it the program's file,
/// and 38 with 32 connections without TLS.
const PROGRAM: u32 = 64;
/// MiB that an instance leaves behind for the next one: the engine's `KEPT_BYTES`.
const KEPT: u32 = 16;
/// The share of uploads that are read. A file is in memory twice while a picture is made of it, and the picture takes more
/// than the file.
const READ: u32 = 4;
/// MiB of memory with which most pictures can be made: a progressive JPEG of 24 megapixels, or a PNG of any size.
const COMFORTABLE: u32 = 128;
/// MiB of the largest file that is read by default.
const LARGEST_FILE: u32 = (recipe::MAX_FILE_BYTES >> 20) as u32;
/// Of what a call has, the results may take one in so many, and the component the rest.
const RESULTS: u32 = 4;

/// How memory is divided, in MiB.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Parts {
    /// For uploads that are being read.
    reading: u32,
    /// For pictures that are being made, and until they are written.
    making: u32,
    /// What one picture gets at first.
    share: u32,
    /// What a picture gets that needs more, while no other is made.
    most: u32,
}

impl Parts {
    /// For a function with so many MB and processors. Without a limit, each processor has all that a call may take.
    fn of(function: Option<u32>, processors: u32) -> Self {
        let Some(function) = function else {
            let share = mebibytes(CallLimits::default().memory) / (RESULTS - 1) * RESULTS;
            return Self {
                reading: LARGEST_FILE,
                making: share.saturating_mul(processors),
                share,
                most: share,
            };
        };
        let used = PROGRAM + KEPT * processors;
        // Lambda has functions of 128 MB and more, which is more than this.
        let free = function.saturating_sub(used).max(READ);
        let reading = (free / READ).min(LARGEST_FILE);
        let making = free - reading;
        let at_once = (making / COMFORTABLE).clamp(1, processors);
        Self {
            reading,
            making,
            share: making / at_once,
            most: making,
        }
    }
}

fn mebibytes(bytes: usize) -> u32 {
    u32::try_from(bytes >> 20).unwrap_or(u32::MAX)
}

/// Memory, as it is shared by all that is done at a time.
pub(super) struct Memory {
    parts: Parts,
    /// MB of the function, where that is the limit.
    pub(super) function: Option<u32>,
    reading: Arc<Semaphore>,
    making: Arc<Semaphore>,
}

/// Memory that may be used as long as this lives. Without a permit there is no limit.
#[derive(Debug, Default)]
pub struct Room(Option<OwnedSemaphorePermit>);

impl Memory {
    /// Of a function with so many MB; `None` where nothing limits them.
    pub(super) fn new(function: Option<u32>) -> Self {
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        let parts = Parts::of(function, u32::try_from(processors).unwrap_or(u32::MAX));
        Self {
            parts,
            function,
            reading: Arc::new(Semaphore::new(parts.reading as usize)),
            making: Arc::new(Semaphore::new(parts.making as usize)),
        }
    }

    /// Waits for room for a file of so many bytes.
    ///
    /// # Errors
    /// The most bytes that there is ever room for, where these are more.
    pub(super) async fn for_file(&self, bytes: u64) -> Result<Room, u64> {
        let limit = u64::from(self.parts.reading) << 20;
        if bytes > limit && self.function.is_some() {
            return Err(limit);
        }
        let wanted = u32::try_from(bytes.div_ceil(1 << 20)).unwrap_or(u32::MAX);
        let wanted = wanted.clamp(1, self.parts.reading);
        Ok(room(&self.reading, wanted).await)
    }

    /// Waits for room for a picture, and says what its call may take.
    pub(super) async fn for_picture(&self) -> (Room, CallLimits) {
        let share = self.parts.share;
        (room(&self.making, share).await, limits(share))
    }

    /// Waits for all room that there is for pictures, if that is more.
    pub(super) async fn for_large_picture(&self) -> Option<(Room, CallLimits)> {
        let Parts { share, most, .. } = self.parts;
        if limits(most).memory <= limits(share).memory {
            return None;
        }
        Some((room(&self.making, most).await, limits(most)))
    }
}

impl Room {
    /// Gives back what results of so many bytes do not need: they, and their copy that is sent.
    pub(super) fn keep_for_results(&mut self, bytes: usize) {
        let kept = mebibytes(bytes.saturating_mul(2)).saturating_add(1) as usize;
        if let Some(permit) = &mut self.0 {
            drop(permit.split(permit.num_permits().saturating_sub(kept)));
        }
    }
}

async fn room(part: &Arc<Semaphore>, mebibytes: u32) -> Room {
    // It is never closed.
    Room(Arc::clone(part).acquire_many_owned(mebibytes).await.ok())
}

/// What a call may take that has so many MiB. Results are copied once the component is done with them, and once more
/// when its memory is free again.
fn limits(mebibytes: u32) -> CallLimits {
    let all = CallLimits::default();
    let results = (mebibytes as usize) << 20 >> RESULTS.ilog2();
    CallLimits {
        memory: all.memory.min(results * (RESULTS as usize - 1)),
        results: all.results.min(results),
        ..all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_functions_of_some_sizes_do_at_a_time() {
        let parts = |reading, making, share, most| Parts {
            reading,
            making,
            share,
            most,
        };
        let rows = [
            (128, 2, parts(8, 24, 24, 24)),
            (256, 2, parts(40, 120, 120, 120)),
            (512, 2, parts(104, 312, 156, 312)),
            (1769, 2, parts(256, 1417, 708, 1417)),
            (10_240, 6, parts(256, 9824, 1637, 9824)),
        ];
        for (function, processors, expected) in rows {
            assert_eq!(
                Parts::of(Some(function), processors),
                expected,
                "{function}"
            );
            let used = PROGRAM + KEPT * processors + expected.reading + expected.making;
            assert!(used <= function, "{function}");
        }
        assert_eq!(Parts::of(None, 2), parts(256, 2728, 1364, 1364));
    }

    #[test]
    fn a_call_takes_no_more_than_its_share_with_its_results() {
        for share in [1, 24, 120, 708, 1417, 9824] {
            let limits = limits(share);
            assert!(limits.memory + limits.results <= (share as usize) << 20);
            assert!(2 * limits.results <= (share as usize) << 20);
        }
        assert_eq!(limits(1417).memory, CallLimits::default().memory);
        assert_eq!(limits(120).memory, 90 << 20);
    }

    #[tokio::test]
    async fn a_large_picture_waits_for_the_others_and_they_for_it() {
        let memory = Memory::new(Some(512));
        assert_eq!(memory.for_file(105 << 20).await.err(), Some(104 << 20));
        let file = memory.for_file(104 << 20).await.unwrap();
        let (mut first, _) = memory.for_picture().await;
        // Its results stay until they are written.
        first.keep_for_results(10 << 20);
        assert_eq!(
            memory.making.available_permits() + 21,
            memory.parts.making as usize
        );
        drop(first);
        let large = memory.for_large_picture().await;
        assert_eq!(memory.making.available_permits(), 0);
        drop((large, file));
        assert_eq!(memory.reading.available_permits(), 104);
    }
}
