//! The program, run as a user runs it: in a folder of its own, with real files.

mod program;

use std::ffi::OsStr;
use std::fs::{self, Permissions};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use program::{folder, lines, names, stderr, thumbox, thumbox_told, unprivileged};

#[test]
fn resize_writes_the_thumbnails_and_reports_them() {
    let folder = folder();
    let output = thumbox(
        folder.path(),
        [
            "resize",
            "photo.jpg",
            "drawing.png",
            "moving.gif",
            "-o",
            "small/new",
            "--json",
        ],
    );
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(
        names(&folder.path().join("small/new")),
        ["drawing.png", "moving.gif", "photo.jpg"]
    );
    let lines = lines(&output);
    assert_eq!(lines.len(), 3);
    let photo = &lines[0];
    assert_eq!(photo["input"], "photo.jpg");
    assert_eq!(photo["output"], "small/new/photo.jpg");
    assert_eq!(photo["format"], "jpeg");
    assert_eq!(
        (&photo["width"], &photo["height"]),
        (&128.into(), &85.into())
    );
    let written = fs::read(folder.path().join("small/new/photo.jpg")).expect("the output");
    assert_eq!(photo["bytes"], written.len());
    assert_eq!(photo["sha256"].as_str().map(str::len), Some(64));
    assert!(photo["ms"].as_f64().is_some_and(|ms| ms > 0.0));
}

/// Some shells and containers limit it. There must be room for one instance, not for all that may run at a time.
#[test]
fn little_address_space_is_enough() {
    let folder = folder();
    let output = Command::new("sh")
        .current_dir(folder.path())
        .args([
            "-c",
            "ulimit -v 12000000 && exec \"$0\" resize photo.jpg -o small",
        ])
        .arg(env!("CARGO_BIN_EXE_thumbox"))
        .output()
        .expect("a shell");
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(names(&folder.path().join("small")), ["photo.jpg"]);
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let folder = folder();
    let digest = |target: &str| {
        let output = thumbox(
            folder.path(),
            ["resize", "photo.jpg", "--json", "-o", target],
        );
        lines(&output)[0]["sha256"].clone()
    };
    assert_eq!(digest("a"), digest("b"));
}

#[test]
fn one_bad_input_does_not_stop_the_others() {
    let folder = folder();
    let photo = fs::read(folder.path().join("photo.jpg")).expect("the photo");
    fs::write(folder.path().join("empty.jpg"), b"").expect("a file");
    fs::write(folder.path().join("text.jpg"), b"not a picture").expect("a file");
    fs::write(folder.path().join("half.jpg"), &photo[..photo.len() / 2]).expect("a file");
    let inputs = [
        "empty.jpg",
        "text.jpg",
        "half.jpg",
        "missing.jpg",
        "photo.jpg",
    ];
    let output = thumbox(folder.path(), ["resize", "--json"].iter().chain(&inputs));
    assert_eq!(output.status.code(), Some(1));
    let lines = lines(&output);
    let kinds: Vec<&str> = lines
        .iter()
        .map(|line| line["error"]["kind"].as_str().unwrap_or("done"))
        .collect();
    assert_eq!(
        kinds,
        [
            "truncated",
            "unsupported-format",
            "truncated",
            "not-found",
            "done"
        ]
    );
    for (line, input) in lines.iter().zip(inputs) {
        assert_eq!(line["input"], input);
        assert!(
            line["error"]["message"]
                .as_str()
                .is_none_or(|text| text.len() > 10)
        );
    }
    assert_eq!(names(&folder.path().join("resized")), ["photo.jpg"]);

    // As text, failures are on the other stream.
    let output = thumbox(folder.path(), ["resize", "text.jpg", "photo.jpg"]);
    assert!(stderr(&output).starts_with("thumbox: text.jpg: this is "));
    assert_eq!(String::from_utf8_lossy(&output.stdout).lines().count(), 1);
}

#[test]
fn a_file_over_the_limit_is_too_large_however_little_of_it_may_be_read() {
    let folder = folder();
    for limit in ["0", "10", "1kB"] {
        let arguments = ["resize", "photo.jpg", "--max-file-bytes", limit, "--json"];
        let output = thumbox(folder.path(), arguments);
        assert_eq!(output.status.code(), Some(1));
        assert_eq!(lines(&output)[0]["error"]["kind"], "too-large", "{limit}");
    }
}

