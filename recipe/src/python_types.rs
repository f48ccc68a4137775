//! The types of options for Python, made of the lists of fields.

use request::{Field, Gravity, Kind, Metadata, Record};

use crate::{Limits, Target};

/// The module `thumbox.fields`: `OutputOptions` and `LimitOptions`, with names as Python spells them.
///
/// ```
/// let module = recipe::python_types();
/// assert!(module.contains("    max_bytes: Union[int, str]\n"));
/// assert!(module.contains("    animation: Literal[\"first-frame\", \"all\"]\n"));
/// ```
pub fn python_types() -> String {
    let mut text = BEGINNING.to_owned();
    class(
        &mut text,
        "OutputOptions",
        "One image to make.",
        Target::FIELDS,
    );
    class(
        &mut text,
        "LimitOptions",
        "Limits, and what is done about damage.",
        Limits::FIELDS,
    );
    text
}

const BEGINNING: &str = r#""""Options and limits. Made by `cargo xtask docs` of the lists of fields in the crate `request`."""

from __future__ import annotations

from typing import Literal, TypedDict, Union

__all__ = ["Edges", "LimitOptions", "OutputOptions", "Point", "Region", "Score"]


class Score(TypedDict):
    """The lowest quality with this SSIMULACRA2, 30 to 95."""

    score: float


class Point(TypedDict):
    """A focal point, from 0 to 1."""

    x: float
    y: float


class Region(TypedDict):
    """A part of the image: pixels, or per cent such as ``"25%"``."""

    left: Union[int, str]
    top: Union[int, str]
    width: Union[int, str]
    height: Union[int, str]


class Edges(TypedDict, total=False):
    """Pixels at each edge; 0 where one is left out."""

    top: int
    right: int
    bottom: int
    left: int
"#;

fn class(text: &mut String, name: &str, about: &str, fields: &[Field]) {
    *text += &format!("\n\nclass {name}(TypedDict, total=False):\n    \"\"\"{about}\"\"\"\n");
    for field in fields {
        let about = match field.default {
            "" => field.about.to_owned(),
            default => format!("{} [default: {default}]", field.about),
        };
        *text += &format!(
            "\n    {}: {}\n    \"\"\"{about}.\"\"\"\n",
            field.name.replace('-', "_"),
            kind(field.kind)
        );
    }
}

fn kind(kind: Kind) -> String {
    match kind {
        Kind::Switch => "bool".to_owned(),
        Kind::Whole(..) | Kind::Side | Kind::Effort => "int".to_owned(),
        Kind::Number(..) => "float".to_owned(),
        Kind::OneOf(numbers) => {
            let numbers: Vec<String> = numbers.iter().map(i64::to_string).collect();
            format!("Literal[{}]", numbers.join(", "))
        }
        Kind::Word(words, _) => words_of(words),
        Kind::Bytes => "Union[int, str]".to_owned(),
        Kind::Quality => "Union[int, str, Score]".to_owned(),
        Kind::Color | Kind::AspectRatio => "str".to_owned(),
        // The words are listed for readers; a text may also be a point.
        Kind::Position => format!("Union[{}, str, Point]", words_of(Gravity::WORDS)),
        Kind::Region => "Union[str, Region]".to_owned(),
        Kind::Edges => "Union[int, str, Edges]".to_owned(),
        Kind::Keep => format!("Union[str, list[{}]]", words_of(Metadata::WORDS)),
    }
}

fn words_of(words: &[&str]) -> String {
    let words: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
    format!("Literal[{}]", words.join(", "))
}
