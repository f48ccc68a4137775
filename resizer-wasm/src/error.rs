//! Making errors. One function for each kind of message, so that wording stays uniform.

use crate::contract::{Error, Fit, ImageFormat, Truncation, Warning, WarningKind};
use crate::geometry::Size;
use image::metadata::Orientation;

/// What is read, for messages.
const READ: &str = "Thumbox reads JPEG, PNG, WebP, GIF, TIFF, BMP, ICO, PNM, QOI, TGA and PSD, \
                    and with codecs AVIF, HEIC and JPEG XL";

/// Enough for everything that is worth knowing.
pub(crate) const MAX_WARNINGS: usize = 32;

/// The name people use.
pub(crate) fn format_name(format: ImageFormat) -> &'static str {
    match format {
        ImageFormat::Jpeg => "JPEG",
        ImageFormat::Png => "PNG",
        ImageFormat::Webp => "WebP",
        ImageFormat::Gif => "GIF",
        ImageFormat::Tiff => "TIFF",
        ImageFormat::Bmp => "BMP",
        ImageFormat::Ico => "ICO",
        ImageFormat::Pnm => "PNM",
        ImageFormat::Qoi => "QOI",
        ImageFormat::Tga => "TGA",
        ImageFormat::Psd => "PSD",
        ImageFormat::Avif => "AVIF",
        ImageFormat::Heic => "HEIC",
        ImageFormat::Jxl => "JPEG XL",
        ImageFormat::Raster => "raster",
    }
}

