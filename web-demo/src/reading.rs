//! Recipes between their text, a form's fields, and what the component takes.

use recipe::{
    Encoding, MAX_TIME, Notation, Output, Placeholder, Preset, Recipe, RecipeError, recipe_digest,
};
use serde_json::{Value, json};

/// The recipe in a text, or of the preset that the text names: its fields, and what the component is asked for.
///
/// ```
/// let read = web_demo::reading::read("output.width = 300");
/// assert_eq!(read["recipe"]["fields"]["outputs"][0]["width"], 300);
/// assert_eq!(read["recipe"]["outputs"][0]["label"], "300 wide, any height, inside, source's format");
/// let read = web_demo::reading::read("output.width = 0");
/// assert_eq!(read["mistake"]["message"], "width is 0; expected a whole number from 1 to 16384");
/// assert_eq!(read["mistake"]["column"], 16);
/// ```
pub fn read(text: &str) -> Value {
    match recipe(text) {
        Ok(recipe) => json!({ "recipe": description(&recipe) }),
        Err(error) => json!({ "mistake": mistake(&error) }),
    }
}

/// The recipe in a text, or of the preset that the text names.
///
/// # Errors
/// As those of [`Recipe::read`].
pub fn recipe(text: &str) -> Result<Recipe, RecipeError> {
    // A single word is no TOML, so it can only be meant as a name.
    match text.parse::<Preset>() {
        Ok(preset) => Ok(preset.recipe()),
        Err(_) => Recipe::read(text),
    }
}

/// The text, in TOML, of the recipe with these fields, which are a recipe in JSON.
///
/// What is wrong is told with the field and the output, for a form, and not with a place in the JSON.
///
/// ```
/// let written = web_demo::reading::write(r#"{"outputs": [{"width": 300}]}"#);
/// assert_eq!(written["text"], "[[outputs]]\nwidth = 300\n");
/// let written = web_demo::reading::write(r#"{"outputs": [{"width": 300}, {"width": 0}]}"#);
/// assert_eq!(written["mistake"]["field"], "width");
/// assert_eq!(written["mistake"]["output"], 1);
/// ```
pub fn write(fields: &str) -> Value {
    match Recipe::from_fields(fields).and_then(|recipe| recipe.write(Notation::Toml)) {
        Ok(text) => json!({ "text": text }),
        Err(error) => json!({ "mistake": mistake(&error) }),
    }
}

/// A preset: its name, what it makes in words, and its text.
pub fn preset(preset: &Preset) -> Value {
    json!({ "name": preset.name(), "description": preset.description(), "text": preset.text() })
}

fn description(recipe: &Recipe) -> Value {
    let outputs: Vec<Value> = recipe
        .outputs
        .iter()
        .map(|output| {
            json!({
                "label": output.target.to_string(),
                "name": output.delivery.key.as_ref().map(ToString::to_string),
                // As texts: a page's numbers have fewer digits than a limit may have.
                "target": text(&output.target),
                "format": output.target.format.and_then(Encoding::fixed),
                "digest": recipe_digest(output, &recipe.limits),
                "namedByReceipt": is_named_by_receipt(output),
            })
        })
        .collect();
    json!({
        "fields": recipe,
        "outputs": outputs,
        "limits": text(&recipe.limits),
        "maxFileBytes": recipe.limits.file_limit(),
        "maxMilliseconds": MAX_TIME.as_millis() as u64,
    })
}

/// A part of the component's request, in JSON.
fn text(part: &impl serde::Serialize) -> String {
    // Records of numbers, texts and lists of words always are JSON.
    serde_json::to_string(part).unwrap_or_default()
}

/// Whether the name depends on all bytes of the upload.
fn is_named_by_receipt(output: &Output) -> bool {
    let key = output.delivery.key.as_ref();
    key.is_some_and(|key| key.has(Placeholder::Hash))
}

fn mistake(error: &RecipeError) -> Value {
    match error {
        RecipeError::Text {
            line,
            column,
            message,
        } => json!({ "message": message, "line": line, "column": column }),
        RecipeError::Output { number, cause } => {
            json!({ "message": cause.to_string(), "field": cause.field(), "output": number - 1 })
        }
        RecipeError::SameKey { second, .. } => {
            json!({ "message": error.to_string(), "field": "key", "output": second - 1 })
        }
        _ => json!({ "message": error.to_string(), "field": error.field(), "output": 0 }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_preset_is_read_by_its_name_and_by_its_text() {
        for preset in Preset::ALL {
            let by_name = read(preset.name());
            assert_eq!(by_name, read(preset.text()));
            let outputs = by_name["recipe"]["outputs"].as_array().unwrap();
            assert_eq!(outputs.len(), preset.recipe().outputs.len());
        }
    }

    #[test]
    fn what_a_form_changes_is_read_back_as_it_was_written() {
        for preset in Preset::ALL {
            let fields = read(preset.name())["recipe"]["fields"].clone();
            let text = write(&fields.to_string())["text"]
                .as_str()
                .unwrap()
                .to_owned();
            assert_eq!(read(&text)["recipe"]["fields"], fields, "{text}");
        }
    }

    #[test]
    fn mistakes_have_their_place_in_a_text_and_their_field_in_a_form() {
        let texts = [
            ("", 1, 1),
            ("[output]\nwidht = 3", 2, 1),
            ("{\"output\": {\"width\": }}", 1, 22),
            (
                "[[outputs]]\nwidth = 3\n[[outputs]]\nquality = 101\nkey = \"a\"",
                4,
                11,
            ),
        ];
        for (text, line, column) in texts {
            let mistake = &read(text)["mistake"];
            assert_eq!(
                (&mistake["line"], &mistake["column"]),
                (&json!(line), &json!(column)),
                "{text}: {mistake}"
            );
        }
        let forms = [
            (
                r#"{"output": {"quality": 101}}"#,
                json!("quality"),
                json!(0),
            ),
            (
                r#"{"output": [{"width": 1}, {"width": 1}]}"#,
                json!("key"),
                json!(1),
            ),
            (r#"{"output": {"width": "wide"}}"#, json!("width"), json!(0)),
        ];
        for (fields, field, output) in forms {
            let mistake = &write(fields)["mistake"];
            assert_eq!(
                (&mistake["field"], &mistake["output"]),
                (&field, &output),
                "{mistake}"
            );
            assert!(!mistake["message"].as_str().unwrap().contains(" at line "));
        }
    }

    #[test]
    fn names_with_a_receipt_are_told_from_the_others() {
        let named = |text| read(text)["recipe"]["outputs"][0]["namedByReceipt"].clone();
        assert_eq!(named("avatar"), json!(true));
        assert_eq!(named("responsive"), json!(false));
        assert_eq!(read("avatar")["recipe"]["maxFileBytes"], 10_000_000);
        assert_eq!(read("avatar")["recipe"]["outputs"][0]["format"], "jpeg");
    }
}
