//! The component's exports, which call the crate.
#![allow(unreachable_pub, unsafe_code, reason = "generated")]

use crate::contract::generated::{export, exports::thumbox::resize::resizer::Guest};
use crate::{Error, FormatSupport, ImageInfo, Options, Resized, Target};

struct Component;

impl Guest for Component {
    fn probe(head: Vec<u8>) -> Result<ImageInfo, Error> {
        crate::probe(&head)
    }

    fn resize(image: Vec<u8>, targets: Vec<Target>, options: Options) -> Result<Resized, Error> {
        crate::resize(&image, &targets, options)
    }

    fn formats() -> Vec<FormatSupport> {
        crate::formats()
    }
}

export!(Component);
