//! The function carries the component compiled ahead of time: no compiler may come along.

use std::process::Command;

#[test]
fn bootstrap_contains_no_compiler() {
    let output = Command::new(env!("CARGO"))
        .args([
            "tree",
            "--package",
            "host-lambda",
            "--edges",
            "normal,features",
        ])
        .args(["--prefix", "none", "--offline", "--locked"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    let tree = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success(),
        "cargo tree: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(
        tree.contains("wasmtime "),
        "the tree is not the function's:\n{tree}"
    );
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
