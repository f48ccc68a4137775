//! What a codec is.

use request::Request;

use crate::Error;

/// A codec.
pub trait Decoder {
    /// Decodes `image` for the outputs of `request`, and gives a raster (docs/raster.md) that was made for it.
    ///
    /// # Errors
    /// As `wit/resize.wit` describes them. Nothing of the picture's size is allocated before the limits are checked.
    fn decode(image: &[u8], request: &Request) -> Result<Vec<u8>, Error>;
}
