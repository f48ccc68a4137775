//! Examples in the help of commands that have few options. `tests/examples.rs` runs those of every command.

pub(super) const PROBE: &str = "\
Examples:
  thumbox probe photo.jpg                                 format, size, frames, colours, memory
  thumbox probe photo.jpg scan.tiff --json

Exit codes: 0 all fine, 1 some images failed (the others are done), 2 wrong usage.";

pub(super) const FORMATS: &str = "\
Examples:
  thumbox formats                                         a table in Markdown
  thumbox formats --json

Exit codes: 0 all fine, 1 the table could not be printed, 2 wrong usage.";
