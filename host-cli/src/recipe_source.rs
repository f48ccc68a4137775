//! Where recipes come from.

use std::io::{self, Read};
use std::path::Path;

use recipe::{Preset, Recipe};

use crate::failure::Failure;
use crate::input;

/// Far more than a variable of Lambda can hold.
const LARGEST: u64 = 1 << 20;

/// Means standard input where a file is expected, and standard output where one is written.
pub(crate) const STANDARD: &str = "-";

/// A file that is there comes first, whatever its name is.
pub(crate) fn file_or_preset(path: &Path) -> Result<Recipe, Failure> {
    let name = path.to_str().unwrap_or_default();
    let may_be_preset = !name.is_empty() && name != STANDARD && !name.contains(['.', '/']);
    if !may_be_preset || path.exists() {
        return read(path);
    }
    match name.parse::<Preset>() {
        Ok(preset) => Ok(preset.recipe()),
        Err(error) => Err(Failure::no_file_or_preset(&error.allowed)),
    }
}

/// The recipe in a file or on standard input.
pub(crate) fn read(path: &Path) -> Result<Recipe, Failure> {
    let bytes = match path.as_os_str() == STANDARD {
        true => standard_input()?,
        false => input::read(path, LARGEST)?,
    };
    let text =
        String::from_utf8(bytes).map_err(|_| Failure::recipe("it is not UTF-8".to_owned()))?;
    Recipe::read(&text).map_err(|error| Failure::recipe(error.to_string()))
}

fn standard_input() -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    io::stdin()
        .lock()
        .take(LARGEST + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| Failure::reading(&error))?;
    if bytes.len() as u64 > LARGEST {
        return Err(Failure::file_too_large(LARGEST));
    }
    Ok(bytes)
}
