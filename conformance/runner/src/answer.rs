//! From a request to its answer. This is the one place here that knows how a recipe becomes a call.

use std::fs;
use std::path::PathBuf;

use engine::{Error, Output, Resized, Resizer};
use recipe::Recipe;
use serde::Deserialize;
use serde_json::{Map, Value, json};

#[derive(Deserialize)]
struct Request {
    input: PathBuf,
    recipe: Value,
}

/// The answer to a line, as a line.
pub(crate) fn answer(resizer: &Resizer, request: &str) -> String {
    made(resizer, request)
        .unwrap_or_else(|failure| json!({ "failure": failure }))
        .to_string()
}

/// What the component made, or refused. A failure is of this program, or of the engine.
fn made(resizer: &Resizer, request: &str) -> Result<Value, String> {
    let request: Request = serde_json::from_str(request).map_err(|error| error.to_string())?;
    let recipe =
        Recipe::from_json(&request.recipe.to_string()).map_err(|error| error.to_string())?;
    let image = fs::read(&request.input)
        .map_err(|error| format!("{}: {error}", request.input.display()))?;
    match resizer.resize(&image, &recipe.targets(), recipe.limits) {
        Ok(resized) => Ok(described(&resized)),
        Err(Error::Image { kind, .. }) => Ok(json!({ "error": kind.name() })),
        Err(error) => Err(format!("{}: {error}", error.kind())),
    }
}

fn described(resized: &Resized) -> Value {
    let outputs: Vec<Value> = resized.outputs.iter().map(output).collect();
    let warnings = resized.warnings.iter();
    let warnings: Vec<&str> = warnings.map(|warning| warning.kind.name()).collect();
    json!({ "outputs": outputs, "warnings": warnings })
}

fn output(output: &Output) -> Value {
    let mut members = Map::new();
    members.insert("format".to_owned(), output.format.to_string().into());
    members.insert("width".to_owned(), output.width.into());
    members.insert("height".to_owned(), output.height.into());
    members.insert("frames".to_owned(), output.frames.into());
    members.insert("bytes".to_owned(), output.data.len().into());
    members.insert("sha256".to_owned(), recipe::sha256(&output.data).into());
    if let Some(quality) = output.quality {
        members.insert("quality".to_owned(), quality.into());
    }
    if let Some(hash) = &output.thumbhash {
        let hex: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        members.insert("thumbhash".to_owned(), hex.into());
    }
    Value::Object(members)
}
