//! The JSON Schema of recipes, made of the lists of fields, for editors that complete and check.

use request::{Field, Gravity, Kind, LONGEST_SIDE, Metadata, Record};
use serde_json::{Map, Value, json};

use crate::short_forms::{QUALITY, SHORT_FORMS};
use crate::{Delivery, Limits, MOST_OUTPUTS, Stale, StorageClass, Target, Upgrade};

/// The schema, draft 7, which editors of JSON and of TOML know.
///
/// It takes every recipe that [`crate::Recipe::read`] takes. It also takes some that ask for options which contradict each
/// other, as a schema says that badly.
///
/// ```
/// let schema = recipe::schema();
/// assert_eq!(schema["definitions"]["output"]["properties"]["colors"]["maximum"], 256);
/// ```
pub fn schema() -> Value {
    let output = json!({ "$ref": "#/definitions/output" });
    let outputs =
        json!({ "type": "array", "items": output, "minItems": 1, "maxItems": MOST_OUTPUTS });
    let patterns = patterns();
    let mut properties = Map::new();
    let mut add = |name: &str, about: &str, schema: Value| {
        properties.insert(name.to_owned(), described(schema, about));
    };
    add(
        "$schema",
        "Where this schema is, for editors",
        json!({ "type": "string" }),
    );
    add(
        "version",
        "The version of recipes: 1",
        json!({ "enum": [1] }),
    );
    add(
        "output",
        "The image to make, or a list of them",
        json!({ "anyOf": [output, outputs] }),
    );
    add(
        "outputs",
        "The images to make",
        json!({ "anyOf": [output, outputs] }),
    );
    add(
        "defaults",
        "Fields of every output that does not have them itself",
        output.clone(),
    );
    add(
        "limits",
        "Limits, and what is done about damage",
        json!({ "$ref": "#/definitions/limits" }),
    );
    add(
        "include",
        "Uploads that the recipe is for: those whose key matches one of these patterns",
        patterns.clone(),
    );
    add(
        "exclude",
        "Uploads that it is not for, although they match include",
        patterns,
    );
    add(
        "deletions",
        "Whether outputs are deleted when their upload is [default: false]",
        json!({ "type": "boolean" }),
    );
    add(
        "failed",
        "What the keys of descriptions of failures begin with, such as failed/",
        json!({ "type": "string" }),
    );
    add(
        "stale",
        "What becomes of the outputs of an upload whose replacement is rejected: delete them, or keep them [default: delete with deletions, else keep]",
        json!({ "enum": Stale::WORDS }),
    );
    add(
        "upgrade",
        "What is done about outputs that an older release has made: keep them, or remake them [default: keep]",
        json!({ "enum": Upgrade::WORDS }),
    );
    let mut of_output = fields(Target::FIELDS);
    of_output.extend(delivery());
    of_output.extend(short_forms());
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Thumbox recipe",
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
        "definitions": {
            "output": { "type": "object", "properties": of_output, "additionalProperties": false },
            "limits": { "type": "object", "properties": fields(Limits::FIELDS), "additionalProperties": false },
        },
    })
}

/// What is written out before outputs are read.
fn short_forms() -> Map<String, Value> {
    let mut forms = Map::new();
    for form in SHORT_FORMS {
        let entry = Target::field(form.stands_for).map(|field| kind(field.kind));
        let list =
            json!({ "type": "array", "items": entry, "minItems": 1, "maxItems": MOST_OUTPUTS });
        forms.insert(form.name.to_owned(), described(list, form.about));
    }
    if let Some(quality) = Target::field(QUALITY) {
        let number = kind(quality.kind);
        let names = quality.formats.iter().map(|format| format.name());
        let of_formats: Map<String, Value> = names
            .map(|name| (name.to_owned(), number.clone()))
            .collect();
        let object =
            json!({ "type": "object", "properties": of_formats, "additionalProperties": false });
        let either = json!({ "anyOf": [number, object] });
        let about = format!(
            "{}, or one for each format [default: {}]",
            quality.about, quality.default
        );
        forms.insert(quality.name.to_owned(), described(either, &about));
    }
    forms
}

fn described(mut schema: Value, about: &str) -> Value {
    // In draft 7, what stands beside `$ref` is ignored.
    if schema.get("$ref").is_some() {
        schema = json!({ "allOf": [schema] });
    }
    schema["description"] = about.into();
    schema
}

/// Each field under all of its names.
fn fields(fields: &[Field]) -> Map<String, Value> {
    let mut properties = Map::new();
    for field in fields {
        let about = match field.default {
            "" => field.about.to_owned(),
            default => format!("{} [default: {default}]", field.about),
        };
        for name in [field.name].iter().chain(field.others) {
            properties.insert((*name).to_owned(), described(kind(field.kind), &about));
        }
    }
    properties
}

