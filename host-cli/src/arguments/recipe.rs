//! The options that say what is made, and within which limits. They are the fields of a recipe, by the list of these.

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ArgGroup, ArgMatches, Args, Command, FromArgMatches};
use recipe::{Field, Group, Kind, Limits, Output, Recipe, RecipeError, Record, Target, Value};

use super::size::Size;

/// All options of a recipe, for what does not go together with a recipe.
pub(super) const OPTIONS_OF_RECIPES: &str = "options of recipes";
/// Short for two of them, as vipsthumbnail has it.
const SMARTCROP: &str = "smartcrop";
const SMARTCROPS: [&str; 3] = ["attention", "centre", "center"];

/// Limits that have a letter.
const LETTERS: [(&str, char); 3] = [("width", 'W'), ("height", 'H'), ("quality", 'q')];
/// Names that other tools have for options, by ours.
const OTHERS: [(&str, &str); 2] = [("position", "gravity"), ("filter", "kernel")];

/// All options of a recipe. Each is called as the recipe's field is; that for `shrink`, which is on by default, is
/// `--no-shrink`.
#[derive(Default)]
pub(crate) struct RecipeArguments {
    target: Vec<(String, Value)>,
    limits: Vec<(String, Value)>,
}

impl RecipeArguments {
    /// Whether this field of an output is given.
    pub(crate) fn has(&self, field: &str) -> bool {
        self.target.iter().any(|(name, _)| name == field)
    }

    /// With an output for each size, whose names differ, or one where there is none.
    ///
    /// # Errors
    /// Where the options ask for something that is impossible for every picture.
    pub(crate) fn recipe(&self, sizes: &[Size]) -> Result<Recipe, RecipeError> {
        let fields = |fields: &[(String, Value)]| Value::Fields(fields.to_vec());
        let limits = Limits::of(&fields(&self.limits)).map_err(|placed| placed.error)?;
        let output =
            Target::of(&fields(&self.target), &limits, &[]).map_err(|placed| placed.error)?;
        let outputs: Vec<Output> = match sizes {
            [] => vec![output.into()],
            [size] => vec![size.of(&output).into()],
            _ => sizes
                .iter()
                .map(|size| {
                    let mut sized = Output::from(size.of(&output));
                    let key = format!("{{stem}}-{}.{{ext}}", size.label());
                    sized.delivery.key = key.parse().ok();
                    sized
                })
                .collect(),
        };
        Recipe {
            outputs,
            ..Recipe::single(Target::default(), limits)
        }
        .completed()
    }
}

