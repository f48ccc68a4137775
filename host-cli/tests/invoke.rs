//! `thumbox invoke` with the events that the function's own tests have.

mod program;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use program::buckets::{
    answer, files, fixture, invoke, notification, resized, thumbnails, uploads, write_event,
};
use program::{stderr, thumbox, thumbox_told};
use serde_json::{Value, json};

const SUMMER: &str = "summer 1+1/Zoë.jpg";
const PERCENT: &str = "100% 1+1/Zoë.jpg";

#[test]
fn every_shape_of_event_gives_the_bytes_of_resize_and_nothing_the_second_time() {
    let rows: [(&str, &[&str]); 11] = [
        ("s3-console-test", &["test/key"]),
        ("s3-created", &[SUMMER]),
        ("sns", &[SUMMER]),
        ("sqs", &["a.jpg", "b.jpg", SUMMER]),
        ("sqs-sns", &[SUMMER]),
        ("sqs-eventbridge", &[PERCENT]),
        ("sqs-sns-eventbridge", &[PERCENT]),
        ("eventbridge-created", &[PERCENT]),
        ("batch-1.0", &[SUMMER]),
        ("batch-2.0", &["a.jpg"]),
        ("direct", &[SUMMER]),
    ];
    for (event, keys) in rows {
        let folder = uploads(keys);
        let output = invoke(&folder, &fixture(event), &[]);
        assert_eq!(
            output.status.code(),
            Some(0),
            "{event}: {}",
            stderr(&output)
        );
        let expected = resized(&folder, &[]);
        let expected = keys.iter().map(|key| ((*key).to_owned(), expected.clone()));
        assert!(
            thumbnails(&folder) == expected.collect::<BTreeMap<_, _>>(),
            "{event}: {}",
            stderr(&output)
        );
        let before = files(folder.path());
        let output = invoke(&folder, &fixture(event), &[]);
        assert_eq!(output.status.code(), Some(0), "{event}");
        assert!(stderr(&output).contains("skipped"), "{event}");
        assert!(before == files(folder.path()), "{event} wrote again");
    }
}

#[test]
fn answers_are_those_that_senders_get() {
    let folder = uploads(&["a.jpg", "b.jpg", SUMMER]);
    let said = |event: &str| answer(&invoke(&folder, &fixture(event), &[]));
    assert_eq!(said("s3-created")["created"], 1);
    assert_eq!(said("sqs"), json!({"batchItemFailures": []}));
    assert_eq!(said("batch-2.0")["results"][0]["resultCode"], "Succeeded");
    assert_eq!(said("direct")["outputs"][0]["key"], SUMMER);
    assert_eq!(said("s3-test")["ignored"], 1);
}

#[test]
fn an_event_may_bring_its_own_recipe_and_come_by_standard_input() {
    let folder = uploads(&["a.jpg"]);
    let event = fs::read_to_string(fixture("direct-recipe")).unwrap();
    let command = [
        "invoke",
        "-",
        "--source-dir",
        "images",
        "--dest-dir",
        "images-resized",
    ];
    let output = thumbox_told(folder.path(), command, &event);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(answer(&output)["outputs"][0]["width"], 64);
    let expected = BTreeMap::from([("small/a.jpg".to_owned(), resized(&folder, &["-W", "64"]))]);
    assert!(thumbnails(&folder) == expected);
}

