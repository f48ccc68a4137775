//! Segments: up to four sorts of macroblocks, each with a quantiser and a loop filter of its own, RFC 6386, section 9.3.
//!
//! Errors hide in texture and show in smooth parts. So macroblocks are sorted by their activity, and the steps of what is
//! smooth are smaller than those of what is not (what libwebp's documents call spatial noise shaping).

use super::bool_writer::BoolWriter;
use super::planes::Planes;
use super::quantize::Quantizer;
use crate::contract::Error;
use crate::picture;

/// RFC 6386, section 9.3.
const MOST_SEGMENTS: usize = 4;

/// A segment's header takes about 12 bytes, which so few macroblocks do not give back.
const LEAST_MACROBLOCKS: usize = 12;

/// Activity is a logarithm to the base 2 in so many parts.
const PARTS: u32 = 16;

/// Of 16 bits of variance.
const ACTIVITIES: usize = (16 * PARTS) as usize + 1;

/// A variance that is hardly seen.
const FLAT: f32 = 6.0;

/// Where it is not measured.
const USUAL_ACTIVITY: u32 = 6 * PARTS;

/// A square with twice the variance has steps that are larger by this power of two. Found by trying, with SSIMULACRA2: 0.1
/// gains a little less, 0.3 much less, and 0.45 loses.
const SHARE: f32 = 0.18;

/// What the macroblocks of a segment share.
#[derive(Debug, Clone, Copy)]
pub(super) struct Segment {
    pub(super) quantizer: Quantizer,
    /// The strength of the loop filter. Edges of blocks are about a quarter as high as a step is wide: to be smoothed where
    /// they are seen, and less where that takes more from texture than from edges. Found by trying, with SSIMULACRA2.
    filter: u8,
}

impl Segment {
    fn new(index: u8, activity: u32) -> Self {
        let quantizer = Quantizer::of_index(index);
        let share = (0.35 - 0.033 * activity as f32 / PARTS as f32).max(0.1);
        Self {
            quantizer,
            filter: (quantizer.step() as f32 * share).min(63.0) as u8,
        }
    }
}

/// The segments of a picture.
pub(super) struct Segments {
    segments: [Segment; MOST_SEGMENTS],
    /// Of each macroblock which of them; empty where there is one for all.
    map: Vec<u8>,
}

impl Segments {
    /// One for all macroblocks.
    fn one(quality: u8) -> Self {
        Self {
            segments: [Segment::new(Quantizer::index_of_quality(quality), USUAL_ACTIVITY);
                MOST_SEGMENTS],
            map: Vec::new(),
        }
    }

    /// By activity. `unseen` says of each macroblock whether all of it is transparent; it is empty where none is.
    ///
    /// # Errors
    /// `limit-exceeded` where memory does not suffice.
    pub(super) fn by_activity(
        planes: &Planes,
        unseen: &[bool],
        quality: u8,
    ) -> Result<Self, Error> {
        let count = planes.columns * planes.rows;
        if count < LEAST_MACROBLOCKS {
            return Ok(Self::one(quality));
        }
        let mut activities: Vec<u16> = picture::reserve(count as u64)?;
        let mut histogram = [0u32; ACTIVITIES];
        for index in 0..count {
            let source = planes.macroblock(index % planes.columns, index / planes.columns);
            let activity = activity(&source.luma);
            activities.push(activity);
            if unseen.get(index) != Some(&true) {
                histogram[usize::from(activity)] += 1;
            }
        }
        let centers = centers(&histogram);
        let mean = mean(&histogram, 0, ACTIVITIES).unwrap_or(0);
        let base = Quantizer::index_of_quality(quality);
        let segments =
            centers.map(|center| Segment::new(index_at(base, center as i32 - mean as i32), center));
        let first = segments[0].quantizer.index;
        if segments
            .iter()
            .all(|segment| segment.quantizer.index == first)
        {
            return Ok(Self::one(quality));
        }
        let mut map: Vec<u8> = picture::reserve(count as u64)?;
        map.extend(
            activities
                .iter()
                .map(|activity| nearest(&centers, *activity) as u8),
        );
        Ok(Self { segments, map })
    }

    /// That of a macroblock.
    pub(super) fn of(&self, macroblock: usize) -> &Segment {
        let segment = self.map.get(macroblock).copied().unwrap_or(0);
        &self.segments[usize::from(segment)]
    }

    /// Sections 9.3, 9.6 and 9.7: what the header says of them, and of the filter and the quantiser.
    pub(super) fn write_header(&self, writer: &mut BoolWriter) {
        let has_map = !self.map.is_empty();
        writer.put_even(has_map);
        if has_map {
            // The map and the values are new; the values are not differences.
            writer.put_number(0b111, 3);
            for segment in &self.segments {
                writer.put_even(true);
                writer.put_number(u32::from(segment.quantizer.index), 7);
                writer.put_even(false);
            }
            for segment in &self.segments {
                writer.put_even(true);
                writer.put_number(u32::from(segment.filter), 6);
                writer.put_even(false);
            }
            for probability in self.probabilities() {
                writer.put_even(true);
                writer.put_number(u32::from(probability), 8);
            }
        }
        let first = &self.segments[0];
        // The normal filter, its strength, not sharper than usual, and everywhere the same; one partition of tokens.
        writer.put_number(0, 1);
        writer.put_number(u32::from(first.filter), 6);
        writer.put_number(0, 3 + 1 + 2);
        writer.put_number(u32::from(first.quantizer.index), 7);
    }

