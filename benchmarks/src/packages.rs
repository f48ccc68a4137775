//! Packages of npm and PyPI that are measured, or measure.

use tools::npm::Packages;
use tools::python::Environment;

/// What the benchmark measures beside Thumbox.
pub(crate) const NODE: Packages = Packages {
    source: "benchmarks",
    folder: "target/bench/node",
    what: "sharp",
    why: "measured beside Thumbox",
};

/// The function in JavaScript that the benchmark measures beside ours.
pub(crate) const NODE_LAMBDA: Packages = Packages {
    source: "benchmarks/lambda",
    folder: "target/bench/lambda/node",
    what: "AWS's SDK and sharp",
    why: "the function that is measured beside ours",
};

/// Libraries that the benchmark of the page measures beside ours, and what drives the browser.
pub(crate) const NODE_BROWSER: Packages = Packages {
    source: "benchmarks/browser",
    folder: "target/bench/browser",
    what: "libraries for browsers",
    why: "measured beside Thumbox",
};

/// What the benchmark measures beside Thumbox, and makes its pictures with.
pub(crate) const PYTHON: Environment = Environment {
    requirements: "benchmarks/requirements.txt",
    folder: "target/bench/python",
    what: "pyvips with libvips, Pillow and pillow-heif",
    why: "measured beside Thumbox",
};

/// The function in Python that the benchmark measures beside ours.
pub(crate) const PYTHON_LAMBDA: Environment = Environment {
    requirements: "benchmarks/lambda/requirements.txt",
    folder: "target/bench/lambda/python",
    what: "awslambdaric, boto3 and Pillow",
    why: "the function that is measured beside ours",
};
