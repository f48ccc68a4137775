//! Waiting for whoever is at the other end of a pipe: it may never come, and a signal or a limit has to end that.

use std::fmt;
use std::io;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use crate::interrupt;

/// How often a signal is looked for.
const TICK: Duration = Duration::from_millis(20);

/// Why there is no result.
#[derive(Debug)]
pub(crate) enum Unfinished {
    /// The user has ended the program.
    Stopped,
    /// This time is over.
    TimedOut(Duration),
    Failed(io::Error),
}

/// Does `work`, which may block for ever, on a thread of its own, and waits for its end: no longer than `time`, and no
/// longer than until a signal ends the program. The thread stays blocked then; it holds nothing that others wait for.
pub(crate) fn within<T: Send + 'static>(
    time: Option<Duration>,
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Result<T, Unfinished> {
    let start = Instant::now();
    let (sender, receiver) = channel();
    std::thread::spawn(move || sender.send(work()));
    loop {
        match receiver.recv_timeout(TICK) {
            Ok(result) => return result.map_err(Unfinished::Failed),
            Err(RecvTimeoutError::Disconnected) => {
                return Err(Unfinished::Failed(io::ErrorKind::Other.into()));
            }
            Err(RecvTimeoutError::Timeout) if interrupt::has_come() => {
                return Err(Unfinished::Stopped);
            }
            Err(RecvTimeoutError::Timeout) => {}
        }
        match time {
            Some(time) if start.elapsed() >= time => return Err(Unfinished::TimedOut(time)),
            _ => {}
        }
    }
}

impl fmt::Display for Unfinished {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stopped => f.write_str("stopped while waiting for the other end of the pipe"),
            Self::TimedOut(time) => write!(
                f,
                "timed out after {} ms while waiting for the other end of the pipe; raise --timeout, or run again when it is \
                 ready",
                time.as_millis()
            ),
            Self::Failed(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Unfinished {}

impl From<Unfinished> for io::Error {
    fn from(unfinished: Unfinished) -> Self {
        match unfinished {
            Unfinished::Failed(error) => error,
            other => Self::other(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_never_ends_is_not_waited_for_longer_than_allowed() {
        let (_sender, receiver) = channel::<()>();
        let waited = within(Some(Duration::from_millis(1)), move || {
            receiver.recv().map_err(io::Error::other)
        });
        let told = waited.unwrap_err().to_string();
        assert!(told.starts_with("timed out after 1 ms"), "{told}");
    }

    #[test]
    fn the_result_is_handed_on() {
        assert_eq!(within(None, || Ok(7)).unwrap(), 7);
        let error = within::<()>(None, || Err(io::ErrorKind::NotFound.into())).unwrap_err();
        assert_eq!(io::Error::from(error).kind(), io::ErrorKind::NotFound);
    }
}
