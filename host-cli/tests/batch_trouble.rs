//! `thumbox resize` where things go wrong: interruption, company, little room, and very many files.

mod program;

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use jpeg_encoder::{ColorType, Encoder};
use program::{folder, lines, stderr, thumbox};
use rustix::process::{Pid, Signal, kill_process};

/// A picture of a few hundred bytes.
fn small_picture() -> Vec<u8> {
    let mut jpeg = Vec::new();
    Encoder::new(&mut jpeg, 50)
        .encode(&[90; 16 * 16], 16, 16, ColorType::Luma)
        .expect("a picture");
    jpeg
}

/// Writes so many pictures, in folders of a thousand.
fn many(folder: &Path, count: usize) {
    let picture = small_picture();
    for number in 0..count {
        let place = folder.join(format!("{:03}", number / 1000));
        fs::create_dir_all(&place).expect("a folder");
        fs::write(place.join(format!("{number}.jpg")), &picture).expect("a file");
    }
}

/// Files below a folder, those of receipts and temporary ones among them.
fn files(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).expect("the folder") {
            let path = entry.expect("an entry").path();
            match path.is_dir() {
                true => folders.push(path),
                false => found.push(path.to_string_lossy().into_owned()),
            }
        }
    }
    found
}

fn program(folder: &Path, arguments: &[&str]) -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_thumbox"));
    program
        .current_dir(folder)
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    program
}

#[test]
fn an_interrupt_ends_the_run_between_pictures_and_the_next_run_goes_on() {
    let folder = tempfile::tempdir().expect("a folder");
    many(&folder.path().join("in"), 3000);
    let mut running = program(folder.path(), &["resize", "in", "-o", "out"])
        .spawn()
        .expect("the program");
    let mut first = String::new();
    let mut stdout = BufReader::new(running.stdout.take().expect("a pipe"));
    stdout.read_line(&mut first).expect("a line");
    let pid = Pid::from_child(&running);
    kill_process(pid, Signal::INT).expect("a signal");
    let told = stdout.lines().count() + 1;
    let output = running.wait_with_output().expect("an end");
    let signal = output.status.signal();
    assert_eq!(signal, Some(Signal::INT.as_raw()), "{}", stderr(&output));
    assert!(told < 3000, "all were done before the signal came");
    let message = format!("{told} made");
    assert!(stderr(&output).contains(&message), "{}", stderr(&output));
    let message = format!("stopped before the last {}", 3000 - told);
    assert!(stderr(&output).contains(&message), "{}", stderr(&output));
    // Nothing half made, and what was told is there.
    let made = files(&folder.path().join("out"));
    assert!(
        made.iter()
            .all(|path| path.ends_with(".jpg") || path.ends_with(".json")),
        "{made:?}"
    );
    assert_eq!(made.len(), 2 * told);

    let output = thumbox(folder.path(), ["resize", "in", "-o", "out"]);
    let message = format!("{} made, {told} up to date", 3000 - told);
    assert!(stderr(&output).contains(&message), "{}", stderr(&output));
}

/// A terminal that is closed sends SIGHUP.
#[test]
fn nohup_keeps_a_run_going() {
    let folder = tempfile::tempdir().expect("a folder");
    many(&folder.path().join("in"), 300);
    let mut running = Command::new("nohup")
        .arg(env!("CARGO_BIN_EXE_thumbox"))
        .args(["resize", "in", "-o", "out"])
        .current_dir(folder.path())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program");
    let mut first = String::new();
    let mut stdout = BufReader::new(running.stdout.take().expect("a pipe"));
    stdout.read_line(&mut first).expect("a line");
    kill_process(Pid::from_child(&running), Signal::HUP).expect("a signal");
    assert_eq!(stdout.lines().count(), 299);
    let output = running.wait_with_output().expect("an end");
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
}

