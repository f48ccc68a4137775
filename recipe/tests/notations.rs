//! TOML and JSON say the same, and what is written is read again.

mod arbitrary;

use std::fs;
use std::path::Path;

use arbitrary::recipe;
use proptest::prelude::*;
use recipe::{Notation, Recipe, recipe_digest};

proptest! {
    #[test]
    fn what_is_written_is_read_again(recipe in recipe()) {
        for notation in Notation::ALL {
            let text = recipe.write(*notation).unwrap();
            prop_assert_eq!(Notation::of(&text), *notation);
            let again = Recipe::read(&text);
            prop_assert_eq!(again.as_ref(), Ok(&recipe), "{}", text);
            // A text that was written is in its final form.
            prop_assert_eq!(again.unwrap().write(*notation).unwrap(), text);
        }
    }

    /// Receipts have it: a thumbnail is not made anew because its recipe is written in another way.
    #[test]
    fn the_digest_is_of_what_is_meant(recipe in recipe()) {
        let digests = |recipe: &Recipe| -> Vec<String> {
            let digest = |output| recipe_digest(output, &recipe.limits);
            recipe.outputs.iter().map(digest).collect()
        };
        for notation in Notation::ALL {
            let again = Recipe::read(&recipe.write(*notation).unwrap()).unwrap();
            prop_assert_eq!(digests(&again), digests(&recipe));
        }
    }
}

#[test]
fn every_example_is_the_same_in_both() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let mut seen = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        let recipe = Recipe::read(&text).unwrap();
        for notation in Notation::ALL {
            let text = recipe.write(*notation).unwrap();
            assert_eq!(Recipe::read(&text).as_ref(), Ok(&recipe), "{text}");
        }
        seen.push(Notation::of(&text));
    }
    for notation in Notation::ALL {
        let count = seen.iter().filter(|seen| *seen == notation).count();
        assert!(count >= 3, "{notation}: {count}");
    }
}

#[test]
fn digests_do_not_change_between_versions() {
    let json = r#"{"output": {"width": 256, "dither": 0.1, "max-bytes": "20kB", "key": "{stem}"}, "limits": {"tolerant": true}}"#;
    let toml = "limits.tolerant = true\n[output]\nkey = \"{stem}\"\nmax-bytes = 20000\ndither = 0.1\nwidth = 256";
    let written = r#"{"limits":{"tolerant":true},"output":{"dither":0.1,"key":"{stem}","max-bytes":20000,"width":256}}"#;
    for text in [json, toml] {
        let recipe = Recipe::read(text).unwrap();
        assert_eq!(
            recipe_digest(&recipe.outputs[0], &recipe.limits),
            recipe::sha256(written.as_bytes())
        );
    }
}

#[test]
fn what_is_written_is_pleasant_to_read() {
    let recipe = Recipe::read(
        r#"{"outputs": [{"dither": 0.1, "width": 8, "keep": "icc,copyright", "tags": {"a": "b"}, "copy-metadata": true},
            {"crop": "0,0,8,8", "scale": 1, "key": "{dir}/\"{name}\""}], "limits": {"tolerant": true}, "deletions": true}"#,
    )
    .unwrap();
    let toml = r#"deletions = true

[[outputs]]
width = 8
dither = 0.1
keep = ["copyright", "icc"]
copy-metadata = true

[outputs.tags]
a = "b"

[[outputs]]
scale = 1.0
crop = "0,0,8,8"
key = '{dir}/"{name}"'

[limits]
tolerant = true
"#;
    assert_eq!(recipe.write(Notation::Toml).unwrap(), toml);
    let json = r#"{
  "outputs": [
    {
      "width": 8,
      "dither": 0.1,
      "keep": [
        "copyright",
        "icc"
      ],
      "tags": {
        "a": "b"
      },
      "copy-metadata": true
    },
    {
      "scale": 1.0,
      "crop": "0,0,8,8",
      "key": "{dir}/\"{name}\""
    }
  ],
  "limits": {
    "tolerant": true
  },
  "deletions": true
}
"#;
    assert_eq!(recipe.write(Notation::Json).unwrap(), json);
}

#[test]
fn what_could_not_be_read_again_is_not_written() {
    let mut recipe = Recipe::default();
    recipe.outputs[0].target.scale = Some(f32::NAN);
    // Which JSON has no other word for.
    let error = recipe.write(Notation::Toml).unwrap_err();
    assert_eq!(
        error.to_string(),
        "scale is null; expected a number from 0.001 to 10"
    );
}
