//! Undoing the filters of rows (PNG specification, clause 9).
//!
//! With the filters Sub, Average and Paeth a pixel depends on the one before it, so a single row leaves a processor waiting
//! for most of the time. [`wave`] therefore decodes several rows at once, each two pixels behind the one above it.

use lanes::{V128, Vector};

/// How many bytes may be written, or read, behind a row.
pub(super) const PAD_BYTES: usize = 8;

const SUB: u8 = 1;
const UP: u8 = 2;
const AVERAGE: u8 = 3;
const PAETH: u8 = 4;

/// Narrower rows are done one by one.
const MIN_PIXELS: usize = 16;

/// Rows of one length that lie behind one another.
#[derive(Clone, Copy)]
pub(super) struct Lines {
    /// Bytes of a row.
    pub(super) row_bytes: usize,
    /// Bytes of a pixel, or 1 where several share a byte: 1, 2, 3, 4, 6 or 8.
    pub(super) pixel_bytes: usize,
}

/// From one row to the next: in the stream, where each begins with the kind of its filter.
impl Lines {
    pub(super) fn filtered_stride(self) -> usize {
        1 + self.row_bytes
    }

    /// From one row to the next without filters.
    pub(super) fn stride(self) -> usize {
        self.row_bytes + PAD_BYTES
    }
}

/// How many rows are done at once.
pub(super) const fn rows_at_once(pixel_bytes: usize) -> usize {
    if pixel_bytes > 4 { 2 } else { 4 }
}

/// Undoes the filters of `count` rows in `filtered`, to the rows in `lines` behind the first, which is the one above
/// them. There are [`PAD_BYTES`] behind both.
///
/// # Errors
/// The number of good rows and the kind of filter, where it is unknown.
pub(super) fn unfilter(
    lines: Lines,
    filtered: &[u8],
    count: usize,
    out: &mut [u8],
) -> Result<(), (usize, u8)> {
    match lines.pixel_bytes {
        1 => unfilter_pixels::<1, false>(lines, filtered, count, out),
        2 => unfilter_pixels::<2, false>(lines, filtered, count, out),
        3 => unfilter_pixels::<3, false>(lines, filtered, count, out),
        4 => unfilter_pixels::<4, false>(lines, filtered, count, out),
        6 => unfilter_pixels::<6, true>(lines, filtered, count, out),
        _ => unfilter_pixels::<8, true>(lines, filtered, count, out),
    }
}

/// As [`unfilter`], for pixels of `BYTES`; `WIDE` where they are more than four.
fn unfilter_pixels<const BYTES: usize, const WIDE: bool>(
    lines: Lines,
    filtered: &[u8],
    count: usize,
    out: &mut [u8],
) -> Result<(), (usize, u8)> {
    let kind = |row: usize| filtered[row * lines.filtered_stride()];
    let pixels = lines.row_bytes / BYTES;
    if count == rows_at_once(BYTES) && pixels >= MIN_PIXELS {
        let mut kinds = [PAETH; 4];
        for (row, place) in kinds[..count].iter_mut().enumerate() {
            *place = kind(row);
        }
        let waiting = kinds[..count].iter().filter(|kind| **kind >= AVERAGE);
        if waiting.count() >= 2 && kinds.iter().all(|kind| *kind <= PAETH) {
            if kinds == [PAETH; 4] {
                wave::<BYTES, WIDE, false>(lines, filtered, kinds, out);
            } else {
                wave::<BYTES, WIDE, true>(lines, filtered, kinds, out);
            }
            return Ok(());
        }
    }
    for row in 0..count {
        if kind(row) > PAETH {
            return Err((row, kind(row)));
        }
        part::<BYTES>(lines, filtered, row, 0..pixels, out);
    }
    Ok(())
}

/// Undoes the filter of some pixels of one row. Those before them, and the row above, have been done.
fn part<const BYTES: usize>(
    lines: Lines,
    filtered: &[u8],
    row: usize,
    pixels: std::ops::Range<usize>,
    out: &mut [u8],
) {
    let start = row * lines.filtered_stride();
    let kind = filtered[start];
    let filtered = &filtered[start + 1..][..lines.row_bytes];
    let (above, here) = out[row * lines.stride()..].split_at_mut(lines.stride());
    let bytes = pixels.start * BYTES..pixels.end * BYTES;
    let before = match pixels.start {
        0 => [0; BYTES],
        first => pixel(here, first - 1),
    };
    let corner = match pixels.start {
        0 => [0; BYTES],
        first => pixel(above, first - 1),
    };
    let filtered = &filtered[bytes.clone()];
    let above = &above[bytes.clone()];
    let here = &mut here[bytes];
    match kind {
        UP => {
            for ((here, filtered), above) in here.iter_mut().zip(filtered).zip(above) {
                *here = filtered.wrapping_add(*above);
            }
        }
        SUB => each_pixel::<BYTES>(filtered, above, here, before, corner, |left, _, _| left),
        AVERAGE => each_pixel::<BYTES>(filtered, above, here, before, corner, |left, above, _| {
            ((u16::from(left) + u16::from(above)) / 2) as u8
        }),
        PAETH => each_pixel::<BYTES>(filtered, above, here, before, corner, paeth),
        _ => here.copy_from_slice(filtered),
    }
}

