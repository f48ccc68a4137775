//! The component, whose loops use vectors, against the same code compiled for this machine, where vectors
//! are arrays: both give the same bytes, or the same error. `resizer-wasm/simd-twins` compares each loop by itself.

mod pictures;

use std::path::Path;

use engine::{CallLimits, Error, Limits, Resized, Resizer};
use image::{DynamicImage, ImageFormat};
use recipe::{Encoding, Fit, Quality, Target};
use request::Request;

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

/// A way out: format, quality, whether progressive, effort.
type Way = (Encoding, Option<u8>, Option<bool>, Option<u8>);
const WAYS: [Way; 4] = [
    (Encoding::Jpeg, None, None, None),
    (Encoding::Jpeg, Some(97), Some(true), None),
    (Encoding::Png, None, None, Some(1)),
    (Encoding::Webp, None, None, Some(0)),
];

fn targets(linear: bool) -> Vec<Target> {
    let numbered = SIZES.into_iter().enumerate();
    numbered
        .map(|(number, (width, height))| {
            let (format, quality, progressive, effort) = WAYS[number % WAYS.len()];
            Target {
                width: Some(width),
                height: Some(height),
                fit: Some(Fit::Fill),
                enlarge: Some(true),
                linear: Some(linear),
                format: Some(format),
                quality: quality.map(Quality::Number),
                progressive,
                effort,
                ..Target::default()
            }
        })
        .collect()
}

/// What the code that is compiled for this machine makes.
fn twin(file: &[u8], targets: &[Target], limits: Limits) -> Outcome {
    let request = Request::new(targets.to_vec(), limits).expect("a request that is possible");
    Outcome::of_twin(resizer::resize(file, &request))
}

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

/// What comes of a call: the files and the warnings, or the error with its tag.
#[derive(Debug, PartialEq)]
enum Outcome {
    Made {
        files: Vec<Vec<u8>>,
        warnings: Vec<(String, String)>,
    },
    Refused {
        tag: &'static str,
        message: String,
        needed: Option<u64>,
    },
}

impl Outcome {
    fn of_component(result: Result<Resized, Error>) -> Self {
        match result {
            Ok(made) => Self::Made {
                files: made.outputs.into_iter().map(|output| output.data).collect(),
                warnings: made
                    .warnings
                    .into_iter()
                    .map(|warning| (warning.kind.name().to_owned(), warning.message))
                    .collect(),
            },
            Err(error) => Self::Refused {
                tag: error.kind(),
                message: error.to_string(),
                needed: match error {
                    Error::Image { needed, .. } => needed,
                    _ => None,
                },
            },
        }
    }

    fn of_twin(result: Result<resizer::Resized, resizer::Error>) -> Self {
        let kind = |kind| match kind {
            resizer::WarningKind::Damage => "damage",
            resizer::WarningKind::PictureLost => "picture-lost",
            resizer::WarningKind::ColorProfile => "color-profile",
            resizer::WarningKind::Metadata => "metadata",
            resizer::WarningKind::SmallerThanBox => "smaller-than-box",
        };
        let (tag, message, needed) = match result {
            Ok(made) => {
                return Self::Made {
                    files: made.outputs.into_iter().map(|output| output.data).collect(),
                    warnings: made
                        .warnings
                        .into_iter()
                        .map(|warning| (kind(warning.kind).to_owned(), warning.message))
                        .collect(),
                };
            }
            Err(resizer::Error::UnsupportedFormat(message)) => {
                ("unsupported-format", message, None)
            }
            Err(resizer::Error::Malformed(message)) => ("malformed", message, None),
            Err(resizer::Error::Truncated(truncation)) => {
                ("truncated", truncation.message, truncation.needed)
            }
            Err(resizer::Error::TooLarge(message)) => ("too-large", message, None),
            Err(resizer::Error::InvalidOptions(message)) => ("invalid-options", message, None),
            Err(resizer::Error::LimitExceeded(message)) => ("limit-exceeded", message, None),
            Err(resizer::Error::NeedsCodec { message, .. }) => ("needs-codec", message, None),
        };
        Self::Refused {
            tag,
            message,
            needed,
        }
    }

    /// Says what is different, without the bytes.
    fn assert_equals(&self, twin: &Self, of: &str) {
        if let (Self::Made { files, warnings }, Self::Made { files: others, .. }) = (self, twin) {
            let equal: Vec<bool> = files.iter().zip(others).map(|(a, b)| a == b).collect();
            assert!(
                self == twin,
                "{of}: files {} and {}, equal: {equal:?}; warnings {warnings:?}",
                files.len(),
                others.len()
            );
        }
        assert_eq!(self, twin, "{of}");
    }
}

#[test]
fn the_component_gives_the_bytes_of_its_twin() {
    let component = Resizer::embedded(CallLimits::default()).expect("the component loads");
    let mut made = 0;
    for (name, file) in sources() {
        for linear in [false, true] {
            let targets = targets(linear);
            let result = component.resize(&file, &targets, Limits::default());
            made += u32::from(result.is_ok());
            let twin = twin(&file, &targets, Limits::default());
            Outcome::of_component(result).assert_equals(&twin, &name);
        }
    }
    assert!(made > 50, "only {made} of the pictures are whole");
}

/// Changed in so many ways, each file.
const DAMAGES: usize = 24;
/// Damage may make a picture of a few pixels one of very many, which takes time.
const MAX_PIXELS: u32 = 1 << 21;

/// Bytes are changed, and the end is missing: the same picture and warnings, or the same error with the same message.
#[test]
fn damaged_files_are_the_same_to_the_component_and_its_twin() {
    let component = Resizer::embedded(CallLimits::default()).expect("the component loads");
    let mut state = 1u32;
    let mut below = |end: usize| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 4) as usize % end
    };
    let (mut made, mut refused) = (0, 0);
    let small = sources()
        .into_iter()
        .filter(|(_, file)| file.len() < 40_000);
    for (name, whole) in small {
        for damage in 0..DAMAGES {
            let mut file = whole.clone();
            for _ in 0..1 + below(3) {
                let at = below(file.len());
                file[at] = below(256) as u8;
            }
            if damage % 4 == 0 {
                file.truncate(below(file.len()));
            }
            let tolerant = Some(damage % 2 == 0);
            let targets = &targets(false)[2..4];
            let limits = Limits {
                max_pixels: Some(MAX_PIXELS),
                tolerant,
                ..Limits::default()
            };
            let found = Outcome::of_component(component.resize(&file, targets, limits));
            let twin = twin(&file, targets, limits);
            found.assert_equals(&twin, &format!("{name}, damage {damage}"));
            match found {
                Outcome::Made { .. } => made += 1,
                Outcome::Refused { .. } => refused += 1,
            }
        }
    }
    assert!(made > 100 && refused > 100, "{made} and {refused}");
}
