//! `thumbox recipe show`.

use crate::arguments::ShowArguments;
use crate::exit::Outcome;
use crate::recipe_source;
use crate::report::Report;
use crate::standard_output;

pub(super) fn run(arguments: &ShowArguments, report: &mut Report) -> anyhow::Result<Outcome> {
    let recipe = match recipe_source::file_or_preset(&arguments.recipe) {
        Ok(recipe) => recipe,
        Err(failure) => {
            report.failure("recipe", &arguments.recipe, &failure)?;
            return Ok(report.outcome());
        }
    };
    let text = recipe.write(arguments.format)?;
    standard_output::write(text.as_bytes())?;
    Ok(report.outcome())
}
