//! The same request as a line for a terminal.

use recipe::{Encoding, Fit, Target};

/// The `thumbox` command that makes the same thumbnail of the file `name`.
///
/// It names a folder for the result, because the result can have the photo's own name.
///
/// ```
/// use recipe::Target;
/// use web_demo::command_line::command_line;
/// assert_eq!(
///     command_line("my cat.jpg", &Target::thumbnail()),
///     "thumbox resize 'my cat.jpg' -W 128 -H 128 -o thumbnails"
/// );
/// ```
pub fn command_line(name: &str, target: &Target) -> String {
    let mut line = format!("thumbox resize {}", quoted(&path(name)));
    if let Some(width) = target.width {
        line += &format!(" -W {width}");
    }
    if let Some(height) = target.height {
        line += &format!(" -H {height}");
    }
    if target.fit != Fit::default() {
        line += &format!(" --fit {}", target.fit);
    }
    if target.enlarge {
        line += " --enlarge";
    }
    if target.format != Encoding::default() {
        line += &format!(" --format {}", target.format);
    }
    if let Some(quality) = target.quality {
        line += &format!(" -q {quality}");
    }
    line + " -o thumbnails"
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
    fn only_what_differs_from_the_defaults_is_written() {
        let target = Target {
            width: Some(800),
            fit: Fit::Cover,
            format: Encoding::Jpeg,
            quality: Some(70),
            ..Target::default()
        };
        assert_eq!(
            command_line("a.png", &target),
            "thumbox resize a.png -W 800 --fit cover --format jpeg -q 70 -o thumbnails"
        );
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
            let line = command_line(name, &Target::default());
            assert_eq!(line, format!("thumbox resize {word} -o thumbnails"));
        }
    }
}
