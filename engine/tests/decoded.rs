//! Images that a codec decodes first: `probe`, the codec, `resize`, with one deadline and one limit on memory for all.

use std::time::Instant;

use engine::{Call, CallLimits, Error, ImageErrorKind, Limits, Resized, Resizer};
use recipe::{Encoding, Target};

/// The codec's name, and a file of it.
type Coded = (&'static str, &'static [u8]);

/// 4:2:0 at 8 bits, where the format has it.
const PLAIN: [Coded; 3] = [
    (
        "avif",
        include_bytes!("../../codecs/avif/tests/files/420-8-full.avif"),
    ),
    (
        "heic",
        include_bytes!("../../codecs/heic/tests/files/420-8-full.heic"),
    ),
    (
        "jxl",
        include_bytes!("../../codecs/jxl/tests/files/default.jxl"),
    ),
];
/// 13 x 17 pixels, of which 8 x 10 are to be seen, mirrored along a diagonal; with alpha.
const TURNED_AVIF: &[u8] = include_bytes!("../../isobmff/tests/files/turned.avif");
/// Stored with orientation 6.
const TURNED_JXL: &[u8] = include_bytes!("../../codecs/jxl/tests/files/orientation-6.jxl");

fn resizer() -> Resizer {
    Resizer::embedded(CallLimits::default()).expect("this processor runs the component")
}

fn target(format: Encoding) -> Target {
    Target {
        width: Some(8),
        format: Some(format),
        ..Target::default()
    }
}

fn resize(image: &[u8], limits: Limits) -> Result<Resized, Error> {
    resizer().resize(image, &[target(Encoding::Png)], limits)
}

fn kind(result: Result<Resized, Error>) -> ImageErrorKind {
    match result {
        Err(Error::Image { kind, .. }) => kind,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_codec_decodes_what_the_component_does_not() {
    let resizer = resizer();
    let targets = [target(Encoding::Jpeg), target(Encoding::Png)];
    for (name, image) in PLAIN {
        let info = resizer.probe(image).expect("a head");
        let resized = resizer
            .resize(image, &targets, Limits::default())
            .expect("a good image");
        assert_eq!(resized.outputs.len(), 2, "{name}");
        assert!(resized.outputs[0].data.starts_with(b"\xff\xd8"), "{name}");
        assert_eq!(resized.outputs[0].width, 8, "{name}");
        let height = (f64::from(info.height) * 8.0 / f64::from(info.width)).round();
        assert_eq!(resized.outputs[0].height, height as u32, "{name}");
        let codec = resized.codec.expect("a codec");
        assert_eq!((codec.name, info.codec.as_deref()), (name, Some(name)));
        assert!(engine::has_codec(&codec.sha256), "{name}");
        assert_eq!(
            engine::codecs().find(|known| known.name == name),
            Some(codec)
        );
    }
}

#[test]
fn what_is_to_be_seen_is_upright() {
    for image in [TURNED_AVIF, TURNED_JXL] {
        let info = resizer().probe(image).expect("a head");
        let resized = resize(image, Limits::default()).expect("a good image");
        let output = &resized.outputs[0];
        let height = (f64::from(info.height) * 8.0 / f64::from(info.width)).round();
        assert_eq!((output.width, output.height), (8, height as u32));
    }
}

/// The raster is longer than the file.
#[test]
fn the_limit_of_the_file_is_not_one_of_the_raster() {
    for (name, image) in PLAIN {
        let limits = Limits {
            max_file_bytes: u32::try_from(image.len()).ok(),
            ..Limits::default()
        };
        let target = Target {
            scale: Some(1.0),
            format: Some(Encoding::Raster),
            ..Target::default()
        };
        let resized = resizer()
            .resize(image, &[target], limits)
            .expect("a file that is no longer than its limit");
        assert!(resized.outputs[0].data.len() > image.len(), "{name}");
        let limits = Limits {
            max_file_bytes: u32::try_from(image.len() - 1).ok(),
            ..Limits::default()
        };
        assert_eq!(kind(resize(image, limits)), ImageErrorKind::TooLarge);
    }
}

#[test]
fn one_limit_on_memory_holds_for_both() {
    for (name, image) in PLAIN {
        let all = resize(image, Limits::default()).expect("a good image");
        let within = |memory: usize| {
            let limits = CallLimits {
                memory,
                ..CallLimits::default()
            };
            let call = Call {
                limits,
                ..Call::default()
            };
            resizer().resize_as(&call, image, &[target(Encoding::Png)], Limits::default())
        };
        let enough = within(all.peak_memory).expect("as much as it took");
        assert_eq!(enough.outputs, all.outputs, "{name}");
        let less = within(all.peak_memory - 1);
        let is_limit = matches!(
            less,
            Err(Error::MemoryLimit { .. }
                | Error::Image {
                    kind: ImageErrorKind::LimitExceeded,
                    ..
                })
        );
        assert!(is_limit, "{name}: {less:?}");
    }
}

#[test]
fn a_call_that_is_over_ends_at_its_deadline() {
    for (name, image) in PLAIN {
        let call = Call {
            end: Some(Instant::now()),
            ..Call::default()
        };
        let made = resizer().resize_as(&call, image, &[target(Encoding::Png)], Limits::default());
        assert!(
            matches!(made, Err(Error::Deadline { .. })),
            "{name}: {made:?}"
        );
    }
}

/// Whatever is cut off or changed, the error is of the image, and the next call works.
#[test]
fn damaged_files_are_typed_errors() {
    let resizer = resizer();
    let targets = [target(Encoding::Png)];
    for (name, image) in PLAIN {
        for cut in (0..image.len()).step_by(97) {
            let made = resizer.resize(&image[..cut], &targets, Limits::default());
            assert!(
                matches!(made, Err(Error::Image { .. })),
                "{name}, {cut}: {made:?}"
            );
        }
        let mut damaged = image.to_vec();
        for place in (40..image.len()).step_by(61) {
            damaged[place] ^= 0x55;
            match resizer.resize(&damaged, &targets, Limits::default()) {
                Ok(_) | Err(Error::Image { .. }) => {}
                Err(other) => panic!("{name}, {place}: {other:?}"),
            }
            damaged[place] ^= 0x55;
        }
        resizer
            .resize(image, &targets, Limits::default())
            .expect("a good image");
    }
}
