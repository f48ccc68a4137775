//! Whatever is wrong with a file, what is said about it has our words, and not those of a library.

use std::fs;
use std::path::{Path, PathBuf};

use request::Request;
use resizer::{Error, probe, resize};

/// Parts of the texts of the crates that decode, as they are printed or derived.
const OF_LIBRARIES: [&str; 28] = [
    "ChunkType",
    "Format error",
    "FormatError",
    "unexpected end of file",
    "unexpected EOF",
    "failed to fill whole buffer",
    "end of file",
    "CRC error",
    "Corrupt deflate",
    "IDAT or fdAT",
    "is invalid after",
    "is invalid before",
    "must appear",
    "Missing palette",
    "Unrecognized",
    "Invalid ",
    "invalid marker",
    "Unsupported ",
    "unsupported color",
    "out-of-bounds",
    "No more image data",
    "lzw decode",
    "code size",
    "deflate stream",
    "while decoding",
    "called `",
    "Io(",
    "kind:",
];

/// Words with a capital inside that people use.
const NAMES: [&str; 28] = [
    "OpenEXR",
    "PostScript",
    "QuickTime",
    "WebM",
    "BigTIFF",
    "CgBI",
    "CIELab",
    "JBIG",
    "LogLuv",
    "PackBits",
    "SGILog",
    "ThumbHash",
    "ThunderScan",
    "WebP",
    "YCbCr",
    "JPEGTables",
    "cHRM",
    "cICP",
    "eXIf",
    "fcTL",
    "gAMA",
    "iCCP",
    "iTXt",
    "sBIT",
    "sRGB",
    "tEXt",
    "tRNS",
    "zTXt",
];

/// What a message has that no sentence of ours has.
fn foreign_part(message: &str) -> Option<String> {
    if let Some(part) = OF_LIBRARIES.iter().find(|part| message.contains(**part)) {
        return Some((*part).to_owned());
    }
    if let Some(sign) = message.chars().find(|sign| "{}`".contains(*sign)) {
        return Some(sign.to_string());
    }
    // A name of a type or of a case.
    let words = message.split(|sign: char| !sign.is_ascii_alphabetic());
    let is_code = |word: &&str| {
        let capitals = word.as_bytes().windows(2);
        capitals
            .into_iter()
            .any(|pair| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase())
            && !NAMES.contains(word)
            // A byte that is no letter, in a quoted name of four: \xffTE.
            && !message.contains(&format!("\\{word}"))
    };
    words.into_iter().find(is_code).map(str::to_owned)
}

/// All files below a folder, in order.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("the folder of inputs") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// A generator of numbers (Knuth's MMIX), so that every run damages the same bytes.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end.max(1)
    }
}

/// The file itself, cut off, and with bytes changed, most of them near the start, where headers are.
fn damaged(file: &[u8], numbers: &mut Numbers) -> Vec<Vec<u8>> {
    let mut all = vec![file.to_vec(), file[..numbers.below(file.len())].to_vec()];
    for changes in [1, 2, 8] {
        let mut copy = file.to_vec();
        for _ in 0..changes {
            let end = if changes == 8 {
                copy.len()
            } else {
                copy.len().min(300)
            };
            let at = numbers.below(end);
            if let Some(byte) = copy.get_mut(at) {
                *byte = match numbers.below(3) {
                    0 => 0xff,
                    1 => byte.wrapping_add(1),
                    _ => numbers.below(256) as u8,
                };
            }
        }
        all.push(copy);
    }
    all
}

#[test]
fn messages_about_damaged_files_have_our_words() {
    let limits = r#""max-pixels":100000,"max-work":2000000"#;
    let request = |tolerant| {
        let text = format!(
            r#"{{"outputs":[{{"width":9,"keep":"all"}}],"limits":{{{limits},"tolerant":{tolerant}}}}}"#
        );
        Request::read(&text).expect("a request")
    };
    let requests = [request(false), request(true)];
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../conformance/vectors/inputs");
    let mut numbers = Numbers(1);
    let mut foreign = Vec::new();
    let mut messages = 0;
    for path in files(&root) {
        let file = fs::read(&path).expect("an input");
        for damaged in damaged(&file, &mut numbers) {
            let mut said: Vec<String> = probe(&damaged).err().map(text).into_iter().collect();
            for request in &requests {
                match resize(&damaged, request) {
                    Ok(resized) => {
                        said.extend(resized.warnings.into_iter().map(|warning| warning.message))
                    }
                    Err(error) => said.push(text(error)),
                }
            }
            messages += said.len();
            let strange = said.iter().filter_map(|message| {
                foreign_part(message)
                    .map(|part| format!("{part:?} of {}: {message}", path.display()))
            });
            foreign.extend(strange);
        }
    }
    assert!(messages > 1000, "{messages} messages");
    assert!(foreign.is_empty(), "{}", foreign.join("\n"));
}

fn text(error: Error) -> String {
    match error {
        Error::Truncated(truncation) => truncation.message,
        Error::UnsupportedFormat(text)
        | Error::Malformed(text)
        | Error::TooLarge(text)
        | Error::InvalidOptions(text)
        | Error::LimitExceeded(text)
        | Error::NeedsCodec { message: text, .. } => text,
    }
}

#[test]
fn texts_of_libraries_are_told_from_ours() {
    for theirs in [
        "Chunk ChunkType { type: IDAT } is invalid",
        "it is for Rgb { } samples",
        "its data: UnexpectedEof",
        "CRC error: expected 0x1",
    ] {
        assert!(foreign_part(theirs).is_some(), "{theirs}");
    }
    let ours = "this TIFF image uses YCbCr colours with PackBits, which Thumbox does not read; save it again without";
    assert_eq!(foreign_part(ours), None);
}
