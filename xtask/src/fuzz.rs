//! `cargo xtask fuzz`: libFuzzer on what reads files, for a bounded time.
//!
//! Everything lies in `target/fuzz`: `seeds/` is made anew for each run, `TARGET/` grows from run to run, `crashes/` has
//! what was found.

mod build;
mod runs;
mod seeds;
mod target;

use std::collections::VecDeque;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail};
use tools::process::{logged, run as run_program, step};

use self::build::Programs;
use self::runs::Run;
use self::target::{Target, Workspace};

const FOLDER: &str = "target/fuzz";

/// What `cargo xtask fuzz` gives to all targets together.
const DEFAULT_TIME: Duration = Duration::from_secs(60);

/// For each target in `cargo xtask test`.
const TIME_IN_TESTS: Duration = Duration::from_secs(10);

/// Two at a time: what the smallest machine has cores for.
const AT_ONCE: u32 = 2;

/// An input takes milliseconds. A minute is a loop, or work that no limit has stopped; ten seconds can be a computer that
/// has other things to do.
const TIMEOUT: &str = "-timeout=60";

/// What libFuzzer says then. Its clock runs on while a busy computer lets the program wait.
const TIMED_OUT: &str = "SUMMARY: libFuzzer: timeout";

/// How inputs are chosen.
#[derive(Clone, Copy)]
enum Chance {
    /// Differently each time.
    New,
    /// As in the last run of the same programs, as far as time allows: a change is to be blamed for what it breaks, and
    /// not for what chance finds while it is tested.
    Same,
}

/// Runs the command. `arguments` are what follows `fuzz`.
///
/// # Errors
/// Where the arguments are not understood, the targets cannot be built, or one of them finds something.
pub(crate) fn run(root: &Path, arguments: &[&str]) -> Result<()> {
    let Asked {
        targets,
        time,
        is_recorded,
    } = Asked::parse(arguments)?;
    let rounds = (targets.len() as u32).div_ceil(AT_ONCE);
    let plan = Plan {
        time: time / rounds,
        chance: Chance::New,
        is_recorded,
    };
    fuzz(root, &targets, plan)
}

/// All targets, briefly, but those of codecs: they take minutes to compile, and the tests of codecs damage thousands of files.
///
/// # Errors
/// As [`run`].
pub(crate) fn test(root: &Path) -> Result<()> {
    let plan = Plan {
        time: TIME_IN_TESTS,
        chance: Chance::Same,
        is_recorded: false,
    };
    let is_quick = |target: &Target| target.workspace() == Workspace::Root;
    let targets: Vec<Target> = Target::ALL.into_iter().filter(is_quick).collect();
    fuzz(root, &targets, plan)
}

/// What follows `fuzz`.
#[derive(Debug, PartialEq)]
struct Asked {
    targets: Vec<Target>,
    /// For all of them.
    time: Duration,
    is_recorded: bool,
}

impl Asked {
    fn parse(arguments: &[&str]) -> Result<Self> {
        let mut asked = Self {
            targets: Vec::new(),
            time: DEFAULT_TIME,
            is_recorded: false,
        };
        let mut words = arguments.iter();
        while let Some(word) = words.next() {
            match *word {
                "--record" => asked.is_recorded = true,
                "--seconds" => {
                    let seconds = words.next().and_then(|word| word.parse().ok());
                    asked.time = match seconds {
                        Some(seconds @ 1..) => Duration::from_secs(seconds),
                        _ => bail!("--seconds is followed by a number, at least 1"),
                    };
                }
                name => asked.targets.push(Target::named(name).with_context(|| {
                    let names = Target::ALL.map(Target::name).join(", ");
                    format!("{name:?} is not a target; there are {names}")
                })?),
            }
        }
        if asked.targets.is_empty() {
            asked.targets = Target::ALL.into();
        }
        Ok(asked)
    }
}

/// How targets are run.
#[derive(Clone, Copy)]
struct Plan {
    /// For each.
    time: Duration,
    chance: Chance,
    /// Whether the runs are added to those that docs/security.md tells of.
    is_recorded: bool,
}

