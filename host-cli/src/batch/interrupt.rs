//! Ctrl-C and `kill`: pictures in hand are finished, and then the program ends as the signal ends programs.

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering};

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use crate::exit::{self, Outcome};
use crate::report::say;

/// Whether the user wants an end, and by which signal.
pub(crate) struct Interrupt {
    stop: Arc<AtomicBool>,
    signal: Arc<AtomicI32>,
}

impl Interrupt {
    /// Waits for signals from now on. `then` is told of the first. At the second, the program ends at once.
    pub(crate) fn listen(then: impl Fn() + Send + 'static) -> Self {
        let interrupt = Self {
            stop: Arc::default(),
            signal: Arc::default(),
        };
        let (stop, first) = (Arc::clone(&interrupt.stop), Arc::clone(&interrupt.signal));
        let wanted = [SIGINT, SIGTERM, SIGHUP].into_iter();
        // Where the system refuses, signals end the program as they always do.
        let Ok(mut signals) = Signals::new(wanted.filter(|signal| !is_ignored(*signal))) else {
            return interrupt;
        };
        std::thread::spawn(move || {
            for signal in signals.forever() {
                first.store(signal, Ordering::Relaxed);
                if stop.swap(true, Ordering::Relaxed) {
                    exit::by_signal(signal);
                }
                say("\nthumbox: finishing images in progress; press Ctrl-C again to stop now");
                then();
            }
        });
        interrupt
    }

    /// Set when nothing more is to be begun.
    pub(crate) fn stop(&self) -> &AtomicBool {
        &self.stop
    }

    /// How the program ends that would have ended so without a signal.
    pub(crate) fn outcome(&self, otherwise: Outcome) -> Outcome {
        match self.signal.load(Ordering::Relaxed) {
            0 => otherwise,
            signal => Outcome::Interrupted(signal),
        }
    }
}

/// Whether whoever started the program had it ignore a signal, as `nohup` does. Linux tells with a bit a signal, from 1 on.
fn is_ignored(signal: i32) -> bool {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let ignored = ignored.and_then(|bits| u64::from_str_radix(bits.trim(), 16).ok());
    ignored.unwrap_or_default() >> (signal - 1) & 1 == 1
}
