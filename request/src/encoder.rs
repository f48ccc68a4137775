//! The options of each format's encoder, told apart.

use crate::{ChromaSubsampling, Quality, Tables, Target};

/// The record `jpeg-options` of `wit/resize.wit`.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct JpegOptions {
    /// [`Target::quality`]
    pub quality: Option<u8>,
    /// [`Target::progressive`]
    pub progressive: Option<bool>,
    /// [`Target::chroma_subsampling`]
    pub chroma_subsampling: Option<ChromaSubsampling>,
    /// [`Target::tables`]
    pub tables: Option<Tables>,
    /// [`Target::effort`]
    pub effort: Option<u8>,
}

/// The record `png-options` of `wit/resize.wit`.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct PngOptions {
    /// [`Target::effort`]
    pub effort: Option<u8>,
    /// [`Target::palette`]
    pub palette: Option<bool>,
    /// [`Target::colors`], where there is a palette.
    pub colors: Option<u16>,
    /// [`Target::dither`], where there is a palette.
    pub dither: Option<f32>,
    /// [`Target::depth`]
    pub depth: Option<u8>,
}

/// The record `webp-options` of `wit/resize.wit`.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct WebpOptions {
    /// [`Target::lossless`]
    pub lossless: Option<bool>,
    /// [`Target::quality`], where the file is lossy.
    pub quality: Option<u8>,
    /// [`Target::effort`]
    pub effort: Option<u8>,
}

/// The record `gif-options` of `wit/resize.wit`.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct GifOptions {
    /// [`Target::colors`]
    pub colors: Option<u16>,
    /// [`Target::dither`]
    pub dither: Option<f32>,
}

/// The options of a raster.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct RasterOptions {
    /// [`Target::depth`]
    pub depth: Option<u8>,
}

/// The options for whichever format is written. Each encoder gets what concerns it: of a target with format `auto`,
/// `quality` may be for a JPEG although a WebP would be lossless.
impl Target {
    /// The options for JPEG.
    pub fn jpeg_options(&self) -> JpegOptions {
        JpegOptions {
            quality: self.quality.and_then(Quality::number),
            progressive: self.progressive,
            chroma_subsampling: self.chroma_subsampling,
            tables: self.tables,
            effort: self.effort,
        }
    }

    /// The options for PNG.
    pub fn png_options(&self) -> PngOptions {
        let has_palette = self.palette == Some(true);
        PngOptions {
            effort: self.effort,
            palette: self.palette,
            colors: self.colors.filter(|_| has_palette),
            dither: self.dither.filter(|_| has_palette),
            depth: self.depth,
        }
    }

    /// The options for WebP.
    pub fn webp_options(&self) -> WebpOptions {
        let is_lossy = self.lossless != Some(true);
        WebpOptions {
            lossless: self.lossless,
            quality: self.quality.and_then(Quality::number).filter(|_| is_lossy),
            effort: self.effort,
        }
    }

    /// The options for GIF.
    pub fn gif_options(&self) -> GifOptions {
        GifOptions {
            colors: self.colors,
            dither: self.dither,
        }
    }

    /// The options for a raster.
    pub fn raster_options(&self) -> RasterOptions {
        RasterOptions { depth: self.depth }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_encoder_gets_what_concerns_it() {
        let target = Target {
            quality: Some(Quality::Number(70)),
            lossless: Some(true),
            effort: Some(6),
            colors: Some(16),
            ..Target::thumbnail()
        };
        assert_eq!(target.jpeg_options().quality, Some(70));
        assert_eq!(target.webp_options().quality, None);
        assert_eq!(target.webp_options().effort, Some(6));
        assert_eq!(target.gif_options().colors, Some(16));
        assert_eq!(target.png_options().colors, None);
        let palette = Target {
            palette: Some(true),
            ..target
        };
        assert_eq!(palette.png_options().colors, Some(16));
    }
}
