//! Frames, delays and repetitions.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::pictures::{any_picture, noise, photo, picture, size};
use super::read::{self, rgba};
use crate::contract::{Error, GifOptions, JpegOptions, PngOptions, WebpOptions};
use crate::encode::animation::AnimationEncoder;
use crate::encode::{Choice, FrameColors};
use crate::metadata::Kept;
use crate::picture::{Channels, Picture, from_byte, to_byte};

const LOSSLESS: Choice = Choice::Webp(WebpOptions {
    lossless: Some(true),
    quality: None,
    effort: None,
});

fn encoded(choice: Choice, frames: &[(Picture, u32)], repetitions: u32, kept: &Kept) -> Vec<u8> {
    encoded_as(choice, frames, repetitions, kept, false)
}

fn encoded_as(
    choice: Choice,
    frames: &[(Picture, u32)],
    repetitions: u32,
    kept: &Kept,
    is_resampled: bool,
) -> Vec<u8> {
    let size = frames[0].0.size;
    let pixels = choice.has_one_kind_of_pixels().then(|| {
        let mut colors = FrameColors::new(kept.icc.is_some());
        for (picture, _) in frames {
            colors.take(picture).unwrap();
        }
        colors.pixels()
    });
    let mut encoder =
        AnimationEncoder::new(choice, size, repetitions, kept, is_resampled, pixels).unwrap();
    for (picture, milliseconds) in frames {
        encoder
            .push(&picture.clone().into(), *milliseconds)
            .unwrap();
    }
    encoder.finish().unwrap().encoded.data
}

/// Frames of a few colours, so that GIF keeps them too, with holes that move.
fn frames() -> Vec<(Picture, u32)> {
    (0..4)
        .map(|number| {
            let picture = picture(
                size(21, 13),
                Channels::Rgba,
                |x, y, channel| match channel {
                    3 if (x + number) % 5 == 0 => 0,
                    3 => 255,
                    _ if (x + number) % 5 == 0 => 0,
                    _ => ((x * 3 + y + number * 60) % 100) as u8,
                },
            );
            (picture, 33 + 10 * number as u32)
        })
        .collect()
}

/// The picture without the colours of its transparent pixels.
fn seen(mut picture: Picture) -> Picture {
    if picture.channels.has_alpha() {
        let pixels = picture.samples.chunks_exact_mut(picture.channels.count());
        pixels
            .filter(|pixel| pixel.last().is_some_and(|alpha| to_byte(*alpha) == 0))
            .for_each(|pixel| pixel.fill(0));
    }
    picture
}

/// The same without colours.
fn in_grays(picture: &Picture) -> Picture {
    let pixels = picture.samples.chunks_exact(picture.channels.count());
    Picture {
        channels: Channels::GrayAlpha,
        samples: pixels.flat_map(|pixel| [pixel[1], pixel[3]]).collect(),
        ..*picture
    }
}

fn pictures(frames: &[(Picture, u32)]) -> Vec<read::Rgba> {
    frames.iter().map(|(picture, _)| rgba(picture)).collect()
}

#[test]
fn apng_holds_all_frames() {
    let frames = frames();
    let data = encoded(
        Choice::Png(PngOptions::default()),
        &frames,
        3,
        &Kept::default(),
    );
    assert_eq!(read::png(&data), pictures(&frames));
    let reader = png::Decoder::new(std::io::Cursor::new(&data))
        .read_info()
        .unwrap();
    let control = reader.info().animation_control.unwrap();
    assert_eq!((control.num_frames, control.num_plays), (4, 3));
    let frame = reader.info().frame_control.unwrap();
    assert_eq!((frame.delay_num, frame.delay_den), (33, 1000));
}

/// Noise has many colours.
#[test]
fn apng_has_the_smallest_kind_of_pixels() {
    let choice = Choice::Png(PngOptions::default());
    let kind = |frames: &[(Picture, u32)]| {
        let data = encoded(choice, frames, 0, &Kept::default());
        assert_eq!(read::png(&data), pictures(frames));
        let reader = png::Decoder::new(std::io::Cursor::new(&data));
        reader.read_info().unwrap().info().color_type
    };
    let noises = |channels| {
        let noises = [1, 5, 9].map(|seed| (seen(noise(size(40, 40), channels, seed)), 50));
        noises.to_vec()
    };
    let few = [0, 60].map(|start| {
        let picture = picture(size(40, 40), Channels::Rgb, |x, y, channel| match channel {
            0 => 9,
            _ => ((x * 3 + y + start) % 100) as u8,
        });
        (picture, 50)
    });
    assert_eq!(kind(&few), png::ColorType::Indexed);
    // Grays with holes, more than 16.
    assert_eq!(kind(&frames()), png::ColorType::Grayscale);
    assert_eq!(kind(&noises(Channels::Gray)), png::ColorType::Grayscale);
    assert_eq!(
        kind(&noises(Channels::GrayAlpha)),
        png::ColorType::GrayscaleAlpha
    );
    assert_eq!(kind(&noises(Channels::Rgb)), png::ColorType::Rgb);
    assert_eq!(kind(&noises(Channels::Rgba)), png::ColorType::Rgba);
}

