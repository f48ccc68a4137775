//! What is read and written, in words.

use crate::contract::FormatSupport;

/// What is read and written.
#[must_use]
pub fn formats() -> Vec<FormatSupport> {
    FORMATS.iter().map(Format::support).collect()
}

struct Format {
    name: &'static str,
    media_type: &'static str,
    /// The first is the one to write.
    extensions: &'static [&'static str],
    reads: &'static str,
    writes: Option<&'static str>,
}

/// In the order of the contract's `image-format`.
const FORMATS: [Format; 10] = [
    Format {
        name: "JPEG",
        media_type: "image/jpeg",
        extensions: &["jpg", "jpeg", "jpe", "jfif"],
        reads: "baseline, extended and progressive, 8 bits: gray, YCbCr, RGB, CMYK and YCCK",
        writes: Some("baseline or progressive, gray or YCbCr with 4:4:4 or 4:2:0"),
    },
    Format {
        name: "PNG",
        media_type: "image/png",
        extensions: &["png", "apng"],
        reads: "any colour type and depth, interlaced or not, transparent colours; animated (APNG)",
        writes: Some(
            "gray, gray with alpha, RGB, RGBA or a palette, 8 or 16 bits; animated (APNG)",
        ),
    },
    Format {
        name: "WebP",
        media_type: "image/webp",
        extensions: &["webp"],
        reads: "lossy and lossless, with and without alpha, animated",
        writes: Some("lossy or lossless, animated"),
    },
    Format {
        name: "GIF",
        media_type: "image/gif",
        extensions: &["gif"],
        reads: "still or animated, all disposal methods, interlaced or not",
        writes: Some("still or animated"),
    },
    Format {
        name: "TIFF",
        media_type: "image/tiff",
        extensions: &["tif", "tiff"],
        reads: "the first page: gray, RGB and CMYK, alpha, palettes, 1 to 32 bits, in strips or tiles, uncompressed \
                or with LZW, Deflate, PackBits, JPEG or fax compression",
        writes: None,
    },
    Format {
        name: "BMP",
        media_type: "image/bmp",
        extensions: &["bmp"],
        reads: "1 to 32 bits, with palettes, bit masks, RLE and alpha",
        writes: None,
    },
    Format {
        name: "ICO",
        media_type: "image/vnd.microsoft.icon",
        extensions: &["ico", "cur"],
        reads: "the largest image of an icon or a cursor",
        writes: None,
    },
    Format {
        name: "PNM",
        media_type: "image/x-portable-anymap",
        extensions: &["pnm", "pbm", "pgm", "ppm", "pam"],
        reads: "PBM, PGM and PPM, plain or raw, and PAM, up to 16 bits",
        writes: None,
    },
    Format {
        name: "QOI",
        media_type: "image/qoi",
        extensions: &["qoi"],
        reads: "RGB and RGBA",
        writes: None,
    },
    Format {
        name: "TGA",
        media_type: "image/x-tga",
        extensions: &["tga", "icb", "vda", "vst"],
        reads: "gray, palette and 15 to 32 bits, raw or RLE",
        writes: None,
    },
];

impl Format {
    fn support(&self) -> FormatSupport {
        FormatSupport {
            name: self.name.to_owned(),
            media_type: self.media_type.to_owned(),
            extensions: self
                .extensions
                .iter()
                .map(|extension| (*extension).to_owned())
                .collect(),
            reads: self.reads.to_owned(),
            writes: self.writes.map(str::to_owned),
        }
    }
}
