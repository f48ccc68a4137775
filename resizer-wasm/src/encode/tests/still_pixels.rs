//! What does not change from frame to frame: in the file it does not change either.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::animations::{LOSSLESS, encoded, encoded_as, pictures};
use super::pictures::{noise, photo, picture, size};
use super::read::{self, rgba};
use crate::contract::{GifOptions, PngOptions, WebpOptions};
use crate::encode::Choice;
use crate::metadata::Kept;
use crate::picture::{Channels, Picture, from_byte, to_byte};

/// The same without colours.
fn in_grays(picture: &Picture) -> Picture {
    let pixels = picture.samples.chunks_exact(picture.channels.count());
    Picture {
        channels: Channels::GrayAlpha,
        samples: pixels.flat_map(|pixel| [pixel[1], pixel[3]]).collect(),
        ..*picture
    }
}

/// Frames in which few pixels change: rectangles that are drawn over what is there, with colours of the whole range or of
/// few, opaque or not.
fn any_animation() -> impl Strategy<Value = Vec<(Picture, u32)>> {
    let frame = (0usize..4, any::<u64>(), 20u32..200);
    (
        2u32..40,
        1u32..40,
        any_alpha(),
        prop::collection::vec(frame, 1..8),
    )
        .prop_map(|(width, height, alphas, frames)| {
            let mut canvas = photo(size(width, height), Channels::Rgba);
            canvas
                .samples
                .chunks_exact_mut(4)
                .for_each(|pixel| pixel[3] = u16::MAX);
            let mut pictures = Vec::new();
            for (kind, seed, milliseconds) in frames {
                let patch = noise(canvas.size, Channels::Rgba, seed);
                let [left, top, columns, rows] =
                    [0, 8, 16, 24].map(|shift| (seed >> shift) as u32 % 40);
                for (at, pixel) in canvas.samples.chunks_exact_mut(4).enumerate() {
                    let (x, y) = (at as u32 % width, at as u32 / width);
                    if kind > 0
                        && (left..left + columns).contains(&x)
                        && (top..top + rows).contains(&y)
                    {
                        let drawn = patch.pixel(x as usize, y as usize);
                        let bits = if kind == 1 { 0xc0c0 } else { 0xffff };
                        for channel in 0..3 {
                            pixel[channel] = from_byte(to_byte(drawn[channel] & bits));
                        }
                        pixel[3] = from_byte(alphas[(drawn[3] >> 13) as usize % alphas.len()]);
                        if pixel[3] == 0 {
                            pixel.fill(0);
                        }
                    }
                }
                pictures.push((canvas.clone(), milliseconds));
            }
            pictures
        })
}

fn any_alpha() -> impl Strategy<Value = Vec<u8>> {
    prop::sample::select(vec![vec![255], vec![0, 255], vec![0, 90, 255]])
}

/// What is shown at each time that a frame is, by those that end after it.
fn shown_at_frames<'a>(
    frames: &[(Picture, u32)],
    read: &'a [(read::Rgba, u32)],
) -> Vec<&'a read::Rgba> {
    let mut start = 0;
    let starts = frames.iter().map(|(_, milliseconds)| {
        start += milliseconds;
        start - milliseconds
    });
    starts
        .map(|start| {
            let mut end = 0;
            // In the middle of the shortest one; delays are rounded.
            let at = start + 10;
            let shown = read.iter().find(|(_, delay)| {
                end += delay;
                end > at
            });
            &shown.or(read.last()).unwrap().0
        })
        .collect()
}

/// Pixels that do not change from frame to frame do not change in the file, or by no more than `most`. Where something may be
/// lost, that is so of pixels whose neighbours do not change either: in noise some pixels stay what they are by chance.
fn assert_still(frames: &[(Picture, u32)], shown: &[&read::Rgba], most: u8) {
    for (pictures, shown) in frames.windows(2).zip(shown.windows(2)) {
        let crate::geometry::Size { width, height } = pictures[0].0.size;
        let (width, height) = (width as usize, height as usize);
        let before = rgba(&pictures[0].0).bytes;
        let after = rgba(&pictures[1].0).bytes;
        for (at, (a, b)) in before
            .chunks_exact(4)
            .zip(after.chunks_exact(4))
            .enumerate()
        {
            let seen = |canvas: &read::Rgba| -> [u8; 4] {
                let pixel: [u8; 4] = canvas.bytes[at * 4..at * 4 + 4].try_into().unwrap();
                if pixel[3] == 0 { [0; 4] } else { pixel }
            };
            let (one, other) = (seen(shown[0]), seen(shown[1]));
            let (x, y) = (at % width, at / width);
            let are_still = |x: usize, y: usize| {
                before[(y * width + x) * 4..][..4] == after[(y * width + x) * 4..][..4]
            };
            let around = (y.saturating_sub(1)..(y + 2).min(height))
                .flat_map(|y| (x.saturating_sub(1)..(x + 2).min(width)).map(move |x| (x, y)));
            if a == b && (most == 0 || { around }.all(|(x, y)| are_still(x, y))) {
                let differs = one
                    .iter()
                    .zip(other)
                    .any(|(one, other)| one.abs_diff(other) > most);
                assert!(!differs, "pixel {at}: {one:?} became {other:?}");
            }
        }
    }
}

