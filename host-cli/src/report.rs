//! What is printed: data on standard output, talk on standard error.

use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;

use crate::exit::Outcome;
use crate::failure::Failure;

/// Prints results as they come, and remembers whether one was a failure.
pub(crate) struct Report {
    json: bool,
    failures: usize,
}

impl Report {
    pub(crate) fn new(json: bool) -> Self {
        Self { json, failures: 0 }
    }

    /// A result: `line` as JSON, or `text`.
    pub(crate) fn success(&mut self, line: &impl Serialize, text: &str) -> anyhow::Result<()> {
        if self.json {
            print_json(line)
        } else {
            Ok(writeln!(io::stdout().lock(), "{text}")?)
        }
    }

    /// A failure: `line` as JSON on standard output, or a sentence on standard error.
    pub(crate) fn failure(
        &mut self,
        line: &impl Serialize,
        input: &Path,
        failure: &Failure,
    ) -> anyhow::Result<()> {
        self.failures += 1;
        if self.json {
            print_json(line)
        } else {
            let Failure { message, .. } = failure;
            eprintln!("thumbox: {}: {}", printable(input), escape(message));
            Ok(())
        }
    }

    pub(crate) fn outcome(&self) -> Outcome {
        if self.failures == 0 {
            Outcome::AllFine
        } else {
            Outcome::SomeFailed
        }
    }
}

/// Says why nothing was done.
pub(crate) fn wrong_usage(problem: &str) -> Outcome {
    eprintln!("thumbox: {problem}");
    Outcome::WrongUsage
}

fn print_json(line: &impl Serialize) -> anyhow::Result<()> {
    let mut stdout = io::stdout().lock();
    // A line at a time, so that a closed pipe is an I/O error and not a JSON one.
    let text = serde_json::to_string(line)?;
    Ok(writeln!(stdout, "{text}")?)
}

/// A file name as it can be shown on a terminal: control characters are escaped, so that a name cannot move the
/// cursor or change colours.
pub(crate) fn printable(path: &Path) -> String {
    escape(&path.to_string_lossy())
}

fn escape(text: &str) -> String {
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
