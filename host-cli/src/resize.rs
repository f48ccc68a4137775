//! `thumbox resize`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use engine::{Options, Resizer};
use recipe::{Encoding, OutputFormat, Target, output_file_name};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::arguments::ResizeArguments;
use crate::exit::Outcome;
use crate::failure::Failure;
use crate::report::{self, Report, printable};
use crate::{input, output_file};

/// One line of `--json`. `ms` is the time from the opening of the input to the closing of the output.
#[derive(Serialize)]
struct Done<'a> {
    input: &'a str,
    output: &'a str,
    format: &'static str,
    width: u32,
    height: u32,
    bytes: usize,
    sha256: String,
    ms: f64,
}

pub(crate) fn run(
    resizer: &Resizer,
    arguments: &ResizeArguments,
    report: &mut Report,
) -> anyhow::Result<Outcome> {
    let target = match prepare(resizer, arguments) {
        Ok(target) => target,
        Err(problem) => return Ok(report::wrong_usage(&problem)),
    };
    for path in &arguments.inputs {
        let name = path.to_string_lossy();
        match resize(resizer, path, &target, &arguments.output) {
            Ok((output, done)) => {
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
fn prepare(resizer: &Resizer, arguments: &ResizeArguments) -> Result<Target, String> {
    let target = arguments.target.target()?;
    check_outputs(resizer, arguments, &target)?;
    fs::create_dir_all(&arguments.output).map_err(|error| {
        format!(
            "the folder {} could not be made: {error}",
            printable(&arguments.output)
        )
    })?;
    Ok(target)
}

/// Refuses two inputs with one output, and an output that is an input.
///
/// An input that cannot be probed has no output and will fail by itself.
fn check_outputs(
    resizer: &Resizer,
    arguments: &ResizeArguments,
    target: &Target,
) -> Result<(), String> {
    let inputs: Vec<PathBuf> = arguments
        .inputs
        .iter()
        .filter_map(|input| input.canonicalize().ok())
        .collect();
    let mut sources = BTreeMap::new();
    for path in &arguments.inputs {
        let Some(format) = output_format(resizer, path, target) else {
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
fn output_format(resizer: &Resizer, path: &Path, target: &Target) -> Option<OutputFormat> {
    match target.format {
        Encoding::Jpeg => Some(OutputFormat::Jpeg),
        Encoding::Png => Some(OutputFormat::Png),
        Encoding::Webp => Some(OutputFormat::Webp),
        // A pipe can be read only once, and that is for the picture.
        Encoding::Auto if !path.is_file() => None,
        Encoding::Auto => input::probe(resizer, path)
            .ok()
            .map(|info| info.auto_format),
    }
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
    target: &Target,
    folder: &Path,
) -> Result<(PathBuf, Done<'static>), Failure> {
    let start = Instant::now();
    let image = input::read(path)?;
    let resized = resizer.resize(&image, std::slice::from_ref(target), Options::default())?;
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
        bytes: output.data.len(),
        sha256: hex_sha256(&output.data),
        ms: start.elapsed().as_secs_f64() * 1e3,
    };
    Ok((file, done))
}

/// SHA-256 in lower-case hexadecimal.
pub(crate) fn hex_sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
