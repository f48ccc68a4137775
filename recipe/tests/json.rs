//! Recipes as JSON: what is read, what is written, and what is said where it cannot be read.

mod arbitrary;

use arbitrary::target;
use proptest::prelude::*;
use recipe::{Filter, Limits, Recipe, RecipeError, Target};

proptest! {
    #[test]
    fn a_target_survives_json(target in target()) {
        let text = serde_json::to_string(&target).unwrap();
        prop_assert!(!text.contains("null"));
        let read = serde_json::from_str(&text).unwrap();
        let wide = Limits { max_side: Some(65_535), ..Limits::default() };
        prop_assert_eq!(Target::of(&read, &wide, &[]).ok(), target.check(&wide).ok().map(|()| target));
    }

    #[test]
    fn what_is_given_is_what_is_not_default(target in target()) {
        // A switch that is off is the default, so it is not among them; that for shrinking is on.
        let text = serde_json::to_string(&target).unwrap();
        let fields = serde_json::from_str::<serde_json::Map<_, _>>(&text).unwrap();
        let differing = fields
            .iter()
            .filter(|(name, value)| **value != serde_json::Value::Bool(*name == "shrink"))
            .count();
        prop_assert_eq!(target.given().len(), differing);
    }
}

#[test]
fn everything_can_be_said() {
    let text = r##"{
        "output": {
            "width": 300, "height": 200, "dpr": 2, "fit": "cover", "position": {"x": 0.25, "y": 0.5},
            "crop": "1,2,30,40", "background": "#ffffff88", "enlarge": true, "shrink": false, "filter": "cubic",
            "linear": true, "sharpen": true, "keep": ["copyright", "icc"], "animation": "all", "format": "png", "effort": 7,
            "palette": true, "colors": 64, "dither": 0.5, "depth": 8, "max-bytes": "20kB", "thumbhash": true
        },
        "limits": {
            "max-pixels": 1, "max-frames": 2, "max-file-bytes": "1MiB", "max-side": 4000, "max-scans": 5,
            "max-work": 5000000000, "tolerant": true
        }
    }"##;
    let recipe = Recipe::from_json(text).unwrap();
    assert_eq!(recipe.outputs[0].target.device_pixel_ratio, Some(2.0));
    assert_eq!(recipe.outputs[0].target.filter, Some(Filter::CatmullRom));
    assert_eq!(recipe.outputs[0].target.max_bytes, Some(20_000));
    assert_eq!(recipe.outputs[0].target.shrink, Some(false));
    assert_eq!(
        recipe.limits,
        Limits {
            max_pixels: Some(1),
            max_frames: Some(2),
            max_file_bytes: Some(1 << 20),
            max_side: Some(4000),
            max_scans: Some(5),
            max_work: Some(5_000_000_000),
            tolerant: Some(true),
        }
    );
    assert_eq!(recipe.limits.file_limit(), 1 << 20);
}

