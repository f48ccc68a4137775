//! Recipes as TOML: what is read, and what is said where it cannot be read. `json.rs` has what is the same in both.

use recipe::{Recipe, RecipeError};

#[test]
fn everything_can_be_said() {
    let json = r##"{
        "output": {
            "width": 300, "height": 200, "dpr": 2, "fit": "cover", "position": {"x": 0.25, "y": 0.5},
            "crop": {"left": 1, "top": 2, "width": 30, "height": 40}, "background": "#ffffff88", "enlarge": true,
            "shrink": false, "filter": "cubic", "keep": ["copyright", "icc"], "dither": 0.1, "max-bytes": "20kB",
            "key": "{dir}/{name}", "tags": {"team": "web", "a b": ""}, "copy-metadata": false
        },
        "limits": {"max-pixels": 1, "max-file-bytes": 4294967295, "max-work": 5000000000, "tolerant": true},
        "include": ["*.jpg", "a\"b"], "deletions": true, "failed": "failed/"
    }"##;
    let toml = r##"
        include = ["*.jpg", 'a"b']
        deletions = true # and what is left of them
        failed = "failed/"

        [output]
        width = 300
        height = 0b1100_1000
        dpr = 2
        fit = "cover"
        position = { x = 0.25, y = 0.5 }
        crop = { left = 1, top = 2, width = 30, height = 40 }
        background = "#ffffff88"
        enlarge = true
        shrink = false
        filter = "cubic"
        keep = ["copyright", "icc"]
        dither = 0.1
        max-bytes = "20kB"
        key = "{dir}/{name}"
        tags = { team = "web", "a b" = "" }
        copy-metadata = false

        [limits]
        max-pixels = 1
        max-file-bytes = 4_294_967_295
        max-work = 5_000_000_000
        tolerant = true
    "##;
    assert_eq!(Recipe::read(toml), Recipe::from_json(json));
    assert!(Recipe::read(toml).is_ok());
}

/// Spans, so that an editor can go there.
#[test]
fn what_cannot_be_read_is_told_with_its_place() {
    let rows = [
        (
            "\n[output]\nfit = \"stretch\"",
            "line 3, column 7: fit is \"stretch\"; expected one of inside, outside, cover, cover-down, contain, fill",
        ),
        (
            "[output]\nkey = \"{k}\"",
            "line 2, column 7: the key \"{k}\" has the placeholder {k}; expected one of bucket, key, dir, stem, ext, name, width, height, actual-width, actual-height, format, hash",
        ),
        (
            "# größer\n[outptu]\nwidth = 5",
            "line 2, column 2: unknown field \"outptu\"; did you mean output?",
        ),
        (
            "output = {key = \"ü\", width = \"300\"}",
            "line 1, column 30: width is \"300\"; expected a whole number from 1 to 16384",
        ),
        (
            "[[outputs]]\nkeep = [\"icc\", \"gps\"]",
            "line 2, column 8: keep is [\"icc\", \"gps\"]; expected one of copyright, icc, all, or several of them",
        ),
        (
            "[limits]\nmax-file-bytes = -1",
            "line 2, column 18: max-file-bytes is -1; expected a number of bytes, alone or with a unit, such as 50000, 20kB or 100KiB, and less than 4 GiB",
        ),
        (
            "[output]\nmax-bytes = \"20 pages\"",
            "line 2, column 13: max-bytes is \"20 pages\"; expected a number of bytes, alone or with a unit, such as 50000, 20kB or 100KiB, and less than 4 GiB",
        ),
        (
            "[output]\nposition = {x = 0.5, y = 0.5, z = 1}",
            "line 2, column 12: position is {\"x\": 0.5, \"y\": 0.5, \"z\": 1}; expected one of center, north, northeast, east, southeast, south, southwest, west, northwest, attention, or a point X,Y from 0,0 to 1,1",
        ),
        (
            "[output]\ncrop = {left = 0, top = 0, width = 5}",
            "line 2, column 8: crop is {\"left\": 0, \"top\": 0, \"width\": 5}; expected LEFT,TOP,WIDTH,HEIGHT in whole pixels, or in percent up to 100% in all, such as 10,20,300,200 or 25%,25%,50%,50%",
        ),
        (
            "output = 5",
            "line 1, column 10: an output is 5; expected an object with fields such as width",
        ),
        (
            "[output]\nwidth = 5\ndpr = 2\ndevice-pixel-ratio = 2",
            "line 3, column 7: device-pixel-ratio and dpr are the same field; leave one of them out",
        ),
        (
            "[output]\nwidth = 5\n\nwidth = 6",
            "line 4, column 1: width is given twice",
        ),
        (
            "output.fit = cover",
            "line 1, column 14: found \"cover\"; expected a number, true or false, or a text in quotes such as \"cover\"",
        ),
        (
            "[output]\nwidth = # wide\nheight = 5",
            "line 2, column 9: found nothing; expected a number, true or false, or a text in quotes such as \"cover\"",
        ),
        (
            "[output]\nfit = \"cover\nwidth = 5",
            "line 2, column 13: this is no TOML: invalid basic string, expected `\"`",
        ),
        (
            "output = {\"width\": 400}",
            "line 1, column 18: this is no TOML: missing assignment between key-value pairs, expected `=`",
        ),
        (
            "photo.jpg",
            "line 1, column 10: this is no TOML: key with no value, expected `=`",
        ),
        (
            " \n",
            "line 1, column 1: the text is empty; expected a recipe, such as \"output.width = 300\" or {}",
        ),
    ];
    for (text, expected) in rows {
        let error = Recipe::read(text).unwrap_err();
        assert!(matches!(error, RecipeError::Text { .. }));
        assert_eq!(error.to_string(), expected, "{text}");
    }
    let unknown = Recipe::read("[output]\nkey = \"a\"\nwidth = 5\nwidht = 5").unwrap_err();
    assert!(
        unknown
            .to_string()
            .starts_with("line 4, column 1: unknown field \"widht\"; did you mean width?"),
        "{unknown}"
    );
}

