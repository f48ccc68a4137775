//! The contract's types, generated from `wit/`. They are the crate's own types too, so that there is one definition of what can
//! be asked.

#[allow(clippy::crate_in_macro_def, reason = "generated")]
#[allow(missing_docs, unreachable_pub, unsafe_code, reason = "generated")]
pub(crate) mod generated {
    wit_bindgen::generate!({
        path: "../wit",
        world: "thumbox",
        additional_derives: [PartialEq],
        export_macro_name: "export",
        pub_export_macro: true,
        default_bindings_module: "crate::contract::generated",
    });
}

pub use generated::exports::thumbox::resize::resizer::{
    Animation, ChromaSubsampling, Color, ColorModel, EncoderOptions, Encoding, Error, Filter, Fit,
    FormatSupport, FrameCount, GifOptions, Gravity, ImageFormat, ImageInfo, JpegOptions, Metadata,
    Options, Output, OutputFormat, PngOptions, Point, Position, Region, Resized, Target,
    Truncation, Warning, WarningKind, WebpOptions,
};
