//! What can be known to go wrong before any work: results that would replace each other, or a picture.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use engine::Resizer;
use recipe::{MAX_TIME, OutputFormat, Recipe};

use super::naming::{Made, Naming, formats, joined};
use super::picture_file::Input;
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
/// is somebody else's. A picture that cannot be probed is left out: nearly all of these will fail by themselves.
///
/// # Errors
/// Which ones, and what to do about it.
pub(crate) fn check(
    resizer: &Resizer,
    recipe: &Recipe,
    naming: &Naming,
    inputs: &[Input],
) -> Result<(), String> {
    let pictures: HashSet<(u64, u64)> = inputs
        .iter()
        .filter_map(|input| fs::metadata(&input.path).ok())
        .map(|file| (file.dev(), file.ino()))
        .collect();
    let (other_folder, other_names) = match naming.folder() {
        Some(_) => (
            "choose another folder with -o",
            "resize them into different folders with -o, or give -o a template such as '{dir}/{name}.{ext}'",
        ),
        None => (
            "choose another --suffix",
            "give one of them another name, or resize them into a folder with -o",
        ),
    };
    // Without its folder, nothing is where a result goes.
    let is_new = naming.folder().is_some_and(|folder| !folder.is_dir());
    let mut owners: HashMap<PathBuf, Owner> = HashMap::new();
    for (index, picture) in inputs.iter().enumerate() {
        let Some(root) = naming.root(picture) else {
            return Ok(());
        };
        for output in recipe.outputs_for(&picture.key()) {
            let owner = Owner {
                input: index,
                output,
            };
            for place in places(recipe, naming, picture, output) {
                let really = |owner: &Owner| {
                    let input = &inputs[owner.input];
                    really_has(resizer, recipe, naming, input, owner.output, &place)
                };
                let path = joined(root, &place);
                let is_picture = !is_new
                    && fs::metadata(&path)
                        .is_ok_and(|file| pictures.contains(&(file.dev(), file.ino())));
                if is_picture && really(&owner) {
                    return Err(format!(
                        "{} would be overwritten, and it is an input; {other_folder}",
                        printable(&path)
                    ));
                }
                match owners.get(&path) {
                    Some(other) if other.input == index && really(other) && really(&owner) => {
                        return Err(format!(
                            "outputs {} and {} of {} would both be written to {}; give them keys of their own, \
                             or an include and exclude that leave it to one of them",
                            other.output + 1,
                            output + 1,
                            printable(&picture.path),
                            printable(&path)
                        ));
                    }
                    Some(other) if really(other) && really(&owner) => {
                        return Err(format!(
                            "{} and {} would both be written to {}; {other_names}",
                            printable(&inputs[other.input].path),
                            printable(&picture.path),
                            printable(&path)
                        ));
                    }
                    Some(other) if really(other) => {}
                    _ => {
                        owners.insert(path, owner);
                    }
                }
            }
        }
    }
    Ok(())
}

/// The places that a result may have, each once: the format need not be a part of the name.
fn places(recipe: &Recipe, naming: &Naming, input: &Input, output: usize) -> Vec<PathBuf> {
    let mut places = Vec::new();
    for format in formats(&recipe.outputs[output]) {
        if let Some(place) = place(recipe, naming, input, output, format)
            && !places.contains(&place)
        {
            places.push(place);
        }
    }
    places
}

/// The place of a result in this format. A name that is impossible fails by itself.
fn place(
    recipe: &Recipe,
    naming: &Naming,
    input: &Input,
    output: usize,
    format: OutputFormat,
) -> Option<PathBuf> {
    let place = naming.place(input, output, &recipe.outputs[output], Made::of(format));
    place.ok().flatten()
}

/// Whether the result will be there: it is known to be one of the places that it may have.
fn really_has(
    resizer: &Resizer,
    recipe: &Recipe,
    naming: &Naming,
    input: &Input,
    output: usize,
    wanted: &Path,
) -> bool {
    if formats(&recipe.outputs[output]).len() == 1 {
        return true;
    }
    // A pipe can be read only once, and that is for the picture.
    if !input.path.is_file() {
        return false;
    }
    let info = input::probe_head(resizer, &input.path, recipe.limits.file_limit(), MAX_TIME);
    info.is_ok_and(|info| {
        place(recipe, naming, input, output, info.auto_format).as_deref() == Some(wanted)
    })
}