/// Whether a GIF can keep all that is still. A pixel becomes transparent with all of a frame's area, which is then drawn again,
/// with the colours of one table.
fn can_stay_still(frames: &[(Picture, u32)], colors: u16) -> bool {
    let pixels = |(picture, _): &(Picture, u32)| -> Vec<[u8; 4]> {
        let bytes = rgba(picture).bytes;
        bytes
            .chunks_exact(4)
            .map(|pixel| pixel.try_into().unwrap())
            .collect()
    };
    let all: BTreeSet<[u8; 4]> = frames.iter().flat_map(pixels).collect();
    let is_opaque = all.iter().all(|pixel| pixel[3] >= 128);
    is_opaque || all.len() < usize::from(colors)
}

/// A disc with a soft edge, which moves over a flat background.
fn drawing() -> Vec<(Picture, u32)> {
    let frame = |number: i32| {
        picture(size(64, 48), Channels::Rgb, |x, y, channel| {
            let (x, y) = (x as i32 - 20 - 3 * number, y as i32 - 24);
            let inside = ((15.5 - f64::from(x * x + y * y).sqrt()).clamp(0.0, 3.0) * 60.0) as u8;
            [inside + 20, 230 - inside, 90][channel]
        })
    };
    (0..8).map(|number| (frame(number), 50)).collect()
}

#[test]
fn resized_drawings_lose_only_at_edges() {
    let frames = drawing();
    let written = |is_resampled| {
        let choice = Choice::Gif(GifOptions::default());
        encoded_as(choice, &frames, 0, &Kept::default(), is_resampled)
    };
    let (exact, resized) = (written(false), written(true));
    assert!(
        resized.len() * 10 < exact.len() * 9,
        "{} of {} bytes",
        resized.len(),
        exact.len()
    );
    let exact = read::gif(&exact).into_iter().map(|(picture, _)| picture);
    assert!(exact.eq(pictures(&frames)));
    for (shown, (wanted, _)) in read::gif(&resized).iter().zip(&frames) {
        let wanted = rgba(wanted).bytes;
        let difference = |at: usize| wanted[at].abs_diff(shown.0.bytes[at]);
        let most = (0..wanted.len()).map(difference).max();
        assert!(most < Some(60), "{most:?}");
        // The last row has nothing but the background.
        let row = 64 * 4;
        for at in wanted.len() - row..wanted.len() {
            assert!(difference(at) <= 1, "{at}");
        }
    }
}

/// Small changes are left out where strong edges hide them. That the edges are gone is no reason to draw a pixel anew.
#[test]
fn what_is_still_stays_still_where_edges_go() {
    let frame = |number: u32| {
        let frame = picture(size(16, 16), Channels::Rgb, |x, y, _| {
            let is_edge = number < 2 && (x + y) % 2 == 1;
            let changed = u8::from(number > 0) * 2;
            if is_edge {
                200
            } else {
                (x * 3 + y) as u8 + changed
            }
        });
        (frame, 50)
    };
    let frames = [0, 1, 2].map(frame);
    let choice = Choice::Gif(GifOptions::default());
    let read = read::gif(&encoded_as(choice, &frames, 0, &Kept::default(), true));
    assert_still(
        &frames,
        &shown_at_frames(&frames, &in_milliseconds(read)),
        0,
    );
}

