//! Uploads from the page: the signer, the demo's server, and the page in a browser with the whole cloud behind it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;
use local_aws::Cloud;
use local_aws::SeaweedFs;
use tools::process::{run, step};

use crate::hosts::Hosts;
use crate::page_server::{PageAddress, SIGNER};
use crate::{browsers, node};

/// The function's recipe in the demo: the thumbnail that it makes without one. Failures are described, so that the page
/// hears of them.
pub(crate) const RECIPE: &str = r#"{"failed": "failed/"}"#;
/// That, and two outputs of which the page has to find out the names.
const TEST_RECIPE: &str = r#"{
  "outputs": [
    {"width": 128, "height": 128},
    {"width": 300, "format": "webp", "key": "{dir}/{stem}-{width}.{ext}"}
  ],
  "failed": "failed/"
}"#;
/// How long an upload may begin after it was signed, in the test: it waits that long.
const SECONDS: &str = "8";

/// The files of tests of uploads, without `.test.mjs`.
const UPLOAD_TESTS: [&str; 4] = [
    "upload",
    "upload-shrunk",
    "upload-compared",
    "upload-signer",
];

/// Runs all tests. The page must be in target/web.
///
/// # Errors
/// Where one fails.
pub(crate) fn check(root: &Path, hosts: &Hosts, sample: &Path) -> Result<()> {
    step("the signer, against an S3 server that checks signatures and obeys CORS rules");
    let programs = local_aws::PYTHON.prepare(root)?.join("bin");
    let python = programs.join("python");
    let server = SeaweedFs::start(
        &programs.join("weed"),
        &root.join("target/seaweedfs-upload"),
    )?;
    let mut tests = unit_tests(&python, &root.join(SIGNER));
    run(tests.envs(server.variables()))?;
    let script = root.join(SIGNER).join("test_signatures.py");
    let mut tests = browser_tests(root, "cors.test.mjs")?;
    tests
        .env("THUMBOX_PYTHON", &python)
        .env("THUMBOX_SIGN", script)
        .env("THUMBOX_PAGE_SOURCE", root.join("web-demo/page"));
    run(tests.envs(server.variables()))?;
    drop(server);

    let mut tests = unit_tests(&python, &root.join("web-demo/server"));
    run(tests.env("PYTHONPATH", root.join(SIGNER)))?;

    step("the page's uploads, without a browser");
    run(Command::new("node")
        .arg("--test")
        .arg(root.join("web-demo/tests/cloud.test.mjs")))?;

    let address = PageAddress::free()?;
    let origin = address.origin();
    let parameters = [("UploadOrigin", origin.as_str()), ("Recipe", TEST_RECIPE)];
    let cloud = Cloud::start_with(root, &hosts.bootstrap, &parameters)?;
    let _server = address.serve(root, &cloud, &[("THUMBOX_UPLOAD_SECONDS", SECONDS)])?;
    step("uploading from the page, in headless Chromium");
    for file in UPLOAD_TESTS {
        run(browser_tests(root, &format!("{file}.test.mjs"))?
            .env("THUMBOX_PAGE", &origin)
            .env("THUMBOX_WEB", root.join("target/web"))
            .env("THUMBOX_SCREENSHOTS", screenshots(root)?)
            .env("THUMBOX_SIGNER", cloud.signer()?)
            .env("THUMBOX_UPLOAD_SECONDS", SECONDS)
            .env("THUMBOX_SAMPLE", sample))?;
    }
    Ok(())
}

/// Where pictures of the page are left.
fn screenshots(root: &Path) -> Result<PathBuf> {
    let folder = root.join("target/page-screenshots");
    fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// A file of tests that need a browser.
fn browser_tests(root: &Path, file: &str) -> Result<Command> {
    let mut tests = Command::new("node");
    tests
        .arg("--test")
        .arg(node::packages(root)?.join("tests").join(file))
        .env("THUMBOX_CHROMIUM", browsers::chromium()?);
    Ok(tests)
}

fn unit_tests(python: &Path, folder: &Path) -> Command {
    let mut tests = Command::new(python);
    tests
        // No compiled files in the tree.
        .args(["-B", "-m", "unittest", "--quiet"])
        .current_dir(folder);
    tests
}
