//! Values and options as other programs write them.

mod program;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use program::{folder, lines, stderr, thumbox};
use serde_json::Value;

/// The line of the photo, if it was made.
fn made(folder: &Path, words: &str) -> Option<Value> {
    let words = format!("resize --json --force -o out photo.jpg {words}");
    let output = thumbox(folder, words.split_whitespace());
    lines(&output).into_iter().next()
}

fn resized(folder: &Path, words: &str) -> Vec<Value> {
    let words = format!("resize --json --force -o out {words}");
    let output = thumbox(folder, words.split_whitespace());
    assert_eq!(
        output.status.code(),
        Some(0),
        "{words}: {}",
        stderr(&output)
    );
    lines(&output)
}

#[test]
fn values_are_understood_in_other_spellings() {
    let folder = folder();
    let mut others = Vec::new();
    for (other, ours) in [
        ("-s 200X200", "-s 200x200"),
        ("-s 200X", "-s 200x"),
        ("-W 900 --max-bytes 20kb", "-W 900 --max-bytes 20kB"),
        ("-W 900 --max-bytes 20KB", "-W 900 --max-bytes 20000"),
        ("--format WebP", "--format webp"),
        ("--format JPEG", "--format jpeg"),
        (
            "-s 90x90 --fit Cover --position North",
            "-s 90x90 --fit cover --position north",
        ),
        (
            "-s 90x90 --fit cover --position Center",
            "-s 90x90 --fit cover --position centre",
        ),
        (
            "-s 90x90 --fit contain --background Teal",
            "-s 90x90 --fit contain --background #008080",
        ),
        (
            "-s 90x90 --fit contain --background white",
            "-s 90x90 --fit contain --background #fff",
        ),
    ] {
        let sha256 = |words: &str| made(folder.path(), words).map(|line| line["sha256"].clone());
        let (expected, plain) = (sha256(ours), sha256(""));
        assert!(expected.is_some(), "{ours}");
        // What changes nothing would be understood in any spelling.
        let has_effect = ours == "--format jpeg" || expected != plain;
        assert!(has_effect, "{ours}");
        if sha256(other) != expected {
            others.push(other);
        }
    }
    assert!(others.is_empty(), "{others:?}");
    let output = thumbox(
        folder.path(),
        "resize photo.jpg -s 9x9 --fit contain --background wihte".split(' '),
    );
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("wihte"), "{}", stderr(&output));
}

#[test]
fn options_have_the_names_of_other_programs() {
    let folder = folder();
    fs::create_dir(folder.path().join("in")).unwrap();
    fs::copy(
        folder.path().join("photo.jpg"),
        folder.path().join("in/a.jpg"),
    )
    .unwrap();
    assert_eq!(resized(folder.path(), "in --threads 1").len(), 1);
    assert_eq!(resized(folder.path(), "-r in").len(), 1);
    assert_eq!(resized(folder.path(), "--recursive in").len(), 1);
    for words in [
        "verify out --jobs 1",
        "verify out -j 2",
        "verify out --threads 2",
    ] {
        let output = thumbox(folder.path(), words.split(' '));
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let told = stderr(&output);
        assert!(told.contains("1 identical, 0 differ"), "{told}");
    }
    for (words, expected) in [
        ("resize in --threads 0", "--jobs <N>"),
        ("verify out --jobs 257", "--jobs <N>"),
        (
            "resize in -v",
            "there is no option -v here: `thumbox -v` prints the version",
        ),
    ] {
        let output = thumbox(folder.path(), words.split(' '));
        assert_eq!(output.status.code(), Some(2), "{words}");
        assert!(stderr(&output).contains(expected), "{}", stderr(&output));
    }
}

/// `script` runs a program at a terminal of its own.
#[test]
fn an_image_does_not_go_to_a_terminal() {
    let folder = folder();
    let program = env!("CARGO_BIN_EXE_thumbox");
    for name in ["-", "/dev/stdout"] {
        let output = Command::new("script")
            .current_dir(folder.path())
            .args([
                "-qec",
                &format!("'{program}' resize photo.jpg -o {name}"),
                "/dev/null",
            ])
            .stdin(Stdio::null())
            .output()
            .expect("script, which is part of bsdutils");
        let shown = String::from_utf8_lossy(&output.stdout);
        assert_eq!(output.status.code(), Some(2), "{shown}");
        assert!(
            shown.starts_with(
                "thumbox: standard output is a terminal, which cannot show an image; redirect it"
            ),
            "{shown}"
        );
    }
}

#[test]
fn a_picture_that_takes_too_long_is_told_in_words() {
    let folder = folder();
    let words = "resize photo.jpg -W 9000 --enlarge --timeout 0.001";
    let output = thumbox(folder.path(), words.split(' '));
    assert_eq!(output.status.code(), Some(1));
    let told = stderr(&output);
    assert!(
        told.starts_with("thumbox: photo.jpg: timed out after 1 ms; raise the limit"),
        "{told}"
    );
}

/// Photoshop's segment with one record of IPTC: dataset 2:116, the copyright notice.
fn iptc(copyright: &str) -> Vec<u8> {
    let mut record = vec![0x1c, 2, 116];
    record.extend((copyright.len() as u16).to_be_bytes());
    record.extend(copyright.as_bytes());
    let mut block = b"Photoshop 3.0\x008BIM\x04\x04\0\0".to_vec();
    block.extend((record.len() as u32).to_be_bytes());
    block.extend(&record);
    if record.len() % 2 == 1 {
        block.push(0);
    }
    segment(0xed, &block)
}

/// An XMP packet with `dc:rights`.
fn xmp(copyright: &str) -> Vec<u8> {
    let packet = format!(
        "http://ns.adobe.com/xap/1.0/\0<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF \
         xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><rdf:Description \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:rights><rdf:Alt><rdf:li \
         xml:lang=\"x-default\">{copyright}</rdf:li></rdf:Alt></dc:rights></rdf:Description>\
         </rdf:RDF></x:xmpmeta>"
    );
    segment(0xe1, packet.as_bytes())
}

/// A segment of a JPEG.
fn segment(marker: u8, block: &[u8]) -> Vec<u8> {
    let length = (block.len() as u16 + 2).to_be_bytes();
    [&[0xff, marker][..], &length, block].concat()
}

#[test]
fn an_owner_that_stands_in_xmp_or_iptc_alone_is_kept() {
    let folder = folder();
    let photo = fs::read(folder.path().join("photo.jpg")).unwrap();
    let owner = "(c) Ada Example";
    for (name, block) in [("xmp.jpg", xmp(owner)), ("iptc.jpg", iptc(owner))] {
        let credited = [&photo[..2], &block, &photo[2..]].concat();
        fs::write(folder.path().join(name), credited).unwrap();
        for (keep, is_kept) in [("--keep copyright", true), ("", false)] {
            let lines = resized(folder.path(), &format!("{name} {keep}"));
            let output = lines[0]["output"].as_str().expect("a path");
            let made = fs::read(folder.path().join(output)).unwrap();
            let has = made
                .windows(owner.len())
                .any(|window| window == owner.as_bytes());
            assert_eq!(has, is_kept, "{name} {keep}");
        }
    }
}