impl Args for RecipeArguments {
    fn augment_args(command: Command) -> Command {
        let fields = || Target::FIELDS.iter().chain(Limits::FIELDS);
        let groups = [
            Group::Geometry,
            Group::Image,
            Group::Format,
            Group::Metadata,
            Group::Limits,
        ];
        let mut command = command;
        for group in groups {
            let of_group = fields().filter(|field| field.group == group).map(argument);
            command = command.args(of_group.map(|argument| argument.help_heading(heading(group))));
            if group == Group::Geometry {
                command = command.arg(smartcrop().help_heading(heading(group)));
            }
        }
        let names = fields().map(|field| field.name).chain([SMARTCROP]);
        command.group(ArgGroup::new(OPTIONS_OF_RECIPES).args(names).multiple(true))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for RecipeArguments {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut arguments = Self {
            target: given(Target::FIELDS, matches),
            limits: given(Limits::FIELDS, matches),
        };
        if let Some(position) = matches.get_one::<String>(SMARTCROP) {
            let text = |text: &str| Value::Text(text.to_owned());
            let fields = [("fit", text("cover")), ("position", text(position))];
            arguments
                .target
                .extend(fields.map(|(name, value)| (name.to_owned(), value)));
        }
        Ok(arguments)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

fn heading(group: Group) -> &'static str {
    match group {
        Group::Geometry => "Geometry",
        Group::Image => "Image",
        Group::Format => "Format",
        Group::Metadata => "Metadata",
        Group::Limits => "Limits",
    }
}

fn argument(field: &'static Field) -> Arg {
    let argument = Arg::new(field.name).visible_aliases(field.others.iter().copied());
    let others = OTHERS.iter().filter(|(name, _)| *name == field.name);
    let argument = argument.visible_aliases(others.map(|(_, other)| *other));
    let letter = LETTERS.iter().find(|(name, _)| *name == field.name);
    let argument = match letter {
        Some((_, letter)) => argument.short(*letter),
        None => argument,
    };
    if field.is_on_by_default() {
        return argument
            .long(NO_SHRINK)
            .help(OFF)
            .action(ArgAction::SetTrue);
    }
    if field.kind == Kind::Switch {
        return argument
            .long(field.name)
            .help(field.about)
            .action(ArgAction::SetTrue);
    }
    let help = match field.default {
        "" => field.about.to_owned(),
        default => format!("{} [default: {default}]", field.about),
    };
    argument
        .long(field.name)
        .help(help)
        .value_name(value_name(field))
        // What is wrong with it is said by what reads the field, also of -5 and -1,0,10,10.
        .allow_hyphen_values(field.is_of_numbers())
}

/// The one switch that is on by default, `shrink`.
const NO_SHRINK: &str = "no-shrink";
const OFF: &str = "Never scale down: images larger than the box keep their size, and with cover are cropped to it. With \
                   --enlarge: like the < of --size";

fn value_name(field: &Field) -> &'static str {
    match field.kind {
        Kind::Number(..) => "X",
        Kind::Bytes => "BYTES",
        Kind::Quality => "N|auto|score=N",
        Kind::Region => "LEFT,TOP,WIDTH,HEIGHT",
        Kind::Edges => "TOP,RIGHT,BOTTOM,LEFT",
        Kind::AspectRatio => "WIDTH:HEIGHT",
        Kind::Position => "PLACE",
        Kind::Keep => "KINDS",
        Kind::Color => "COLOR",
        Kind::Word(..) => match field.name {
            "fit" => "FIT",
            "filter" => "FILTER",
            "animation" => "FRAMES",
            "format" => "FORMAT",
            "orientation" => "apply|ignore",
            _ => "KIND",
        },
        Kind::OneOf(_) if field.name == "rotate" => "DEGREES",
        Kind::Switch | Kind::Whole(..) | Kind::Side | Kind::Effort | Kind::OneOf(_) => "N",
    }
}

fn smartcrop() -> Arg {
    Arg::new(SMARTCROP)
        .long(SMARTCROP)
        .value_name("attention|centre")
        .value_parser(PossibleValuesParser::new(SMARTCROPS))
        .hide_possible_values(true)
        .conflicts_with_all(["fit", "position"])
        .help("Same as --fit cover --position attention (or centre)")
}

/// The fields that are given.
fn given(fields: &[Field], matches: &ArgMatches) -> Vec<(String, Value)> {
    let value = |field: &Field| match field.kind {
        Kind::Switch => {
            let is_set = matches.get_flag(field.name);
            is_set.then_some(Value::Switch(!field.is_on_by_default()))
        }
        _ => matches
            .get_one::<String>(field.name)
            .map(|text| field.value_of(&lenient(field.kind, text))),
    };
    let named = |field: &Field| Some((field.name.to_owned(), value(field)?));
    fields.iter().filter_map(named).collect()
}

/// Units of bytes in lower case, and as they are written.
const UNITS: [(&str, &str); 8] = [
    ("kb", "kB"),
    ("mb", "MB"),
    ("gb", "GB"),
    ("kib", "KiB"),
    ("mib", "MiB"),
    ("gib", "GiB"),
    ("k", "kB"),
    ("m", "MB"),
];

/// What people type for words and units: `JPEG`, `Center`, `20kb`.
fn lenient(kind: Kind, text: &str) -> String {
    match kind {
        Kind::Word(..) | Kind::Position | Kind::Keep => text.to_ascii_lowercase(),
        Kind::Bytes => {
            let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
            let unit = text[digits.len()..].to_ascii_lowercase();
            let known = UNITS.iter().find(|(typed, _)| *typed == unit);
            known.map_or_else(|| text.to_owned(), |(_, unit)| format!("{digits}{unit}"))
        }
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Program {
        #[command(flatten)]
        recipe: RecipeArguments,
    }

    fn recipe(words: &str) -> Result<Recipe, String> {
        let words = std::iter::once("program").chain(words.split_whitespace());
        match Program::try_parse_from(words) {
            Ok(program) => program
                .recipe
                .recipe(&[])
                .map_err(|error| error.to_string()),
            Err(error) => Err(error.to_string()),
        }
    }

    #[test]
    fn words_and_units_are_taken_as_people_type_them() {
        let typed = "--width 9 --height 8 --format JPEG --fit Cover --position Center --keep ICC --max-bytes 20KB";
        let meant = "--width 9 --height 8 --format jpeg --fit cover --position center --keep icc --max-bytes 20kB";
        assert_eq!(recipe(typed), recipe(meant));
        assert!(recipe(typed).is_ok());
        assert!(recipe("--max-bytes 20potatoes").is_err());
    }

    /// Every option under the name of its field in JSON, which is how the page prints them. What is on by default has
    /// `no-` before it.
    #[test]
    fn options_are_called_as_in_a_recipe() {
        let lines = [
            "--width 300 --height 200 --device-pixel-ratio 1.5 --fit cover --position 0.3,0.7 --crop 1,2,30,40 \
             --background #102030 --enlarge --no-shrink --filter mitchell --linear --sharpen --keep copyright,icc \
             --animation first-frame --format jpeg --quality 70 --progressive --chroma-subsampling 4:4:4 --tables photographic \
             --max-bytes 20000 --thumbhash",
            "--width 9 --format png --effort 7 --palette --colors 64 --dither 0.25 --depth 8",
            "--height 9 --format webp --lossless",
            "--scale 0.5 --orientation ignore --flip --flop --rotate 270 --extend 1,2,3,4 --extend-with mirror \
             --grayscale",
        ];
        for line in lines {
            let recipe = recipe(line).unwrap();
            let again: Vec<String> = recipe.outputs[0]
                .target
                .given()
                .into_iter()
                .flat_map(|given| [Some(format!("--{}", given.name)), given.value])
                .flatten()
                .collect();
            let mut expected: Vec<&str> = line.split_whitespace().collect();
            let mut again: Vec<&str> = again.iter().map(String::as_str).collect();
            expected.sort_unstable();
            again.sort_unstable();
            assert_eq!(again, expected);
        }
    }

    #[test]
    fn limits_are_called_as_in_a_recipe() {
        let line = "--max-file-bytes 1000 --max-frames 2 --max-pixels 3 --max-scans 4 --max-side 200 \
                    --max-work 5000000000 --tolerant";
        let recipe = recipe(line).unwrap();
        let again: Vec<String> = recipe
            .limits
            .given()
            .into_iter()
            .flat_map(|given| [Some(format!("--{}", given.name)), given.value])
            .flatten()
            .collect();
        assert_eq!(
            again.join(" "),
            line.split_whitespace().collect::<Vec<_>>().join(" ")
        );
    }

    #[test]
    fn the_words_of_other_tools_are_understood() {
        let rows = [
            ("--gravity north --fit cover", "--position top --fit cover"),
            ("--kernel cubic", "--filter catmull-rom"),
            ("--dpr 2", "--device-pixel-ratio 2"),
            ("--smartcrop attention", "--fit cover --position attention"),
            ("--smartcrop centre", "--fit cover --position center"),
            ("--max-bytes 20kB", "--max-bytes 20000"),
            ("--colours 16", "--colors 16"),
        ];
        for (theirs, ours) in rows {
            assert_eq!(recipe(theirs), recipe(ours), "{theirs}");
            assert!(recipe(theirs).is_ok(), "{theirs}");
        }
        assert!(recipe("--smartcrop attention --fit fill").is_err());
    }

    #[test]
    fn what_makes_no_sense_is_told_in_the_words_of_the_recipe() {
        assert_eq!(
            recipe("--format png -q 50").unwrap_err(),
            "quality is for jpeg and webp, and the format is png; leave one of them out"
        );
        let error = recipe("--fit stretch").unwrap_err();
        assert!(
            error.contains(
                "fit is \"stretch\"; expected one of inside, outside, cover, cover-down, contain, fill"
            ),
            "{error}"
        );
        for (words, expected) in [
            (
                "--width abc",
                "width is \"abc\"; expected a whole number from 1 to 16384",
            ),
            (
                "-W -5",
                "width is -5; expected a whole number from 1 to 16384",
            ),
            (
                "-q 300",
                "quality is 300; expected a whole number from 1 to 100, auto, or a score from 30 to 95 such as score=75",
            ),
            (
                "-q 1.5",
                "quality is \"1.5\"; expected a whole number from 1 to 100, auto, or a score from 30 to 95 such as score=75",
            ),
            (
                "--scale nan",
                "scale is NaN; expected a number from 0.001 to 10",
            ),
            ("--rotate -90", "rotate is -90; expected 90, 180 or 270"),
            ("--rotate 45", "rotate is 45; expected 90, 180 or 270"),
            (
                "--crop -1,0,10,10",
                "crop is \"-1,0,10,10\"; expected LEFT,TOP,WIDTH,HEIGHT in whole pixels, or in percent up to 100% in all, such as 10,20,300,200 or 25%,25%,50%,50%",
            ),
        ] {
            assert_eq!(recipe(words).unwrap_err(), expected);
        }
    }
}
