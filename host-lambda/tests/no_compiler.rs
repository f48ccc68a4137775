//! The programs carry the component compiled ahead of time: no compiler may come along, and no other component.

use std::process::Command;

/// What a program is made of, with features.
fn tree(package: &str, features: &[&str]) -> String {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--package", package, "--edges", "normal,features"])
        .args(["--prefix", "none", "--offline", "--locked"])
        .args(features)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    let tree = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success(),
        "cargo tree: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(
        tree.contains("wasmtime "),
        "the tree is not the program's:\n{tree}"
    );
    tree
}

#[test]
fn bootstrap_contains_no_compiler() {
    let tree = tree("host-lambda", &[]);
    for compiler in ["cranelift-codegen", "winch"] {
        let found: Vec<&str> = tree
            .lines()
            .filter(|line| line.contains(compiler))
            .collect();
        assert!(
            found.is_empty(),
            "{compiler} is part of bootstrap: {found:?}"
        );
    }
}

/// `cargo xtask dist` packs the command line with all its features.
#[test]
fn no_feature_of_the_programs_brings_the_malicious_component() {
    for package in ["host-lambda", "host-cli"] {
        let all = tree(package, &["--all-features"]);
        assert!(all.contains("engine feature \"embedded\""), "{all}");
        assert!(!all.contains("malicious"), "{package}: {all}");
    }
}
