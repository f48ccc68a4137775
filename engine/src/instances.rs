//! Instances of components, one for each call, with a limit on memory and on time.

use std::sync::Once;
use std::time::{Duration, Instant};

use wasmtime::{CallHook, Engine, Store, Trap, UpdateDeadline};

use crate::limits::MemoryMeter;
use crate::slots::{Slot, Slots};
use crate::{Call, CallLimits, Error};

/// How often the clock that ends overlong calls ticks.
const TICK: Duration = Duration::from_millis(10);
/// Bytes that the lists of a result need in the host besides what they hold. Arbitrary, and more than 16 outputs and 32
/// warnings come to.
const LISTS_BYTES: usize = 64 << 10;
/// How wasmtime begins to say that a result is larger than it may be. The error has no type that can be asked for.
const TOO_MUCH_DATA: &str = "too much data is being copied";

/// Where instances are made: a few at a time for each processor.
pub(crate) struct Instances {
    engine: Engine,
    slots: Slots,
    clock: Once,
}

/// How the results of an instance are counted, which are copied out of its memory while it is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Results {
    /// By a limit of their own.
    Apart,
    /// With the instance's memory, by the limit on that.
    WithMemory,
}

impl Results {
    /// How many bytes may be copied. Results lie side by side in the memory. Those that overlap could be any number of times as
    /// large, so no more is copied than there is.
    fn most(self, limits: CallLimits, memory: usize) -> usize {
        match self {
            Self::Apart => memory.min(limits.results),
            Self::WithMemory => memory.min(limits.memory.saturating_sub(memory)),
        }
    }
}

/// The turn of a call, in which it has instances, one after another. They share its time.
pub(crate) struct Turn<'a> {
    engine: &'a Engine,
    call: Call,
    /// What the call may use: the least of its own limits and those of all calls.
    pub(crate) limits: CallLimits,
    start: Instant,
    _slot: Slot<'a>,
}

impl Instances {
    pub(crate) fn new(engine: Engine, slots: Slots) -> Self {
        Self {
            engine,
            slots,
            clock: Once::new(),
        }
    }

    pub(crate) fn engine(&self) -> &Engine {
        &self.engine
    }

    /// Waits for the call's turn, in which `limits` count where they are less than its own.
    ///
    /// # Errors
    /// [`Error::Deadline`] where the call is over before.
    pub(crate) fn turn(&self, call: &Call, limits: CallLimits) -> Result<Turn<'_>, Error> {
        self.clock.call_once(|| start_clock(&self.engine));
        let waiting = Instant::now();
        let Some(slot) = self.slots.take_unless(|| call.is_over()) else {
            return Err(Error::Deadline {
                limit: waiting.elapsed(),
            });
        };
        Ok(Turn {
            engine: &self.engine,
            call: call.clone(),
            limits: CallLimits {
                memory: call.limits.memory.min(limits.memory),
                results: call.limits.results.min(limits.results),
                time: call.limits.time.min(limits.time),
            },
            start: Instant::now(),
            _slot: slot,
        })
    }
}

impl Turn<'_> {
    /// Calls a component in a fresh instance with these limits, which is gone afterwards. Also returns the memory it had at
    /// the end, which is its most: memory never shrinks.
    pub(crate) fn run<I, T, E: Into<Error>>(
        &self,
        limits: CallLimits,
        results: Results,
        instantiate: impl FnOnce(&mut Store<MemoryMeter>) -> wasmtime::Result<I>,
        function: impl FnOnce(&I, &mut Store<MemoryMeter>) -> wasmtime::Result<Result<T, E>>,
    ) -> Result<(T, usize), Error> {
        let mut store = Store::new(self.engine, MemoryMeter::new(limits.memory));
        store.limiter(|meter| meter);
        store.call_hook(move |mut store, hook| {
            if matches!(hook, CallHook::ReturningFromWasm) {
                let meter = store.data();
                let most = results.most(limits, meter.peak).saturating_add(LISTS_BYTES);
                store.set_hostcall_fuel(most.saturating_sub(meter.copied));
            }
            Ok(())
        });
        store.set_epoch_deadline(1);
        let (ticking, start) = (self.call.clone(), self.start);
        store.epoch_deadline_callback(move |_| {
            Ok(match ticking.is_over() {
                true => UpdateDeadline::Interrupt,
                false => at_tick(start.elapsed(), limits.time),
            })
        });

        let called = match instantiate(&mut store) {
            Ok(instance) => function(&instance, &mut store).map_err(|error| (error, Stage::Called)),
            Err(error) => Err((error, Stage::Instantiated)),
        };
        match called {
            Ok(Ok(value)) => Ok((value, store.data().peak)),
            Ok(Err(error)) => Err(error.into()),
            Err((error, stage)) => {
                // Less, where it had to end earlier.
                let time = limits.time.min(self.start.elapsed());
                let limits = CallLimits { time, ..limits };
                Err(explain(&error, stage, store.data(), limits, results))
            }
        }
    }
}

