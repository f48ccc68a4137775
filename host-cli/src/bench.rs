//! `thumbox bench`: what an embedding program would wait for one picture.

use std::path::Path;
use std::time::Instant;

use engine::{Output, Resizer};
use recipe::Recipe;
use rustix::time::{ClockId, clock_gettime};
use serde::Serialize;

use crate::arguments::BenchArguments;
use crate::exit::Outcome;
use crate::failure::Failure;
use crate::input;
use crate::report::{self, Report, printable};
use crate::resize::hex_sha256;

/// One line of `--json`. A run is: new instance, copy in, decode, resize, encode, copy out, instance gone. Times are
/// on the wall clock; `cpu_ms` is the median of the thread's processor time.
#[derive(Serialize)]
struct Measured<'a> {
    path: &'a str,
    target: String,
    median_ms: f64,
    min_ms: f64,
    cpu_ms: f64,
    guest_peak_bytes: usize,
    output_bytes: usize,
    output_sha256: String,
}

pub(crate) fn run(
    resizer: &Resizer,
    arguments: &BenchArguments,
    report: &mut Report,
) -> anyhow::Result<Outcome> {
    let recipe = match arguments.recipe.recipe() {
        Ok(recipe) => recipe,
        Err(problem) => return Ok(report::wrong_usage(&problem.to_string())),
    };
    for path in &arguments.inputs {
        let name = path.to_string_lossy();
        match measure(resizer, path, &recipe, arguments.repeat) {
            Ok(measured) => {
                let text = format!(
                    "{}: {}: median {:.2} ms, min {:.2} ms, cpu {:.2} ms, {:.1} MiB in the component, {} bytes",
                    printable(path),
                    measured.target,
                    measured.median_ms,
                    measured.min_ms,
                    measured.cpu_ms,
                    measured.guest_peak_bytes as f64 / f64::from(1 << 20),
                    measured.output_bytes
                );
                report.success(
                    &Measured {
                        path: &name,
                        ..measured
                    },
                    &text,
                )?;
            }
            Err(error) => report.failure("path", path, &error)?,
        }
    }
    Ok(report.outcome())
}

fn measure(
    resizer: &Resizer,
    path: &Path,
    Recipe { output, options }: &Recipe,
    repeat: u32,
) -> Result<Measured<'static>, Failure> {
    let image = input::read(path, options.file_limit())?;
    let targets = std::slice::from_ref(output);
    let mut resized = resizer.resize(&image, targets, *options)?;
    let mut wall = Vec::new();
    let mut cpu = Vec::new();
    for _ in 0..repeat {
        let cpu_start = thread_seconds();
        let start = Instant::now();
        resized = resizer.resize(&image, targets, *options)?;
        wall.push(start.elapsed().as_secs_f64() * 1e3);
        cpu.push((thread_seconds() - cpu_start) * 1e3);
    }
    let [Output { data, .. }] = resized.outputs.as_slice() else {
        unreachable!("the engine returns one output per target");
    };
    Ok(Measured {
        path: "",
        target: output.to_string(),
        min_ms: wall.iter().copied().fold(f64::INFINITY, f64::min),
        median_ms: median(wall),
        cpu_ms: median(cpu),
        guest_peak_bytes: resized.peak_memory,
        output_bytes: data.len(),
        output_sha256: hex_sha256(data),
    })
}

/// The processor time of this thread so far. The component runs on the thread that calls it.
fn thread_seconds() -> f64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}

/// `values` is not empty.
fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    if values.len() % 2 == 1 {
        values[middle]
    } else {
        (values[middle - 1] + values[middle]) / 2.0
    }
}

#[cfg(test)]
mod tests {
    use super::median;

    #[test]
    fn the_median_is_the_middle() {
        assert_eq!(median(vec![3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(vec![4.0, 1.0, 2.0, 3.0]), 2.5);
    }
}
