//! `thumbox verify`: results are made again, and every difference is named.

mod program;

use std::fs;
use std::path::Path;
use std::process::Output;

use program::reproduced::{invoked, note, only};
use program::{folder, stderr, thumbox};
use serde_json::{Value, json};
use tempfile::TempDir;

/// A folder with the pictures in `in`, and what `thumbox resize` makes of them in `out`.
fn results(options: &[&str]) -> TempDir {
    let folder = folder();
    let inside = folder.path().join("in/summer");
    fs::create_dir_all(&inside).unwrap();
    fs::rename(folder.path().join("photo.jpg"), inside.join("photo.jpg")).unwrap();
    for name in ["drawing.png", "moving.gif"] {
        fs::rename(
            folder.path().join(name),
            folder.path().join("in").join(name),
        )
        .unwrap();
    }
    let command = ["resize", "in", "-o", "out"];
    let output = thumbox(folder.path(), command.iter().chain(options));
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    folder
}

fn verify(folder: &TempDir, arguments: &[&str]) -> Output {
    thumbox(folder.path(), ["verify"].iter().chain(arguments))
}

fn edit(path: &Path, change: impl FnOnce(&mut Value)) {
    let mut value: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    change(&mut value);
    fs::write(path, value.to_string()).unwrap();
}

