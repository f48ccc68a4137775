//! Texts of every kind that is read.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use recipe::{QualityBy, Receipt, Recipe, recipe_digest};
use records::provenance::{Provenance, of_failure};
use records::upload::Sequencer;
use records::{Facts, Note, ObjectNote, OutputRecipe, SHA256_ETAG, Source, SourceName, Warned};
use serde_json::json;

/// The examples of recipes, and those that say what these do not.
pub(super) fn recipes() -> Vec<(String, Vec<u8>)> {
    let mut all = folder("recipe/examples");
    let more = [
        (
            "every-field.json",
            r##"{"outputs": [{"width": 300, "height": 200, "dpr": 1.5, "fit": "contain", "position": "0.3,0.7",
"crop": {"left": 1, "top": 2, "width": 3, "height": 4}, "background": "#ff8800cc", "enlarge": true, "shrink": false,
"filter": "mitchell", "linear": true, "sharpen": true, "orientation": "ignore", "flip": true, "flop": true, "rotate": 90, "extend": {"top": 1}, "extend-with": "mirror", "grayscale": true, "keep": ["copyright", "icc"], "animation": "all", "format": "auto",
"quality": 80, "progressive": true, "chroma-subsampling": "4:2:0", "tables": "photographic", "lossless": false, "effort": 4, "palette": true,
"colors": 16, "dither": 0.5, "depth": 8, "max-bytes": "20kB", "thumbhash": true, "embedded-thumbnail": true, "bucket": "{bucket}-small",
"key": "{dir}/{stem}-{width}x{height}.{ext}", "cache-control": "no-cache", "storage-class": "STANDARD_IA",
"tags": {"a": "b"}, "copy-metadata": true, "include": ["*.png"], "exclude": ["a/**"]}, {"scale": 0.5, "position": {"x": 0, "y": 1}, "key": "{hash}"}],
"limits": {"max-pixels": 1000, "max-frames": 5, "max-file-bytes": "300MiB", "max-side": 500, "max-scans": 20,
"max-work": 100000, "tolerant": true}, "include": ["*.jpg", "**/a/[!b-d]?.*"], "exclude": ["raw/**"],
"failed": "failed/"}"##,
        ),
        (
            "deletions.toml",
            "deletions = true\nfailed = \"x\"\n[output]\nscale = 1\nkey = '{key}.{ext}'\nformat = \"png\"\n",
        ),
    ];
    all.extend(more.map(|(name, text)| (name.to_owned(), text.into())));
    all
}

/// Templates and patterns, each with a key.
pub(super) fn keys() -> Vec<(String, Vec<u8>)> {
    [
        "{dir}/{stem}-{width}x{height}.{ext}\nsummer/cat.tar.JPEG",
        "{bucket}/{key}{name}{format}{hash}\n/Zoë/.hidden",
        "{dir}{dir}/{dir}//\na",
        "{bucket}-resized\nx",
        "*.jpg\nsummer/IMG_1.JPG",
        "photos/**/raw/[!a-c]?*.*\nphotos/a/b/raw/d1.x.png",
        "**/a/**/b/**/c/**\na/b/x/b/c/c/",
        "*a*a*a*b/**\naaaaaaaaaaaaaaaaaaaa/c",
        "[[][]a-]?[!]]\n[-x",
    ]
    .iter()
    .enumerate()
    .map(|(number, text)| (format!("{number}.txt"), text.as_bytes().to_vec()))
    .collect()
}

/// One event of each sender.
pub(super) fn events() -> Vec<(String, Vec<u8>)> {
    folder("records/events")
}

/// A note of each host, and receipts in the forms that people have.
pub(super) fn notes() -> Vec<(String, Vec<u8>)> {
    let receipt = Receipt {
        component: "c".to_owned(),
        recipe: "r".to_owned(),
        source: "s".to_owned(),
        codec: Some(recipe::sha256(b"codec")),
    };
    let provenance = Provenance {
        receipt: receipt.clone(),
        source_bytes: 7,
        source: Some(SourceName::new("images", "summer/a b.jpg")),
        source_etag: Some("e".to_owned()),
        source_version: Some("v".to_owned()),
        sequencer: Sequencer::new("01AB"),
    };
    let recipe = Recipe::default();
    let note = Note {
        output: "a/b.jpg".to_owned(),
        facts: Facts {
            format: "jpeg".to_owned(),
            width: 128,
            height: 96,
            frames: 1,
            quality: Some(80),
            score: Some(75.25),
            quality_by: Some(QualityBy::Score),
            colors: None,
            effort: None,
            bytes: 5000,
            sha256: recipe::sha256(b"result"),
            thumbhash: Some("3OcRJYB4d3h/iIeHeEh3eIhw+j2w".to_owned()),
            embedded_thumbnail: true,
        },
        source: Source {
            path: "../b.jpg".to_owned(),
            bytes: 100_000,
            modified: 1_700_000_000_123_456_789,
            changed: Some(1_700_000_000_223_456_789),
            sha256: recipe::sha256(b"picture"),
        },
        warnings: vec![Warned {
            kind: "damaged".to_owned(),
            message: "the end is missing".to_owned(),
        }],
        receipt_version: receipt.version(),
        component: recipe::sha256(b"component"),
        codec: Some(recipe::sha256(b"codec")),
        recipe: recipe_digest(&recipe.outputs[0], &recipe.limits),
        made: OutputRecipe {
            output: recipe.outputs[0].clone(),
            limits: recipe.limits,
        },
    };
    let object = ObjectNote {
        key: "a/b.jpg".to_owned(),
        etag: format!("{SHA256_ETAG}{}", recipe::sha256(b"result")),
        content_type: "image/jpeg".to_owned(),
        cache_control: Some("no-cache".to_owned()),
        content_disposition: Some("attachment".to_owned()),
        storage_class: Some("STANDARD_IA".to_owned()),
        tags: BTreeMap::from([("a".to_owned(), "b".to_owned())]),
        metadata: provenance.write(),
    };
    [
        ("note.json", json!(note)),
        ("object.json", json!(object)),
        ("metadata.json", json!(provenance.write())),
        (
            "head.json",
            json!({"ETag": "x", "Metadata": provenance.write()}),
        ),
        (
            "short.json",
            json!({"component": "c", "recipe": "r", "source": "s", "source-bytes": 7}),
        ),
        ("failure.json", json!({"Metadata": of_failure("malformed")})),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_string().into_bytes()))
    .into()
}

/// The files in a folder of the repository.
fn folder(path: &str) -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path);
    let files = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{path}: {error}"));
    let file = |entry: std::io::Result<fs::DirEntry>| {
        let entry = entry.expect("an entry can be read");
        let name = entry.file_name().to_string_lossy().into_owned();
        (name, fs::read(entry.path()).expect("the file can be read"))
    };
    files.map(file).collect()
}
