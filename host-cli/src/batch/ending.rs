//! What the ending of `-o` says: the format, and whether it names a file or a folder.

use std::path::{Path, PathBuf};

use recipe::{Encoding, Output, OutputFormat, Recipe};

use super::path_text::to_text;
use super::picture_file::has_picture_extension;
use crate::output_file::is_stream;
use crate::report::printable;

/// The endings of the formats that are written.
const ENDINGS: [(&str, Encoding); 9] = [
    ("jpg", Encoding::Jpeg),
    ("jpeg", Encoding::Jpeg),
    ("jpe", Encoding::Jpeg),
    ("jfif", Encoding::Jpeg),
    ("png", Encoding::Png),
    ("apng", Encoding::Png),
    ("webp", Encoding::Webp),
    ("gif", Encoding::Gif),
    ("raster", Encoding::Raster),
];

/// Endings of images that are neither read nor written: whoever names one does not mean a folder, nor another format.
const OTHER_IMAGES: [&str; 17] = [
    "bpg", "cr2", "cur", "dds", "dng", "eps", "exr", "flif", "hdr", "j2k", "jp2", "jpx", "jxr",
    "nef", "pdf", "svg", "vda",
];

/// Why an ending, which is no format's that is written, is surely none that was meant.
///
/// `is_template` says that it stands behind a placeholder, where an ending is that of files, whatever it is.
fn refusal(ending: &str, is_template: bool) -> Option<String> {
    let ending = ending.to_ascii_lowercase();
    let is_image = has_picture_extension(Path::new(&format!("x.{ending}")))
        || OTHER_IMAGES.contains(&ending.as_str());
    let meant = ENDINGS
        .iter()
        .find(|(known, _)| sorted(known) == sorted(&ending));
    match meant {
        _ if is_image => Some(format!(".{ending} is not written; {}", written())),
        Some((meant, _)) => Some(format!(
            ".{ending} is no image format; did you mean .{meant}?"
        )),
        None if is_template => Some(format!(".{ending} is no image format; {}", written())),
        None => None,
    }
}

/// The letters of an ending: `jgp` has those of `jpg`.
fn sorted(ending: &str) -> Vec<char> {
    let mut letters: Vec<char> = ending.chars().collect();
    letters.sort_unstable();
    letters
}

/// The ending of a name, if it may stand for a format: that of `a-1.5x` does not.
fn unknown_ending(name: &Path) -> Option<&str> {
    let ending = name.extension()?.to_str()?;
    ending.starts_with(char::is_alphabetic).then_some(ending)
}

/// What is written, as a hint.
fn written() -> String {
    let mut formats = Vec::new();
    let mut endings = Vec::new();
    for (ending, format) in ENDINGS {
        if !formats.contains(&format) {
            formats.push(format);
            endings.push(format!(".{ending}"));
        }
    }
    format!("write one of {}", endings.join(", "))
}

/// The format that a name's ending stands for.
pub(crate) fn format_of(name: &Path) -> Option<Encoding> {
    let ending = name.extension()?.to_str()?;
    let same = |(known, _): &&(&str, Encoding)| known.eq_ignore_ascii_case(ending);
    ENDINGS.iter().find(same).map(|(_, format)| *format)
}

/// Whether `-o` names a file, and not a folder or a template. A FIFO or a device is one, whatever it is called.
pub(crate) fn is_file(output: &Path) -> bool {
    let is_named_so = is_plain(output) && format_of(output).is_some() && !output.is_dir();
    is_named_so || is_stream(output)
}

/// Whether `-o` has neither placeholders nor the slash behind it that makes it a folder.
fn is_plain(output: &Path) -> bool {
    let text = to_text(output);
    !(text.contains(['{', '}']) || text.ends_with('/') || text.ends_with("/."))
}

/// Whether a name ends as an image of another format does.
pub(super) fn contradicts(name: &Path, format: OutputFormat) -> bool {
    match format_of(name).and_then(Encoding::fixed) {
        Some(named) => named != format,
        None => unknown_ending(name).is_some_and(|ending| refusal(ending, false).is_some()),
    }
}

/// The recipe with the format that the ending of `-o` stands for, where the recipe says none.
///
/// # Errors
/// Where the two contradict each other, where the ending is that of an image that is not written, or where `-o` is the
/// template of another program.
pub(crate) fn apply(output: &Path, mut recipe: Recipe) -> Result<Recipe, String> {
    let text = to_text(output);
    if is_url(output) {
        return Err(format!(
            "-o {}: outputs are files; name a folder, and upload it, such as with `aws s3 sync`",
            printable(output)
        ));
    }
    // A folder may be called `50%sale`.
    let is_foreign = |rest: &str| !rest.starts_with(char::is_alphanumeric);
    if text.split("%s").skip(1).any(is_foreign) && !output.exists() {
        return Err(format!(
            "-o {}: %s is no placeholder; write {{stem}} for the name of the image without its ending",
            printable(output)
        ));
    }
    let (name, is_template) = match text.rsplit_once('}') {
        Some((_, literal)) => (PathBuf::from(format!("x{literal}")), true),
        None if is_plain(output) && !output.is_dir() => (output.to_owned(), false),
        None => return Ok(recipe),
    };
    let Some(ending) = format_of(&name) else {
        let Some(ending) = unknown_ending(&name).filter(|_| !is_stream(output)) else {
            return Ok(recipe);
        };
        // Whoever says a format may call files as they like.
        let says_format =
            |made: &Output| (made.target.format).is_some_and(|format| format != Encoding::Auto);
        let is_free = recipe.outputs.iter().all(says_format);
        return match refusal(ending, is_template && !is_free) {
            Some(reason) => Err(format!(
                "-o {}: {reason}{}",
                printable(output),
                match is_template {
                    true => "; {ext} stands for that of the format",
                    false => "; a folder of this name has a slash behind it",
                }
            )),
            None => Ok(recipe),
        };
    };
    for made in &mut recipe.outputs {
        match made.target.format {
            None | Some(Encoding::Auto) => made.target.format = Some(ending),
            Some(format) if format == ending => {}
            Some(format) => {
                return Err(format!(
                    "-o {} ends as {ending} does, and the format is {format}; leave one of them out, or write {{ext}} for the ending",
                    printable(output)
                ));
            }
        }
    }
    // Not every option is one of this format.
    recipe.completed().map_err(|error| error.to_string())
}

