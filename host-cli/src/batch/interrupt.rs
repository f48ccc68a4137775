//! Ctrl-C: pictures in hand are finished.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Set when the user wants an end, of which `then` is told. The second time, there is one at once.
pub(crate) fn stop_on_signals(then: impl Fn() + Send + 'static) -> Arc<AtomicBool> {
    let stop = Arc::new(AtomicBool::new(false));
    let asked = Arc::clone(&stop);
    // It fails only where there is a handler already.
    let _ = ctrlc::set_handler(move || {
        if asked.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
        eprintln!("\nthumbox: finishing images in progress; press Ctrl-C again to stop now");
        then();
    });
    stop
}