    /// Section 10: the segment of a macroblock.
    pub(super) fn write(&self, macroblock: usize, probabilities: [u8; 3], writer: &mut BoolWriter) {
        let Some(segment) = self.map.get(macroblock) else {
            return;
        };
        let (high, low) = (segment >> 1 == 1, segment & 1 == 1);
        writer.put(high, probabilities[0]);
        writer.put(low, probabilities[1 + usize::from(high)]);
    }

    /// Of the tree of section 10.
    pub(super) fn probabilities(&self) -> [u8; 3] {
        let mut counts = [0u64; MOST_SEGMENTS];
        for segment in &self.map {
            counts[usize::from(*segment)] += 1;
        }
        let share = |zeros: u64, ones: u64| {
            (255 * zeros)
                .checked_div(zeros + ones)
                .unwrap_or(255)
                .max(1) as u8
        };
        [
            share(counts[0] + counts[1], counts[2] + counts[3]),
            share(counts[0], counts[1]),
            share(counts[2], counts[3]),
        ]
    }
}

/// The mean logarithm of the variances of 16 squares: an edge between smooth parts counts little.
fn activity(luma: &[u8; 256]) -> u16 {
    let corners = (0..16).map(|square| square / 4 * 64 + square % 4 * 4);
    let sum: f32 = corners.map(|corner| logarithm(&luma[corner..])).sum();
    (sum / 16.0 * PARTS as f32) as u16
}

/// Of the variance of a square in rows of 16 samples. Never inlined, as the loop of them would be unrolled.
#[inline(never)]
fn logarithm(luma: &[u8]) -> f32 {
    let (mut total, mut squares) = (0u32, 0u32);
    for row in luma.chunks(16).take(4) {
        for sample in &row[..4] {
            total += u32::from(*sample);
            squares += u32::from(*sample).pow(2);
        }
    }
    let variance = squares * 16 - total * total;
    libm::log2f(FLAT + variance as f32 / 256.0)
}

/// The mean of the activities from `from` to before `to`.
#[inline(never)]
fn mean(histogram: &[u32; ACTIVITIES], from: usize, to: usize) -> Option<u32> {
    let (mut count, mut sum) = (0u64, 0u64);
    for (activity, times) in histogram.iter().enumerate().take(to).skip(from) {
        count += u64::from(*times);
        sum += u64::from(*times) * activity as u64;
    }
    sum.checked_div(count).map(|mean| mean as u32)
}

/// K-means, from centres that are evenly spread.
fn centers(histogram: &[u32; ACTIVITIES]) -> [u32; MOST_SEGMENTS] {
    let used = |activity: &usize| histogram[*activity] > 0;
    let least = (0..ACTIVITIES).find(used).unwrap_or(0);
    let most = (0..ACTIVITIES).rfind(used).unwrap_or(0);
    let mut centers: [u32; MOST_SEGMENTS] = std::array::from_fn(|segment| {
        (least + (most - least) * (2 * segment + 1) / (2 * MOST_SEGMENTS)) as u32
    });
    for _ in 0..8 {
        let bounds: [usize; MOST_SEGMENTS + 1] = std::array::from_fn(|segment| match segment {
            0 => 0,
            MOST_SEGMENTS => ACTIVITIES,
            _ => ((centers[segment - 1] + centers[segment]) / 2) as usize + 1,
        });
        for (segment, center) in centers.iter_mut().enumerate() {
            if let Some(mean) = mean(histogram, bounds[segment], bounds[segment + 1]) {
                *center = mean;
            }
        }
    }
    centers
}

fn nearest(centers: &[u32; MOST_SEGMENTS], activity: u16) -> usize {
    (0..MOST_SEGMENTS)
        .min_by_key(|segment| centers[*segment].abs_diff(u32::from(activity)))
        .unwrap_or(0)
}

/// The index whose step is as much larger than that of `base` as the activity, in parts, asks for. Never inlined: it is for
/// each segment.
#[inline(never)]
fn index_at(base: u8, difference: i32) -> u8 {
    let step = Quantizer::of_index(base).step() as f32;
    let wanted = step * libm::exp2f(SHARE * difference as f32 / PARTS as f32);
    Quantizer::index_of_step(wanted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::Size;

    /// Smooth on the left and rough on the right.
    fn segments(width: u32, height: u32, unseen: &[bool]) -> Segments {
        let value = |x: u32, y: u32| if x < width / 2 { 90 } else { x * 97 + y * 71 };
        let rgb: Vec<u8> = (0..width * height)
            .flat_map(|at| [value(at % width, at / width) as u8; 3])
            .collect();
        let planes = Planes::new(&rgb, Size { width, height }).unwrap();
        Segments::by_activity(&planes, unseen, 70).unwrap()
    }

    #[test]
    fn smooth_parts_have_smaller_steps_and_a_weaker_filter() {
        let segments = segments(160, 80, &[]);
        let (smooth, rough) = (segments.of(0), segments.of(9));
        assert!(smooth.quantizer.step() < rough.quantizer.step());
        assert!(smooth.filter < rough.filter);
        let asked = Quantizer::index_of_quality(70);
        assert!(smooth.quantizer.index < asked && asked < rough.quantizer.index);
    }

    #[test]
    fn one_segment_has_no_map() {
        let has_map = |segments: Segments| !segments.map.is_empty();
        assert!(!has_map(segments(32, 32, &[])), "few macroblocks");
        let none_is_seen = [true; 50];
        assert!(
            !has_map(segments(160, 80, &none_is_seen)),
            "nothing is seen"
        );
        assert!(has_map(segments(160, 80, &[])));
    }
}
