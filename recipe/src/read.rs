//! Reading recipes: the fields of a recipe and of its outputs, out of what a text says.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::str::FromStr;

use request::{LONGEST_SIDE, Record, RequestError, TextError, Value, advice, fields};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use crate::recipe_error::Placed;
use crate::short_forms::{self, Plain, SHORT_FORMS};
use crate::{
    Delivery, KeyPattern, Limits, MOST_OUTPUTS, Notation, Output, Recipe, RecipeError, Target,
};

/// The version of recipes. A later one is for what an older Thumbox would get wrong without saying so; a field that is only
/// new is refused as unknown.
const VERSION: i64 = 1;

/// The fields of a recipe. `output` is `outputs` with a single one.
pub(crate) const FIELDS: [&str; 12] = [
    "$schema",
    "version",
    "output",
    "outputs",
    "defaults",
    "limits",
    "include",
    "exclude",
    "deletions",
    "failed",
    "stale",
    "upgrade",
];

impl Recipe {
    /// Reads a recipe in the notation that the text is in, and completes and checks it as [`Recipe::completed`] does.
    ///
    /// A text with nothing in it is refused, because a file that was never filled is more likely than the wish for a
    /// recipe that says nothing.
    ///
    /// # Errors
    /// Where the text is no recipe, with the place, and where the recipe asks for something impossible.
    pub fn read(text: &str) -> Result<Self, RecipeError> {
        // Some editors begin a file with a byte order mark.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        if text.trim().is_empty() {
            return Err(RecipeError::Text {
                line: 1,
                column: 1,
                message:
                    "the text is empty; expected a recipe, such as \"output.width = 300\" or {}"
                        .to_owned(),
            });
        }
        Self::in_notation(text, Notation::of(text))
    }

    /// Reads a recipe that is known to be JSON. See [`Recipe::read`].
    ///
    /// # Errors
    /// As those of [`Recipe::read`].
    pub fn from_json(text: &str) -> Result<Self, RecipeError> {
        Self::in_notation(text, Notation::Json)
    }

    /// Reads a recipe that a program wrote in JSON, such as a form. Errors name the field and the output in place of line
    /// and column.
    ///
    /// # Errors
    /// As those of [`Recipe::read`].
    pub fn from_fields(text: &str) -> Result<Self, RecipeError> {
        let value = Notation::Json.read(text)?;
        recipe(&value).map_err(|placed| placed.error)?.completed()
    }

    fn in_notation(text: &str, notation: Notation) -> Result<Self, RecipeError> {
        let value = notation.read(text)?;
        let recipe = recipe(&value).map_err(|placed| placed.in_text(text, notation))?;
        let checked = recipe.completed();
        checked.map_err(|error| error.placed(text, notation))
    }
}

/// In what programs write to each other. The limits that held are not known here, so the widest do.
impl<'de> Deserialize<'de> for Output {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        let widest = Limits {
            max_side: Some(LONGEST_SIDE),
            ..Limits::default()
        };
        output(&value, &widest).map_err(|placed| D::Error::custom(placed.error))
    }
}

/// The recipe that is in a text, not completed.
///
/// # Errors
/// For the first field that is unknown, is given twice, or has a value that it cannot have.
fn recipe(value: &Value) -> Result<Recipe, Placed> {
    let fields = fields("the recipe", value, "fields such as output")?;
    let mut recipe = Recipe::default();
    // What an output may ask for depends on them.
    if let Some((_, value)) = fields.iter().find(|(name, _)| name == "limits") {
        recipe.limits = limits(value).map_err(|placed| placed.within(&["limits"]))?;
    }
    let defaults = match fields.iter().find(|(name, _)| name == "defaults") {
        Some((_, value)) => defaults(value)?,
        None => &[],
    };
    let mut output_name = None;
    for (name, value) in fields {
        let own = |placed: Placed| placed.within(&[name]);
        match name.as_str() {
            "limits" | "defaults" => {}
            // For editors.
            "$schema" => text(name, value).map(drop).map_err(own)?,
            "version" if value.whole() == Some(VERSION) => {}
            "version" => {
                return Err(own(wrong(
                    name,
                    value,
                    "1; a later version needs a later Thumbox",
                )));
            }
            "output" | "outputs" => {
                if let Some(first) = output_name.replace(name.as_str()) {
                    return Err(Placed::at(&[name], both(first, name)));
                }
                recipe.outputs = outputs(name, value, defaults, &recipe.limits)?;
            }
            "include" => recipe.include = patterns("include", value).map_err(own)?,
            "exclude" => recipe.exclude = patterns("exclude", value).map_err(own)?,
            "deletions" => recipe.deletions = Some(switch("deletions", value).map_err(own)?),
            "upgrade" => recipe.upgrade = Some(word("upgrade", value).map_err(own)?),
            "stale" => recipe.stale = Some(word("stale", value).map_err(own)?),
            "failed" => recipe.failed = Some(text("failed", value).map_err(own)?.to_owned()),
            _ => return Err(Placed::at(&[name], unknown_in_recipe(name))),
        }
    }
    if output_name.is_none() && !defaults.is_empty() {
        let nothing = Value::Fields(Vec::new());
        recipe.outputs = outputs("defaults", &nothing, defaults, &recipe.limits)?;
    }
    Ok(recipe)
}

