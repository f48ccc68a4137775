//! Repetitions of what was written before (RFC 1951, clause 3.2.3).

use super::problem::Problem;

/// What `Inflater::run` may write beyond where it is told to stop: the longest repetition, and what is written in
/// advance.
pub(in crate::decode::png) const MARGIN_BYTES: usize = 258 + 64;

/// Writes `length` bytes again that were written `distance` bytes before, and up to 15 others behind them.
#[inline(always)]
pub(super) fn repeat(
    out: &mut [u8],
    position: usize,
    distance: usize,
    length: usize,
) -> Result<(), Problem> {
    let start = position.wrapping_sub(distance);
    if distance > position || position + length + 16 > out.len() {
        return Err(Problem::Distance);
    }
    if distance >= 16 {
        let mut done = 0;
        while done < length {
            out.copy_within(start + done..start + done + 16, position + done);
            done += 16;
        }
    } else {
        repeat_pattern(&mut out[start..position + length + 16], distance);
    }
    Ok(())
}

/// Repeats the first `distance` bytes, fewer than 16, all over `out`; the last 15 may be left out.
#[inline(never)]
fn repeat_pattern(out: &mut [u8], distance: usize) {
    let mut pattern = [0; 16];
    let mut from = 0;
    for byte in &mut pattern {
        *byte = out[from];
        from = if from + 1 == distance { 0 } else { from + 1 };
    }
    // Whole repetitions that the pattern has.
    let step = 16 / distance * distance;
    let mut done = 0;
    while let Some(room) = out
        .get_mut(done..)
        .and_then(|room| room.first_chunk_mut::<16>())
    {
        *room = pattern;
        done += step;
    }
}
