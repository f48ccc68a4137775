//! What comes out of the component: what it made, what it knows, and what went wrong.

use recipe::{ImageFormat, OutputFormat};

use super::exports::thumbox::resize::resizer as wit;
use crate::contract::shortened;
use crate::error::{Error, ImageErrorKind};
use crate::info::{ColorModel, FormatSupport, FrameCount, ImageInfo};
use crate::output::{Output, Warning, WarningKind};

impl From<wit::Output> for Output {
    fn from(output: wit::Output) -> Self {
        Self {
            data: output.data,
            format: output_format(output.format),
            width: output.width,
            height: output.height,
            frames: output.frames,
            quality: output.quality,
            thumbhash: output.thumbhash,
        }
    }
}

impl From<wit::Warning> for Warning {
    fn from(warning: wit::Warning) -> Self {
        Self {
            kind: match warning.kind {
                wit::WarningKind::Damage => WarningKind::Damage,
                wit::WarningKind::PictureLost => WarningKind::PictureLost,
                wit::WarningKind::ColorProfile => WarningKind::ColorProfile,
                wit::WarningKind::Metadata => WarningKind::Metadata,
            },
            message: shortened(warning.message),
        }
    }
}

impl From<wit::ImageInfo> for ImageInfo {
    fn from(info: wit::ImageInfo) -> Self {
        Self {
            format: image_format(info.format),
            width: info.width,
            height: info.height,
            orientation: info.orientation,
            frames: match info.frames {
                wit::FrameCount::Exactly(frames) => FrameCount::Exactly(frames),
                wit::FrameCount::AtLeast(frames) => FrameCount::AtLeast(frames),
            },
            alpha: info.alpha,
            depth: info.depth,
            color_model: match info.color_model {
                wit::ColorModel::Gray => ColorModel::Gray,
                wit::ColorModel::Rgb => ColorModel::Rgb,
                wit::ColorModel::Indexed => ColorModel::Indexed,
                wit::ColorModel::Ycbcr => ColorModel::Ycbcr,
                wit::ColorModel::Cmyk => ColorModel::Cmyk,
                wit::ColorModel::Ycck => ColorModel::Ycck,
            },
            icc_profile: info.icc_profile.map(shortened),
            progressive: info.progressive,
            working_memory: info.working_memory,
            auto_format: output_format(info.auto_format),
        }
    }
}

impl From<wit::FormatSupport> for FormatSupport {
    fn from(support: wit::FormatSupport) -> Self {
        Self {
            name: support.name,
            media_type: support.media_type,
            extensions: support.extensions,
            reads: support.reads,
            writes: support.writes,
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
            message: shortened(message),
            needed,
        }
    }
}

fn image_format(format: wit::ImageFormat) -> ImageFormat {
    match format {
        wit::ImageFormat::Jpeg => ImageFormat::Jpeg,
        wit::ImageFormat::Png => ImageFormat::Png,
        wit::ImageFormat::Webp => ImageFormat::Webp,
        wit::ImageFormat::Gif => ImageFormat::Gif,
        wit::ImageFormat::Tiff => ImageFormat::Tiff,
        wit::ImageFormat::Bmp => ImageFormat::Bmp,
        wit::ImageFormat::Ico => ImageFormat::Ico,
        wit::ImageFormat::Pnm => ImageFormat::Pnm,
        wit::ImageFormat::Qoi => ImageFormat::Qoi,
        wit::ImageFormat::Tga => ImageFormat::Tga,
    }
}

fn output_format(format: wit::OutputFormat) -> OutputFormat {
    match format {
        wit::OutputFormat::Jpeg => OutputFormat::Jpeg,
        wit::OutputFormat::Png => OutputFormat::Png,
        wit::OutputFormat::Webp => OutputFormat::Webp,
        wit::OutputFormat::Gif => OutputFormat::Gif,
    }
}
