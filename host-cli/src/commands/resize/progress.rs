//! How far the work is, for people at a terminal.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A bar on standard error, if that is a terminal.
pub(super) struct Progress {
    bar: ProgressBar,
    start: Instant,
    bytes: u64,
    failures: usize,
}

impl Progress {
    pub(super) fn new(pictures: usize, visible: bool) -> Self {
        let target = match visible && pictures > 1 {
            true => ProgressDrawTarget::stderr(),
            false => ProgressDrawTarget::hidden(),
        };
        let bar = ProgressBar::with_draw_target(Some(pictures as u64), target);
        let style = ProgressStyle::with_template("{bar:24} {pos}/{len} images{msg}, {eta} left");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        bar.enable_steady_tick(Duration::from_millis(200));
        Self {
            bar,
            start: Instant::now(),
            bytes: 0,
            failures: 0,
        }
    }

    /// One more is done.
    pub(super) fn add(&mut self, bytes: u64, failed: bool) {
        self.bytes += bytes;
        self.failures += usize::from(failed);
        let rate = self.bytes as f64 / 1e6 / self.start.elapsed().as_secs_f64().max(1e-3);
        let mut message = format!(", {rate:.1} MB/s");
        if self.failures > 0 {
            message += &format!(", {} failed", self.failures);
        }
        self.bar.set_message(message);
        self.bar.inc(1);
    }

    /// Prints something while the bar is out of the way.
    pub(super) fn around<T>(&self, print: impl FnOnce() -> T) -> T {
        self.bar.suspend(print)
    }

    pub(super) fn end(&self) {
        self.bar.finish_and_clear();
    }
}
