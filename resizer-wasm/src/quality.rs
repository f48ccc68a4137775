//! `quality = auto` and `score`: the fewest bytes for a file that looks as well as it should.

use similarity::Comparison;

use crate::contract::{Error, Filter, Quality, QualityBy, Target};
use crate::decode::{Opened, Terms, Wish};
use crate::encode::{Choice, Encoded};
use crate::error;
use crate::geometry::Window;
use crate::head;
use crate::metadata::Kept;
use crate::picture::{Channels, Pixels, Resampled};
use crate::resample::{self, Job, OutputSamples};

/// The score of `auto`. The authors of SSIMULACRA2 say of 70 that an average observer who does not see the original notices
/// no artefacts, and of 80 that none sees a difference side by side. A thumbnail is not seen beside its uncompressed self;
/// quality 80 of libjpeg and libwebp comes to 75 to 78 on average (docs/recipes.md).
const AUTO: u8 = 75;

/// The lowest and the highest quality that are tried: 63 of them, so that six files tell the right one. Below, blocks are seen
/// whatever a score says; above, files grow and nothing is seen.
const QUALITIES: std::ops::RangeInclusive<u8> = 34..=96;

/// What a transparent picture is laid on to be compared. The lower of both scores counts.
const BACKDROPS: [u8; 2] = [0, 255];

/// An encoded file, and how its quality was found.
pub(crate) struct Found {
    pub(crate) encoded: Encoded,
    /// In hundredths.
    pub(crate) score: i32,
    pub(crate) by: QualityBy,
}

/// The score that is asked for, where it is one.
pub(crate) fn wanted_score(target: &Target, choice: Choice) -> Option<u8> {
    choice.in_quality(*QUALITIES.start())?;
    match target.quality? {
        Quality::Number(_) => None,
        Quality::Auto => Some(AUTO),
        Quality::Score(score) => Some(score),
    }
}

/// The file in the lowest quality with a score of `wanted`, or in the best one that has at most `max_bytes`.
///
/// Scores and sizes nearly always grow with quality, so one search halves for both: at most 6 files are made. Whatever they are
/// like, the next lower quality was tried and had less than `wanted`, or the next higher one and had more than `max_bytes`.
/// Where not even the lowest quality of the search has few enough bytes, those below are searched by bytes alone.
///
/// # Errors
/// As [`Choice::encode`], and `limit-exceeded` where there is no memory for comparing.
pub(crate) fn find(
    picture: &Pixels,
    choice: Choice,
    kept: &Kept,
    wanted: u8,
    max_bytes: Option<u32>,
) -> Result<Found, Error> {
    let wanted = i32::from(wanted) * 100;
    let in_quality = |quality| choice.in_quality(quality).unwrap_or(choice);
    let (mut low, mut high) = (*QUALITIES.start(), *QUALITIES.end() + 1);
    let (mut reaching, mut below) = (None, None);
    while low < high {
        let middle = low.midpoint(high);
        let encoded = in_quality(middle).encode(picture, kept, None)?;
        let is_too_large = max_bytes.is_some_and(|max| encoded.data.len() as u64 > u64::from(max));
        if is_too_large {
            high = middle;
            continue;
        }
        let score = score(picture, &encoded.data)?;
        if score >= wanted {
            high = middle;
            reaching = Some((encoded, score, by_score(middle)));
        } else {
            low = middle + 1;
            below = Some((encoded, score, by_limit(middle)));
        }
    }
    let (encoded, score, by) = match reaching.or(below) {
        Some(found) => found,
        None => {
            let encoded = in_quality(*QUALITIES.start() - 1).encode(picture, kept, max_bytes)?;
            let score = score(picture, &encoded.data)?;
            (encoded, score, QualityBy::MaxBytes)
        }
    };
    Ok(Found { encoded, score, by })
}

/// What decided the lowest quality that has the score.
fn by_score(quality: u8) -> QualityBy {
    match quality == *QUALITIES.start() {
        true => QualityBy::Lowest,
        false => QualityBy::Score,
    }
}

