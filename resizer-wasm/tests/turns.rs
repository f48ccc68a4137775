//! `orientation`, `flip`, `flop` and `rotate`, alone and together with the EXIF orientation, beside plain operations on the
//! whole picture.

mod support;

use std::io::Cursor;

use proptest::prelude::*;
use request::{
    Animation, Encoding, ExifOrientation, Filter, Fit, Gravity, Keep, Limits, Position, Region,
    Request, Target,
};
use resizer::{Resized, resize};
use support::Picture;

/// A picture of RGB or RGBA, whole.
type Plain = image::RgbaImage;

/// What the fields of a target ask for.
#[derive(Debug, Clone, Copy)]
struct Turn {
    flip: bool,
    flop: bool,
    rotate: u16,
}

impl Turn {
    fn all() -> impl Iterator<Item = Self> {
        let switches = [(false, false), (true, false), (false, true), (true, true)];
        switches
            .into_iter()
            .flat_map(|(flip, flop)| [0, 90, 180, 270].map(|rotate| Self { flip, flop, rotate }))
    }

    fn of(self, target: &Target) -> Target {
        Target {
            flip: self.flip.then_some(true),
            flop: self.flop.then_some(true),
            rotate: (self.rotate > 0).then_some(self.rotate),
            ..target.clone()
        }
    }

    /// By plain operations, in sharp's order.
    fn plainly(self, picture: &Plain) -> Plain {
        use image::imageops::{flip_horizontal, flip_vertical, rotate90, rotate180, rotate270};
        let mut picture = picture.clone();
        if self.flip {
            picture = flip_vertical(&picture);
        }
        if self.flop {
            picture = flip_horizontal(&picture);
        }
        match self.rotate {
            90 => rotate90(&picture),
            180 => rotate180(&picture),
            270 => rotate270(&picture),
            _ => picture,
        }
    }

    /// The EXIF orientation, 1 to 8, that asks for the same, by where the corners of a picture go.
    fn exif(self) -> u8 {
        let mut corners = Plain::new(2, 2);
        for (index, pixel) in corners.pixels_mut().enumerate() {
            pixel.0 = [index as u8, 0, 0, 255];
        }
        let turned = self.plainly(&corners);
        (1..=8)
            .find(|orientation| upright(&corners, *orientation) == turned)
            .expect("eight are all there are")
    }
}

/// The picture that is stored with this orientation, upright (TIFF 6.0, tag 274).
fn upright(stored: &Plain, orientation: u8) -> Plain {
    use image::imageops::{flip_horizontal, flip_vertical, rotate90, rotate180, rotate270};
    match orientation {
        2 => flip_horizontal(stored),
        3 => rotate180(stored),
        4 => flip_vertical(stored),
        5 => flip_horizontal(&rotate90(stored)),
        6 => rotate90(stored),
        7 => flip_horizontal(&rotate270(stored)),
        8 => rotate270(stored),
        _ => stored.clone(),
    }
}

/// EXIF data with this orientation and nothing else.
fn exif(orientation: u8) -> Vec<u8> {
    let mut data = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    data.extend([orientation, 0, 0, 0, 0, 0, 0]);
    data
}

fn png(picture: &Plain, orientation: u8) -> Vec<u8> {
    let mut file = Vec::new();
    let mut info = png::Info::with_size(picture.width(), picture.height());
    info.color_type = png::ColorType::Rgba;
    info.bit_depth = png::BitDepth::Eight;
    info.exif_metadata = (orientation != 1).then(|| exif(orientation).into());
    let encoder = png::Encoder::with_info(&mut file, info).unwrap();
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(picture).unwrap();
    writer.finish().unwrap();
    file
}

fn jpeg(picture: &Picture, orientation: u8) -> Vec<u8> {
    let file = picture.jpeg();
    let exif = exif(orientation);
    let mut segment = b"\xff\xe1\0".to_vec();
    segment.push((exif.len() + 8) as u8);
    segment.extend(b"Exif\0\0");
    [&file[..2], &segment, &exif, &file[2..]].concat()
}

/// A photograph of noise, with transparent parts where there are to be some.
fn drawn(width: u32, height: u32, is_transparent: bool) -> Plain {
    let drawn = Picture::drawn(width, height);
    let pixels = drawn
        .rgb
        .chunks_exact(3)
        .zip(0_u32..)
        .flat_map(|(rgb, at)| {
            let alpha = match is_transparent {
                true => (at * 7 % 256) as u8,
                false => 255,
            };
            [rgb[0], rgb[1], rgb[2], alpha]
        });
    Plain::from_raw(width, height, pixels.collect()).unwrap()
}

fn made(file: &[u8], target: &Target) -> Resized {
    let request = Request::new(vec![target.clone()], Limits::default()).unwrap();
    resize(file, &request).unwrap_or_else(|error| panic!("{target}: {error:?}"))
}