/// What an image is called in a message.
pub(crate) struct Called(&'static str);

impl Called {
    /// A file of HEIF that does not say what its image is coded with.
    pub(crate) const HEIF: Self = Self("HEIF");
}

impl From<ImageFormat> for Called {
    fn from(format: ImageFormat) -> Self {
        Self(format_name(format))
    }
}

/// `needed` is what tells the format of most files, in bytes.
pub(crate) fn empty_file(needed: u64) -> Error {
    Error::Truncated(Truncation {
        message: "the file is empty".to_owned(),
        needed: Some(needed),
    })
}

/// `found` is a noun phrase such as "a HEIC image".
pub(crate) fn other_format(found: &str) -> Error {
    Error::UnsupportedFormat(format!("this is {found}; {READ}"))
}

pub(crate) fn not_an_image(first_bytes: &[u8]) -> Error {
    let bytes: Vec<String> = first_bytes
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    Error::UnsupportedFormat(format!(
        "this is not an image that Thumbox knows: the file begins with {}; {READ}",
        bytes.join(" ")
    ))
}

/// `feature` is a noun phrase such as "arithmetic coding".
pub(crate) fn unsupported_feature(image: impl Into<Called>, feature: &str) -> Error {
    Error::UnsupportedFormat(format!(
        "this {} image uses {feature}, which Thumbox does not read; save it again without",
        image.into().0
    ))
}

/// Of an image of this size, upright, that a codec has to decode first.
pub(crate) fn needs_codec(format: ImageFormat, size: Size) -> Error {
    let (name, codec) = (format_name(format), format.name());
    Error::NeedsCodec {
        message: format!(
            "this {name} image of {} x {} pixels has to be decoded by the codec {codec}, which is not there; use a program \
             that has it, or save the image as JPEG or PNG",
            size.width, size.height
        ),
        codec,
    }
}

/// Of a Photoshop document whose layers have not been flattened.
pub(crate) fn no_composite() -> Error {
    Error::UnsupportedFormat(
        "this PSD image has layers and no flattened image of them, which is what Thumbox reads; save it again with \
         \"Maximize PSD and PSB File Compatibility\", which is among Photoshop's preferences"
            .to_owned(),
    )
}

/// An error, with advice where an image can be made of what is there, and nobody has asked for that.
pub(crate) fn with_advice(error: Error) -> Error {
    match error {
        Error::Truncated(Truncation {
            message,
            needed: None,
        }) => Error::Truncated(Truncation {
            message: format!("{message}; tolerant makes an image of what is there"),
            needed: None,
        }),
        other => other,
    }
}

/// What is wrong with a file and costs no part of its picture. `problem` is a clause as for [`malformed`].
pub(crate) fn damage(format: ImageFormat, problem: &str) -> Warning {
    Warning {
        kind: WarningKind::Damage,
        message: format!("this {} file is damaged: {problem}", format_name(format)),
    }
}

/// `read` of `total` rows of a damaged picture could be read, or of what `unit` says.
pub(crate) fn picture_lost(format: ImageFormat, read: u64, total: u64, unit: &str) -> Warning {
    Warning {
        kind: WarningKind::PictureLost,
        message: format!(
            "this {} file is damaged: {read} of {total} {unit} could be read, and the rest is filled",
            format_name(format)
        ),
    }
}

/// `number` counts outputs from 1; it is left out where there is a single one.
pub(crate) fn smaller_than_box(
    number: Option<usize>,
    fit: Fit,
    size: Size,
    missed: Size,
) -> Warning {
    let advice = match fit {
        Fit::Cover => "; fit cover-down keeps the shape of the box",
        _ => "",
    };
    let output = number.map_or_else(
        || "the output".to_owned(),
        |number| format!("output {number}"),
    );
    Warning {
        kind: WarningKind::SmallerThanBox,
        message: format!(
            "{output} is {} x {}, smaller than its box of {} x {}: images are not enlarged unless enlarge is set{advice}",
            size.width, size.height, missed.width, missed.height
        ),
    }
}

/// EXIF and XMP do not agree.
pub(crate) fn orientations_differ(exif: Orientation, xmp: Orientation) -> Warning {
    Warning {
        kind: WarningKind::Damage,
        message: format!(
            "the file says its orientation twice: {} in EXIF, which is used, and {} in XMP",
            exif.to_exif(),
            xmp.to_exif()
        ),
    }
}

/// `problem` is a clause such as "it cannot be decompressed".
pub(crate) fn profile_not_used(problem: &str) -> Warning {
    Warning {
        kind: WarningKind::ColorProfile,
        message: format!("the colour profile is not used: {problem}"),
    }
}

/// `problem` is a clause such as "the header names a width of 0".
pub(crate) fn malformed(image: impl Into<Called>, problem: &str) -> Error {
    Error::Malformed(format!(
        "this {} image is damaged: {problem}",
        image.into().0
    ))
}

/// The head ends at `length`, but the next thing to read ends at `needed`.
pub(crate) fn short_head(image: impl Into<Called>, length: usize, needed: u64) -> Error {
    Error::Truncated(Truncation {
        message: format!(
            "the {} file ends after {length} bytes, inside its header, which goes on to byte {needed} at least",
            image.into().0
        ),
        needed: Some(needed),
    })
}

pub(crate) fn truncated(format: ImageFormat, length: usize) -> Error {
    Error::Truncated(Truncation {
        message: format!(
            "the {} file ends after {length} bytes, before its image is complete",
            format_name(format)
        ),
        needed: None,
    })
}

pub(crate) fn too_much_work(image: impl Into<Called>, problem: &str) -> Error {
    Error::TooLarge(format!(
        "this {} image would take too much work: {problem}",
        image.into().0
    ))
}

pub(crate) fn out_of_memory(bytes: u64) -> Error {
    Error::LimitExceeded(format!(
        "the image needs another {bytes} bytes of memory, which could not be allocated; use a smaller image"
    ))
}

pub(crate) fn invalid_options(problem: String) -> Error {
    Error::InvalidOptions(problem)
}

impl From<plan::Error> for Error {
    fn from(error: plan::Error) -> Self {
        match error {
            plan::Error::TooLarge(message) => Self::TooLarge(message),
            plan::Error::InvalidOptions(message) => Self::InvalidOptions(message),
        }
    }
}
