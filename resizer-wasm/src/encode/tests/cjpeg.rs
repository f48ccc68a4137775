//! `cjpeg`: the one of this machine, and what it made when it was last asked.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use super::jpeg::Way;
use crate::contract::ChromaSubsampling::Yuv420;
use crate::picture::{Channels, Picture};

/// Set to 1, it has the file with the digests written anew.
const WRITE: &str = "THUMBOX_WRITE_CJPEG";
const COMMENT: &str = "\
# What cjpeg of libjpeg-turbo makes of each picture: FNV-1a of its files, each behind its length. Written by
# THUMBOX_WRITE_CJPEG=1 cargo test -p resizer-wasm -- --ignored files_equal_those_of_the_cjpeg_here
";

/// The lines of the file with the digests.
pub(super) fn written() -> impl Iterator<Item = &'static str> {
    let lines = include_str!("cjpeg.tsv").lines();
    lines.filter(|line| !line.starts_with('#'))
}

/// The line of a picture, from the files that were made of it.
pub(super) fn line<const N: usize>(name: &str, files: [Vec<u8>; N]) -> String {
    let mut digest = 0xCBF2_9CE4_8422_2325;
    for file in files {
        for byte in (file.len() as u64).to_le_bytes().iter().chain(&file) {
            digest = (digest ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01B3);
        }
    }
    format!("{name}\t{digest:016x}")
}

/// Compares these lines with those of the file, or writes it.
pub(super) fn check(lines: &[String]) {
    if std::env::var_os(WRITE).is_some() {
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/encode/tests/cjpeg.tsv");
        let text = format!("{COMMENT}{}\n", lines.join("\n"));
        std::fs::write(path, text).expect("the file can be written");
    } else {
        assert!(
            lines.iter().eq(written()),
            "cjpeg.tsv is not what this cjpeg makes; its first lines say how to write it"
        );
    }
}

/// What the `cjpeg` here makes of the picture.
pub(super) fn file(picture: &Picture, way: Way) -> Vec<u8> {
    static VERSION: OnceLock<()> = OnceLock::new();
    VERSION.get_or_init(check_version);
    let size = picture.size;
    let gray = picture.channels == Channels::Gray;
    let kind = if gray { 5 } else { 6 };
    let mut input = format!("P{kind}\n{} {}\n255\n", size.width, size.height).into_bytes();
    input.extend(picture.to_bytes());
    let halved = way.sampling == Yuv420 && !gray;
    let mut process = Command::new("cjpeg")
        .args(["-dct", "int", "-optimize", "-baseline"])
        .args(["-sample", if halved { "2x2" } else { "1x1" }])
        .args(["-quality", &way.quality.to_string()])
        .args(way.progressive.then_some("-progressive"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("cjpeg runs");
    let mut stdin = process.stdin.take().expect("piped");
    let writing = std::thread::spawn(move || stdin.write_all(&input));
    let output = process.wait_with_output().expect("cjpeg runs");
    writing.join().expect("no panic").expect("cjpeg reads");
    assert!(output.status.success());
    output.stdout
}

/// Others of that name, those of libjpeg 9 and of mozjpeg, make other files.
fn check_version() {
    let output = Command::new("cjpeg").arg("-version").output();
    let output = output.expect("there is a cjpeg in PATH (Debian: libjpeg-turbo-progs)");
    let version = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    assert!(
        version.contains("libjpeg-turbo"),
        "the cjpeg in PATH is not that of libjpeg-turbo, whose files ours are equal to, but {version}"
    );
}