fn fuzz(root: &Path, targets: &[Target], plan: Plan) -> Result<()> {
    let programs = Programs::build(root, targets)?;
    let work = Work {
        root,
        programs,
        folder: root.join(FOLDER),
        plan,
    };
    seeds::collect(root, targets, &|target| work.seeds(target))?;
    fs::create_dir_all(work.crashes())?;
    let names: Vec<&str> = targets.iter().map(|target| target.name()).collect();
    step(&format!(
        "fuzzing {}, {} s each",
        names.join(", "),
        plan.time.as_secs()
    ));
    let queue = Mutex::new(VecDeque::from(targets.to_vec()));
    let failures = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                // A statement of its own, so that the queue is not locked meanwhile.
                while let Some(target) = {
                    let mut queue = queue.lock().unwrap_or_else(PoisonError::into_inner);
                    queue.pop_front()
                } {
                    let done = work.run(target);
                    // Locked while the run is recorded: one at a time writes.
                    let mut failures = failures.lock().unwrap_or_else(PoisonError::into_inner);
                    let told = done.and_then(|(run, told)| {
                        if plan.is_recorded {
                            runs::record(root, &run)?;
                        }
                        told
                    });
                    if let Err(error) = told {
                        failures.push(format!("{error:#}"));
                    }
                }
            });
        }
    });
    let failures = failures
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner);
    if !failures.is_empty() {
        bail!("{}", failures.join("\n\n"));
    }
    Ok(())
}

struct Work<'a> {
    root: &'a Path,
    programs: Programs,
    folder: PathBuf,
    plan: Plan,
}

impl Work<'_> {
    fn seeds(&self, target: Target) -> PathBuf {
        self.folder.join("seeds").join(target.name())
    }

    fn crashes(&self) -> PathBuf {
        self.folder.join("crashes")
    }

    /// Runs one target, and says how far it came: what to record, and what was found as an error.
    fn run(&self, target: Target) -> Result<(Run, Result<()>)> {
        let name = target.name();
        let grown = self.folder.join(name);
        fs::create_dir_all(&grown)?;
        let program = self.programs.of(target);
        let log = self.folder.join(format!("{name}.log"));
        // The file's name says what happened: crash-, timeout-, oom-.
        let artifacts = self.crashes().join(format!("{name}-"));
        let mut command = Command::new("sh");
        command
            .current_dir(self.root)
            // The shell says how much time of the processor its children took.
            .args(["-c", "\"$0\" \"$@\"; status=$?; times; exit $status"])
            .arg(&program)
            .arg(&grown)
            .arg(self.seeds(target))
            .arg(format!("-max_total_time={}", self.plan.time.as_secs()))
            .arg(format!("-max_len={}", target.max_bytes()))
            .arg(format!("-artifact_prefix={}", artifacts.display()))
            .arg(format!("-dict={}", target.dictionary()))
            .args([TIMEOUT, "-rss_limit_mb=2048", "-malloc_limit_mb=1024"])
            .arg("-print_final_stats=1");
        if let Chance::Same = self.plan.chance {
            command.arg("-seed=1");
        }
        let status = logged(&mut command, &log)?;
        let said = fs::read(&log).with_context(|| log.display().to_string())?;
        let said = String::from_utf8_lossy(&said);
        let number = |value: Option<&str>| value.and_then(|value| value.parse().ok()).unwrap_or(0);
        let run = Run {
            target,
            seconds: seconds(&said).with_context(|| format!("{name}: `sh` tells no times"))?,
            inputs: number(statistic(&said, "number_of_executed_units")),
            places: number(coverage(&said)),
            found: !status.success(),
        };
        if status.success() {
            step(&format!(
                "{name}: {} inputs in {:.0} s, {} places reached",
                run.inputs, run.seconds, run.places
            ));
            return Ok((run, Ok(())));
        }
        let Some(input) = artifact(&said) else {
            bail!("{name} ended: {status}; see {}", log.display());
        };
        if reason(&said) == TIMED_OUT && runs_in_time(&program, input) {
            step(&format!(
                "{name}: an input took a minute beside other work, and less of the processor when run again: {input}"
            ));
            return Ok((
                Run {
                    found: false,
                    ..run
                },
                Ok(()),
            ));
        }
        let error = anyhow!(
            "{name}: {}\n  the input: {input}\n  again:     {} {input}\n  keep it:   as a file in \
             fuzz/regressions/{name}/ (the tests replay those)\n  log:       {}",
            reason(&said),
            program.display(),
            log.display()
        );
        Ok((run, Err(error)))
    }
}

