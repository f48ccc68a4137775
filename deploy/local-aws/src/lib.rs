//! Stand-ins for AWS on this computer, for tests, demo and benchmarks: SeaweedFS for S3 alone, MiniStack for the whole stack,
//! and the Runtime API for a function without a cloud.
#![forbid(unsafe_code)]

mod ministack;
mod runtime_api;
mod seaweedfs;

pub use self::ministack::{ACCOUNT, Cloud, free_port, pack};
pub use self::runtime_api::{Answer, Asked, RuntimeApi};
pub use self::seaweedfs::{ACCESS_KEY, SECRET_KEY, SeaweedFs};

use std::time::Duration;

use tools::python::Environment;

/// The emulator, the S3 server and the template checker.
pub const PYTHON: Environment = Environment {
    requirements: "deploy/requirements.txt",
    folder: "target/python",
    what: "MiniStack, SeaweedFS and cfn-lint",
    why: "AWS on this computer, for the demo and the tests (a minute)",
};

/// For requests to this computer, which no proxy is to see.
fn loopback_agent() -> ureq::Agent {
    ureq::Agent::config_builder()
        .proxy(None)
        .timeout_global(Some(Duration::from_secs(60)))
        .build()
        .into()
}
