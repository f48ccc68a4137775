//! The table of engines.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::engines::Engine;
use super::run::Answers;

/// What is around the table in the page.
const BEGIN: &str = "<!-- engines: written by `cargo xtask vectors --all` -->\n";
const END: &str = "<!-- end of engines -->\n";

/// What one engine made of the vectors.
pub(crate) struct Row {
    title: &'static str,
    /// Of how many vectors the tests take one.
    one_of: usize,
    /// What the engine calls itself, or why it was not asked.
    engine: String,
    vectors: usize,
    equal: usize,
    seconds: f64,
    /// The codecs that it lacks: it has to say so, and no more is compared.
    lacking: Vec<&'static str>,
}

impl Row {
    pub(crate) fn of(
        engine: &Engine,
        answers: &Answers,
        vectors: usize,
        differences: usize,
    ) -> Self {
        Self {
            title: engine.title,
            one_of: engine.one_of,
            engine: answers.engine.clone(),
            vectors,
            equal: vectors - differences,
            seconds: answers.time.as_secs_f64(),
            lacking: answers.lacking().collect(),
        }
    }

    pub(crate) fn ignored(engine: &Engine, reason: String) -> Self {
        Self {
            title: engine.title,
            one_of: engine.one_of,
            engine: format!("ignored: {reason}"),
            vectors: 0,
            equal: 0,
            seconds: 0.0,
            lacking: Vec::new(),
        }
    }

    /// For the terminal.
    pub(crate) fn line(&self) -> String {
        let Self {
            title,
            vectors,
            equal,
            seconds,
            ..
        } = self;
        let without = self.without();
        format!("{equal} of {vectors} vectors equal in {seconds:.1} s: {title}{without}")
    }

    /// Which codecs it lacks, as an addition to its name.
    fn without(&self) -> String {
        match &self.lacking[..] {
            [] => String::new(),
            names => format!(", without codecs for {}", names.join(", ")),
        }
    }

    fn markdown(&self) -> String {
        let in_tests = match self.one_of {
            1 => "all".to_owned(),
            number => format!("one in {number}"),
        };
        format!(
            "| {} | {}{} | {} | {} | {:.1} | {in_tests} |\n",
            self.title,
            self.engine,
            self.without(),
            self.vectors,
            self.equal,
            self.seconds
        )
    }
}

/// Writes the table into the page.
///
/// # Errors
/// Where the page has no place for it.
pub(crate) fn write(page: &Path, rows: &[Row], component: &str) -> Result<()> {
    let text = fs::read_to_string(page).with_context(|| page.display().to_string())?;
    let text = with_table(&text, rows, component)
        .with_context(|| format!("{} has no place for the table", page.display()))?;
    fs::write(page, text).with_context(|| page.display().to_string())
}

fn with_table(text: &str, rows: &[Row], component: &str) -> Option<String> {
    let (before, rest) = text.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    let mut table = format!(
        "Component `{component}`:\n\n\
         | engine | as it calls itself | vectors | equal | seconds | in the tests |\n|---|---|---|---|---|---|\n"
    );
    table.extend(rows.iter().map(Row::markdown));
    Some(format!("{before}{BEGIN}{table}{END}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_takes_the_place_of_the_one_before() {
        let row = Row {
            title: "an engine",
            one_of: 4,
            engine: "1.0".to_owned(),
            vectors: 3,
            equal: 2,
            seconds: 0.25,
            lacking: vec!["avif", "jxl"],
        };
        let page = format!("above\n{BEGIN}old\n{END}below\n");
        let text = with_table(&page, &[row], "cafe").unwrap();
        assert!(text.starts_with("above\n"));
        assert!(text.ends_with(
            "| an engine | 1.0, without codecs for avif, jxl | 3 | 2 | 0.2 | one in 4 |\n<!-- end of engines -->\nbelow\n"
        ));
        assert!(!text.contains("old"));
        assert!(with_table("no place", &[], "").is_none());
    }
}