/// Whether a path is the address of something on another computer. A folder may be called `http:`.
pub(crate) fn is_url(path: &Path) -> bool {
    let text = to_text(path);
    let scheme = text.split_once("://").map(|(scheme, _)| scheme);
    scheme.is_some_and(|scheme| ["http", "https", "s3"].contains(&scheme)) && !path.exists()
}

/// # Errors
/// Where the folder that results go to is a file.
pub(crate) fn check_folder(root: &Path) -> Result<(), String> {
    match root.is_file() {
        true => Err(format!("{} is a file; -o needs a folder", printable(root))),
        false => Ok(()),
    }
}

/// Why so many images and outputs cannot go into the one file that `-o` names.
pub(crate) fn too_many(output: &Path, images: usize, outputs: usize) -> Option<String> {
    let counted = match (images, outputs) {
        (1, 1) => return None,
        (1, outputs) => format!("{outputs} outputs"),
        (images, _) => format!("{images} images"),
    };
    let stem = output.file_stem().unwrap_or_default().to_string_lossy();
    let ending = output.extension().unwrap_or_default().to_string_lossy();
    Some(format!(
        "-o {} names one file, and there are {counted}; name a folder, or write a template such as '{{stem}}-{stem}.{ending}'",
        printable(output)
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn format(output: &str, recipe: &str) -> Result<Option<Encoding>, String> {
        let recipe = apply(output.as_ref(), Recipe::read(recipe).unwrap())?;
        Ok(recipe.outputs[0].target.format)
    }

    #[test]
    fn the_ending_is_the_format_where_nothing_else_says_it() {
        assert_eq!(format("b.webp", "{}"), Ok(Some(Encoding::Webp)));
        assert_eq!(format("x/{stem}.PNG", "{}"), Ok(Some(Encoding::Png)));
        let jpeg = r#"{"output": {"format": "jpeg"}}"#;
        assert_eq!(format("{dir}/{stem}-s.jpg", jpeg), Ok(Some(Encoding::Jpeg)));
        for silent in [
            "out",
            "a.png/b",
            "{stem}.{ext}",
            "{name}",
            "-",
            "x.tar",
            "50%sale",
            "new.webp/",
            "new.heic/",
            "a.b/{dir}/{stem}",
            "{stem}@1.5x",
        ] {
            assert_eq!(format(silent, "{}"), Ok(None), "{silent}");
        }
        let told = format("{stem}.png", jpeg).unwrap_err();
        assert!(
            told.contains("ends as png does, and the format is jpeg"),
            "{told}"
        );
        let told = format("s3://thumbs/{stem}.jpg", "{}").unwrap_err();
        assert!(told.contains("outputs are files"), "{told}");
        let lossless = format("a.jpg", r#"{"output": {"lossless": true}}"#).unwrap_err();
        assert!(lossless.contains("lossless"), "{lossless}");
        let told = format("x/%s.jpg", "{}").unwrap_err();
        assert!(
            told.contains("%s is no placeholder; write {stem}"),
            "{told}"
        );
    }

    #[test]
    fn an_ending_that_is_not_written_is_refused() {
        let refused = |output: &str, recipe: &str| format(output, recipe).unwrap_err();
        let jpeg = r#"{"output": {"format": "jpeg"}}"#;
        for output in ["out.tiff", "out.HEIC", "k/{stem}.heic", "out.jp2"] {
            let told = refused(output, jpeg);
            assert!(
                told.contains("is not written; write one of .jpg, .png, .webp"),
                "{told}"
            );
        }
        assert!(refused("out.tif", "{}").contains("a folder of this name has a slash behind it"));
        assert!(refused("{stem}.tif", "{}").ends_with("; {ext} stands for that of the format"));
        for output in ["out.jgp", "{stem}.jgp", "{stem}.jgp"] {
            let told = refused(output, "{}");
            assert!(
                told.contains(".jgp is no image format; did you mean .jpg?"),
                "{told}"
            );
        }
        assert!(refused("{stem}.bak", "{}").contains(".bak is no image format; write one of"));
        assert!(format("{stem}.bak", jpeg).is_ok());
    }

    #[test]
    fn one_file_takes_one_output() {
        assert_eq!(too_many("b.webp".as_ref(), 1, 1), None);
        let told = too_many("b.webp".as_ref(), 3, 1).unwrap();
        assert!(told.contains("3 images; name a folder, or"), "{told}");
        assert!(told.ends_with("'{stem}-b.webp'"), "{told}");
    }
}
