//! The options that say what is made, and within which limits.

use clap::Args;
use recipe::{Output, Recipe, RecipeError, Target};

use super::format::FormatArguments;
use super::geometry::GeometryArguments;
use super::limits::LimitArguments;
use super::picture::{MetadataArguments, PictureArguments};
use super::size::Size;

/// The groups that `clap` makes of what [`RecipeArguments`] consists of: what does not go together with a recipe.
pub(super) const OPTIONS_OF_RECIPES: [&str; 5] = [
    "GeometryArguments",
    "PictureArguments",
    "FormatArguments",
    "MetadataArguments",
    "LimitArguments",
];

/// All options of a recipe. Each is called as the recipe's field is.
#[derive(Args)]
pub(crate) struct RecipeArguments {
    #[command(flatten)]
    geometry: GeometryArguments,
    #[command(flatten)]
    picture: PictureArguments,
    #[command(flatten)]
    format: FormatArguments,
    #[command(flatten)]
    metadata: MetadataArguments,
    #[command(flatten)]
    limits: LimitArguments,
}

impl RecipeArguments {
    /// With an output for each size, whose names differ, or one where there is none.
    ///
    /// # Errors
    /// Where the options ask for something that is impossible for every picture.
    pub(crate) fn recipe(&self, sizes: &[Size]) -> Result<Recipe, RecipeError> {
        let (output, options) = (self.target(), self.limits.options());
        let outputs: Vec<Output> = match sizes {
            [] => vec![output.into()],
            [size] => vec![size.of(&output).into()],
            _ => sizes
                .iter()
                .map(|size| {
                    let mut sized = Output::from(size.of(&output));
                    let key = format!("{{dir}}/{{stem}}-{}.{{ext}}", size.label());
                    sized.delivery.key = key.parse().ok();
                    sized
                })
                .collect(),
        };
        Recipe {
            outputs,
            ..Recipe::single(Target::default(), options)
        }
        .completed()
    }

    fn target(&self) -> Target {
        let mut output = Target::default();
        self.geometry.write(&mut output);
        self.picture.write(&mut output);
        self.format.write(&mut output);
        self.metadata.write(&mut output);
        output
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

    /// Every option under the name of its field in JSON, which is how the page prints them. What is on by default has
    /// `no-` before it.
    #[test]
    fn options_are_called_as_in_a_recipe() {
        let lines = [
            "--width 300 --height 200 --device-pixel-ratio 1.5 --fit cover --position 0.3,0.7 --crop 1,2,30,40 \
             --background #102030 --enlarge --no-shrink --filter mitchell --linear --sharpen --keep copyright,icc \
             --animation first-frame --format jpeg --quality 70 --progressive --chroma-subsampling 4:4:4 \
             --max-bytes 20000 --thumbhash",
            "--width 9 --format png --effort 7 --palette --colors 64 --dither 0.25 --depth 8",
            "--height 9 --format webp --lossless",
            "--scale 0.5",
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
            .options
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
            error.contains("expected one of inside, outside, cover, contain, fill"),
            "{error}"
        );
    }
}
