//! All vectors through one engine.

use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::Value;
use tools::process::Dialogue;

use super::cases::Case;
use super::ledger::Ledger;
use super::outcome::{Omits, Outcome};
use crate::component::CODECS;
use crate::digests::Digests;

/// How long a runner may say nothing. Vectors take milliseconds; a browser starts, and an emulator is slow.
const LIMIT: Duration = Duration::from_secs(180);

/// How a failure begins whose kind is the hosts' `deadline`.
const DEADLINE: &str = "deadline: ";

/// What a runner said.
pub(crate) struct Answers {
    /// What the engine calls itself.
    pub(crate) engine: String,
    /// One for each vector. An error is a failure of the host.
    pub(crate) outcomes: Vec<Result<Outcome>>,
    /// What this host does not tell.
    pub(crate) omits: Omits,
    /// The names of the codecs that it has.
    pub(crate) codecs: Vec<String>,
    /// From the first answer to the last, starting excepted.
    pub(crate) time: Duration,
}

/// What a host that lacks the codec of a file says.
const NEEDS_CODEC: &str = "needs-codec";

impl Answers {
    /// The codecs that the host lacks.
    pub(crate) fn lacking(&self) -> impl Iterator<Item = &'static str> {
        let names = CODECS.iter().map(|codec| codec.name);
        names.filter(|name| !self.codecs.iter().any(|own| own == name))
    }
}

/// Asks a runner about all vectors. It must name the digest of the resizer, and those of the codecs that it has.
///
/// # Errors
/// Where it cannot be started, carries another component, or ends early.
pub(crate) fn ask(command: &mut Command, cases: &[Case], components: &Digests) -> Result<Answers> {
    let mut hello = None;
    let mut outcomes = Vec::new();
    let mut ready = Instant::now();
    let requests = cases.iter().map(Case::request).collect();
    let dialogue = Dialogue::start(command)?;
    dialogue.exchange(requests, 1 + cases.len(), LIMIT, |line| {
        if hello.is_none() {
            hello = Some(introduction(line, components)?);
            ready = Instant::now();
        } else {
            outcomes.push(Outcome::from_json(line));
        }
        Ok(())
    })?;
    let Hello {
        engine,
        omits,
        codecs,
    } = hello.context("it said nothing")?;
    Ok(Answers {
        engine,
        outcomes,
        omits,
        codecs,
        time: ready.elapsed(),
    })
}

/// Asks once more about the vectors that the host's deadline ended, in a process of its own, and gives their names.
///
/// A deadline is the clock's, and no outcome of the component: a browser stood still once for 30 s, and the same vector takes
/// 20 ms. What hangs by itself is late again, and then a difference.
///
/// # Errors
/// As [`ask()`].
pub(crate) fn ask_late_again(
    command: &mut Command,
    cases: &[Case],
    components: &Digests,
    answers: &mut Answers,
) -> Result<Vec<String>> {
    let is_late = |outcome: &Result<Outcome>| matches!(outcome, Err(error) if error.to_string().starts_with(DEADLINE));
    let late: Vec<usize> = (0..cases.len())
        .filter(|&at| answers.outcomes.get(at).is_some_and(is_late))
        .collect();
    if late.is_empty() {
        return Ok(Vec::new());
    }
    let again: Vec<Case> = late.iter().map(|&at| cases[at].clone()).collect();
    let second = ask(command, &again, components)?;
    for (&at, outcome) in late.iter().zip(second.outcomes) {
        answers.outcomes[at] = outcome;
    }
    Ok(again.into_iter().map(|case| case.name).collect())
}

/// The first line.
struct Hello {
    engine: String,
    omits: Omits,
    codecs: Vec<String>,
}

fn introduction(line: &str, components: &Digests) -> Result<Hello> {
    let hello: Value =
        serde_json::from_str(line).with_context(|| format!("the first line {line:?}"))?;
    let engine = hello["engine"].as_str().context("no engine")?;
    let check = |what: &str, own: Option<&str>, expected: &str| match own {
        Some(own) if own == expected => Ok(()),
        Some(own) => bail!(
            "{engine} carries the {what} {own}; expected {expected}, that of target/component"
        ),
        None => bail!("{engine} does not name its {what}"),
    };
    check(
        "component",
        hello["component"].as_str(),
        &components.resizer,
    )?;
    let mut codecs = Vec::new();
    for (name, digest) in hello["codecs"].as_object().into_iter().flatten() {
        let expected = components.codecs.get(name).map_or("none", String::as_str);
        check(&format!("codec {name}"), digest.as_str(), expected)?;
        codecs.push(name.clone());
    }
    Ok(Hello {
        engine: engine.to_owned(),
        omits: Omits::from_json(&hello["omits"])?,
        codecs,
    })
}

