//! The LF image: what a frame has for 8 x 8 of its pixels, which comes before all else (ISO/IEC 18181-1, annex G). In a
//! transcoded JPEG it is the mean of each block.

use jxl::api::LfImage;

use crate::full::Shape;

/// Writes the LF image as a plane of samples in rows without gaps, as means of 8 x 8 pixels are.
pub(crate) fn write(image: &LfImage, shape: Shape, plane: &mut [u8]) {
    let most = f32::from(u16::MAX >> (16 - shape.depth));
    let channels = usize::from(shape.samples());
    let sample_bytes = if shape.depth > 8 { 2 } else { 1 };
    let rows = plane.chunks_exact_mut(image.width * channels * sample_bytes);
    for (y, row) in rows.take(image.height).enumerate() {
        for (channel, samples) in image.planes.iter().take(channels).enumerate() {
            let samples = &samples[y * image.stride..][..image.width];
            let places = row.chunks_exact_mut(sample_bytes).skip(channel);
            for (place, sample) in places.step_by(channels).zip(samples) {
                // What is no number becomes 0.
                let rounded = (sample * most + 0.5).clamp(0.0, most) as u16;
                place.copy_from_slice(&rounded.to_le_bytes()[..sample_bytes]);
            }
        }
    }
}
