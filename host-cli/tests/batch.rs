//! `thumbox resize` over folders: what is read, where results go, and what is left alone.

mod program;

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime};

use program::{folder, lines, names, stderr, thumbox, thumbox_told};
use serde_json::Value;

/// Adds `photos` with `a.jpg`, `summer/b.jpeg`, and what is no picture or hidden.
fn photos() -> tempfile::TempDir {
    let folder = folder();
    let at = |name: &str| folder.path().join(name);
    fs::create_dir_all(at("photos/summer")).expect("a folder");
    for name in [
        "photos/a.jpg",
        "photos/summer/b.jpeg",
        "photos/.c.jpg",
        "photos/plain",
    ] {
        fs::copy(at("photo.jpg"), at(name)).expect("a copy");
    }
    fs::write(at("photos/notes.txt"), "no picture").expect("a file");
    folder
}

/// `input` and what became of it, line by line.
fn told(lines: &[Value]) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let of = |line: &Value| {
        let state = match &line["error"]["kind"] {
            Value::Null => text(&line["state"]),
            kind => text(kind),
        };
        (text(&line["input"]), state)
    };
    lines.iter().map(of).collect()
}

fn resize(folder: &Path, words: &str) -> (Option<i32>, Vec<(String, String)>) {
    let words = ["resize", "--json"]
        .into_iter()
        .chain(words.split_whitespace());
    let output = thumbox(folder, words);
    (output.status.code(), told(&lines(&output)))
}

fn pairs(rows: &[(&str, &str)]) -> Vec<(String, String)> {
    rows.iter()
        .map(|(input, state)| ((*input).to_owned(), (*state).to_owned()))
        .collect()
}

#[test]
fn a_folder_is_mirrored_and_only_its_pictures_are_read() {
    let folder = photos();
    let (code, told) = resize(folder.path(), "photos -o out");
    assert_eq!(code, Some(0));
    assert_eq!(
        told,
        pairs(&[("photos/a.jpg", "made"), ("photos/summer/b.jpeg", "made")])
    );
    assert_eq!(names(&folder.path().join("out")), ["a.jpg", "summer"]);
    assert_eq!(names(&folder.path().join("out/summer")), ["b.jpg"]);

    let (code, told) = resize(folder.path(), "photos -o all --all");
    assert_eq!(code, Some(0));
    let inputs: Vec<&str> = told.iter().map(|(input, _)| input.as_str()).collect();
    assert_eq!(
        inputs,
        [
            "photos/.c.jpg",
            "photos/a.jpg",
            "photos/plain",
            "photos/summer/b.jpeg"
        ]
    );
}

#[test]
fn links_cannot_lead_in_circles_and_results_are_no_inputs() {
    let folder = photos();
    let at = |name: &str| folder.path().join(name);
    symlink("..", at("photos/summer/up")).expect("a link");
    symlink("../photo.jpg", at("photos/linked.jpg")).expect("a link");
    symlink("nowhere.jpg", at("photos/dangling.jpg")).expect("a link");
    let expected = ["photos/a.jpg", "photos/linked.jpg", "photos/summer/b.jpeg"];
    for state in ["made", "up-to-date"] {
        let (code, told) = resize(folder.path(), "photos -o photos/small");
        assert_eq!(code, Some(0));
        assert_eq!(told, pairs(&expected.map(|input| (input, state))));
    }
    // Named twice, it is read once.
    let told = resize(folder.path(), "photos photos/a.jpg -o photos/small").1;
    assert_eq!(told.len(), 3);
}

#[test]
fn what_is_up_to_date_is_known_by_receipt() {
    let folder = photos();
    let at = |name: &str| folder.path().join(name);
    let state = |words: &str| {
        let (code, told) = resize(folder.path(), &format!("photos/a.jpg -o out {words}"));
        let states: Vec<String> = told.into_iter().map(|(_, state)| state).collect();
        (code, states.join(" "))
    };
    let is = |state: &str| (Some(0), state.to_owned());
    assert_eq!(state(""), is("made"));
    assert_eq!(state(""), is("up-to-date"));
    assert_eq!(state("--force"), is("made"));
    // Another recipe, and the first one again.
    assert_eq!(state("-W 64"), is("made"));
    assert_eq!(state("-W 64"), is("up-to-date"));
    assert_eq!(state(""), is("made"));
    // Of a picture with another time the digest decides.
    let file = fs::File::options()
        .append(true)
        .open(at("photos/a.jpg"))
        .expect("the photo");
    file.set_modified(SystemTime::now() - Duration::from_secs(1000))
        .expect("a time");
    assert_eq!(state(""), is("up-to-date"));
    // Another picture.
    fs::copy(at("drawing.png"), at("photos/a.jpg")).expect("a copy");
    assert_eq!(state("--format jpeg"), is("made"));
    // A result that is gone.
    fs::remove_file(at("out/a.jpg")).expect("the result");
    assert_eq!(state("--format jpeg"), is("made"));
    // Without receipts nothing is known.
    assert_eq!(state("--format jpeg --no-receipts"), is("made"));
    assert_eq!(
        state("--format jpeg --no-receipts"),
        (Some(1), "newer".to_owned())
    );
}

