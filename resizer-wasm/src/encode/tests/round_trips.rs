//! What is written can be read, and what is lossless is equal.

use proptest::prelude::*;

use super::pictures::{any_picture, noise, photo, picture, size};
use super::read::{self, Rgba, psnr, rgba};
use crate::contract::{GifOptions, JpegOptions, PngOptions, WebpOptions};
use crate::encode::{Choice, PngChoice};
use crate::metadata::Kept;
use crate::picture::{Channels, Picture};

fn encoded(choice: Choice, picture: &Picture) -> Vec<u8> {
    choice
        .encode(&picture.clone().into(), &Kept::default(), None)
        .unwrap()
        .data
}

const PNG: PngOptions = PngOptions {
    effort: None,
    palette: None,
    colors: None,
    dither: None,
    depth: None,
};

/// Without the colours of transparent pixels, which a palette does not have.
fn seen(mut picture: Rgba) -> Rgba {
    for pixel in picture.bytes.chunks_exact_mut(4) {
        if pixel[3] == 0 {
            pixel.fill(0);
        }
    }
    picture
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn png_is_lossless(picture in any_picture(), effort in 1u8..=10) {
        let options = PngOptions { effort: Some(effort), ..PNG };
        let data = encoded(Choice::Png(options.into()), &picture);
        let read: Vec<Rgba> = read::png(&data).into_iter().map(seen).collect();
        prop_assert_eq!(read, [seen(rgba(&picture))]);
    }

    #[test]
    fn lossless_webp_is_lossless(picture in any_picture()) {
        let options = WebpOptions { lossless: Some(true), quality: None, effort: None };
        let data = encoded(Choice::Webp(options), &picture);
        prop_assert_eq!(&read::webp(&data)[0].0, &rgba(&picture));
    }

    #[test]
    fn lossy_webp_has_the_size_and_the_alpha_of_the_picture(
        picture in any_picture(), quality in 1u8..=100, effort in 0u8..=6,
    ) {
        let options = WebpOptions { lossless: None, quality: Some(quality), effort: Some(effort) };
        let read = read::webp(&encoded(Choice::Webp(options), &picture)).remove(0).0;
        let expected = rgba(&picture);
        prop_assert_eq!(read.size, expected.size);
        let alpha = |bytes: &[u8]| bytes.iter().skip(3).step_by(4).copied().collect::<Vec<_>>();
        prop_assert_eq!(alpha(&read.bytes), alpha(&expected.bytes));
    }

    #[test]
    fn jpeg_has_the_size_of_the_picture(
        picture in any_picture(), quality in 1u8..=100, progressive: bool,
    ) {
        prop_assume!(!picture.channels.has_alpha());
        let options = JpegOptions {
            quality: Some(quality),
            progressive: Some(progressive),
            chroma_subsampling: None,
            tables: None,
            effort: None,
        };
        let read = read::jpeg(&encoded(Choice::Jpeg(options), &picture));
        prop_assert_eq!(read.size, picture.size);
    }

    #[test]
    fn palettes_have_no_more_colours_than_asked_for(
        picture in any_picture(), colors in 2u16..=256, dither in 0f32..=1.0,
    ) {
        let png = PngOptions {
            palette: Some(true),
            colors: Some(colors),
            dither: Some(dither),
            ..PNG
        };
        let gif = GifOptions { colors: Some(colors), dither: Some(dither) };
        let png = read::png(&encoded(Choice::Png(png.into()), &picture)).remove(0);
        let gif = read::gif(&encoded(Choice::Gif(gif), &picture)).remove(0).0;
        for read in [png, gif] {
            prop_assert_eq!(read.size, picture.size);
            let mut found: Vec<&[u8]> = read.bytes.chunks_exact(4).collect();
            found.sort_unstable();
            found.dedup();
            prop_assert!(found.len() <= usize::from(colors), "{}", found.len());
        }
    }
}

#[test]
fn sixteen_bits_survive_in_png() {
    let mut picture = noise(size(19, 7), Channels::Rgba, 5);
    for (index, sample) in picture.samples.iter_mut().enumerate() {
        *sample = sample.wrapping_add(index as u16);
    }
    let options = PngOptions {
        depth: Some(16),
        ..PNG
    };
    let data = encoded(Choice::Png(options.into()), &picture);
    let mut reader = png::Decoder::new(std::io::Cursor::new(data))
        .read_info()
        .unwrap();
    let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut bytes).unwrap();
    assert_eq!(info.bit_depth, png::BitDepth::Sixteen);
    let samples: Vec<u16> = bytes
        .chunks_exact(2)
        .map(|pair| u16::from_be_bytes([pair[0], pair[1]]))
        .collect();
    assert_eq!(samples, picture.samples);
}

/// A picture of few colours needs no quantisation, and each entry as few bits as there can be.
#[test]
fn few_colours_are_kept_exactly() {
    for (colors, depth) in [(2, 1), (3, 2), (4, 2), (16, 4), (17, 8), (256, 8)] {
        let picture = picture(size(33, 31), Channels::Rgba, |x, y, channel| {
            let color = (x + 33 * y) % colors;
            [color * 5 % 256, color, 255 - color, 255 - color % 3][channel] as u8
        });
        let options = PngOptions {
            palette: Some(true),
            ..PNG
        };
        let data = encoded(Choice::Png(options.into()), &picture);
        assert_eq!((data[24], data[25]), (depth, 3), "{colors} colours");
        assert_eq!(read::png(&data), [rgba(&picture)]);
    }
}

