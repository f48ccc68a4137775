//! The checks of `deploy/template.yaml` that need no cloud.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use tools::process::{run, run_quietly, step};

use crate::python;

/// What `sam` would write below the home directory, and the one thing it has to find there: that it looked for a newer
/// version in the year 2100, so that it asks nobody now.
const STATE: &str = "target/sam-state";
const STATE_FILE: (&str, &str) = ("metadata.json", r#"{"lastVersionCheck": 4102444800.0}"#);

/// Runs `cfn-lint`, `sam validate --lint`, and our own checks of dashboard, alarms, roles and parameters, and
/// of the Terraform module beside it. `python` is the folder of the Python programs.
///
/// # Errors
/// Where one of them finds something; it says what.
pub(crate) fn check(root: &Path, python: &Path) -> Result<()> {
    let sam = python::SAM.prepare(root)?;
    let template = root.join("deploy/template.yaml");
    step("template");
    run(Command::new(python.join("bin/cfn-lint")).arg(&template))?;

    let state = root.join(STATE);
    fs::create_dir_all(&state)?;
    fs::write(state.join(STATE_FILE.0), STATE_FILE.1).context(STATE)?;
    run_quietly(
        Command::new(sam.join("bin/sam"))
            // It asks for a region, and checks what there is in it against a table of its own.
            .args(["validate", "--lint", "--region", "us-east-1", "--template"])
            .arg(&template)
            .env("SAM_CLI_TELEMETRY", "0")
            .env("__SAM_CLI_APP_DIR", &state),
    )?;

    run(Command::new(python.join("bin/python"))
        // No compiled files in the tree.
        .args(["-B", "-m", "unittest", "--quiet"])
        .current_dir(root.join("deploy")))
}
