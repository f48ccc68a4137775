//! The command line and the handler of Lambda, attacked: `thumbox resize` and `thumbox invoke` of a build that carries the
//! malicious component.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};
use tools::files::fresh_folder;
use tools::process::{Watched, read, run, step, watched};

use super::behaviour::{Behaviour, FEATURE};
use super::component;
use crate::digests::hex_sha256;

/// Seconds for a picture that is to be stopped.
const SHORT: &str = "0.3";
/// Seconds for any other, which a busy machine must not miss.
const LONG: &str = "20";
/// What a process may take at all. Arbitrary: the point is that it does not take for ever.
const PATIENCE: Duration = Duration::from_secs(60);
/// What a process may take that is stopped: far more than needed on a busy machine.
const PATIENCE_WHEN_STOPPED: Duration = Duration::from_secs(10);
/// A process with a picture that behaves, and all that a lying component can make it hold.
const MEMORY: u64 = 128 << 20;
/// What the component may have by its own declaration, which is less than its limit.
const MEMORY_OF_COMPONENT: u64 = 512 << 20;
/// A call on Lambda takes 30 s at most, and there is one that takes them all.
const HANDLER_PATIENCE: Duration = Duration::from_secs(90);
/// A picture that does not choose a behaviour.
const GOOD: &[u8] = b"a picture";

/// Builds the programs and attacks them.
///
/// # Errors
/// Where one says something else than it should, takes too long or too much memory, or does not go on.
pub(crate) fn check(root: &Path, behaviours: &[Behaviour]) -> Result<()> {
    let thumbox = build(root)?;
    let folder = root.join("target/malicious/run");
    fresh_folder(&folder)?;
    step("the command line with the malicious component");
    for (index, behaviour) in behaviours.iter().enumerate() {
        let name = format!("{index:02}.png");
        fs::write(folder.join(&name), &behaviour.file)?;
        resize(&thumbox, &folder, &name, behaviour)
            .with_context(|| format!("thumbox resize: {}", behaviour.does))?;
    }
    controls_no_terminal(&thumbox, &folder, behaviours)?;
    step("the handler of Lambda with the malicious component");
    invoke(&thumbox, &folder, behaviours).context("thumbox invoke")
}

/// `thumbox` with the malicious component. Only the program itself is kept apart from the others: what it is made of
/// lies among theirs, under names that tell it from theirs.
fn build(root: &Path) -> Result<PathBuf> {
    step("building thumbox with the malicious component");
    run(Command::new("cargo")
        .current_dir(root)
        .args(["build", "--quiet", "--locked", "--bin", "thumbox"])
        // As hosts.rs selects them, so that all that they depend on is there.
        .args(["--package", "host-cli", "--package", "host-lambda"])
        .args(["--features", FEATURE])
        .args(["--target-dir", "target/malicious"])
        .env("CARGO_BUILD_BUILD_DIR", root.join("target")))?;
    let thumbox = root.join("target/malicious/debug/thumbox");
    let digest = hex_sha256(&fs::read(root.join(component::COMPONENT))?);
    let version = read(Command::new(&thumbox).arg("--version"))?;
    ensure!(
        version.contains(&digest),
        "{} is not a build with the malicious component {digest}: {version}",
        thumbox.display()
    );
    Ok(thumbox)
}

/// One bad picture and then a good one, in one process.
fn resize(thumbox: &Path, folder: &Path, name: &str, behaviour: &Behaviour) -> Result<()> {
    fs::write(folder.join("good.png"), GOOD)?;
    let (time, patience) = match behaviour.engine.as_str() {
        "deadline" => (SHORT, PATIENCE_WHEN_STOPPED),
        _ => (LONG, PATIENCE),
    };
    let mut command = Command::new(thumbox);
    command
        .current_dir(folder)
        .args(["resize", name, "good.png", "-o", "out", "--jobs", "1"])
        .args(["--force", "--json", "--timeout", time]);
    let ended = watched(&mut command, &folder.join("log"), patience)?;
    let lines = json_lines(&ended.stdout)?;
    let [bad, good] = &lines[..] else {
        bail!("expected two lines: {lines:?} {}", told(&ended));
    };
    let found = bad["error"]["kind"].as_str().unwrap_or("made");
    // Where the head is said to be broken, resizing decides.
    let expected = match behaviour.engine.as_str() {
        "malformed" | "truncated" if behaviour.is_of_probe => "made",
        kind => kind,
    };
    ensure!(found == expected, "expected {expected}: {bad}");
    ensure!(
        (&good["width"], &good["height"], &good["format"]) == (&json!(1), &json!(1), &json!("png")),
        "the next picture was not made: {good}"
    );
    let expected = if found == "made" { 0 } else { 1 };
    ensure!(
        ended.status.code() == Some(expected),
        "it ended with {}",
        ended.status
    );
    ensure!(
        ended.stdout.len() + ended.stderr.len() < 32 << 10,
        "it wrote {} bytes",
        ended.stdout.len() + ended.stderr.len()
    );
    let allowed = match found {
        "memory-limit" => MEMORY + MEMORY_OF_COMPONENT,
        _ => MEMORY,
    };
    ensure!(
        ended.most_memory <= allowed,
        "it had {} MiB of memory",
        ended.most_memory >> 20
    );
    eprintln!(
        "    {}: {found}, {} ms, {} MiB at most",
        behaviour.does,
        ended.time.as_millis(),
        ended.most_memory >> 20
    );
    Ok(())
}

