//! What fuzzing starts from: small inputs of every kind.

mod heads;
mod pictures;
mod texts;

/// Inputs for a target, with their names.
///
/// # Panics
/// Where there is no such target.
#[must_use]
pub fn of(target: &str) -> Vec<(String, Vec<u8>)> {
    match target {
        "resize" | "probe" => [pictures::all(), heads::isobmff(), heads::jxl()].concat(),
        "jpeg" | "vp8" => pictures::all(),
        "isobmff" => heads::isobmff(),
        "jxl-head" => heads::jxl(),
        "recipes" => texts::recipes(),
        "keys" => texts::keys(),
        "events" => texts::events(),
        "notes" => texts::notes(),
        other => panic!("{other:?} is not a target"),
    }
}