/// Says why a call broke off.
fn explain(
    error: &wasmtime::Error,
    stage: Stage,
    meter: &MemoryMeter,
    limits: CallLimits,
    results: Results,
) -> Error {
    let trap = error.downcast_ref::<Trap>();
    if trap == Some(&Trap::Interrupt) {
        return Error::Deadline { limit: limits.time };
    }
    // A refused growth makes the component abort, so it is the cause of the trap.
    if let Some(asked) = meter.refused {
        return Error::MemoryLimit {
            limit: limits.memory,
            asked,
        };
    }
    let reason = match trap {
        Some(trap) => trap.to_string(),
        None => format!("{error:#}"),
    };
    match (trap, stage) {
        // The result is no longer than the memory that it lies in; how long it is, is not known.
        (None, Stage::Called)
            if reason.contains(TOO_MUCH_DATA)
                && results == Results::WithMemory
                && results.most(limits, meter.peak) < meter.peak =>
        {
            Error::MemoryLimit {
                limit: limits.memory,
                asked: meter.peak.saturating_mul(2),
            }
        }
        // What is no trap is found where values go in and come out: the component says where they are.
        (None, Stage::Called) if reason.contains(TOO_MUCH_DATA) => Error::InvalidResult {
            reason: format!(
                "it is larger than the {} bytes of memory that it lies in",
                meter.peak
            ),
        },
        (None, Stage::Called) => Error::InvalidResult { reason },
        _ => Error::Trap { reason },
    }
}

/// How far a call came.
enum Stage {
    Instantiated,
    Called,
}

/// What is done about a call at a tick. The wall clock decides, and not the number of ticks: on a busy machine those
/// come late, each by a little, and thirty seconds of them took a minute.
fn at_tick(elapsed: Duration, time: Duration) -> UpdateDeadline {
    if elapsed < time {
        UpdateDeadline::Continue(1)
    } else {
        UpdateDeadline::Interrupt
    }
}

/// A thread that moves the engine's clock on for as long as the engine lives.
fn start_clock(engine: &Engine) {
    let engine = engine.weak();
    std::thread::spawn(move || {
        loop {
            std::thread::sleep(TICK);
            match engine.upgrade() {
                Some(engine) => engine.increment_epoch(),
                None => break,
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_counted_apart_or_with_the_memory_that_they_lie_in() {
        let limits = CallLimits {
            memory: 100,
            results: 30,
            ..CallLimits::default()
        };
        for (memory, apart, with_memory) in [(20, 20, 20), (40, 30, 40), (60, 30, 40), (100, 30, 0)]
        {
            assert_eq!(Results::Apart.most(limits, memory), apart, "{memory}");
            let most = Results::WithMemory.most(limits, memory);
            assert_eq!(most, with_memory, "{memory}");
        }
    }

    #[test]
    fn time_is_up_when_it_has_passed_however_many_ticks_there_were() {
        let limit = Duration::from_secs(1);
        for (milliseconds, ends) in [(0, false), (999, false), (1000, true), (60_000, true)] {
            let then = at_tick(Duration::from_millis(milliseconds), limit);
            assert_eq!(
                matches!(then, UpdateDeadline::Interrupt),
                ends,
                "{milliseconds}"
            );
            assert_eq!(
                matches!(then, UpdateDeadline::Continue(1)),
                !ends,
                "{milliseconds}"
            );
        }
    }
}
