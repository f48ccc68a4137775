//! What `build.rs` says to those who have not built the component, or only half of it.

#[path = "../build.rs"]
#[allow(dead_code, reason = "cargo calls its main()")]
mod build_script;

use std::fs;
use std::path::Path;

use serde_json::json;
use sha2::{Digest, Sha256};

use build_script::embedded::locate;

const FILE: &[u8] = b"compiled code";

fn write(root: &Path, digest: &str) {
    let folder = root.join("target/component");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("file"), FILE).unwrap();
    let entry = json!({"file": "file", "sha256": digest});
    let manifest = json!({
        "component": entry,
        "precompiled": {"x86-64-v3": entry, "x86-64-v2": entry, "aarch64": entry},
    });
    fs::write(folder.join("component.json"), manifest.to_string()).unwrap();
}

fn digest() -> String {
    let digest = Sha256::digest(FILE);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn without_the_component_it_says_what_to_run_and_where() {
    let root = tempfile::tempdir().unwrap();
    let reason = locate(root.path(), "x86_64", "linux").unwrap_err();
    let (what, remedy) = reason.split_once('\n').unwrap();
    assert!(what.contains("component.json: No such file"), "{reason}");
    assert_eq!(
        remedy,
        format!(
            "in {}, run `cargo xtask component`, which builds it, and then the same command again",
            root.path().display()
        )
    );
}

#[test]
fn a_file_that_is_not_the_one_that_was_built_is_refused() {
    let root = tempfile::tempdir().unwrap();
    write(root.path(), &"0".repeat(64));
    let reason = locate(root.path(), "aarch64", "linux").unwrap_err();
    assert!(reason.contains("component.json says 0000"), "{reason}");
    assert!(reason.contains("`cargo xtask component`"), "{reason}");
}

#[test]
fn processors_have_their_forms() {
    let root = tempfile::tempdir().unwrap();
    write(root.path(), &digest());
    for arch in ["x86_64", "aarch64"] {
        let variables = locate(root.path(), arch, "linux").unwrap();
        let names: Vec<_> = variables.iter().map(|(name, _)| *name).collect();
        assert_eq!(
            names,
            [
                "THUMBOX_COMPONENT_SHA256",
                "THUMBOX_CWASM_1",
                "THUMBOX_CWASM_2"
            ]
        );
        assert_eq!(variables[0].1, digest());
    }
    let reason = locate(root.path(), "riscv64", "linux").unwrap_err();
    assert!(
        reason.contains("this build is for riscv64 linux"),
        "{reason}"
    );
    // Another command would not help.
    assert!(!reason.contains("cargo xtask"), "{reason}");
}
