//! `thumbox recipe init`.

use std::fs::File;
use std::io::{ErrorKind, Write};
use std::path::Path;

use recipe::{Notation, Preset};

use crate::arguments::InitArguments;
use crate::exit::Outcome;
use crate::failure::Failure;
use crate::input::STANDARD;
use crate::output_file;
use crate::report::{Report, printable};
use crate::standard_output;

pub(super) fn run(arguments: &InitArguments, report: &mut Report) -> anyhow::Result<Outcome> {
    let preset = arguments.preset;
    let text = text(preset, notation(arguments))?;
    let file = arguments.output.as_deref();
    match file.filter(|file| file.as_os_str() != STANDARD) {
        None => standard_output::write(text.as_bytes())?,
        Some(file) => match write(file, text.as_bytes(), arguments.force) {
            Ok(()) => {
                let about = preset.description();
                report.text(&format!("{}: {preset}, {about}", printable(file)))?;
            }
            Err(failure) => report.failure("recipe", file, &failure)?,
        },
    }
    Ok(report.outcome())
}

/// TOML, which has comments, unless JSON is what was asked for.
fn notation(arguments: &InitArguments) -> Notation {
    let extension = arguments.output.as_deref().and_then(Path::extension);
    let of_name = extension.and_then(|extension| extension.to_str()?.parse().ok());
    arguments.format.or(of_name).unwrap_or(Notation::Toml)
}

fn text(preset: Preset, notation: Notation) -> anyhow::Result<String> {
    match notation {
        Notation::Toml => Ok(preset.text().to_owned()),
        Notation::Json => Ok(preset.recipe().write(notation)?),
    }
}

/// Without `force` only where there is nothing, which is looked at and changed in one step.
fn write(file: &Path, text: &[u8], force: bool) -> Result<(), Failure> {
    let written = match force {
        true => output_file::write_alone(file, text),
        false => File::create_new(file).and_then(|mut file| file.write_all(text)),
    };
    written.map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => Failure::exists(),
        _ => Failure::writing(file, &error),
    })
}
