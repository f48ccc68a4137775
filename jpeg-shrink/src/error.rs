//! Why a picture cannot be had.

use core::fmt;

/// What stopped the decoder.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// A legal JPEG of a kind that is not read here; the text names the kind.
    Unsupported(String),
    /// The file breaks the standard in a way that costs picture; the text says where, what was found, and what was
    /// expected.
    Malformed(String),
    /// The file is all right as far as it goes, and ends before the picture does.
    Truncated {
        /// Length of the file in bytes, which is where more was expected.
        offset: usize,
        /// What should have followed.
        expected: String,
    },
    /// A legal file that asks for more work than [`crate::Options`] allow; the text has the value and the limit.
    Limit(String),
    /// Memory that could not be allocated.
    OutOfMemory {
        /// Size in bytes of the request that was refused.
        bytes: u64,
    },
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unsupported(what) => write!(f, "unsupported JPEG: {what}"),
            Self::Malformed(what) => write!(f, "malformed JPEG: {what}"),
            Self::Truncated { offset, expected } => {
                write!(
                    f,
                    "truncated JPEG: it ends at byte {offset}, expected {expected}"
                )
            }
            Self::Limit(what) => write!(f, "JPEG beyond a limit: {what}"),
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
