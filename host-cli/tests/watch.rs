//! `thumbox watch`, run as a user runs it. What is waited for has a deadline that no computer misses, and nothing else waits.

mod program;

use std::fs::{self, File, Permissions};
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::sleep;
use std::time::{Duration, Instant};

use program::coded::small;
use program::{folder, names, stderr, thumbox};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use tempfile::TempDir;

const DEADLINE: Duration = Duration::from_secs(120);

/// The program in a folder with `in`, and what it has printed.
struct Watching {
    folder: TempDir,
    program: Child,
    lines: Arc<Mutex<Vec<Value>>>,
}

impl Watching {
    /// Begins to watch `in`, in which these pictures are.
    fn new(pictures: &[&str], options: &[&str]) -> Self {
        let folder = folder();
        fs::create_dir(folder.path().join("in")).expect("a folder");
        for picture in pictures {
            fs::copy(
                folder.path().join(picture),
                folder.path().join("in").join(picture),
            )
            .expect(picture);
        }
        Self::in_folder(folder, options)
    }

    fn in_folder(folder: TempDir, options: &[&str]) -> Self {
        let mut program = Command::new(env!("CARGO_BIN_EXE_thumbox"))
            .current_dir(folder.path())
            .args(["watch", "in", "--json", "--jobs", "2"])
            .args(options)
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let lines = Arc::new(Mutex::new(Vec::new()));
        let stdout = program.stdout.take().expect("a pipe");
        let printed = Arc::clone(&lines);
        std::thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                let line = serde_json::from_str(&line).expect("JSON");
                printed.lock().expect("the lines").push(line);
            }
        });
        Self {
            folder,
            program,
            lines,
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn copy(&self, from: &str, to: &str) {
        fs::copy(self.path(from), self.path(to)).expect(to);
    }

    fn rename(&self, from: &str, to: &str) {
        fs::rename(self.path(from), self.path(to)).expect(to);
    }

    fn lines(&self) -> Vec<Value> {
        self.lines.lock().expect("the lines").clone()
    }

    /// How many lines have this state and this end of the output's name.
    fn count(&self, state: &str, output: &str) -> usize {
        let is_it = |line: &Value| {
            line["state"] == state
                && line["output"]
                    .as_str()
                    .is_some_and(|path| path.ends_with(output))
        };
        self.lines().into_iter().filter(is_it).count()
    }

    fn wait(&self, what: &str, mut condition: impl FnMut(&Self) -> bool) {
        let start = Instant::now();
        while !condition(self) {
            assert!(
                start.elapsed() < DEADLINE,
                "waiting for: {what}; printed: {:#?}",
                self.lines()
            );
            sleep(Duration::from_millis(20));
        }
    }

    /// Waits for lines of this state.
    fn wait_for(&self, state: &str, output: &str, count: usize) {
        self.wait(&format!("{count} {state} {output}"), |watching| {
            watching.count(state, output) >= count
        });
    }

    /// As Ctrl-C does.
    fn interrupt(&mut self) -> Option<i32> {
        let pid = Pid::from_child(&self.program);
        kill_process(pid, Signal::INT).expect("the program runs");
        self.end()
    }

    fn end(&mut self) -> Option<i32> {
        let start = Instant::now();
        loop {
            if let Some(status) = self.program.try_wait().expect("a program") {
                return status.code().or(status.signal());
            }
            assert!(start.elapsed() < DEADLINE, "the program does not end");
            sleep(Duration::from_millis(20));
        }
    }

    /// What resize would have to do is nothing.
    fn assert_up_to_date(&self, options: &[&str]) {
        let arguments = ["resize", "in", "--json"].iter().chain(options);
        let output = thumbox(self.folder.path(), arguments);
        for line in program::lines(&output) {
            assert_eq!(line["state"], "up-to-date", "{line}");
        }
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

#[test]
fn results_follow_their_pictures() {
    let to = ["-o", "out"];
    let mut watching = Watching::new(&["photo.jpg"], &to);
    watching.wait_for("made", "out/photo.jpg", 1);
    // New.
    watching.copy("drawing.png", "in/new.png");
    watching.wait_for("made", "out/new.png", 1);
    // New, and a codec decodes it.
    fs::write(watching.path("in/phone.heic"), small("heic")).expect("a file");
    watching.wait_for("made", "out/phone.jpg", 1);
    fs::remove_file(watching.path("in/phone.heic")).expect("a picture");
    watching.wait_for("removed", "out/phone.jpg", 1);
    // Changed.
    watching.copy("photo.jpg", "in/other.jpg");
    watching.wait_for("made", "out/other.jpg", 1);
    watching.copy("moving.gif", "in/other.jpg");
    watching.wait_for("made", "out/other.gif", 1);
    watching.wait_for("removed", "out/other.jpg", 1);
    // Renamed.
    watching.rename("in/new.png", "in/newer.png");
    watching.wait_for("made", "out/newer.png", 1);
    watching.wait_for("removed", "out/new.png", 1);
    // Deleted.
    fs::remove_file(watching.path("in/photo.jpg")).expect("a picture");
    watching.wait_for("removed", "out/photo.jpg", 1);
    assert_eq!(names(&watching.path("out")), ["newer.png", "other.gif"]);
    assert_eq!(watching.interrupt(), Some(Signal::INT.as_raw()));
    watching.assert_up_to_date(&to);
    assert_eq!(
        fs::read_dir(watching.path("out/.thumbox"))
            .expect("notes")
            .count(),
        2
    );
}

#[test]
fn pictures_that_went_while_nobody_watched_are_noticed() {
    let folder = folder();
    let at = |name: &str| folder.path().join(name);
    fs::create_dir(at("in")).expect("a folder");
    for name in ["photo.jpg", "drawing.png"] {
        fs::copy(at(name), at("in").join(name)).expect(name);
    }
    thumbox(folder.path(), ["resize", "in", "-o", "out"]);
    for name in ["photo.jpg", "drawing.png"] {
        fs::remove_file(at("in").join(name)).expect("a picture");
    }
    // Somebody has worked on this one.
    fs::write(at("out/drawing.png"), "mine").expect("a file");
    let mut watching = Watching::in_folder(folder, &["-o", "out"]);
    watching.wait_for("removed", "out/photo.jpg", 1);
    assert_eq!(names(&watching.path("out")), ["drawing.png"]);
    assert_eq!(watching.interrupt(), Some(Signal::INT.as_raw()));
}

#[test]
fn what_is_up_to_date_at_the_start_is_not_made_again() {
    let folder = folder();
    fs::create_dir(folder.path().join("in")).expect("a folder");
    fs::rename(
        folder.path().join("photo.jpg"),
        folder.path().join("in/photo.jpg"),
    )
    .expect("it moves");
    thumbox(folder.path(), ["resize", "in", "-o", "out"]);
    let mut watching = Watching::in_folder(folder, &["-o", "out"]);
    watching.wait_for("up-to-date", "out/photo.jpg", 1);
    // Changed by somebody.
    fs::write(watching.path("out/photo.jpg"), "mine").expect("a file");
    fs::remove_file(watching.path("in/photo.jpg")).expect("a picture");
    watching.copy("drawing.png", "in/later.png");
    watching.wait_for("made", "out/later.png", 1);
    fs::remove_file(watching.path("in/later.png")).expect("a picture");
    watching.wait_for("removed", "out/later.png", 1);
    assert_eq!(watching.interrupt(), Some(Signal::INT.as_raw()));
    assert_eq!(names(&watching.path("out")), ["photo.jpg"]);
}

#[test]
fn a_file_that_is_being_written_is_awaited() {
    let mut watching = Watching::new(&[], &["-o", "out"]);
    let bytes = fs::read(watching.path("photo.jpg")).expect("a picture");
    let (first, second) = bytes.split_at(bytes.len() / 2);
    watching.copy("drawing.png", "in/ready.png");
    watching.wait_for("made", "out/ready.png", 1);
    let mut file = File::create(watching.path("in/slow.jpg")).expect("a file");
    file.write_all(first).expect("half of it");
    // Longer than a file has to be quiet, and shorter than one that is complained about.
    sleep(Duration::from_millis(700));
    file.write_all(second).expect("the rest");
    drop(file);
    watching.wait_for("made", "out/slow.jpg", 1);
    // What is never completed is complained about, once.
    fs::write(watching.path("in/half.jpg"), first).expect("half of it");
    let complaints = |watching: &Watching| {
        let is_it = |line: &Value| line["input"] == "in/half.jpg" && line["error"].is_object();
        watching.lines().into_iter().filter(is_it).count()
    };
    watching.wait("a complaint", |watching| complaints(watching) == 1);
    fs::write(watching.path("in/half.jpg"), &bytes).expect("all of it");
    watching.wait_for("made", "out/half.jpg", 1);
    assert_eq!(complaints(&watching), 1);
    assert_eq!(watching.interrupt(), Some(Signal::INT.as_raw()));
}

#[test]
fn folders_come_move_and_go() {
    let mut watching = Watching::new(&["drawing.png"], &["-o", "out"]);
    watching.wait_for("made", "out/drawing.png", 1);
    fs::create_dir_all(watching.path("album/deep/er")).expect("folders");
    watching.copy("photo.jpg", "album/one.jpg");
    watching.copy("photo.jpg", "album/deep/er/two.jpg");
    watching.rename("album", "in/album");
    watching.wait_for("made", "out/album/one.jpg", 1);
    watching.wait_for("made", "out/album/deep/er/two.jpg", 1);
    // It is watched now.
    watching.copy("drawing.png", "in/album/deep/er/three.png");
    watching.wait_for("made", "out/album/deep/er/three.png", 1);
    watching.rename("in/album", "in/other");
    watching.wait_for("made", "out/other/deep/er/three.png", 1);
    watching.wait_for("made", "out/other/one.jpg", 1);
    watching.wait_for("made", "out/other/deep/er/two.jpg", 1);
    for name in ["one.jpg", "deep/er/two.jpg", "deep/er/three.png"] {
        watching.wait_for("removed", &format!("out/album/{name}"), 1);
    }
    watching.wait("no empty folders", |watching| {
        !watching.path("out/album").exists()
    });
    watching.copy("drawing.png", "in/other/deep/er/four.png");
    watching.wait_for("made", "out/other/deep/er/four.png", 1);
    fs::remove_dir_all(watching.path("in/other")).expect("a folder");
    watching.wait("nothing but the drawing", |watching| {
        names(&watching.path("out")) == ["drawing.png"]
    });
    assert_eq!(watching.interrupt(), Some(Signal::INT.as_raw()));
}

#[test]
fn a_burst_of_files_is_no_problem() {
    let mut watching = Watching::new(&[], &["-o", "out", "--size", "8x8"]);
    let tiny = image::RgbImage::from_pixel(16, 16, image::Rgb([200, 100, 50]));
    tiny.save(watching.path("tiny.png")).expect("a picture");
    let bytes = fs::read(watching.path("tiny.png")).expect("a picture");
    for number in 0..2000 {
        let folder = watching.path(&format!("in/{}", number % 7));
        fs::create_dir_all(&folder).expect("a folder");
        fs::write(folder.join(format!("{number}.png")), &bytes).expect("a file");
    }
    watching.wait("2000 results", |watching| {
        watching.count("made", ".png") >= 2000
    });
    assert_eq!(watching.interrupt(), Some(Signal::INT.as_raw()));
    let failures = watching
        .lines()
        .into_iter()
        .filter(|line| line["error"].is_object());
    assert_eq!(failures.count(), 0);
    for number in 0..2000 {
        let result = watching.path(&format!("out/{}/{number}.png", number % 7));
        assert!(result.is_file(), "{number}");
    }
}

/// The system keeps 16384 events, or as many as somebody has set, and drops the others.
#[test]
fn what_nobody_told_is_found() {
    let mut watching = Watching::new(&["photo.jpg"], &["-o", "out"]);
    watching.wait_for("made", "out/photo.jpg", 1);
    let pid = Pid::from_child(&watching.program);
    kill_process(pid, Signal::STOP).expect("the program runs");
    for number in 0..7000 {
        fs::write(watching.path(&format!("in/{number}.txt")), "text").expect("a file");
    }
    fs::create_dir(watching.path("in/new")).expect("a folder");
    watching.copy("drawing.png", "in/new/drawing.png");
    fs::remove_file(watching.path("in/photo.jpg")).expect("a picture");
    kill_process(pid, Signal::CONT).expect("the program runs");
    watching.wait_for("made", "out/new/drawing.png", 1);
    watching.wait_for("removed", "out/photo.jpg", 1);
    assert_eq!(watching.interrupt(), Some(Signal::INT.as_raw()));
}

/// Nobody has deleted what cannot be seen for a while.
#[test]
fn results_stay_where_a_folder_cannot_be_read() {
    let mut watching = Watching::new(&["photo.jpg"], &["-o", "out"]);
    watching.wait_for("made", "out/photo.jpg", 1);
    fs::create_dir(watching.path("in/a")).expect("a folder");
    watching.copy("photo.jpg", "in/a/photo.jpg");
    watching.wait_for("made", "out/a/photo.jpg", 1);
    fs::set_permissions(watching.path("in/a"), Permissions::from_mode(0o000)).expect("a folder");
    watching.copy("drawing.png", "in/later.png");
    watching.wait_for("made", "out/later.png", 1);
    assert_eq!(watching.interrupt(), Some(Signal::INT.as_raw()));
    fs::set_permissions(watching.path("in/a"), Permissions::from_mode(0o755)).expect("a folder");
    assert_eq!(names(&watching.path("out/a")), ["photo.jpg"]);
    assert_eq!(watching.count("removed", ""), 0);
}

#[test]
fn results_inside_of_the_folder_are_no_pictures() {
    let mut watching = Watching::new(&["photo.jpg"], &["-o", "in/small"]);
    watching.wait_for("made", "in/small/photo.jpg", 1);
    watching.copy("drawing.png", "in/drawing.png");
    watching.wait_for("made", "in/small/drawing.png", 1);
    // What would be made of results would come before this.
    watching.copy("drawing.png", "in/last.png");
    watching.wait_for("made", "in/small/last.png", 1);
    assert_eq!(watching.interrupt(), Some(Signal::INT.as_raw()));
    let made = watching.count("made", "");
    assert_eq!(made, 3, "{:#?}", watching.lines());
    assert_eq!(
        names(&watching.path("in/small")),
        ["drawing.png", "last.png", "photo.jpg"]
    );
}

#[test]
fn two_pictures_do_not_replace_the_results_of_each_other() {
    let mut watching = Watching::new(&["photo.jpg"], &["-o", "out"]);
    watching.wait_for("made", "out/photo.jpg", 1);
    watching.copy("photo.jpg", "in/photo.jpeg");
    watching.wait("a complaint", |watching| {
        watching
            .lines()
            .iter()
            .any(|line| line["error"]["kind"] == "name")
    });
    // The first one goes, and the other may have the name.
    fs::remove_file(watching.path("in/photo.jpg")).expect("a picture");
    watching.wait_for("made", "out/photo.jpg", 2);
    // A picture that is renamed is no second one.
    watching.rename("in/photo.jpeg", "in/photo.jpg");
    watching.wait_for("made", "out/photo.jpg", 3);
    assert_eq!(watching.interrupt(), Some(Signal::INT.as_raw()));
    let complaints = watching
        .lines()
        .into_iter()
        .filter(|line| line["error"].is_object());
    assert_eq!(complaints.count(), 1);
}

#[test]
fn it_ends_when_the_folder_is_gone() {
    let mut watching = Watching::new(&["photo.jpg"], &["-o", "out"]);
    watching.wait_for("made", "out/photo.jpg", 1);
    watching.rename("in", "elsewhere");
    assert_eq!(watching.end(), Some(1));
    // Its pictures are not deleted.
    assert_eq!(names(&watching.path("out")), ["photo.jpg"]);
    watching.wait("the reason", |watching| {
        watching
            .lines()
            .iter()
            .any(|line| line["input"] == "in" && line["error"]["kind"] == "not-found")
    });
}

#[test]
fn what_cannot_be_watched_is_refused() {
    let folder = folder();
    let refusal = |arguments: &[&str]| {
        let output = thumbox(folder.path(), ["watch"].iter().chain(arguments));
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        stderr(&output)
    };
    fs::create_dir(folder.path().join("in")).expect("a folder");
    assert!(refusal(&["photo.jpg", "-o", "out"]).contains("photo.jpg is a file; name a folder"));
    assert!(refusal(&["nope", "-o", "out"]).contains("nope: there is no such folder"));
    assert!(refusal(&["in", "-o", "in"]).contains("outputs would be taken for images"));
    assert!(refusal(&["in", "-o", "{name}"]).contains("outputs would be taken for images"));
    assert!(refusal(&["in", "-o", "-"]).contains("standard output"));
    assert!(!Path::new("resized").exists());
}
