//! The decoder of lossy WebP by itself: each scale alone and all in one pass, with damage tolerated and not.

use vp8_shrink::{Decoder, Error, Options, Scale, read_size};

/// More pixels than this only take longer: everything that can go wrong does in fewer.
const MAX_PIXELS: u32 = 1 << 16;

/// In front of the first chunk's data, where the file is a simple one.
const FILE_HEADER_BYTES: usize = 20;

/// Decodes the file, or the frame that it begins with, at all scales.
///
/// # Panics
/// Where a promise of the decoder is broken.
pub fn check(file: &[u8]) {
    let frame = match file.get(FILE_HEADER_BYTES..) {
        Some(frame) if file.starts_with(b"RIFF") => frame,
        _ => file,
    };
    match read_size(frame) {
        Ok((width, height)) => {
            assert!(width > 0 && height > 0);
            if width * height > MAX_PIXELS {
                return;
            }
        }
        Err(error) => {
            let opened = Decoder::new(frame, Scale::Full, &Options { tolerant: true });
            assert_eq!(opened.err(), Some(error));
            return;
        }
    }
    for tolerant in [false, true] {
        let together = decode(frame, &Scale::ALL, tolerant);
        for (place, scale) in Scale::ALL.iter().enumerate() {
            match (decode(frame, &[*scale], tolerant), &together) {
                (Ok(alone), Ok(together)) => {
                    assert!(
                        alone.pictures[0] == together.pictures[place],
                        "other scales show at {scale:?}"
                    );
                    assert_eq!(alone.damage, together.damage);
                }
                // All scales read all of the frame.
                (alone, together) => {
                    assert_eq!(alone.err(), together.as_ref().err().cloned());
                }
            }
        }
    }
    if let Ok(strict) = decode(frame, &Scale::ALL, false) {
        let tolerant = decode(frame, &Scale::ALL, true);
        let tolerant = tolerant.expect("a good frame is good enough for the tolerant");
        assert!(strict == tolerant, "what is tolerated shows");
        assert_eq!(strict.damage, None);
    }
}

#[derive(PartialEq)]
struct Decoded {
    /// All rows of each scale.
    pictures: Vec<Vec<u8>>,
    damage: Option<u32>,
}

fn decode(frame: &[u8], scales: &[Scale], tolerant: bool) -> Result<Decoded, Error> {
    let mut decoder = Decoder::with_scales(frame, scales, &Options { tolerant })?;
    let (width, height) = read_size(frame)?;
    let expected: Vec<(u32, u32)> = scales
        .iter()
        .map(|scale| (scale.side(width), scale.side(height)))
        .collect();
    let sizes: Vec<(u32, u32)> = decoder.sizes().collect();
    assert_eq!(sizes, expected);
    let mut pictures = vec![Vec::new(); scales.len()];
    loop {
        match decoder.next_row_of_any() {
            Ok(None) => break,
            Ok(Some((place, row))) => {
                assert_eq!(row.len(), sizes[place].0 as usize * 3);
                pictures[place].extend_from_slice(row);
            }
            Err(error) => {
                assert!(!tolerant, "{error}");
                assert_eq!(decoder.next_row_of_any(), Err(error.clone()));
                return Err(error);
            }
        }
    }
    for (picture, (width, height)) in pictures.iter().zip(sizes) {
        assert_eq!(picture.len(), width as usize * height as usize * 3);
    }
    let damage = decoder.damage();
    assert!(damage.is_none_or(|row| row > 0 && row <= height));
    Ok(Decoded { pictures, damage })
}