/// What decided the highest quality where none has the score.
fn by_limit(quality: u8) -> QualityBy {
    match quality == *QUALITIES.end() {
        true => QualityBy::Highest,
        false => QualityBy::MaxBytes,
    }
}

/// The score of a picture in the quality of `choice`, in hundredths.
///
/// # Errors
/// As [`find`].
pub(crate) fn score_in(picture: &Pixels, choice: Choice, kept: &Kept) -> Result<i32, Error> {
    score(picture, &choice.encode(picture, kept, None)?.data)
}

/// The score of a file beside what it was made of, in hundredths: as it is shown, and so at full size and with colour of full
/// resolution.
fn score(original: &Pixels, file: &[u8]) -> Result<i32, Error> {
    let shown = decoded(file)?;
    let size = original.size();
    let (width, height) = (size.width as usize, size.height as usize);
    let (before, after) = (original.bytes(), shown.bytes());
    let (of_before, of_after) = (original.channels(), shown.channels());
    let backdrops = match of_before.has_alpha() {
        true => &BACKDROPS[..],
        false => &BACKDROPS[..1],
    };
    let mut lowest = f64::INFINITY;
    for backdrop in backdrops {
        let mut comparison = Comparison::new(width, height)
            .map_err(|_| error::out_of_memory(Comparison::bytes(width, height)))?;
        let row = |bytes: &[u8], channels: Channels, y: usize| {
            let length = width * channels.count();
            on(*backdrop, &bytes[y * length..][..length], channels)
        };
        for y in 0..height {
            comparison.push(&row(&before, of_before, y), &row(&after, of_after, y));
        }
        lowest = lowest.min(comparison.finish());
    }
    Ok((lowest * 100.0).floor() as i32)
}

/// Red, green and blue of a row of pixels on a gray backdrop.
fn on(backdrop: u8, row: &[u8], channels: Channels) -> Vec<u8> {
    let laid = |sample: u8, alpha: u8| {
        let sum =
            u32::from(sample) * u32::from(alpha) + u32::from(backdrop) * u32::from(255 - alpha);
        ((sum + 127) / 255) as u8
    };
    match channels {
        Channels::Gray => row.iter().flat_map(|gray| [*gray; 3]).collect(),
        Channels::Rgb => row.to_vec(),
        Channels::GrayAlpha => row
            .chunks_exact(2)
            .flat_map(|pixel| [laid(pixel[0], pixel[1]); 3])
            .collect(),
        Channels::Rgba | Channels::Cmyk => row
            .chunks_exact(4)
            .flat_map(|pixel| [0, 1, 2].map(|channel| laid(pixel[channel], pixel[3])))
            .collect(),
    }
}

/// A file of ours, decoded.
fn decoded(file: &[u8]) -> Result<Pixels, Error> {
    let head = head::read_whole(file)?;
    let terms = Terms {
        tolerant: false,
        max_scans: u32::MAX,
        max_work: u64::MAX,
    };
    let every_pixel = Wish {
        source_pixels_per_output: 1.0,
        halves_chroma: false,
        is_drawing: true,
    };
    let mut source = Opened::new(file, &head, terms)?.decode(&[every_pixel])?;
    let size = head.size();
    let whole = Window {
        left: 0,
        top: 0,
        size,
    };
    let job = Job {
        region: whole,
        scaled: size,
        window: whole,
        filter: Filter::Lanczos3,
        linear: false,
        by_pixels: true,
    };
    let made = resample::resample(&mut source, &[(job, OutputSamples::Eight)], None)?;
    match made.into_iter().next().map(|made| made.picture) {
        Some(Resampled::Pixels(pixels)) => Ok(pixels),
        // Only for halved chroma.
        Some(Resampled::Components(_)) | None => Err(error::malformed(
            head.format,
            "it was not decoded to pixels",
        )),
    }
}
