//! The streaming resampler against a plain one, and the properties people look for.

use proptest::prelude::*;

use super::*;
use crate::contract::Filter;
use crate::decode::Reduction;
use crate::geometry::Window;

mod constants;

fn size(width: u32, height: u32) -> Size {
    Size { width, height }
}

/// The whole of `source`, scaled.
fn whole(source: Size, scaled: Size) -> Job {
    Job {
        region: Window::whole(source),
        scaled,
        window: Window::whole(scaled),
        filter: Filter::Lanczos3,
        linear: false,
        by_pixels: false,
    }
}

fn resample_rows(source: Size, channels: Channels, rows: &[u8], job: &Job) -> Picture {
    let shape = Shape {
        size: source,
        reduction: Reduction::None,
        channels,
    };
    let mut resampler = Resampler::new(shape, job, OutputSamples::Sixteen).unwrap();
    let row = source.width as usize * channels.count();
    for row in rows.chunks_exact(row).take(resampler.rows_needed()) {
        resampler.push(Row::Eight(row)).unwrap();
    }
    resampler.finish().sixteen().unwrap().into_owned()
}

fn resample(source: Size, channels: Channels, rows: &[u8], job: &Job) -> Vec<u8> {
    resample_rows(source, channels, rows, job).to_bytes()
}

/// Gray only, straight from the definition of a separable Lanczos filter, in double precision, whole picture at once.
fn reference(source: Size, data: &[u8], job: &Job) -> Vec<f64> {
    // The part of the axis that is used, its outputs, and one of them.
    let weights = |(start, length): (u32, u32), scaled: u32, output: u32| -> Vec<f64> {
        let step = f64::from(length) / f64::from(scaled);
        let center = (f64::from(output) + 0.5) * step;
        let raw: Vec<f64> = (0..length)
            .map(|at| {
                let x = (f64::from(at) + 0.5 - center) / step.max(1.0);
                let sinc = |x: f64| if x == 0.0 { 1.0 } else { x.sin() / x };
                let angle = std::f64::consts::PI * x;
                if x.abs() < 3.0 {
                    sinc(angle) * sinc(angle / 3.0)
                } else {
                    0.0
                }
            })
            .collect();
        let sum: f64 = raw.iter().sum();
        let zeros = vec![0.0; start as usize];
        zeros
            .into_iter()
            .chain(raw.into_iter().map(|weight| weight / sum))
            .collect()
    };
    let Job { region, window, .. } = *job;
    let mut result = Vec::new();
    for y in window.top..window.top + window.size.height {
        let vertical = weights((region.top, region.size.height), job.scaled.height, y);
        for x in window.left..window.left + window.size.width {
            let horizontal = weights((region.left, region.size.width), job.scaled.width, x);
            let mut sum = 0.0;
            for (row, weight_y) in data.chunks_exact(source.width as usize).zip(&vertical) {
                for (sample, weight_x) in row.iter().zip(&horizontal) {
                    sum += f64::from(*sample) * weight_x * weight_y;
                }
            }
            result.push(sum.clamp(0.0, 255.0));
        }
    }
    result
}

proptest! {
    #[test]
    fn equals_the_definition(
        width in 1u32..40, height in 1u32..40,
        scaled_width in 1u32..40, scaled_height in 1u32..40,
        cut in 0u32..5, seed: u64,
    ) {
        let mut state = seed;
        let data: Vec<u8> = (0..width * height)
            .map(|_| {
                state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
                (state >> 56) as u8
            })
            .collect();
        let scaled = size(scaled_width, scaled_height);
        let left = cut.min(scaled_width - 1);
        let top = cut.min(scaled_height - 1);
        let source = size(width, height);
        let job = Job {
            region: Window {
                left: cut.min(width - 1),
                top: 0,
                size: size(width - cut.min(width - 1), height.div_ceil(2)),
            },
            window: Window {
                left,
                top,
                size: size(scaled_width - left, (scaled_height - top).div_ceil(2)),
            },
            ..whole(source, scaled)
        };
        let result = resample(source, Channels::Gray, &data, &job);
        let expected = reference(source, &data, &job);
        prop_assert_eq!(result.len(), expected.len());
        for (result, expected) in result.iter().zip(expected) {
            prop_assert!((f64::from(*result) - expected).abs() < 0.6, "{result} for {expected}");
        }
    }

    #[test]
    fn a_plain_colour_stays_that_colour(
        width in 1u32..60, height in 1u32..60,
        scaled_width in 1u32..60, scaled_height in 1u32..60,
        color: [u8; 4],
    ) {
        let source = size(width, height);
        let job = whole(source, size(scaled_width, scaled_height));
        let count = (width * height) as usize;
        let rgb = resample(source, Channels::Rgb, &color[..3].repeat(count), &job);
        prop_assert!(rgb.chunks_exact(3).all(|pixel| pixel == &color[..3]));
        let opaque = [color[0], color[1], color[2], 255];
        let rgba = resample(source, Channels::Rgba, &opaque.repeat(count), &job);
        prop_assert!(rgba.chunks_exact(4).all(|pixel| pixel == opaque));
    }
}

