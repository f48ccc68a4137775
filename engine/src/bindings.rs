//! The generated bindings, and nothing but conversions between them and our types.

wasmtime::component::bindgen!({ path: "../wit", world: "thumbox" });

use exports::thumbox::resize::resizer as wit;
use recipe::{Encoding, Fit, ImageFormat, OutputFormat, Target};

use crate::error::{Error, ImageErrorKind};
use crate::resizer::{ImageInfo, Options, Output};

impl From<wit::ImageInfo> for ImageInfo {
    fn from(info: wit::ImageInfo) -> Self {
        Self {
            format: match info.format {
                wit::ImageFormat::Jpeg => ImageFormat::Jpeg,
                wit::ImageFormat::Png => ImageFormat::Png,
                wit::ImageFormat::Webp => ImageFormat::Webp,
                wit::ImageFormat::Gif => ImageFormat::Gif,
            },
            width: info.width,
            height: info.height,
            orientation: info.orientation,
            frames: info.frames,
            alpha: info.alpha,
            progressive: info.progressive,
            auto_format: output_format(info.auto_format),
        }
    }
}

fn output_format(format: wit::OutputFormat) -> OutputFormat {
    match format {
        wit::OutputFormat::Jpeg => OutputFormat::Jpeg,
        wit::OutputFormat::Png => OutputFormat::Png,
        wit::OutputFormat::Webp => OutputFormat::Webp,
    }
}

impl From<wit::Output> for Output {
    fn from(output: wit::Output) -> Self {
        Self {
            data: output.data,
            format: output_format(output.format),
            width: output.width,
            height: output.height,
        }
    }
}

impl From<wit::Error> for Error {
    fn from(error: wit::Error) -> Self {
        let (kind, message, needed) = match error {
            wit::Error::UnsupportedFormat(text) => (ImageErrorKind::UnsupportedFormat, text, None),
            wit::Error::Malformed(text) => (ImageErrorKind::Malformed, text, None),
            wit::Error::Truncated(truncation) => (
                ImageErrorKind::Truncated,
                truncation.message,
                truncation.needed,
            ),
            wit::Error::TooLarge(text) => (ImageErrorKind::TooLarge, text, None),
            wit::Error::InvalidOptions(text) => (ImageErrorKind::InvalidOptions, text, None),
            wit::Error::LimitExceeded(text) => (ImageErrorKind::LimitExceeded, text, None),
        };
        Self::Image {
            kind,
            message,
            needed,
        }
    }
}

impl From<&Target> for wit::Target {
    fn from(target: &Target) -> Self {
        let jpeg = wit::JpegOptions {
            quality: target.quality,
        };
        Self {
            width: target.width,
            height: target.height,
            fit: Some(match target.fit {
                Fit::Inside => wit::Fit::Inside,
                Fit::Cover => wit::Fit::Cover,
            }),
            enlarge: Some(target.enlarge),
            encoding: Some(match target.format {
                Encoding::Auto => wit::Encoding::Auto(jpeg),
                Encoding::Jpeg => wit::Encoding::Jpeg(jpeg),
                Encoding::Png => wit::Encoding::Png,
                Encoding::Webp => wit::Encoding::Webp,
            }),
        }
    }
}

impl From<Options> for wit::Options {
    fn from(options: Options) -> Self {
        Self {
            max_pixels: options.max_pixels,
        }
    }
}
