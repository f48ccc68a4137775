//! Where recipes come from.

use std::path::Path;

use recipe::{Preset, Recipe};

use crate::arguments::MakingArguments;
use crate::failure::Failure;
use crate::input::{self, STANDARD};
use crate::report::printable;

/// Far more than a variable of Lambda can hold.
const LARGEST: u64 = 1 << 20;

/// The recipe of the options, of a file, or of a preset.
pub(crate) fn of_arguments(arguments: &MakingArguments) -> Result<Recipe, String> {
    let Some(path) = &arguments.recipe_file else {
        check_sizes(arguments)?;
        let recipe = arguments.recipe.recipe(&arguments.sizes);
        return recipe.map_err(|error| error.to_string());
    };
    named(path)
}

/// # Errors
/// Where two sizes have the same box, and so would have the same name; or where the letter of one contradicts another option.
fn check_sizes(arguments: &MakingArguments) -> Result<(), String> {
    for size in &arguments.sizes {
        let contradicted = size.decided().filter(|field| arguments.recipe.has(field));
        if let Some(field) = contradicted {
            return Err(format!(
                "--size: the letter behind {} decides what --{field} is; leave one of them out",
                size.label()
            ));
        }
    }
    let labels: Vec<String> = arguments.sizes.iter().map(|size| size.label()).collect();
    let second = (1..labels.len()).find(|at| labels[..*at].contains(&labels[*at]));
    second.map_or(Ok(()), |at| {
        Err(format!(
            "--size: {} is given twice; leave one out, or write a recipe, whose outputs have names of their own",
            labels[at]
        ))
    })
}

/// The recipe of a file, or of a preset.
pub(crate) fn named(path: &Path) -> Result<Recipe, String> {
    file_or_preset(path)
        .map_err(|failure| format!("the recipe {}: {}", printable(path), failure.message))
}

/// A file that is there comes first, whatever its name is.
pub(crate) fn file_or_preset(path: &Path) -> Result<Recipe, Failure> {
    let name = path.to_str().unwrap_or_default();
    let may_be_preset = !name.is_empty() && name != STANDARD && !name.contains(['.', '/']);
    if !may_be_preset || path.exists() {
        return read(path);
    }
    match name.parse::<Preset>() {
        Ok(preset) => Ok(preset.recipe()),
        Err(_) => Err(Failure::no_file_or_preset()),
    }
}

/// The recipe in a file or on standard input.
pub(crate) fn read(path: &Path) -> Result<Recipe, Failure> {
    let bytes = match path.as_os_str() == STANDARD {
        true => input::read_standard(LARGEST)?,
        false => input::read(path, LARGEST)?,
    };
    let text =
        String::from_utf8(bytes).map_err(|_| Failure::recipe("it is not UTF-8".to_owned()))?;
    Recipe::read(&text).map_err(|error| Failure::recipe(error.to_string()))
}
