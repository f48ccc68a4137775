//! `thumbox recipe check`.

use std::path::Path;

use recipe::{BucketTemplate, KeyPattern, KeyTemplate, Output, Recipe, recipe_digest};
use serde::Serialize;

use crate::arguments::CheckArguments;
use crate::exit::Outcome;
use crate::recipe_source;
use crate::report::{Report, printable};

/// One line of `--json`.
#[derive(Serialize)]
struct Line<'a> {
    recipe: &'a str,
    outputs: Vec<Checked>,
}

/// An output: what it asks for in words, and its names.
#[derive(Serialize)]
struct Checked {
    target: String,
    bucket: String,
    key: String,
    /// Part of the receipts of its results.
    digest: String,
    /// Patterns of the uploads that it is made of, and of those that it is not made of.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    include: Vec<KeyPattern>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    exclude: Vec<KeyPattern>,
}

pub(crate) fn run(arguments: &CheckArguments, report: &mut Report) -> anyhow::Result<Outcome> {
    for path in &arguments.recipes {
        let name = path.to_string_lossy();
        match recipe_source::file_or_preset(path) {
            Ok(recipe) => {
                let checked = |output: &Output| checked(output, &recipe);
                let outputs: Vec<Checked> = recipe.outputs.iter().map(checked).collect();
                let text = text(path, &outputs);
                let recipe = &*name;
                report.success(&Line { recipe, outputs }, &text)?;
            }
            Err(failure) => report.failure("recipe", path, &failure)?,
        }
    }
    Ok(report.outcome())
}

fn checked(output: &Output, recipe: &Recipe) -> Checked {
    let delivery = &output.delivery;
    let (bucket, key) = (BucketTemplate::default(), KeyTemplate::default());
    Checked {
        target: output.target.to_string(),
        bucket: delivery.bucket.as_ref().unwrap_or(&bucket).to_string(),
        key: delivery.key.as_ref().unwrap_or(&key).to_string(),
        digest: recipe_digest(output, &recipe.limits),
        include: delivery.include.clone(),
        exclude: delivery.exclude.clone(),
    }
}

/// A line for the recipe, and one for each output.
fn text(path: &Path, outputs: &[Checked]) -> String {
    let mut text = format!("{}: ok", printable(path));
    for output in outputs {
        text += &format!("\n  {}/{}  {}", output.bucket, output.key, output.target);
        for (name, patterns) in [("include", &output.include), ("exclude", &output.exclude)] {
            if !patterns.is_empty() {
                let patterns: Vec<String> = patterns.iter().map(ToString::to_string).collect();
                text += &format!("  {name} {}", printable(patterns.join(", ").as_ref()));
            }
        }
    }
    text
}
