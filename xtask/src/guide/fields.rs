//! What is made of the lists of fields: the schema, the types for TypeScript and Python, and the tables of the reference.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use recipe::{Field, Limits, Record, Target};

use super::part::with_part;

const SCHEMA: &str = "docs/recipe.schema.json";
const TYPES: &str = "web-demo/package/fields.d.ts";
const PYTHON_TYPES: &str = "python/thumbox/fields.py";
const REFERENCE: &str = "docs/reference.md";

/// Paths from the root, and contents.
///
/// # Errors
/// Where the reference cannot be read, or has no place for a table.
pub(super) fn pages(root: &Path) -> Result<Vec<(String, Vec<u8>)>> {
    let reference = fs::read_to_string(root.join(REFERENCE)).context(REFERENCE)?;
    let reference = with_part(&reference, "options", &table(Target::FIELDS)).context(REFERENCE)?;
    let reference = with_part(&reference, "limits", &table(Limits::FIELDS)).context(REFERENCE)?;
    let schema = format!("{:#}\n", recipe::schema());
    Ok(vec![
        (SCHEMA.to_owned(), schema.into_bytes()),
        (TYPES.to_owned(), recipe::typescript().into_bytes()),
        (PYTHON_TYPES.to_owned(), recipe::python_types().into_bytes()),
        (REFERENCE.to_owned(), reference.into_bytes()),
    ])
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
