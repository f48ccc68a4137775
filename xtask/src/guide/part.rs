//! The parts of a page that a command writes, in a page that people write.

use anyhow::{Context, Result, ensure};

/// What stands after such a part.
const END: &str = "<!-- end -->";

/// The page with another text in the part of this name.
///
/// # Errors
/// Where the page has none, or several.
pub(super) fn with_part(page: &str, name: &str, text: &str) -> Result<String> {
    let start = format!("<!-- {name}: written by `cargo xtask docs` -->\n");
    let (before, rest) = page
        .split_once(&start)
        .with_context(|| format!("there is no {start:?}"))?;
    let (_, after) = rest
        .split_once(END)
        .with_context(|| format!("there is no {END:?} after {name}"))?;
    ensure!(!after.contains(&start), "there are two parts {name}");
    Ok(format!("{before}{start}\n{text}\n{END}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_takes_the_place_of_the_one_before() {
        let page = "a\n<!-- x: written by `cargo xtask docs` -->\n\nold\n\n<!-- end -->\nb\n";
        let changed = with_part(page, "x", "new\n").unwrap();
        assert_eq!(changed, page.replace("old\n", "new\n"));
        assert_eq!(with_part(&changed, "x", "new\n").unwrap(), changed);
        assert!(with_part(page, "y", "").is_err());
        assert!(with_part(&page.repeat(2), "x", "").is_err());
    }
}