#[test]
fn two_inputs_with_one_output_are_refused_before_any_work() {
    let folder = folder();
    fs::create_dir(folder.path().join("other")).expect("a folder");
    fs::copy(
        folder.path().join("photo.jpg"),
        folder.path().join("other/photo.jpeg"),
    )
    .expect("a copy");
    let output = thumbox(folder.path(), ["resize", "photo.jpg", "other/photo.jpeg"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("would both be written to resized/photo.jpg"));
    assert!(!folder.path().join("resized").exists());

    // Different formats have different names.
    fs::copy(
        folder.path().join("drawing.png"),
        folder.path().join("other/photo.png"),
    )
    .expect("a copy");
    let output = thumbox(folder.path(), ["resize", "photo.jpg", "other/photo.png"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
}

#[test]
fn a_name_without_an_ending_is_one_name_in_all_formats() {
    let folder = folder();
    fs::create_dir(folder.path().join("other")).expect("a folder");
    for (from, to) in [
        ("drawing.png", "other/drawing.png"),
        ("photo.jpg", "other/drawing.jpg"),
    ] {
        fs::copy(folder.path().join(from), folder.path().join(to)).expect("a copy");
    }
    // By itself it has no rival.
    let output = thumbox(folder.path(), ["resize", "drawing.png", "-o", "a/{stem}"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(names(&folder.path().join("a")), ["drawing"]);
    for other in ["other/drawing.png", "other/drawing.jpg"] {
        let output = thumbox(
            folder.path(),
            ["resize", "drawing.png", other, "-o", "b/{stem}"],
        );
        assert_eq!(output.status.code(), Some(2), "{other}");
        assert!(stderr(&output).contains("would both be written to b/drawing"));
        assert!(!folder.path().join("b").exists());
    }
}

#[test]
fn an_input_is_never_overwritten() {
    let folder = folder();
    let before = fs::read(folder.path().join("photo.jpg")).expect("the photo");
    let output = thumbox(folder.path(), ["resize", "photo.jpg", "-o", "."]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("would be overwritten, and it is an input"));
    assert_eq!(
        fs::read(folder.path().join("photo.jpg")).expect("the photo"),
        before
    );
}

#[test]
fn odd_names_are_only_names() {
    let folder = folder();
    let odd = [
        &b"-leading dash.jpg"[..],
        b"new\nline.jpg",
        b"\xff not utf-8.jpg",
        "日本 é.jpg".as_bytes(),
    ];
    for name in odd {
        fs::copy(
            folder.path().join("photo.jpg"),
            folder.path().join(OsStr::from_bytes(name)),
        )
        .expect("a copy");
    }
    let mut arguments = vec![OsStr::new("resize"), OsStr::new("--")];
    arguments.extend(odd.map(OsStr::from_bytes));
    let output = thumbox(folder.path(), arguments);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(names(&folder.path().join("resized")).len(), 4);
    assert_eq!(String::from_utf8_lossy(&output.stdout).lines().count(), 4);
}

#[test]
fn a_file_appears_whole_or_not_at_all() {
    let folder = folder();
    let target = folder.path().join("resized");
    fs::create_dir(&target).expect("a folder");
    // A folder stands where the file should go, so the last step fails.
    fs::create_dir(target.join("photo.jpg")).expect("a folder");
    let output = thumbox(
        folder.path(),
        ["resize", "photo.jpg", "drawing.png", "--json"],
    );
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(lines(&output)[0]["error"]["kind"], "write");
    // No temporary file is left, and the other input was done.
    assert_eq!(names(&target), ["drawing.png", "photo.jpg"]);
    let mode = fs::metadata(target.join("drawing.png"))
        .expect("the file")
        .permissions()
        .mode();
    assert_eq!(mode & 0o400, 0o400);
    assert_eq!(mode & 0o111, 0);
}

#[test]
fn a_pipe_is_read_once() {
    let folder = folder();
    let pipe = folder.path().join("pipe");
    let made = Command::new("mkfifo")
        .arg(&pipe)
        .status()
        .expect("mkfifo starts");
    assert!(made.success());
    let photo = fs::read(folder.path().join("photo.jpg")).expect("the photo");
    let writer = std::thread::spawn(move || fs::write(pipe, photo));
    let output = thumbox(folder.path(), ["resize", "pipe", "--json"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(lines(&output)[0]["output"], "resized/pipe.jpg");
    writer
        .join()
        .expect("the writer ends")
        .expect("all was read");
}

#[test]
fn wrong_usage_is_told_and_nothing_is_done() {
    let folder = folder();
    fs::write(folder.path().join("notes"), "").expect("a file");
    for (arguments, told) in [
        (&["resize"][..], "INPUT"),
        (
            &["resize", "photo.jpg", "-W", "0"],
            "width is 0; expected a whole number from 1 to 16384",
        ),
        (
            &["resize", "photo.jpg", "-q", "101"],
            "quality is 101; expected a whole number from 1 to 100, auto, or a score from 30 to 95 such as score=75",
        ),
        (
            &["resize", "photo.jpg", "--fit", "stretch"],
            "expected one of inside, outside, cover, cover-down, contain, fill",
        ),
        (
            &["resize", "photo.jpg", "--format", "avif"],
            "expected one of auto, jpeg, png, webp, gif, raster",
        ),
        (
            &["resize", "photo.jpg", "--format", "png", "-q", "50"],
            "quality is for jpeg and webp, and the format is png",
        ),
        (
            &["bench", "photo.jpg", "--max-bytes", "20 potatoes"],
            "such as 50000, 20kB or 100KiB",
        ),
        (
            &["bench", "photo.jpg", "--size", "800y"],
            "expected a box such as 800x600, 800x, x600",
        ),
        (
            &["resize", "photo.jpg", "-o", "photo.jpg/x"],
            "the folder photo.jpg/x could not be created",
        ),
        (
            &["resize", "photo.jpg", "-o", "notes"],
            "thumbox: notes is a file; -o needs a folder",
        ),
        (
            &["resize", "photo.jpg", "-format", "webp"],
            "thumbox: -format: write --format, with two dashes",
        ),
        (&["shrink"], "unrecognized subcommand"),
    ] {
        let output = thumbox(folder.path(), arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(
            stderr(&output).contains(told),
            "{arguments:?}: {}",
            stderr(&output)
        );
        assert!(!folder.path().join("resized").exists());
    }
}

#[test]
fn bench_measures_the_very_work() {
    let folder = folder();
    let arguments = ["bench", "photo.jpg", "-W", "128", "--repeat", "3", "--json"];
    let output = thumbox(folder.path(), arguments);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let line = &lines(&output)[0];
    assert_eq!(
        line["target"],
        "128 wide, any height, inside, source's format"
    );
    for name in ["median_ms", "min_ms", "cpu_ms"] {
        assert!(line[name].as_f64().is_some_and(|ms| ms > 0.0), "{name}");
    }
    assert!(
        line["guest_peak_bytes"]
            .as_u64()
            .is_some_and(|bytes| bytes > 1 << 20)
    );
    let resized = thumbox(
        folder.path(),
        ["resize", "photo.jpg", "-W", "128", "--json"],
    );
    assert_eq!(line["output_sha256"], lines(&resized)[0]["sha256"]);
    assert_eq!(line["output_bytes"], lines(&resized)[0]["bytes"]);
    let photo = fs::metadata(folder.path().join("photo.jpg")).expect("the photo");
    assert_eq!(line["input_bytes"], photo.len());
}

#[test]
fn bench_times_one_call_with_several_outputs() {
    let folder = folder();
    let bench = |sizes: &[&str]| {
        let mut arguments = vec!["bench", "photo.jpg", "--repeat", "1", "--json"];
        arguments.extend(sizes.iter().flat_map(|size| ["--size", size]));
        let output = thumbox(folder.path(), arguments);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        lines(&output)[0].clone()
    };
    let both = bench(&["400x400", "128x128"]);
    assert_eq!(
        both["target"],
        "400x400, inside, source's format; 128x128, inside, source's format"
    );
    let bytes = |line: &serde_json::Value| line["output_bytes"].as_u64();
    assert_eq!(
        bytes(&both),
        bytes(&bench(&["400x400"]))
            .zip(bytes(&bench(&["128x128"])))
            .map(|(large, small)| large + small)
    );
}

#[test]
fn bench_runs_once_for_each_line() {
    let folder = folder();
    let arguments = ["bench", "photo.jpg", "--size", "90x90", "--on-request"];
    let output = thumbox_told(folder.path(), arguments, "\n\n");
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let lines = lines(&output);
    assert_eq!(lines.len(), 2);
    for line in lines {
        assert!(line["ms"].as_f64().is_some_and(|ms| ms > 0.0));
        assert_eq!(line["outputs"][0]["width"], 90);
        assert_eq!(line["outputs"][0]["height"], 60);
    }
    let two = ["bench", "photo.jpg", "drawing.png", "--on-request"];
    let output = thumbox(folder.path(), two);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("takes one input"));
}

#[test]
fn an_unreadable_file_is_told_as_such() {
    let folder = folder();
    let path = folder.path().join("photo.jpg");
    fs::set_permissions(&path, Permissions::from_mode(0o000)).expect("permissions");
    let output = unprivileged(folder.path(), ["probe", "photo.jpg", "--json"]);
    assert_eq!(lines(&output)[0]["error"]["kind"], "permission-denied");
}
