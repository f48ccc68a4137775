//! Loading the component once and calling it, each call in an instance of its own.

use std::sync::Once;
use std::time::{Duration, Instant};

use recipe::{Limits, Target};
use serde::Serialize;
use wasmtime::component::{Component, Linker};
use wasmtime::{CallHook, Engine, Store, Trap, UpdateDeadline};

use crate::bindings::exports::thumbox::resize::resizer as wit;
use crate::bindings::{self, ThumboxPre};
use crate::contract::{check_info, check_resized};
use crate::limits::MemoryMeter;
use crate::slots::Slots;
use crate::{Call, CallLimits, Error, FormatSupport, ImageInfo, LoadError, Resized};

/// How often the clock that ends overlong calls ticks.
const TICK: Duration = Duration::from_millis(10);
/// Bytes that the lists of a result need in the host besides what they hold. Arbitrary, and more than 16 outputs and 32
/// warnings come to.
const LISTS_BYTES: usize = 64 << 10;
/// How wasmtime begins to say that a result is larger than it may be. The error has no type that can be asked for.
const TOO_MUCH_DATA: &str = "too much data is being copied";

/// The component, loaded and ready. Cheap to share: calls take `&self` and may run on several threads at once, a few for
/// each processor; others wait for their turn.
pub struct Resizer {
    engine: Engine,
    component: ThumboxPre<MemoryMeter>,
    limits: CallLimits,
    slots: Slots,
    clock: Once,
}

impl Resizer {
    pub(crate) fn new(
        engine: Engine,
        component: &Component,
        slots: Slots,
        limits: CallLimits,
    ) -> Result<Self, LoadError> {
        // The component has no imports, so an empty linker is all it gets.
        let linker = Linker::<MemoryMeter>::new(&engine);
        let component = linker
            .instantiate_pre(component)
            .and_then(ThumboxPre::new)?;
        Ok(Self {
            engine,
            component,
            limits,
            slots,
            clock: Once::new(),
        })
    }

    /// What the head of a file says about the picture, without decoding it.
    ///
    /// # Errors
    /// [`Error::Image`] with kind `truncated` where `head` is too short to tell; its `needed` is the length to ask
    /// with next.
    pub fn probe(&self, head: &[u8]) -> Result<ImageInfo, Error> {
        self.probe_within(self.limits.time, head)
    }

    /// As [`Resizer::probe`], and in this time where it is less than that of the [`CallLimits`].
    ///
    /// # Errors
    /// As [`Resizer::probe`], and as [`Resizer::resize`] for a component that breaks off.
    pub fn probe_within(&self, time: Duration, head: &[u8]) -> Result<ImageInfo, Error> {
        let call = self.within(time);
        let (text, _) = self.call(&call, |resizer, store| resizer.call_probe(store, head))?;
        let info = bindings::info(&text).and_then(|info| check_info(&info).map(|()| info));
        info.map_err(|reason| Error::InvalidResult { reason })
    }

    /// Decodes `image` once and makes one output for each target.
    ///
    /// # Errors
    /// [`Error::Image`] for what the component refuses, [`Error::MemoryLimit`] and [`Error::Deadline`] for what
    /// exceeds the [`CallLimits`], [`Error::Trap`] and [`Error::InvalidResult`] for a bug in the component. The next call
    /// works in any case.
    pub fn resize(
        &self,
        image: &[u8],
        targets: &[Target],
        limits: Limits,
    ) -> Result<Resized, Error> {
        self.resize_within(self.limits.time, image, targets, limits)
    }

    /// As [`Resizer::resize`], and in this time where it is less than that of the [`CallLimits`].
    ///
    /// # Errors
    /// As [`Resizer::resize`].
    pub fn resize_within(
        &self,
        time: Duration,
        image: &[u8],
        targets: &[Target],
        limits: Limits,
    ) -> Result<Resized, Error> {
        self.resize_as(&self.within(time), image, targets, limits)
    }

    /// As [`Resizer::resize`], with limits, an end and a cancel of its own.
    ///
    /// # Errors
    /// As [`Resizer::resize`]; a call that is cancelled is one whose time is up.
    pub fn resize_as(
        &self,
        call: &Call,
        image: &[u8],
        targets: &[Target],
        limits: Limits,
    ) -> Result<Resized, Error> {
        let request = Asked {
            outputs: targets,
            limits,
        };
        let request = serde_json::to_string(&request).unwrap_or_default();
        let most = call.limits.results.min(self.limits.results);
        let (made, peak_memory) = self.call(call, |resizer, store| {
            let made = match resizer.call_resize(&mut *store, image, &request)? {
                Ok(made) => made,
                Err(error) => return Ok(Err(error)),
            };
            let facts = resizer.resized().call_facts(&mut *store, made)?;
            // What it says of them; what it copies is counted as well.
            let bytes = bindings::bytes_of_results(&facts);
            if bytes > most {
                return Ok(Ok(Err(Error::MemoryLimit {
                    limit: most,
                    asked: bytes,
                })));
            }
            let mut files = Vec::new();
            for output in (0..).take(targets.len()) {
                let file = resizer.resized().call_take(&mut *store, made, output)?;
                store.data_mut().copied += file.as_ref().map_or(0, Vec::len);
                files.push(file);
            }
            Ok(Ok(Ok((facts, files))))
        })?;
        let (facts, files) = made?;
        resized(&facts, files, targets.len(), peak_memory)
            .map_err(|reason| Error::InvalidResult { reason })
    }

