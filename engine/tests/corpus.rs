//! Every file of a folder of real and of hostile images: a picture or a typed error, never a trap.
//!
//! `THUMBOX_CORPUS` names the folder. `cargo xtask test` takes ../shared/corpus, and where that is not there, pictures of
//! the repository.

use std::path::{Path, PathBuf};
use std::{env, fs};

use engine::{CallLimits, Error, Limits, Resizer};
use recipe::Target;

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder)
        .expect("the folder can be read")
        .map(|entry| entry.expect("an entry can be read").path())
        .collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push(path);
        }
    }
}

#[test]
#[ignore = "needs a folder of images in THUMBOX_CORPUS: run by cargo xtask test"]
fn every_file_is_a_picture_or_a_typed_error() {
    let folder = env::var_os("THUMBOX_CORPUS").expect("THUMBOX_CORPUS names a folder");
    let mut paths = Vec::new();
    files(Path::new(&folder), &mut paths);
    let resizer = Resizer::embedded(CallLimits::default()).expect("the component loads");
    let mut pictures = 0;
    let mut bugs = Vec::new();
    for path in &paths {
        let image = fs::read(path).expect("the file can be read");
        match resizer.resize(&image, &[Target::thumbnail()], Limits::default()) {
            Ok(_) => pictures += 1,
            Err(
                error @ (Error::Trap { .. }
                | Error::InvalidResult { .. }
                | Error::Deadline { .. }
                | Error::MemoryLimit { .. }),
            ) => {
                bugs.push(format!("{}: {error}", path.display()));
            }
            Err(Error::Image { .. }) => {}
        }
    }
    println!("{pictures} pictures of {} files", paths.len());
    assert!(bugs.is_empty(), "{}", bugs.join("\n"));
    assert!(pictures > 0, "there is no image in {}", folder.display());
}