fn pixel<const BYTES: usize>(row: &[u8], index: usize) -> [u8; BYTES] {
    std::array::from_fn(|byte| row[index * BYTES + byte])
}

/// Adds to each byte what is predicted from the ones to the left, above, and to the left above.
#[inline(always)]
fn each_pixel<const BYTES: usize>(
    filtered: &[u8],
    above: &[u8],
    here: &mut [u8],
    mut before: [u8; BYTES],
    mut corner: [u8; BYTES],
    predict: impl Fn(u8, u8, u8) -> u8,
) {
    for ((here, filtered), above) in here
        .as_chunks_mut::<BYTES>()
        .0
        .iter_mut()
        .zip(filtered.as_chunks::<BYTES>().0)
        .zip(above.as_chunks::<BYTES>().0)
    {
        for byte in 0..BYTES {
            let predicted = predict(before[byte], above[byte], corner[byte]);
            before[byte] = filtered[byte].wrapping_add(predicted);
        }
        *here = before;
        corner = *above;
    }
}

/// Whichever of the three is nearest to left + above - corner (clause 9.4), the first of them where there are several.
///
/// Where the corner is not between the two others, it is the one of them that is farther from it. Where it is, it is
/// one of them if that is less than half as far from the corner as the other is on the other side.
#[inline(always)]
fn paeth(left: u8, above: u8, corner: u8) -> u8 {
    let low = left.min(above);
    let high = left.max(above);
    let over = corner.saturating_sub(low);
    let under = high.saturating_sub(corner);
    let is_low = over.saturating_sub(under) >= under;
    let is_high = under.saturating_sub(over) >= over;
    let found = if is_low { low } else { corner };
    if is_high { high } else { found }
}

/// Undoes the filters of several rows at once: four, or two where pixels are `WIDE`. Each row is two pixels behind the
/// one above it, so that what is above a pixel, which the step before the last has made, is there in time.
///
/// A vector has one word of four bytes for each row, or two, of which what is beyond the `BYTES` of a pixel is not used:
/// it is written behind the pixel and replaced by the next.
///
/// None, Sub and Up are Paeth with what they do not look at being zero. Average is the one that is not; `MIXED` is false
/// where all rows are Paeth.
fn wave<const BYTES: usize, const WIDE: bool, const MIXED: bool>(
    lines: Lines,
    all: &[u8],
    kinds: [u8; 4],
    out: &mut [u8],
) {
    let rows = rows_at_once(BYTES);
    let words = if WIDE { 2 } else { 1 };
    let pixels = lines.row_bytes / BYTES;
    // Where the wave begins the rows above are ahead, and where it ends those below are behind.
    let head = 2 * (rows - 1);
    let ahead = |row: usize| head.saturating_sub(2 * row);
    for row in 0..rows {
        part::<BYTES>(lines, all, row, 0..ahead(row), out);
    }
    let uses = |that: &[u8]| {
        V128::u32x4(std::array::from_fn(|word| {
            if that.contains(&kinds[word / words]) {
                u32::MAX
            } else {
                0
            }
        }))
    };
    let uses_left = uses(&[SUB, AVERAGE, PAETH]);
    let uses_above = uses(&[UP, AVERAGE, PAETH]);
    let uses_corner = uses(&[PAETH]);
    let is_average = uses(&[AVERAGE]);

    // For each row the pixel that is so far behind its next one, in that row or in the one above.
    let made = |behind: usize, rows_above: usize| {
        V128::u32x4(std::array::from_fn(|word| {
            let row = word / words;
            let line = (row + 1 - rows_above) * lines.stride();
            match ahead(row).checked_sub(behind) {
                Some(index) => word_at(out, line + index * BYTES + word % words * 4),
                None => 0,
            }
        }))
    };
    let mut left = made(1, 0);
    let mut before_left = made(2, 0);
    let mut corner = made(1, 1);

    // All slices have the same length, which is checked once.
    let length = (pixels - head) * BYTES + words * 4 - BYTES;
    let part_of = |row: usize| {
        let start = row * lines.filtered_stride() + 1 + ahead(row) * BYTES;
        if row < rows {
            &all[start..start + length]
        } else {
            &[]
        }
    };
    let filtered = [part_of(0), part_of(1), part_of(2), part_of(3)];
    let mut below = out.chunks_mut(lines.stride());
    let first = below.next().unwrap_or_default();
    let first = &first[head * BYTES..head * BYTES + length];
    let mut next_part = |row: usize| {
        let start = ahead(row) * BYTES;
        let line = below.next().unwrap_or_default();
        if row < rows {
            &mut line[start..start + length]
        } else {
            &mut []
        }
    };
    let here = &mut [next_part(0), next_part(1), next_part(2), next_part(3)];
    let mut at = 0;
    while at + words * 4 <= length {
        let (read, above) = if WIDE {
            let [upper, lower, ..] = filtered;
            let read = [
                word_at(upper, at),
                word_at(upper, at + 4),
                word_at(lower, at),
                word_at(lower, at + 4),
            ];
            let above = V128::u32x4([word_at(first, at), word_at(first, at + 4), 0, 0]);
            (read, above.i32x4_shuffle::<0, 1, 4, 5>(before_left))
        } else {
            let above = V128::u32x4([word_at(first, at), 0, 0, 0]);
            (
                filtered.map(|row| word_at(row, at)),
                above.i32x4_shuffle::<0, 4, 5, 6>(before_left),
            )
        };
        let predicted = if MIXED {
            let paeth = predict(
                left.v128_and(uses_left),
                above.v128_and(uses_above),
                corner.v128_and(uses_corner),
            );
            average(left, above).v128_bitselect(paeth, is_average)
        } else {
            predict(left, above, corner)
        };
        before_left = left;
        left = V128::u32x4(read).i8x16_add(predicted);
        corner = above;
        let [a, b, c, d] = left.to_u32();
        if WIDE {
            put(here[0], at, a);
            put(here[0], at + 4, b);
            put(here[1], at, c);
            put(here[1], at + 4, d);
        } else {
            put(here[0], at, a);
            put(here[1], at, b);
            put(here[2], at, c);
            put(here[3], at, d);
        }
        at += BYTES;
    }
    for row in 1..rows {
        part::<BYTES>(lines, all, row, pixels - 2 * row..pixels, out);
    }
}