#[test]
fn webp_holds_all_frames() {
    let frames = frames();
    let data = encoded(LOSSLESS, &frames, 3, &Kept::default());
    let read = read::webp(&data);
    let delays: Vec<u32> = read.iter().map(|(_, delay)| *delay).collect();
    assert_eq!(delays, [33, 43, 53, 63]);
    let read: Vec<_> = read.into_iter().map(|(picture, _)| picture).collect();
    assert_eq!(read, pictures(&frames));
    let decoder = image_webp::WebPDecoder::new(std::io::Cursor::new(&data)).unwrap();
    let plays = image_webp::LoopCount::Times(3.try_into().unwrap());
    assert_eq!(decoder.loop_count(), plays);
}

#[test]
fn gif_holds_all_frames() {
    let frames = frames();
    let data = encoded(
        Choice::Gif(GifOptions::default()),
        &frames,
        0,
        &Kept::default(),
    );
    let read = read::gif(&data).into_iter().map(|(picture, _)| picture);
    assert_eq!(read.collect::<Vec<_>>(), pictures(&frames));
}

/// A file says how often it is played *again*; one that is played once says nothing.
#[test]
fn gif_repeats_as_often_as_asked() {
    for (plays, expected) in [
        (0, Some(0u16)),
        (1, None),
        (2, Some(1)),
        (70_000, Some(65534)),
    ] {
        let data = encoded(
            Choice::Gif(GifOptions::default()),
            &frames()[..2],
            plays,
            &Kept::default(),
        );
        let name = b"NETSCAPE2.0\x03\x01";
        let at = data.windows(name.len()).position(|window| window == name);
        let found = at.map(|at| u16::from_le_bytes([data[at + 13], data[at + 14]]));
        assert_eq!(found, expected, "{plays}");
    }
}

/// 30 frames a second are 33.3 ms each. Rounded by themselves, 100 of them would be a tenth too fast.
#[test]
fn delays_of_a_gif_do_not_drift() {
    let frame = |number| picture(size(2, 2), Channels::Rgb, |_, _, _| number);
    let frames: Vec<_> = (0..100).map(|number| (frame(number), 33)).collect();
    let data = encoded(
        Choice::Gif(GifOptions::default()),
        &frames,
        0,
        &Kept::default(),
    );
    let delays: Vec<u16> = read::gif(&data).iter().map(|(_, delay)| *delay).collect();
    assert_eq!(delays.iter().sum::<u16>(), 330);
    assert!(delays.iter().all(|delay| (3..=4).contains(delay)));
}

/// The number that each frame shows, and its delay.
fn numbered_gif(milliseconds: &[u32]) -> Vec<(u8, u16)> {
    let frame = |number| picture(size(2, 2), Channels::Rgb, |_, _, _| number);
    let numbered = (0..).map(|number| frame(number * 10));
    let frames: Vec<_> = numbered.zip(milliseconds.iter().copied()).collect();
    let choice = Choice::Gif(GifOptions::default());
    let read = read::gif(&encoded(choice, &frames, 0, &Kept::default()));
    let numbers = read.iter().map(|(picture, _)| picture.bytes[0] / 10);
    numbers.zip(read.iter().map(|(_, delay)| *delay)).collect()
}

/// Browsers show what has a delay of 1 for 100 ms.
#[test]
fn frames_of_a_gif_that_come_too_soon_are_merged() {
    assert_eq!(
        numbered_gif(&[17, 16, 17, 17, 16, 17]),
        [(0, 3), (2, 2), (3, 3), (5, 2)]
    );
    assert_eq!(numbered_gif(&[5; 12]), [(0, 2), (4, 2), (11, 2)]);
    // What is last is seen, and what is first, too.
    assert_eq!(numbered_gif(&[5; 2]), [(0, 2)]);
    assert_eq!(numbered_gif(&[20, 12]), [(0, 2), (1, 2)]);
}

#[test]
fn what_browsers_show_for_100_ms_stays_so() {
    assert_eq!(
        numbered_gif(&[0, 10, 20, 10, 0]),
        [(0, 0), (1, 1), (2, 2), (3, 1), (4, 0)]
    );
}

