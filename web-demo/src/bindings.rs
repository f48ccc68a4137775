//! What JavaScript calls. Only converts; `package/recipe.js` says what the texts are.
#![expect(unreachable_pub, reason = "wasm-bindgen exports only what is public")]

use recipe::Preset;
use serde_json::json;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::{command_line, destination, reading};

#[wasm_bindgen(js_name = readRecipe)]
pub fn read_recipe(text: &str) -> String {
    reading::read(text).to_string()
}

#[wasm_bindgen(js_name = writeRecipe)]
pub fn write_recipe(fields: &str) -> String {
    reading::write(fields).to_string()
}

#[wasm_bindgen]
pub fn presets() -> String {
    let all: Vec<_> = Preset::ALL.iter().map(reading::preset).collect();
    json!(all).to_string()
}

#[wasm_bindgen]
pub fn destinations(recipe: &str, upload: &str) -> String {
    destination::destinations(recipe, upload).to_string()
}

#[wasm_bindgen(js_name = commandLine)]
pub fn command_line(name: &str, recipe: &str) -> String {
    command_line::of_text(name, recipe)
}

#[wasm_bindgen]
pub fn sha256(bytes: &[u8]) -> String {
    recipe::sha256(bytes)
}
