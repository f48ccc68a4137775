//! Profiles, EXIF and XMP come out as they went in, and nothing else does.

use std::io::Cursor;

use super::pictures::{photo, size};
use super::read;
use crate::contract::{GifOptions, JpegOptions, PngOptions, WebpOptions};
use crate::encode::Choice;
use crate::metadata::{Kept, Part};
use crate::picture::Channels;

/// Two segments of a JPEG.
const LONG_PROFILE: usize = 100_001;

fn kept() -> Kept {
    Kept {
        icc: Some((0..LONG_PROFILE).map(|at| (at * 31 / 8) as u8).collect()),
        exif: Some(b"MM\0*\0\0\0\x08\0\0\0\0\0\0".to_vec()),
        xmp: Some("<x:xmpmeta>\u{e9}</x:xmpmeta>".into()),
    }
}

fn encoded(choice: Choice, kept: &Kept) -> Vec<u8> {
    let picture = photo(size(40, 30), Channels::Rgb);
    choice
        .encode(&picture.clone().into(), kept, None)
        .unwrap()
        .data
}

#[test]
fn jpeg_holds_all() {
    let data = encoded(Choice::Jpeg(JpegOptions::default()), &kept());
    let mut decoder = jpeg_decoder::Decoder::new(&data[..]);
    decoder.decode().unwrap();
    assert_eq!(decoder.icc_profile(), kept().icc);
    assert_eq!(decoder.exif_data(), kept().exif.as_deref());
    assert_eq!(decoder.xmp_data(), kept().xmp.as_deref());
}

#[test]
fn png_holds_all() {
    for palette in [false, true] {
        let options = crate::contract::PngOptions {
            palette: Some(palette),
            ..PngOptions::default()
        };
        let data = encoded(Choice::Png(options.into()), &kept());
        let reader = png::Decoder::new(Cursor::new(&data)).read_info().unwrap();
        let info = reader.info();
        assert_eq!(info.icc_profile.as_deref(), kept().icc.as_deref());
        assert_eq!(info.exif_metadata.as_deref(), kept().exif.as_deref());
        let text = info.utf8_text[0].get_text().unwrap();
        assert_eq!(Some(text.into_bytes()), kept().xmp);
    }
}

#[test]
fn webp_holds_all() {
    for lossless in [false, true] {
        let options = WebpOptions {
            lossless: Some(lossless),
            quality: None,
            effort: None,
        };
        let data = encoded(Choice::Webp(options), &kept());
        let mut decoder = image_webp::WebPDecoder::new(Cursor::new(&data)).unwrap();
        assert_eq!(decoder.icc_profile().unwrap(), kept().icc);
        assert_eq!(decoder.exif_metadata().unwrap(), kept().exif);
        assert_eq!(decoder.xmp_metadata().unwrap(), kept().xmp);
        assert_eq!(read::webp(&data).len(), 1);
    }
}

/// A profile is for gray or for colours, so a picture that has one stays what it is.
#[test]
fn a_profile_keeps_gray_pictures_in_colour() {
    let gray = super::pictures::picture(size(5, 5), Channels::Rgb, |x, _, _| x as u8);
    let color_type = |kept: &Kept| {
        let options = Choice::Png(PngOptions::default().into());
        options
            .encode(&gray.clone().into(), kept, None)
            .unwrap()
            .data[25]
    };
    assert_eq!(color_type(&Kept::default()), 0);
    assert_eq!(color_type(&kept()), 2);
}

#[test]
fn what_does_not_fit_is_left_out_and_told() {
    let long = Kept {
        icc: Some(vec![0; 17_000_000]),
        exif: Some(vec![0; 65528]),
        xmp: Some(vec![0xff; 65505]),
    };
    let jpeg = Choice::Jpeg(JpegOptions::default());
    assert_eq!(jpeg.left_out(&kept()), []);
    assert_eq!(jpeg.left_out(&long), [Part::Icc, Part::Exif, Part::Xmp]);
    assert_eq!(encoded(jpeg, &long), encoded(jpeg, &Kept::default()));
    let png = Choice::Png(PngOptions::default().into());
    assert_eq!(png.left_out(&kept()), []);
    assert_eq!(png.left_out(&long), [Part::Xmp]);
    let gif = Choice::Gif(GifOptions::default());
    assert_eq!(gif.left_out(&kept()), [Part::Icc, Part::Exif, Part::Xmp]);
    assert_eq!(gif.left_out(&Kept::default()), []);
    assert_eq!(Choice::Webp(WebpOptions::default()).left_out(&long), []);
}

/// The longest EXIF that fits does.
#[test]
fn segments_are_filled_to_their_end() {
    let full = Kept {
        icc: None,
        exif: Some([b"II*\0\x08\0\0\0\0\0".as_slice(), &[0; 65527 - 10]].concat()),
        xmp: None,
    };
    let jpeg = Choice::Jpeg(JpegOptions::default());
    assert_eq!(jpeg.left_out(&full), []);
    let data = encoded(jpeg, &full);
    let mut decoder = jpeg_decoder::Decoder::new(&data[..]);
    decoder.decode().unwrap();
    assert_eq!(decoder.exif_data().map(<[u8]>::len), Some(65527));
}
