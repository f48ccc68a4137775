//! The steps, quick ones first. Some run beside those that follow them (`beside.rs`).

use std::path::Path;

use anyhow::Result;
use tools::process::run;

use super::needs::Needs;
use crate::cargo::cargo;
use crate::{
    adapters, bootstrap, codecs, corpus, delivery, demo, deny, dist, embedding, event_bridge,
    example_codec, fuzz, guide, hostile, invariants, lab, outage, queue, replay, reproduce,
    rollout, sandbox, silent_tests, soak, template, test_tools, upload, vectors, web, wheel,
};

/// A part of the tests.
pub(super) struct Step {
    pub(super) name: &'static str,
    /// What it tests.
    pub(super) about: &'static str,
    pub(super) run: fn(&Needs<'_>) -> Result<()>,
}

pub(super) const STEPS: [Step; 36] = [
    Step {
        name: "format",
        about: "the form of Rust sources",
        run: |needs| run(cargo(needs.root).args(["fmt", "--all", "--check"])),
    },
    Step {
        name: "deny",
        about: "licences, bans and sources of dependencies",
        run: |needs| deny::check(needs.root),
    },
    Step {
        name: "invariants",
        about: "what depends on what",
        run: |needs| invariants::check(needs.root),
    },
    Step {
        name: "silent-tests",
        about: "no test gives up and passes",
        run: |needs| silent_tests::check(needs.root),
    },
    Step {
        name: "prepare",
        about: "the tools are there, and the component is built",
        run: |needs| needs.component(),
    },
    Step {
        name: "template",
        about: "the SAM template",
        run: |needs| template::check(needs.root, needs.python()?),
    },
    Step {
        name: "clippy",
        about: "lints of all Rust code",
        run: clippy,
    },
    Step {
        name: "doc",
        about: "rustdoc without warnings",
        run: documentation,
    },
    Step {
        name: "xtask",
        about: "unit tests of the project's commands",
        run: xtask_tests,
    },
    Step {
        name: "adapters",
        about: "tests of what asks hosts about vectors",
        run: adapters_tests,
    },
    Step {
        name: "workspace",
        about: "unit tests, the component under wasmtime, the programs from end to end",
        run: workspace_tests,
    },
    Step {
        name: "codecs",
        about: "form, lints and tests of the codecs",
        run: |needs| codecs::check(needs.root),
    },
    Step {
        name: "fuzz",
        about: "each fuzz target for ten seconds",
        run: |needs| fuzz::test(needs.root),
    },
    Step {
        name: "reproduce",
        about: "the component, built in another folder, has the same bytes",
        run: |needs| reproduce::check(needs.root, needs.compiler()?),
    },
    Step {
        name: "page",
        about: "the packages under Node, the page and the examples in browsers",
        run: page_tests,
    },
    Step {
        name: "node",
        about: "the package for Node as npm installs it, its examples, and the drop-in for sharp",
        run: |needs| {
            needs.page()?;
            web::test_under_node(
                needs.root,
                needs.sample()?,
                &needs.python()?.join("bin/weed"),
            )?;
            web::test_sharp(needs.root, needs.sample()?)
        },
    },
    Step {
        name: "python",
        about: "the Python package: its wheel, installed, in threads, after forks, on Lambda, beside Pillow and NumPy",
        run: |needs| {
            let weed = needs.python()?.join("bin/weed");
            wheel::check(needs.root, needs.sample()?, &weed)
        },
    },
    Step {
        name: "sandbox",
        about: "a malicious component in each host",
        run: sandbox_tests,
    },
    Step {
        name: "bootstrap",
        about: "what the Lambda function needs of its system",
        run: |needs| bootstrap::check(needs.root, &needs.hosts()?.bootstrap),
    },
    Step {
        name: "dist",
        about: "the archive with thumbox",
        run: |needs| dist::check(needs.root, &needs.hosts()?.thumbox),
    },
    Step {
        name: "docs",
        about: "docs/formats.md and docs/options.md say what thumbox does",
        run: |needs| guide::check(needs.root, &needs.hosts()?.thumbox),
    },
    Step {
        name: "embedding",
        about: "programs that embed the component, in three languages, and those written for an earlier one",
        run: |needs| {
            needs.component()?;
            embedding::check(needs.root)
        },
    },
    Step {
        name: "example-codec",
        about: "the codec of docs/writing-a-codec.md, as a component",
        run: |needs| {
            needs.component()?;
            example_codec::check(needs.root, needs.compiler()?)
        },
    },
    Step {
        name: "vectors",
        about: "the ledger of bytes on all engines",
        run: vectors_tests,
    },
    Step {
        name: "corpus",
        about: "thumbnails of a corpus beside a reference",
        run: |needs| corpus::check(needs.root, &needs.hosts()?.thumbox),
    },
    Step {
        name: "hostile",
        about: "files that ask for much, in each host",
        run: hostile_tests,
    },
    Step {
        name: "soak",
        about: "good and hostile pictures in one process for a minute",
        run: soak_tests,
    },
    Step {
        name: "lab",
        about: "the AWS tutorial's test event",
        run: |needs| lab::check(needs.root, needs.hosts()?, needs.sample()?),
    },
    Step {
        name: "outage",
        about: "a bucket that is away for a while",
        run: |needs| outage::check(needs.root, needs.hosts()?, needs.sample()?),
    },
    Step {
        name: "queue",
        about: "uploads that reach the function through SQS",
        run: |needs| queue::check(needs.root, needs.hosts()?, needs.sample()?),
    },
    Step {
        name: "event-bridge",
        about: "uploads that EventBridge tells of",
        run: |needs| event_bridge::check(needs.root, needs.hosts()?, needs.sample()?),
    },
    Step {
        name: "delivery",
        about: "thumbnails through the distribution, further buckets, notices",
        run: |needs| delivery::check(needs.root, needs.hosts()?, needs.sample()?),
    },
    Step {
        name: "rollout",
        about: "a new version of the function, and back",
        run: |needs| rollout::check(needs.root, needs.hosts()?, needs.sample()?),
    },
    Step {
        name: "replay",
        about: "thumbox replay of a deployed function's results",
        run: |needs| replay::check(needs.root, needs.hosts()?, needs.sample()?),
    },
    Step {
        name: "upload",
        about: "from the page to the thumbnails in a bucket",
        run: upload_tests,
    },
    Step {
        name: "demo",
        about: "one photo through all three hosts",
        run: demo_tests,
    },
];

/// The crates that `cargo xtask` is built from.
const COMMANDS: [&str; 4] = ["xtask", "benchmarks", "local-aws", "tools"];

fn clippy(needs: &Needs<'_>) -> Result<()> {
    needs.component()?;
    // In the whole workspace, features of one package are features of all: the other is the command line without S3, and
    // with it the function without AWS's SDK.
    const SCOPES: [&[&str]; 2] = [
        &["--workspace", "--all-targets", "--features", "host-cli/s3"],
        &["--package", "host-cli", "--all-targets"],
    ];
    SCOPES.iter().try_for_each(|scope| lint(needs.root, scope))
}

fn lint(root: &Path, scope: &[&str]) -> Result<()> {
    run(cargo(root)
        .args(["clippy", "--quiet", "--locked"])
        .args(scope)
        .args(["--", "-D", "warnings"]))
}

fn documentation(needs: &Needs<'_>) -> Result<()> {
    needs.component()?;
    run(cargo(needs.root)
        .args(["doc", "--quiet", "--locked", "--workspace", "--no-deps"])
        .env("RUSTDOCFLAGS", "-D warnings"))
}

fn xtask_tests(needs: &Needs<'_>) -> Result<()> {
    let packages = COMMANDS.iter().flat_map(|name| ["--package", name]);
    run(cargo(needs.root)
        .args(["test", "--locked", "--profile", "xtask"])
        .args(packages))
}

fn adapters_tests(needs: &Needs<'_>) -> Result<()> {
    needs.component()?;
    adapters::test(needs.root)
}

/// Units, the component under wasmtime, and the hosts from end to end.
fn workspace_tests(needs: &Needs<'_>) -> Result<()> {
    let root = needs.root;
    let mut tests = cargo(root);
    tests
        .args(["test", "--locked", "--no-fail-fast", "--workspace"])
        // Tested above, in the profile they are used in.
        .args(COMMANDS.iter().flat_map(|name| ["--exclude", name]))
        .args(["--", "--include-ignored"])
        .env("THUMBOX_CORPUS", corpus::shared_or_small(root)?)
        .env("THUMBOX_WEED", needs.python()?.join("bin/weed"))
        .envs(needs.twins()?.variables());
    test_tools::skip_what_cannot_run(&mut tests);
    run(&mut tests)
}

fn page_tests(needs: &Needs<'_>) -> Result<()> {
    needs.page()?;
    web::test(needs.root, needs.sample()?, web::Examples::Quick)
}

fn sandbox_tests(needs: &Needs<'_>) -> Result<()> {
    needs.page()?;
    sandbox::check(needs.root)?;
    // Only now is there what the feature embeds.
    let engine = ["--package", "engine", "--all-targets"];
    lint(
        needs.root,
        &[&engine[..], &["--features", "malicious-component"]].concat(),
    )
}

fn vectors_tests(needs: &Needs<'_>) -> Result<()> {
    needs.page()?;
    vectors::check(needs.root, needs.compiler()?, &needs.hosts()?.thumbox)
}

fn hostile_tests(needs: &Needs<'_>) -> Result<()> {
    needs.page()?;
    hostile::check(needs.root, &needs.hosts()?.thumbox)
}

fn soak_tests(needs: &Needs<'_>) -> Result<()> {
    needs.component()?;
    soak::check(needs.root)
}

fn upload_tests(needs: &Needs<'_>) -> Result<()> {
    needs.page()?;
    upload::check(needs.root, needs.hosts()?, needs.sample()?)
}

fn demo_tests(needs: &Needs<'_>) -> Result<()> {
    needs.page()?;
    demo::compare(needs.root, needs.hosts()?, needs.sample()?, false)
}