#[test]
fn an_interrupt_leaves_the_lists_of_the_last_run() {
    let folder = tempfile::tempdir().expect("a folder");
    many(&folder.path().join("in"), 3000);
    let lists = ["photos.json", "photos.html"].map(|name| folder.path().join(name));
    for list in &lists {
        fs::write(list, "of the last run").expect("a file");
    }
    let words = "resize in -o out --manifest photos.json --html photos.html";
    let words: Vec<&str> = words.split_whitespace().collect();
    let mut running = program(folder.path(), &words).spawn().expect("the program");
    let mut stdout = BufReader::new(running.stdout.take().expect("a pipe"));
    stdout.read_line(&mut String::new()).expect("a line");
    kill_process(Pid::from_child(&running), Signal::TERM).expect("a signal");
    assert!(
        stdout.lines().count() < 2999,
        "all were done before the signal came"
    );
    let output = running.wait_with_output().expect("an end");
    let signal = output.status.signal();
    assert_eq!(signal, Some(Signal::TERM.as_raw()), "{}", stderr(&output));
    for list in &lists {
        assert_eq!(fs::read_to_string(list).expect("a file"), "of the last run");
    }
    let told = stderr(&output);
    assert!(
        told.contains("photos.json and photos.html are left as they were"),
        "{told}"
    );
}

/// `thumbox resize ... | head -1`, and the same with what is said.
#[test]
fn work_goes_on_where_nobody_reads_what_is_told() {
    for is_said_unheard in [false, true] {
        let folder = tempfile::tempdir().expect("a folder");
        many(&folder.path().join("in"), 20);
        fs::write(folder.path().join("in/a.jpg"), "no picture").expect("a file");
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let mut program = program(folder.path(), &["resize", "in", "-o", "out"]);
        program.stdout(writer.try_clone().expect("a pipe"));
        if is_said_unheard {
            program.stderr(writer);
        }
        let output = program.output().expect("an end");
        assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
        // With their notes.
        assert_eq!(files(&folder.path().join("out")).len(), 40);
    }
}

#[test]
fn two_at_once_on_the_same_output_do_not_disturb_each_other() {
    let folder = folder();
    many(&folder.path().join("in"), 300);
    let start = || {
        let mut program = program(
            folder.path(),
            &[
                "resize",
                "in",
                "photo.jpg",
                "-o",
                "out",
                "--json",
                "--force",
            ],
        );
        program.spawn().expect("the program")
    };
    let both = [start(), start()].map(|running| running.wait_with_output().expect("an end"));
    for output in &both {
        assert_eq!(output.status.code(), Some(0), "{}", stderr(output));
        for line in lines(output) {
            let file = fs::read(folder.path().join(line["output"].as_str().expect("a path")))
                .expect("the result");
            assert_eq!(line["bytes"], file.len());
        }
    }
    assert_eq!(files(&folder.path().join("out")).len(), 2 * 301);
}

#[test]
fn ten_thousand_files_need_no_more_memory_than_ten() {
    let folder = tempfile::tempdir().expect("a folder");
    let peak = |input: &str, count: usize| {
        many(&folder.path().join(input), count);
        let mut running = program(
            folder.path(),
            &["resize", input, "-o", "out", "--jobs", "2"],
        )
        .spawn()
        .expect("the program");
        let mut peak = 0;
        let status = format!("/proc/{}/status", running.id());
        let mut lines = 0;
        for line in BufReader::new(running.stdout.take().expect("a pipe")).lines() {
            lines += usize::from(line.is_ok());
            if lines % 100 == 1 || lines == count {
                let text = fs::read_to_string(&status).unwrap_or_default();
                let high = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
                let high =
                    high.and_then(|high| high.split_whitespace().next()?.parse::<u64>().ok());
                peak = peak.max(high.unwrap_or_default());
            }
        }
        assert!(running.wait().expect("an end").success());
        assert_eq!(lines, count);
        peak
    };
    let (few, all) = (peak("few", 10), peak("all", 10_000));
    assert!(
        few > 0 && all < few + 24 * 1024,
        "{few} kB for ten, {all} kB for ten thousand"
    );
}

