//! What `thumbox invoke` says where it cannot do what it is asked to.

mod program;

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::process::Command;

use program::buckets::{
    answer, files, fixture, invocation, invoke, notification, thumbnails, uploads, write_event,
};
use program::{lines, stderr, thumbox, unprivileged};
use serde_json::json;

#[test]
fn what_is_no_event_is_told() {
    let folder = uploads(&["a.jpg"]);
    fs::write(folder.path().join("event.json"), "{\"Records\": [").unwrap();
    let output = invoke(&folder, "event.json", &[]);
    assert_eq!(output.status.code(), Some(1));
    let told = stderr(&output);
    assert!(
        told.contains("event.json: this is not JSON (line 1, column 13); expected an event"),
        "{told}"
    );
    assert!(output.stdout.is_empty());
    let output = invoke(&folder, "event.json", &["--json"]);
    assert_eq!(lines(&output)[0]["error"]["kind"], "event");

    let output = invoke(&folder, "missing.json", &["--json"]);
    assert_eq!(lines(&output)[0]["error"]["kind"], "not-found");

    write_event(&folder, &json!({"source": "aws.ec2", "detail": {}}));
    let output = invoke(&folder, "event.json", &[]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(answer(&output)["errorType"], "Thumbox.Event");
    let told = stderr(&output);
    assert!(
        told.contains("found an object with [detail, source]"),
        "{told}"
    );
}

#[test]
fn hostile_keys_read_and_write_nothing_elsewhere() {
    let folder = uploads(&["a.jpg"]);
    symlink(folder.path(), folder.path().join("images/up")).unwrap();
    let absolute = folder.path().join("photo.jpg").display().to_string();
    let long = "x/".repeat(600) + "a.jpg";
    let long_name = "x".repeat(300);
    let keys = [
        "../photo.jpg",
        "a/../../photo.jpg",
        "./a.jpg",
        "up/photo.jpg",
        "a//b.jpg",
        "a\0.jpg",
        ".thumbox/lock",
        &absolute,
        &long_name,
    ];
    let before = files(&folder.path().join("images"));
    for key in keys {
        write_event(&folder, &json!({"bucket": "images", "key": key}));
        let output = invoke(&folder, "event.json", &[]);
        assert_eq!(output.status.code(), Some(1), "{key:?}");
        assert_eq!(answer(&output)["errorType"], "Thumbox.Permanent", "{key:?}");
        let told = stderr(&output);
        assert!(told.contains("rejected (key): "), "{key:?}: {told}");
    }
    // No object of S3 has these, so no event is about them.
    for key in ["", &long] {
        write_event(&folder, &json!({"bucket": "images", "key": key}));
        let output = invoke(&folder, "event.json", &[]);
        assert_eq!(output.status.code(), Some(1), "{key:?}");
        assert_eq!(answer(&output)["errorType"], "Thumbox.Event", "{key:?}");
        assert!(stderr(&output).contains("the key has "), "{key:?}");
    }
    assert!(thumbnails(&folder).is_empty());
    assert_eq!(before.len(), files(&folder.path().join("images")).len());
    // Nor does a recipe lead elsewhere.
    let recipe = json!({"output": {"key": "../{name}"}});
    let event = json!({"bucket": "images", "key": "a.jpg", "recipe": recipe});
    write_event(&folder, &event);
    let output = invoke(&folder, "event.json", &[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(!folder.path().join("a.jpg").exists());
}

#[test]
fn names_in_events_cannot_control_the_terminal() {
    let folder = uploads(&[]);
    write_event(
        &folder,
        &json!({"bucket": "\u{1b}[31m", "key": "\u{1b}[31m\n"}),
    );
    let told = stderr(&invoke(&folder, "event.json", &["--bucket", "a=images"]));
    assert!(!told.contains('\u{1b}'), "{told:?}");
}

#[test]
fn options_that_cannot_be_carried_out_are_wrong_usage() {
    let folder = uploads(&["a.jpg"]);
    fs::write(
        folder.path().join("bad.json"),
        r#"{"output": {"widht": 3}}"#,
    )
    .unwrap();
    let event = fixture("batch-2.0");
    let rows: [(&[&str], &str); 10] = [
        (&[], "required"),
        (
            &[&event, "--bucket", "images"],
            "such as images=photos/2026",
        ),
        (
            &[&event, "--source-dir", "nowhere"],
            "--source-dir nowhere: expected a folder",
        ),
        (&[&event, "--source-dir", "photo.jpg"], "this is a file"),
        (
            &[&event, "--dest-dir", "photo.jpg"],
            "photo.jpg is a file; name a folder",
        ),
        (
            &[&event, "--dest-dir", "photo.jpg/a"],
            "could not be created",
        ),
        (
            &[&event, "--bucket", "a=images", "--bucket", "a=images"],
            "has a folder already",
        ),
        (
            &[
                &event,
                "--source-dir",
                "images",
                "--dest-dir",
                "images/small",
            ],
            "give each a folder of its own",
        ),
        (
            &[&event, "--recipe", "bad.json"],
            "unknown field \"widht\"; did you mean width?",
        ),
        (&[&event, "--recipe", "none.json"], "there is no such file"),
    ];
    for (words, expected) in rows {
        let output = thumbox(folder.path(), ["invoke"].iter().chain(words));
        assert_eq!(output.status.code(), Some(2), "{words:?}");
        let told = stderr(&output);
        assert!(told.contains(expected), "{words:?}: {told}");
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn a_bucket_without_a_folder_is_named_with_the_option() {
    let folder = uploads(&["a.jpg"]);
    let output = thumbox(folder.path(), ["invoke", &fixture("batch-2.0")]);
    assert_eq!(output.status.code(), Some(1));
    let told = stderr(&output);
    assert!(
        told.contains("there is no bucket \"images\"; say which folder it is: --source-dir, --dest-dir or --bucket images=DIR"),
        "{told}"
    );
}

#[test]
fn a_folder_without_permission_is_told() {
    let folder = uploads(&["a.jpg"]);
    let destination = folder.path().join("images-resized");
    fs::create_dir(&destination).unwrap();
    fs::set_permissions(&destination, Permissions::from_mode(0o500)).unwrap();
    write_event(&folder, &notification("ObjectCreated:Put", &["a.jpg"]));
    let output = unprivileged(folder.path(), invocation("event.json"));
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(answer(&output)["errorType"], "Thumbox.Configuration");
    let told = stderr(&output);
    assert!(
        told.contains("failed (access-denied): writing to \"images-resized\" was refused"),
        "{told}"
    );
}

/// The SDK would be compiled and carried along for nothing.
#[test]
fn the_program_has_nothing_of_aws() {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--package", "host-cli", "--edges", "normal"])
        .args(["--prefix", "none", "--offline", "--locked"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    let tree = String::from_utf8_lossy(&output.stdout);
    assert!(tree.contains("host-lambda "), "{tree}{}", stderr(&output));
    let found: Vec<&str> = tree
        .lines()
        .filter(|line| line.starts_with("aws-") || line.starts_with("lambda_"))
        .collect();
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn thumbnails_whose_size_gives_them_the_same_key_do_not_replace_each_other() {
    let folder = uploads(&["a.jpg"]);
    let recipe = |width: u32| {
        format!(
            r#"{{"outputs": [
                {{"width": {width}, "format": "webp", "key": "{{stem}}-{{actual-width}}.{{ext}}"}},
                {{"width": 1280, "format": "webp", "quality": 5, "key": "{{stem}}-{{width}}.{{ext}}"}}
            ]}}"#
        )
    };
    let run = |width: u32| {
        fs::write(folder.path().join("recipe.json"), recipe(width)).unwrap();
        invoke(&folder, &fixture("batch-2.0"), &["--recipe", "recipe.json"])
    };
    let output = run(2000);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(answer(&output)["errorType"], "Thumbox.Configuration");
    let told = stderr(&output);
    let expected = "outputs 1 and 2 of this image would both be \"a-1280.webp\"";
    assert!(told.contains(expected), "{told}");
    assert!(thumbnails(&folder).is_empty());
    // Also where one of them is there already.
    assert_eq!(run(100).status.code(), Some(0));
    assert_eq!(thumbnails(&folder).len(), 2);
    let before = thumbnails(&folder);
    assert_eq!(run(2000).status.code(), Some(1));
    assert!(thumbnails(&folder) == before);
}
