//! Stand-ins for AWS on this computer, for tests, demo and benchmarks.
#![forbid(unsafe_code)]

mod runtime_api;
mod seaweedfs;

pub use self::runtime_api::{Answer, Asked, RuntimeApi};
pub use self::seaweedfs::{ACCESS_KEY, SECRET_KEY, SeaweedFs};

use tools::python::Environment;

/// The emulator, the S3 server and the template checker.
pub const PYTHON: Environment = Environment {
    requirements: "deploy/requirements.txt",
    folder: "target/python",
    what: "MiniStack, SeaweedFS and cfn-lint",
    why: "AWS on this computer, for the demo and the tests (a minute)",
};
