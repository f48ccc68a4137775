//! Runs in turn.

use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::Value;
use tools::process::Dialogue;

/// Uncounted rounds, in which caches fill and programs compile themselves.
const WARM_UP: usize = 2;
/// Where libraries round a side differently.
const ROUNDING: u64 = 1;

/// What one program was measured at.
pub(super) struct Series {
    pub(super) name: &'static str,
    pub(super) ms: Vec<f64>,
    /// Processor time of all threads. It is less than `ms` where something else had the core meanwhile.
    pub(super) cpu_ms: Vec<f64>,
    /// The last answer, for what does not change from run to run.
    pub(super) last: Value,
}

impl Series {
    pub(super) fn median(&self) -> f64 {
        median(&self.ms)
    }

    pub(super) fn cpu_median(&self) -> f64 {
        median(&self.cpu_ms)
    }

    pub(super) fn bytes(&self, field: &str) -> u64 {
        self.last[field].as_u64().unwrap_or_default()
    }
}

/// The middle of several values.
pub(super) fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    if sorted.len() % 2 == 1 {
        sorted[middle]
    } else {
        (sorted[middle - 1] + sorted[middle]) / 2.0
    }
}

/// Starts all programs, and lets them run in turn. Each round begins with another one, so that none always follows the
/// same.
///
/// # Errors
/// Where a program fails, or they do not make pictures of one size.
pub(super) fn alternate(
    programs: Vec<(&'static str, Command)>,
    rounds: usize,
) -> Result<Vec<Series>> {
    let mut running = Vec::new();
    for (name, mut command) in programs {
        let dialogue = Dialogue::start(&mut command).context(name)?;
        let series = Series {
            name,
            ms: Vec::new(),
            cpu_ms: Vec::new(),
            last: Value::Null,
        };
        running.push((dialogue, series));
    }
    let count = running.len();
    for round in 0..WARM_UP + rounds {
        for turn in 0..count {
            let (dialogue, series) = &mut running[(round + turn) % count];
            let answer: Value = serde_json::from_str(&dialogue.ask("").context(series.name)?)?;
            let time = |field: &str| {
                answer[field]
                    .as_f64()
                    .with_context(|| format!("{} says {answer}", series.name))
            };
            let (ms, cpu_ms) = (time("ms")?, time("cpu_ms")?);
            if round >= WARM_UP {
                series.ms.push(ms);
                series.cpu_ms.push(cpu_ms);
            }
            series.last = answer;
        }
    }
    let series: Vec<Series> = running.into_iter().map(|(_, series)| series).collect();
    check_sizes(&series)?;
    Ok(series)
}

fn check_sizes(series: &[Series]) -> Result<()> {
    let Some(first) = series.first() else {
        return Ok(());
    };
    for other in &series[1..] {
        let (ours, theirs) = (sides(&first.last), sides(&other.last));
        let same = ours.len() == theirs.len()
            && ours
                .iter()
                .zip(&theirs)
                .all(|(a, b)| a.abs_diff(*b) <= ROUNDING);
        if !same {
            bail!(
                "{} makes sides of {ours:?}, and {} of {theirs:?}",
                first.name,
                other.name
            );
        }
    }
    Ok(())
}

/// Widths and heights of all outputs.
fn sides(answer: &Value) -> Vec<u64> {
    let outputs = answer["outputs"].as_array().map_or(&[][..], Vec::as_slice);
    outputs
        .iter()
        .flat_map(|output| [&output["width"], &output["height"]])
        .filter_map(Value::as_u64)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answering(text: &str) -> Command {
        let mut shell = Command::new("sh");
        shell.args(["-c", &format!("while read line; do echo '{text}'; done")]);
        shell
    }

    #[test]
    fn every_program_runs_in_every_round() {
        let answer =
            r#"{"ms": 2.5, "cpu_ms": 2, "outputs": [{"width": 4, "height": 3}], "peak": 7}"#;
        let other = r#"{"ms": 5, "cpu_ms": 5, "outputs": [{"width": 4, "height": 2}]}"#;
        let series = alternate(
            vec![("one", answering(answer)), ("two", answering(other))],
            3,
        );
        let series = series.unwrap();
        assert_eq!(series[0].ms, [2.5; 3]);
        assert_eq!(series[0].bytes("peak"), 7);
        assert_eq!(series[1].median(), 5.0);
    }

    #[test]
    fn other_work_is_not_compared() {
        let answer = r#"{"ms": 1, "cpu_ms": 1, "outputs": [{"width": 4, "height": 3}]}"#;
        let other = r#"{"ms": 1, "cpu_ms": 1, "outputs": [{"width": 40, "height": 30}]}"#;
        let programs = vec![("one", answering(answer)), ("two", answering(other))];
        let error = alternate(programs, 1).err().unwrap().to_string();
        assert!(error.contains("[40, 30]"), "{error}");
        let broken = r#"{"error": "cannot"}"#;
        assert!(alternate(vec![("one", answering(broken))], 1).is_err());
    }
}
