//! What is to be made: read once, before any image is.

use pyo3::prelude::*;
use recipe::{Limits, Preset, Recipe, Target, Value};

use crate::failure;

/// Outputs and limits, checked.
#[pyclass(frozen, module = "thumbox._thumbox")]
pub(crate) struct Work {
    recipe: Recipe,
}

#[pymethods]
impl Work {
    /// Of one output's options, or of a list of them, and of limits: both in JSON, with the names of recipes.
    #[staticmethod]
    fn of_options(py: Python<'_>, outputs: &str, limits: &str) -> PyResult<Self> {
        let limits = value(py, limits)?;
        let limits = Limits::of(&limits).map_err(|error| failure::options(py, error))?;
        let read = |value: &Value| Target::of(value, &limits, &[]).map(Target::in_some_box);
        let targets = match value(py, outputs)? {
            Value::List(entries) => {
                let numbered = entries.iter().enumerate().map(|(index, entry)| {
                    read(entry).map_err(|error| error.within(&["outputs", &index.to_string()]))
                });
                numbered.collect::<Result<Vec<_>, _>>()
            }
            single => read(&single).map(|target| vec![target]),
        };
        let targets = targets.map_err(|error| failure::options(py, error))?;
        let count = targets.len();
        if !(1..=recipe::MOST_OUTPUTS).contains(&count) {
            let message = format!(
                "outputs is a list of {count}; expected a list of 1 to {} outputs",
                recipe::MOST_OUTPUTS
            );
            return Err(failure::options(py, message));
        }
        let mut recipe = Recipe::single(Target::default(), limits);
        recipe.outputs = targets.into_iter().map(Into::into).collect();
        Ok(Self { recipe })
    }

    /// Of a recipe in TOML or JSON, or of the name of a preset.
    #[staticmethod]
    fn of_text(py: Python<'_>, text: &str) -> PyResult<Self> {
        // A single word is no TOML, so it can only be meant as a name.
        let recipe = match text.parse::<Preset>() {
            Ok(preset) => Ok(preset.recipe()),
            Err(_) => Recipe::read(text),
        };
        let recipe = recipe.map_err(|error| failure::options(py, error))?;
        Ok(Self { recipe })
    }

    /// Of a recipe that a program wrote in JSON: errors name fields in place of lines.
    #[staticmethod]
    fn of_fields(py: Python<'_>, text: &str) -> PyResult<Self> {
        let recipe = Recipe::from_fields(text).map_err(|error| failure::options(py, error))?;
        Ok(Self { recipe })
    }

    /// The largest file that is read, in bytes.
    #[getter]
    fn file_limit(&self) -> u64 {
        self.recipe.limits.file_limit()
    }

    /// The places of the outputs that are for an upload with this key: all where it is `None`.
    fn places(&self, key: Option<&str>) -> Vec<usize> {
        match key {
            None => (0..self.recipe.outputs.len()).collect(),
            Some(key) if !self.recipe.is_for(key) => Vec::new(),
            Some(key) => self.recipe.outputs_for(key),
        }
    }
}

impl Work {
    /// What the component is asked for, for outputs at these places.
    pub(crate) fn targets(&self, places: &[usize]) -> Vec<Target> {
        let outputs = &self.recipe.outputs;
        let chosen = places.iter().filter_map(|place| outputs.get(*place));
        chosen.map(|output| output.target.clone()).collect()
    }

    pub(crate) fn limits(&self) -> Limits {
        self.recipe.limits
    }
}

/// The presets: name, what it makes in words, and its text in TOML.
#[pyfunction]
pub(crate) fn presets() -> Vec<(&'static str, &'static str, &'static str)> {
    let all = Preset::ALL.iter();
    all.map(|preset| (preset.name(), preset.description(), preset.text()))
        .collect()
}

fn value(py: Python<'_>, text: &str) -> PyResult<Value> {
    serde_json::from_str(text).map_err(|error| failure::options(py, error))
}
