//! Short forms: `[defaults]`, `widths`, `formats` and a quality for each format, written out as plain outputs.
//!
//! They are gone before an output is read: hosts, receipts and what is written of a recipe know plain outputs alone.

use request::{Encoding, Record, Value, fields};

use crate::recipe_error::Placed;
use crate::{MOST_OUTPUTS, RequestError, Target};

/// A list in place of a field: an output for each of its entries.
pub(crate) struct ShortForm {
    pub(crate) name: &'static str,
    /// The field that it stands for.
    pub(crate) stands_for: &'static str,
    pub(crate) about: &'static str,
    /// What the outputs are called where no key is given.
    key: &'static str,
    /// What may stand there, for messages.
    allowed: &'static str,
}

/// All of them. The entries of the last change quickest, and the key of the first is taken.
pub(crate) const SHORT_FORMS: [ShortForm; 2] = [
    ShortForm {
        name: "widths",
        stands_for: "width",
        about: "Several widths, each an output of its own",
        key: "{dir}/{stem}-{width}.{ext}",
        allowed: "a list such as [1600, 800, 256]",
    },
    ShortForm {
        name: "formats",
        stands_for: "format",
        about: "Several formats, each an output of its own",
        key: "{dir}/{stem}.{ext}",
        allowed: "a list such as [\"webp\", \"jpeg\"]",
    },
];
/// The field that may have a value for each format.
pub(crate) const QUALITY: &str = "quality";

/// A plain output, and where in the text its fields are.
#[derive(Debug, Clone)]
pub(crate) struct Plain {
    pub(crate) value: Value,
    /// Where the output is.
    base: Vec<String>,
    /// Where fields are that are not there under their names.
    elsewhere: Vec<(String, Vec<String>)>,
}

impl Plain {
    /// The error with the place that is in the text.
    pub(crate) fn placed(&self, mut placed: Placed) -> Placed {
        let field = placed.path.first();
        let found = self.elsewhere.iter().find(|(name, _)| Some(name) == field);
        let outer: Vec<&str> = match found {
            Some((_, path)) => {
                placed.path.remove(0);
                path.iter().map(String::as_str).collect()
            }
            None => self.base.iter().map(String::as_str).collect(),
        };
        placed.within(&outer)
    }
}

/// The plain outputs that an output stands for. `base` is where it is in the text.
///
/// # Errors
/// Where a short form has a value that it cannot have, or stands beside what it stands for.
pub(crate) fn plain(
    output: &Value,
    defaults: &[(String, Value)],
    base: &[&str],
) -> Result<Vec<Plain>, Placed> {
    let given = fields("an output", output, "an object with fields such as width")
        .map_err(|placed| Placed::from(placed).within(base))?;
    let has = |name: &str| given.iter().any(|(other, _)| other == name);
    let mut own = given.to_vec();
    let mut elsewhere = Vec::new();
    for (name, value) in defaults {
        // One width takes the place of several, and the other way round.
        let is_replaced = has(name) || counterpart(name).is_some_and(has);
        if !is_replaced {
            own.push((name.clone(), value.clone()));
            elsewhere.push((name.clone(), vec!["defaults".to_owned(), name.clone()]));
        }
    }
    let place = |name: &str| {
        let found = elsewhere.iter().find(|(other, _)| other == name);
        let own = || {
            base.iter()
                .copied()
                .chain([name])
                .map(str::to_owned)
                .collect()
        };
        found.map_or_else(own, |(_, path)| path.clone())
    };
    let is_there = |own: &[(String, Value)], name: &str| own.iter().any(|(other, _)| other == name);
    if let Some(form) = SHORT_FORMS.iter().find(|form| is_there(&own, form.name))
        && !is_there(&own, "key")
    {
        own.push(("key".to_owned(), Value::Text(form.key.to_owned())));
    }
    let mut all = vec![Plain {
        value: Value::Fields(own.clone()),
        base: base.iter().map(|name| (*name).to_owned()).collect(),
        elsewhere: elsewhere.clone(),
    }];
    for form in &SHORT_FORMS {
        let Some((_, value)) = own.iter().find(|(name, _)| name == form.name) else {
            continue;
        };
        let place = place(form.name);
        let path: Vec<&str> = place.iter().map(String::as_str).collect();
        if is_there(&own, form.stands_for) {
            let error = RequestError::Twice {
                field: form.name,
                names: format!("{} and {}", form.name, form.stands_for),
            };
            return Err(Placed::at(&path, error));
        }
        let entries = match value {
            Value::List(entries) if !entries.is_empty() => entries,
            other => {
                let error = value_error(form.name, other.to_string(), form.allowed.to_owned());
                return Err(Placed::at(&path, error));
            }
        };
        // Before they are written out: a short text may stand for very many.
        if all.len() * entries.len() > MOST_OUTPUTS {
            return Err(Placed::at(&path, too_many(all.len() * entries.len())));
        }
        all = all
            .iter()
            .flat_map(|plain| {
                let numbered = entries.iter().enumerate();
                numbered.map(|(index, entry)| plain.with(form, entry, &place, index))
            })
            .collect();
    }
    if let Some((_, Value::Fields(qualities))) = own.iter().find(|(name, _)| name == QUALITY)
        && !is_score(qualities)
    {
        let place = place(QUALITY);
        for plain in &mut all {
            plain.choose_quality(qualities, &place)?;
        }
    }
    Ok(all)
}

