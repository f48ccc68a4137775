//! Components that must not be loaded, or that go wrong before they are called. Only for tests/sandbox.rs.

use crate::embedded::compiled_code;
use crate::{CallLimits, LoadError, Resizer};

macro_rules! compiled {
    ($name:literal) => {
        (
            $name,
            compiled_code!(concat!(env!("THUMBOX_MALICIOUS"), "/", $name, ".cwasm")),
        )
    };
}

/// By their names in `tests/malicious/refused` and in `xtask/src/sandbox/component.rs`.
const ALL: [(&str, &[u8]); 7] = [
    compiled!("imports-a-clock"),
    compiled!("four-instances"),
    compiled!("two-memories"),
    compiled!("huge-table"),
    compiled!("exports-nothing"),
    compiled!("loops-at-the-start"),
    compiled!("begins-with-too-much"),
];

/// Loads the one with this name.
///
/// # Errors
/// As [`Resizer::embedded`].
///
/// # Panics
/// Where there is no such component.
pub fn load(name: &str, limits: CallLimits) -> Result<Resizer, LoadError> {
    let found = ALL.iter().find(|(known, _)| *known == name);
    let (_, compiled) = found.expect("a name of the list");
    Resizer::load(compiled, limits)
}
