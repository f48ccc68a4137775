//! What fuzzing has found, and the seeds, through the targets without libFuzzer.

use std::fs;
use std::path::Path;

/// Replays each file of `regressions/TARGET/`, and all seeds.
fn replay(target: &str, check: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("regressions")
        .join(target);
    let mut files = fuzz::seeds::of(target);
    for entry in fs::read_dir(&folder).into_iter().flatten() {
        let path = entry.expect("an entry can be read").path();
        let file = fs::read(&path).expect("the file can be read");
        files.push((path.display().to_string(), file));
    }
    for (name, file) in files {
        // Shown only where the check fails, with its message.
        println!("{target}: {name}");
        check(&file);
    }
}

#[test]
fn probe() {
    replay("probe", fuzz::probe::check);
}

#[test]
fn resize() {
    replay("resize", fuzz::resize::check);
}

#[test]
fn jpeg() {
    replay("jpeg", fuzz::jpeg::check);
}

#[test]
fn vp8() {
    replay("vp8", fuzz::vp8::check);
}

#[test]
fn isobmff() {
    replay("isobmff", fuzz::isobmff::check);
}

#[test]
fn jxl_head() {
    replay("jxl-head", fuzz::jxl_head::check);
}

#[test]
fn recipes() {
    replay("recipes", fuzz::recipes::check);
}

#[test]
fn keys() {
    replay("keys", fuzz::keys::check);
}

#[test]
fn events() {
    replay("events", fuzz::events::check);
}

#[test]
fn notes() {
    replay("notes", fuzz::notes::check);
}