impl Plain {
    /// The same with one entry of a short form.
    fn with(&self, form: &ShortForm, entry: &Value, place: &[String], index: usize) -> Self {
        let mut plain = self.clone();
        let replaced = |(name, value): (String, Value)| match name == form.name {
            true => (form.stands_for.to_owned(), entry.clone()),
            false => (name, value),
        };
        plain.value = Value::Fields(plain.fields().into_iter().map(replaced).collect());
        let path = place.iter().cloned().chain([index.to_string()]).collect();
        plain.elsewhere.push((form.stands_for.to_owned(), path));
        plain
    }

    /// The quality of its format, or none where none is given for it.
    fn choose_quality(
        &mut self,
        qualities: &[(String, Value)],
        place: &[String],
    ) -> Result<(), Placed> {
        let path: Vec<&str> = place.iter().map(String::as_str).collect();
        for (name, _) in qualities {
            if !has_quality(name) {
                let allowed =
                    "a number, auto, a score, or one of these for jpeg and webp".to_owned();
                let error = value_error(QUALITY, format!("an object with {name}"), allowed);
                return Err(Placed::at(&[&path[..], &[name]].concat(), error));
            }
        }
        let mut fields = self.fields();
        let format = fields.iter().find(|(name, _)| name == "format");
        let format: Option<Encoding> = format.and_then(|(_, word)| word.text()?.parse().ok());
        let Some(format) = format.filter(|format| *format != Encoding::Auto) else {
            let error = RequestError::Combination {
                field: QUALITY,
                message: "a quality for each format needs format or formats; give one number where the format is auto",
            };
            return Err(Placed::at(&path, error));
        };
        let chosen = qualities
            .iter()
            .find(|(name, _)| name.parse() == Ok(format));
        fields.retain(|(name, _)| name != QUALITY);
        if let Some((name, quality)) = chosen {
            fields.push((QUALITY.to_owned(), quality.clone()));
            let path = place.iter().cloned().chain([name.clone()]).collect();
            self.elsewhere.retain(|(name, _)| name != QUALITY);
            self.elsewhere.push((QUALITY.to_owned(), path));
        }
        self.value = Value::Fields(fields);
        Ok(())
    }

    fn fields(&self) -> Vec<(String, Value)> {
        match &self.value {
            Value::Fields(fields) => fields.clone(),
            _ => Vec::new(),
        }
    }
}

/// Whether a quality is one for all formats, found by a score.
fn is_score(qualities: &[(String, Value)]) -> bool {
    matches!(qualities, [(name, _)] if name == "score")
}

/// Whether files of the format that a word names have a quality.
fn has_quality(word: &str) -> bool {
    let format = word.parse::<Encoding>().ok();
    let field = Target::field(QUALITY);
    field.is_some_and(|field| format.is_some_and(|format| field.formats.contains(&format)))
}

/// The field that this one takes the place of.
fn counterpart(name: &str) -> Option<&'static str> {
    SHORT_FORMS.iter().find_map(|form| match name {
        name if name == form.name => Some(form.stands_for),
        name if name == form.stands_for => Some(form.name),
        _ => None,
    })
}

/// So many outputs are asked for.
pub(crate) fn too_many(count: usize) -> RequestError {
    let allowed = format!("1 to {MOST_OUTPUTS} outputs");
    value_error("outputs", format!("a list of {count}"), allowed)
}

fn value_error(field: &str, found: String, allowed: String) -> RequestError {
    RequestError::Value {
        field: field.to_owned(),
        found,
        allowed,
    }
}
