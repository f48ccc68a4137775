//! Steps that take a core at most, or wait for much of their time, run in a process of their own, beside the steps that
//! follow them.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use tools::process::{Service, step};

use super::steps::{STEPS, Step};

/// Each with the step that it must have ended before. That one, or one behind it, replaces a program or a folder that the
/// first uses.
const STEPS_BESIDE: [(&str, &str); 3] = [
    ("workspace", "reproduce"),
    ("reproduce", "sandbox"),
    ("vectors", "lab"),
];

/// How long such a step may take.
const LIMIT: Duration = Duration::from_secs(45 * 60);

/// Where they say what they do.
const FOLDER: &str = "target/test";

/// The step that runs beside others, if one does.
#[derive(Default)]
pub(super) struct Beside(Option<Running>);

struct Running {
    name: &'static str,
    process: Service,
    start: Instant,
}

impl Beside {
    /// Whether a step can run beside some of those that follow it.
    pub(super) fn can(name: &str, later: &[&Step]) -> bool {
        let Some(end) = end_of(name) else {
            return false;
        };
        later.iter().any(|step| place(step.name) < end)
    }

    /// Starts a step. Everything that several steps need must be in target.
    pub(super) fn start(&mut self, root: &Path, chosen: &Step) -> Result<()> {
        step(&format!(
            "STEP {}: {}; beside those that follow",
            chosen.name, chosen.about
        ));
        let folder = root.join(FOLDER);
        fs::create_dir_all(&folder)?;
        let log = folder.join(chosen.name).with_extension("log");
        let mut command = Command::new(std::env::current_exe()?);
        command
            .current_dir(root)
            .args(["test", "--all-built", chosen.name]);
        self.0 = Some(Running {
            name: chosen.name,
            process: Service::start(chosen.name, &mut command, &log)?,
            start: Instant::now(),
        });
        Ok(())
    }

    /// Waits for what must have ended before a step begins, and returns its name and how long it took.
    pub(super) fn before(&mut self, name: &str) -> Result<Option<(&'static str, Duration)>> {
        let is_due = |running: &Running| end_of(running.name).is_none_or(|end| end <= place(name));
        match self.0.as_ref().is_some_and(is_due) {
            true => self.end(),
            false => Ok(None),
        }
    }

    /// Waits for what is running, says what it said, and returns its name and how long it took.
    pub(super) fn end(&mut self) -> Result<Option<(&'static str, Duration)>> {
        let Some(Running {
            name,
            mut process,
            start,
        }) = self.0.take()
        else {
            return Ok(None);
        };
        step(&format!("waiting for the step {name}"));
        let status = process.ended(LIMIT.saturating_sub(start.elapsed()));
        step(&format!("the step {name} said"));
        print!("{}", process.said());
        let status = status.with_context(|| format!("step {name}"))?;
        if !status.success() {
            bail!("step {name} failed: {status}");
        }
        Ok(Some((name, start.elapsed())))
    }
}

/// The place of the step before which one must have ended.
fn end_of(name: &str) -> Option<usize> {
    let (_, end) = STEPS_BESIDE.iter().find(|(beside, _)| *beside == name)?;
    Some(place(end))
}

fn place(name: &str) -> usize {
    STEPS
        .iter()
        .position(|step| step.name == name)
        .unwrap_or(STEPS.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str) -> &'static Step {
        &STEPS[place(name)]
    }

    #[test]
    fn steps_beside_others_come_before_their_ends() {
        for (name, end) in STEPS_BESIDE {
            assert!(place(name) + 1 < place(end), "{name}");
            assert!(place(end) < STEPS.len(), "{end}");
        }
    }

    #[test]
    fn a_step_runs_beside_others_where_one_follows_in_time() {
        assert!(Beside::can("vectors", &[named("corpus")]));
        assert!(!Beside::can("vectors", &[named("lab"), named("demo")]));
        assert!(!Beside::can("vectors", &[]));
        assert!(!Beside::can("corpus", &[named("hostile")]));
    }
}
