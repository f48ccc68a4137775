//! The package `thumbox` under Node, as its users install it.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::Result;
use local_aws::SeaweedFs;
use tools::files::{self, fresh_folder};
use tools::process::{run, step};

use super::packages;
use crate::node;

/// The folder that it is installed into, beside the tests.
const INSTALLED: &str = "target/installed";

/// Of the tests of the page, what those under Node take too.
const SHARED: &str = "decoded.mjs";

/// The files of tests, without `.test.mjs`.
const TESTS: [&str; 4] = ["inputs", "pool", "types", "docs"];

/// Installs the archives of target/npm into an empty folder, and runs the tests of web-demo/node-tests there, the last one with the
/// examples for servers and an S3 server. `sample` is a photo, `weed` the program of the S3 server.
///
/// # Errors
/// Where npm fails, or a test.
pub(crate) fn test(root: &Path, sample: &Path, weed: &Path) -> Result<()> {
    let tools = node::packages(root)?;
    let folder = root.join(INSTALLED);
    step("installing the packages for Node into target/installed");
    fresh_folder(&folder)?;
    fs::write(folder.join("package.json"), r#"{ "private": true }"#)?;
    let archives = packages::archives(root)?;
    let ours = archives
        .iter()
        .filter(|(name, _)| packages::FOR_NODE.contains(name));
    node::install_archives(&folder, ours.map(|(_, archive)| archive))?;
    files::copy_folder(&root.join("web-demo/node-tests"), &folder)?;
    files::copy(
        &root.join("web-demo/tests").join(SHARED),
        &folder.join(SHARED),
    )?;
    let test = |name: &str| {
        let mut node = Command::new("node");
        node.arg("--test")
            .arg(folder.join(name).with_extension("test.mjs"))
            .env("THUMBOX_SAMPLE", sample)
            .env("THUMBOX_CODECS", root.join("codecs"))
            .env("THUMBOX_GUIDE", root.join("docs/node.md"))
            .env("THUMBOX_TYPESCRIPT", tools.join("node_modules"));
        node
    };
    step("testing the package for Node");
    for name in TESTS {
        run(&mut test(name))?;
    }
    let runtimes = node::RUNTIMES.install(root)?;
    step("testing the package for Node in Deno and Bun");
    run(test("runtimes").env("THUMBOX_RUNTIMES", runtimes))?;
    let servers = node::install_example(&node::SERVERS, root, &archives)?;
    step("testing the examples for servers, and for Lambda against an S3 server");
    let store = SeaweedFs::start(weed, &root.join("target/seaweedfs-node"))?;
    run(test("servers")
        .env("THUMBOX_SERVERS", servers)
        .envs(store.variables()))
}
