//! `thumbox contact-sheet`: originals and what is made of them side by side, to compare by eye.
//!
//! All that this program does with pixels is to copy them. Every picture on a sheet comes from the component, small
//! enough for its cell and as PNG.

mod cell;
mod label;
mod layout;
mod picture;
mod row;
mod sheet;
mod strip;

use std::path::Path;

use engine::Resizer;
use recipe::Recipe;
use serde::Serialize;

use self::layout::Layout;
use self::row::Row;
use self::sheet::SheetError;
use crate::arguments::ContactSheetArguments;
use crate::batch::input_list::InputList;
use crate::batch::picture_file::Input;
use crate::batch::scope::Scope;
use crate::exit::Outcome;
use crate::failure::Failure;
use crate::recipe_source;
use crate::report::{self, Report, escape, printable};

/// What to put on a sheet.
struct Task {
    recipe: Recipe,
    list: InputList,
    layout: Layout,
}

/// The line of `--json` for the sheet, after those of the inputs that failed.
#[derive(Serialize)]
struct Done<'a> {
    sheet: &'a str,
    inputs: usize,
    width: u32,
    height: u32,
    bytes: u64,
}

pub(crate) fn run(
    resizer: &Resizer,
    arguments: &ContactSheetArguments,
    report: &mut Report,
) -> anyhow::Result<Outcome> {
    let path = &arguments.output;
    let Task {
        recipe,
        list,
        layout,
    } = match prepare(arguments) {
        Ok(task) => task,
        Err(problem) => return Ok(report::wrong_usage(&escape(&problem))),
    };
    let inputs = list.len();
    let titles = row::titles(&layout, &recipe);
    let made = list.inputs.into_iter().map(|Input { path, .. }| {
        let row = row::make(resizer, &path, &recipe, layout.cell);
        (path, row)
    });
    let unfollowed = list.failures.into_iter().map(|(path, failure)| {
        let row = Row::failed(&path, failure);
        (path, row)
    });
    let rows = made.chain(unfollowed).map(|(input, row)| {
        let warnings = row.warnings.iter();
        report.warnings(&input, warnings.map(|warning| warning.message.as_str()));
        for failure in row.failures() {
            report.failure("input", &input, failure)?;
        }
        Ok(row.draw(&layout))
    });
    let strips = std::iter::once(Ok(titles)).chain(rows);
    match sheet::write(path, layout.width(), layout.height(), strips) {
        Ok(bytes) => {
            let done = Done {
                sheet: &path.to_string_lossy(),
                inputs,
                width: layout.width(),
                height: layout.height(),
                bytes,
            };
            let text = format!(
                "{}  {} x {}, {} of {}",
                printable(path),
                done.width,
                done.height,
                label::bytes(bytes),
                counted(done.inputs)
            );
            report.success(&done, &text)?;
        }
        Err(SheetError::Write(error)) => {
            report.failure("sheet", path, &Failure::writing_it(&error))?;
        }
        Err(SheetError::Row(error)) => return Err(error),
    }
    Ok(report.outcome())
}

fn counted(inputs: usize) -> String {
    match inputs {
        1 => "1 input".to_owned(),
        _ => format!("{inputs} inputs"),
    }
}

/// Everything that can be known to be wrong before any work is done.
fn prepare(arguments: &ContactSheetArguments) -> Result<Task, String> {
    let recipe = match &arguments.recipe {
        Some(path) => recipe_source::file_or_preset(path)
            .map_err(|failure| format!("{}: {}", path.display(), failure.message))?,
        None => arguments
            .options
            .recipe(&[])
            .map_err(|error| error.to_string())?,
    };
    let mut list = InputList::gather(&arguments.inputs, &Scope::pictures());
    // The sheet of last time, in a folder of pictures, is none of them.
    let was_named = |input: &Input| arguments.inputs.contains(&input.path);
    list.inputs
        .retain(|input| was_named(input) || !is_same_file(&input.path, &arguments.output));
    check_output(&arguments.output, &list.inputs)?;
    if list.len() == 0 {
        return Err(format!("no images found{}", list.left_out));
    }
    let layout = Layout::new(arguments.cell, recipe.outputs.len() + 1, list.len())?;
    Ok(Task {
        recipe,
        list,
        layout,
    })
}

fn check_output(output: &Path, inputs: &[Input]) -> Result<(), String> {
    let is_png = |extension: &std::ffi::OsStr| extension.eq_ignore_ascii_case("png");
    if !output.extension().is_some_and(is_png) {
        return Err(format!(
            "a contact sheet is a PNG, and {} does not end in .png",
            output.display()
        ));
    }
    match inputs.iter().any(|input| is_same_file(&input.path, output)) {
        true => Err(format!(
            "{} would be overwritten, and it is an input; choose another name with -o",
            output.display()
        )),
        false => Ok(()),
    }
}

fn is_same_file(one: &Path, other: &Path) -> bool {
    let there = other.canonicalize();
    there.is_ok_and(|there| one.canonicalize().is_ok_and(|path| path == there))
}