/// The vectors whose outcome is not the ledger's, each with what was found and what was expected. A host that lacks the codec of a
/// vector has to say so.
pub(crate) fn differences(cases: &[Case], answers: &Answers, ledger: &Ledger) -> Vec<String> {
    let lacks_codec = |case: &Case| {
        let codec = case.codec();
        codec.is_some_and(|codec| answers.lacking().any(|name| name == codec))
    };
    let mut differences = Vec::new();
    for (case, found) in cases.iter().zip(&answers.outcomes) {
        let Some(entry) = ledger.get(&case.name) else {
            differences.push(format!(
                "{}: the ledger has no line for it; `cargo xtask vectors --bless` writes one",
                case.name
            ));
            continue;
        };
        let expected = entry.outcome.clone().without(answers.omits);
        match found {
            Ok(found) if found.clone().without(answers.omits) == expected => {}
            Ok(found) if lacks_codec(case) && found.is_error(NEEDS_CODEC) => {}
            Ok(found) => differences.push(format!(
                "{}\n    found     {found}\n    expected  {expected}",
                case.name
            )),
            Err(failure) => differences.push(format!(
                "{}\n    found     {failure:#}\n    expected  {expected}",
                case.name
            )),
        }
    }
    differences
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::super::ledger;
    use super::*;

    /// Of a resizer and one codec.
    fn components(resizer: &str) -> Digests {
        Digests {
            resizer: resizer.to_owned(),
            codecs: [("avif".to_owned(), "f00d".to_owned())].into(),
        }
    }

    /// A runner that says the same about everything.
    fn runner(hello: &str, answer: &str) -> Command {
        let mut shell = Command::new("sh");
        shell.args([
            "-c",
            "echo \"$1\"; while read -r line; do echo \"$2\"; done",
            "sh",
            hello,
            answer,
        ]);
        shell
    }

    fn cases() -> Vec<Case> {
        ["a/one", "a/two"]
            .map(|name| Case {
                name: name.to_owned(),
                input: PathBuf::from("x"),
                recipe: Value::Null,
            })
            .into()
    }

    const HELLO: &str = r#"{"engine": "a shell", "component": "cafe", "omits": ["quality"]}"#;

    #[test]
    fn what_differs_is_told() {
        let answer = r#"{"outputs": [{"format": "png", "width": 1, "height": 2, "bytes": 3, "sha256": "ab"}]}"#;
        let answers = ask(&mut runner(HELLO, answer), &cases(), &components("cafe")).unwrap();
        assert_eq!(answers.engine, "a shell");
        let ledger = "a/one\tpng 1x2 3 ab quality=7\t-\t1\na/two\tpng 1x2 3 ac\t-\t1\n";
        let ledger = ledger::parsed(ledger).unwrap();
        let differences = differences(&cases(), &answers, &ledger);
        assert_eq!(
            differences,
            ["a/two\n    found     png 1x2 3 ab\n    expected  png 1x2 3 ac"]
        );
    }

    #[test]
    fn a_failure_and_a_missing_line_are_differences() {
        let answers = ask(
            &mut runner(HELLO, r#"{"failure": "ouch"}"#),
            &cases(),
            &components("cafe"),
        )
        .unwrap();
        let ledger = ledger::parsed("a/one\terror malformed\t-\t1\n").unwrap();
        let differences = differences(&cases(), &answers, &ledger);
        assert!(differences[0].contains("ouch"), "{differences:?}");
        assert!(differences[1].contains("no line"), "{differences:?}");
    }

    #[test]
    fn what_was_late_is_asked_again_once() {
        let late = r#"{"failure": "deadline: timed out after 30 s"}"#;
        let mut answers = ask(&mut runner(HELLO, late), &cases(), &components("cafe")).unwrap();
        let mut in_time = runner(HELLO, r#"{"error": "malformed"}"#);
        let again =
            ask_late_again(&mut in_time, &cases(), &components("cafe"), &mut answers).unwrap();
        assert_eq!(again, ["a/one", "a/two"]);
        let ledger = "a/one\terror malformed\t-\t1\na/two\terror truncated\t-\t1\n";
        let ledger = ledger::parsed(ledger).unwrap();
        let differences = differences(&cases(), &answers, &ledger);
        assert_eq!(differences.len(), 1, "{differences:?}");
        assert!(
            differences[0].starts_with("a/two\n    found     error malformed"),
            "{differences:?}"
        );

        let failing = r#"{"failure": "trap: unreachable"}"#;
        let mut answers = ask(&mut runner(HELLO, failing), &cases(), &components("cafe")).unwrap();
        let again = ask_late_again(
            &mut runner(HELLO, "{}"),
            &cases(),
            &components("cafe"),
            &mut answers,
        );
        assert!(again.unwrap().is_empty());
        assert!(answers.outcomes.iter().all(Result::is_err));
    }

    #[test]
    fn another_component_is_refused() {
        let Err(error) = ask(&mut runner(HELLO, "{}"), &cases(), &components("beef")) else {
            panic!("it was accepted");
        };
        assert!(error.to_string().contains("expected beef"), "{error}");
    }

    const WITH_CODEC: &str =
        r#"{"engine": "a shell", "component": "cafe", "codecs": {"avif": "f00d"}, "omits": []}"#;

    #[test]
    fn another_codec_is_refused() {
        let hello = WITH_CODEC.replace("f00d", "beef");
        let answers = ask(&mut runner(&hello, "{}"), &[], &components("cafe"));
        let error = answers.err().expect("it is another codec").to_string();
        assert!(error.contains("carries the codec avif beef"), "{error}");
        let hello = WITH_CODEC.replace("avif", "bpg");
        let answers = ask(&mut runner(&hello, "{}"), &[], &components("cafe"));
        let error = answers.err().expect("it is no codec of ours").to_string();
        assert!(error.contains("expected none"), "{error}");
    }

    #[test]
    fn only_who_lacks_a_codec_may_need_it() {
        let mut cases = cases();
        cases[0].name = "avif/one".to_owned();
        let ledger = "avif/one\tpng 1x2 3 ab\t-\t1\na/two\tpng 1x2 3 ab\t-\t1\n";
        let ledger = ledger::parsed(ledger).unwrap();
        let answer = r#"{"error": "needs-codec"}"#;
        for (hello, wrong) in [(HELLO, 1), (WITH_CODEC, 2)] {
            let answers = ask(&mut runner(hello, answer), &cases, &components("cafe")).unwrap();
            assert_eq!(
                differences(&cases, &answers, &ledger).len(),
                wrong,
                "{hello}"
            );
        }
    }
}
