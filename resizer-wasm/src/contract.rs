//! The contract, generated from `wit/`, and the component's exports. Nothing but glue.
//!
//! The generated types are the crate's own types too, so that there is one definition of what can be asked.

#[allow(missing_docs, unreachable_pub, unsafe_code, reason = "generated")]
mod generated {
    wit_bindgen::generate!({
        path: "../wit",
        world: "thumbox",
        additional_derives: [PartialEq],
    });

    #[cfg(target_arch = "wasm32")]
    export!(Component);

    #[cfg(target_arch = "wasm32")]
    struct Component;

    #[cfg(target_arch = "wasm32")]
    impl exports::thumbox::resize::resizer::Guest for Component {
        fn probe(head: Vec<u8>) -> Result<super::ImageInfo, super::Error> {
            crate::probe(&head)
        }

        fn resize(
            image: Vec<u8>,
            targets: Vec<super::Target>,
            options: super::Options,
        ) -> Result<super::Resized, super::Error> {
            crate::resize(&image, &targets, options)
        }

        fn formats() -> Vec<super::FormatSupport> {
            crate::formats()
        }
    }
}

pub use generated::exports::thumbox::resize::resizer::{
    Animation, ChromaSubsampling, Color, ColorModel, EncoderOptions, Encoding, Error, Filter, Fit,
    FormatSupport, FrameCount, GifOptions, Gravity, ImageFormat, ImageInfo, JpegOptions, Metadata,
    Options, Output, OutputFormat, PngOptions, Point, Position, Region, Resized, Target,
    Truncation, Warning, WarningKind, WebpOptions,
};
