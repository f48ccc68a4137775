//! What is read and written, in words.

use crate::contract::FormatSupport;

/// What is read and written.
#[must_use]
pub fn formats() -> &'static [FormatSupport] {
    &FORMATS
}

/// In the order of the contract's `image-format`.
static FORMATS: [FormatSupport; 15] = [
    FormatSupport {
        name: "JPEG",
        media_type: "image/jpeg",
        extensions: &["jpg", "jpeg", "jpe", "jfif"],
        reads: "baseline, extended and progressive with Huffman or arithmetic codes, lossless with Huffman codes, \
                8 bits: gray, YCbCr, RGB, CMYK and YCCK",
        writes: Some("baseline or progressive, gray or YCbCr with 4:4:4 or 4:2:0"),
        codec: None,
    },
    FormatSupport {
        name: "PNG",
        media_type: "image/png",
        extensions: &["png", "apng"],
        reads: "any colour type and depth, interlaced or not, transparent colours, Apple's CgBI; animated (APNG)",
        writes: Some(
            "gray, gray with alpha, RGB, RGBA or a palette, 8 or 16 bits; animated (APNG)",
        ),
        codec: None,
    },
    FormatSupport {
        name: "WebP",
        media_type: "image/webp",
        extensions: &["webp"],
        reads: "lossy and lossless, with and without alpha, animated",
        writes: Some("lossy or lossless, animated"),
        codec: None,
    },
    FormatSupport {
        name: "GIF",
        media_type: "image/gif",
        extensions: &["gif"],
        reads: "still or animated, all disposal methods, interlaced or not",
        writes: Some("still or animated"),
        codec: None,
    },
    FormatSupport {
        name: "TIFF",
        media_type: "image/tiff",
        extensions: &["tif", "tiff"],
        reads: "the first page that is no smaller copy, also of BigTIFF: gray, RGB, CMYK, YCbCr and Lab, alpha, palettes, \
                1 to 32 bits, with a sign or floating-point, in strips or tiles, uncompressed or with LZW, Deflate, PackBits, \
                JPEG or fax compression",
        writes: None,
        codec: None,
    },
    FormatSupport {
        name: "BMP",
        media_type: "image/bmp",
        extensions: &["bmp"],
        reads: "1 to 32 bits, with palettes, bit masks, RLE and alpha",
        writes: None,
        codec: None,
    },
    FormatSupport {
        name: "ICO",
        media_type: "image/vnd.microsoft.icon",
        extensions: &["ico", "cur"],
        reads: "the largest image of an icon or a cursor",
        writes: None,
        codec: None,
    },
    FormatSupport {
        name: "PNM",
        media_type: "image/x-portable-anymap",
        extensions: &["pnm", "pbm", "pgm", "ppm", "pam"],
        reads: "PBM, PGM and PPM, plain or raw, and PAM, up to 16 bits",
        writes: None,
        codec: None,
    },
    FormatSupport {
        name: "QOI",
        media_type: "image/qoi",
        extensions: &["qoi"],
        reads: "RGB and RGBA",
        writes: None,
        codec: None,
    },
    FormatSupport {
        name: "TGA",
        media_type: "image/x-tga",
        extensions: &["tga", "icb", "vda", "vst"],
        reads: "gray, palette and 15 to 32 bits, raw or RLE",
        writes: None,
        codec: None,
    },
    FormatSupport {
        name: "PSD",
        media_type: "image/vnd.adobe.photoshop",
        extensions: &["psd", "psb"],
        reads: "the flattened image, also of PSB: bitmap, gray, indexed, RGB and CMYK, up to 16 bits, transparency, raw or RLE",
        writes: None,
        codec: None,
    },
    FormatSupport {
        name: "AVIF",
        media_type: "image/avif",
        extensions: &["avif", "avifs"],
        reads: "the primary image, 8 to 12 bits, 4:0:0 to 4:4:4, in tiles or not, alpha, rotation, mirroring and crop",
        writes: None,
        codec: Some("avif"),
    },
    FormatSupport {
        name: "HEIC",
        media_type: "image/heic",
        extensions: &["heic", "heif", "hif"],
        reads: "the primary image coded with HEVC, 8 to 12 bits, 4:0:0 to 4:4:4, in tiles or not, alpha, rotation, mirroring \
                and crop",
        writes: None,
        codec: Some("heic"),
    },
    FormatSupport {
        name: "JPEG XL",
        media_type: "image/jxl",
        extensions: &["jxl"],
        reads: "the first frame, of codestreams and containers: gray and RGB, up to 16 bits, alpha, orientation",
        writes: None,
        codec: Some("jxl"),
    },
    FormatSupport {
        name: "raster",
        media_type: "application/octet-stream",
        extensions: &["raster"],
        reads: "raw pixels: gray, RGB or YCbCr, with and without alpha, 8 to 16 bits, in one or several sizes",
        writes: Some("gray or RGB, with and without alpha, 8 or 16 bits"),
        codec: None,
    },
];
