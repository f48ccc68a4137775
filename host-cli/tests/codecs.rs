//! Images that codecs decode: AVIF, HEIC and JPEG XL, from folders to outputs, receipts and back.

mod program;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Output;

use program::buckets::{invoke, notification, thumbnails, write_event};
use program::coded::{codecs, large, small};
use program::reproduced::{note, only};
use program::{folder, lines, stderr, thumbox};
use serde_json::{Value, json};
use tempfile::TempDir;

/// The endings that such files have, and the codec of each.
const ENDINGS: [(&str, &str); 6] = [
    ("avif", "avif"),
    ("avifs", "avif"),
    ("heic", "heic"),
    ("HEIF", "heic"),
    ("hif", "heic"),
    ("jxl", "jxl"),
];

/// A folder with `in`, which has one file of each ending, called `of-ENDING`.
fn of_all_endings() -> TempDir {
    let folder = folder();
    fs::create_dir(folder.path().join("in")).unwrap();
    for (ending, codec) in ENDINGS {
        let name = format!("in/of-{ending}.{ending}");
        fs::write(folder.path().join(name), small(codec)).unwrap();
    }
    folder
}

fn run(folder: &TempDir, words: &str) -> Output {
    thumbox(folder.path(), words.split_whitespace())
}

/// The digests of codecs that `--version` tells.
fn digests(folder: &TempDir) -> BTreeMap<String, String> {
    let version = run(folder, "--version");
    let version = String::from_utf8_lossy(&version.stdout).into_owned();
    let lines = version.lines();
    lines
        .filter_map(|line| line.strip_prefix("codec ")?.split_once(' '))
        .map(|(name, sha256)| (name.to_owned(), sha256.to_owned()))
        .collect()
}

