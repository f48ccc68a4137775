//! `cargo xtask test`: everything that CI runs.

use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::prepare::Prepared;
use crate::process::{run, step};
use crate::{
    adapters, bootstrap, corpus, demo, deny, dist, fuzz, guide, happy_face, hostile, hosts,
    invariants, lab, outage, prepare, replay, reproduce, sandbox, silent_tests, soak, template,
    test_tools, twins::Twins, upload, vectors, web,
};

/// What the names of the tests that need the corpus have in common, and those of no others.
const CORPUS_TESTS: [&str; 2] = [
    "every_file_is_a_picture_or_a_typed_error",
    "files_from_elsewhere",
];

/// Runs all checks and tests, quick ones first.
///
/// # Errors
/// At the first that fails.
pub(crate) fn run_all(root: &Path) -> Result<()> {
    step("format");
    run(cargo(root).args(["fmt", "--all", "--check"]))?;
    step("licences and dependencies");
    deny::check(root)?;
    invariants::check(root)?;
    silent_tests::check(root)?;

    let Prepared { compiler, python } = prepare::all(root)?;
    test_tools::install()?;
    template::check(root, &python)?;

    step("lints");
    run(cargo(root)
        .args([
            "clippy",
            "--quiet",
            "--locked",
            "--workspace",
            "--all-targets",
        ])
        .args(["--", "-D", "warnings"]))?;
    // In the whole workspace, features of one package are features of all: this is what the command line has of it.
    run(cargo(root)
        .args(["clippy", "--quiet", "--locked", "--package", "host-lambda"])
        .args(["--no-default-features", "--", "-D", "warnings"]))?;
    run(cargo(root)
        .args(["clippy", "--quiet", "--locked", "--package", "host-cli"])
        .args(["--all-targets", "--features", "s3", "--", "-D", "warnings"]))?;
    step("documentation");
    run(cargo(root)
        .args(["doc", "--quiet", "--locked", "--workspace", "--no-deps"])
        .env("RUSTDOCFLAGS", "-D warnings"))?;

    step("tests of the commands");
    run(cargo(root).args([
        "test",
        "--locked",
        "--profile",
        "xtask",
        "--package",
        "xtask",
    ]))?;
    adapters::test(root)?;
    let twins = Twins::build(root, &compiler)?;
    workspace_tests(root, &python, &twins)?;
    fuzz::test(root)?;

    reproduce::check(root, &compiler)?;
    let sample = happy_face::file(root)?;
    web::build(root, &compiler, &sample)?;
    web::test(root, &sample)?;
    let hosts = hosts::build(root)?;
    sandbox::check(root)?;
    bootstrap::check(root, &hosts.bootstrap)?;
    dist::check(root, &hosts.thumbox)?;
    guide::check(root, &hosts.thumbox)?;
    vectors::check(root, &compiler, &hosts.thumbox)?;
    corpus::check(root, &hosts.thumbox)?;
    hostile::check(root, &hosts.thumbox)?;
    soak::check(root)?;
    lab::check(root, &hosts, &sample)?;
    outage::check(root, &hosts, &sample)?;
    replay::check(root, &hosts, &sample)?;
    upload::check(root, &hosts, &sample)?;
    step("all three hosts");
    demo::compare(root, &hosts, &sample, false)
}

/// Units, the component under wasmtime, and the hosts from end to end.
fn workspace_tests(root: &Path, python: &Path, twins: &Twins) -> Result<()> {
    step("tests of the workspace");
    let mut tests = cargo(root);
    tests
        .args(["test", "--locked", "--no-fail-fast", "--workspace"])
        // Tested above, in the profile it is used in.
        .args(["--exclude", "xtask", "--", "--include-ignored"])
        .env("THUMBOX_WEED", python.join("bin/weed"))
        .envs(twins.variables());
    match corpus::folder(root) {
        Some(folder) => {
            tests.env("THUMBOX_CORPUS", folder);
        }
        None => {
            for name in CORPUS_TESTS {
                step(&format!(
                    "SKIPPED: tests with {name} in their names, because {} is not there",
                    corpus::FOLDER
                ));
                tests.args(["--skip", name]);
            }
        }
    }
    test_tools::skip_what_cannot_run(&mut tests);
    run(&mut tests)
}

/// Cargo for the hosts, always with the one target directory.
fn cargo(root: &Path) -> Command {
    let mut cargo = Command::new("cargo");
    cargo
        .current_dir(root)
        .env("CARGO_TARGET_DIR", root.join("target"));
    cargo
}
