//! Decodes the files of a folder, which THUMBOX_CORPUS names. Samples are compared with
//! djpeg's.

mod support;

use std::path::{Path, PathBuf};

use jpeg_shrink::{Color, Options, Scale};
use support::{decode, djpeg};

/// The JPEG files of the folder, in order.
fn files() -> Vec<PathBuf> {
    let folder = std::env::var_os("THUMBOX_CORPUS").expect("THUMBOX_CORPUS names a folder");
    let mut found = Vec::new();
    collect(Path::new(&folder), &mut found);
    assert!(
        !found.is_empty(),
        "there are no JPEG files in {}",
        folder.display()
    );
    found.sort();
    found
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("the folder can be read") {
        let path = entry.expect("an entry can be read").path();
        if path.is_dir() {
            collect(&path, found);
        } else if std::fs::read(&path).is_ok_and(|bytes| bytes.starts_with(&[0xFF, 0xD8])) {
            found.push(path);
        }
    }
}

#[test]
#[ignore = "needs a folder of images in THUMBOX_CORPUS: run by cargo xtask test"]
fn jpeg_files_from_elsewhere_do_no_harm() {
    for path in files() {
        let bytes = std::fs::read(path).expect("a file");
        let options = Options {
            tolerant: true,
            max_work: 100_000_000,
            ..Options::default()
        };
        for scale in Scale::ALL {
            let _ = decode(&bytes, scale, &options);
        }
    }
}

#[test]
#[ignore = "needs a folder of images in THUMBOX_CORPUS, and djpeg of libjpeg-turbo: run by cargo xtask test"]
fn jpeg_files_from_elsewhere_are_read_as_djpeg_reads_them() {
    let mut compared = 0;
    for path in files() {
        let bytes = std::fs::read(&path).expect("a file");
        let Ok(picture) = decode(&bytes, Scale::Full, &Options::default()) else {
            continue;
        };
        if jpeg_shrink::read_header(&bytes).map(|header| header.color) == Ok(Color::Cmyk) {
            continue;
        }
        let shown = djpeg(&path, Scale::Full);
        assert!(shown.ends_with(&picture.samples), "{}", path.display());
        compared += 1;
    }
    assert!(compared > 0, "none of the files is whole");
}
