//! Files that are damaged, or ask for much.

use codec::{Decoder, Error};
use request::Request;

use super::files::{a_box, codestream, container, decoded, file, names};
use crate::Jxl;

fn refusal(file: &[u8]) -> Error {
    decoded(file, r#"{"width": 4}"#).unwrap_err()
}

fn kind(file: &[u8]) -> &'static str {
    refusal(file).kind.word()
}

/// 2^20 x 2^20: not small, 30 bits of height, no ratio, 30 bits of width; the rest by default.
const HUGE: [(u32, u32); 8] = [
    (0, 1),
    (3, 2),
    ((1 << 20) - 1, 30),
    (0, 3),
    (3, 2),
    ((1 << 20) - 1, 30),
    (1, 1),
    (0, 32),
];

#[test]
fn declared_sizes_are_refused_before_anything_is_allocated() {
    let huge = codestream(&HUGE);
    let contained = container(&[a_box(b"jxlc", &huge)]);
    for file in [huge, contained] {
        let error = refusal(&file);
        assert_eq!(error.kind.word(), "too-large", "{error}");
    }
}

#[test]
fn boxes_without_end_cost_no_more_than_their_bytes() {
    let codestream = a_box(b"jxlc", &file("1x1"));
    let compressed = a_box(b"brob", b"xml \x5b").repeat(10_000);
    let empty = a_box(b"free", b"").repeat(10_000);
    let behind = container(&[codestream.clone(), compressed]);
    let before = container(&[empty, codestream]);
    for file in [behind, before] {
        let raster = decoded(&file, r#"{"width": 1}"#).unwrap();
        assert!(raster.len() < 1000);
    }
    // Parts of a codestream, in which there is nothing.
    let parts: Vec<Vec<u8>> = (0..10_000u32)
        .map(|index| a_box(b"jxlp", &index.to_be_bytes()))
        .collect();
    assert_eq!(kind(&container(&parts)), "truncated");
}

#[test]
fn the_limit_of_the_request_holds() {
    let request = r#"{"outputs": [{"width": 4}], "limits": {"max-pixels": 6143}}"#;
    let error = Jxl::decode(&file("default"), &Request::read(request).unwrap());
    assert_eq!(error.unwrap_err().kind.word(), "too-large");
}

#[test]
fn cmyk_is_refused_by_name() {
    // 8 x 8; not default, no extra fields, 8 bits, 16 are enough; one extra channel, not default, black, of 8 bits,
    // dimensions as they are, without a name; not XYB; colours by default.
    let file = codestream(&[
        (1, 1),
        (0, 5),
        (1, 3),
        (0, 1),
        (0, 1),
        (0, 1),
        (0, 2),
        (1, 1),
        (1, 2),
        (0, 1),
        (2, 2),
        (2, 4),
        (0, 1),
        (0, 2),
        (0, 2),
        (0, 2),
        (0, 1),
        (1, 1),
        (1, 1),
    ]);
    let error = refusal(&file);
    assert_eq!(error.kind.word(), "unsupported-format", "{error}");
    assert!(error.message.contains("CMYK"), "{error}");
}

#[test]
fn other_files_are_named_so() {
    assert_eq!(kind(b"GIF89a, and so on"), "unsupported-format");
    assert_eq!(kind(b""), "truncated");
}

#[test]
fn what_is_cut_is_an_error() {
    for name in ["default", "lossless", "transcoded-jpeg"] {
        let whole = file(name);
        for length in (0..whole.len()).step_by(7) {
            let error = refusal(&whole[..length]);
            let kind = error.kind.word();
            let is_known = matches!(kind, "truncated" | "malformed");
            assert!(is_known, "{name}, {length} bytes: {error}");
        }
    }
}

/// Of each file.
const DAMAGED_COPIES: usize = 64;

/// A damaged file is decoded to something, or it is a typed error: every pixel, and the LF image.
#[test]
fn damaged_files_are_errors_or_other_pictures() {
    let outputs = [
        r#"{"width": 12}"#,
        r#"{"width": 1, "height": 1, "fit": "fill"}"#,
    ];
    let requests = outputs.map(|output| {
        let text = format!(r#"{{"outputs": [{output}], "limits": {{"max-pixels": 131072}}}}"#);
        Request::read(&text).unwrap()
    });
    for name in names() {
        for copy in damage::copies(&file(&name), DAMAGED_COPIES) {
            for request in &requests {
                let _ = Jxl::decode(&copy, request);
            }
        }
    }
}
