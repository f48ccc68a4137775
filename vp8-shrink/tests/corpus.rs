//! Decodes the files of a folder that is not part of the repository: ../shared/corpus from its root, or the folder that
//! THUMBOX_CORPUS names. Samples are compared with image-webp's.

mod support;

use std::path::{Path, PathBuf};

use support::{TOLERANT, by_image_webp, decode, frame};
use vp8_shrink::{Options, Scale};

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push(path);
        }
    }
}

#[test]
fn files_from_elsewhere_are_read_as_image_webp_reads_them() {
    let folder = std::env::var_os("THUMBOX_CORPUS").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus"),
        PathBuf::from,
    );
    let mut found = Vec::new();
    files(&folder, &mut found);
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
    if compared == 0 {
        println!("skipped: there are no WebP files in {}", folder.display());
        return;
    }
    println!("{compared} files compared");
}