#[inline(always)]
fn word_at(bytes: &[u8], at: usize) -> u32 {
    bytes[at..]
        .first_chunk()
        .map_or(0, |bytes| u32::from_le_bytes(*bytes))
}

#[inline(always)]
fn put(bytes: &mut [u8], at: usize, word: u32) {
    bytes[at..at + 4].copy_from_slice(&word.to_le_bytes());
}

/// The mean, rounded down.
#[inline(always)]
fn average(left: V128, above: V128) -> V128 {
    // The instruction rounds up.
    let odd = left.v128_xor(above).v128_and(V128::u8x16_splat(1));
    left.u8x16_avgr(above).i8x16_sub(odd)
}

/// As [`paeth`], for all lanes.
#[inline(always)]
fn predict(left: V128, above: V128, corner: V128) -> V128 {
    let low = left.u8x16_min(above);
    let high = left.u8x16_max(above);
    let over = corner.u8x16_sub_sat(low);
    let under = high.u8x16_sub_sat(corner);
    let is_low = over.u8x16_sub_sat(under).u8x16_ge(under);
    let is_high = under.u8x16_sub_sat(over).u8x16_ge(over);
    high.v128_bitselect(low.v128_bitselect(corner, is_low), is_high)
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn paeth_is_that_of_the_specification() {
        for left in 0..=255u8 {
            for above in 0..=255u8 {
                for corner in 0..=255u8 {
                    let [a, b, c] = [left, above, corner].map(i32::from);
                    let estimate = a + b - c;
                    let distances = [a, b, c].map(|value| (estimate - value).abs());
                    let expected = match distances {
                        [a, b, c] if a <= b && a <= c => left,
                        [_, b, c] if b <= c => above,
                        _ => corner,
                    };
                    assert_eq!(paeth(left, above, corner), expected);
                }
            }
        }
    }

    proptest! {
        #[test]
        fn rows_at_once_are_as_rows_one_by_one(
            size in 0..6usize,
            pixels in 1..60usize,
            kinds in prop_oneof![Just(vec![4; 4]), vec(0..5u8, 4), vec(3..5u8, 4)],
            bytes in vec(any::<u8>(), 100..2000),
        ) {
            let pixel_bytes = [1, 2, 3, 4, 6, 8][size];
            let lines = Lines { row_bytes: pixels * pixel_bytes, pixel_bytes };
            let count = rows_at_once(pixel_bytes);
            let mut random = bytes.iter().copied().cycle();
            let mut filtered: Vec<u8> = random.by_ref().take(count * lines.filtered_stride() + PAD_BYTES).collect();
            for row in 0..count {
                filtered[row * lines.filtered_stride()] = kinds[row];
            }
            let mut together: Vec<u8> = random.take((count + 1) * lines.stride()).collect();
            let mut alone = together.clone();
            unfilter(lines, &filtered, count, &mut together).unwrap();
            for row in 0..count {
                let filtered = &filtered[row * lines.filtered_stride()..];
                unfilter(lines, filtered, 1, &mut alone[row * lines.stride()..]).unwrap();
            }
            for row in 0..=count {
                let start = row * lines.stride();
                let row = start..start + lines.row_bytes;
                prop_assert_eq!(&together[row.clone()], &alone[row]);
            }
        }
    }
}
