//! `[defaults]`, `widths`, `formats` and a quality for each format mean plain outputs, and mistakes in them have their place.

use recipe::{Encoding, Quality, Recipe};

fn same(short: &str, plain: &str) {
    let short = Recipe::read(short).unwrap();
    assert_eq!(short, Recipe::read(plain).unwrap());
    let written = short.write(recipe::Notation::Toml).unwrap();
    assert_eq!(Recipe::read(&written).unwrap(), short);
}

#[test]
fn widths_and_formats_are_an_output_for_each_of_both() {
    same(
        r#"output = { widths = [1600, 256], formats = ["webp", "jpeg"], fit = "cover", aspect-ratio = "1:1" }"#,
        r#"
            [[outputs]]
            width = 1600
            format = "webp"
            fit = "cover"
            aspect-ratio = "1:1"
            key = "{dir}/{stem}-{width}.{ext}"
            [[outputs]]
            width = 1600
            format = "jpeg"
            fit = "cover"
            aspect-ratio = "1:1"
            key = "{dir}/{stem}-{width}.{ext}"
            [[outputs]]
            width = 256
            format = "webp"
            fit = "cover"
            aspect-ratio = "1:1"
            key = "{dir}/{stem}-{width}.{ext}"
            [[outputs]]
            width = 256
            format = "jpeg"
            fit = "cover"
            aspect-ratio = "1:1"
            key = "{dir}/{stem}-{width}.{ext}"
        "#,
    );
    same(
        r#"{"output": {"width": 9, "formats": ["webp", "png"]}}"#,
        r#"{"outputs": [{"width": 9, "format": "webp", "key": "{dir}/{stem}.{ext}"},
            {"width": 9, "format": "png", "key": "{dir}/{stem}.{ext}"}]}"#,
    );
    same(
        r#"{"output": {"widths": [9, 8], "key": "{width}/{key}"}}"#,
        r#"{"outputs": [{"width": 9, "key": "{width}/{key}"}, {"width": 8, "key": "{width}/{key}"}]}"#,
    );
}

#[test]
fn defaults_hold_where_an_output_says_nothing_else() {
    same(
        r#"
            [defaults]
            format = "webp"
            quality = 70
            widths = [300, 200]
            [[outputs]]
            key = "{width}/{key}"
            [[outputs]]
            width = 50
            quality = 90
            key = "small/{key}"
        "#,
        r#"
            [[outputs]]
            width = 300
            format = "webp"
            quality = 70
            key = "{width}/{key}"
            [[outputs]]
            width = 200
            format = "webp"
            quality = 70
            key = "{width}/{key}"
            [[outputs]]
            width = 50
            format = "webp"
            quality = 90
            key = "small/{key}"
        "#,
    );
    same("defaults.width = 300", "output.width = 300");
}

#[test]
fn each_format_has_its_quality() {
    let recipe = Recipe::read(
        r#"output = { width = 9, formats = ["webp", "jpeg", "png"], quality = { webp = 70, jpeg = { score = 85 } } }"#,
    );
    let made = |output: &recipe::Output| (output.target.format, output.target.quality);
    let made: Vec<_> = recipe.unwrap().outputs.iter().map(made).collect();
    assert_eq!(
        made,
        [
            (Some(Encoding::Webp), Some(Quality::Number(70))),
            (Some(Encoding::Jpeg), Some(Quality::Score(85))),
            (Some(Encoding::Png), None),
        ]
    );
}

#[test]
fn a_score_is_a_quality_for_all_formats() {
    for quality in [r#""auto""#, r#""score=75""#, "{ score = 75 }"] {
        let recipe =
            Recipe::read(&format!("output = {{ width = 9, quality = {quality} }}")).unwrap();
        let expected = match quality {
            r#""auto""# => Quality::Auto,
            _ => Quality::Score(75),
        };
        assert_eq!(
            recipe.outputs[0].target.quality,
            Some(expected),
            "{quality}"
        );
    }
}

#[test]
fn mistakes_have_their_place() {
    let rows = [
        (
            "output.widths = []",
            "line 1, column 17: widths is []; expected a list such as [1600, 800, 256]",
        ),
        (
            "output.formats = \"webp\"",
            "line 1, column 18: formats is \"webp\"; expected a list such as [\"webp\", \"jpeg\"]",
        ),
        (
            "output = { widths = [9, 0] }",
            "line 1, column 25: output 2: width is 0; expected a whole number from 1 to 16384",
        ),
        (
            "output = { width = 9, formats = [\"webp\", \"gfi\"] }",
            "line 1, column 42: output 2: format is \"gfi\"; expected one of auto, jpeg, png, webp, gif, raster",
        ),
        (
            "output = { width = 9, widths = [9, 8] }",
            "line 1, column 32: widths and width are the same field; leave one of them out",
        ),
        (
            "defaults.quality = 0\noutput.width = 9",
            "line 1, column 20: quality is 0; expected a whole number from 1 to 100, auto, or a score from 30 to 95 such as score=75",
        ),
        (
            "defaults.qualty = 80\noutput.width = 9",
            "line 1, column 10: unknown field \"qualty\"; did you mean quality?",
        ),
        (
            "defaults.max-pixels = 80",
            "line 1, column 10: unknown field \"max-pixels\"; it belongs in the limits, as limits.max-pixels",
        ),
        (
            "output = { width = 9, quality = { webp = 70 } }",
            "line 1, column 33: a quality for each format needs format or formats; give one number where the format is auto",
        ),
        (
            "output = { width = 9, format = \"webp\", quality = { png = 70 } }",
            "line 1, column 58: quality is an object with png; expected a number, auto, a score, or one of these for jpeg and webp",
        ),
        (
            "output = { width = 9, format = \"webp\", quality = { webp = 0 } }",
            "line 1, column 59: quality is 0; expected a whole number from 1 to 100, auto, or a score from 30 to 95 such as score=75",
        ),
        (
            "output = { widths = [9, 9] }",
            "line 1, column 10: outputs 1 and 2 have the same bucket and key, {dir}/{stem}-{width}.{ext}; give each a key of its own, such as \"{stem}-{width}.{ext}\"",
        ),
    ];
    for (text, expected) in rows {
        let error = Recipe::read(text).unwrap_err().to_string();
        assert_eq!(error, expected, "{text}");
    }
    // A short text for very many outputs is refused before they are there.
    let of = |count: usize| format!("[{}]", vec!["1"; count].join(","));
    let text = format!(
        r#"{{"defaults": {{"widths": {}, "formats": {}}}, "outputs": [{}]}}"#,
        of(6000),
        of(6000),
        vec!["{}"; 6000].join(",")
    );
    let error = Recipe::from_json(&text).unwrap_err().to_string();
    let expected = "outputs is a list of 6000; expected 1 to 16 outputs";
    assert!(error.ends_with(expected), "{error}");
    let many = format!("output.widths = {:?}", (1..=17).collect::<Vec<u32>>());
    let error = Recipe::read(&many).unwrap_err().to_string();
    assert!(
        error.contains("outputs is a list of 17; expected 1 to 16 outputs"),
        "{error}"
    );
}
