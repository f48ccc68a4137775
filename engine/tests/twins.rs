//! The component, whose loops use vectors, against the same code compiled for this machine, where their twins without
//! vectors run: both give the same bytes.

mod pictures;

use std::path::Path;

use engine::{Limits, Options, Resizer};
use image::{DynamicImage, ImageFormat};
use recipe::{Encoding, Fit, Target};

/// Sizes that end within vectors and at their borders, smaller and larger than the picture.
const SIZES: [(u32, u32); 8] = [
    (1, 1),
    (5, 300),
    (16, 16),
    (33, 17),
    (61, 90),
    (128, 64),
    (250, 171),
    (431, 350),
];

/// The ways out.
const ENCODINGS: [(Encoding, resizer::Encoding); 4] = [
    (
        Encoding::Jpeg,
        resizer::Encoding::Jpeg(resizer::JpegOptions {
            quality: None,
            progressive: None,
            chroma_subsampling: None,
        }),
    ),
    (
        Encoding::Jpeg,
        resizer::Encoding::Jpeg(resizer::JpegOptions {
            quality: Some(97),
            progressive: Some(true),
            chroma_subsampling: None,
        }),
    ),
    (
        Encoding::Png,
        resizer::Encoding::Png(resizer::PngOptions {
            effort: Some(1),
            palette: None,
            colors: None,
            dither: None,
            depth: None,
        }),
    ),
    (
        Encoding::Webp,
        resizer::Encoding::Webp(resizer::WebpOptions {
            lossless: None,
            quality: None,
            effort: Some(0),
        }),
    ),
];

/// The same request in the words of the hosts and in those of the component.
fn targets(linear: bool) -> Vec<(Target, resizer::Target)> {
    let mut targets = Vec::new();
    for (number, (width, height)) in SIZES.into_iter().enumerate() {
        let (format, encoding) = &ENCODINGS[number % ENCODINGS.len()];
        let options = match encoding {
            resizer::Encoding::Jpeg(options) => (options.quality, options.progressive, None),
            resizer::Encoding::Png(options) => (None, None, options.effort),
            resizer::Encoding::Webp(options) => (None, None, options.effort),
            _ => unreachable!("not in the list"),
        };
        let asked = Target {
            width: Some(width),
            height: Some(height),
            fit: Some(Fit::Fill),
            enlarge: Some(true),
            linear: Some(linear),
            format: Some(*format),
            quality: options.0,
            progressive: options.1,
            effort: options.2,
            ..Target::default()
        };
        let told = resizer::Target {
            width: Some(width),
            height: Some(height),
            scale: None,
            device_pixel_ratio: None,
            fit: Some(resizer::Fit::Fill),
            position: None,
            crop: None,
            background: None,
            enlarge: Some(true),
            shrink: None,
            filter: None,
            linear: Some(linear),
            sharpen: None,
            keep: None,
            animation: None,
            encoding: Some(*encoding),
            max_bytes: None,
            thumbhash: None,
        };
        targets.push((asked, told));
    }
    targets
}

const NO_OPTIONS: resizer::Options = resizer::Options {
    max_pixels: None,
    max_frames: None,
    max_file_bytes: None,
    max_side: None,
    max_scans: None,
    max_work: None,
    tolerant: None,
};

/// Files of the decoders' own tests, and pictures of every kind of pixel.
fn sources() -> Vec<(String, Vec<u8>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut files = Vec::new();
    for folder in ["jpeg-shrink/tests/pictures", "vp8-shrink/tests/pictures"] {
        let entries = std::fs::read_dir(root.join(folder)).expect(folder);
        for entry in entries {
            let path = entry.expect(folder).path();
            if path
                .extension()
                .is_some_and(|ending| ending == "jpg" || ending == "webp")
            {
                files.push((
                    path.display().to_string(),
                    std::fs::read(&path).expect("a file"),
                ));
            }
        }
    }
    let photo = DynamicImage::from(pictures::photo(301, 203));
    let kinds = [
        ("gray", DynamicImage::from(photo.to_luma8())),
        (
            "gray with alpha",
            DynamicImage::from(photo.to_luma_alpha8()),
        ),
        ("colours", photo.clone()),
        ("colours with alpha", DynamicImage::from(photo.to_rgba8())),
        ("16 bits", DynamicImage::from(photo.to_rgb16())),
    ];
    for (kind, picture) in kinds {
        let mut file = std::io::Cursor::new(Vec::new());
        picture
            .write_to(&mut file, ImageFormat::Png)
            .expect("a PNG");
        files.push((format!("PNG, {kind}"), file.into_inner()));
    }
    files.push((
        "a large JPEG".to_owned(),
        pictures::jpeg(&pictures::photo(1501, 1003), false, None),
    ));
    files
}

#[test]
fn the_component_gives_the_bytes_of_its_twin() {
    let component = Resizer::embedded(Limits::default()).expect("the component loads");
    for (name, file) in sources() {
        for linear in [false, true] {
            let (asked, told): (Vec<_>, Vec<_>) = targets(linear).into_iter().unzip();
            let made = component.resize(&file, &asked, Options::default());
            let twin = resizer::resize(&file, &told, NO_OPTIONS);
            match (made, twin) {
                (Ok(made), Ok(twin)) => {
                    assert_eq!(made.outputs.len(), twin.outputs.len());
                    for ((one, other), asked) in made.outputs.iter().zip(&twin.outputs).zip(&asked)
                    {
                        assert!(one.data == other.data, "{name}: {asked:?}");
                    }
                }
                // Some of the files are damaged on purpose.
                (Err(_), Err(_)) => {}
                (made, twin) => panic!("{name}: {} and {}", made.is_ok(), twin.is_ok()),
            }
        }
    }
}
