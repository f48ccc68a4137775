//! Values of options that are refused, and with which words.

use crate::contract::{Error, GifOptions, JpegOptions, PngOptions, WebpOptions};
use crate::encode::{Choice, NO_OPTIONS};

const JPEG: JpegOptions = NO_OPTIONS.jpeg;
const PNG: PngOptions = NO_OPTIONS.png;
const WEBP: WebpOptions = NO_OPTIONS.webp;
const GIF: GifOptions = NO_OPTIONS.gif;

#[test]
fn what_is_out_of_range_is_named_with_the_range() {
    let jpeg = |quality| {
        Choice::Jpeg(JpegOptions {
            quality: Some(quality),
            ..JPEG
        })
    };
    let webp = |quality, effort| {
        Choice::Webp(WebpOptions {
            quality,
            effort,
            ..WEBP
        })
    };
    let dither = |dither| {
        Choice::Gif(GifOptions {
            dither: Some(dither),
            ..GIF
        })
    };
    let colors = |colors| {
        Choice::Gif(GifOptions {
            colors: Some(colors),
            ..GIF
        })
    };
    for (choice, expected) in [
        (
            jpeg(101),
            "the quality of target 2 is 101; it must be from 1 to 100",
        ),
        (
            jpeg(0),
            "the quality of target 2 is 0; it must be from 1 to 100",
        ),
        (
            webp(Some(0), None),
            "the quality of target 2 is 0; it must be from 1 to 100",
        ),
        (
            webp(None, Some(7)),
            "the effort of target 2 is 7; it must be from 0 to 6",
        ),
        (
            Choice::Png(PngOptions {
                effort: Some(0),
                ..PNG
            }),
            "the effort of target 2 is 0; it must be from 1 to 10",
        ),
        (
            colors(1),
            "the number of colors of target 2 is 1; it must be from 2 to 256",
        ),
        (
            colors(257),
            "the number of colors of target 2 is 257; it must be from 2 to 256",
        ),
        (
            dither(f32::NAN),
            "the dither of target 2 is NaN; it must be from 0 to 1",
        ),
        (
            dither(-0.5),
            "the dither of target 2 is -0.5; it must be from 0 to 1",
        ),
        (
            Choice::Png(PngOptions {
                depth: Some(4),
                ..PNG
            }),
            "the depth of target 2 is 4; it must be 8 or 16",
        ),
        (
            Choice::Png(PngOptions {
                depth: Some(16),
                palette: Some(true),
                ..PNG
            }),
            "the depth of target 2 is 16; with a palette it must be 8",
        ),
    ] {
        let expected = Err(Error::InvalidOptions(expected.to_owned()));
        assert_eq!(choice.check(2), expected);
    }
}

#[test]
fn everything_else_is_allowed() {
    for choice in [
        Choice::Jpeg(JPEG),
        Choice::Png(PNG),
        Choice::Webp(WEBP),
        Choice::Gif(GIF),
        Choice::Png(PngOptions {
            effort: Some(10),
            palette: Some(true),
            colors: Some(2),
            dither: Some(0.0),
            depth: Some(8),
        }),
        Choice::Png(PngOptions {
            depth: Some(16),
            ..PNG
        }),
    ] {
        assert_eq!(choice.check(1), Ok(()));
    }
}
