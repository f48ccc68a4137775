//! A field of a request: its names, what it is for, and which values it can have.
//!
//! [`crate::Target`] and [`crate::Limits`] are the lists of fields. What reads recipes checks by them, and the command
//! line's options are made of them.

use std::borrow::Cow;

use crate::aspect_ratio::RATIOS_ALLOWED;
use crate::byte_count::{BYTES_ALLOWED, byte_count};
use crate::color::COLORS_ALLOWED;
use crate::edges::EDGES_ALLOWED;
use crate::position::positions_allowed;
use crate::quality::QUALITIES_ALLOWED;
use crate::region::REGIONS_ALLOWED;
use crate::{
    Animation, AspectRatio, ChromaSubsampling, Color, Edges, Encoding, ExifOrientation, ExtendWith,
    Filter, Fit, Keep, Metadata, Position, Quality, Region, Tables, Value, one_of,
};

/// A field of a request.
#[derive(Debug)]
pub struct Field {
    /// Its name, in kebab-case.
    pub name: &'static str,
    /// Other names that are read.
    pub others: &'static [&'static str],
    /// What it is for: a phrase, with the values that it can have where they need words. Empty
    /// without the feature `about`, and so are defaults but `true`.
    pub about: &'static str,
    /// What it has to do with.
    pub group: Group,
    /// What holds where it is absent, in words. Empty where that goes without saying.
    pub default: &'static str,
    /// Which values it can have.
    pub kind: Kind,
    /// The formats that it is for; none where it is for all.
    pub formats: &'static [Encoding],
}

/// What a field has to do with, for people who look for one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// Size and place.
    Geometry,
    /// What the image looks like, and what is said about it.
    Image,
    /// The file that is written.
    Format,
    /// What is kept of the source's metadata.
    Metadata,
    /// Limits, and what is done about damage.
    Limits,
}

impl Field {
    /// What the parts of a list of fields begin with.
    pub(crate) const EMPTY: Self = Self {
        name: "",
        others: &[],
        about: "",
        group: Group::Geometry,
        default: "",
        kind: Kind::Switch,
        formats: &[],
    };

    /// The field with its texts, or without: the component has no use for them.
    pub(crate) const fn with_texts_where_wanted(mut self) -> Self {
        if !cfg!(feature = "about") {
            self.about = "";
            // By this one a switch is known that is on.
            if !matches!(self.default.as_bytes(), b"true") {
                self.default = "";
            }
        }
        self
    }

    /// Whether it is a switch that is on where nothing is said.
    pub fn is_on_by_default(&self) -> bool {
        self.kind == Kind::Switch && self.default == "true"
    }

    /// Whether its value consists of numbers, one or several.
    pub fn is_of_numbers(&self) -> bool {
        match self.kind {
            Kind::Whole(..) | Kind::Side | Kind::Effort | Kind::OneOf(_) | Kind::Number(..) => true,
            Kind::Bytes
            | Kind::Quality
            | Kind::Region
            | Kind::Edges
            | Kind::Position
            | Kind::AspectRatio => true,
            Kind::Switch | Kind::Word(..) | Kind::Color | Kind::Keep => false,
        }
    }

    /// The value that a text means where there are nothing but texts, as on a command line: a number where the field has
    /// one.
    pub fn value_of(&self, text: &str) -> Value {
        let text = text.trim();
        let number = match self.kind {
            Kind::Whole(..) | Kind::Side | Kind::Effort | Kind::OneOf(_) | Kind::Quality => {
                text.parse().ok().map(Value::Whole)
            }
            Kind::Number(..) => text.parse().ok().map(Value::Number),
            _ => None,
        };
        number.unwrap_or_else(|| Value::Text(text.to_owned()))
    }

    /// Whether it says something about a result of this format. With `auto` a field is for where it applies.
    pub(crate) fn is_for(&self, format: Encoding) -> bool {
        format == Encoding::Auto || self.formats.is_empty() || self.formats.contains(&format)
    }
}

/// Which values a field can have.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// Yes or no.
    Switch,
    /// A whole number from the first to the second.
    Whole(i64, i64),
    /// Pixels of a side of a result: from 1 to the limit `max-side`.
    Side,
    /// The effort of an encoder. The range is the format's.
    Effort,
    /// One of some numbers.
    OneOf(&'static [i64]),
    /// A number from the first to the second.
    Number(f32, f32),
    /// One of some words, or of other words for the same.
    Word(&'static [&'static str], &'static [&'static str]),
    /// A number of bytes, also with a unit.
    Bytes,
    /// How good a lossy file is.
    Quality,
    /// A colour.
    Color,
    /// What is kept by `cover`.
    Position,
    /// A rectangle.
    Region,
    /// Pixels at the four edges.
    Edges,
    /// Width to height.
    AspectRatio,
    /// Kinds of metadata.
    Keep,
}