/// What the component says reaches terminals without what controls them.
fn controls_no_terminal(thumbox: &Path, folder: &Path, behaviours: &[Behaviour]) -> Result<()> {
    for (index, behaviour) in behaviours.iter().enumerate() {
        // What is said of a head is not told: resizing decides.
        if behaviour.is_of_probe || !behaviour.does.contains("controls terminals") {
            continue;
        }
        let mut command = Command::new(thumbox);
        let name = format!("{index:02}.png");
        command
            .current_dir(folder)
            .args(["resize", &name, "-o", "out", "--force"]);
        let ended = watched(&mut command, &folder.join("log"), PATIENCE)?;
        let text = String::from_utf8_lossy(&ended.stderr);
        ensure!(
            text.contains("\\u{1b}[2J") && text.lines().count() <= 2,
            "the message is not there: {text:?}"
        );
        ensure!(
            !ended.stderr.contains(&0x1b) && !ended.stdout.contains(&0x1b),
            "{}: {text:?}",
            behaviour.does
        );
    }
    Ok(())
}

/// One event with everything bad, of what ends only at the deadline the first, and a good picture at the end.
fn invoke(thumbox: &Path, folder: &Path, behaviours: &[Behaviour]) -> Result<()> {
    let mut loops = 0;
    let mut expected = BTreeMap::new();
    let images = folder.join("images");
    fs::create_dir_all(&images)?;
    for (index, behaviour) in behaviours.iter().enumerate() {
        if behaviour.engine == "deadline" {
            loops += 1;
            if loops > 1 {
                continue;
            }
        }
        let key = format!("{index:02}.png");
        fs::write(images.join(&key), &behaviour.file)?;
        // The handler resizes at once. `probe` is asked only about files that come in parts.
        let kind = match behaviour.is_of_probe {
            true => "made",
            false => &behaviour.engine,
        };
        expected.insert(key, kind);
    }
    fs::write(images.join("good.png"), GOOD)?;
    expected.insert("good.png".to_owned(), "made");

    let records: Vec<Value> = expected
        .keys()
        .map(|key| {
            json!({
                "eventVersion": "2.6", "eventSource": "aws:s3", "eventName": "ObjectCreated:Put",
                "s3": {"bucket": {"name": "images"}, "object": {"key": key, "sequencer": "0A"}},
            })
        })
        .collect();
    let event = json!({ "Records": records }).to_string();
    fs::write(folder.join("event.json"), event)?;
    let mut command = Command::new(thumbox);
    command
        .current_dir(folder)
        .args(["invoke", "event.json", "--json"])
        .args(["--source-dir", "images", "--dest-dir", "images-resized"]);
    let ended = watched(&mut command, &folder.join("log"), HANDLER_PATIENCE)?;

    let mut found = BTreeMap::new();
    for line in json_lines(&ended.stderr)? {
        let fields = &line["fields"];
        if let Some(key) = fields["key"].as_str() {
            let kind = fields["kind"].as_str().unwrap_or("made");
            found.insert(key.to_owned(), kind.to_owned());
        }
    }
    for (key, kind) in &expected {
        ensure!(
            found.get(key).map(String::as_str) == Some(kind),
            "{key}: expected {kind}, found {:?}: {}",
            found.get(key),
            told(&ended)
        );
        let thumbnail = folder.join("images-resized").join(key);
        ensure!(
            thumbnail.is_file() == (*kind == "made"),
            "{}",
            thumbnail.display()
        );
    }
    ensure!(
        ended.stdout.len() + ended.stderr.len() < 256 << 10,
        "it wrote {} bytes",
        ended.stdout.len() + ended.stderr.len()
    );
    ensure!(
        ended.most_memory <= MEMORY + MEMORY_OF_COMPONENT,
        "it had {} MiB of memory",
        ended.most_memory >> 20
    );
    // The loop was put an end to, and what comes from it may work when it is repeated.
    let answer: Value = serde_json::from_slice(&ended.stdout)?;
    ensure!(
        answer["errorType"] == "Thumbox.Transient",
        "the answer: {answer}"
    );
    eprintln!(
        "    {} records: {} ms, {} MiB at most",
        expected.len(),
        ended.time.as_millis(),
        ended.most_memory >> 20
    );
    Ok(())
}

fn json_lines(text: &[u8]) -> Result<Vec<Value>> {
    let text = std::str::from_utf8(text)?;
    text.lines()
        .map(|line| serde_json::from_str(line).with_context(|| line.to_owned()))
        .collect()
}

/// The end of what a program said.
fn told(ended: &Watched) -> String {
    let text = String::from_utf8_lossy(&ended.stderr);
    let start = text.ceil_char_boundary(text.len().saturating_sub(2000));
    text[start..].to_owned()
}
