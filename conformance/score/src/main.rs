//! SSIMULACRA2 of pairs of pictures, for Python.
//!
//! Standard input holds pairs, one after another: width and height (32 bits, little-endian), then the original and the
//! other picture, each width x height x 3 bytes of sRGB. For each pair a line with its score is printed: 100 for equal
//! pictures, above 90 where no difference is seen at normal distance, about 70 for a high quality.
//!
//! The score weights six sizes of the picture, each half the one before. Where the short side has less than 121 pixels
//! there are fewer, and published implementations then give the weights to the wrong sizes; such pairs are refused.
#![forbid(unsafe_code)]

use std::io::{self, Read, Write};

use anyhow::{Context, Result, bail, ensure};
use ssimulacra2::{ColorPrimaries, Rgb, TransferCharacteristic, compute_frame_ssimulacra2};

const LEAST_SIDE: usize = 121;

fn main() -> Result<()> {
    let mut input = io::stdin().lock();
    let mut output = io::stdout().lock();
    while let Some((width, height)) = read_size(&mut input)? {
        if width.min(height) < LEAST_SIDE {
            bail!("{width}x{height} is too small for a score: a side needs {LEAST_SIDE} pixels");
        }
        let original = read_picture(&mut input, width, height)?;
        let other = read_picture(&mut input, width, height)?;
        let score = compute_frame_ssimulacra2(original, other)?;
        writeln!(output, "{score:.4}")?;
    }
    Ok(())
}

/// Width and height of the next pair, or `None` at the end.
fn read_size(input: &mut impl Read) -> Result<Option<(usize, usize)>> {
    let mut header = Vec::new();
    input.take(8).read_to_end(&mut header)?;
    if header.is_empty() {
        return Ok(None);
    }
    ensure!(header.len() == 8, "the header of a pair is cut off");
    let side = |at: usize| {
        let bytes = [header[at], header[at + 1], header[at + 2], header[at + 3]];
        u32::from_le_bytes(bytes) as usize
    };
    Ok(Some((side(0), side(4))))
}

fn read_picture(input: &mut impl Read, width: usize, height: usize) -> Result<Rgb> {
    let mut bytes = vec![0; width * height * 3];
    input
        .read_exact(&mut bytes)
        .context("a picture is cut off")?;
    let pixels = bytes.chunks_exact(3);
    let pixels =
        pixels.map(|pixel| [pixel[0], pixel[1], pixel[2]].map(|byte| f32::from(byte) / 255.0));
    Rgb::new(
        pixels.collect(),
        width,
        height,
        TransferCharacteristic::SRGB,
        ColorPrimaries::BT709,
    )
    .map_err(|error| anyhow::anyhow!("{error}"))
}
