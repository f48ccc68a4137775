//! Decodes the files of a folder that is not part of the repository: ../shared/corpus from its root, or the folder that
//! THUMBOX_CORPUS names. Samples are compared with djpeg's where there is one.

mod support;

use std::path::{Path, PathBuf};
use std::process::Command;

use jpeg_shrink::{Color, Options, Scale};
use support::decode;

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files(&path, found);
        } else if std::fs::read(&path).is_ok_and(|bytes| bytes.starts_with(&[0xFF, 0xD8])) {
            found.push(path);
        }
    }
}

#[test]
fn files_from_elsewhere_do_no_harm_and_are_read_as_libjpeg_reads_them() {
    let folder = std::env::var_os("THUMBOX_CORPUS").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus"),
        PathBuf::from,
    );
    let mut found = Vec::new();
    files(&folder, &mut found);
    if found.is_empty() {
        println!("skipped: there are no JPEG files in {}", folder.display());
        return;
    }
    let djpeg = Command::new("djpeg").arg("-version").output().is_ok();
    if !djpeg {
        println!("only decoded: there is no djpeg in PATH (Debian: libjpeg-turbo-progs)");
    }
    let mut compared = 0;
    for path in &found {
        let bytes = std::fs::read(path).expect("a file");
        let options = Options {
            tolerant: true,
            max_work: 100_000_000,
            ..Options::default()
        };
        for scale in Scale::ALL {
            let _ = decode(&bytes, scale, &options);
        }
        let Ok(picture) = decode(&bytes, Scale::Full, &Options::default()) else {
            continue;
        };
        let color = jpeg_shrink::read_header(&bytes).map(|header| header.color);
        if !djpeg || color == Ok(Color::Cmyk) {
            continue;
        }
        let shown = Command::new("djpeg")
            .args(["-dct", "int", "-pnm"])
            .arg(path)
            .output();
        let shown = shown.expect("djpeg runs").stdout;
        assert!(shown.ends_with(&picture.samples), "{}", path.display());
        compared += 1;
    }
    println!(
        "{} files, {compared} of them compared with djpeg",
        found.len()
    );
}