#[test]
fn what_nobody_has_touched_is_identical() {
    let folder = results(&[]);
    let output = verify(&folder, &["out"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        "out/drawing.png: identical\nout/moving.gif: identical\nout/summer/photo.jpg: identical\n"
    );
    assert_eq!(stderr(&output), "thumbox: 3 identical, 0 differ\n");
    // From elsewhere, the pictures are found all the same.
    let inside = folder.path().join("out/summer");
    let output = thumbox(&inside, ["verify", "photo.jpg", "../moving.gif"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
}

#[test]
fn names_of_any_template_are_found_and_every_size_is_checked() {
    let folder = results(&[]);
    let template = "web/{width}/{dir}/{stem}.{ext}";
    let command = [
        "resize", "in", "-o", template, "--size", "64x64", "--size", "32x32",
    ];
    assert_eq!(thumbox(folder.path(), command).status.code(), Some(0));
    let output = verify(&folder, &["web"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert!(stderr(&output).contains("6 identical"), "{output:?}");
}

#[test]
fn a_result_that_was_edited_is_told() {
    let folder = results(&[]);
    let path = folder.path().join("out/summer/photo.jpg");
    let mut bytes = fs::read(&path).unwrap();
    bytes.push(0);
    fs::write(&path, &bytes).unwrap();
    let output = verify(&folder, &["--json", "out/summer/photo.jpg"]);
    let (line, parts) = only(&output, "differs");
    assert_eq!(parts, ["output"]);
    assert_eq!(line["sha256"], recipe::sha256(&bytes));
    bytes.pop();
    assert_eq!(line["recomputed"], recipe::sha256(&bytes));
    // The others are checked too.
    let output = verify(&folder, &["out"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        stderr(&output).contains("2 identical, 1 differs"),
        "{output:?}"
    );
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        told.contains(
            "photo.jpg: differs: output: the file was modified after it was written (SHA-256 "
        ),
        "{told}"
    );
    // A result that is gone.
    fs::remove_file(&path).unwrap();
    let (line, _) = only(
        &verify(&folder, &["--json", "out/summer/photo.jpg"]),
        "unchecked",
    );
    assert_eq!(line["error"]["kind"], "not-found");
}

#[test]
fn a_picture_that_was_edited_or_broken_or_lost_is_told() {
    let folder = results(&["-W", "64"]);
    let photo = folder.path().join("in/summer/photo.jpg");
    let original = fs::read(&photo).unwrap();
    let check = |state: &str| {
        let output = verify(&folder, &["--json", "out/summer/photo.jpg"]);
        only(&output, state)
    };
    fs::copy(folder.path().join("in/drawing.png"), &photo).unwrap();
    let (line, parts) = check("differs");
    assert_eq!(
        (parts, &line["error"]),
        (vec!["source".to_owned()], &Value::Null)
    );

    // Bytes behind the end of the picture change its digest, and not what is made of it.
    fs::write(&photo, [&original[..], b"more"].concat()).unwrap();
    let (_, parts) = check("identical");
    assert_eq!(parts, ["source"]);

    fs::write(&photo, b"no picture").unwrap();
    let (line, parts) = check("differs");
    assert_eq!(parts, ["source"]);
    assert_eq!(line["error"]["kind"], "unsupported-format");
    let output = verify(&folder, &["out/summer/photo.jpg"]);
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        told.contains("; and the output cannot be made again: "),
        "{told}"
    );

    fs::remove_file(&photo).unwrap();
    let (line, _) = check("unchecked");
    assert_eq!(line["error"]["kind"], "no-source");
    // By its name in another folder, and by its digest.
    for name in ["archive/summer/photo.jpg", "archive/other-name"] {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, &original).unwrap();
        let arguments = ["--json", "out/summer/photo.jpg", "--source", "archive"];
        let (line, parts) = only(&verify(&folder, &arguments), "identical");
        assert_eq!(line["source"], name);
        assert!(parts.is_empty());
        fs::remove_file(&path).unwrap();
    }
}

#[test]
fn another_recipe_or_component_is_told() {
    let folder = results(&["-W", "64", "-q", "80"]);
    let write = |text: &str| fs::write(folder.path().join("recipe.json"), text).unwrap();
    let check = |state: &str| {
        let arguments = ["--json", "out/summer/photo.jpg", "--recipe", "recipe.json"];
        only(&verify(&folder, &arguments), state).1
    };
    write(r#"{"output": {"width": 64, "quality": 80}}"#);
    assert!(check("identical").is_empty());
    write(r#"{"output": {"width": 64, "quality": 70}}"#);
    assert_eq!(check("differs"), ["recipe"]);
    // One that gives the same bytes.
    write(r#"{"outputs": [{"width": 64, "quality": 80, "cache-control": "no-cache"}]}"#);
    assert_eq!(check("identical"), ["recipe"]);

    let note = note(&folder.path().join("out"), "summer/photo.jpg");
    edit(&note, |note| note["component"] = json!("0".repeat(64)));
    let output = verify(&folder, &["--json", "out/summer/photo.jpg"]);
    assert_eq!(only(&output, "identical").1, ["component"]);
    // And everything at once.
    write(r#"{"output": {"width": 32}}"#);
    fs::copy(
        folder.path().join("in/drawing.png"),
        folder.path().join("in/summer/photo.jpg"),
    )
    .unwrap();
    fs::write(folder.path().join("out/summer/photo.jpg"), b"x").unwrap();
    assert_eq!(
        check("differs"),
        ["component", "recipe", "source", "output"]
    );
}

#[test]
fn what_has_no_note_cannot_be_checked() {
    let folder = results(&["--no-receipts"]);
    let (line, _) = only(
        &verify(&folder, &["--json", "out/drawing.png"]),
        "unchecked",
    );
    assert_eq!(line["error"]["kind"], "no-note");
    fs::create_dir(folder.path().join("empty")).unwrap();
    let (line, _) = only(&verify(&folder, &["--json", "empty"]), "unchecked");
    let told = line["error"]["message"].as_str().unwrap();
    assert!(told.contains("no outputs in this folder"), "{told}");
    // A note that is none.
    fs::create_dir(folder.path().join("out/.thumbox")).unwrap();
    fs::write(note(&folder.path().join("out"), "drawing.png"), "{").unwrap();
    let (line, _) = only(
        &verify(&folder, &["--json", "out/drawing.png"]),
        "unchecked",
    );
    let told = line["error"]["message"].as_str().unwrap();
    assert!(told.contains("is not valid"), "{told}");
    let output = verify(&folder, &["out"]);
    assert!(
        stderr(&output).contains("0 identical, 0 differ, 3 cannot be checked"),
        "{output:?}"
    );
}

#[test]
fn pictures_beside_their_results_are_no_results() {
    let folder = folder();
    let command = ["resize", "photo.jpg", "-o", "./{stem}-small.{ext}"];
    assert_eq!(thumbox(folder.path(), command).status.code(), Some(0));
    fs::remove_file(folder.path().join("moving.gif")).unwrap();
    fs::remove_file(folder.path().join("drawing.png")).unwrap();
    let (line, _) = only(&verify(&folder, &["--json", "."]), "identical");
    assert_eq!(line["output"], "./photo-small.jpg");
}

#[test]
fn wrong_usage_is_told_before_any_work() {
    let folder = results(&[]);
    for (arguments, told) in [
        (&["out", "--source", "nowhere"][..], "there is no nowhere"),
        (&["out", "--recipe", "nowhere"], "the recipe nowhere"),
        (&[], "OUT"),
    ] {
        let output = verify(&folder, arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(stderr(&output).contains(told), "{}", stderr(&output));
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn results_of_the_handler_are_verified() {
    let folder = invoked(None);
    let arguments = ["--json", "images-resized", "--source", "images"];
    assert!(only(&verify(&folder, &arguments), "identical").1.is_empty());
    let (line, _) = only(&verify(&folder, &["--json", "images-resized"]), "unchecked");
    assert_eq!(line["error"]["kind"], "no-source");

    let folder = invoked(Some(
        r#"{"outputs": [{"width": 64, "key": "small/{stem}-64.jpg"}]}"#,
    ));
    let (line, _) = only(&verify(&folder, &arguments), "unchecked");
    assert_eq!(line["error"]["kind"], "recipe");
    let arguments = [&arguments[..], &["--recipe", "recipe.json"]].concat();
    let (line, parts) = only(&verify(&folder, &arguments), "identical");
    assert_eq!(line["output"], "images-resized/small/a-64.jpg");
    assert_eq!(line["source"], "images/a.jpg");
    assert!(parts.is_empty());

    let result = folder.path().join("images-resized/small/a-64.jpg");
    fs::write(&result, b"x").unwrap();
    assert_eq!(only(&verify(&folder, &arguments), "differs").1, ["output"]);
}
