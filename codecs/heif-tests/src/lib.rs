//! What holds for AVIF and HEIC files alike, tested with both codecs. There is nothing but tests here.

#![cfg(test)]
#![forbid(unsafe_code)]

mod c2pa;
mod thumbnails;

use std::fs;
use std::path::Path;

use codec::{Decoder, Error};
use request::Request;

/// A codec, and a file for it.
struct Case {
    file: Vec<u8>,
    decode: fn(&[u8], &Request) -> Result<Vec<u8>, Error>,
}

impl Case {
    /// With one of the files of `../avif/tests/files`.
    fn avif(name: &str) -> Self {
        Self {
            file: read(&format!("avif/tests/files/{name}.avif")),
            decode: avif::Avif::decode,
        }
    }

    /// With one of the files of `../heic/tests/files`.
    fn heic(name: &str) -> Self {
        Self {
            file: read(&format!("heic/tests/files/{name}.heic")),
            decode: heic::Heic::decode,
        }
    }

    /// The raster for a request with these outputs.
    fn decode(&self, outputs: &str) -> Vec<u8> {
        let request = Request::read(&format!(r#"{{"outputs": [{outputs}]}}"#)).unwrap();
        (self.decode)(&self.file, &request).unwrap()
    }
}

/// Below the folder of the codecs.
fn read(path: &str) -> Vec<u8> {
    let codecs = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    fs::read(codecs.join(path)).unwrap()
}