#[test]
fn long_delays_are_kept_as_far_as_the_format_can() {
    let frames = [
        (photo(size(3, 3), Channels::Rgb), 120_000),
        (noise(size(3, 3), Channels::Rgb, 7), 10),
    ];
    let data = encoded(
        Choice::Png(PngOptions::default()),
        &frames,
        0,
        &Kept::default(),
    );
    let reader = png::Decoder::new(std::io::Cursor::new(&data))
        .read_info()
        .unwrap();
    let frame = reader.info().frame_control.unwrap();
    assert_eq!((frame.delay_num, frame.delay_den), (120, 1));
    let data = encoded(LOSSLESS, &frames, 0, &Kept::default());
    assert_eq!(read::webp(&data)[0].1, 120_000);
    let frames = [(frames[0].0.clone(), u32::MAX)];
    for choice in [
        LOSSLESS,
        Choice::Png(PngOptions::default()),
        Choice::Gif(GifOptions::default()),
    ] {
        encoded(choice, &frames, 0, &Kept::default());
    }
}

#[test]
fn metadata_is_written_once() {
    let kept = Kept {
        icc: Some(vec![7; 200]),
        exif: Some(b"II*\0\x08\0\0\0\0\0".to_vec()),
        xmp: Some(b"<x/>".to_vec()),
    };
    let count = |data: &[u8], name: &[u8]| {
        let windows = data.windows(name.len());
        windows.filter(|window| *window == name).count()
    };
    let data = encoded(Choice::Png(PngOptions::default()), &frames(), 0, &kept);
    for name in [b"iCCP", b"eXIf", b"iTXt"] {
        assert_eq!(count(&data, name), 1);
    }
    assert_eq!(read::png(&data), pictures(&frames()));
    let data = encoded(LOSSLESS, &frames(), 0, &kept);
    for name in [b"ICCP", b"EXIF", b"XMP "] {
        assert_eq!(count(&data, name), 1);
    }
    assert_eq!(read::webp(&data).len(), 4);
}

#[test]
fn what_no_animation_can_be_is_refused() {
    let palette = Choice::Png(PngOptions {
        palette: Some(true),
        ..PngOptions::default()
    });
    for choice in [palette, Choice::Jpeg(JpegOptions::default())] {
        let refused = AnimationEncoder::new(choice, size(2, 2), 0, &Kept::default(), false, None);
        assert!(matches!(refused, Err(Error::InvalidOptions(_))));
    }
    for (choice, side) in [
        (LOSSLESS, 16384),
        (Choice::Gif(GifOptions::default()), 65536),
    ] {
        let refused =
            AnimationEncoder::new(choice, size(side, 1), 0, &Kept::default(), false, None);
        assert!(matches!(refused, Err(Error::InvalidOptions(_))));
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

    /// What is lossless comes back, every frame.
    #[test]
    fn differences_show_what_was_meant(frames in any_animation()) {
        let png = Choice::Png(PngOptions::default());
        let wanted = pictures(&frames);
        let read = timed(&encoded(png, &frames, 0, &Kept::default()));
        prop_assert!(shown_at_frames(&frames, &read).into_iter().eq(&wanted));
        let read = read::webp(&encoded(LOSSLESS, &frames, 0, &Kept::default()));
        prop_assert!(shown_at_frames(&frames, &read).into_iter().eq(&wanted));
        let total: u32 = frames.iter().map(|(_, milliseconds)| milliseconds).sum();
        if read.len() > 1 {
            prop_assert_eq!(read.iter().map(|(_, delay)| delay).sum::<u32>(), total);
        }
    }

    /// Grays have kinds of pixels of their own in a PNG.
    #[test]
    fn differences_of_grays_show_what_was_meant(frames in any_animation()) {
        let frames: Vec<_> = frames.iter().map(|(picture, delay)| (in_grays(picture), *delay)).collect();
        let read = timed(&encoded(Choice::Png(PngOptions::default()), &frames, 0, &Kept::default()));
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

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn any_frames_can_be_written(
        picture in any_picture(), count in 1usize..4, delay in 20u32..100_000, repetitions: u32,
    ) {
        let frames = vec![(picture, delay); count];
        let gif = Choice::Gif(GifOptions { colors: Some(16), dither: None });
        let lossy = Choice::Webp(WebpOptions::default());
        let write = |choice| encoded(choice, &frames, repetitions, &Kept::default());
        prop_assert_eq!(read::gif(&write(gif)).len(), 1);
        prop_assert_eq!(read::webp(&write(lossy)).len(), 1);
        prop_assert_eq!(read::webp(&write(LOSSLESS)).len(), 1);
        prop_assert_eq!(read::png(&write(Choice::Png(PngOptions::default()))).len(), 1);
    }
}
