//! The variables of this process.

/// A variable of this process.
pub(super) fn of_process(name: &'static str) -> Option<String> {
    // What is not UTF-8 gets a replacement character, and so is refused as any other wrong value.
    Some(std::env::var_os(name)?.to_string_lossy().into_owned())
}