#[test]
fn a_recipe_says_buckets_names_and_headers() {
    let folder = uploads(&["a.jpg"]);
    let recipe = r#"{"outputs": [
        {"width": 64, "key": "{stem}-{width}.{ext}", "format": "jpeg", "cache-control": "max-age=60", "content-disposition": "inline", "tags": {"a": "b"}},
        {"width": 32, "bucket": "tiny"}
    ]}"#;
    fs::write(folder.path().join("recipe.json"), recipe).unwrap();
    let run = |options: &[&str]| {
        let options = [&["--recipe", "recipe.json"], options].concat();
        invoke(&folder, &fixture("batch-2.0"), &options)
    };
    let output = run(&[]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(answer(&output)["errorType"], "Thumbox.Configuration");
    let told = stderr(&output);
    assert!(told.contains("there is no bucket \"tiny\""), "{told}");
    assert!(told.contains("--bucket tiny=DIR"), "{told}");
    assert!(thumbnails(&folder).is_empty());

    fs::create_dir(folder.path().join("3")).unwrap();
    let output = run(&["--bucket", "tiny=3"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let expected = BTreeMap::from([("a-64.jpg".to_owned(), resized(&folder, &["-W", "64"]))]);
    assert!(thumbnails(&folder) == expected);
    let tiny = fs::read(folder.path().join("3/a.jpg")).unwrap();
    assert!(tiny == resized(&folder, &["-W", "32"]));
    let notes = files(&folder.path().join("images-resized/.thumbox"));
    let note = notes.iter().find(|(path, _)| path.extension().is_some());
    let note: Value = serde_json::from_slice(&note.unwrap().1.1).unwrap();
    assert_eq!(note["key"], "a-64.jpg");
    assert_eq!(note["content-type"], "image/jpeg");
    assert_eq!(note["cache-control"], "max-age=60");
    assert_eq!(note["content-disposition"], "inline");
    assert_eq!(note["tags"], json!({"a": "b"}));
    assert_eq!(note["metadata"]["thumbox-sequencer"], Value::Null);
    assert_eq!(
        note["metadata"]["thumbox-receipt"].as_str().unwrap().len(),
        64
    );
}

#[test]
fn a_picture_that_has_changed_is_made_again() {
    let folder = uploads(&["test/key"]);
    let event = fixture("s3-console-test");
    invoke(&folder, &event, &[]);
    let before = thumbnails(&folder);
    fs::copy(
        folder.path().join("drawing.png"),
        folder.path().join("images/test/key"),
    )
    .unwrap();
    assert_eq!(answer(&invoke(&folder, &event, &[]))["created"], 1);
    assert!(thumbnails(&folder)["test/key"] != before["test/key"]);
}

#[test]
fn a_deleted_upload_takes_its_thumbnail_with_it() {
    let folder = uploads(&[SUMMER]);
    fs::write(folder.path().join("recipe.json"), r#"{"deletions": true}"#).unwrap();
    let said = |event: &str| {
        let output = invoke(&folder, &fixture(event), &["--recipe", "recipe.json"]);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        answer(&output)
    };
    assert_eq!(said("s3-created")["created"], 1);
    // The event says so, but the upload is there.
    assert_eq!(said("s3-removed")["skipped"], 1);
    fs::remove_file(folder.path().join("images").join(SUMMER)).unwrap();
    assert_eq!(said("s3-removed")["removed"], 1);
    let left = files(&folder.path().join("images-resized"));
    assert_eq!(left.len(), 1, "{:?}", left.keys());
    assert_eq!(said("s3-removed")["skipped"], 1);
}

#[test]
fn one_bad_upload_does_not_stop_the_others() {
    let folder = uploads(&["a.jpg", "b.jpg"]);
    fs::write(folder.path().join("images/bad.jpg"), b"no picture").unwrap();
    let keys = ["bad.jpg", "a.jpg", "missing.jpg", "..%2Fphoto.jpg", "b.jpg"];
    write_event(&folder, &notification("ObjectCreated:Put", &keys));
    let output = invoke(&folder, "event.json", &[]);
    assert_eq!(output.status.code(), Some(1));
    let answer = answer(&output);
    assert_eq!(
        (&answer["created"], &answer["rejected"]),
        (&json!(2), &json!(3))
    );
    let names: Vec<String> = thumbnails(&folder).into_keys().collect();
    assert_eq!(names, ["a.jpg", "b.jpg"]);
    let told = stderr(&output);
    assert_eq!(told.lines().count(), 5, "{told}");
    for part in [
        "images/bad.jpg: rejected (unsupported-format): ",
        "images/missing.jpg: rejected (source-gone): the object is no longer there; expected the file ",
        "images/../photo.jpg: rejected (key): ",
        "images/a.jpg: created: images-resized/a.jpg 128 x 85 jpeg, ",
    ] {
        assert!(told.contains(part), "{told}");
    }
}

#[test]
fn json_has_the_lines_of_the_function() {
    let folder = uploads(&["a.jpg"]);
    let output = invoke(&folder, &fixture("batch-2.0"), &["--json"]);
    assert_eq!(
        output.stdout.iter().filter(|byte| **byte == b'\n').count(),
        1
    );
    assert_eq!(answer(&output)["results"][0]["resultCode"], "Succeeded");
    let lines: Vec<Value> = stderr(&output)
        .lines()
        .map(|line| serde_json::from_str(line).expect(line))
        .collect();
    assert_eq!(lines[0]["fields"]["decision"], "created");
    assert_eq!(lines[0]["level"], "INFO");
    assert_eq!(lines[1]["ImagesResized"], 1);
    assert_eq!(lines.len(), 2);
}

#[test]
fn the_log_says_the_score_that_decided_the_quality() {
    let folder = uploads(&["a.jpg"]);
    let recipe = r#"{"output": {"width": 128, "quality": "score=90"}}"#;
    fs::write(folder.path().join("score.json"), recipe).unwrap();
    let output = invoke(
        &folder,
        &fixture("batch-2.0"),
        &["--json", "--recipe", "score.json"],
    );
    let told = stderr(&output);
    let line: Value = serde_json::from_str(told.lines().next().expect("a line")).expect(&told);
    assert!(line["fields"]["score"].as_f64() >= Some(90.0), "{told}");
    assert_eq!(line["fields"]["quality_by"], "score", "{told}");
}

#[test]
fn of_several_runs_at_once_one_writes() {
    let keys = ["a.jpg", "b.jpg", "c/d.jpg"];
    let folder = uploads(&keys);
    write_event(&folder, &notification("ObjectCreated:Put", &keys));
    let created: u64 = std::thread::scope(|scope| {
        let run = || {
            let output = invoke(&folder, "event.json", &[]);
            assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
            answer(&output)["created"].as_u64().unwrap()
        };
        let runs: Vec<_> = (0..4).map(|_| scope.spawn(run)).collect();
        runs.into_iter().map(|run| run.join().unwrap()).sum()
    });
    assert_eq!(created, 3);
    let expected = resized(&folder, &[]);
    assert!(thumbnails(&folder).values().all(|bytes| *bytes == expected));
    assert_eq!(thumbnails(&folder).len(), 3);
}

/// The block of shell under a heading of a page.
fn block<'a>(page: &'a str, heading: &str) -> &'a str {
    let section = page.split(heading).nth(1).expect(heading);
    let block = section.split("```sh\n").nth(1).expect("a block of shell");
    block.split("```").next().expect("its end")
}

#[test]
fn the_pages_show_commands_that_work() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let page = fs::read_to_string(root.join("docs/walkthrough-lab.md")).unwrap();
    let readme = fs::read_to_string(root.join("README.md")).unwrap();
    let event = page
        .split("```json\n")
        .find(|block| block.contains("\"Records\""));
    let event = event.and_then(|block| block.split("```").next()).unwrap();
    let invoke_of_readme = readme
        .lines()
        .find(|line| line.starts_with("thumbox invoke"));
    for commands in [
        block(&page, "## Without AWS"),
        &format!(
            "mkdir images; cp target/demo/HappyFace.jpg images\n{}\n",
            invoke_of_readme.unwrap()
        ),
    ] {
        let folder = uploads(&[]);
        fs::create_dir_all(folder.path().join("target/demo")).unwrap();
        let sample_photo = folder.path().join("target/demo/HappyFace.jpg");
        fs::copy(folder.path().join("photo.jpg"), sample_photo).unwrap();
        fs::write(folder.path().join("event.json"), event).unwrap();
        let programs = Path::new(env!("CARGO_BIN_EXE_thumbox")).parent().unwrap();
        let path = format!("{}:{}", programs.display(), env!("PATH"));
        let output = Command::new("sh")
            .current_dir(folder.path())
            .args(["-euc", commands])
            .env("PATH", path)
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let told = String::from_utf8_lossy(&output.stdout);
        assert!(told.contains("\"created\": 1"), "{told}");
        let thumbnail = fs::read(folder.path().join("images-resized/HappyFace.jpg")).unwrap();
        assert!(thumbnail == resized(&folder, &[]));
    }
    // The help has the same line.
    let help = thumbox(&root, ["invoke", "--help"]);
    let help = String::from_utf8_lossy(&help.stdout).into_owned();
    let line = "thumbox invoke event.json --source-dir images --dest-dir images-resized";
    assert!(help.contains(line) && invoke_of_readme.unwrap().starts_with(line));
}

#[test]
fn uploads_get_the_outputs_that_are_for_their_keys() {
    let folder = uploads(&["a.jpg", "b.jpg"]);
    fs::write(
        folder.path().join("r.toml"),
        r#"
        [[outputs]]
        width = 16
        include = ["a.*"]

        [[outputs]]
        width = 8
        include = ["b.*"]
        "#,
    )
    .unwrap();
    let run = |event: Value| {
        write_event(&folder, &event);
        let output = invoke(&folder, "event.json", &["--recipe", "r.toml"]);
        (answer(&output), stderr(&output))
    };
    let (answer, told) = run(notification(
        "ObjectCreated:Put",
        &["a.jpg", "b.jpg", "c.jpg"],
    ));
    assert_eq!(
        (&answer["created"], &answer["ignored"]),
        (&json!(2), &json!(1)),
        "{told}"
    );
    assert!(told.contains("the recipe is not for this key"), "{told}");
    let made = thumbnails(&folder);
    assert_eq!(made["a.jpg"], resized(&folder, &["-W", "16"]));
    assert_eq!(made["b.jpg"], resized(&folder, &["-W", "8"]));
    assert_eq!(made.len(), 2);
}
