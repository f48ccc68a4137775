//! The planes of ../shared/corpus against what avifdec reads: `cargo test -p avif --features corpus`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use heif::Wish;
use raster::{Header, Model};

const MAX_PIXELS: u64 = 100_000_000;

/// All AVIF files below a folder.
fn files_below(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files_below(&path, found);
        } else if path
            .extension()
            .is_some_and(|extension| extension == "avif")
        {
            found.push(path);
        }
    }
}

/// The planes that avifdec reads, without alpha.
fn planes_of_avifdec(file: &Path) -> Vec<u8> {
    let output = std::env::temp_dir().join(format!("thumbox-{}.y4m", std::process::id()));
    let done = Command::new("avifdec")
        .arg("--no-strict")
        .arg(file)
        .arg(&output)
        .output();
    let done = done.expect("avifdec");
    assert!(done.status.success(), "{}: {done:?}", file.display());
    let y4m = fs::read(&output).unwrap();
    fs::remove_file(&output).unwrap();
    let frame = b"\nFRAME\n";
    let start = y4m.windows(frame.len()).position(|bytes| bytes == frame);
    y4m[start.unwrap() + frame.len()..].to_vec()
}

#[test]
fn planes_of_the_corpus_are_those_of_avifdec() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    let mut paths = Vec::new();
    files_below(&corpus, &mut paths);
    assert!(!paths.is_empty());
    for path in paths {
        let file = fs::read(&path).unwrap();
        let source = crate::read(&file, MAX_PIXELS).unwrap_or_else(|error| {
            panic!("{}: {error}", path.display());
        });
        let raster = crate::decode(&source, &Wish::every_pixel()).unwrap();
        let (header, start) = Header::read(&raster).unwrap();
        assert!(
            matches!(header.model, Model::YCbCr(_)),
            "{}",
            path.display()
        );
        let colors = header.planes(0).len().min(3);
        let last = header.planes(0)[colors - 1];
        let length = (last.start + last.row_bytes * u64::from(last.height)) as usize;
        let expected = planes_of_avifdec(&path);
        assert!(
            raster[start..start + length] == expected[..length],
            "{} has other planes",
            path.display()
        );
        println!("{}: equal", path.display());
    }
}