fn in_milliseconds(read: Vec<(read::Rgba, u16)>) -> Vec<(read::Rgba, u32)> {
    let read = read.into_iter();
    read.map(|(picture, delay)| (picture, u32::from(delay) * 10))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_still_stays_still_in_a_gif(
        frames in any_animation(), colors in prop::sample::select(vec![2u16, 3, 16, 256]), dither in 0.0f32..1.0,
        is_resampled: bool,
    ) {
        let choice = Choice::Gif(GifOptions { colors: Some(colors), dither: Some(dither) });
        let written = |frames: &[(Picture, u32)]| {
            in_milliseconds(read::gif(&encoded_as(choice, frames, 0, &Kept::default(), is_resampled)))
        };
        let duration = |frames: &[(_, u32)]| frames.iter().map(|(_, milliseconds)| milliseconds).sum::<u32>();
        let read = written(&frames);
        let total: u32 = read.iter().map(|(_, delay)| delay).sum();
        prop_assert!(duration(&frames).abs_diff(total) <= 5, "{} became {}", duration(&frames), total);
        // With whole hundredths no frame comes too soon, and takes what it shows from the one before.
        let mut frames = frames;
        for (_, milliseconds) in &mut frames {
            *milliseconds = *milliseconds / 10 * 10;
        }
        let read = written(&frames);
        let shown = shown_at_frames(&frames, &read);
        if can_stay_still(&frames, colors) {
            assert_still(&frames, &shown, 0);
        }
        for ((picture, _), shown) in frames.iter().zip(shown) {
            let wanted = rgba(picture);
            for (wanted, shown) in wanted.bytes.chunks_exact(4).zip(shown.bytes.chunks_exact(4)) {
                prop_assert_eq!(wanted[3] >= 128, shown[3] == 255);
                prop_assert!(matches!(shown[3], 0 | 255));
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// What is lossless comes back, every frame; of transparent pixels of a WebP, nothing else.
    #[test]
    fn differences_show_what_was_meant(frames in any_animation()) {
        let png = Choice::Png(PngOptions::default().into());
        let wanted = pictures(&frames);
        let read = timed(&encoded(png, &frames, 0, &Kept::default()));
        prop_assert!(shown_at_frames(&frames, &read).into_iter().eq(&wanted));
        let read = read::webp(&encoded(LOSSLESS, &frames, 0, &Kept::default()));
        let shown = shown_at_frames(&frames, &read);
        prop_assert!(shown.into_iter().map(seen).eq(wanted.iter().map(seen)));
        let total: u32 = frames.iter().map(|(_, milliseconds)| milliseconds).sum();
        if read.len() > 1 {
            prop_assert_eq!(read.iter().map(|(_, delay)| delay).sum::<u32>(), total);
        }
    }

    /// Grays have kinds of pixels of their own in a PNG.
    #[test]
    fn differences_of_grays_show_what_was_meant(frames in any_animation()) {
        let frames: Vec<_> = frames.iter().map(|(picture, delay)| (in_grays(picture), *delay)).collect();
        let read = timed(&encoded(Choice::Png(PngOptions::default().into()), &frames, 0, &Kept::default()));
        prop_assert!(shown_at_frames(&frames, &read).into_iter().eq(&pictures(&frames)));
    }

    /// Whatever becomes transparent around it.
    #[test]
    fn what_is_still_stays_still_in_lossy_webp(frames in any_animation(), quality in 1u8..=100) {
        let choice = Choice::Webp(WebpOptions { quality: Some(quality), ..WebpOptions::default() });
        let read = read::webp(&encoded(choice, &frames, 0, &Kept::default()));
        let shown = shown_at_frames(&frames, &read);
        assert_still(&frames, &shown, 1);
        for ((picture, _), shown) in frames.iter().zip(shown) {
            let alpha = |picture: &read::Rgba| picture.bytes.iter().skip(3).step_by(4).copied().collect::<Vec<_>>();
            prop_assert_eq!(alpha(&rgba(picture)), alpha(shown));
        }
    }
}

/// The picture, with black where nothing is seen.
fn seen(picture: &read::Rgba) -> read::Rgba {
    let mut picture = picture.clone();
    for pixel in picture.bytes.chunks_exact_mut(4) {
        if pixel[3] == 0 {
            pixel.fill(0);
        }
    }
    picture
}

/// What the frames of a PNG show, with their delays in milliseconds.
fn timed(data: &[u8]) -> Vec<(read::Rgba, u32)> {
    let mut delays = Vec::new();
    for at in 0..data.len() {
        if data[at..].starts_with(b"fcTL") {
            let number =
                |start: usize| u32::from(u16::from_be_bytes([data[start], data[start + 1]]));
            delays.push(number(at + 24) * 1000 / number(at + 26));
        }
    }
    read::png(data).into_iter().zip(delays).collect()
}
