//! The extension module `thumbox._thumbox`: the engine for Python.
//!
//! It takes bytes and gives bytes. What Python programmers meet is in `thumbox/`, which reads files and has the types.

#![forbid(unsafe_code)]

mod engine;
mod failure;
mod fork;
mod outputs;
mod pixels;
mod work;

use pyo3::prelude::*;

/// Made by Rust; the package `thumbox` has what is for others.
#[pymodule]
mod _thumbox {
    #[pymodule_export]
    use crate::engine::{Engine, codecs};
    #[pymodule_export]
    use crate::fork::{pause_loading, resume_loading};
    #[pymodule_export]
    use crate::pixels::{raster_header, raster_pixels};
    #[pymodule_export]
    use crate::work::{Work, presets};

    use pyo3::prelude::*;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("VERSION", env!("CARGO_PKG_VERSION"))?;
        module.add("COMPONENT_SHA256", engine::COMPONENT_SHA256)?;
        module.add("MAX_SECONDS", recipe::MAX_TIME.as_secs_f64())?;
        module.add("MAX_FILE_BYTES", recipe::MAX_FILE_BYTES)
    }
}
