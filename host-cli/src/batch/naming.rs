//! What results are called.

use std::path::{Component, Path, PathBuf};

use recipe::{Encoding, KeyTemplate, Known, Output, OutputFormat, Placeholder, Recipe};

use super::ending;
use super::path_text::{to_path, to_text};
use super::picture_file::Input;
use crate::input::STANDARD;
use crate::report::printable;

/// Where results go.
#[derive(Debug)]
pub(crate) enum Naming {
    /// To standard output.
    Standard,
    /// Into a folder.
    Folder {
        /// The folder, or what of a template comes before the first placeholder.
        root: PathBuf,
        /// A template for each output.
        templates: Vec<Template>,
        /// The templates are the user's for files of this computer, so an ending must be that of the format.
        checks_endings: bool,
    },
    /// Each into the folder of its picture, by this template for its name.
    Beside(KeyTemplate),
}

/// How the results of an output are called in the folder.
#[derive(Debug)]
pub(crate) enum Template {
    /// As the picture, with the extension of their format; or by a template for the name alone, in the picture's folder.
    Mirrored(Option<KeyTemplate>),
    Key(KeyTemplate),
    /// The one output has this name.
    File(PathBuf),
}

impl Naming {
    /// Into the folder of each picture, with `suffix` behind the stem.
    ///
    /// # Errors
    /// Where the suffix makes no sense, or would give two outputs the same name.
    pub(crate) fn beside(suffix: &str, recipe: &Recipe) -> Result<Self, String> {
        if suffix.contains('/') {
            return Err(format!(
                "--suffix {suffix}: outputs go beside their images; for other folders give -o a template such as \
                 'small/{{dir}}/{{stem}}{{ext}}'"
            ));
        }
        let template = template_of_all(&format!("{{stem}}{suffix}.{{ext}}"), recipe);
        template
            .map(Self::Beside)
            .map_err(|error| format!("--suffix {suffix}: {error}"))
    }

    /// `of_options` says that the recipe is made of options, and its keys are for names alone.
    ///
    /// # Errors
    /// Where the template makes no sense, or would give two outputs the same name.
    pub(crate) fn new(output: &Path, recipe: &Recipe, of_options: bool) -> Result<Self, String> {
        if output.as_os_str() == STANDARD {
            return match recipe.outputs.as_slice() {
                [_] => Ok(Self::Standard),
                outputs => Err(format!(
                    "{} outputs cannot all go to standard output; ask for one, or name a folder with -o",
                    outputs.len()
                )),
            };
        }
        if ending::is_file(output) {
            let name: PathBuf = output.file_name().unwrap_or_default().into();
            let folder = output.parent().filter(|folder| *folder != Path::new(""));
            return Ok(Self::Folder {
                root: folder.unwrap_or(Path::new(".")).to_owned(),
                templates: (recipe.outputs.iter().map(|_| Template::File(name.clone()))).collect(),
                checks_endings: false,
            });
        }
        let text = to_text(output);
        if !text.contains(['{', '}']) {
            let of = |output: &Output| match &output.delivery.key {
                Some(key) if !of_options => Template::Key(key.clone()),
                // Of several sizes. One more size must not put the results elsewhere.
                key => Template::Mirrored(key.clone()),
            };
            return Ok(Self::Folder {
                root: output.to_owned(),
                templates: recipe.outputs.iter().map(of).collect(),
                checks_endings: false,
            });
        }
        let before = text.split('{').next().unwrap_or_default();
        let (root, rest) = match before.rfind('/') {
            Some(slash) => text.split_at(slash + 1),
            None => ("", text.as_str()),
        };
        let template = template_of_all(rest, recipe).map_err(|error| format!("-o: {error}"))?;
        Ok(Self::Folder {
            root: if root.is_empty() {
                ".".into()
            } else {
                to_path(root)
            },
            templates: recipe
                .outputs
                .iter()
                .map(|_| Template::Key(template.clone()))
                .collect(),
            checks_endings: true,
        })
    }

    /// Whether a name says how large its result is, which is known only then.
    pub(crate) fn has_actual_size(&self) -> bool {
        let has = |key: &KeyTemplate| {
            key.has(Placeholder::ActualWidth) || key.has(Placeholder::ActualHeight)
        };
        match self {
            Self::Standard => false,
            Self::Beside(template) => has(template),
            Self::Folder { templates, .. } => templates
                .iter()
                .any(|template| matches!(template, Template::Key(key) if has(key))),
        }
    }

    /// Whether `-o` names the file of the one output.
    pub(crate) fn is_file(&self) -> bool {
        matches!(self, Self::Folder { templates, .. } if matches!(templates[..], [Template::File(_)]))
    }