/// Whether an input is dealt with in time when it is run again. Now the processor's time counts: beside much other work, a
/// program that gives way took a minute for what takes two seconds.
fn runs_in_time(program: &Path, input: &str) -> bool {
    let limited = ["-c", "ulimit -t 60; exec \"$0\" \"$@\""];
    let mut command = Command::new("sh");
    command
        .args(limited)
        .arg(program)
        .args(["-timeout=0", input]);
    run_program(&mut command).is_ok()
}

/// What `times` says of the shell's children, in its last line: `1m2.34s 0m0.50s`, for the program and for the system.
fn seconds(said: &str) -> Option<f64> {
    let one = |time: &str| {
        let (minutes, seconds) = time.strip_suffix('s')?.split_once('m')?;
        Some(minutes.parse::<f64>().ok()? * 60.0 + seconds.parse::<f64>().ok()?)
    };
    let (program, system) = said.trim_end().lines().last()?.split_once(' ')?;
    Some(one(program)? + one(system)?)
}

/// A line of libFuzzer's `-print_final_stats=1`, such as `stat::average_exec_per_sec:     1234`.
fn statistic<'a>(said: &'a str, name: &str) -> Option<&'a str> {
    let value = |line: &'a str| {
        line.strip_prefix("stat::")?
            .strip_prefix(name)?
            .strip_prefix(':')
    };
    said.lines().find_map(value).map(str::trim)
}

/// The number behind the last `cov:`.
fn coverage(said: &str) -> Option<&str> {
    let (_, rest) = said.rsplit_once(" cov: ")?;
    rest.split_whitespace().next()
}

/// Where libFuzzer has put the input that it ended with.
fn artifact(said: &str) -> Option<&str> {
    // Slow inputs are written before, and do not end the run.
    said.lines()
        .rev()
        .find_map(|line| line.split_once("Test unit written to "))
        .map(|(_, path)| path.trim())
}

/// What a panic said, or libFuzzer's own summary.
fn reason(said: &str) -> String {
    let mut lines = said.lines();
    if lines.any(|line| line.starts_with("thread '") && line.contains(" panicked at ")) {
        let place = said
            .lines()
            .find_map(|line| line.split_once(" panicked at "))
            .map_or("", |(_, place)| place);
        return format!("panicked at {place} {}", lines.next().unwrap_or_default());
    }
    said.lines()
        .find(|line| line.starts_with("SUMMARY: "))
        .unwrap_or("it ended without a reason")
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_understood() {
        let all = Asked {
            targets: Target::ALL.into(),
            time: DEFAULT_TIME,
            is_recorded: false,
        };
        assert_eq!(Asked::parse(&[]).unwrap(), all);
        let one = Asked {
            targets: vec![Target::Jpeg],
            time: Duration::from_secs(5),
            is_recorded: true,
        };
        let words = ["--seconds", "5", "--record", "jpeg"];
        assert_eq!(Asked::parse(&words).unwrap(), one);
        for wrong in [&["gif"][..], &["--seconds"], &["--seconds", "0"]] {
            assert!(Asked::parse(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn what_libfuzzer_says_is_understood() {
        let said = "#2\tINITED cov: 11 ft: 12 corp: 1/1b\n#9\tDONE   cov: 345 ft: 2\n\
                    thread '<unnamed>' panicked at src/a.rs:1:2:\nno such luck\nstack backtrace:\n\
                    SUMMARY: libFuzzer: deadly signal\n\
                    artifact_prefix='/x/jpeg-'; Test unit written to /x/jpeg-slow-unit-3\n\
                    artifact_prefix='/x/jpeg-'; Test unit written to /x/jpeg-crash-12\n\
                    stat::number_of_executed_units: 40\nstat::average_exec_per_sec:     20\n";
        assert_eq!(coverage(said), Some("345"));
        assert_eq!(artifact(said), Some("/x/jpeg-crash-12"));
        assert_eq!(reason(said), "panicked at src/a.rs:1:2: no such luck");
        assert_eq!(statistic(said, "average_exec_per_sec"), Some("20"));
        let times = "stat::x: 1\n0m0.00s 0m0.01s\n61m2.50s 0m0.250s\n";
        assert_eq!(seconds(times), Some(3662.75));
        assert_eq!(seconds("stat::x: 1\n"), None);
        assert_eq!(reason("SUMMARY: libFuzzer: timeout\n"), TIMED_OUT);
    }
}