/// In a GIF a pixel can be seen or not; what is half transparent is decided.
/// The type of a PNG's colours: 3 is a palette.
fn color_type(data: &[u8]) -> u8 {
    data[25]
}

#[test]
fn a_png_of_few_colours_has_a_palette_where_that_is_smaller() {
    // Stripes of three colours, and noise of two grays.
    let stripes = picture(size(90, 60), Channels::Rgb, |x, y, channel| {
        [[200, 10, 30], [20, 240, 90], [255, 255, 255]][(x / 7 + y / 5) % 3][channel]
    });
    let dots = picture(size(90, 60), Channels::Gray, |x, y, _| {
        if (x * 7919 + y * 104_729) % 13 < 6 {
            255
        } else {
            40
        }
    });
    for few in [&stripes, &dots] {
        let data = encoded(Choice::Png(PNG.into()), few);
        assert_eq!(color_type(&data), 3);
        assert_eq!(&read::png(&data), &[rgba(few)]);
        let asked = PngOptions {
            palette: Some(false),
            ..PNG
        };
        let without = encoded(Choice::Png(asked.into()), few);
        assert_ne!(color_type(&without), 3);
        assert!(data.len() < without.len());
    }
    let photo = photo(size(90, 60), Channels::Rgb);
    assert_eq!(color_type(&encoded(Choice::Png(PNG.into()), &photo)), 2);
}

/// Soft edges between a few colours: what a drawing with a palette is once it has been resized.
#[test]
fn a_png_of_a_source_with_a_palette_keeps_one_where_few_colours_do() {
    let of_indexed = |picture: &Picture| {
        let choice = PngChoice {
            options: PNG,
            is_indexed: true,
        };
        encoded(Choice::Png(choice), picture)
    };
    let drawing = picture(size(120, 80), Channels::Rgb, |x, y, channel| {
        let color = |at: usize| [[200, 10, 30], [20, 240, 90], [240, 250, 253]][at % 3][channel];
        let (tile, across) = (x / 20 + y / 16, (x % 20).min(2 + y % 7));
        ((color(tile) * across + color(tile + 1) * (8 - across)) / 8) as u8
    });
    let seen = picture(size(120, 80), Channels::Rgb, |x, y, channel| {
        let soft = drawing.samples[3 * (120 * y + x) + channel].to_be_bytes()[0];
        // More than 256 colours, near to one another.
        let off = (x * 7919 + y * 104_729 + (channel + 1) * x * y * 31) % 7 % 3;
        soft.saturating_add(off as u8)
    });
    let data = of_indexed(&seen);
    assert_eq!(color_type(&data), 3);
    let quality = psnr(&read::png(&data)[0], &rgba(&seen));
    assert!((50.0..60.0).contains(&quality), "{quality}");
    let without = encoded(Choice::Png(PNG.into()), &seen);
    assert_eq!(color_type(&without), 2);
    assert!(data.len() < without.len() / 2);
    let photo = photo(size(90, 60), Channels::Rgb);
    assert_eq!(color_type(&of_indexed(&photo)), 2);
}

#[test]
fn gif_decides_on_transparent_pixels() {
    let picture = picture(size(4, 1), Channels::GrayAlpha, |x, _, channel| {
        [7, [0, 127, 128, 255][x]][channel]
    });
    let data = encoded(Choice::Gif(GifOptions::default()), &picture);
    let (read, _) = read::gif(&data).remove(0);
    let alpha: Vec<u8> = read.bytes.chunks_exact(4).map(|pixel| pixel[3]).collect();
    assert_eq!(alpha, [0, 0, 255, 255]);
    assert_eq!(read.bytes[8..11], [7, 7, 7]);
}

#[test]
fn palettes_come_close_to_a_photo() {
    let picture = photo(size(256, 192), Channels::Rgb);
    let quality = |colors: u16, dither: f32| {
        let options = PngOptions {
            palette: Some(true),
            colors: Some(colors),
            dither: Some(dither),
            ..PNG
        };
        let data = encoded(Choice::Png(options.into()), &picture);
        psnr(&rgba(&picture), &read::png(&data)[0])
    };
    let (many, few) = (quality(256, 0.0), quality(16, 0.0));
    assert!(many > 34.0 && few > 22.0, "{many} dB, {few} dB");
    assert!(quality(256, 1.0) > many - 4.0);
}

/// A picture whose pixels are all hidden has nothing to choose colours from.
#[test]
fn hidden_pixels_need_no_colours() {
    let picture = picture(size(30, 30), Channels::Rgba, |x, y, channel| {
        if channel == 3 {
            u8::from(x == y)
        } else {
            (x * y) as u8
        }
    });
    for colors in [2, 3, 256] {
        let options = PngOptions {
            palette: Some(true),
            colors: Some(colors),
            ..PNG
        };
        read::png(&encoded(Choice::Png(options.into()), &picture));
        let options = GifOptions {
            colors: Some(colors),
            dither: None,
        };
        read::gif(&encoded(Choice::Gif(options), &picture));
    }
}
