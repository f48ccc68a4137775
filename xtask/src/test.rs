//! `cargo xtask test`: everything that CI runs, in steps that have names and can run alone.

mod beside;
mod needs;
mod steps;
#[cfg(test)]
mod workflows;

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use tools::process::step;

use self::beside::Beside;
use self::needs::{Built, Needs};
use self::steps::{STEPS, Step};

const USAGE: &str = "usage: cargo xtask test [--component-built | --all-built] [STEP...]
       cargo xtask test [--component-built | --all-built] --from STEP
       cargo xtask test --list

  --component-built      use the component that lies in target/component, built elsewhere of the same sources
  --all-built            use everything that several steps need as it lies in target, built by a run of this command";

/// Runs all steps, those that `arguments` name, or one and all behind it; or lists them. What a step needs is built first.
///
/// # Errors
/// Where the arguments are not understood, and at the first step that fails.
pub(crate) fn run(root: &Path, arguments: &[&str]) -> Result<()> {
    if arguments == ["--list"] {
        for step in &STEPS {
            println!("{:<14} {}", step.name, step.about);
        }
        return Ok(());
    }
    let (built, arguments) = match arguments {
        ["--component-built", rest @ ..] => (Built::Component, rest),
        ["--all-built", rest @ ..] => (Built::All, rest),
        all => (Built::Nothing, all),
    };
    let chosen = choose(arguments)?;
    let start = Instant::now();
    let needs = Needs::new(root, built);
    let mut beside = Beside::default();
    let mut times = Vec::new();
    for (place, chosen_step) in chosen.iter().enumerate() {
        times.extend(beside.before(chosen_step.name)?);
        if Beside::can(chosen_step.name, &chosen[place + 1..]) {
            times.extend(beside.end()?);
            needs.all()?;
            beside.start(root, chosen_step)?;
            continue;
        }
        step(&format!("STEP {}: {}", chosen_step.name, chosen_step.about));
        let start = Instant::now();
        (chosen_step.run)(&needs).with_context(|| format!("step {}", chosen_step.name))?;
        times.push((chosen_step.name, start.elapsed()));
    }
    times.extend(beside.end()?);
    println!("{}", table(&times, start.elapsed()));
    Ok(())
}

/// The steps that arguments name, in the order of the list.
fn choose(arguments: &[&str]) -> Result<Vec<&'static Step>> {
    let place = |name: &str| {
        STEPS
            .iter()
            .position(|step| step.name == name)
            .with_context(|| {
                format!("there is no step {name:?}; `cargo xtask test --list` lists the steps")
            })
    };
    match arguments {
        [] => Ok(STEPS.iter().collect()),
        ["--from", name] => Ok(STEPS[place(name)?..].iter().collect()),
        names if names.iter().any(|name| name.starts_with('-')) => bail!("{USAGE}"),
        names => {
            let mut places = names
                .iter()
                .map(|name| place(name))
                .collect::<Result<Vec<_>>>()?;
            places.sort_unstable();
            places.dedup();
            Ok(places.into_iter().map(|place| &STEPS[place]).collect())
        }
    }
}

/// How long each step took, and all of them, some of which ran at the same time.
fn table(times: &[(&str, Duration)], all: Duration) -> String {
    let all = ("all", all);
    let lines: Vec<String> = times
        .iter()
        .chain([&all])
        .map(|(name, time)| format!("{name:<14} {:>5.0} s", time.as_secs_f64()))
        .collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(arguments: &[&str]) -> Vec<&'static str> {
        choose(arguments)
            .unwrap()
            .iter()
            .map(|step| step.name)
            .collect()
    }

    #[test]
    fn steps_are_chosen_by_name_and_keep_their_order() {
        assert_eq!(names(&[]).len(), STEPS.len());
        assert_eq!(
            names(&["vectors", "format", "vectors"]),
            ["format", "vectors"]
        );
        let last = STEPS[STEPS.len() - 1].name;
        assert_eq!(names(&["--from", last]), [last]);
        for wrong in [&["formt"][..], &["--from"], &["--from", "x"], &["--all"]] {
            assert!(choose(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn names_are_unique() {
        let mut names: Vec<&str> = STEPS.iter().map(|step| step.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), STEPS.len());
    }

    #[test]
    fn times_are_listed() {
        let times = [
            ("a", Duration::from_secs(3)),
            ("b", Duration::from_secs(61)),
        ];
        let expected = "a                  3 s\nb                 61 s\nall               62 s";
        assert_eq!(table(&times, Duration::from_secs(62)), expected);
    }
}
