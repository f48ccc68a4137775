//! What was made or found, as Python's dictionaries. Their names are those of the classes in `thumbox/result.py`.

use ::engine::{FrameCount, ImageInfo, Output, Resized};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict};

/// Outputs, warnings and the codec.
pub(crate) fn described(py: Python<'_>, resized: Resized) -> PyResult<Bound<'_, PyDict>> {
    let made = PyDict::new(py);
    let outputs = resized.outputs.iter().map(|output| of_output(py, output));
    made.set_item("outputs", outputs.collect::<PyResult<Vec<_>>>()?)?;
    let warnings = resized.warnings.iter();
    let warnings = warnings.map(|warning| (warning.kind.name(), warning.message.as_str()));
    made.set_item("warnings", warnings.collect::<Vec<_>>())?;
    let codec = resized.codec.map(|codec| (codec.name, codec.sha256));
    made.set_item("codec", codec)?;
    Ok(made)
}

fn of_output<'py>(py: Python<'py>, output: &Output) -> PyResult<Bound<'py, PyDict>> {
    let fields = PyDict::new(py);
    fields.set_item("data", PyBytes::new(py, &output.data))?;
    fields.set_item("format", output.format.name())?;
    fields.set_item("width", output.width)?;
    fields.set_item("height", output.height)?;
    fields.set_item("frames", output.frames)?;
    fields.set_item("quality", output.quality)?;
    fields.set_item("score", output.score)?;
    fields.set_item("quality_by", output.quality_by.map(|by| by.name()))?;
    fields.set_item("colors", output.colors)?;
    fields.set_item("effort", output.effort)?;
    let thumbhash = output.thumbhash.as_deref();
    fields.set_item("thumbhash", thumbhash.map(|hash| PyBytes::new(py, hash)))?;
    fields.set_item("embedded_thumbnail", output.embedded_thumbnail)?;
    Ok(fields)
}

/// What `probe` says.
pub(crate) fn information<'py>(py: Python<'py>, info: &ImageInfo) -> PyResult<Bound<'py, PyDict>> {
    let (frames, frames_complete) = match info.frames {
        FrameCount::Exactly(count) => (count, true),
        FrameCount::AtLeast(count) => (count, false),
    };
    let fields = PyDict::new(py);
    fields.set_item("format", info.format.name())?;
    fields.set_item("width", info.width)?;
    fields.set_item("height", info.height)?;
    fields.set_item("orientation", info.orientation)?;
    fields.set_item("frames", frames)?;
    fields.set_item("frames_complete", frames_complete)?;
    fields.set_item("alpha", info.alpha)?;
    fields.set_item("depth", info.depth)?;
    fields.set_item("color_model", info.color_model.name())?;
    fields.set_item("icc_profile", info.icc_profile.as_deref())?;
    let cicp = info.cicp.map(|[a, b, c, d]| (a, b, c, d));
    fields.set_item("cicp", cicp)?;
    fields.set_item("progressive", info.progressive)?;
    fields.set_item("c2pa", info.c2pa)?;
    fields.set_item("working_memory", info.working_memory)?;
    fields.set_item("auto_format", info.auto_format.name())?;
    fields.set_item("codec", info.codec.as_deref())?;
    Ok(fields)
}
