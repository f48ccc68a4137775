//! Why a picture cannot be had.

use core::fmt;

/// What stopped the decoder.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// The frame breaks the standard; the text says where, and what was expected.
    Malformed(String),
    /// The frame ends before the picture does.
    Truncated {
        /// Length of the frame in bytes, which is where more was expected.
        offset: usize,
    },
    /// Memory that could not be allocated.
    OutOfMemory {
        /// Size in bytes of the request that was refused.
        bytes: u64,
    },
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(what) => write!(f, "malformed VP8 frame: {what}"),
            Self::Truncated { offset } => {
                write!(f, "truncated VP8 frame: it ends at byte {offset}")
            }
            Self::OutOfMemory { bytes } => write!(f, "no memory for {bytes} bytes"),
        }
    }
}

impl core::error::Error for Error {}

/// `len` copies of `value`, or an error where there is no memory for them.
pub(crate) fn filled<T: Clone>(value: T, len: usize) -> Result<Vec<T>, Error> {
    let mut all = Vec::new();
    all.try_reserve_exact(len).map_err(|_| Error::OutOfMemory {
        bytes: (len as u64).saturating_mul(size_of::<T>() as u64),
    })?;
    all.resize(len, value);
    Ok(all)
}