fn pixels(resized: &Resized) -> Plain {
    let mut decoder = png::Decoder::new(Cursor::new(&resized.outputs[0].data));
    decoder.set_transformations(
        png::Transformations::normalize_to_color8() | png::Transformations::ALPHA,
    );
    let mut reader = decoder.read_info().unwrap();
    let mut samples = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut samples).unwrap();
    let samples = match info.color_type {
        png::ColorType::GrayscaleAlpha => samples
            .chunks_exact(2)
            .flat_map(|pixel| [pixel[0], pixel[0], pixel[0], pixel[1]])
            .collect(),
        _ => samples,
    };
    Plain::from_raw(info.width, info.height, samples).unwrap()
}

/// The greatest difference of two samples.
fn difference(one: &Plain, other: &Plain) -> u8 {
    assert_eq!(one.dimensions(), other.dimensions());
    let pairs = one.as_raw().iter().zip(other.as_raw());
    pairs
        .map(|(one, other)| one.abs_diff(*other))
        .max()
        .unwrap()
}

fn targets() -> Vec<Target> {
    let png = Target {
        format: Some(Encoding::Png),
        ..Target::default()
    };
    let boxed = Target {
        width: Some(24),
        height: Some(17),
        ..png.clone()
    };
    vec![
        Target {
            width: Some(31),
            ..png.clone()
        },
        Target {
            fit: Some(Fit::Cover),
            position: Some(Position::Gravity(Gravity::Northwest)),
            ..boxed.clone()
        },
        Target {
            fit: Some(Fit::Cover),
            position: Some(Position::Attention),
            ..boxed.clone()
        },
        Target {
            fit: Some(Fit::Contain),
            position: Some(Position::Gravity(Gravity::East)),
            sharpen: Some(true),
            ..boxed.clone()
        },
        Target {
            fit: Some(Fit::Fill),
            filter: Some(Filter::Mitchell),
            linear: Some(true),
            ..boxed
        },
        Target {
            crop: Some(Region::of_pixels(3, 5, 29, 30)),
            height: Some(19),
            ..png.clone()
        },
        Target {
            scale: Some(1.0),
            ..png
        },
    ]
}

/// All that a picture can be turned by, in all orientations, and all kinds of geometry: within one level of what is made of
/// the picture that was turned before. A row is resampled across first, which is down in a picture on its side, so not all
/// roundings are the same.
#[test]
fn what_is_turned_is_made_as_of_the_turned_picture() {
    for is_transparent in [false, true] {
        let stored = drawn(47, 41, is_transparent);
        let turned: Vec<Plain> = (1..=8).map(|turn| upright(&stored, turn)).collect();
        for target in targets() {
            let of_turned: Vec<Plain> = turned
                .iter()
                .map(|picture| pixels(&made(&png(picture, 1), &target)))
                .collect();
            for orientation in 1..=8 {
                let file = png(&stored, orientation);
                for turn in Turn::all() {
                    let plainly = turn.plainly(&upright(&stored, orientation));
                    let same = turned.iter().position(|picture| *picture == plainly);
                    let found = pixels(&made(&file, &turn.of(&target)));
                    let far = difference(&found, &of_turned[same.unwrap()]);
                    let allowed = u8::from(target.scale.is_none());
                    assert!(
                        far <= allowed,
                        "{far} levels: orientation {orientation}, {turn:?}, {target}"
                    );
                }
            }
        }
    }
}

/// However the source is decoded and the output is encoded: the fields do what an orientation of the file does, to the byte.
#[test]
fn a_turn_is_an_orientation() {
    let photo = Picture::drawn(203, 149);
    for turn in Turn::all() {
        for format in [
            Encoding::Jpeg,
            Encoding::Webp,
            Encoding::Png,
            Encoding::Gif,
            Encoding::Raster,
        ] {
            for width in [29, 100] {
                let target = Target {
                    width: Some(width),
                    format: Some(format),
                    ..Target::default()
                };
                for file in [jpeg, |_: &Picture, orientation| {
                    png(&drawn(67, 61, true), orientation)
                }] {
                    let by_fields = made(&file(&photo, 1), &turn.of(&target));
                    let by_file = made(&file(&photo, turn.exif()), &target);
                    assert!(by_fields.outputs == by_file.outputs, "{turn:?}, {target}");
                }
            }
        }
    }
}

/// An animated PNG.
fn animation(frames: &[Plain]) -> Vec<u8> {
    let mut file = Vec::new();
    let (width, height) = frames[0].dimensions();
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_animated(frames.len() as u32, 0).unwrap();
    encoder.set_frame_delay(1, 10).unwrap();
    let mut writer = encoder.write_header().unwrap();
    for frame in frames {
        writer.write_image_data(frame).unwrap();
    }
    writer.finish().unwrap();
    file
}

