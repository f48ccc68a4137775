//! `thumbox recipe`, run as a user runs it.

mod program;

use std::fs;
use std::path::Path;

use program::{folder, lines, names, stderr, thumbox, thumbox_told};
use recipe::{Notation, Preset, Recipe};

fn stdout(output: &std::process::Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn file(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).expect(name)
}

#[test]
fn recipes_are_checked_and_mistakes_told_with_their_place() {
    let folder = folder();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write(
        "good.json",
        r#"{"outputs": [{"width": 800, "key": "{stem}-{width}.{ext}"}, {"width": 200, "format": "webp", "bucket": "small", "include": ["*.png", "a/**"]}]}"#,
    );
    write("bad.json", "{\"output\":\n  {\"widht\": 800}\n}");
    let names = ["good.json", "bad.json", "missing.json"];
    let output = thumbox(folder.path(), ["recipe", "check"].iter().chain(&names));
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        "good.json: ok\n  {bucket}-resized/{stem}-{width}.{ext}  800 wide, any height, inside, source's format\n  small/{key}  200 wide, any height, inside, webp  include *.png, a/**\n"
    );
    let told = stderr(&output);
    assert!(
        told.contains(
            "thumbox: bad.json: line 2, column 4: unknown field \"widht\"; did you mean width?"
        ),
        "{told}"
    );
    assert!(
        told.contains("thumbox: missing.json: there is no such file"),
        "{told}"
    );

    let output = thumbox(
        folder.path(),
        ["recipe", "check", "--json"].iter().chain(&names),
    );
    let lines = lines(&output);
    assert_eq!(lines[0]["outputs"][1]["bucket"], "small");
    assert_eq!(lines[0]["outputs"][0]["digest"].as_str().unwrap().len(), 64);
    assert_eq!(lines[1]["error"]["kind"], "recipe");
    assert_eq!(lines[2]["error"]["kind"], "not-found");
}

#[test]
fn toml_is_checked_as_json_is_and_may_come_on_standard_input() {
    let folder = tempfile::tempdir().unwrap();
    let good = "[[outputs]]\nwidth = 800\nkey = \"{stem}-{width}.{ext}\"\n";
    fs::write(folder.path().join("good.toml"), good).unwrap();
    fs::write(folder.path().join("empty.toml"), "\n").unwrap();
    let json = Recipe::read(good).unwrap().write(Notation::Json).unwrap();
    let output = thumbox_told(
        folder.path(),
        ["recipe", "check", "--json", "good.toml", "-", "empty.toml"],
        &json,
    );
    assert_eq!(output.status.code(), Some(1));
    let lines = lines(&output);
    assert_eq!(lines[1]["recipe"], "-");
    // Receipts have the digest, which is of what the recipe means.
    assert_eq!(lines[0]["outputs"], lines[1]["outputs"]);
    let empty = lines[2]["error"]["message"].as_str().unwrap();
    assert!(empty.contains("the text is empty"), "{empty}");

    let wrong = "# ours\n[output]\nwidth = 0";
    let output = thumbox_told(folder.path(), ["recipe", "check", "-"], wrong);
    assert_eq!(
        stderr(&output),
        "thumbox: -: line 3, column 9: width is 0; expected a whole number from 1 to 16384\n"
    );
    let endless = "#".repeat(2 << 20);
    let output = thumbox_told(
        folder.path(),
        ["recipe", "show", "-"],
        &endless[..(1 << 20) + 1],
    );
    assert!(stderr(&output).contains("more than 1048576 bytes"));
}

#[test]
fn a_recipe_to_start_from_can_be_carried_out() {
    let folder = tempfile::tempdir().unwrap();
    for preset in Preset::ALL {
        let output = thumbox(folder.path(), ["recipe", "init", preset.name()]);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        assert_eq!(stdout(&output), preset.text());
        let name = format!("{preset}.json");
        let output = thumbox(
            folder.path(),
            ["recipe", "init", preset.name(), "-o", &name],
        );
        assert_eq!(
            stdout(&output),
            format!("{name}: {preset}, {}\n", preset.description())
        );
        let text = file(folder.path(), &name);
        assert_eq!(Notation::of(&text), Notation::Json);
        assert_eq!(Recipe::read(&text), Ok(preset.recipe()));
    }
    let lab = stdout(&thumbox(folder.path(), ["recipe", "init", "-o", "-"]));
    assert_eq!(lab, Preset::Lab.text());
    let asked = ["recipe", "init", "--format", "json"];
    let json = stdout(&thumbox(folder.path(), asked));
    assert_eq!(json, Preset::Lab.recipe().write(Notation::Json).unwrap());

    let help = stdout(&thumbox(folder.path(), ["recipe", "init", "--help"]));
    for preset in Preset::ALL {
        assert!(help.contains(preset.description()), "{help}");
    }
    let output = thumbox(folder.path(), ["recipe", "init", "wbe"]);
    assert_eq!(output.status.code(), Some(2));
    let told = stderr(&output);
    assert!(
        told.contains("expected one of lab, web, avatar, responsive"),
        "{told}"
    );
}

