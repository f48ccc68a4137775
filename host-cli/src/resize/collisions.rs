//! What can be known to go wrong before any work: results that would replace each other, or a picture.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;

use engine::Resizer;
use recipe::{Encoding, OutputFormat, Recipe};

use super::input_list::Input;
use super::naming::Naming;
use crate::input;
use crate::report::printable;

/// A result: whose it is, and of which output.
#[derive(Clone, Copy)]
struct Owner {
    input: usize,
    output: usize,
}

/// Finds results that would be written to one file, and results that are a picture that is read.
///
/// Where the format is a picture's own, names are compared in all formats, and a picture is looked at only if one of them
/// is somebody else's. A picture that cannot be probed has no results and will fail by itself.
///
/// # Errors
/// Which ones, and what to do about it.
pub(crate) fn check(
    resizer: &Resizer,
    recipe: &Recipe,
    naming: &Naming,
    inputs: &[Input],
) -> Result<(), String> {
    let Some(root) = naming.root() else {
        return Ok(());
    };
    let pictures: HashSet<(u64, u64)> = inputs
        .iter()
        .filter_map(|input| fs::metadata(&input.path).ok())
        .map(|file| (file.dev(), file.ino()))
        .collect();
    let root_exists = root.is_dir();
    let mut owners: HashMap<PathBuf, Owner> = HashMap::new();
    for (index, picture) in inputs.iter().enumerate() {
        for output in 0..recipe.outputs.len() {
            let owner = Owner {
                input: index,
                output,
            };
            for format in formats(recipe, output) {
                let place = |format| {
                    naming.place(picture, output, &recipe.outputs[output], Some(format), None)
                };
                let Ok(Some(place)) = place(format) else {
                    continue;
                };
                let really = |owner: &Owner| {
                    really_has(resizer, recipe, &inputs[owner.input], owner.output, format)
                };
                let path = root.join(&place);
                let is_picture = root_exists
                    && fs::metadata(&path)
                        .is_ok_and(|file| pictures.contains(&(file.dev(), file.ino())));
                if is_picture && really(&owner) {
                    return Err(format!(
                        "{} would be overwritten, and it is an input; choose another folder with -o",
                        printable(&path)
                    ));
                }
                match owners.get(&place) {
                    Some(other) if really(other) && really(&owner) => {
                        return Err(format!(
                            "{} and {} would both be written to {}; resize them into different folders with -o, \
                             or give -o a template such as '{{dir}}/{{name}}.{{ext}}'",
                            printable(&inputs[other.input].path),
                            printable(&picture.path),
                            printable(&path)
                        ));
                    }
                    Some(other) if really(other) => {}
                    _ => {
                        owners.insert(place, owner);
                    }
                }
            }
        }
    }
    Ok(())
}

/// The formats that a result may have.
fn formats(recipe: &Recipe, output: usize) -> Vec<OutputFormat> {
    match recipe.outputs[output]
        .target
        .format
        .and_then(Encoding::fixed)
    {
        Some(format) => vec![format],
        None => vec![
            OutputFormat::Jpeg,
            OutputFormat::Png,
            OutputFormat::Webp,
            OutputFormat::Gif,
        ],
    }
}

fn really_has(
    resizer: &Resizer,
    recipe: &Recipe,
    input: &Input,
    output: usize,
    format: OutputFormat,
) -> bool {
    if recipe.outputs[output]
        .target
        .format
        .and_then(Encoding::fixed)
        .is_some()
    {
        return true;
    }
    // A pipe can be read only once, and that is for the picture.
    input.path.is_file()
        && input::probe_head(resizer, &input.path, recipe.options.file_limit())
            .is_ok_and(|info| info.auto_format == format)
}