fn read_json(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

#[test]
fn all_codecs_are_part_of_the_program() {
    let digests = digests(&folder());
    assert_eq!(digests.keys().collect::<Vec<_>>(), codecs().each_ref());
    assert!(digests.values().all(|sha256| sha256.len() == 64));
}

/// Some megabytes each. The program of another processor has one form of the resizer, and names it twice.
#[cfg(target_arch = "x86_64")]
#[test]
fn compiled_code_is_in_the_program_once() {
    let program = fs::read(env!("CARGO_BIN_EXE_thumbox")).unwrap();
    let built = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/component");
    let resizer = ["x86-64-v3", "x86-64-v2"].map(|level| ("resizer", level));
    let codecs = codecs().map(|codec| (codec, "x86-64-v2"));
    for (component, level) in resizer.into_iter().chain(codecs) {
        let code = fs::read(built.join(format!("{component}.{level}.cwasm"))).unwrap();
        // It is aligned to 16 bytes (`Aligned` in engine).
        let places = (0..program.len()).step_by(16);
        let is_there = |at: &usize| program[*at..].starts_with(&code);
        assert_eq!(places.filter(is_there).count(), 1, "{component}");
    }
}

#[test]
fn files_of_all_endings_are_read_and_their_codec_is_named() {
    let folder = of_all_endings();
    let digests = digests(&folder);
    let words = "resize in -o out -W 16 --json --manifest made.json";
    let output = run(&folder, words);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let made = lines(&output);
    assert_eq!(made.len(), ENDINGS.len(), "{made:?}");
    let manifest = read_json(&folder.path().join("made.json"));
    for (ending, codec) in ENDINGS {
        let input = format!("in/of-{ending}.{ending}");
        let of_this = |value: &&Value| value["input"] == input;
        let line = made.iter().find(of_this).expect(ending);
        assert_eq!(line["state"], "made");
        assert_eq!(line["codec"], digests[codec], "{ending}");
        let images = manifest["images"].as_array().unwrap();
        let image = images.iter().find(of_this).expect(ending);
        assert_eq!(image["outputs"][0]["codec"], digests[codec], "{ending}");
        let name = format!("of-{ending}.jpg");
        let note = read_json(&note(&folder.path().join("out"), &name));
        assert_eq!(note["codec"], digests[codec], "{ending}");
        assert_eq!(note["receipt_version"], 2, "{ending}");
    }
    // What needs no codec names none.
    let line = &lines(&run(&folder, "resize photo.jpg -o other --json"))[0];
    assert!(line.get("codec").is_none(), "{line}");

    let again = lines(&run(&folder, words));
    assert!(again.iter().all(|line| line["state"] == "up-to-date"));
    let verified = lines(&run(&folder, "verify out --json"));
    assert_eq!(verified.len(), ENDINGS.len());
    assert!(verified.iter().all(|line| line["state"] == "identical"));
}

#[test]
fn outputs_of_another_codec_are_told_and_made_again_on_demand() {
    let folder = of_all_endings();
    let words = "resize in/of-heic.heic -o out --json";
    assert_eq!(run(&folder, words).status.code(), Some(0));
    let path = note(&folder.path().join("out"), "of-heic.jpg");
    let mut edited = read_json(&path);
    edited["codec"] = json!("0".repeat(64));
    fs::write(&path, edited.to_string()).unwrap();

    let (line, parts) = only(&run(&folder, "verify out --json"), "identical");
    assert_eq!(parts, ["codec"]);
    let told = line["differences"][0]["message"].as_str().unwrap();
    let ours = &digests(&folder)["heic"][..12];
    assert!(
        told.contains(&format!("heic {ours}…")) && told.ends_with("the receipt has 000000000000…"),
        "{told}"
    );
    // As of another component: it stays, unless the recipe says otherwise.
    run(&folder, words);
    assert_eq!(read_json(&path)["codec"], "0".repeat(64));
    let recipe = folder.path().join("recipe.json");
    fs::write(recipe, r#"{"upgrade": "remake"}"#).unwrap();
    run(&folder, &format!("{words} --recipe recipe.json"));
    assert_eq!(read_json(&path)["codec"], digests(&folder)["heic"]);
    assert_eq!(
        only(&run(&folder, "verify out --json"), "identical").1,
        [""; 0]
    );
}

#[test]
fn probe_and_formats_name_the_codec() {
    let folder = of_all_endings();
    for line in lines(&run(&folder, "probe in --json")) {
        assert_eq!(line["codec"], line["format"], "{line}");
    }
    let formats = lines(&run(&folder, "formats --json"));
    for codec in codecs() {
        let format = formats.iter().find(|format| format["codec"] == codec);
        let format = format.expect(codec);
        assert_eq!(format["writes"], Value::Null);
        let extensions = format["extensions"].as_array().unwrap();
        for extension in extensions {
            let name = extension.as_str().unwrap();
            let known = ENDINGS
                .iter()
                .find(|(ending, _)| ending.eq_ignore_ascii_case(name));
            assert_eq!(known.map(|(_, codec)| *codec), Some(codec), "{name}");
        }
    }
}

#[test]
fn damaged_files_stop_nothing() {
    let folder = of_all_endings();
    for codec in codecs() {
        let good = small(codec);
        let cut = &good[..good.len() * 2 / 3];
        fs::write(folder.path().join(format!("in/cut.{codec}")), cut).unwrap();
        // In the coded data, and not in the head.
        let mut flipped = good.clone();
        for byte in flipped.iter_mut().rev().take(good.len() / 3).step_by(7) {
            *byte ^= 0xa5;
        }
        fs::write(folder.path().join(format!("in/bent.{codec}")), flipped).unwrap();
        fs::write(folder.path().join(format!("in/empty.{codec}")), "").unwrap();
    }
    let output = run(&folder, "resize in -o out/{name}.{ext} --json");
    let lines = lines(&output);
    assert_eq!(output.status.code(), Some(1), "{lines:?}");
    for (ending, _) in ENDINGS {
        let name = format!("in/of-{ending}.{ending}");
        let line = lines.iter().find(|line| line["input"] == name);
        assert_eq!(line.expect(ending)["state"], "made", "{ending}");
    }
    for codec in codecs() {
        for name in ["cut", "empty", "bent"] {
            let input = format!("in/{name}.{codec}");
            let line = lines.iter().find(|line| line["input"] == input);
            let line = line.expect(&input);
            // Where what was bent is not noticed, there is a picture.
            let kind = line["error"]["kind"].as_str();
            let is_expected = match kind {
                None => name == "bent",
                Some(kind) => ["truncated", "malformed", "unsupported-format"].contains(&kind),
            };
            assert!(is_expected, "{line}");
        }
    }
}

#[test]
fn limits_hold_for_codecs() {
    let folder = folder();
    for codec in codecs() {
        let name = format!("large.{codec}");
        fs::write(folder.path().join(&name), large(codec)).unwrap();
        let kind = |options: &str| {
            let output = run(&folder, &format!("resize {name} -o out --json {options}"));
            let line = lines(&output).remove(0);
            (
                line["error"]["kind"].clone(),
                line["error"]["message"].clone(),
            )
        };
        // 27 megapixels take longer.
        let (ended, told) = kind("--timeout 0.002");
        assert_eq!(ended, "deadline", "{codec}");
        assert!(
            told.as_str().unwrap().starts_with("timed out after 2 ms"),
            "{told}"
        );
        assert_eq!(kind("--max-pixels 26000000").0, "too-large", "{codec}");
        assert_eq!(kind("").0, Value::Null, "{codec}");
    }
}

#[test]
fn the_handler_makes_the_same_bytes_and_its_receipts_can_be_replayed() {
    let folder = of_all_endings();
    let digests = digests(&folder);
    fs::create_dir(folder.path().join("images")).unwrap();
    let keys = codecs().map(|codec| format!("a.{codec}"));
    for (codec, key) in codecs().iter().zip(&keys) {
        fs::write(folder.path().join("images").join(key), small(codec)).unwrap();
    }
    let keys_of_event: Vec<&str> = keys.iter().map(String::as_str).collect();
    write_event(&folder, &notification("ObjectCreated:Put", &keys_of_event));
    let output = invoke(&folder, "event.json", &[]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let made = thumbnails(&folder);
    for codec in codecs() {
        let key = format!("a.{codec}");
        let expected = format!("expected/{codec}.jpg");
        let resize = run(&folder, &format!("resize images/{key} -o {expected}"));
        assert_eq!(resize.status.code(), Some(0), "{}", stderr(&resize));
        assert!(
            made[&key] == fs::read(folder.path().join(&expected)).unwrap(),
            "{codec}"
        );

        let note = read_json(&note(&folder.path().join("images-resized"), &key));
        assert_eq!(note["metadata"]["thumbox-codec"], digests[codec]);
        let head = json!({"Metadata": note["metadata"]}).to_string();
        let arguments = ["replay", &expected, "--json", "--source"];
        let image = format!("images/{key}");
        let more = [image.as_str(), "--receipt", &head];
        let replayed = thumbox(folder.path(), arguments.iter().chain(&more));
        assert!(only(&replayed, "identical").1.is_empty());
    }
}
