//! `thumbox bench`: what an embedding program would wait for one picture.

mod median;
mod on_request;
mod work;

use std::path::Path;

use engine::Resizer;
use serde::Serialize;

use self::median::median;
use self::work::{Run, Work};
use crate::arguments::BenchArguments;
use crate::exit::Outcome;
use crate::failure::Failure;
use crate::report::{self, Report, printable};

/// One line of `--json`. A run is: new instance, copy in, decode, resize, encode, copy out, instance gone. Times are
/// on the wall clock; `cpu_ms` is the median of the thread's processor time. `guest_peak_bytes` is the most memory
/// that the component had, in which the input lies too. The digest is that of all outputs, one after the other.
#[derive(Serialize)]
struct Measured {
    path: String,
    target: String,
    median_ms: f64,
    min_ms: f64,
    cpu_ms: f64,
    guest_peak_bytes: usize,
    input_bytes: usize,
    output_bytes: usize,
    output_sha256: String,
}

pub(crate) fn run(
    resizer: &Resizer,
    arguments: &BenchArguments,
    report: &mut Report,
) -> anyhow::Result<Outcome> {
    let recipe = match work::recipe(arguments) {
        Ok(recipe) => recipe,
        Err(problem) => return Ok(report::wrong_usage(&problem.to_string())),
    };
    if arguments.on_request {
        let [path] = arguments.inputs.as_slice() else {
            return Ok(report::wrong_usage("--on-request takes one input"));
        };
        return match Work::new(resizer, path, &recipe) {
            Ok(work) => on_request::serve(&work, path, report),
            Err(error) => {
                report.failure("path", path, &error)?;
                Ok(report.outcome())
            }
        };
    }
    for path in &arguments.inputs {
        let measured = Work::new(resizer, path, &recipe)
            .and_then(|work| measure(&work, path, arguments.repeat));
        match measured {
            Ok(measured) => report.success(&measured, &text(path, &measured))?,
            Err(error) => report.failure("path", path, &error)?,
        }
    }
    Ok(report.outcome())
}

fn text(path: &Path, measured: &Measured) -> String {
    format!(
        "{}: {}: median {:.2} ms, min {:.2} ms, cpu {:.2} ms, {:.1} MiB in the component, {} bytes",
        printable(path),
        measured.target,
        measured.median_ms,
        measured.min_ms,
        measured.cpu_ms,
        measured.guest_peak_bytes as f64 / f64::from(1 << 20),
        measured.output_bytes
    )
}

fn measure(work: &Work, path: &Path, repeat: u32) -> Result<Measured, Failure> {
    let Run { resized, .. } = work.run()?;
    let mut wall = Vec::new();
    let mut cpu = Vec::new();
    for _ in 0..repeat {
        let run = work.run()?;
        wall.push(run.wall_ms);
        cpu.push(run.cpu_ms);
    }
    let made: Vec<u8> = resized
        .outputs
        .iter()
        .flat_map(|output| &output.data)
        .copied()
        .collect();
    Ok(Measured {
        path: path.to_string_lossy().into_owned(),
        target: work.description(),
        min_ms: wall.iter().copied().fold(f64::INFINITY, f64::min),
        median_ms: median(wall),
        cpu_ms: median(cpu),
        guest_peak_bytes: resized.peak_memory,
        input_bytes: work.input_bytes(),
        output_bytes: made.len(),
        output_sha256: recipe::sha256(&made),
    })
}
