//! The same request as a line for a terminal.

use recipe::{Given, Preset, Recipe};

use crate::reading;

/// What the page calls the recipe when it is downloaded.
const RECIPE_FILE: &str = "recipe.toml";

/// The `thumbox` command that makes the same of the file `name` as the recipe in a text, or of a preset. Empty where the
/// text is no recipe.
pub fn of_text(name: &str, text: &str) -> String {
    // A preset has a name, which is shorter than its limits, and says the names of the results as well.
    let is_meant = |preset: &&Preset| preset.name() == text || preset.text() == text;
    match Preset::ALL.iter().find(is_meant) {
        Some(Preset::Lab) | None => reading::recipe(text)
            .map(|recipe| command_line(name, &recipe))
            .unwrap_or_default(),
        Some(preset) => with_recipe(name, preset.name()),
    }
}

/// The `thumbox` command that makes the same of the file `name`: with options where the recipe has one output, else
/// with the recipe from a file.
///
/// It names a folder for the result, because the result can have the photo's own name.
///
/// ```
/// use web_demo::command_line::command_line;
/// assert_eq!(
///     command_line("my cat.jpg", &recipe::Recipe::from_json("{}")?),
///     "thumbox resize 'my cat.jpg' -W 128 -H 128 -o thumbnails"
/// );
/// # Ok::<(), recipe::RecipeError>(())
/// ```
pub fn command_line(name: &str, recipe: &Recipe) -> String {
    let [output] = recipe.outputs.as_slice() else {
        return with_recipe(name, RECIPE_FILE);
    };
    let mut line = format!("thumbox resize {}", quoted(&path(name)));
    for Given { name, value } in output
        .target
        .given()
        .into_iter()
        .chain(recipe.limits.given())
    {
        line += &format!(" {}", option(&name));
        if let Some(value) = value {
            line += &format!(" {}", quoted(&value));
        }
    }
    line + " -o thumbnails"
}

fn with_recipe(name: &str, recipe: &str) -> String {
    let name = quoted(&path(name));
    format!("thumbox resize {name} --recipe {recipe} -o thumbnails")
}

/// The command line calls its options as recipes call their fields; a few have a short name.
fn option(name: &str) -> String {
    match name {
        "width" => "-W".to_owned(),
        "height" => "-H".to_owned(),
        "quality" => "-q".to_owned(),
        _ => format!("--{name}"),
    }
}

/// A file name that begins with a dash would be read as an option.
fn path(name: &str) -> String {
    if name.starts_with('-') {
        format!("./{name}")
    } else {
        name.to_owned()
    }
}

/// The word as a POSIX shell takes it: as it is where nothing in it is special, else in single quotes.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "._-+=@:,%/".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_given_is_written_and_the_shell_leaves_it_alone() {
        let rows = [
            (
                r#"{"output": {"width": 800, "height": 600, "fit": "cover", "format": "jpeg", "quality": 70}}"#,
                "thumbox resize a.png -W 800 -H 600 --fit cover --format jpeg -q 70 -o thumbnails",
            ),
            (
                r##"{"output": {"crop": "1,2,3,4", "background": "#fff", "sharpen": true, "keep": ["icc", "all"]},
                     "limits": {"max-work": 5, "tolerant": true}}"##,
                "thumbox resize a.png --background '#ffffff' --crop 1,2,3,4 --keep icc,all --sharpen --max-work 5 --tolerant -o thumbnails",
            ),
            (
                r#"{"output": {"width": 9, "enlarge": true, "shrink": false}}"#,
                "thumbox resize a.png -W 9 --enlarge --no-shrink -o thumbnails",
            ),
            (
                r#"{"output": {"width": 9, "enlarge": false, "shrink": true}}"#,
                "thumbox resize a.png -W 9 -o thumbnails",
            ),
        ];
        for (recipe, line) in rows {
            let recipe = Recipe::from_json(recipe).unwrap();
            assert_eq!(command_line("a.png", &recipe), line);
        }
    }

    #[test]
    fn several_outputs_come_from_a_recipe() {
        let rows = [
            ("lab", "thumbox resize a.png -W 128 -H 128 -o thumbnails"),
            (
                "responsive",
                "thumbox resize a.png --recipe responsive -o thumbnails",
            ),
            (
                r#"{"outputs": [{"width": 1, "key": "a"}, {"width": 2, "key": "b"}]}"#,
                "thumbox resize a.png --recipe recipe.toml -o thumbnails",
            ),
            ("output.widht = 1", ""),
        ];
        for (recipe, line) in rows {
            assert_eq!(of_text("a.png", recipe), line);
        }
    }

    #[test]
    fn any_file_name_stays_one_word_and_no_option() {
        let rows = [
            ("a+b_1.jpg", "a+b_1.jpg"),
            ("it's.jpg", r"'it'\''s.jpg'"),
            ("$(rm -r ~).jpg", "'$(rm -r ~).jpg'"),
            ("grüße.jpg", "'grüße.jpg'"),
            ("-o.jpg", "./-o.jpg"),
            ("", "''"),
        ];
        for (name, word) in rows {
            let line = command_line(name, &Recipe::default());
            assert_eq!(line, format!("thumbox resize {word} -o thumbnails"));
        }
    }
}