#[test]
#[ignore = "needs unshare, and the right to mount a disk: run by cargo xtask test"]
fn a_full_disk_is_told_and_leaves_nothing_half_made() {
    let folder = folder();
    fs::create_dir(folder.path().join("full")).expect("a folder");
    let script = "mount -t tmpfs -o size=24k none full && \
                  \"$0\" resize photo.jpg drawing.png moving.gif -W 600 --enlarge -o full --json --no-receipts; \
                  echo \"code $?\"; ls -A full";
    let output = Command::new("unshare")
        .current_dir(folder.path())
        .args([
            "--mount",
            "--map-root-user",
            "sh",
            "-c",
            script,
            env!("CARGO_BIN_EXE_thumbox"),
        ])
        .output()
        .expect("unshare runs");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        text.contains("code"),
        "no disk can be mounted here: {}",
        stderr(&output)
    );
    assert!(
        text.contains("could not be written: no space is left"),
        "{text}"
    );
    assert!(text.contains("code 1"), "{text}");
    let (_, left) = text.split_once("code 1\n").expect("a list");
    assert!(!left.contains("thumbox"), "{left}");
}

#[test]
fn a_file_that_is_still_written_is_told() {
    let folder = folder();
    let path = folder.path().join("growing.jpg");
    let mut picture = fs::read(folder.path().join("photo.jpg")).expect("the photo");
    picture.resize(24 << 20, 0);
    fs::write(&path, &picture).expect("a file");
    let done = AtomicBool::new(false);
    let output = std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut file = fs::File::options()
                .append(true)
                .open(&path)
                .expect("the file");
            while !done.load(Ordering::Relaxed) {
                file.write_all(&[0]).expect("a byte");
                std::thread::sleep(Duration::from_micros(100));
            }
        });
        let output = thumbox(
            folder.path(),
            ["resize", "growing.jpg", "photo.jpg", "--json"],
        );
        done.store(true, Ordering::Relaxed);
        output
    });
    assert_eq!(output.status.code(), Some(1));
    let lines = lines(&output);
    assert_eq!(lines[0]["error"]["kind"], "changed", "{}", lines[0]);
    assert_eq!(lines[1]["state"], "made");
}

#[test]
fn little_memory_makes_pictures_wait_for_each_other() {
    let folder = folder();
    for number in 0..8 {
        fs::copy(
            folder.path().join("photo.jpg"),
            folder.path().join(format!("{number}.jpg")),
        )
        .expect("a copy");
    }
    let output = thumbox(
        folder.path(),
        ["resize", "*.jpg", "--jobs", "8", "--memory", "1", "--json"],
    );
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(lines(&output).len(), 9);
}

#[test]
fn a_picture_that_takes_too_long_fails_alone() {
    let folder = folder();
    let output = thumbox(
        folder.path(),
        [
            "resize",
            "photo.jpg",
            "--timeout",
            "0.000001",
            "--json",
            "-W",
            "9000",
            "--enlarge",
        ],
    );
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(lines(&output)[0]["error"]["kind"], "deadline");
    let output = thumbox(folder.path(), ["resize", "photo.jpg", "--timeout", "0"]);
    assert_eq!(output.status.code(), Some(2));
}

/// `script` runs a program at a terminal of its own.
#[test]
fn progress_is_shown_at_a_terminal_only() {
    let folder = folder();
    many(&folder.path().join("in"), 400);
    fs::write(folder.path().join("in/!bad.jpg"), b"no picture").expect("a file");
    let command = format!(
        "'{}' resize in -o out --force",
        env!("CARGO_BIN_EXE_thumbox")
    );
    let run = |extra: &str| {
        let output = Command::new("script")
            .current_dir(folder.path())
            .env("TERM", "xterm")
            .args([
                "-qec",
                &format!("stty cols 100; {command} {extra}"),
                "/dev/null",
            ])
            .stdin(Stdio::null())
            .output()
            .expect("script, which is part of bsdutils");
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let shown = run("");
    assert!(shown.contains("/401 images, "), "{shown}");
    assert!(shown.contains("MB/s, 1 failed, "), "{shown}");
    assert!(
        shown.contains("400 made, 1 failed (1 unsupported-format)"),
        "{shown}"
    );
    let quiet = run("--quiet");
    assert!(
        !quiet.contains("images") && quiet.contains("bad.jpg"),
        "{quiet}"
    );
    let output = thumbox(folder.path(), ["resize", "in", "-o", "out", "--force"]);
    assert!(!stderr(&output).contains("images"), "{}", stderr(&output));
}
