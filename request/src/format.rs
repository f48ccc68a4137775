//! Image formats: how they are spelled, and what a file of that format is called.

use crate::words;

words! {
    /// A format that Thumbox reads.
    pub enum ImageFormat {
        /// JPEG.
        Jpeg = "jpeg",
        /// PNG and APNG.
        Png = "png",
        /// WebP.
        Webp = "webp",
        /// GIF.
        Gif = "gif",
        /// TIFF.
        Tiff = "tiff",
        /// BMP.
        Bmp = "bmp",
        /// Windows icon.
        Ico = "ico",
        /// PBM, PGM, PPM and PAM.
        Pnm = "pnm",
        /// Quite OK Image.
        Qoi = "qoi",
        /// Truevision TGA.
        Tga = "tga",
        /// Photoshop document, PSD and PSB.
        Psd = "psd",
        /// AVIF: an image of AV1 in HEIF.
        Avif = "avif",
        /// HEIC: an image of HEVC in HEIF.
        Heic = "heic",
        /// JPEG XL.
        Jxl = "jxl",
        /// Raw pixels: docs/raster.md.
        Raster = "raster",
    }
}

impl ImageFormat {
    /// The codec that decodes it, a component of its own, which is called as the format is. `None` where the resizer does.
    pub fn codec(self) -> Option<&'static str> {
        matches!(self, Self::Avif | Self::Heic | Self::Jxl).then(|| self.name())
    }
}

words! {
    /// A format that Thumbox writes.
    pub enum OutputFormat {
        /// JPEG.
        Jpeg = "jpeg" | "jpg",
        /// PNG; of an animation, APNG.
        Png = "png",
        /// WebP.
        Webp = "webp",
        /// GIF.
        Gif = "gif",
        /// Raw pixels: docs/raster.md.
        Raster = "raster",
    }
}

words! {
    /// The format that is asked for.
    pub enum Encoding {
        /// The source's format; PNG or JPEG where that cannot be written.
        Auto = "auto",
        /// JPEG.
        Jpeg = "jpeg" | "jpg",
        /// PNG; of an animation, APNG.
        Png = "png",
        /// WebP.
        Webp = "webp",
        /// GIF.
        Gif = "gif",
        /// Raw pixels: docs/raster.md.
        Raster = "raster",
    }
}

impl OutputFormat {
    /// The file name extension, without a dot. `jpg` for JPEG, as cameras and most tools write it.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Webp => "webp",
            Self::Gif => "gif",
            Self::Raster => "raster",
        }
    }

    /// The media type for a Content-Type header.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Webp => "image/webp",
            Self::Gif => "image/gif",
            Self::Raster => "application/octet-stream",
        }
    }
}

impl Encoding {
    /// The format of the result, where it does not depend on the source.
    pub fn fixed(self) -> Option<OutputFormat> {
        match self {
            Self::Auto => None,
            Self::Jpeg => Some(OutputFormat::Jpeg),
            Self::Png => Some(OutputFormat::Png),
            Self::Webp => Some(OutputFormat::Webp),
            Self::Gif => Some(OutputFormat::Gif),
            Self::Raster => Some(OutputFormat::Raster),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_encoding_reads_back_what_it_prints() {
        for encoding in Encoding::ALL {
            assert_eq!(encoding.to_string().parse(), Ok(*encoding));
        }
        assert_eq!("jpg".parse(), Ok(Encoding::Jpeg));
    }

    #[test]
    fn an_unknown_format_is_named_together_with_the_known_ones() {
        let error = "avif".parse::<Encoding>().unwrap_err();
        assert_eq!(
            error.to_string(),
            "expected one of auto, jpeg, png, webp, gif, raster"
        );
    }
}
