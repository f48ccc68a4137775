//! Digests of files, as component.json and the record have them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// SHA-256 in hexadecimal of all components.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Digests {
    /// That of the resize component.
    pub(crate) resizer: String,
    /// Those of the codecs, by their names.
    pub(crate) codecs: BTreeMap<String, String>,
}

/// An entry of component.json.
pub(crate) fn entry(path: &Path, sha256: &str) -> Value {
    let file = path.file_name().unwrap_or_default().to_string_lossy();
    json!({ "file": file, "sha256": sha256 })
}

/// Leaves an equal file alone, so that nothing is rebuilt because of its time.
pub(crate) fn write_if_changed(path: &Path, bytes: &[u8]) -> Result<()> {
    if fs::read(path).is_ok_and(|old| old == bytes) {
        return Ok(());
    }
    fs::write(path, bytes).with_context(|| path.display().to_string())
}

/// SHA-256 in lower-case hexadecimal.
pub(crate) fn hex_sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
