//! How hard is tried to make a file small.

/// The effort that is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Effort {
    /// Whether levels are chosen with regard to what they cost. Else they are the nearest.
    pub(super) chooses_levels: bool,
    /// Whether a file is progressive where nothing is said of that.
    pub(super) is_progressive: bool,
    pub(super) scans: Scans,
}

/// The scans of a progressive file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scans {
    OfLibjpeg,
    /// The shortest of few.
    BestOfFew,
    /// The shortest of many.
    BestOfMany,
}

impl Effort {
    /// From 0 to 3, and 0 without a number. More is 3.
    pub(super) fn of(number: Option<u8>) -> Self {
        let number = number.unwrap_or(0);
        Self {
            chooses_levels: number > 0,
            is_progressive: number > 1,
            scans: match number {
                0 | 1 => Scans::OfLibjpeg,
                2 => Scans::BestOfFew,
                _ => Scans::BestOfMany,
            },
        }
    }
}