    /// The folder that all results go to, if there is one.
    pub(crate) fn folder(&self) -> Option<&Path> {
        match self {
            Self::Standard | Self::Beside(_) => None,
            Self::Folder { root, .. } => Some(root),
        }
    }

    /// The folder that the results of a picture go to, with their notes.
    pub(crate) fn root<'a>(&'a self, input: &'a Input) -> Option<&'a Path> {
        match self {
            Self::Standard => None,
            Self::Folder { root, .. } => Some(root),
            Self::Beside(_) => match input.path.parent() {
                Some(folder) if folder != Path::new("") => Some(folder),
                _ => Some(Path::new(".")),
            },
        }
    }

    /// Where in the folder the result of an output goes. `None` where that depends on something that is not known.
    ///
    /// # Errors
    /// Where it would be outside of the folder.
    pub(crate) fn place(
        &self,
        input: &Input,
        index: usize,
        output: &Output,
        made: Made<'_>,
    ) -> Result<Option<PathBuf>, String> {
        let (place, checks_endings) = match self {
            Self::Standard => return Ok(None),
            Self::Beside(template) => (named(template, &input.name(), output, made), false),
            Self::Folder {
                templates,
                checks_endings,
                ..
            } => {
                let place = match &templates[index] {
                    Template::Mirrored(None) => {
                        (made.format).map(|format| mirrored(&input.place, format))
                    }
                    Template::Mirrored(Some(template)) => {
                        let name = named(template, &input.name(), output, made);
                        name.map(|name| input.place.with_file_name(name))
                    }
                    Template::File(name) => Some(name.clone()),
                    Template::Key(template) => named(template, &input.key(), output, made),
                };
                (place, *checks_endings)
            }
        };
        let Some(place) = place else {
            return Ok(None);
        };
        if let Some(format) = made.format
            && checks_endings
            && ending::contradicts(&place, format)
        {
            return Err(format!(
                "its output would be named {}, and is {format}; write {{stem}}.{{ext}} at the end of -o",
                printable(&place)
            ));
        }
        let is_inside = place
            .components()
            .all(|part| matches!(part, Component::Normal(_)));
        match is_inside && place.file_name().is_some() {
            true => Ok(Some(place)),
            false => Err(format!(
                "its output would be named {}, which is not in the output folder",
                printable(&place)
            )),
        }
    }
}

/// A template for the names of all outputs.
///
/// # Errors
/// Where it makes no sense for files, or gives two outputs the same name.
fn template_of_all(text: &str, recipe: &Recipe) -> Result<KeyTemplate, String> {
    let template: KeyTemplate = text.parse().map_err(|error| format!("{error}"))?;
    if template.has(Placeholder::Bucket) {
        return Err("there are no buckets here, so {bucket} means nothing".to_owned());
    }
    // The rules for names of a recipe's outputs are these.
    let mut named = recipe.clone();
    for output in &mut named.outputs {
        output.delivery.key = Some(template.clone());
    }
    named.completed().map_err(|error| error.to_string())?;
    Ok(template)
}

/// The formats that a result of an output may have.
pub(super) fn formats(output: &Output) -> Vec<OutputFormat> {
    match output.target.format.and_then(Encoding::fixed) {
        Some(format) => vec![format],
        None => vec![
            OutputFormat::Jpeg,
            OutputFormat::Png,
            OutputFormat::Webp,
            OutputFormat::Gif,
        ],
    }
}

/// The path of a result, as a user would write it.
pub(crate) fn joined(root: &Path, place: &Path) -> PathBuf {
    match root == Path::new(".") {
        true => place.to_owned(),
        false => root.join(place),
    }
}

/// What a template makes of a picture's name. `None` where that depends on something that is not known.
fn named(template: &KeyTemplate, key: &str, output: &Output, made: Made<'_>) -> Option<PathBuf> {
    let (width, height) = output.target.sides();
    let known = Known {
        bucket: "",
        key,
        width,
        height,
        size: made.size,
        format: made.format,
        receipt: made.receipt,
    };
    template.key(&known).as_deref().map(to_path)
}

/// What is known of a result. Before it is made, that is its format at most.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Made<'a> {
    pub(crate) format: Option<OutputFormat>,
    /// Width and height in pixels.
    pub(crate) size: Option<(u32, u32)>,
    /// The digest of the receipt.
    pub(crate) receipt: Option<&'a str>,
}

impl Made<'_> {
    /// Of a result that will have this format.
    pub(crate) fn of(format: OutputFormat) -> Self {
        Self {
            format: Some(format),
            ..Self::default()
        }
    }
}

