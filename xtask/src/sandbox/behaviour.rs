//! What is tried.

/// The feature that embeds it.
pub(super) const FEATURE: &str = "engine/malicious-component";

/// What the malicious component does, and what hosts have to make of it.
pub(crate) struct Behaviour {
    /// In words.
    pub(crate) does: String,
    /// The input that chooses it.
    pub(crate) file: Vec<u8>,
    /// The kind of the error that the engine has to give, or `made`.
    pub(crate) engine: String,
    /// Whether it is a behaviour of `probe`. Those of `resize` are good pictures to `probe`.
    pub(crate) is_of_probe: bool,
}
