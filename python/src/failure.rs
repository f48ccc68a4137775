//! Errors as exceptions: the classes are those of `thumbox/errors.py`, one for each kind.

use pyo3::prelude::*;

/// The exception of a kind, such as `malformed`.
pub(crate) fn of_kind(py: Python<'_>, kind: &str, message: &str) -> PyErr {
    let made = (py.import("thumbox.errors"))
        .and_then(|errors| errors.getattr("of_kind")?.call1((kind, message)));
    made.map_or_else(|error| error, PyErr::from_value)
}

/// The exception of a request that cannot be carried out.
pub(crate) fn options(py: Python<'_>, message: impl ToString) -> PyErr {
    of_kind(py, "invalid-options", &message.to_string())
}

/// The exception of what the engine says.
pub(crate) fn engine(py: Python<'_>, error: &::engine::Error) -> PyErr {
    let exception = of_kind(py, error.kind(), &error.to_string());
    if let ::engine::Error::Image {
        needed: Some(needed),
        ..
    } = error
        && let Err(failure) = exception.value(py).setattr("needed", needed)
    {
        return failure;
    }
    exception
}
