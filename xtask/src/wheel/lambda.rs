//! AWS's thumbnail tutorial in Python: the function with Thumbox beside the one with Pillow, under awslambdaric.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use local_aws::{Answer, Asked, RuntimeApi, SeaweedFs};
use serde_json::json;
use tools::process::{Service, run, step};

/// For starting as for an event. Arbitrary, and far more than either takes.
const LIMIT: Duration = Duration::from_secs(60);
const KEY: &str = "summer/a photo+1.jpg";
/// As events have it.
const ENCODED: &str = "summer/a+photo%2B1.jpg";

/// A function, and what must be true of its thumbnail.
struct Function {
    name: &'static str,
    folder: &'static str,
    handler: &'static str,
    check: &'static str,
}

const FUNCTIONS: [Function; 2] = [
    Function {
        name: "thumbox",
        folder: "python/examples",
        handler: "lambda_function.handler",
        check: "same",
    },
    Function {
        name: "pillow",
        folder: "benchmarks/lambda",
        handler: "with_pillow.handler",
        check: "alike",
    },
];

/// Sends an event to each function, with an S3 server for the objects. `python` has the packages, `weed` is the server.
///
/// # Errors
/// Where a function fails, or its thumbnail is not what it should be.
pub(super) fn check(root: &Path, python: &Path, weed: &Path, photo: &Path) -> Result<()> {
    step("the function of AWS's tutorial in Python, with Thumbox and with Pillow");
    let store = SeaweedFs::start(weed, &root.join("target/seaweedfs-python"))?;
    for function in &FUNCTIONS {
        answered(root, python, &store, photo, function).context(function.name)?;
    }
    Ok(())
}

fn answered(
    root: &Path,
    python: &Path,
    store: &SeaweedFs,
    photo: &Path,
    function: &Function,
) -> Result<()> {
    let bucket = format!("images-{}", function.name);
    let objects = |what: &str| {
        run(Command::new(python)
            .arg("-B")
            .arg(root.join("python/tests/lambda_objects.py"))
            .args([what, &bucket, KEY])
            .arg(photo)
            .env("AWS_DEFAULT_REGION", "us-east-1")
            .envs(store.variables()))
    };
    objects("put")?;
    let api = RuntimeApi::start()?;
    let mut command = Command::new(python);
    command
        .current_dir(root.join(function.folder))
        .args(["-B", "-m", "awslambdaric", function.handler])
        .env("AWS_LAMBDA_RUNTIME_API", api.address())
        .env("AWS_DEFAULT_REGION", "us-east-1")
        .envs(store.variables());
    let log = root.join("target/python-lambda.log");
    let service = Service::start(function.name, &mut command, &log)?;
    let asked = api.next_request(LIMIT).with_context(|| service.log_end())?;
    if !matches!(asked, Asked::Next) {
        bail!("it does not start: {asked:?}\n{}", service.log_end());
    }
    let record = json!({"s3": {"bucket": {"name": bucket}, "object": {"key": ENCODED}}});
    api.send(json!({"Records": [record]}), LIMIT)?;
    match api.answer(LIMIT).with_context(|| service.log_end())? {
        Answer::Response(answer) if answer == json!({"created": 1}) => objects(function.check),
        other => bail!("it answers {other:?}\n{}", service.log_end()),
    }
}