fn limits(value: &Value) -> Result<Limits, Placed> {
    // By the name that they have in a recipe.
    fields("limits", value, "an object with fields such as max-pixels")?;
    Limits::of(value).map_err(|mut placed| {
        if let RequestError::Unknown { found, advice } = &mut placed.error
            && is_of_output(found)
        {
            *advice = belongs_in_output(found);
        }
        placed.into()
    })
}

/// What holds for every output that does not say otherwise.
fn defaults(value: &Value) -> Result<&[(String, Value)], Placed> {
    let within = |placed: Placed| placed.within(&["defaults"]);
    let allowed = "an object with fields such as quality";
    let fields = fields("defaults", value, allowed).map_err(|placed| within(placed.into()))?;
    // In a recipe without outputs too, and whether or not an output takes its place.
    for (name, _) in fields {
        if !is_of_output(name) {
            let error = RequestError::Unknown {
                found: name.clone(),
                advice: belongs_outside(name).unwrap_or_else(|| advice(name, &names_of_output())),
            };
            return Err(within(Placed::at(&[name], error)));
        }
    }
    Ok(fields)
}

/// One, or a list of them. `name` is that of the field.
fn outputs(
    name: &str,
    value: &Value,
    defaults: &[(String, Value)],
    limits: &Limits,
) -> Result<Vec<Output>, Placed> {
    let plain = match value {
        Value::List(entries) => {
            let mut plain = Vec::new();
            for (index, entry) in entries.iter().enumerate() {
                plain.extend(short_forms::plain(
                    entry,
                    defaults,
                    &[name, &index.to_string()],
                )?);
                if plain.len() > MOST_OUTPUTS {
                    let count = entries.len().max(plain.len());
                    return Err(Placed::at(&[name], short_forms::too_many(count)));
                }
            }
            plain
        }
        other => short_forms::plain(other, defaults, &[name])?,
    };
    let numbered = |(index, entry): (usize, &Plain)| {
        output(&entry.value, limits).map_err(|placed| {
            let Placed { path, error } = entry.placed(placed);
            let error = match plain.len() {
                1 => error,
                _ => RecipeError::Output {
                    number: index + 1,
                    cause: Box::new(error),
                },
            };
            Placed { path, error }
        })
    };
    plain.iter().enumerate().map(numbered).collect()
}

fn output(value: &Value, limits: &Limits) -> Result<Output, Placed> {
    let target = Target::of(value, limits, &names_beside_target()).map_err(|mut placed| {
        if let RequestError::Unknown { found, advice } = &mut placed.error
            && let Some(elsewhere) = belongs_outside(found)
        {
            *advice = elsewhere;
        }
        Placed::from(placed)
    })?;
    let mut delivery = Delivery::default();
    for (name, value) in fields("an output", value, "fields such as width")? {
        let taken = match name.as_str() {
            "bucket" => parsed("bucket", value).map(|bucket| delivery.bucket = Some(bucket)),
            "key" => parsed("key", value).map(|key| delivery.key = Some(key)),
            "cache-control" => text("cache-control", value)
                .map(|header| delivery.cache_control = Some(header.to_owned())),
            "content-disposition" => text("content-disposition", value)
                .map(|header| delivery.content_disposition = Some(header.to_owned())),
            "storage-class" => {
                word("storage-class", value).map(|class| delivery.storage_class = Some(class))
            }
            "tags" => tags(value).map(|tags| delivery.tags = tags),
            "copy-metadata" => {
                switch("copy-metadata", value).map(|is_on| delivery.copy_metadata = Some(is_on))
            }
            "include" => patterns("include", value).map(|patterns| delivery.include = patterns),
            "exclude" => patterns("exclude", value).map(|patterns| delivery.exclude = patterns),
            _ => Ok(()),
        };
        taken.map_err(|placed| placed.within(&[name]))?;
    }
    Ok(Output { target, delivery })
}

