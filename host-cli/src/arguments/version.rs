//! What `--version` prints.

use std::sync::LazyLock;

/// The program's version, and the digest of its component. Receipts call that `component`: results with the same one
/// have the same bytes.
static LONG: LazyLock<String> = LazyLock::new(|| {
    format!(
        "{}\ncomponent {}",
        env!("CARGO_PKG_VERSION"),
        engine::COMPONENT_SHA256
    )
});

/// For `--version`; `-V` prints the first line of it.
pub(super) fn long() -> &'static str {
    &LONG
}
