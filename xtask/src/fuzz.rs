//! `cargo xtask fuzz`: libFuzzer on what reads files, for a bounded time.
//!
//! Everything lies in `target/fuzz`: `seeds/` is made anew for each run, `TARGET/` grows from run to run, `crashes/` has
//! what was found.

mod build;
mod seeds;

use std::collections::VecDeque;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::process::{logged, step};

const FOLDER: &str = "target/fuzz";

/// What `cargo xtask fuzz` gives to all targets together.
const DEFAULT_TIME: Duration = Duration::from_secs(60);

/// For each target in `cargo xtask test`.
const TIME_IN_TESTS: Duration = Duration::from_secs(20);

/// Two at a time: what the smallest machine has cores for.
const AT_ONCE: u32 = 2;

/// Longer seeds are left out: what is new in them can be had in fewer bytes, and libFuzzer prefers short inputs anyhow.
const MAX_BYTES: u64 = 64 << 10;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Target {
    Resize,
    Jpeg,
    Vp8,
    Probe,
}

impl Target {
    const ALL: [Self; 4] = [Self::Resize, Self::Jpeg, Self::Vp8, Self::Probe];

    fn name(self) -> &'static str {
        match self {
            Self::Resize => "resize",
            Self::Jpeg => "jpeg",
            Self::Vp8 => "vp8",
            Self::Probe => "probe",
        }
    }

    /// Whether a file can teach this target anything.
    fn reads(self, file: &[u8]) -> bool {
        match self {
            Self::Jpeg => file.starts_with(b"\xff\xd8"),
            Self::Vp8 => file.get(8..16) == Some(b"WEBPVP8 "),
            Self::Resize | Self::Probe => true,
        }
    }
}

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
    let (targets, time) = parsed(arguments)?;
    let rounds = (targets.len() as u32).div_ceil(AT_ONCE);
    fuzz(root, &targets, time / rounds, Chance::New)
}

/// All targets, briefly.
///
/// # Errors
/// As [`run`].
pub(crate) fn test(root: &Path) -> Result<()> {
    fuzz(root, &Target::ALL, TIME_IN_TESTS, Chance::Same)
}

fn parsed(arguments: &[&str]) -> Result<(Vec<Target>, Duration)> {
    let mut targets = Vec::new();
    let mut time = DEFAULT_TIME;
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        if *word == "--seconds" {
            let seconds = words.next().and_then(|word| word.parse().ok());
            time = match seconds {
                Some(seconds @ 1..) => Duration::from_secs(seconds),
                _ => bail!("--seconds is followed by a number, at least 1"),
            };
            continue;
        }
        let known = Target::ALL.iter().find(|target| target.name() == *word);
        targets.push(*known.with_context(|| {
            let names = Target::ALL.map(Target::name).join(", ");
            format!("{word:?} is not a target; there are {names}")
        })?);
    }
    if targets.is_empty() {
        targets = Target::ALL.into();
    }
    Ok((targets, time))
}

fn fuzz(root: &Path, targets: &[Target], time: Duration, chance: Chance) -> Result<()> {
    let programs = build::programs(root)?;
    let work = Work {
        root,
        programs,
        folder: root.join(FOLDER),
        time,
        chance,
    };
    for target in targets {
        seeds::collect(root, &work.seeds(*target), *target)?;
    }
    fs::create_dir_all(work.crashes())?;
    let names: Vec<&str> = targets.iter().map(|target| target.name()).collect();
    step(&format!(
        "fuzzing {}, {} s each",
        names.join(", "),
        time.as_secs()
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
                    if let Err(error) = work.run(target) {
                        let mut failures = failures.lock().unwrap_or_else(PoisonError::into_inner);
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
    /// The folder of the targets' programs.
    programs: PathBuf,
    folder: PathBuf,
    /// For each target.
    time: Duration,
    chance: Chance,
}

impl Work<'_> {
    fn seeds(&self, target: Target) -> PathBuf {
        self.folder.join("seeds").join(target.name())
    }

    fn crashes(&self) -> PathBuf {
        self.folder.join("crashes")
    }

    /// Runs one target, and says how far it came.
    fn run(&self, target: Target) -> Result<()> {
        let name = target.name();
        let grown = self.folder.join(name);
        fs::create_dir_all(&grown)?;
        let program = self.programs.join(format!("fuzz-{name}"));
        let log = self.folder.join(format!("{name}.log"));
        // The file's name says what happened: crash-, timeout-, oom-.
        let artifacts = self.crashes().join(format!("{name}-"));
        let mut command = Command::new(&program);
        command
            .current_dir(self.root)
            .arg(&grown)
            .arg(self.seeds(target))
            .arg(format!("-max_total_time={}", self.time.as_secs()))
            .arg(format!("-max_len={MAX_BYTES}"))
            .arg(format!("-artifact_prefix={}", artifacts.display()))
            .arg("-dict=fuzz/dictionary.txt")
            // An input takes milliseconds; ten seconds are a loop, or work that no limit has stopped.
            .args(["-timeout=10", "-rss_limit_mb=2048", "-malloc_limit_mb=1024"])
            .arg("-print_final_stats=1");
        if let Chance::Same = self.chance {
            command.arg("-seed=1");
        }
        let status = logged(&mut command, &log)?;
        let said = fs::read(&log).with_context(|| log.display().to_string())?;
        let said = String::from_utf8_lossy(&said);
        if status.success() {
            step(&format!(
                "{name}: {} inputs, {} a second, {} places reached",
                statistic(&said, "number_of_executed_units").unwrap_or("?"),
                statistic(&said, "average_exec_per_sec").unwrap_or("?"),
                coverage(&said).unwrap_or("?"),
            ));
            return Ok(());
        }
        let Some(input) = artifact(&said) else {
            bail!("{name} ended: {status}; see {}", log.display());
        };
        bail!(
            "{name}: {}\n  the input: {input}\n  again:     {} {input}\n  keep it:   as a file in \
             fuzz/regressions/{name}/ (`cargo test -p fuzz` replays those)\n  log:       {}",
            reason(&said),
            program.display(),
            log.display()
        );
    }
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
    said.lines()
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
        assert_eq!(parsed(&[]).unwrap(), (Target::ALL.to_vec(), DEFAULT_TIME));
        assert_eq!(
            parsed(&["--seconds", "5", "jpeg"]).unwrap(),
            (vec![Target::Jpeg], Duration::from_secs(5))
        );
        for wrong in [&["gif"][..], &["--seconds"], &["--seconds", "0"]] {
            assert!(parsed(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn what_libfuzzer_says_is_understood() {
        let said = "#2\tINITED cov: 11 ft: 12 corp: 1/1b\n#9\tDONE   cov: 345 ft: 2\n\
                    thread '<unnamed>' panicked at src/a.rs:1:2:\nno such luck\nstack backtrace:\n\
                    SUMMARY: libFuzzer: deadly signal\n\
                    artifact_prefix='/x/jpeg-'; Test unit written to /x/jpeg-crash-12\n\
                    stat::number_of_executed_units: 40\nstat::average_exec_per_sec:     20\n";
        assert_eq!(coverage(said), Some("345"));
        assert_eq!(artifact(said), Some("/x/jpeg-crash-12"));
        assert_eq!(reason(said), "panicked at src/a.rs:1:2: no such luck");
        assert_eq!(statistic(said, "average_exec_per_sec"), Some("20"));
        assert_eq!(
            reason("SUMMARY: libFuzzer: timeout\n"),
            "SUMMARY: libFuzzer: timeout"
        );
    }
}