fn both(first: &str, second: &str) -> RecipeError {
    RecipeError::Wording {
        field: "outputs",
        message: format!("{first} and {second} are both given; use one of them"),
    }
}

fn is_of_output(name: &str) -> bool {
    names_beside_target().contains(&name) || Target::field(name).is_some()
}

/// What an output has besides the fields that the component knows.
fn names_beside_target() -> Vec<&'static str> {
    [Delivery::FIELDS, &SHORT_FORMS.map(|form| form.name)].concat()
}

fn names_of_output() -> Vec<&'static str> {
    let known = Target::FIELDS.iter().map(|field| field.name);
    known.chain(names_beside_target()).collect()
}

fn belongs_in_output(name: &str) -> String {
    format!("it belongs in an output, as output.{name}")
}

fn belongs_in_limits(name: &str) -> String {
    format!("it belongs in the limits, as limits.{name}")
}

/// Where a name is one, but not of an output.
fn belongs_outside(name: &str) -> Option<String> {
    if Limits::field(name).is_some() {
        return Some(belongs_in_limits(name));
    }
    let is_of_recipe = FIELDS.contains(&name);
    is_of_recipe.then(|| {
        "it belongs to the whole recipe, outside of its outputs and before them in TOML".to_owned()
    })
}

fn unknown_in_recipe(found: &str) -> RequestError {
    let advice = if is_of_output(found) {
        belongs_in_output(found)
    } else if Limits::field(found).is_some() {
        belongs_in_limits(found)
    } else {
        advice(found, &FIELDS)
    };
    RequestError::Unknown {
        found: found.to_owned(),
        advice,
    }
}

fn wrong(field: &str, found: &Value, allowed: &str) -> Placed {
    let error = RequestError::Value {
        field: field.to_owned(),
        found: found.to_string(),
        allowed: allowed.to_owned(),
    };
    Placed::at(&[], error)
}

fn switch(field: &str, value: &Value) -> Result<bool, Placed> {
    match value {
        Value::Switch(is_on) => Ok(*is_on),
        other => Err(wrong(field, other, "true or false")),
    }
}

fn text<'a>(field: &str, value: &'a Value) -> Result<&'a str, Placed> {
    value
        .text()
        .ok_or_else(|| wrong(field, value, "a text in quotes"))
}

/// A text that says itself what is wrong with it.
fn parsed<T: FromStr<Err: Display>>(field: &'static str, value: &Value) -> Result<T, Placed> {
    text(field, value)?.parse().map_err(|error: T::Err| {
        let message = error.to_string();
        Placed::at(&[], RecipeError::Wording { field, message })
    })
}

fn word<T: FromStr<Err = TextError>>(field: &'static str, value: &Value) -> Result<T, Placed> {
    let word = value.text().unwrap_or_default().parse();
    word.map_err(|TextError { allowed }| wrong(field, value, &allowed))
}

fn patterns(field: &'static str, value: &Value) -> Result<Vec<KeyPattern>, Placed> {
    let Value::List(entries) = value else {
        return Err(wrong(field, value, "a list such as [\"*.jpg\"]"));
    };
    let numbered = |(index, entry): (usize, &Value)| {
        parsed(field, entry).map_err(|placed| placed.within(&[&index.to_string()]))
    };
    entries.iter().enumerate().map(numbered).collect()
}

fn tags(value: &Value) -> Result<BTreeMap<String, String>, Placed> {
    let mut tags = BTreeMap::new();
    for (key, value) in fields(
        "tags",
        value,
        "keys with texts, such as {\"team\": \"web\"}",
    )? {
        let text = text(key, value).map_err(|placed| placed.within(&[key]))?;
        tags.insert(key.clone(), text.to_owned());
    }
    Ok(tags)
}
