//! `--on-request`: a run whenever a line comes, so that a driver can alternate programs run by run.

use std::io;
use std::path::Path;

use engine::Output;
use serde::Serialize;

use super::work::Work;
use crate::exit::Outcome;
use crate::report::{Report, printable};

/// One run.
#[derive(Serialize)]
struct Ran {
    ms: f64,
    cpu_ms: f64,
    guest_peak_bytes: usize,
    input_bytes: usize,
    outputs: Vec<OutputSize>,
}

/// How large one output of a run is.
#[derive(Serialize)]
struct OutputSize {
    width: u32,
    height: u32,
    bytes: usize,
}

impl From<&Output> for OutputSize {
    fn from(output: &Output) -> Self {
        Self {
            width: output.width,
            height: output.height,
            bytes: output.data.len(),
        }
    }
}

/// Answers every line of standard input with a run, until it ends. What the lines say does not matter.
pub(super) fn serve(work: &Work, path: &Path, report: &mut Report) -> anyhow::Result<Outcome> {
    for line in io::stdin().lines() {
        line?;
        match work.run() {
            Ok(run) => {
                let ran = Ran {
                    ms: run.wall_ms,
                    cpu_ms: run.cpu_ms,
                    guest_peak_bytes: run.resized.peak_memory,
                    input_bytes: work.input_bytes(),
                    outputs: run.resized.outputs.iter().map(OutputSize::from).collect(),
                };
                report.success(&ran, &printable(path))?;
            }
            Err(error) => report.failure("path", path, &error)?,
        }
    }
    Ok(report.outcome())
}
