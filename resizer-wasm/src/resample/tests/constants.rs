//! What is the same everywhere stays as it is, whatever it is scaled to, and half black and half white stays half.

use super::*;
use crate::picture::Row;

const FILTERS: [Filter; 5] = [
    Filter::Nearest,
    Filter::Bilinear,
    Filter::CatmullRom,
    Filter::Mitchell,
    Filter::Lanczos3,
];

const LAYOUTS: [Channels; 5] = [
    Channels::Gray,
    Channels::GrayAlpha,
    Channels::Rgb,
    Channels::Rgba,
    Channels::Cmyk,
];

/// A result of a picture whose rows are these in turn.
fn scaled(source: Size, channels: Channels, rows: [Row<'_>; 2], job: &Job) -> Picture {
    let shape = Shape {
        size: source,
        reduction: Reduction::None,
        channels,
    };
    let mut resampler = Resampler::new(shape, job, OutputSamples::Sixteen).unwrap();
    for number in 0..resampler.rows_needed() {
        resampler.push(rows[number % 2]).unwrap();
    }
    resampler.finish().sixteen().unwrap().into_owned()
}

/// A row of pixels that are all this one, which has as many samples as the layout at most.
fn row<T: Copy>(pixel: [T; 4], channels: Channels, width: u32) -> Vec<T> {
    let alpha = match channels {
        Channels::GrayAlpha => Some(1),
        _ => None,
    };
    let pixel: Vec<T> = (0..channels.count())
        .map(|at| {
            if alpha == Some(at) {
                pixel[3]
            } else {
                pixel[at]
            }
        })
        .collect();
    pixel.repeat(width as usize)
}

fn job(source: Size, scaled: Size, filter: Filter, linear: bool) -> Job {
    Job {
        filter,
        linear,
        ..whole(source, scaled)
    }
}

/// Asserts that a constant comes out as it is. The colours of what is transparent have less precision, as they are multiplied
/// by alpha meanwhile: on no background is the difference more than a step.
fn stays(source: Size, to: Size, channels: Channels, pixel: [u8; 4], filter: Filter, linear: bool) {
    let job = job(source, to, filter, linear);
    let what = format!("{source:?} to {to:?}, {channels:?}, {pixel:?}, {filter:?}, {linear}");
    let eight = row(pixel, channels, source.width);
    let deep: Vec<u16> = eight
        .iter()
        .map(|sample| (u16::from(*sample) * 257) ^ 1)
        .collect();
    let has_alpha = matches!(channels, Channels::GrayAlpha | Channels::Rgba);
    let bytes = scaled(source, channels, [Row::Eight(&eight); 2], &job).to_bytes();
    for (made, constant) in bytes.iter().zip(eight.iter().cycle()) {
        if has_alpha {
            let visible = u32::from(made.abs_diff(*constant)) * u32::from(pixel[3]);
            assert!(visible <= 255, "{what}: {made} for {constant}");
        } else {
            assert_eq!(made, constant, "{what}");
        }
    }
    let made = scaled(source, channels, [Row::Sixteen(&deep); 2], &job).samples;
    for (made, constant) in made.iter().zip(deep.iter().cycle()) {
        let allowed = if has_alpha {
            1 + 256 / u16::from(pixel[3].max(1))
        } else {
            0
        };
        let invisible = has_alpha && pixel[3] == 0;
        assert!(
            invisible || made.abs_diff(*constant) <= allowed,
            "{what}: {made} for {constant}"
        );
    }
}

#[test]
fn grays_stay_at_any_ratio() {
    for filter in FILTERS {
        for ratio in [
            1, 2, 7, 16, 20, 21, 22, 31, 32, 33, 43, 63, 64, 65, 130, 700,
        ] {
            for value in [0, 1, 16, 64, 100, 128, 129, 200, 254, 255] {
                let pixel = [value; 4];
                stays(
                    size(3, 3 * ratio),
                    size(2, 3),
                    Channels::Gray,
                    pixel,
                    filter,
                    false,
                );
                stays(
                    size(3 * ratio, 3),
                    size(3, 2),
                    Channels::Gray,
                    pixel,
                    filter,
                    false,
                );
            }
        }
    }
}

#[test]
fn black_stays_black_at_the_longest_sides() {
    for filter in FILTERS {
        for (value, linear) in [(0, false), (254, true)] {
            let pixel = [value; 4];
            stays(
                size(1, 400_000),
                size(1, 1),
                Channels::Gray,
                pixel,
                filter,
                linear,
            );
            stays(
                size(400_000, 1),
                size(1, 1),
                Channels::Gray,
                pixel,
                filter,
                linear,
            );
            stays(
                size(90_001, 1),
                size(7, 1),
                Channels::Rgb,
                pixel,
                filter,
                linear,
            );
        }
    }
}

/// Black and white in turn, by rows, by columns and as a checker: the mean of a result is in the middle.
#[test]
fn half_black_and_half_white_stays_half() {
    let mean =
        |made: &[u8]| made.iter().map(|sample| f64::from(*sample)).sum::<f64>() / made.len() as f64;
    for filter in FILTERS {
        if filter == Filter::Nearest {
            continue;
        }
        for ratio in [
            2, 3, 8, 20, 21, 22, 33, 43, 64, 65, 100, 130, 700, 4000, 20_000, 50_000,
        ] {
            for across in [false, true] {
                let long = ratio * if ratio < 100 { 6 } else { 2 };
                let (source, to) = match across {
                    true => (size(long, 6), size(long / ratio, 2)),
                    false => (size(6, long), size(2, long / ratio)),
                };
                let white_first: Vec<u8> = (0..source.width).map(|x| (x % 2) as u8 * 255).collect();
                let black_first: Vec<u8> = white_first.iter().map(|sample| !*sample).collect();
                let job = job(source, to, filter, false);
                let rows = [Row::Eight(&white_first), Row::Eight(&black_first)];
                let made = scaled(source, Channels::Gray, rows, &job).to_bytes();
                let found = mean(&made);
                assert!(
                    (found - 127.5).abs() <= 1.0,
                    "{filter:?} {source:?} {to:?}: {found}"
                );
            }
        }
    }
}

proptest! {
    #[test]
    fn any_constant_stays(
        source in (1u32..300, 1u32..300),
        to in (1u32..40, 1u32..40),
        layout in 0usize..5,
        filter in 0usize..5,
        pixel: [u8; 4],
        linear: bool,
    ) {
        let channels = LAYOUTS[layout];
        let to = size(to.0, to.1);
        stays(size(source.0, source.1), to, channels, pixel, FILTERS[filter], linear);
    }
}
