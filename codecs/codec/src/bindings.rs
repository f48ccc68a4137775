//! The bindings of world `codec`.
#![allow(missing_docs, unreachable_pub, unsafe_code, reason = "generated")]

use request::Request;

use crate::{Decoder, Error};

wit_bindgen::generate!({
    path: "../../wit",
    world: "codec",
    pub_export_macro: true,
    default_bindings_module: "codec::bindings",
});

use exports::thumbox::resize::decoder as wit;

impl<Codec: Decoder> wit::Guest for Codec {
    fn decode(image: Vec<u8>, request: String) -> Result<Vec<u8>, wit::Error> {
        let request = Request::read(&request).map_err(Error::from)?;
        Ok(<Codec as Decoder>::decode(&image, &request)?)
    }
}

impl From<Error> for wit::Error {
    fn from(error: Error) -> Self {
        Self {
            kind: error.kind.word().to_owned(),
            message: error.message,
            details: error.details,
        }
    }
}
