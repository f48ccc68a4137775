//! How the program ends: with an exit code, or by a signal.

use std::io;
use std::process::ExitCode;

use signal_hook::consts::SIGPIPE;

/// How a run ended. A mixed batch is a failure: a script must not take it for complete.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Every input was done.
    AllFine,
    /// Some input failed; the others were done.
    SomeFailed,
    /// The command line cannot be carried out; nothing was done.
    WrongUsage,
    /// The user wanted an end, by this signal.
    Interrupted(i32),
}

impl Outcome {
    /// Ends the program by the signal, if there was one. A shell that runs it in a loop stops then.
    pub(crate) fn code(self) -> ExitCode {
        match self {
            Self::AllFine => ExitCode::SUCCESS,
            Self::SomeFailed => ExitCode::from(1),
            Self::WrongUsage => ExitCode::from(2),
            Self::Interrupted(signal) => by_signal(signal),
        }
    }
}

/// Ends the program as a signal ends those that do not handle it.
pub(crate) fn by_signal(signal: i32) -> ! {
    let _ = signal_hook::low_level::emulate_default_handler(signal);
    // The system refused.
    std::process::exit(128 + signal);
}

/// Ends the program as those end whose output nobody reads any more.
pub(crate) fn unheard() -> ! {
    by_signal(SIGPIPE)
}

/// Whether the reader of our output has closed it.
pub(crate) fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .downcast_ref::<io::Error>()
        .is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}
