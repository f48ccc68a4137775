//! Decodes the files of a folder, which THUMBOX_CORPUS names. Samples are compared with
//! image-webp's.

mod support;

use std::path::{Path, PathBuf};

use support::{TOLERANT, by_image_webp, decode, frame};
use vp8_shrink::{Options, Scale};

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("the folder can be read") {
        let path = entry.expect("an entry can be read").path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push(path);
        }
    }
}

#[test]
#[ignore = "needs a folder of images in THUMBOX_CORPUS: run by cargo xtask test"]
fn webp_files_from_elsewhere_are_read_as_image_webp_reads_them() {
    let folder = std::env::var_os("THUMBOX_CORPUS").expect("THUMBOX_CORPUS names a folder");
    let mut found = Vec::new();
    files(Path::new(&folder), &mut found);
    let mut compared = 0;
    for path in found {
        let bytes = std::fs::read(&path).expect("a file");
        let Some(frame) = frame(&bytes) else { continue };
        for scale in Scale::ALL {
            let _ = decode(frame, scale, &TOLERANT);
        }
        let ours = decode(frame, Scale::Full, &Options::default());
        if let Some(theirs) = by_image_webp(frame) {
            let ours = ours.expect("what image-webp reads is read");
            assert!(ours.samples == theirs, "{}", path.display());
            compared += 1;
        }
    }
    assert!(
        compared > 0,
        "there are no WebP files in {}",
        folder.display()
    );
}
