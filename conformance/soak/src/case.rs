//! A picture and what is made of it.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use engine::Resizer;
use recipe::{Recipe, Target};

use crate::outcome::{self, Outcome};

/// One line of a list.
pub(crate) struct Case {
    /// Its first three fields, as they stand there.
    pub(crate) line: String,
    name: String,
    input: PathBuf,
    targets: Vec<Target>,
    limits: recipe::Limits,
    /// What must come of it, where the list says so.
    expected: Option<Outcome>,
}

impl Case {
    /// All cases of a list.
    ///
    /// # Errors
    /// Where the list cannot be read, a line has too few fields, or its recipe is none.
    pub(crate) fn read_list(path: &Path) -> Result<Vec<Self>> {
        let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
        let cases: Result<Vec<Self>> = text
            .lines()
            .map(|line| Self::read(line).with_context(|| format!("the line {line:?}")))
            .collect();
        let cases = cases?;
        if cases.is_empty() {
            bail!("{} is empty", path.display());
        }
        Ok(cases)
    }

    fn read(line: &str) -> Result<Self> {
        let fields: Vec<&str> = line.split('\t').collect();
        let [name, input, text, rest @ ..] = fields.as_slice() else {
            bail!("it has no name, input and recipe");
        };
        let recipe = Recipe::from_json(text)?;
        Ok(Self {
            line: fields[..3].join("\t"),
            name: (*name).to_owned(),
            input: PathBuf::from(input),
            targets: recipe
                .outputs
                .into_iter()
                .map(|output| output.target)
                .collect(),
            limits: recipe.limits,
            expected: rest.first().map(|text| Outcome((*text).to_owned())),
        })
    }

    /// What comes of it, and the bytes of memory that the component had; 0 where it refused.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub(crate) fn make(&self, resizer: &Resizer) -> Result<(Outcome, usize)> {
        // Read each time, as a host does.
        let image = fs::read(&self.input).with_context(|| self.input.display().to_string())?;
        let result = resizer.resize(&image, &self.targets, self.limits);
        let memory = result.as_ref().map_or(0, |resized| resized.peak_memory);
        Ok((outcome::of(&result), memory))
    }

    /// Makes it and compares. Returns whether there was a picture.
    ///
    /// # Errors
    /// Where something else came of it than is expected.
    pub(crate) fn check(&self, resizer: &Resizer) -> Result<bool> {
        let (outcome, _) = self.make(resizer)?;
        match &self.expected {
            Some(expected) if *expected != outcome => {
                bail!("{}: it gave {outcome}, expected {expected}", self.name)
            }
            _ => Ok(!outcome.is_error()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_a_recipe_and_may_say_what_is_expected() {
        let recipe = r#"{"output": {"width": 32}}"#;
        let case = Case::read(&format!("a\tb.png\t{recipe}")).unwrap();
        assert_eq!(case.targets[0].width, Some(32));
        assert_eq!(case.expected, None);
        let case = Case::read(&format!("a\tb.png\t{recipe}\terror truncated\t7\t0")).unwrap();
        assert_eq!(case.expected, Some(Outcome("error truncated".to_owned())));
        assert_eq!(case.line, format!("a\tb.png\t{recipe}"));
        assert!(Case::read("a\tb.png").is_err());
        assert!(Case::read("a\tb.png\t{").is_err());
    }
}
