//! `thumbox resize`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use engine::{Resizer, Warning};
use recipe::{Encoding, OutputFormat, Recipe, output_file_name};
use serde::Serialize;

use crate::arguments::ResizeArguments;
use crate::exit::Outcome;
use crate::failure::Failure;
use crate::report::{self, Report, printable};
use crate::{input, output_file};

/// One line of `--json`. `quality` is null for lossless formats, `thumbhash` where none was asked for; it is in Base64.
/// `ms` is the time from the opening of the input to the closing of the output.
#[derive(Serialize)]
struct Done<'a> {
    input: &'a str,
    output: &'a str,
    format: &'static str,
    width: u32,
    height: u32,
    frames: u32,
    quality: Option<u8>,
    bytes: usize,
    sha256: String,
    thumbhash: Option<String>,
    warnings: Vec<Warned>,
    ms: f64,
}

/// A warning of the component.
#[derive(Serialize)]
struct Warned {
    kind: &'static str,
    message: String,
}

pub(crate) fn run(
    resizer: &Resizer,
    arguments: &ResizeArguments,
    report: &mut Report,
) -> anyhow::Result<Outcome> {
    let recipe = match prepare(resizer, arguments) {
        Ok(recipe) => recipe,
        Err(problem) => return Ok(report::wrong_usage(&problem)),
    };
    for path in &arguments.inputs {
        let name = path.to_string_lossy();
        match resize(resizer, path, &recipe, &arguments.output) {
            Ok((output, done, warnings)) => {
                report.warnings(path, &warnings);
                let text = format!(
                    "{} -> {}  {} x {} {}, {} bytes, {:.1} ms",
                    printable(path),
                    printable(&output),
                    done.width,
                    done.height,
                    done.format,
                    done.bytes,
                    done.ms
                );
                let output = output.to_string_lossy();
                report.success(
                    &Done {
                        input: &name,
                        output: &output,
                        ..done
                    },
                    &text,
                )?;
            }
            Err(error) => report.failure("input", path, &error)?,
        }
    }
    Ok(report.outcome())
}

/// Everything that can be known to be wrong before any work is done.
fn prepare(resizer: &Resizer, arguments: &ResizeArguments) -> Result<Recipe, String> {
    let recipe = arguments
        .recipe
        .recipe()
        .map_err(|error| error.to_string())?;
    check_outputs(resizer, arguments, &recipe)?;
    fs::create_dir_all(&arguments.output).map_err(|error| {
        format!(
            "the folder {} could not be made: {error}",
            printable(&arguments.output)
        )
    })?;
    Ok(recipe)
}

/// Refuses two inputs with one output, and an output that is an input.
///
/// An input that cannot be probed has no output and will fail by itself.
fn check_outputs(
    resizer: &Resizer,
    arguments: &ResizeArguments,
    recipe: &Recipe,
) -> Result<(), String> {
    let inputs: Vec<PathBuf> = arguments
        .inputs
        .iter()
        .filter_map(|input| input.canonicalize().ok())
        .collect();
    let mut sources = BTreeMap::new();
    for path in &arguments.inputs {
        let Some(format) = output_format(resizer, path, recipe) else {
            continue;
        };
        let output = output_path(path, format, &arguments.output);
        if output
            .canonicalize()
            .is_ok_and(|output| inputs.contains(&output))
        {
            return Err(format!(
                "{} would be overwritten, and it is an input; choose another folder with -o",
                printable(&output)
            ));
        }
        if let Some(other) = sources.insert(output.clone(), path) {
            return Err(format!(
                "{} and {} would both be written to {}; resize them into different folders with -o",
                printable(other),
                printable(path),
                printable(&output)
            ));
        }
    }
    Ok(())
}

/// The format that the output will have. Only `auto` has to look at the file.
fn output_format(resizer: &Resizer, path: &Path, recipe: &Recipe) -> Option<OutputFormat> {
    let format = recipe.outputs[0].target.format.and_then(Encoding::fixed);
    // A pipe can be read only once, and that is for the picture.
    if format.is_some() || !path.is_file() {
        return format;
    }
    input::probe(resizer, path, recipe.options.file_limit())
        .ok()
        .map(|info| info.auto_format)
}

fn output_path(input: &Path, format: OutputFormat, folder: &Path) -> PathBuf {
    folder.join(output_file_name(
        input.file_name().unwrap_or_default(),
        format,
    ))
}

fn resize(
    resizer: &Resizer,
    path: &Path,
    recipe: &Recipe,
    folder: &Path,
) -> Result<(PathBuf, Done<'static>, Vec<Warning>), Failure> {
    let start = Instant::now();
    let options = recipe.options;
    let image = input::read(path, options.file_limit())?;
    let resized = resizer.resize(&image, &recipe.targets(), options)?;
    let [output] = resized.outputs.as_slice() else {
        unreachable!("the engine returns one output per target");
    };
    let file = output_path(path, output.format, folder);
    output_file::write(&file, &output.data).map_err(|error| Failure::writing(&file, &error))?;
    let done = Done {
        input: "",
        output: "",
        format: output.format.name(),
        width: output.width,
        height: output.height,
        frames: output.frames,
        quality: output.quality,
        bytes: output.data.len(),
        sha256: recipe::sha256(&output.data),
        thumbhash: output
            .thumbhash
            .as_ref()
            .map(|hash| BASE64_STANDARD.encode(hash)),
        warnings: resized.warnings.iter().map(Warned::from).collect(),
        ms: start.elapsed().as_secs_f64() * 1e3,
    };
    Ok((file, done, resized.warnings))
}

impl From<&Warning> for Warned {
    fn from(warning: &Warning) -> Self {
        Self {
            kind: warning.kind.name(),
            message: warning.message.clone(),
        }
    }
}
