//! A picture of the component's, as pixels to copy.

use std::io::Cursor;

use engine::{Limits, Resizer};
use png::{BitDepth, ColorType, Decoder, Transformations};
use recipe::{Encoding, Target};

use crate::arguments::CellSize;
use crate::failure::Failure;

/// Far more than a cell takes.
const DECODER_MEMORY: usize = 64 << 20;

/// Pixels in RGBA, row by row.
pub(super) struct Picture {
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) rgba: Vec<u8>,
}

/// The picture in `file`, made by the component to fit the cell, without loss. One that fits already is as it is. Of an
/// animation, the first frame.
pub(super) fn fitting(
    resizer: &Resizer,
    file: &[u8],
    cell: CellSize,
    limits: Limits,
) -> Result<Picture, Failure> {
    let target = Target {
        width: Some(cell.width),
        height: Some(cell.height),
        format: Some(Encoding::Png),
        // It is read again at once, so its bytes do not matter.
        effort: Some(1),
        ..Target::default()
    };
    let resized = resizer.resize(file, &[target], limits)?;
    let output = resized.outputs.first().map(|output| output.data.as_slice());
    pixels(output.unwrap_or_default(), cell).map_err(|reason| Failure {
        kind: "view",
        message: format!("the component's image for the sheet cannot be read: {reason}"),
    })
}

/// The pixels of a PNG that is no larger than the cell. It is the component's, which is not trusted with more than its
/// sandbox.
fn pixels(file: &[u8], cell: CellSize) -> Result<Picture, String> {
    let limits = png::Limits {
        bytes: DECODER_MEMORY,
    };
    let mut decoder = Decoder::new_with_limits(Cursor::new(file), limits);
    decoder.set_transformations(
        Transformations::EXPAND | Transformations::STRIP_16 | Transformations::ALPHA,
    );
    let mut reader = decoder.read_info().map_err(|error| error.to_string())?;
    let (width, height) = reader.info().size();
    if width > cell.width || height > cell.height {
        return Err(format!("it has {width} x {height} pixels"));
    }
    let (color, depth) = reader.output_color_type();
    let length = reader.output_buffer_size().ok_or("it is too large")?;
    let mut samples = vec![0; length];
    reader
        .next_frame(&mut samples)
        .map_err(|error| error.to_string())?;
    let rgba = match (color, depth) {
        (ColorType::Rgba, BitDepth::Eight) => samples,
        (ColorType::GrayscaleAlpha, BitDepth::Eight) => samples
            .chunks_exact(2)
            .flat_map(|pixel| [pixel[0], pixel[0], pixel[0], pixel[1]])
            .collect(),
        other => return Err(format!("its pixels are {other:?}")),
    };
    Ok(Picture {
        width,
        height,
        rgba,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(color: ColorType, depth: BitDepth, samples: &[u8]) -> Vec<u8> {
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, 2, 1);
        encoder.set_color(color);
        encoder.set_depth(depth);
        let mut writer = encoder.write_header().unwrap();
        writer.write_image_data(samples).unwrap();
        writer.finish().unwrap();
        file
    }

    const CELL: CellSize = CellSize {
        width: 2,
        height: 2,
    };

    #[test]
    fn whatever_a_png_stores_becomes_rgba() {
        use BitDepth::{Eight, Sixteen};
        for (color, depth, samples, rgba) in [
            (
                ColorType::Grayscale,
                Eight,
                &[1, 2][..],
                [1, 1, 1, 255, 2, 2, 2, 255],
            ),
            (
                ColorType::GrayscaleAlpha,
                Eight,
                &[1, 9, 2, 8],
                [1, 1, 1, 9, 2, 2, 2, 8],
            ),
            (
                ColorType::Rgb,
                Eight,
                &[1, 2, 3, 4, 5, 6],
                [1, 2, 3, 255, 4, 5, 6, 255],
            ),
            (
                ColorType::Grayscale,
                Sixteen,
                &[1, 99, 2, 99],
                [1, 1, 1, 255, 2, 2, 2, 255],
            ),
        ] {
            let picture = pixels(&png(color, depth, samples), CELL).unwrap();
            assert_eq!(picture.rgba, rgba, "{color:?} {depth:?}");
        }
    }

    #[test]
    fn what_is_no_picture_of_a_cell_is_refused() {
        let file = png(ColorType::Grayscale, BitDepth::Eight, &[1, 2]);
        let narrow = CellSize { width: 1, ..CELL };
        assert_eq!(pixels(&file, narrow).err().unwrap(), "it has 2 x 1 pixels");
        assert!(pixels(&file[..file.len() / 2], CELL).is_err());
        assert!(pixels(&[], CELL).is_err());
    }
}
