//! What the test has measured in one mode.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::Value;

/// The figures of one mode.
pub(super) struct Run {
    /// As the template's parameter `Mode` has it.
    pub(super) mode: &'static str,
    figures: Value,
    pub(super) memory: Vec<Sample>,
}

/// The largest memory of the functions that were not killed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Sample {
    pub(super) seconds: f64,
    /// Bytes.
    pub(super) memory: u64,
}

impl Run {
    /// Reads `<name>.json` and `<name>-memory.tsv` of a folder.
    ///
    /// # Errors
    /// Where one is missing or has other fields.
    pub(super) fn read(folder: &Path, name: &str, mode: &'static str) -> Result<Self> {
        let read = |file: String| {
            fs::read_to_string(folder.join(&file))
                .with_context(|| format!("the test wrote no {file}"))
        };
        let run = Self {
            mode,
            figures: serde_json::from_str(&read(format!("{name}.json"))?)?,
            memory: samples(&read(format!("{name}-memory.tsv"))?)?,
        };
        Ok(run)
    }

    /// A figure by its name.
    ///
    /// # Panics
    /// Where there is none of this name, which is a mistake in this program.
    pub(super) fn figure(&self, name: &str) -> f64 {
        self.figures[name]
            .as_f64()
            .unwrap_or_else(|| panic!("the test wrote no figure {name}"))
    }

    /// Medians of memory in the four quarters of the time.
    pub(super) fn quarters(&self) -> [u64; 4] {
        let count = self.memory.len();
        std::array::from_fn(|quarter| {
            let part = &self.memory[quarter * count / 4..((quarter + 1) * count / 4).max(1)];
            let mut memory: Vec<u64> = part.iter().map(|sample| sample.memory).collect();
            memory.sort_unstable();
            memory.get(memory.len() / 2).copied().unwrap_or(0)
        })
    }
}

fn samples(text: &str) -> Result<Vec<Sample>> {
    let sample = |line: &str| {
        let mut fields = line.split('\t');
        let seconds = fields.next()?.parse().ok()?;
        let memory = fields.map(str::parse::<u64>).collect::<Result<Vec<_>, _>>();
        let memory = memory.ok()?.into_iter().max()?;
        Some(Sample { seconds, memory })
    };
    let samples: Option<Vec<Sample>> = text.lines().skip(1).map(sample).collect();
    let samples = samples.context("a line of the samples has other fields")?;
    anyhow::ensure!(!samples.is_empty(), "there are no samples of memory");
    Ok(samples)
}

#[cfg(test)]
pub(super) fn example(mode: &'static str, memory: &[u64]) -> Run {
    let names = [
        "events",
        "deliveries",
        "invocations",
        "redriven",
        "killed",
        "faults",
        "created",
        "rejected",
        "lost",
        "twice",
        "wrong",
        "seconds",
        "mean_ms",
        "p50_ms",
        "p99_ms",
        "p999_ms",
        "highest_bytes",
    ];
    let figures = names.map(|name| (name.to_owned(), Value::from(1000.0)));
    let samples = (0u32..).zip(memory).map(|(second, memory)| Sample {
        seconds: f64::from(second),
        memory: *memory,
    });
    Run {
        mode,
        figures: Value::Object(figures.into_iter().collect()),
        memory: samples.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_of_the_functions_counts() {
        let samples = samples("seconds\tbytes\n0.0\t5\t7\n0.5\t9\t8\n").unwrap();
        let memory: Vec<u64> = samples.iter().map(|sample| sample.memory).collect();
        assert_eq!(memory, [7, 9]);
        for wrong in ["seconds\tbytes\n", "seconds\tbytes\n0.0\n", "s\tb\n0\tx\n"] {
            assert!(super::samples(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn quarters_have_medians() {
        assert_eq!(
            example("Direct", &[1, 9, 2, 2, 3, 3, 4, 4]).quarters(),
            [9, 2, 3, 4]
        );
        assert_eq!(example("Direct", &[5]).quarters(), [5; 4]);
    }
}
