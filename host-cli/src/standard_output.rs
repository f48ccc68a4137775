//! Writing to standard output.

use std::io::{self, ErrorKind, Write};

use crate::file_error::{self, Access};

/// Writes all of it, and leaves nothing in memory: what is written when a program ends, fails unheard.
///
/// # Errors
/// An [`io::Error`] where nobody reads it any more, and else a sentence.
pub(crate) fn write(bytes: &[u8]) -> anyhow::Result<()> {
    let mut output = io::stdout().lock();
    let written = output.write_all(bytes).and_then(|()| output.flush());
    written.map_err(|error| match error.kind() {
        ErrorKind::BrokenPipe => error.into(),
        _ => anyhow::anyhow!(
            "standard output could not be written: {}",
            file_error::in_words(&error, Access::Write)
        ),
    })
}

/// The same for a line.
pub(crate) fn write_line(line: &str) -> anyhow::Result<()> {
    write(format!("{line}\n").as_bytes())
}