#[test]
fn nothing_asked_for_is_the_thumbnail() {
    let recipe = Recipe::from_json("{}").unwrap();
    assert_eq!(recipe.outputs[0].target, Target::thumbnail());
    let cropped = Recipe::from_json(r#"{"output": {"crop": "0,0,5,5"}}"#).unwrap();
    assert_eq!(cropped.outputs[0].target.width, None);
}

#[test]
fn what_cannot_be_read_is_told_with_its_place() {
    let rows = [
        ("", "line 1, column 1: the JSON text ends too early"),
        (
            "{\n  \"output\": {\"fit\": \"stretch\"}\n}",
            "line 2, column 21: fit is \"stretch\"; expected one of inside, outside, cover, cover-down, contain, fill",
        ),
        (
            "{\"output\": {\"background\": \"scarlet\"}}",
            "line 1, column 27: background is \"scarlet\"; expected #rgb, #rrggbb, #rrggbbaa, transparent, or a basic colour name of CSS such as white",
        ),
        (
            "{\"outptu\": {}}",
            "line 1, column 2: unknown field \"outptu\"; did you mean output?",
        ),
        (
            "{\"output\": {\"width\": \"300\"}}",
            "line 1, column 22: width is \"300\"; expected a whole number from 1 to 16384",
        ),
        (
            "{\"output\": {\"keep\": [\"gps\"]}}",
            "line 1, column 21: keep is [\"gps\"]; expected one of copyright, icc, all, or several of them",
        ),
    ];
    for (text, expected) in rows {
        let error = Recipe::from_json(text).unwrap_err();
        assert!(matches!(error, RecipeError::Text { .. }));
        assert_eq!(error.to_string(), expected);
    }
}

#[test]
fn what_is_impossible_is_told_with_what_is_possible() {
    let rows = [
        (
            r#""width": 0"#,
            "width is 0; expected a whole number from 1 to 16384",
        ),
        (
            r#""height": 16385"#,
            "height is 16385; expected a whole number from 1 to 16384",
        ),
        (
            r#""scale": 0"#,
            "scale is 0; expected a number from 0.001 to 10",
        ),
        (
            r#""scale": 0.5, "height": 5"#,
            "scale stands for width and height, and one of these is set; leave one of them out",
        ),
        (
            r#""dpr": 11"#,
            "device-pixel-ratio is 11; expected a number from 0.1 to 10",
        ),
        (
            r#""position": "0.5,1.5""#,
            "position is \"0.5,1.5\"; expected one of center, north, northeast, east, southeast, south, southwest, west, northwest, attention, or a point X,Y from 0,0 to 1,1",
        ),
        (
            r#""position": {"x": 1}"#,
            "position is {\"x\": 1}; expected one of center, north, northeast, east, southeast, south, southwest, west, northwest, attention, or a point X,Y from 0,0 to 1,1",
        ),
        (
            r#""crop": "0,0,0,5""#,
            "crop is \"0,0,0,5\"; expected LEFT,TOP,WIDTH,HEIGHT in whole pixels, or in percent up to 100% in all, such as 10,20,300,200 or 25%,25%,50%,50%",
        ),
        (
            r#""quality": 101"#,
            "quality is 101; expected a whole number from 1 to 100, auto, or a score from 30 to 95 such as score=75",
        ),
        (
            r#""effort": 7"#,
            "effort is 7; expected a whole number from 1 to 6 with the format auto; png has efforts up to 10",
        ),
        (
            r#""format": "webp", "lossless": true, "effort": 7"#,
            "effort is 7; expected a whole number from 0 to 6",
        ),
        (r#""depth": 12"#, "depth is 12; expected 8 or 16"),
        (
            r#""format": "png", "quality": 50"#,
            "quality is for jpeg and webp, and the format is png; leave one of them out",
        ),
        (
            r#""format": "jpeg", "palette": true"#,
            "palette is for png, and the format is jpeg; leave one of them out",
        ),
        (
            r#""format": "gif", "lossless": true"#,
            "lossless is for webp, and the format is gif; leave one of them out",
        ),
        (
            r#""format": "webp", "lossless": true, "quality": 50"#,
            "quality is for lossy files, and lossless is set; leave one of them out",
        ),
        (
            r#""format": "png", "colors": 16"#,
            "colors is for a palette, which a png has only where asked; set palette as well",
        ),
        (
            r#""palette": true, "depth": 16"#,
            "a palette has 8 bits, and depth is 16; leave one of them out",
        ),
    ];
    for (fields, expected) in rows {
        let text = format!("{{\"output\": {{{fields}}}}}");
        let error = Recipe::from_json(&text).unwrap_err().to_string();
        let (place, message) = error.split_once(": ").unwrap();
        assert!(place.starts_with("line 1, column "), "{error}");
        assert_eq!(message, expected, "{text}");
    }
}

#[test]
fn with_auto_each_option_is_for_where_it_applies() {
    let text = r#"{"output": {"quality": 50, "lossless": true, "colors": 16, "progressive": true, "depth": 16}}"#;
    assert!(Recipe::from_json(text).is_ok());
}

#[test]
fn a_larger_side_needs_a_larger_limit() {
    let text = r#"{"output": {"width": 20000}, "limits": {"max-side": 20000}}"#;
    assert!(Recipe::from_json(text).is_ok());
    let text = r#"{"limits": {"max-side": 65536}}"#;
    assert_eq!(
        Recipe::from_json(text).unwrap_err().to_string(),
        "line 1, column 25: max-side is 65536; expected a whole number from 1 to 65535"
    );
}

#[test]
fn several_outputs_have_names_of_their_own() {
    let message = |text: &str| Recipe::from_json(text).unwrap_err().to_string();
    assert_eq!(
        message("{\"outputs\": [\n  {\"width\": 800},\n  {\"width\": 400}\n]}"),
        "line 3, column 3: outputs 1 and 2 have the same bucket and key, {key}; give each a key of its own, such as \"{stem}-{width}.{ext}\""
    );
    assert_eq!(
        message(
            r#"{"outputs": [{"width": 8, "key": "a"}, {"width": 4, "key": "b"}, {"width": 4, "key": "a"}]}"#
        ),
        "line 1, column 86: outputs 1 and 3 have the same bucket and key, a; give each a key of its own, such as \"{stem}-{width}.{ext}\""
    );
    let distinct = [
        r#"[{"width": 8, "key": "{width}"}, {"width": 4, "key": "{width}"}]"#,
        r#"[{"width": 8}, {"width": 4, "bucket": "small"}]"#,
        r#"[{"format": "webp", "key": "{stem}.{ext}"}, {"format": "jpeg", "key": "{stem}.{ext}"}]"#,
        r#"[{"width": 8, "key": "{hash}"}, {"width": 4, "key": "{hash}"}]"#,
    ];
    for outputs in distinct {
        let text = format!("{{\"outputs\": {outputs}}}");
        assert!(Recipe::from_json(&text).is_ok(), "{text}");
    }
}

#[test]
fn a_mistake_in_one_of_several_outputs_is_told_with_its_number_and_place() {
    let rows = [
        (
            "{\"outputs\": [\n{\"key\": \"a\"},\n{\"key\": \"b\", \"quality\": 0}\n]}",
            "line 3, column 25: output 2: quality is 0; expected a whole number from 1 to 100, auto, or a score from 30 to 95 such as score=75",
        ),
        (
            "{\"outputs\": [{\"key\": \"a\"}, {\"height\": 5,\n\"key\": \"{width}\"}]}",
            "line 2, column 8: output 2: the key uses {width}, and the output asks for no width; set width, or use {actual-width}",
        ),
        (
            "{\"output\":\n{\"tags\": {\"a\": \"b?\"}}}",
            "line 2, column 10: tags is \"a\": \"b?\"; expected letters, digits, spaces and + - = . _ : / @",
        ),
        (
            "{\"output\": {\"storage-class\": \"GLACIER\"}}",
            "line 1, column 30: storage-class is \"GLACIER\"; expected one of STANDARD, INTELLIGENT_TIERING, STANDARD_IA, ONEZONE_IA, GLACIER_IR, REDUCED_REDUNDANCY",
        ),
        (
            "{\"output\": {\"key\": \"{stem}.{ext}\"}, \"deletions\": true}",
            "line 1, column 20: the key depends on the upload's bytes ({ext}), so that the result of a deleted upload cannot be found; leave {ext} out, name a format, or leave deletions out",
        ),
        (
            "{\"output\": {\"key\": \"{stem}.{ext}\", \"format\": \"webp\"}, \"deletions\": true}",
            "line 1, column 20: the key {stem}.{ext} does not tell all uploads apart, as cat.jpg and cat.png, so that a deleted upload would take another's result with it; use {key}, or {dir} and {name}, or leave deletions out",
        ),
        (
            "{\"outputs\": []}",
            "line 1, column 13: outputs is a list of 0; expected 1 to 16 outputs",
        ),
        (
            "{\"exclude\": [\"a[\"]}",
            "line 1, column 14: the pattern \"a[\" is wrong at character 2: invalid range pattern; write one such as \"*.jpg\" or \"photos/**\"",
        ),
    ];
    for (text, expected) in rows {
        assert_eq!(Recipe::from_json(text).unwrap_err().to_string(), expected);
    }
}

#[test]
fn patterns_choose_the_uploads() {
    let text = r#"{"include": ["*.jpg", "scans/**"], "exclude": ["**/raw/*", "*~"]}"#;
    let recipe = Recipe::from_json(text).unwrap();
    let rows = [
        ("a/b.JPG", true),
        ("scans/x/1.tif", true),
        ("b.png", false),
        ("a/raw/b.jpg", false),
        ("scans/b~", false),
    ];
    for (key, expected) in rows {
        assert_eq!(recipe.is_for(key), expected, "{key}");
    }
    assert!(Recipe::default().is_for("anything"));
}

#[test]
fn a_recipe_with_everything_survives_json() {
    let text = r#"{"outputs":[{"width":8,"format":"webp","key":"{key}.{ext}","tags":{"a":"b"}},{"height":4}],"limits":{"tolerant":true},"include":["*.jpg"],"exclude":["x"],"deletions":true,"failed":"failed/"}"#;
    let recipe = Recipe::from_json(text).unwrap();
    assert_eq!(serde_json::to_string(&recipe).unwrap(), text);
}

#[test]
fn a_list_is_not_taken_for_fields() {
    let rows = [
        (
            "[]",
            "line 1, column 1: the recipe is []; expected fields such as output",
        ),
        (
            "[[{\"width\": 8}]]",
            "line 1, column 1: the recipe is [[{\"width\": 8}]]; expected fields such as output",
        ),
        (
            r#"{"limits": [100]}"#,
            "line 1, column 12: limits is [100]; expected an object with fields such as max-pixels",
        ),
        (
            "limits = []",
            "line 1, column 10: limits is []; expected an object with fields such as max-pixels",
        ),
        (
            r#"{"outputs": [[8]]}"#,
            "line 1, column 14: an output is [8]; expected an object with fields such as width",
        ),
    ];
    for (text, expected) in rows {
        assert_eq!(Recipe::read(text).unwrap_err().to_string(), expected);
    }
}

#[test]
fn editors_and_later_versions_are_thought_of() {
    let text = r#"{"$schema": "recipe.schema.json", "version": 1, "output": {"width": 9}}"#;
    assert_eq!(Recipe::read(text), Recipe::read("output.width = 9"));
    assert_eq!(
        Recipe::read("version = 2").unwrap_err().to_string(),
        "line 1, column 11: version is 2; expected 1; a later version needs a later Thumbox"
    );
}

/// What is typed most often where it does not belong.
#[test]
fn a_field_in_another_place_is_told_where_it_belongs() {
    let rows = [
        (
            r#"{"width": 400}"#,
            "unknown field \"width\"; it belongs in an output, as output.width",
        ),
        (
            r#"{"key": "a"}"#,
            "unknown field \"key\"; it belongs in an output, as output.key",
        ),
        (
            r#"{"max-side": 4}"#,
            "unknown field \"max-side\"; it belongs in the limits, as limits.max-side",
        ),
        (
            r#"{"output": {"tolerant": true}}"#,
            "unknown field \"tolerant\"; it belongs in the limits, as limits.tolerant",
        ),
        (
            r#"{"output": {"deletions": true}}"#,
            "unknown field \"deletions\"; it belongs to the whole recipe, outside of its outputs and before them in TOML",
        ),
        (
            r#"{"limits": {"width": 4}}"#,
            "unknown field \"width\"; it belongs in an output, as output.width",
        ),
        (
            r#"{"output": {"keey": "a"}}"#,
            "unknown field \"keey\"; did you mean keep or key?",
        ),
        (
            r#"{"output": {"cache_control": "a"}}"#,
            "unknown field \"cache_control\"; did you mean cache-control?",
        ),
        (
            r#"{"output": {}, "outputs": []}"#,
            "output and outputs are both given; use one of them",
        ),
        (
            r#"{"output": {"dpr": 2, "device-pixel-ratio": 1}}"#,
            "dpr and device-pixel-ratio are the same field; leave one of them out",
        ),
    ];
    for (text, expected) in rows {
        let error = Recipe::read(text).unwrap_err().to_string();
        assert!(error.ends_with(expected), "{text}: {error}");
    }
}

#[test]
fn outputs_for_other_uploads_may_have_one_name() {
    let recipe = |first: &str, second: &str| {
        Recipe::from_json(&format!(
            r#"{{"outputs": [{{"width": 9, {first}}}, {{"width": 8, {second}}}], "exclude": ["*.txt"]}}"#
        ))
    };
    let two = recipe(r#""include": ["a/**"]"#, r#""exclude": ["a/**", "*.gif"]"#).unwrap();
    assert_eq!(two.outputs_for("a/b.gif"), [0]);
    assert_eq!(two.outputs_for("b.jpg"), [1]);
    assert!(two.is_for("a/b.gif") && !two.is_for("b.gif") && !two.is_for("a/b.txt"));
    let same = r#""include": ["a/**"]"#;
    let error = recipe(same, same).unwrap_err().to_string();
    assert!(
        error.contains("outputs 1 and 2 have the same bucket and key"),
        "{error}"
    );
    let wrong = recipe(r#""include": "a/**""#, r#""key": "b""#).unwrap_err();
    assert!(
        wrong.to_string().contains("expected a list such as"),
        "{wrong}"
    );
}
