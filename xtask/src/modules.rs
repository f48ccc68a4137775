//! No circles between modules: what imports another module is imported by none of those that it leads to. So whoever reads a
//! module has to read only what lies below it.
//!
//! Names are followed to the module that has them: `pub use` in between is no dependency of who imports through it. Tests are
//! not looked at.

mod graph;
mod source;

use std::fs;
use std::path::{Path, PathBuf};

use self::graph::Graph;

/// Circles that may stay: a crate, a module in the circle, and why.
const ALLOWED: [(&str, &str, &str); 0] = [];

/// The folders with sources of all crates.
fn crates(root: &Path) -> Vec<PathBuf> {
    let manifest = fs::read_to_string(root.join("Cargo.toml")).unwrap();
    let members = manifest.split_once("members = [").unwrap().1;
    let (members, _) = members.split_once(']').unwrap();
    let names = members.split('"').skip(1).step_by(2);
    let folders: Vec<PathBuf> = names.map(|name| root.join(name).join("src")).collect();
    assert!(folders.len() > 10, "{members}");
    folders
}

#[test]
fn no_modules_import_each_other_in_a_circle() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut found = Vec::new();
    let mut allowed: Vec<_> = ALLOWED.iter().collect();
    for folder in crates(root) {
        let name = folder.strip_prefix(root).unwrap().parent().unwrap();
        let name = name.display().to_string();
        for circle in Graph::read(&folder).circles() {
            let known = allowed
                .iter()
                .position(|(package, module, _)| *package == name && circle.has(module));
            match known {
                Some(place) => drop(allowed.remove(place)),
                None => found.push(format!("{name}:\n{circle}")),
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
    assert!(allowed.is_empty(), "no circles any more: {allowed:?}");
}