/// What the values of some fields depend on.
#[derive(Debug, Clone, Copy)]
pub struct Context {
    /// The limit `max-side`.
    pub max_side: u32,
    /// The format that is asked for.
    pub format: Encoding,
}

/// Values of the effort for JPEG.
const JPEG_EFFORT: (i64, i64) = (0, 3);
/// Values of the effort for PNG.
const PNG_EFFORT: (i64, i64) = (1, 10);
/// Values of the effort for WebP.
const WEBP_EFFORT: (i64, i64) = (0, 6);

impl Context {
    /// With `auto` the number has to make sense for PNG and WebP. More than 3 is 3 for JPEG.
    fn effort(self) -> (i64, i64) {
        match self.format {
            Encoding::Jpeg => JPEG_EFFORT,
            Encoding::Png => PNG_EFFORT,
            Encoding::Webp => WEBP_EFFORT,
            _ => (PNG_EFFORT.0, WEBP_EFFORT.1),
        }
    }
}

impl Kind {
    /// Whether a number is one, and lies in the range. Other values are for the field's type to judge.
    pub(crate) fn has(self, value: &Value, context: Context) -> bool {
        let within = |(least, most): (i64, i64)| {
            value
                .whole()
                .is_some_and(|whole| (least..=most).contains(&whole))
        };
        match self {
            Self::Whole(least, most) => within((least, most)),
            Self::Side => within((1, context.max_side.into())),
            Self::Effort => within(context.effort()),
            Self::OneOf(numbers) => value.whole().is_some_and(|whole| numbers.contains(&whole)),
            // As the component calculates: 0.1 lies in a range that begins with 0.1.
            Self::Number(least, most) => value
                .number()
                .is_some_and(|number| (least..=most).contains(&(number as f32))),
            _ => true,
        }
    }

    /// The values that the field can have, as messages say it.
    pub fn allowed(self, context: Context) -> Cow<'static, str> {
        let whole = |(least, most): (i64, i64)| format!("a whole number from {least} to {most}");
        match self {
            Self::Switch => "true or false".into(),
            Self::Whole(least, most) => whole((least, most)).into(),
            Self::Side => whole((1, context.max_side.into())).into(),
            Self::Effort => match context.format {
                Encoding::Jpeg | Encoding::Png | Encoding::Webp => whole(context.effort()).into(),
                _ => format!(
                    "{} with the format auto; png has efforts up to 10",
                    whole(context.effort())
                )
                .into(),
            },
            Self::OneOf(numbers) => {
                let numbers: Vec<String> = numbers.iter().map(i64::to_string).collect();
                match numbers.split_last() {
                    Some((last, others)) if !others.is_empty() => {
                        format!("{} or {last}", others.join(", ")).into()
                    }
                    _ => numbers.concat().into(),
                }
            }
            Self::Number(least, most) => format!("a number from {least} to {most}").into(),
            Self::Word(words, _) => one_of(words).into(),
            Self::Bytes => BYTES_ALLOWED.into(),
            Self::Quality => QUALITIES_ALLOWED.into(),
            Self::Color => COLORS_ALLOWED.into(),
            Self::Position => positions_allowed().into(),
            Self::Region => REGIONS_ALLOWED.into(),
            Self::Edges => EDGES_ALLOWED.into(),
            Self::AspectRatio => RATIOS_ALLOWED.into(),
            Self::Keep => format!("{}, or several of them", one_of(Metadata::WORDS)).into(),
        }
    }
}

/// A type that the value of a field has.
pub(crate) trait FieldType: Sized {
    /// The value, or `None` where it is none of this type.
    fn of(value: &Value) -> Option<Self>;
}

/// Also of a text such as `20kB`, which only [`Kind::Bytes`] lets through.
impl FieldType for u32 {
    fn of(value: &Value) -> Option<Self> {
        byte_count(value)
    }
}

impl FieldType for f32 {
    fn of(value: &Value) -> Option<Self> {
        value.number().map(|number| number as Self)
    }
}

impl FieldType for bool {
    fn of(value: &Value) -> Option<Self> {
        match value {
            Value::Switch(is_on) => Some(*is_on),
            _ => None,
        }
    }
}

macro_rules! field_types {
    (whole: $($whole:ty)*; words: $($word:ty)*; others: $($other:ty)*) => {
        $( impl FieldType for $whole {
            fn of(value: &Value) -> Option<Self> {
                value.whole()?.try_into().ok()
            }
        } )*
        $( impl FieldType for $word {
            fn of(value: &Value) -> Option<Self> {
                value.text()?.parse().ok()
            }
        } )*
        $( impl FieldType for $other {
            fn of(value: &Value) -> Option<Self> {
                <$other>::of(value)
            }
        } )*
    };
}

field_types! {
    whole: u8 u16 u64;
    words: Animation AspectRatio ChromaSubsampling Color Encoding ExifOrientation ExtendWith Filter Fit Tables;
    others: Edges Keep Position Quality Region
}
