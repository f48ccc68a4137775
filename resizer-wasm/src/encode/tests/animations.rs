//! Frames, delays and repetitions.

use proptest::prelude::*;

use super::pictures::{any_picture, noise, photo, picture, size};
use super::read::{self, rgba};
use crate::contract::{Error, GifOptions, JpegOptions, PngOptions, WebpOptions};
use crate::encode::animation::AnimationEncoder;
use crate::encode::{Choice, FrameColors};
use crate::metadata::Kept;
use crate::picture::{Channels, Picture, to_byte};

pub(super) const LOSSLESS: Choice = Choice::Webp(WebpOptions {
    lossless: Some(true),
    quality: None,
    effort: None,
});

pub(super) fn encoded(
    choice: Choice,
    frames: &[(Picture, u32)],
    repetitions: u32,
    kept: &Kept,
) -> Vec<u8> {
    encoded_as(choice, frames, repetitions, kept, false)
}

pub(super) fn encoded_as(
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

pub(super) fn pictures(frames: &[(Picture, u32)]) -> Vec<read::Rgba> {
    frames.iter().map(|(picture, _)| rgba(picture)).collect()
}

#[test]
fn apng_holds_all_frames() {
    let frames = frames();
    let data = encoded(
        Choice::Png(PngOptions::default().into()),
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
    let choice = Choice::Png(PngOptions::default().into());
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

/// A reader takes for granted what the others would say.
#[test]
fn gif_has_graphic_control_extensions_from_the_first_on_that_says_something() {
    let controls = |frames: &[(Picture, u32)]| {
        let choice = Choice::Gif(GifOptions::default());
        let data = encoded(choice, frames, 0, &Kept::default());
        let read = read::gif(&data).into_iter().map(|(picture, _)| picture);
        assert_eq!(read.collect::<Vec<_>>(), pictures(frames));
        let labels = data.windows(3).filter(|bytes| *bytes == b"\x21\xf9\x04");
        labels.count()
    };
    let opaque = |delays: [u32; 3]| {
        let frames = (0..).zip(delays).map(|(number, milliseconds)| {
            let picture = picture(size(21, 13), Channels::Rgb, |x, y, _| {
                if (x + y + number) % 9 == 0 { 200 } else { 30 }
            });
            (picture, milliseconds)
        });
        frames.collect::<Vec<_>>()
    };
    assert_eq!(controls(&opaque([0, 0, 0])), 0);
    assert_eq!(controls(&opaque([0, 50, 0])), 2);
    assert_eq!(controls(&opaque([50, 0, 0])), 3);
    let with_holes = frames().into_iter().map(|(picture, _)| (picture, 0));
    assert_eq!(controls(&with_holes.collect::<Vec<_>>()), 4);
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
        Choice::Png(PngOptions::default().into()),
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
        Choice::Png(PngOptions::default().into()),
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
    let data = encoded(
        Choice::Png(PngOptions::default().into()),
        &frames(),
        0,
        &kept,
    );
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
    let palette = Choice::Png(
        PngOptions {
            palette: Some(true),
            ..PngOptions::default()
        }
        .into(),
    );
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
        prop_assert_eq!(read::png(&write(Choice::Png(PngOptions::default().into()))).len(), 1);
    }
}
