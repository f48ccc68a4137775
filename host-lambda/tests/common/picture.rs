//! Pictures made by code.

use engine::{CallLimits, Limits, Resizer};
use jpeg_encoder::{ColorType, Encoder};
use recipe::Target;

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
    encoded(&pixels, width, height, false)
}

/// A JPEG of pixels without any order, in scans where that is asked for.
pub(crate) fn noise(width: u16, height: u16, progressive: bool) -> Vec<u8> {
    let mut state = 1u32;
    let pixels: Vec<u8> = (0..u32::from(width) * u32::from(height) * 3)
        .map(|_| {
            // The constants of Numerical Recipes.
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        })
        .collect();
    encoded(&pixels, width, height, progressive)
}

fn encoded(pixels: &[u8], width: u16, height: u16, progressive: bool) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, 90);
    encoder.set_progressive(progressive);
    encoder
        .encode(pixels, width, height, ColorType::Rgb)
        .expect("the picture can be encoded");
    file
}

/// What the engine makes of the same bytes.
pub(crate) fn thumbnail(source: &[u8], target: Target) -> Vec<u8> {
    let resizer = Resizer::embedded(CallLimits::default()).unwrap();
    let resized = resizer
        .resize(source, &[target], Limits::default())
        .unwrap();
    resized.outputs[0].data.clone()
}
