//! Real and hostile images, which are not part of the repository.

use std::path::{Path, PathBuf};

/// Where they are, from the repository's root.
pub const FOLDER: &str = "../shared/corpus";

/// The corpus's folder, where it is there.
pub fn folder(root: &Path) -> Option<PathBuf> {
    root.join(FOLDER).canonicalize().ok()
}