#[test]
fn what_is_impossible_is_told_with_its_place() {
    let rows = [
        (
            "[output]\nwidth = 0",
            "line 2, column 9: width is 0; expected a whole number from 1 to 16384",
        ),
        (
            "[output]\n\n  position.x = 0.5\n  position.y = 1.5",
            "line 3, column 3: position is {\"x\": 0.5, \"y\": 1.5}; expected one of center, north, northeast, east, southeast, south, southwest, west, northwest, attention, or a point X,Y from 0,0 to 1,1",
        ),
        (
            "limits.max-side = 65536",
            "line 1, column 19: max-side is 65536; expected a whole number from 1 to 65535",
        ),
        (
            "output.width = 1979-05-27",
            "line 1, column 16: width is \"1979-05-27\"; expected a whole number from 1 to 16384",
        ),
        (
            "limits.max-work = 9007199254740993",
            "line 1, column 19: max-work is 9007199254740993; expected a whole number from 0 to 9007199254740992",
        ),
        (
            "[[outputs]]\nkey = \"a\"\n[[outputs]]\nkey = \"b\"\nquality = 0",
            "line 5, column 11: output 2: quality is 0; expected a whole number from 1 to 100, auto, or a score from 30 to 95 such as score=75",
        ),
        (
            "output = [{key = \"a\"}, {key = \"b\", quality = 0}]",
            "line 1, column 46: output 2: quality is 0; expected a whole number from 1 to 100, auto, or a score from 30 to 95 such as score=75",
        ),
        (
            "[[outputs]]\nwidth = 800\n\n[[outputs]]\nwidth = 400",
            "line 4, column 1: outputs 1 and 2 have the same bucket and key, {key}; give each a key of its own, such as \"{stem}-{width}.{ext}\"",
        ),
        (
            "deletions = true\n[output]\nkey = \"{stem}.{ext}\"",
            "line 3, column 7: the key depends on the upload's bytes ({ext}), so that the result of a deleted upload cannot be found; leave {ext} out, name a format, or leave deletions out",
        ),
        (
            "outputs = []",
            "line 1, column 11: outputs is a list of 0; expected 1 to 16 outputs",
        ),
        (
            "exclude = [\n  \"b\",\n  \"a[\"\n]",
            "line 3, column 3: the pattern \"a[\" is wrong at character 2: invalid range pattern; write one such as \"*.jpg\" or \"photos/**\"",
        ),
    ];
    for (text, expected) in rows {
        assert_eq!(
            Recipe::read(text).unwrap_err().to_string(),
            expected,
            "{text}"
        );
    }
}

/// As files from elsewhere are.
#[test]
fn line_ends_and_marks_of_other_editors_are_read() {
    let recipe = Recipe::read("output.width = 300").unwrap();
    for text in [
        "\u{feff}output.width = 300",
        "\u{feff}{\"output\": {\"width\": 300}}",
        "\r\n[output]\r\nwidth = 300\r\n",
        "\t\n{\r\n\"output\": {\"width\": 300}}\r\n",
        "output = {width = 300}",
    ] {
        assert_eq!(Recipe::read(text).as_ref(), Ok(&recipe), "{text:?}");
    }
    let error = Recipe::read("[output]\r\n\r\nwidth = 0\r\n").unwrap_err();
    assert!(error.to_string().starts_with("line 3, column 9: "));
}

#[test]
fn brackets_without_end_are_refused() {
    for text in ["output = ", "include = "] {
        let text = format!("{text}{}", "[".repeat(100_000));
        assert!(Recipe::read(&text).is_err());
        let text = format!("{{{text}{}", "[".repeat(100_000));
        assert!(Recipe::read(&text).is_err());
    }
}
