//! What can go wrong, grouped by who can do something about it.

use std::time::Duration;

/// Why a call gave no result.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The component refused the image or the request; the message is the component's.
    #[error("{message}")]
    Image {
        /// Which of the component's errors it is.
        kind: ImageErrorKind,
        /// A sentence for people.
        message: String,
        /// For a truncated head: the length to probe with next, in bytes from the start of the file.
        needed: Option<u64>,
    },
    /// The image needed more memory than [`crate::CallLimits::memory`].
    #[error(
        "the image needs more than the {limit} bytes of memory allowed (it asked for {asked}); raise the limit, or ask for less: a smaller image, or smaller outputs"
    )]
    MemoryLimit {
        /// The limit in bytes.
        limit: usize,
        /// The size that was not granted, in bytes.
        asked: usize,
    },
    /// The call took longer than [`crate::CallLimits::time`].
    #[error(
        "timed out after {} ms; raise the limit, or ask for less: a smaller image, or smaller outputs",
        limit.as_millis()
    )]
    Deadline {
        /// The limit.
        limit: Duration,
    },
    /// The component broke off. That is a bug in it: bad input is reported as [`Error::Image`].
    #[error(
        "the component stopped unexpectedly ({reason}); this is a bug, please report it with the image"
    )]
    Trap {
        /// What the runtime says about it.
        reason: String,
    },
    /// The component gave a result that `wit/resize.wit` rules out, such as a text that is none. That is a bug in it, or it
    /// is another component than it should be; nothing of the result is used.
    #[error(
        "the component gave a result that cannot be right ({reason}); this is a bug, please report it with the image"
    )]
    InvalidResult {
        /// What is wrong with it.
        reason: String,
    },
}

/// The component's errors, as `wit/resize.wit` describes them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImageErrorKind {
    /// Not an image, or one that is not read.
    UnsupportedFormat,
    /// The image breaks the rules of its format.
    Malformed,
    /// The file ends before the image does.
    Truncated,
    /// More pixels, frames, bytes, scans or work than allowed, or a result that cannot be made small enough.
    TooLarge,
    /// The request cannot be done.
    InvalidOptions,
    /// The memory for this image could not be allocated.
    LimitExceeded,
    /// A codec has to decode the image first.
    NeedsCodec,
}

impl Error {
    /// A stable tag for programs, such as `malformed` or `deadline`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Image { kind, .. } => kind.name(),
            Self::MemoryLimit { .. } => "memory-limit",
            Self::Deadline { .. } => "deadline",
            Self::Trap { .. } => "trap",
            Self::InvalidResult { .. } => "invalid-result",
        }
    }
}

impl ImageErrorKind {
    #[cfg(feature = "embedded")]
    const ALL: [Self; 7] = [
        Self::UnsupportedFormat,
        Self::Malformed,
        Self::Truncated,
        Self::TooLarge,
        Self::InvalidOptions,
        Self::LimitExceeded,
        Self::NeedsCodec,
    ];

    /// Its word in `wit/resize.wit`.
    pub fn name(self) -> &'static str {
        match self {
            Self::UnsupportedFormat => "unsupported-format",
            Self::Malformed => "malformed",
            Self::Truncated => "truncated",
            Self::TooLarge => "too-large",
            Self::InvalidOptions => "invalid-options",
            Self::LimitExceeded => "limit-exceeded",
            Self::NeedsCodec => "needs-codec",
        }
    }

    /// The kind of this word.
    #[cfg(feature = "embedded")]
    pub(crate) fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == word)
    }
}

/// Why the component could not be loaded.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// This processor or system cannot run the compiled component.
    #[error(
        "the component cannot run here: it is compiled for x86-64 processors with SSE4.2 (2009 and later): {reason}"
    )]
    Incompatible {
        /// What the runtime says about it.
        reason: String,
    },
    /// The runtime could not be set up: a file that is no component, or no address space.
    #[error("the WebAssembly runtime refused: {reason}")]
    Runtime {
        /// What the runtime says about it.
        reason: String,
    },
}

impl From<wasmtime::Error> for LoadError {
    fn from(error: wasmtime::Error) -> Self {
        Self::Runtime {
            reason: format!("{error:#}"),
        }
    }
}