fn kind(kind: Kind) -> Value {
    let whole =
        |least: i64, most: i64| json!({ "type": "integer", "minimum": least, "maximum": most });
    let words = |words: &[&str], others: &[&str]| json!({ "enum": ([words, others].concat()) });
    let pattern = |pattern: &str| json!({ "type": "string", "pattern": pattern });
    match kind {
        Kind::Switch => json!({ "type": "boolean" }),
        Kind::Whole(least, most) => whole(least, most),
        Kind::Side => whole(1, LONGEST_SIDE.into()),
        Kind::Effort => whole(0, 10),
        Kind::OneOf(numbers) => json!({ "enum": numbers }),
        // By way of text, because a number of 32 bits would otherwise have the digits of 64.
        Kind::Number(least, most) => {
            json!({ "type": "number", "minimum": digits(least), "maximum": digits(most) })
        }
        Kind::Word(main, others) => words(main, others),
        Kind::Bytes => json!({
            "anyOf": [whole(0, u32::MAX.into()), pattern("^ *[0-9]+ *([kKMG]i?B|B)? *$")]
        }),
        Kind::Quality => json!({ "anyOf": [
            whole(1, 100),
            pattern("^ *([0-9]+|[aA][uU][tT][oO]|score *= *[0-9]+) *$"),
            object(&[("score", &whole(30, 95))]),
        ] }),
        Kind::Color => {
            pattern("^(#([0-9a-fA-F]{3}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})|white|black|transparent)$")
        }
        Kind::Position => {
            let side = json!({ "type": "number", "minimum": 0, "maximum": 1 });
            json!({ "anyOf": [
                words(Gravity::WORDS, &[Gravity::OTHERS, &["attention"]].concat()),
                pattern("^[^,]+,[^,]+$"),
                object(&[("x", &side), ("y", &side)]),
            ] })
        }
        Kind::Region => {
            let share = pattern("^ *[0-9.]+ *%? *$");
            let (offset, side) = (whole(0, u32::MAX.into()), whole(1, u32::MAX.into()));
            let (offset, side) = (
                json!({ "anyOf": [offset, share] }),
                json!({ "anyOf": [side, share] }),
            );
            let of_fields = object(&[
                ("left", &offset),
                ("top", &offset),
                ("width", &side),
                ("height", &side),
            ]);
            json!({ "anyOf": [pattern("^ *[0-9.]+%?( *, *[0-9.]+%?){3} *$"), of_fields] })
        }
        Kind::Edges => {
            let length = whole(0, u32::MAX.into());
            let of_fields = json!({
                "type": "object",
                "properties": { "top": length, "right": length, "bottom": length, "left": length },
                "minProperties": 1,
                "additionalProperties": false,
            });
            let text = pattern("^ *[0-9]+(( *, *[0-9]+){3})? *$");
            json!({ "anyOf": [whole(1, u32::MAX.into()), text, of_fields] })
        }
        Kind::AspectRatio => pattern("^ *[0-9]+ *: *[0-9]+ *$"),
        Kind::Keep => {
            let word = words(Metadata::WORDS, Metadata::OTHERS);
            json!({ "anyOf": [{ "type": "array", "items": word }, pattern("^[a-z, ]+$")] })
        }
    }
}

fn digits(number: f32) -> Value {
    serde_json::from_str(&number.to_string()).unwrap_or_default()
}

/// An object with just these fields.
fn object(fields: &[(&str, &Value)]) -> Value {
    let properties: Map<String, Value> = fields
        .iter()
        .map(|(name, schema)| ((*name).to_owned(), (*schema).clone()))
        .collect();
    let required: Vec<&str> = fields.iter().map(|(name, _)| *name).collect();
    json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
}

/// A list of patterns for keys.
fn patterns() -> Value {
    json!({ "type": "array", "items": { "type": "string", "maxLength": 1024 } })
}

/// The fields of [`Delivery`].
fn delivery() -> Map<String, Value> {
    let rows = Delivery::FIELDS.iter().zip(Delivery::ABOUT).map(|(name, about)| {
        let schema = match *name {
            "storage-class" => json!({ "enum": StorageClass::WORDS }),
            "tags" => json!({ "type": "object", "additionalProperties": { "type": "string" }, "maxProperties": 10 }),
            "copy-metadata" => json!({ "type": "boolean" }),
            "include" | "exclude" => patterns(),
            _ => json!({ "type": "string", "minLength": 1 }),
        };
        ((*name).to_owned(), described(schema, about))
    });
    rows.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_has_a_type_and_a_description() {
        let schema = schema();
        let lists = [
            &schema["properties"],
            &schema["definitions"]["output"]["properties"],
            &schema["definitions"]["limits"]["properties"],
        ];
        for list in lists {
            for (name, field) in list.as_object().unwrap() {
                assert!(
                    field["description"]
                        .as_str()
                        .is_some_and(|about| about.len() > 5),
                    "{name}"
                );
                let has = |key: &str| field.get(key).is_some();
                assert!(
                    has("type") || has("enum") || has("anyOf") || has("allOf"),
                    "{name}"
                );
            }
        }
        let scale = &schema["definitions"]["output"]["properties"]["scale"];
        assert_eq!(scale["minimum"].to_string(), "0.001");
        let format = &schema["definitions"]["output"]["properties"]["format"]["enum"];
        assert!(format.as_array().unwrap().contains(&json!("jpg")));
    }

    #[test]
    fn schema_and_types_have_the_fields_that_are_read() {
        let schema = schema();
        let properties = schema["properties"].as_object().expect("an object");
        let declarations = crate::typescript();
        let (_, of_recipe) = declarations
            .split_once("interface RecipeFields {")
            .expect("the type of recipes");
        assert_eq!(properties.len(), crate::read::FIELDS.len());
        for name in crate::read::FIELDS {
            assert!(properties.contains_key(name), "{name}");
            assert!(of_recipe.contains(&format!("\n  {name}?: ")), "{name}");
        }
        assert_eq!(of_recipe.matches("?: ").count(), properties.len());
    }
}
