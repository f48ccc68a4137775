//! A format and its options.

use crate::contract::{GifOptions, JpegOptions, PngOptions, WebpOptions};

/// A format and its options.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Choice {
    Jpeg(JpegOptions),
    Png(PngOptions),
    Webp(WebpOptions),
    Gif(GifOptions),
}