fn mirrored(place: &Path, format: OutputFormat) -> PathBuf {
    let name = recipe::output_file_name(place.file_name().unwrap_or_default(), format);
    place.with_file_name(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn input(dir: &str, name: &str) -> Input {
        Input {
            path: name.into(),
            place: name.into(),
            dir: dir.to_owned(),
            doubtful: false,
        }
    }

    fn places(output: &str, recipe: &str) -> Vec<String> {
        let recipe = Recipe::read(recipe).unwrap();
        let naming = Naming::new(output.as_ref(), &recipe, false).unwrap();
        let input = input("summer", "cat.jpeg");
        recipe
            .outputs
            .iter()
            .enumerate()
            .map(|(index, output)| {
                let place = naming.place(&input, index, output, Made::of(OutputFormat::Webp));
                let place = place.unwrap().unwrap();
                joined(naming.root(&input).unwrap(), &place)
                    .display()
                    .to_string()
            })
            .collect()
    }

    #[test]
    fn names_come_from_the_option_or_the_recipe_or_the_picture() {
        let two = r#"{"outputs": [{"width": 9, "key": "{stem}-{width}.{ext}"}, {"width": 7, "key": "b/{name}"}]}"#;
        assert_eq!(places("out", "{}"), ["out/cat.webp"]);
        assert_eq!(places("out", two), ["out/cat-9.webp", "out/b/cat.jpeg"]);
        assert_eq!(
            places("out/t-{width}/{dir}/{stem}.{ext}", two),
            ["out/t-9/summer/cat.webp", "out/t-7/summer/cat.webp"]
        );
        assert_eq!(places("{stem}.{format}", "{}"), ["cat.webp"]);
        assert_eq!(places("/tmp/{dir}/{stem}", "{}"), ["/tmp/summer/cat"]);
        assert_eq!(places("/tmp/one.webp", "{}"), ["/tmp/one.webp"]);
    }

    #[test]
    fn a_suffix_is_behind_the_stem_and_the_folder_the_images() {
        let two =
            Recipe::read(r#"{"outputs": [{"width": 9, "key": "a"}, {"width": 7, "key": "b"}]}"#);
        let two = two.unwrap();
        let naming = Naming::beside("-{width}", &two).unwrap();
        let mut input = input("summer", "sub/cat.jpeg");
        input.path = "photos/sub/cat.jpeg".into();
        let made = Made::of(OutputFormat::Webp);
        let place = naming.place(&input, 1, &two.outputs[1], made);
        assert_eq!(place, Ok(Some("cat-7.webp".into())));
        assert_eq!(naming.root(&input), Some(Path::new("photos/sub")));
        assert_eq!(naming.folder(), None);
        input.path = "cat.jpeg".into();
        assert_eq!(naming.root(&input), Some(Path::new(".")));

        let refusal = |suffix: &str| Naming::beside(suffix, &two).unwrap_err();
        assert!(refusal("-s").starts_with("--suffix -s: outputs 1 and 2"));
        assert!(refusal("/{width}").contains("outputs go beside their images"));
        assert!(refusal("{bucket}").contains("no buckets here"));
    }

    #[test]
    fn templates_that_make_no_sense_are_refused() {
        let refusal = |output: &str, recipe: &str| {
            let recipe = Recipe::read(recipe).unwrap();
            Naming::new(output.as_ref(), &recipe, false).unwrap_err()
        };
        let two = r#"{"outputs": [{"width": 9, "key": "a"}, {"width": 7, "key": "b"}]}"#;
        assert!(refusal("out/{stem}.{ext}", two).contains("-o: outputs 1 and 2"));
        assert!(refusal("{buckets}", "{}").contains("the placeholder {buckets}"));
        assert!(refusal("{bucket}/{name}", "{}").contains("no buckets here"));
        assert!(refusal("-", two).contains("2 outputs cannot all go to standard output"));
    }

    #[test]
    fn an_ending_is_that_of_the_format() {
        let recipe = Recipe::read("{}").unwrap();
        let naming = Naming::new("out/{name}".as_ref(), &recipe, false).unwrap();
        let place = |name: &str, format| {
            naming.place(&input("", name), 0, &recipe.outputs[0], Made::of(format))
        };
        assert!(place("cat.JPG", OutputFormat::Jpeg).is_ok());
        assert!(place("cat", OutputFormat::Jpeg).is_ok());
        let told = place("cat.tif", OutputFormat::Png).unwrap_err();
        assert!(
            told.contains("would be named cat.tif, and is png; write {stem}.{ext}"),
            "{told}"
        );
    }

    #[test]
    fn results_stay_in_their_folder() {
        let recipe = Recipe::read(r#"{"output": {"key": "../{name}"}}"#);
        let Ok(recipe) = recipe else { return };
        let naming = Naming::new("out".as_ref(), &recipe, false).unwrap();
        let place = naming.place(
            &input("", "cat.jpg"),
            0,
            &recipe.outputs[0],
            Made::default(),
        );
        assert!(place.unwrap_err().contains("not in the output folder"));
    }
}
