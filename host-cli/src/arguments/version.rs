//! What `--version` prints.

use std::sync::LazyLock;

/// The program's version, and the digests of its component and codecs. Receipts call these `component` and `codec`: results
/// with the same ones have the same bytes.
static LONG: LazyLock<String> = LazyLock::new(|| {
    let mut text = format!(
        "{}\ncomponent {}",
        env!("CARGO_PKG_VERSION"),
        engine::COMPONENT_SHA256
    );
    for codec in engine::codecs() {
        text.push_str(&format!("\ncodec {} {}", codec.name, codec.sha256));
    }
    text
});

/// For `--version`; `-V` prints the first line of it.
pub(super) fn long() -> &'static str {
    &LONG
}
