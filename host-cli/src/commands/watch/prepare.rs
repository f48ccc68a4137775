//! What was asked for, understood.

use engine::Resizer;
use recipe::Recipe;

use super::files::Tree;
use crate::arguments::WatchArguments;
use crate::batch::collisions;
use crate::batch::ending;
use crate::batch::input_list::InputList;
use crate::batch::naming::Naming;
use crate::batch::scope::Scope;
use crate::file_error::{self, Access};
use crate::output_file::create_folder;
use crate::recipe_source;
use crate::report::printable;

/// Everything that can be known to be wrong before any work is done.
pub(super) fn prepare(
    resizer: &Resizer,
    arguments: &WatchArguments,
) -> Result<(Recipe, Naming, Tree), String> {
    let making = &arguments.making;
    let recipe = recipe_source::of_arguments(making)?;
    if ending::is_file(&making.output) {
        return Err(format!(
            "-o {} names one file; name a folder, or a template such as '{{stem}}.webp'",
            printable(&making.output)
        ));
    }
    let recipe = ending::apply(&making.output, recipe)?;
    let naming = Naming::new(&making.output, &recipe, making.recipe_file.is_none())?;
    let Some(root) = naming.folder() else {
        return Err(
            "the outputs of a folder cannot go to standard output; name a folder with -o"
                .to_owned(),
        );
    };
    if !arguments.folder.is_dir() {
        let folder = printable(&arguments.folder);
        return Err(match arguments.folder.exists() {
            true => format!("{folder} is a file; name a folder"),
            false => format!("{folder}: there is no such folder"),
        });
    }
    ending::check_folder(root)?;
    create_folder(root)?;
    let tree = Tree::new(&arguments.folder, &naming, making).map_err(|error| {
        let words = file_error::in_words(&error, Access::Read);
        format!("{}: {words}", printable(&arguments.folder))
    })?;
    if tree.is_inside(root) {
        return Err(format!(
            "{} is in the output folder, so outputs would be taken for images; choose another folder with -o",
            printable(&arguments.folder)
        ));
    }
    let list = InputList::gather(
        std::slice::from_ref(&arguments.folder),
        &Scope::of(making, &naming),
    );
    collisions::check(resizer, &recipe, &naming, &list.inputs)?;
    Ok((recipe, naming, tree))
}