#[test]
fn an_unchanged_size_gives_the_same_bytes() {
    let data: Vec<u8> = (0..7 * 5 * 3).map(|at| (at * 37 % 256) as u8).collect();
    let result = resample(
        size(7, 5),
        Channels::Rgb,
        &data,
        &whole(size(7, 5), size(7, 5)),
    );
    assert_eq!(result, data);
}

#[test]
fn the_colour_of_transparent_pixels_leaves_no_fringe() {
    // An opaque red half beside a transparent green half.
    let row = [[255, 0, 0, 255].repeat(8), [0, 255, 0, 0].repeat(8)].concat();
    let result = resample(
        size(16, 16),
        Channels::Rgba,
        &row.repeat(16),
        &whole(size(16, 16), size(5, 5)),
    );
    for pixel in result.chunks_exact(4) {
        // Less than half a step of what is to be seen of it.
        let seen = |difference: u8| u32::from(difference) * u32::from(pixel[3]) < 128;
        assert!(
            pixel[3] == 0 || (seen(255 - pixel[0]) && seen(pixel[1])),
            "{pixel:?}"
        );
    }
    let gray_row = [[200, 255].repeat(8), [0, 0].repeat(8)].concat();
    let result = resample(
        size(16, 16),
        Channels::GrayAlpha,
        &gray_row.repeat(16),
        &whole(size(16, 16), size(5, 5)),
    );
    for pixel in result.chunks_exact(2) {
        assert!(
            u32::from(pixel[0].abs_diff(200)) * u32::from(pixel[1]) < 128,
            "{pixel:?}"
        );
    }
}

#[test]
fn only_the_rows_in_the_making_are_kept() {
    let source = size(64, 6400);
    let shape = Shape {
        size: source,
        reduction: Reduction::None,
        channels: Channels::Gray,
    };
    let mut resampler =
        Resampler::new(shape, &whole(source, size(64, 100)), OutputSamples::Sixteen).unwrap();
    for _ in 0..6400 {
        resampler.push(Row::Eight(&[128; 64])).unwrap();
    }
    assert_eq!(resampler.finish().bytes().len(), 6400);
}

#[test]
fn rows_below_what_is_used_are_not_needed() {
    let source = size(10, 1000);
    let shape = Shape {
        size: source,
        reduction: Reduction::None,
        channels: Channels::Gray,
    };
    let job = Job {
        region: Window {
            left: 0,
            top: 100,
            size: size(10, 200),
        },
        ..whole(source, size(5, 100))
    };
    assert_eq!(
        Resampler::new(shape, &job, OutputSamples::Sixteen)
            .unwrap()
            .rows_needed(),
        300
    );
}

/// A decoder that has shrunk 17 x 17 pixels by 8 hands out 3 x 3, of which the last stand for one pixel only.
#[test]
fn a_shrunken_source_keeps_its_geometry() {
    let shape = Shape {
        size: size(3, 1),
        reduction: Reduction::Mean(8),
        channels: Channels::Gray,
    };
    let job = Job {
        filter: Filter::Nearest,
        ..whole(size(17, 8), size(17, 1))
    };
    let mut resampler = Resampler::new(shape, &job, OutputSamples::Sixteen).unwrap();
    resampler.push(Row::Eight(&[10, 20, 30])).unwrap();
    let expected = [[10u8; 8], [20; 8]].concat();
    let result = resampler.finish().bytes().into_owned();
    assert_eq!(result[..16], expected);
    assert_eq!(result[16], 30);
}

#[test]
fn sixteen_bits_survive() {
    let source = size(3, 1);
    let shape = Shape {
        size: source,
        reduction: Reduction::None,
        channels: Channels::Rgb,
    };
    let row: Vec<u16> = (0..9).map(|at| at * 7001 + 3).collect();
    for linear in [false, true] {
        let job = Job {
            linear,
            ..whole(source, source)
        };
        let mut resampler = Resampler::new(shape, &job, OutputSamples::Sixteen).unwrap();
        resampler.push(Row::Sixteen(&row)).unwrap();
        let result = resampler.finish().sixteen().unwrap().into_owned();
        assert_eq!(result.samples, row);
    }
}

#[test]
fn a_pattern_of_one_pixel_keeps_its_light_where_light_is_added_up() {
    let source = size(64, 64);
    let checks: Vec<u8> = (0..64 * 64)
        .map(|at| if (at % 64 + at / 64) % 2 == 0 { 255 } else { 0 })
        .collect();
    for filter in [
        Filter::Bilinear,
        Filter::Mitchell,
        Filter::CatmullRom,
        Filter::Lanczos3,
    ] {
        for (linear, expected) in [(true, 188u8), (false, 128)] {
            let job = Job {
                filter,
                linear,
                ..whole(source, size(16, 16))
            };
            for (channels, rows) in [
                (Channels::Gray, checks.clone()),
                (
                    Channels::Rgb,
                    checks.iter().flat_map(|gray| [*gray; 3]).collect(),
                ),
            ] {
                let result = resample(source, channels, &rows, &job);
                assert!(
                    result.iter().all(|sample| sample.abs_diff(expected) <= 1),
                    "{filter:?} {linear}: {result:?}"
                );
            }
        }
    }
}
