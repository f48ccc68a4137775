//! Names on the local AWS.

/// The parameter `Name` of the template. The emulator starts empty every time, so it need not be unique.
pub(super) const NAME: &str = "demo";
/// Holds `bootstrap.zip`.
pub(super) const CODE_BUCKET: &str = "code";
pub(super) const CODE_KEY: &str = "bootstrap.zip";
