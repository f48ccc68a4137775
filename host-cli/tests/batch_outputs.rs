//! What `thumbox resize` makes, what it leaves alone, and what it writes about that.

mod program;

use std::fs;
use std::sync::mpsc;
use std::time::{Duration, SystemTime};

use notify::event::{AccessKind, EventKind};
use notify::{RecursiveMode, Watcher as _};
use program::photos::{pairs, photos, resize};
use program::{folder, lines, names, stderr, thumbox};
use serde_json::Value;

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
    // Without receipts nothing is known but the bytes.
    assert_eq!(state("--format jpeg --no-receipts"), is("up-to-date"));
    assert_eq!(state("--format jpeg --no-receipts"), is("up-to-date"));
    assert_eq!(
        state("--format jpeg --no-receipts -W 64"),
        (Some(1), "newer".to_owned())
    );
}

#[test]
fn what_is_up_to_date_is_not_opened() {
    let folder = photos();
    let resize = |options: &[&str]| {
        let (told, events) = mpsc::channel();
        let mut watcher = notify::recommended_watcher(told).expect("a watcher");
        let photos = folder.path().join("photos");
        (watcher.watch(&photos, RecursiveMode::Recursive)).expect("a watched folder");
        let made = thumbox(
            folder.path(),
            [&["resize", "photos", "-o", "out"], options].concat(),
        );
        drop(watcher);
        let opened = |event: Result<notify::Event, _>| {
            let event = event.expect("an event");
            let is_opened = matches!(event.kind, EventKind::Access(AccessKind::Open(_)));
            is_opened && event.paths.iter().any(|path| path.is_file())
        };
        (made.status.code(), events.into_iter().any(opened))
    };
    assert_eq!(resize(&[]), (Some(0), true));
    // Its format is its source's, and the receipt has it.
    assert_eq!(resize(&[]), (Some(0), false));
    assert_eq!(resize(&["--force"]), (Some(0), true));
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
        stderr(&output).contains(
            "out/a.jpg is newer than photos/a.jpg, and it has no receipt; if it may be replaced, such as an output of an \
             earlier run, use --force"
        ),
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
    let pictures = manifest["images"].as_array().expect("a list");
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

/// What `kill -9` may leave: a result without its note, of this run or of one with other options; and temporary files.
#[test]
fn what_a_killed_run_has_left_blocks_nothing() {
    let folder = photos();
    let at = |name: &str| folder.path().join(name);
    let state = |options: &str| {
        let (code, told) = resize(folder.path(), &format!("photos/a.jpg -o out {options}"));
        (code, told[0].1.clone())
    };
    let is = |state: &str| (Some(0), state.to_owned());
    assert_eq!(state(""), is("made"));
    let note = || {
        let notes = fs::read_dir(at("out/.thumbox")).expect("notes");
        let mut paths = notes.map(|entry| entry.expect("a note").path());
        paths
            .find(|path| path.extension() == Some("json".as_ref()))
            .expect("a note")
    };
    // Between the result and its note, with nothing noted before.
    fs::remove_file(note()).expect("the note");
    assert_eq!(state(""), is("up-to-date"));
    assert_eq!(state("-W 64"), is("made"));

    // Between the two, where the note that is there is about another result.
    let (old, small) = (
        fs::read(note()).unwrap(),
        fs::read(at("out/a.jpg")).unwrap(),
    );
    assert_eq!(state("-W 96"), is("made"));
    let path = note();
    fs::rename(&path, path.with_extension("announced")).expect("an announced note");
    fs::write(path, &old).expect("the old note");
    assert_eq!(state("-W 32"), is("made"));
    assert_ne!(fs::read(at("out/a.jpg")).unwrap(), small);

    // A file of which the system has kept the name alone.
    fs::write(at("out/a.jpg"), "").expect("an empty file");
    fs::remove_file(note()).expect("the note");
    assert_eq!(state("-W 32"), is("made"));

    let old = at("out/.thumbox-old");
    let new = at("out/.thumbox-new");
    for path in [&old, &new] {
        fs::write(path, "half of a picture").expect("a file");
    }
    let file = fs::File::options()
        .append(true)
        .open(&old)
        .expect("the file");
    file.set_modified(SystemTime::now() - Duration::from_secs(7200))
        .expect("a time");
    assert_eq!(state("-W 40"), is("made"));
    assert!(!old.exists() && new.exists());
}

/// `make` compares times alone.
#[test]
fn a_result_is_newer_than_its_picture_after_a_run() {
    let folder = photos();
    let at = |name: &str| folder.path().join(name);
    let run = || resize(folder.path(), "photos/a.jpg -o out").1[0].1.clone();
    assert_eq!(run(), "made");
    let hour = Duration::from_secs(3600);
    let set = |name: &str, ago: Duration| {
        let file = fs::File::options()
            .append(true)
            .open(at(name))
            .expect("the file");
        file.set_modified(SystemTime::now() - ago).expect("a time");
    };
    let modified = |name: &str| fs::metadata(at(name)).unwrap().modified().unwrap();
    set("out/a.jpg", 2 * hour);
    set("photos/a.jpg", hour);
    assert_eq!(run(), "up-to-date");
    assert!(modified("out/a.jpg") > modified("photos/a.jpg"));
}

/// Equal in size and time, as `cp --preserve` makes it.
#[test]
fn a_picture_with_the_time_of_another_is_another() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.ppm");
    let run = || resize(folder.path(), "a.ppm -o out").1[0].1.clone();
    let pixel = |color: &str| fs::write(&path, format!("P6 1 1 255\n{color}")).unwrap();
    pixel("abc");
    let time = fs::metadata(&path).unwrap().modified().unwrap();
    assert_eq!(run(), "made");
    pixel("xyz");
    let file = fs::File::options().append(true).open(&path).unwrap();
    file.set_modified(time).unwrap();
    assert_eq!(run(), "made");
    assert_eq!(run(), "up-to-date");
}

