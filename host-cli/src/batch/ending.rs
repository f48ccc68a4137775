//! What the ending of `-o` says: the format, and whether it names a file or a folder.

use std::path::Path;

use recipe::{Encoding, Recipe};

use super::path_text::to_text;
use crate::report::printable;

/// The endings of the formats that are written.
const ENDINGS: [(&str, Encoding); 8] = [
    ("jpg", Encoding::Jpeg),
    ("jpeg", Encoding::Jpeg),
    ("jpe", Encoding::Jpeg),
    ("jfif", Encoding::Jpeg),
    ("png", Encoding::Png),
    ("webp", Encoding::Webp),
    ("gif", Encoding::Gif),
    ("raster", Encoding::Raster),
];

/// The format that a name's ending stands for.
pub(crate) fn format_of(name: &Path) -> Option<Encoding> {
    let ending = name.extension()?.to_str()?;
    let same = |(known, _): &&(&str, Encoding)| known.eq_ignore_ascii_case(ending);
    ENDINGS.iter().find(same).map(|(_, format)| *format)
}

/// Whether `-o` names a file, and not a folder or a template.
pub(crate) fn is_file(output: &Path) -> bool {
    let is_plain = !to_text(output).contains(['{', '}']);
    is_plain && format_of(output).is_some() && !output.is_dir()
}

/// The recipe with the format that the ending of `-o` stands for, where the recipe says none.
///
/// # Errors
/// Where the two contradict each other, or `-o` is the template of another program.
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
    let ending = match text.rsplit_once('}') {
        Some((_, literal)) => format_of(Path::new(&format!("x{literal}"))),
        None => format_of(output).filter(|_| is_file(output)),
    };
    let Some(ending) = ending else {
        return Ok(recipe);
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
    fn one_file_takes_one_output() {
        assert_eq!(too_many("b.webp".as_ref(), 1, 1), None);
        let told = too_many("b.webp".as_ref(), 3, 1).unwrap();
        assert!(told.contains("3 images; name a folder, or"), "{told}");
        assert!(told.ends_with("'{stem}-b.webp'"), "{told}");
    }
}
