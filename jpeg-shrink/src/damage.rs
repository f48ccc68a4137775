//! What was wrong with a file that could be decoded all the same.

use core::fmt;

/// One thing that was wrong. Offsets are in bytes from the start of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Damage {
    /// Bytes between two segments that belong to neither.
    Junk {
        /// Where they begin.
        offset: usize,
        /// How many.
        bytes: usize,
    },
    /// Entropy-coded data was left over when all blocks had been decoded.
    ExtraData {
        /// Where the marker stands that follows them.
        offset: usize,
        /// How many whole bytes.
        bytes: usize,
    },
    /// The file ends without an end-of-image marker.
    MissingEnd,
    /// The last byte of a scan lacks a few bits; zeros were taken for them.
    UnflushedEnd {
        /// How many bits, fewer than 8.
        bits: u32,
    },
    /// Restart markers are all there, but misnumbered.
    RestartNumber {
        /// Where the first such marker stands.
        offset: usize,
        /// Number of the marker, 0 to 7.
        found: u8,
        /// Number due here.
        expected: u8,
    },
    /// A marker that has no business where it stands was passed over.
    UnexpectedMarker {
        /// Second byte of the marker.
        code: u8,
        /// Where it stands.
        offset: usize,
    },
    /// A segment that the picture does not depend on makes no sense and was passed over.
    BadSegment {
        /// Second byte of its marker.
        code: u8,
        /// Where it stands.
        offset: usize,
    },
    /// No scan has these components, which are flat: chroma leaves the picture gray.
    MissingComponents {
        /// Their identifiers in the frame header.
        components: Vec<u8>,
    },
    /// A progressive image ends before it is complete. Its lowest frequencies are estimated where they are missing.
    MissingScans,
    /// Only with [`crate::Options::tolerant`]: data of a scan make no sense, and were decoded on all the same. What
    /// follows, up to the next restart marker, may be shifted or have wrong colours.
    BadData {
        /// The unit where that was seen: an MCU, or a block where the scan has one component.
        unit: u64,
        /// How many units the scan has.
        of: u64,
        /// What was wrong.
        cause: String,
    },
    /// Only with [`crate::Options::tolerant`]: part of a scan was lost.
    LostData {
        /// First unit lost: an MCU, or a block where the scan has one component. Counted row by row.
        first: u64,
        /// How many units.
        units: u64,
        /// How many units the scan has.
        of: u64,
        /// What was wrong.
        cause: String,
    },
    /// Only with [`crate::Options::tolerant`]: scans were missing or unreadable.
    LostScans {
        /// What was wrong.
        cause: String,
    },
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Junk { offset, bytes } => {
                write!(f, "{bytes} bytes at byte {offset} belong to no segment")
            }
            Self::ExtraData { offset, bytes } => {
                write!(f, "{bytes} bytes too many before byte {offset}")
            }
            Self::MissingEnd => write!(f, "the end-of-image marker is missing"),
            Self::UnflushedEnd { bits } => {
                write!(f, "the last {bits} bits of a scan are missing")
            }
            Self::RestartNumber {
                offset,
                found,
                expected,
            } => write!(
                f,
                "restart marker {found} at byte {offset} should be number {expected}"
            ),
            Self::UnexpectedMarker { code, offset } => {
                write!(f, "unexpected marker FF{code:02X} at byte {offset}")
            }
            Self::BadSegment { code, offset } => write!(
                f,
                "the segment of marker FF{code:02X} at byte {offset} is not valid"
            ),
            Self::MissingComponents { components } => write!(
                f,
                "no scan has the components {components:?}, which are left flat"
            ),
            Self::MissingScans => write!(
                f,
                "the image ends before all of its detail was sent, and is shown without"
            ),
            Self::BadData { unit, of, cause } => write!(
                f,
                "{cause} in MCU {unit} of {of} of a scan; what follows may look wrong"
            ),
            Self::LostData {
                first,
                units,
                of,
                cause,
            } => {
                let per_mille = (u128::from(*units) * 1000)
                    .checked_div(u128::from(*of))
                    .unwrap_or(0);
                write!(
                    f,
                    "{units} of {of} MCUs ({}.{} %) of a scan are missing and filled, from MCU {first}: {cause}",
                    per_mille / 10,
                    per_mille % 10
                )
            }
            Self::LostScans { cause } => write!(f, "part of the detail is lost: {cause}"),
        }
    }
}

/// Notes kept; a file can be made to have millions.
const MAX_NOTES: usize = 16;

/// The notes on a file.
#[derive(Debug, Default, Clone)]
pub(crate) struct Log {
    notes: Vec<Damage>,
    further: u64,
}

impl Log {
    pub(crate) fn note(&mut self, damage: Damage) {
        if self.notes.contains(&damage) {
            return;
        }
        if self.notes.len() < MAX_NOTES {
            self.notes.push(damage);
        } else {
            self.further += 1;
        }
    }

    pub(crate) fn notes(&self) -> &[Damage] {
        &self.notes
    }

    pub(crate) fn further(&self) -> u64 {
        self.further
    }
}
