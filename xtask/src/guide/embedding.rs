//! The programs in docs/embedding.md, as the tests run them.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::part::with_part;

const PAGE: &str = "docs/embedding.md";
const FOLDER: &str = "examples/embedding";
/// Files, and what Markdown calls their language.
const PROGRAMS: [(&str, &str); 3] = [
    ("resize.rs", "rust"),
    ("resize.py", "python"),
    ("resize.mjs", "js"),
];

/// The page: its path from the root, and its content.
///
/// # Errors
/// Where a program cannot be read, or the page has no place for it.
pub(super) fn page(root: &Path) -> Result<(String, Vec<u8>)> {
    let mut page = fs::read_to_string(root.join(PAGE)).context(PAGE)?;
    for (name, language) in PROGRAMS {
        let program = fs::read_to_string(root.join(FOLDER).join(name)).context(name)?;
        let text = format!("```{language}\n{program}```\n");
        page = with_part(&page, name, &text).context(PAGE)?;
    }
    Ok((PAGE.to_owned(), page.into_bytes()))
}
