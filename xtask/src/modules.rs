//! Which modules may import which.
//!
//! No circles between modules: what imports another module is imported by none of those that it leads to. So whoever reads a
//! module has to read only what lies below it.
//!
//! Modules that stand beside each other, such as the commands of a program, import none of each other: what they share has
//! a module of its own.
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

/// Modules whose parts are apart: a crate, the module, and some of its parts. Only the crate's root imports the parts.
const APART: [(&str, &str, &[&str]); 1] = [(
    "host-cli",
    "commands",
    &["resize", "watch", "verify", "replay", "contact_sheet"],
)];

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

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

#[test]
fn no_modules_import_each_other_in_a_circle() {
    let root = root();
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

#[test]
fn no_command_imports_another_one() {
    for (package, parent, parts) in APART {
        let graph = Graph::read(&root().join(package).join("src"));
        for part in parts {
            assert!(graph.has(&[parent, part]), "{package}: no {parent}::{part}");
        }
        let imports = graph.imports_of_parts(parent);
        assert!(imports.is_empty(), "{package}:\n{}", imports.join("\n"));
    }
}
