//! What is printed: data on standard output, talk on standard error.

use std::io::{self, Write};
use std::path::Path;

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::exit::{self, Outcome};
use crate::failure::Failure;
use crate::standard_output;

/// Prints results as they come, and remembers whether one was a failure.
pub(crate) struct Report {
    json: bool,
    failures: usize,
    /// The work goes on where nobody reads what is printed any more.
    goes_on: bool,
    /// Standard output is for a file.
    leaves_out_results: bool,
}

impl Report {
    pub(crate) fn new(json: bool) -> Self {
        Self {
            json,
            failures: 0,
            goes_on: false,
            leaves_out_results: false,
        }
    }

    /// What is printed is not what the work is for: it goes on where standard output is closed.
    pub(crate) fn go_on_unheard(&mut self) {
        self.goes_on = true;
    }

    /// Standard output is for something else: results are counted, and not printed.
    pub(crate) fn leave_out_results(&mut self) {
        self.leaves_out_results = true;
    }

    fn print(&self, line: &str) -> anyhow::Result<()> {
        match standard_output::write_line(line) {
            Err(error) if self.goes_on && exit::is_broken_pipe(&error) => Ok(()),
            printed => printed,
        }
    }

    /// A result: `line` as JSON, or `text`.
    pub(crate) fn success(&mut self, line: &impl Serialize, text: &str) -> anyhow::Result<()> {
        match self.json {
            _ if self.leaves_out_results => Ok(()),
            // A line at a time, so that a closed pipe is an I/O error and not a JSON one.
            true => self.print(&serde_json::to_string(line)?),
            false => self.print(text),
        }
    }

    /// What stands around results for people; not part of JSON lines.
    pub(crate) fn text(&self, text: &str) -> anyhow::Result<()> {
        match self.json {
            true => Ok(()),
            false => self.print(text),
        }
    }

    /// Warnings about an input that gave a result, on standard error. In JSON they are part of the result's line.
    pub(crate) fn warnings<'a>(&self, input: &Path, messages: impl IntoIterator<Item = &'a str>) {
        if self.json {
            return;
        }
        for message in messages {
            let message = escape(message);
            say(&format!(
                "thumbox: {}: warning: {message}",
                printable(input)
            ));
        }
    }

    /// A failure: `{field: input, "error": ...}` on standard output, or a sentence on standard error.
    pub(crate) fn failure(
        &mut self,
        field: &'static str,
        input: &Path,
        error: &Failure,
    ) -> anyhow::Result<()> {
        self.failures += 1;
        if self.json {
            let failed = Failed {
                field,
                input,
                error,
            };
            return self.print(&serde_json::to_string(&failed)?);
        }
        let (input, message) = (printable(input), escape(&error.message));
        say(&format!("thumbox: {input}: {message}"));
        Ok(())
    }

    pub(crate) fn outcome(&self) -> Outcome {
        if self.failures == 0 {
            Outcome::AllFine
        } else {
            Outcome::SomeFailed
        }
    }
}

/// The JSON line of a failure. Its first field is named as in the command's other lines.
struct Failed<'a> {
    field: &'static str,
    input: &'a Path,
    error: &'a Failure,
}

impl Serialize for Failed<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut line = serializer.serialize_map(Some(2))?;
        line.serialize_entry(self.field, &self.input.to_string_lossy())?;
        line.serialize_entry("error", self.error)?;
        line.end()
    }
}

/// Says why nothing was done.
pub(crate) fn wrong_usage(problem: &str) -> Outcome {
    say(&format!("thumbox: {problem}"));
    Outcome::WrongUsage
}

/// A line on standard error. Where nobody reads it any more, nothing is lost with it.
pub(crate) fn say(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}

/// A file name as it can be shown on a terminal: control characters are escaped, so that a name cannot move the
/// cursor or change colours.
pub(crate) fn printable(path: &Path) -> String {
    escape(&path.to_string_lossy())
}

/// Text from a file or a name, with its control characters escaped.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_control() {
            escaped.extend(character.escape_default());
        } else {
            escaped.push(character);
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_cannot_control_the_terminal() {
        assert_eq!(
            printable(Path::new("a\u{1b}[31m\n.jpg")),
            "a\\u{1b}[31m\\n.jpg"
        );
        assert_eq!(printable(Path::new("Zoë 日本.jpg")), "Zoë 日本.jpg");
    }
}
