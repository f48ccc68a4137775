//! The header of a raster (docs/raster.md).

use image::metadata::Orientation;
use raster::{Error as Problem, Header, Model};

use super::header::{Head, PngColor};
use crate::contract::{ColorModel, Error, ImageFormat, Warning, WarningKind};
use crate::error;

pub(super) fn read(bytes: &[u8]) -> Result<Head<'_>, Error> {
    let (header, _) = header(bytes)?;
    let (color_model, window) = match header.model {
        Model::Gray => (ColorModel::Gray, header.window),
        Model::Rgb => (ColorModel::Rgb, header.window),
        Model::YCbCr(_) => (ColorModel::Ycbcr, header.window),
    };
    let mut head = Head::new(
        ImageFormat::Raster,
        window.width,
        window.height,
        color_model,
    );
    head.alpha = header.alpha;
    head.depth = header.depth;
    head.hands_out_components = has_components(&header);
    let metadata = header.metadata;
    if let Some(exif) = metadata.exif {
        head.set_exif(exif);
    }
    // The header's counts: EXIF's may be what the codec has applied already.
    head.metadata.exif_orientation = Orientation::from_exif(header.orientation);
    head.metadata.xmp = metadata.xmp;
    head.metadata.icc = metadata.icc;
    head.metadata.png_color = metadata.cicp.map(|cicp| PngColor {
        cicp: Some(cicp),
        brightest: metadata.brightest,
        ..PngColor::default()
    });
    head.metadata.has_c2pa = metadata.has_c2pa;
    for message in metadata.warnings {
        head.warn(Warning {
            kind: WarningKind::Damage,
            message: message.into_owned(),
        });
    }
    Ok(head)
}

/// The header, and where the planes begin.
pub(crate) fn header(bytes: &[u8]) -> Result<(Header<'_>, usize), Error> {
    Header::read(bytes).map_err(|problem| match problem {
        Problem::Truncated { needed } => {
            error::short_head(ImageFormat::Raster, bytes.len(), needed)
        }
        problem => error::malformed(ImageFormat::Raster, &problem.to_string()),
    })
}

/// Whether its planes are luma and chroma as JPEG has them, so that they are resampled apart.
pub(crate) fn has_components(header: &Header) -> bool {
    let window = header.window;
    let is_whole = (window.width, window.height) == (header.width, header.height);
    let is_jfif = matches!(header.model, Model::YCbCr(model)
        if model.full_range && model.matrix == raster::Matrix::Bt601);
    is_jfif && is_whole && header.depth == 8 && !header.alpha
}