#[test]
fn outputs_of_images_that_are_gone_are_removed_where_that_is_asked_for() {
    let folder = photos();
    let at = |name: &str| folder.path().join(name);
    fs::create_dir_all(at("photos/old")).unwrap();
    for name in ["b.jpg", "old/c.jpg", "old/d.jpg"] {
        fs::copy(at("photos/a.jpg"), at("photos").join(name)).unwrap();
    }
    fs::create_dir(at("others")).unwrap();
    fs::copy(at("photos/a.jpg"), at("others/e.jpg")).unwrap();
    resize(folder.path(), "photos others -o out");
    fs::remove_file(at("photos/b.jpg")).unwrap();
    fs::remove_dir_all(at("photos/old")).unwrap();
    fs::remove_file(at("others/e.jpg")).unwrap();
    fs::write(at("out/b.jpg"), "mine").unwrap();
    let states = |words: &str| {
        let mut states = resize(folder.path(), words).1;
        states.retain(|(_, state)| state == "removed");
        states.sort();
        states
    };
    assert_eq!(states("photos -o out"), []);
    // Not what somebody has changed, nor what is of a folder that was not named.
    let removed = pairs(&[
        ("photos/old/c.jpg", "removed"),
        ("photos/old/d.jpg", "removed"),
    ]);
    assert_eq!(states("photos -o out --prune"), removed);
    assert!(!at("out/old").exists() && at("out/b.jpg").exists() && at("out/e.jpg").exists());
    assert_eq!(states("photos -o out --prune"), []);
    // A folder that is not there has lost nothing.
    fs::remove_dir_all(at("photos")).unwrap();
    assert_eq!(states("photos -o out --prune"), []);
    assert!(at("out/a.jpg").exists());
}

#[test]
fn a_dry_run_tells_and_writes_nothing() {
    let folder = photos();
    let at = |name: &str| folder.path().join(name);
    let dry = || resize(folder.path(), "photos -o out --dry-run");
    let told = |state: &str| (Some(0), pairs(&[("photos/a.jpg", state)]));
    let (code, mut first) = dry();
    first.retain(|(input, _)| input == "photos/a.jpg");
    assert_eq!((code, first), told("to-make"));
    assert!(!at("out").exists());
    resize(folder.path(), "photos -o out");
    let (code, mut second) = dry();
    second.retain(|(input, _)| input == "photos/a.jpg");
    assert_eq!((code, second), told("up-to-date"));
    let output = thumbox(
        folder.path(),
        [
            "resize",
            "photos/a.jpg",
            "-o",
            "out",
            "-W",
            "9",
            "--dry-run",
        ],
    );
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        "photos/a.jpg -> out/a.jpg  to make\n"
    );
    let told = stderr(&output);
    assert!(
        told.contains("1 to make, 0 up to date; nothing was written"),
        "{told}"
    );
}
