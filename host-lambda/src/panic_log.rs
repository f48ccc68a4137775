//! Panics as lines of the log, where everything else is said.

use std::any::Any;
use std::panic::{self, PanicHookInfo};

/// Of whose sources a panic is about what the Runtime API said: `lambda_runtime` expects headers of an event from an answer of
/// any status.
const RUNTIME: &str = "lambda_runtime";

/// From now on, a panic is one line.
pub(crate) fn start() {
    panic::set_hook(Box::new(log));
}

fn log(panic: &PanicHookInfo<'_>) {
    let error = text(panic.payload());
    let place = panic.location().map(ToString::to_string);
    match place.as_deref() {
        Some(place) if place.contains(RUNTIME) => tracing::error!(
            error,
            "the Runtime API gave no event; this process ends, and Lambda starts another"
        ),
        place => tracing::error!(error, place, "panicked; this is a bug, please report it"),
    }
}

/// What was said, where that was a text.
fn text(payload: &dyn Any) -> &str {
    let owned = payload.downcast_ref::<String>().map(String::as_str);
    owned
        .or_else(|| payload.downcast_ref::<&str>().copied())
        .unwrap_or("no reason was given")
}