    /// What is read and written.
    ///
    /// # Errors
    /// Only those of the [`CallLimits`], and [`Error::Trap`] and [`Error::InvalidResult`] for a bug in the component.
    pub fn formats(&self) -> Result<Vec<FormatSupport>, Error> {
        let call = self.within(self.limits.time);
        let (text, _) = self.call(&call, |resizer, store| resizer.call_formats(store).map(Ok))?;
        bindings::formats(&text).map_err(|reason| Error::InvalidResult { reason })
    }

    /// A call with this time, and the limits of all others.
    fn within(&self, time: Duration) -> Call {
        Call {
            limits: CallLimits {
                time,
                ..self.limits
            },
            ..Call::default()
        }
    }

    /// Calls the component in a fresh instance. Also returns the memory it had at the end, which is its most:
    /// memory never shrinks.
    fn call<T>(
        &self,
        call: &Call,
        function: impl FnOnce(
            &wit::Guest,
            &mut Store<MemoryMeter>,
        ) -> wasmtime::Result<Result<T, wit::Error>>,
    ) -> Result<(T, usize), Error> {
        self.clock.call_once(|| start_clock(&self.engine));
        // Given back after the store is gone, which is declared later.
        let waiting = Instant::now();
        let Some(_slot) = self.slots.take_unless(|| call.is_over()) else {
            return Err(Error::Deadline {
                limit: waiting.elapsed(),
            });
        };
        let limits = CallLimits {
            memory: call.limits.memory.min(self.limits.memory),
            results: call.limits.results.min(self.limits.results),
            time: call.limits.time.min(self.limits.time),
        };
        let mut store = Store::new(&self.engine, MemoryMeter::new(limits.memory));
        store.limiter(|meter| meter);
        // Results are copied out of the component's memory, in which they lie side by side. Those that overlap could be any
        // number of times as large, so no more is copied than there is.
        store.call_hook(move |mut store, hook| {
            if matches!(hook, CallHook::ReturningFromWasm) {
                let meter = store.data();
                let most = meter.peak.min(limits.results).saturating_add(LISTS_BYTES);
                store.set_hostcall_fuel(most.saturating_sub(meter.copied));
            }
            Ok(())
        });
        let start = Instant::now();
        store.set_epoch_deadline(1);
        let ticking = call.clone();
        store.epoch_deadline_callback(move |_| {
            Ok(match ticking.is_over() {
                true => UpdateDeadline::Interrupt,
                false => at_tick(start.elapsed(), limits.time),
            })
        });

        let called = match self.component.instantiate(&mut store) {
            Ok(instance) => function(instance.thumbox_resize_resizer(), &mut store)
                .map_err(|error| (error, Stage::Called)),
            Err(error) => Err((error, Stage::Instantiated)),
        };
        match called {
            Ok(Ok(value)) => Ok((value, store.data().peak)),
            Ok(Err(error)) => Err(error.into()),
            Err((error, stage)) => {
                // Less, where it had to end earlier.
                let time = limits.time.min(start.elapsed());
                let limits = CallLimits { time, ..limits };
                Err(explain(&error, stage, store.data(), limits))
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

/// The text of a request. The component checks it.
#[derive(Serialize)]
struct Asked<'a> {
    outputs: &'a [Target],
    #[serde(skip_serializing_if = "Limits::is_empty")]
    limits: Limits,
}

/// What was made, out of what the component told and gave.
///
/// # Errors
/// Which rule it breaks, as a clause.
fn resized(
    facts: &str,
    files: Vec<Option<Vec<u8>>>,
    targets: usize,
    peak_memory: usize,
) -> Result<Resized, String> {
    let (facts, warnings) = bindings::resized(facts)?;
    if facts.len() != targets {
        return Err(format!("{} outputs for {targets} targets", facts.len()));
    }
    let outputs = facts.into_iter().zip(files).map(|(facts, file)| {
        let file = file.ok_or("an output without a file")?;
        facts.with(file)
    });
    let resized = Resized {
        outputs: outputs.collect::<Result<_, String>>()?,
        warnings,
        peak_memory,
    };
    check_resized(&resized, targets)?;
    Ok(resized)
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
