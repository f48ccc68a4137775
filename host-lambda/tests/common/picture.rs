//! Pictures made by code.

use jpeg_encoder::{ColorType, Encoder};

/// A JPEG with soft colours and some detail, as in a photo.
pub(crate) fn photo(width: u16, height: u16) -> Vec<u8> {
    let mut pixels = Vec::new();
    for y in 0..u32::from(height) {
        for x in 0..u32::from(width) {
            let channels = [
                x * 255 / u32::from(width),
                y * 255 / u32::from(height),
                (x ^ y) % 256,
            ];
            pixels.extend(channels.map(|channel| u8::try_from(channel).expect("below 256")));
        }
    }
    let mut file = Vec::new();
    Encoder::new(&mut file, 90)
        .encode(&pixels, width, height, ColorType::Rgb)
        .expect("the picture can be encoded");
    file
}
