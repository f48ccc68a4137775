//! What several tests need.
#![allow(dead_code, reason = "shared by several test programs")]

use std::io::Cursor;
use std::path::PathBuf;

use vp8_shrink::{Decoder, Error, Options, Scale};

/// A decoded picture: RGB.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Picture {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) samples: Vec<u8>,
    pub(crate) damage: Option<u32>,
}

pub(crate) const TOLERANT: Options = Options { tolerant: true };

pub(crate) fn decode(frame: &[u8], scale: Scale, options: &Options) -> Result<Picture, Error> {
    let mut decoder = Decoder::new(frame, scale, options)?;
    let (width, height) = (decoder.width() as usize, decoder.height() as usize);
    let mut samples = Vec::new();
    for _ in 0..height {
        let row = decoder.next_row()?;
        assert_eq!(row.len(), width * 3);
        samples.extend_from_slice(row);
    }
    assert_eq!(decoder.next_row(), Ok(&[][..]));
    let damage = decoder.damage();
    assert!(options.tolerant || damage.is_none());
    Ok(Picture {
        width,
        height,
        samples,
        damage,
    })
}

/// What image-webp makes of a frame at full size.
pub(crate) fn by_image_webp(frame: &[u8]) -> Option<Vec<u8>> {
    let file = file(frame);
    let mut decoder = image_webp::WebPDecoder::new(Cursor::new(&file)).ok()?;
    let mut samples = vec![0; decoder.output_buffer_size()?];
    decoder.read_image(&mut samples).ok()?;
    Some(samples)
}

/// A file of this frame.
fn file(frame: &[u8]) -> Vec<u8> {
    let mut file = b"RIFF".to_vec();
    let padded = frame.len() + frame.len() % 2;
    file.extend((padded as u32 + 12).to_le_bytes());
    file.extend(b"WEBPVP8 ");
    file.extend((frame.len() as u32).to_le_bytes());
    file.extend(frame);
    file.resize(20 + padded, 0);
    file
}

/// The frame of a still picture without alpha.
pub(crate) fn frame(file: &[u8]) -> Option<&[u8]> {
    let mut rest = file.strip_prefix(b"RIFF")?.get(8..)?;
    loop {
        let (header, behind) = rest.split_first_chunk::<8>()?;
        let length = u32::from_le_bytes([header[4], header[5], header[6], header[7]]) as usize;
        match &header[..4] {
            b"VP8 " => return behind.get(..length),
            b"ALPH" | b"ANMF" => return None,
            _ => rest = behind.get(length.checked_add(length % 2)?..)?,
        }
    }
}

pub(crate) fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/pictures")
}

/// The frame of one of the files in tests/pictures.
pub(crate) fn load(name: &str) -> Vec<u8> {
    let file = std::fs::read(folder().join(format!("{name}.webp"))).expect(name);
    frame(&file).expect(name).to_vec()
}

/// Names of all files in tests/pictures, in order.
pub(crate) fn all() -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder())
        .expect("tests/pictures")
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter_map(|name| name.strip_suffix(".webp").map(str::to_owned))
        .collect();
    names.sort();
    names
}

/// FNV-1a with 64 bits.
pub(crate) fn fnv(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xCBF2_9CE4_8422_2325, |value, &byte| {
        (value ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
    })
}
