//! A run that waits for the other end of a pipe, which never comes, can be ended.

mod program;

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use program::{folder, lines, stderr};
use rustix::process::{Pid, Signal, kill_process};

/// Starts the program; its standard input is a pipe that stays open and empty.
fn start(folder: &Path, words: &str) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_thumbox"));
    command
        .current_dir(folder)
        .args(words.split(' '))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command.spawn().expect("the program")
}

fn make_fifo(path: &Path) {
    let made = Command::new("mkfifo").arg(path).status();
    assert!(made.expect("mkfifo, which is part of coreutils").success());
}

#[test]
fn a_signal_ends_the_wait() {
    let folder = folder();
    make_fifo(&folder.path().join("fifo"));
    fs::write(folder.path().join("m.json"), "of the last run").unwrap();
    for (words, signal) in [
        (
            "resize drawing.png - -o out --manifest m.json",
            Signal::TERM,
        ),
        ("resize drawing.png - -o out", Signal::INT),
        ("resize drawing.png fifo -o out", Signal::TERM),
    ] {
        let mut running = start(folder.path(), words);
        // Kept open until the end.
        let stdin = running.stdin.take();
        // The first picture is done, so somebody listens for signals and waits for the second.
        let mut stdout = BufReader::new(running.stdout.take().expect("a pipe"));
        let mut line = String::new();
        stdout.read_line(&mut line).expect("a line");
        kill_process(Pid::from_child(&running), signal).expect("a signal");
        let output = running.wait_with_output().expect("an end");
        drop(stdin);
        assert_eq!(output.status.signal(), Some(signal.as_raw()), "{words}");
        let told = stderr(&output);
        assert!(told.contains("stopped "), "{words}: {told}");
    }
    let manifest = fs::read_to_string(folder.path().join("m.json"));
    assert_eq!(manifest.unwrap(), "of the last run");
}

/// Where nobody reads what is written.
#[test]
fn a_signal_ends_the_wait_for_a_reader() {
    let folder = folder();
    make_fifo(&folder.path().join("fifo"));
    let words = "resize drawing.png -o out --manifest fifo";
    let mut running = start(folder.path(), words);
    let mut stdout = BufReader::new(running.stdout.take().expect("a pipe"));
    stdout.read_line(&mut String::new()).expect("a line");
    kill_process(Pid::from_child(&running), Signal::TERM).expect("a signal");
    let output = running.wait_with_output().expect("an end");
    let signal = output.status.signal();
    assert_eq!(signal, Some(Signal::TERM.as_raw()), "{}", stderr(&output));
}

#[test]
fn the_time_limit_holds_for_pipes_too() {
    let folder = folder();
    make_fifo(&folder.path().join("fifo"));
    for words in [
        "resize - drawing.png -o out --json --timeout 0.5",
        "resize fifo drawing.png -o out --json --timeout 0.5",
    ] {
        let mut running = start(folder.path(), words);
        let stdin = running.stdin.take();
        let output = running.wait_with_output().expect("an end");
        drop(stdin);
        assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
        let lines = lines(&output);
        assert_eq!(lines[0]["error"]["kind"], "deadline", "{words}");
        let message = lines[0]["error"]["message"].as_str().expect("a message");
        assert!(
            message.starts_with("timed out after 500 ms while waiting"),
            "{message}"
        );
        // The other one is done all the same.
        assert!(lines[1]["state"].is_string(), "{}", lines[1]);
    }
}
