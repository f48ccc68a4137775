//! `max-bytes`: the best quality that fits.

use super::pictures::{noise, photo, size};
use crate::contract::{ChromaSubsampling, Error, GifOptions, JpegOptions, PngOptions, WebpOptions};
use crate::encode::Choice;
use crate::metadata::Kept;
use crate::picture::Channels;

fn jpeg(quality: u8) -> Choice {
    Choice::Jpeg(JpegOptions {
        quality: Some(quality),
        progressive: None,
        chroma_subsampling: None,
        tables: None,
        effort: None,
    })
}

fn webp(quality: u8) -> Choice {
    Choice::Webp(WebpOptions {
        lossless: None,
        quality: Some(quality),
        effort: Some(0),
    })
}

#[test]
fn the_next_quality_would_not_fit() {
    let picture = photo(size(150, 100), Channels::Rgb);
    let length = |choice: Choice| {
        let encoded = choice
            .encode(&picture.clone().into(), &Kept::default(), None)
            .unwrap();
        encoded.data.len()
    };
    for with in [jpeg, webp] {
        let (smallest, largest) = (length(with(1)), length(with(95)));
        for max in [
            smallest,
            smallest + 1,
            (smallest + largest) / 3,
            (smallest + largest) / 2,
            largest - 1,
            largest,
        ] {
            let encoded = with(95)
                .encode(&picture.clone().into(), &Kept::default(), Some(max as u32))
                .unwrap();
            let quality = encoded.quality.unwrap();
            assert!(encoded.data.len() <= max, "{} in {max}", encoded.data.len());
            assert_eq!(encoded.data.len(), length(with(quality)));
            assert!(
                quality == 95 || length(with(quality + 1)) > max,
                "{quality}"
            );
        }
    }
}

#[test]
fn a_quality_that_fits_is_kept() {
    let picture = photo(size(40, 30), Channels::Rgb);
    for (choice, quality) in [
        (jpeg(60), 60),
        (webp(60), 60),
        (Choice::Jpeg(JpegOptions::default()), 80),
        (Choice::Webp(WebpOptions::default()), 80),
    ] {
        let encoded = choice
            .encode(&picture.clone().into(), &Kept::default(), Some(1 << 20))
            .unwrap();
        assert_eq!(encoded.quality, Some(quality));
    }
}

/// On the way down from 95 the colours get coarser below 90, unless that was decided.
#[test]
fn subsampling_follows_the_quality_that_is_found() {
    let picture = photo(size(150, 100), Channels::Rgb);
    let sampling = |chroma_subsampling, max| {
        let options = JpegOptions {
            quality: Some(95),
            progressive: None,
            chroma_subsampling,
            tables: None,
            effort: None,
        };
        let encoded = Choice::Jpeg(options)
            .encode(&picture.clone().into(), &Kept::default(), max)
            .unwrap();
        let at = encoded
            .data
            .windows(2)
            .position(|marker| marker == [0xff, 0xc0])
            .unwrap();
        encoded.data[at + 11]
    };
    assert_eq!(sampling(None, None), 0x11);
    assert_eq!(sampling(None, Some(4000)), 0x22);
    assert_eq!(sampling(Some(ChromaSubsampling::Yuv420), None), 0x22);
    assert_eq!(sampling(Some(ChromaSubsampling::Yuv444), Some(6000)), 0x11);
}

#[test]
fn what_cannot_be_that_small_is_refused_with_its_size() {
    let picture = noise(size(64, 64), Channels::Rgb, 3);
    let lossless = Choice::Webp(WebpOptions {
        lossless: Some(true),
        quality: None,
        effort: None,
    });
    for (choice, expected) in [
        (jpeg(80), "in the lowest quality, but max-bytes is 100"),
        (webp(80), "in the lowest quality, but max-bytes is 100"),
        (jpeg(1), "in the lowest quality, but max-bytes is 100"),
        (lossless, "bytes, but max-bytes is 100"),
        (
            Choice::Png(PngOptions::default().into()),
            "bytes, but max-bytes is 100",
        ),
        (
            Choice::Gif(GifOptions::default()),
            "bytes, but max-bytes is 100",
        ),
    ] {
        let result = choice.encode(&picture.clone().into(), &Kept::default(), Some(100));
        let Err(Error::TooLarge(message)) = result else {
            panic!("{choice:?} was not refused");
        };
        assert!(message.contains(expected), "{message}");
        assert!(message.ends_with("ask for a smaller image"), "{message}");
    }
}
