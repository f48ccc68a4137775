//! What is made of the lists of fields: the schema, the types for TypeScript, and the tables of the reference.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use recipe::{Field, Limits, Record, Target};

const SCHEMA: &str = "docs/recipe.schema.json";
const TYPES: &str = "web-demo/package/fields.d.ts";
const REFERENCE: &str = "docs/reference.md";
/// What stands before and after a table in the reference.
const END: &str = "<!-- end -->";

/// Paths from the root, and contents.
///
/// # Errors
/// Where the reference cannot be read, or has no place for a table.
pub(super) fn pages(root: &Path) -> Result<Vec<(String, Vec<u8>)>> {
    let reference = fs::read_to_string(root.join(REFERENCE)).context(REFERENCE)?;
    let reference = with_table(&reference, "options", &table(Target::FIELDS))?;
    let reference = with_table(&reference, "limits", &table(Limits::FIELDS))?;
    let schema = format!("{:#}\n", recipe::schema());
    Ok(vec![
        (SCHEMA.to_owned(), schema.into_bytes()),
        (TYPES.to_owned(), recipe::typescript().into_bytes()),
        (REFERENCE.to_owned(), reference.into_bytes()),
    ])
}

/// The page with another table in this place.
fn with_table(page: &str, name: &str, table: &str) -> Result<String> {
    let start = format!("<!-- {name}: written by `cargo xtask docs` -->\n");
    let (before, rest) = page
        .split_once(&start)
        .with_context(|| format!("{REFERENCE} has no {start:?}"))?;
    let (_, after) = rest
        .split_once(END)
        .with_context(|| format!("{REFERENCE} has no {END:?}"))?;
    ensure!(!after.contains(&start), "{REFERENCE} has two tables {name}");
    Ok(format!("{before}{start}\n{table}\n{END}{after}"))
}

fn table(fields: &[Field]) -> String {
    let mut table = "| option | what it says | default |\n|---|---|---|\n".to_owned();
    for field in fields {
        let names: Vec<String> = [field.name]
            .iter()
            .chain(field.others)
            .map(|name| format!("`{name}`"))
            .collect();
        let about = field.about.replace('|', "\\|");
        table += &format!("| {} | {about} | {} |\n", names.join(", "), field.default);
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_takes_the_place_of_the_one_before() {
        let page = "a\n<!-- x: written by `cargo xtask docs` -->\n\nold\n\n<!-- end -->\nb\n";
        let changed = with_table(page, "x", "new\n").unwrap();
        assert_eq!(changed, page.replace("old\n", "new\n"));
        assert_eq!(with_table(&changed, "x", "new\n").unwrap(), changed);
        assert!(with_table(page, "y", "").is_err());
    }
}