#[test]
fn somebodys_newer_file_is_left_alone() {
    let folder = photos();
    let at = |name: &str| folder.path().join(name);
    fs::create_dir(at("out")).expect("a folder");
    fs::write(at("out/a.jpg"), "painted by hand").expect("a file");
    let output = thumbox(folder.path(), ["resize", "photos/a.jpg", "-o", "out"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        stderr(&output).contains("out/a.jpg is newer than the picture"),
        "{}",
        stderr(&output)
    );
    assert_eq!(
        fs::read(at("out/a.jpg")).expect("the file"),
        b"painted by hand"
    );
    let output = thumbox(
        folder.path(),
        ["resize", "photos/a.jpg", "-o", "out", "--force"],
    );
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    // An older one is replaced.
    let old = fs::File::create(at("out/photo.jpg")).expect("a file");
    old.set_modified(SystemTime::UNIX_EPOCH).expect("a time");
    let output = thumbox(folder.path(), ["resize", "photo.jpg", "-o", "out"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
}

#[test]
fn several_sizes_have_names_of_their_own() {
    let folder = photos();
    let output = thumbox(
        folder.path(),
        [
            "resize", "photos", "--size", "600x", "--size", "x50", "--size", "50%", "-o", "out",
        ],
    );
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(
        names(&folder.path().join("out")),
        ["a-50pct.jpg", "a-600.jpg", "a-x50.jpg", "summer"]
    );
    // One picture alone keeps its name.
    let output = thumbox(
        folder.path(),
        ["resize", "photo.jpg", "-s", "60x60!", "-o", "one", "--json"],
    );
    assert_eq!(names(&folder.path().join("one")), ["photo.jpg"]);
    let line = &lines(&output)[0];
    assert_eq!((&line["width"], &line["height"]), (&60.into(), &60.into()));
}

#[test]
fn a_template_says_where_results_go() {
    let folder = photos();
    let template = "web/{width}/{dir}/{stem}.{ext}";
    let output = thumbox(
        folder.path(),
        [
            "resize",
            "photos",
            "photo.jpg",
            "-s",
            "60x",
            "-s",
            "30x",
            "-f",
            "-o",
            template,
            "--format",
            "webp",
        ],
    );
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    for place in ["60/a.webp", "30/summer/b.webp", "30/photo.webp"] {
        assert!(folder.path().join("web").join(place).is_file(), "{place}");
    }
    // A name with the receipt in it is known when the picture was read.
    let output = thumbox(
        folder.path(),
        [
            "resize",
            "photo.jpg",
            "-o",
            "h/{stem}-{hash}.{ext}",
            "--json",
        ],
    );
    let name = lines(&output)[0]["output"].as_str().map(str::len);
    assert_eq!(name, Some("h/photo-0123456789abcdef.jpg".len()));
    for (arguments, told) in [
        (
            &["photos", "-s", "60x", "-s", "30x", "-o", "x/{stem}.{ext}"][..],
            "have the same bucket and key",
        ),
        (
            &["photos", "-o", "x/{dri}"][..],
            "the placeholder is \"dri\"",
        ),
        (
            &["photos", "photo.jpg", "-o", "x/same.{ext}"][..],
            "would both be written to x/same.jpg",
        ),
    ] {
        let output = thumbox(folder.path(), ["resize"].iter().chain(arguments));
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(stderr(&output).contains(told), "{}", stderr(&output));
        assert!(!folder.path().join("x").exists());
    }
}

#[test]
fn names_need_not_have_the_format_in_them() {
    let folder = photos();
    for name in ["photo.jpg", "drawing.png"] {
        let (code, told) = resize(folder.path(), &format!("{name} -o x/{{name}}"));
        assert_eq!((code, told), (Some(0), pairs(&[(name, "made")])));
    }
    assert_eq!(
        names(&folder.path().join("x")),
        ["drawing.png", "photo.jpg"]
    );
    // Both results are of their picture's own format, and have one name all the same.
    let both = [
        "resize",
        "photo.jpg",
        "drawing.png",
        "-W",
        "30",
        "-o",
        "y/{width}",
    ];
    let output = thumbox(folder.path(), both);
    assert_eq!(output.status.code(), Some(2));
    let told = "photo.jpg and drawing.png would both be written to y/30;";
    assert!(stderr(&output).contains(told), "{}", stderr(&output));
}

#[test]
fn inputs_come_from_lists_and_patterns_and_pipes() {
    let folder = photos();
    let list = "photo.jpg\n\nphotos/summer\n";
    let output = thumbox_told(
        folder.path(),
        ["resize", "--files-from", "-", "-o", "a", "--json"],
        list,
    );
    assert_eq!(
        told(&lines(&output)),
        pairs(&[("photo.jpg", "made"), ("photos/summer/b.jpeg", "made")])
    );
    fs::copy(
        folder.path().join("photo.jpg"),
        folder.path().join("new\nline.jpg"),
    )
    .expect("a copy");
    let output = thumbox_told(
        folder.path(),
        ["resize", "--files-from", "-", "-o", "b", "--json"],
        "new\nline.jpg\0drawing.png\0",
    );
    assert_eq!(
        told(&lines(&output)),
        pairs(&[("new\nline.jpg", "made"), ("drawing.png", "made")])
    );
    let (code, told) = resize(folder.path(), "p*s/*.j* *.nothing -o c");
    assert_eq!(code, Some(1));
    assert_eq!(
        told,
        pairs(&[
            ("*.nothing", "not-found"),
            ("photos/.c.jpg", "made"),
            ("photos/a.jpg", "made")
        ])
    );

    // Bytes in, bytes out.
    let program = Command::new(env!("CARGO_BIN_EXE_thumbox"))
        .current_dir(folder.path())
        .args(["resize", "-", "-o", "-"])
        .stdin(fs::File::open(folder.path().join("photo.jpg")).expect("the photo"))
        .stdout(Stdio::piped())
        .output()
        .expect("the program");
    assert!(program.status.success());
    thumbox(folder.path(), ["resize", "photo.jpg", "-o", "d"]);
    assert_eq!(
        program.stdout,
        fs::read(folder.path().join("d/photo.jpg")).expect("the result")
    );
    for arguments in [
        &["photos", "-o", "-"][..],
        &["photo.jpg", "-o", "-", "--json"],
        &["photo.jpg", "-s", "9", "-s", "8", "-o", "-"],
    ] {
        let output = thumbox(folder.path(), ["resize"].iter().chain(arguments));
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn a_recipe_or_a_preset_says_what_is_made() {
    let folder = photos();
    let recipe = "[[outputs]]\nwidth = 60\nkey = \"{dir}/big/{name}\"\n\n[[outputs]]\nwidth = 30\nformat = \"webp\"\nkey = \"{stem}.{ext}\"\n";
    fs::write(folder.path().join("thumbs.toml"), recipe).expect("a file");
    let output = thumbox(
        folder.path(),
        ["resize", "photos", "--recipe", "thumbs.toml", "-o", "out"],
    );
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(
        names(&folder.path().join("out")),
        ["a.webp", "b.webp", "big", "summer"]
    );
    let output = thumbox(
        folder.path(),
        ["resize", "photo.jpg", "--recipe", "avatar", "-o", "av"],
    );
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    for (arguments, told) in [
        (
            &["--recipe", "thumbs.toml", "-q", "50"][..],
            "cannot be used with",
        ),
        (&["--recipe", "nothing.toml"], "there is no such file"),
        (&["--recipe", "photo.jpg"], "it is not UTF-8"),
    ] {
        let output = thumbox(folder.path(), ["resize", "photos"].iter().chain(arguments));
        assert_eq!(output.status.code(), Some(2));
        assert!(stderr(&output).contains(told), "{}", stderr(&output));
    }
}

#[test]
fn the_manifest_and_the_markup_say_what_was_made() {
    let folder = photos();
    let arguments = [
        "resize",
        "photos",
        "drawing.png",
        "-s",
        "60x",
        "-s",
        "30x",
        "-o",
        "site/img",
        "--manifest",
        "m.json",
        "--html",
        "site/p.html",
    ];
    // The second time nothing is made, and they say the same.
    let mut before = None;
    for _ in 0..2 {
        let output = thumbox(folder.path(), arguments);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let manifest = fs::read(folder.path().join("m.json")).expect("the manifest");
        let html = fs::read_to_string(folder.path().join("site/p.html")).expect("the markup");
        assert!(before.is_none_or(|before| before == (manifest.clone(), html.clone())));
        before = Some((manifest, html));
    }
    let (manifest, html) = before.expect("both");
    let manifest: Value = serde_json::from_slice(&manifest).expect("JSON");
    let pictures = manifest["pictures"].as_array().expect("a list");
    assert_eq!(pictures.len(), 3);
    let made = &pictures[0]["outputs"][1];
    let file =
        fs::read(folder.path().join(made["output"].as_str().expect("a path"))).expect("the result");
    assert_eq!(made["bytes"], file.len());
    assert!(
        made["thumbhash"]
            .as_str()
            .is_some_and(|hash| hash.len() > 20)
    );
    assert_eq!(made["receipt"].as_str().map(str::len), Some(64));
    assert_eq!(html.matches("<picture>").count(), 3);
    assert!(
        html.contains("srcset=\"img/a-30.jpg 30w, img/a-60.jpg 60w\""),
        "{html}"
    );
    assert!(
        html.contains("width=\"60\" height=\"40\" data-thumbhash="),
        "{html}"
    );
}

/// So that a receipt of one result says nothing about the others.
#[test]
fn a_result_does_not_depend_on_what_is_made_with_it() {
    let folder = photos();
    let digests = |words: &[&str]| {
        let output = thumbox(
            folder.path(),
            ["resize", "photo.jpg", "--json", "--force"]
                .iter()
                .chain(words),
        );
        let lines = lines(&output);
        lines
            .iter()
            .map(|line| line["sha256"].clone())
            .collect::<Vec<_>>()
    };
    let alone = ["30x", "60x", "600x"].map(|size| digests(&["-s", size]).remove(0));
    assert_eq!(digests(&["-s", "30x", "-s", "60x", "-s", "600x"]), alone);
}

#[test]
fn times_are_kept_on_request() {
    let folder = folder();
    let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    let photo = fs::File::options()
        .append(true)
        .open(folder.path().join("photo.jpg"))
        .expect("the photo");
    photo.set_modified(time).expect("a time");
    let modified = |name: &str| {
        fs::metadata(folder.path().join(name))
            .and_then(|file| file.modified())
            .expect("a time")
    };
    thumbox(folder.path(), ["resize", "photo.jpg", "-o", "a"]);
    assert_ne!(modified("a/photo.jpg"), time);
    thumbox(
        folder.path(),
        ["resize", "photo.jpg", "-o", "b", "--preserve-time"],
    );
    assert_eq!(modified("b/photo.jpg"), time);
}

#[test]
fn long_names_and_names_that_are_no_text_survive_templates() {
    let folder = folder();
    let long = format!("{}.jpeg", "n".repeat(250));
    let odd = [
        long.as_bytes(),
        b"\xff no text.jpg",
        b"-dash.jpg",
        b"a {stem}.jpg",
    ];
    fs::create_dir(folder.path().join("in")).expect("a folder");
    for name in odd {
        let to = folder.path().join("in").join(OsStr::from_bytes(name));
        fs::copy(folder.path().join("photo.jpg"), to).expect("a copy");
    }
    let output = thumbox(folder.path(), ["resize", "in", "-o", "out/{stem}.{ext}"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let mut made: Vec<_> = fs::read_dir(folder.path().join("out"))
        .expect("the folder")
        .map(|entry| entry.expect("an entry").file_name().as_bytes().to_vec())
        .filter(|name| name != b".thumbox")
        .collect();
    made.sort();
    let mut expected = odd.map(<[u8]>::to_vec);
    // `.jpeg` became `.jpg`.
    expected[0].remove(253);
    expected.sort();
    assert_eq!(made, expected);
    // One that would be too long for the file system fails alone.
    let output = thumbox(
        folder.path(),
        ["resize", "in", "-o", "longer/{stem}-{width}xx.{ext}"],
    );
    assert_eq!(output.status.code(), Some(1));
    assert!(
        stderr(&output).contains("3 made, 1 failed (1 write)"),
        "{}",
        stderr(&output)
    );
}
