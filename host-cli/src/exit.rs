//! Exit codes.

use std::io;
use std::process::ExitCode;

/// How a run ended. A mixed batch is a failure: a script must not take it for complete.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Every input was done.
    AllFine,
    /// Some input failed; the others were done.
    SomeFailed,
    /// The command line cannot be carried out; nothing was done.
    WrongUsage,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::AllFine => Self::SUCCESS,
            Outcome::SomeFailed => Self::from(1),
            Outcome::WrongUsage => Self::from(2),
        }
    }
}

/// Whether the reader of our output has closed it.
pub(crate) fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .downcast_ref::<io::Error>()
        .is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}
