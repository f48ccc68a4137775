//! Ctrl-C and `kill`: pictures in hand are finished, and then the program ends as the signal ends programs.

use std::fs;
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering};

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use crate::exit::{self, Outcome};
use crate::report::say;

/// Set when nothing more is to be begun. Signals are sent to the program as a whole.
static STOP: AtomicBool = AtomicBool::new(false);

/// The first signal; 0 where none has come.
static SIGNAL: AtomicI32 = AtomicI32::new(0);

/// Whether a signal has come that somebody listens for.
pub(crate) fn has_come() -> bool {
    SIGNAL.load(Ordering::Relaxed) != 0
}

/// Waits for signals from now on. `then` is told of the first. At the second, the program ends at once.
///
/// Returns what is set when nothing more is to be begun.
pub(crate) fn listen(then: impl Fn() + Send + 'static) -> &'static AtomicBool {
    let wanted = [SIGINT, SIGTERM, SIGHUP].into_iter();
    // Where the system refuses, signals end the program as they always do.
    let Ok(mut signals) = Signals::new(wanted.filter(|signal| !is_ignored(*signal))) else {
        return &STOP;
    };
    std::thread::spawn(move || {
        for signal in signals.forever() {
            if SIGNAL.swap(signal, Ordering::Relaxed) != 0 {
                exit::by_signal(signal);
            }
            STOP.store(true, Ordering::Relaxed);
            say("\nthumbox: finishing images in progress; press Ctrl-C again to stop now");
            then();
        }
    });
    &STOP
}

/// How the program ends that would have ended so without a signal.
pub(crate) fn outcome(otherwise: Outcome) -> Outcome {
    match SIGNAL.load(Ordering::Relaxed) {
        0 => otherwise,
        signal => Outcome::Interrupted(signal),
    }
}

/// Whether whoever started the program had it ignore a signal, as `nohup` does. Linux tells with a bit a signal, from 1 on.
fn is_ignored(signal: i32) -> bool {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let ignored = ignored.and_then(|bits| u64::from_str_radix(bits.trim(), 16).ok());
    ignored.unwrap_or_default() >> (signal - 1) & 1 == 1
}
