//! `--dry-run`: what a run would make, and where. Nothing is written.

use std::path::Path;

use serde::Serialize;

use crate::batch::input_list::InputList;
use crate::batch::naming::joined;
use crate::batch::picture::{self, Foreseen};
use crate::batch::picture_file::Input;
use crate::batch::printing::tell_left_out;
use crate::batch::work::Work;
use crate::exit::Outcome;
use crate::report::{Report, printable, say};

/// A line of `--json`. The output is null where its name depends on what is made.
#[derive(Serialize)]
struct Line<'a> {
    input: &'a str,
    output: Option<&'a str>,
    state: &'static str,
}

/// Tells what would be made.
pub(super) fn run(
    list: &InputList,
    work: &Work<'_>,
    report: &mut Report,
) -> anyhow::Result<Outcome> {
    for (path, failure) in &list.failures {
        report.failure("input", path, failure)?;
    }
    let (mut up_to_date, mut to_make) = (0, 0);
    for input in &list.inputs {
        match picture::foreseen(work, input) {
            Err(failure) if input.is_none(&failure) => {}
            Err(failure) => report.failure("input", &input.path, &failure)?,
            Ok(outputs) if outputs.is_empty() => tell_left_out(&input.path, report)?,
            Ok(outputs) => {
                for foreseen in outputs {
                    match foreseen.is_up_to_date {
                        true => up_to_date += 1,
                        false => to_make += 1,
                    }
                    tell(work, input, &foreseen, report)?;
                }
            }
        }
    }
    say(&format!(
        "thumbox: {to_make} to make, {up_to_date} up to date{}; nothing was written",
        list.left_out
    ));
    Ok(report.outcome())
}

fn tell(
    work: &Work<'_>,
    input: &Input,
    foreseen: &Foreseen,
    report: &mut Report,
) -> anyhow::Result<()> {
    let root = work.naming.root(input).unwrap_or(Path::new(""));
    let output = foreseen.place.as_ref().map(|place| joined(root, place));
    let name = output.as_ref().map(|path| path.to_string_lossy());
    let (state, in_words) = match foreseen.is_up_to_date {
        true => ("up-to-date", "up to date"),
        false => ("to-make", "to make"),
    };
    let line = Line {
        input: &input.path.to_string_lossy(),
        output: name.as_deref(),
        state,
    };
    let place = output.as_deref().map_or_else(
        || "a name that depends on what is made".to_owned(),
        printable,
    );
    let text = format!("{} -> {place}  {in_words}", printable(&input.path));
    report.success(&line, &text)
}
