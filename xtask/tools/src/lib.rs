//! Runs programs, and installs those of Debian, PyPI and npm that the project's commands use.
#![forbid(unsafe_code)]

pub mod apt;
pub mod corpus;
pub mod files;
pub mod npm;
pub mod process;
pub mod python;
