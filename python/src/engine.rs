//! The component, loaded once in a process.

use std::mem;
use std::sync::Arc;
use std::time::Duration;

use ::engine::{Call, CallLimits, Resizer};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict};

use crate::work::Work;
use crate::{failure, outputs};

/// The component, ready to be called by any thread.
#[pyclass(frozen, module = "thumbox._thumbox")]
pub(crate) struct Engine {
    resizer: Arc<Resizer>,
}

#[pymethods]
impl Engine {
    /// Loads the component. Other threads run meanwhile.
    #[new]
    fn new(py: Python<'_>) -> PyResult<Self> {
        let loaded = py.detach(|| Resizer::embedded(CallLimits::default()));
        match loaded {
            Ok(resizer) => Ok(Self {
                resizer: Arc::new(resizer),
            }),
            Err(error) => Err(failure::of_kind(py, "unavailable", &error.to_string())),
        }
    }

    /// Makes the outputs at these places, in so many seconds and with so many bytes of memory. Other threads run meanwhile. What
    /// is no file is a raster of pixels, which may be longer than files.
    #[expect(clippy::too_many_arguments, reason = "one caller, which has them all")]
    fn resize<'py>(
        &self,
        py: Python<'py>,
        work: &Work,
        places: Vec<usize>,
        image: &Bound<'py, PyBytes>,
        is_file: bool,
        seconds: f64,
        memory: usize,
    ) -> PyResult<Bound<'py, PyDict>> {
        let image = image.as_bytes();
        let (targets, mut limits) = (work.targets(&places), work.limits());
        if !is_file {
            limits.max_file_bytes = Some(u32::try_from(image.len()).unwrap_or(u32::MAX));
        }
        let call = call(seconds, memory);
        let made = py.detach(|| self.resizer.resize_as(&call, image, &targets, limits));
        match made {
            Ok(resized) => outputs::described(py, resized),
            Err(error) => Err(failure::engine(py, &error)),
        }
    }

    /// What the head of a file says.
    fn probe<'py>(
        &self,
        py: Python<'py>,
        head: &Bound<'py, PyBytes>,
        seconds: f64,
    ) -> PyResult<Bound<'py, PyDict>> {
        let head = head.as_bytes();
        let time = Duration::from_secs_f64(seconds);
        match py.detach(|| self.resizer.probe_within(time, head)) {
            Ok(info) => outputs::information(py, &info),
            Err(error) => Err(failure::engine(py, &error)),
        }
    }

    /// Leaves everything as it is, for ever. In the child of a fork, threads that held its locks are gone.
    fn abandon(&self) {
        mem::forget(Arc::clone(&self.resizer));
    }
}

fn call(seconds: f64, memory: usize) -> Call {
    Call {
        limits: CallLimits {
            memory,
            results: memory,
            time: Duration::from_secs_f64(seconds),
        },
        ..Call::default()
    }
}

/// The codecs that the module has, with the SHA-256 of each.
#[pyfunction]
pub(crate) fn codecs() -> Vec<(&'static str, String)> {
    ::engine::codecs()
        .map(|codec| (codec.name, codec.sha256))
        .collect()
}