#[test]
fn a_file_that_is_there_is_replaced_only_where_asked() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("thumbs.toml"), "mine").unwrap();
    let init = ["recipe", "init", "web", "-o", "thumbs.toml"];
    let output = thumbox(folder.path(), init);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        stderr(&output),
        "thumbox: thumbs.toml: this file already exists; name another one, or replace it with --force\n"
    );
    assert_eq!(file(folder.path(), "thumbs.toml"), "mine");
    let output = thumbox(folder.path(), init.iter().chain(&["--force"]));
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(file(folder.path(), "thumbs.toml"), Preset::Web.text());
    assert_eq!(names(folder.path()), ["thumbs.toml"]);

    let output = thumbox(folder.path(), ["recipe", "init", "-o", "missing/a.toml"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("missing/a.toml could not be written: "));
}

#[test]
fn json_becomes_toml_and_back() {
    let folder = tempfile::tempdir().unwrap();
    let json = r#"{"output": {"width": 800, "max-bytes": "20kB"}, "include": ["*.jpg"]}"#;
    fs::write(folder.path().join("thumbs.json"), json).unwrap();
    let output = thumbox(folder.path(), ["recipe", "show", "thumbs.json"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let toml = stdout(&output);
    assert_eq!(
        toml,
        "include = [\"*.jpg\"]\n\n[[outputs]]\nwidth = 800\nmax-bytes = 20000\n"
    );
    let back = ["recipe", "show", "-", "--format", "json"];
    let again = stdout(&thumbox_told(folder.path(), back, &toml));
    assert_eq!(Notation::of(&again), Notation::Json);
    assert_eq!(Recipe::read(&again), Recipe::read(json));
}

#[test]
fn a_preset_is_shown_unless_a_file_has_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let show = |name: &str| thumbox(folder.path(), ["recipe", "show", name]);
    assert_eq!(
        stdout(&show("web")),
        Preset::Web.recipe().write(Notation::Toml).unwrap()
    );
    fs::write(folder.path().join("web"), "output.width = 5").unwrap();
    assert_eq!(stdout(&show("web")), "[[outputs]]\nwidth = 5\n");
    for (name, told) in [
        (
            "wbe",
            "there is no such file, and no such preset; presets are lab, web, avatar, responsive",
        ),
        ("./lab", "there is no such file"),
        ("lab.toml", "there is no such file"),
    ] {
        let output = show(name);
        assert_eq!(output.status.code(), Some(1));
        assert_eq!(stderr(&output), format!("thumbox: {name}: {told}\n"));
    }
    let output = thumbox(folder.path(), ["recipe", "check", "lab"]);
    assert!(
        stdout(&output).starts_with("lab: ok\n"),
        "{}",
        stderr(&output)
    );
}

const BY_KEY: &str = r#"
[[outputs]]
width = 16
format = "webp"
exclude = ["avatars/**", "*.txt"]

[[outputs]]
width = 8
format = "webp"
include = ["avatars/**"]
"#;

#[test]
fn pictures_get_the_outputs_that_are_for_their_names() {
    let folder = folder();
    let path = |name: &str| folder.path().join(name);
    fs::create_dir_all(path("in/avatars")).unwrap();
    for name in ["in/a.jpg", "in/avatars/me.jpg", "in/c.txt"] {
        fs::copy(path("photo.jpg"), path(name)).unwrap();
    }
    fs::write(path("r.toml"), BY_KEY).unwrap();
    let resized = |input: &str| {
        let words = [
            "resize", input, "--recipe", "r.toml", "-o", "out", "--all", "--json",
        ];
        let output = thumbox(folder.path(), words);
        let made: Vec<(String, Option<u64>)> = lines(&output)
            .iter()
            .map(|line| {
                let place = match line["state"].as_str() {
                    Some("left-out") => line["input"].as_str(),
                    _ => line["output"].as_str(),
                };
                (place.unwrap().to_owned(), line["width"].as_u64())
            })
            .collect();
        (output.status.code(), made, stderr(&output))
    };
    let (code, mut made, told) = resized("in");
    made.sort();
    let expected = [
        ("in/c.txt".to_owned(), None),
        ("out/a.webp".to_owned(), Some(16)),
        ("out/avatars/me.webp".to_owned(), Some(8)),
    ];
    assert_eq!((code, made.as_slice()), (Some(0), &expected[..]), "{told}");

    // The name is what is written, from the folder that is named on.
    let (_, made, _) = resized("in/avatars");
    assert_eq!(made, [("out/me.webp".to_owned(), Some(16))]);
    let (code, made, _) = resized("in/c.txt");
    assert_eq!((code, made), (Some(0), vec![("in/c.txt".to_owned(), None)]));

    // Both are for it, under one name.
    let both = BY_KEY.replace(
        "exclude = [\"avatars/**\", \"*.txt\"]",
        "exclude = [\"*.txt\"]",
    );
    fs::write(path("r.toml"), both).unwrap();
    let (code, _, told) = resized("in");
    assert_eq!(code, Some(2), "{told}");
    let expected =
        "outputs 1 and 2 of in/avatars/me.jpg would both be written to out/avatars/me.webp";
    assert!(told.contains(expected), "{told}");
}
