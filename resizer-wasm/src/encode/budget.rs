//! The best quality for so many bytes.

use super::encoded::Encoded;
use crate::contract::Error;

/// The lowest quality.
pub(super) const LOWEST: u8 = 1;

/// The file of quality `asked`, or the best one that has at most `max_bytes`.
///
/// Sizes nearly always grow with quality, so the search halves: at most 8 files are made. Whatever the sizes are like,
/// the next higher quality was tried and was too large.
///
/// # Errors
/// Those of `encode`; `too-large` where not even the lowest quality fits.
pub(super) fn best_quality(
    asked: u8,
    max_bytes: Option<u32>,
    encode: impl Fn(u8) -> Result<Vec<u8>, Error>,
) -> Result<Encoded, Error> {
    let encoded = |data, quality| Encoded {
        data,
        quality: Some(quality),
    };
    let data = encode(asked)?;
    let Some(max_bytes) = max_bytes.filter(|max| !fits(&data, *max)) else {
        return Ok(encoded(data, asked));
    };
    let mut smallest = data.len();
    let mut best = None;
    let (mut low, mut high) = (LOWEST, asked);
    while low < high {
        let middle = low + (high - low) / 2;
        let data = encode(middle)?;
        if fits(&data, max_bytes) {
            low = middle + 1;
            best = Some(encoded(data, middle));
        } else {
            smallest = data.len();
            high = middle;
        }
    }
    best.ok_or_else(|| {
        too_large(&format!(
            "the output has {smallest} bytes in the lowest quality, but max-bytes is {max_bytes}"
        ))
    })
}

/// Checks the size of a file that has no quality.
///
/// # Errors
/// `too-large`.
pub(super) fn check(data: &[u8], max_bytes: Option<u32>) -> Result<(), Error> {
    match max_bytes {
        Some(max) if !fits(data, max) => Err(too_large(&format!(
            "the output has {} bytes, but max-bytes is {max}",
            data.len()
        ))),
        _ => Ok(()),
    }
}

/// For an animation that has so many bytes, or more, however small it is made.
pub(crate) fn animation_too_large(bytes: usize, max_bytes: u32) -> Error {
    too_large(&format!(
        "the animation has at least {bytes} bytes with the lowest quality and the fewest colours, but max-bytes is {max_bytes}"
    ))
}

fn fits(data: &[u8], max_bytes: u32) -> bool {
    data.len() as u64 <= u64::from(max_bytes)
}

fn too_large(problem: &str) -> Error {
    Error::TooLarge(format!("{problem}; ask for a smaller image"))
}
