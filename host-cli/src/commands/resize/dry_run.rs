//! `--dry-run`: what a run would make, and where. Nothing is written.

use std::path::Path;

use serde::Serialize;

use crate::batch::input_list::InputList;
use crate::batch::left_out::{LeftOut, Reason};
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

/// The last line, as that of a run.
#[derive(Serialize)]
struct Summary<'a> {
    summary: Numbers<'a>,
}

#[derive(Serialize)]
struct Numbers<'a> {
    to_make: usize,
    up_to_date: usize,
    left_out: &'a LeftOut,
}

/// Tells what would be made.
pub(super) fn run(
    list: &InputList,
    work: &Work<'_>,
    is_json: bool,
    report: &mut Report,
) -> anyhow::Result<Outcome> {
    for (path, failure) in &list.failures {
        report.failure("input", path, failure)?;
    }
    let (mut up_to_date, mut to_make) = (0, 0);
    let mut left_out = list.left_out.clone();
    for input in &list.inputs {
        match picture::foreseen(work, input) {
            Err(failure) if input.is_none(&failure) => left_out.add(Reason::NoImage),
            Err(failure) => report.failure("input", &input.path, &failure)?,
            Ok(outputs) if outputs.is_empty() => {
                left_out.add(Reason::NoOutput);
                tell_left_out(&input.path, report)?;
            }
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
    let is_beyond_lines = to_make + up_to_date == 0 || !left_out.is_empty();
    if is_json && is_beyond_lines {
        let summary = Numbers {
            to_make,
            up_to_date,
            left_out: &left_out,
        };
        report.success(&Summary { summary }, "")?;
    }
    if !is_json {
        say(&format!(
            "thumbox: {to_make} to make, {up_to_date} up to date{left_out}; nothing was written"
        ));
    }
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
