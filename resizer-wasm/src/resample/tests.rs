//! The streaming resampler against a plain one, and the properties people look for.

use proptest::prelude::*;

use super::*;
use crate::plan::Window;

fn size(width: u32, height: u32) -> Size {
    Size { width, height }
}

fn whole(scaled: Size) -> Geometry {
    Geometry {
        scaled,
        window: Window {
            left: 0,
            top: 0,
            size: scaled,
        },
    }
}

fn resample(source: Size, channels: Channels, data: &[u8], geometry: &Geometry) -> Vec<u8> {
    let mut resampler = Resampler::new(source, channels, geometry).unwrap();
    let mut samples = Samples::new(channels);
    for row in data.chunks_exact(source.width as usize * channels.count()) {
        samples.load(row);
        resampler.push(&samples);
    }
    resampler.finish().data
}

/// Gray only, straight from the definition of a separable Lanczos filter, in double precision, whole picture at once.
fn reference(source: Size, data: &[u8], geometry: &Geometry) -> Vec<f64> {
    let weights = |input: u32, scaled: u32, output: u32| -> Vec<f64> {
        let step = f64::from(input) / f64::from(scaled);
        let center = (f64::from(output) + 0.5) * step;
        let raw: Vec<f64> = (0..input)
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
        raw.into_iter().map(|weight| weight / sum).collect()
    };
    let window = geometry.window;
    let mut result = Vec::new();
    for y in window.top..window.top + window.size.height {
        let vertical = weights(source.height, geometry.scaled.height, y);
        for x in window.left..window.left + window.size.width {
            let horizontal = weights(source.width, geometry.scaled.width, x);
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
        let geometry = Geometry {
            scaled,
            window: Window {
                left,
                top,
                size: size(scaled_width - left, (scaled_height - top).div_ceil(2)),
            },
        };
        let source = size(width, height);
        let result = resample(source, Channels::Gray, &data, &geometry);
        let expected = reference(source, &data, &geometry);
        prop_assert_eq!(result.len(), expected.len());
        for (result, expected) in result.iter().zip(expected) {
            prop_assert!((f64::from(*result) - expected).abs() < 0.51, "{result} for {expected}");
        }
    }

    #[test]
    fn a_plain_colour_stays_that_colour(
        width in 1u32..60, height in 1u32..60,
        scaled_width in 1u32..60, scaled_height in 1u32..60,
        color: [u8; 4],
    ) {
        let source = size(width, height);
        let geometry = whole(size(scaled_width, scaled_height));
        let count = (width * height) as usize;
        let rgb = resample(source, Channels::Rgb, &color[..3].repeat(count), &geometry);
        prop_assert!(rgb.chunks_exact(3).all(|pixel| pixel == &color[..3]));
        let opaque = [color[0], color[1], color[2], 255];
        let rgba = resample(source, Channels::Rgba, &opaque.repeat(count), &geometry);
        prop_assert!(rgba.chunks_exact(4).all(|pixel| pixel == opaque));
    }
}

#[test]
fn an_unchanged_size_gives_the_same_bytes() {
    let data: Vec<u8> = (0..7 * 5 * 3).map(|at| (at * 37 % 256) as u8).collect();
    let result = resample(size(7, 5), Channels::Rgb, &data, &whole(size(7, 5)));
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
        &whole(size(5, 5)),
    );
    for pixel in result.chunks_exact(4) {
        assert!(
            pixel[3] == 0 || (pixel[0] >= 254 && pixel[1] == 0),
            "{pixel:?}"
        );
    }
    let gray_row = [[200, 255].repeat(8), [0, 0].repeat(8)].concat();
    let result = resample(
        size(16, 16),
        Channels::GrayAlpha,
        &gray_row.repeat(16),
        &whole(size(5, 5)),
    );
    for pixel in result.chunks_exact(2) {
        assert!(
            pixel[1] == 0 || (199..=201).contains(&pixel[0]),
            "{pixel:?}"
        );
    }
}

#[test]
fn only_the_rows_in_the_making_are_kept() {
    let mut resampler =
        Resampler::new(size(64, 6400), Channels::Gray, &whole(size(64, 100))).unwrap();
    let mut samples = Samples::new(Channels::Gray);
    samples.load(&[128; 64]);
    let mut most = 0;
    for _ in 0..6400 {
        resampler.push(&samples);
        most = most.max(resampler.sums.len());
    }
    // Six lobes wide, and one for the row that is about to be finished.
    assert!(most <= 7, "{most} rows were kept");
    assert_eq!(resampler.finish().data.len(), 6400);
}