/// Nothing is resampled here, so that the bytes are the same.
#[test]
fn animations_are_turned_frame_by_frame() {
    let frame = |number: u32| {
        let mut frame = drawn(40, 30, false);
        for y in 0..8 {
            for x in 0..5 + number {
                frame.put_pixel(x + 9, y + 4 * number, image::Rgba([255, 0, 0, 255]));
            }
        }
        frame
    };
    let frames: Vec<Plain> = (0..3).map(frame).collect();
    let file = animation(&frames);
    for turn in Turn::all() {
        let turned: Vec<Plain> = frames.iter().map(|frame| turn.plainly(frame)).collect();
        for format in [Encoding::Webp, Encoding::Gif, Encoding::Png] {
            let target = Target {
                scale: Some(1.0),
                animation: Some(Animation::All),
                format: Some(format),
                ..Target::default()
            };
            let found = made(&file, &turn.of(&target)).outputs;
            assert_eq!(found[0].frames, 3);
            let expected = made(&animation(&turned), &target).outputs;
            assert!(found == expected, "{turn:?}, {target}");
        }
    }
}

#[test]
fn an_orientation_that_is_ignored_is_kept_with_the_metadata() {
    let stored = drawn(13, 7, false);
    for orientation in 1..=8 {
        let file = png(&stored, orientation);
        let target = Target {
            scale: Some(1.0),
            orientation: Some(ExifOrientation::Ignore),
            ..Target::default()
        };
        let ignored = made(&file, &target);
        assert!(pixels(&ignored) == stored, "orientation {orientation}");
        let with_metadata = Target {
            keep: Some("all".parse::<Keep>().unwrap()),
            ..target.clone()
        };
        let kept = made(&file, &with_metadata).outputs.remove(0).data;
        let named = resizer::probe(&kept).unwrap().orientation;
        assert_eq!(named, orientation);
        let applied = Target {
            orientation: Some(ExifOrientation::Apply),
            ..with_metadata
        };
        let kept = made(&file, &applied).outputs.remove(0).data;
        assert_eq!(resizer::probe(&kept).unwrap().orientation, 1);
    }
}

#[test]
fn the_order_is_that_of_sharp() {
    // sharp 0.35: "abc def" with flip and a rotation of 90 becomes "ad be cf".
    let mut letters = Plain::new(3, 2);
    for (pixel, letter) in letters.pixels_mut().zip(b"abcdef") {
        pixel.0 = [*letter, *letter, *letter, 255];
    }
    let target = Target {
        scale: Some(1.0),
        flip: Some(true),
        rotate: Some(90),
        ..Target::default()
    };
    let made = pixels(&made(&png(&letters, 1), &target));
    assert_eq!(made.dimensions(), (2, 3));
    let found: Vec<u8> = made.pixels().map(|pixel| pixel.0[0]).collect();
    assert_eq!(found, b"adbecf");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Cropping, covering and rotating photographs that are decoded smaller.
    #[test]
    fn a_photograph_is_turned_as_its_orientation_turns_it(
        (width, height) in (20_u32..300, 20_u32..300),
        turn in prop::sample::select(Turn::all().collect::<Vec<_>>()),
        (across, down) in (1_u32..80, 1_u32..80),
        fit in prop::sample::select(Fit::ALL),
        crops in any::<bool>(),
    ) {
        let photo = Picture::drawn(width, height);
        let target = Target {
            width: Some(across),
            height: Some(down),
            fit: Some(fit),
            crop: crops.then(|| Region::of_pixels(3, 5, 15, 11)),
            format: Some(Encoding::Jpeg),
            ..Target::default()
        };
        let by_fields = made(&jpeg(&photo, 1), &turn.of(&target));
        let by_file = made(&jpeg(&photo, turn.exif()), &target);
        prop_assert!(by_fields.outputs == by_file.outputs);
    }
}

/// Codecs hand over rasters that have the orientation which HEIF and JPEG XL demand.
#[test]
fn an_orientation_that_is_no_metadata_is_not_ignored() {
    let file = include_bytes!("../../conformance/vectors/inputs/raster/orientation-6.raster");
    let target = Target {
        scale: Some(1.0),
        format: Some(Encoding::Png),
        ..Target::default()
    };
    let ignored = Target {
        orientation: Some(ExifOrientation::Ignore),
        ..target.clone()
    };
    assert!(made(file, &ignored).outputs == made(file, &target).outputs);
    let info = resizer::probe(file).unwrap();
    assert_eq!(
        pixels(&made(file, &ignored)).dimensions(),
        (info.width, info.height)
    );
}
