//! The JPEG decoder by itself: each scale alone and all in one pass, with damage tolerated and not.

use jpeg_shrink::{Chroma, Damage, Decoder, Error, Options, Scale, read_header};

/// More pixels than this only take longer: everything that can go wrong does in fewer.
const MAX_PIXELS: u64 = 1 << 16;

/// Decodes the file at all scales.
///
/// # Panics
/// Where a promise of the decoder is broken.
pub fn check(file: &[u8]) {
    if let Ok(header) = read_header(file) {
        assert!(header.width > 0 && header.height > 0, "{header:?}");
        if u64::from(header.width) * u64::from(header.height) > MAX_PIXELS {
            return;
        }
    }
    let alone: Vec<_> = Scale::ALL
        .iter()
        .map(|scale| {
            let strict = decode(file, &[*scale], false);
            let tolerant = decode(file, &[*scale], true);
            if let Ok(strict) = &strict {
                let tolerant = tolerant.expect("a good file is good enough for the tolerant");
                assert!(*strict == tolerant, "what is tolerated shows at {scale:?}");
            }
            strict
        })
        .collect();
    let together = decode(file, &Scale::ALL, false);
    // Less may go wrong at a small scale, which looks at less of the file.
    if let Ok(together) = together {
        for (place, alone) in alone.iter().enumerate() {
            let alone = alone.as_ref().expect("good at all scales, so good at each");
            assert!(
                alone.pictures[0] == together.pictures[place],
                "other scales show at {:?}",
                Scale::ALL[place]
            );
        }
    }
    // Components come apart where rows come.
    let means_of_good = means(file, false);
    if let Some(Ok(_)) = alone.last() {
        means_of_good.expect("good at 1/8, so good without its larger chroma");
    }
    let _ = means(file, true);
    // With damage too every row comes.
    let _ = decode(file, &Scale::ALL, true);
}

#[derive(PartialEq)]
struct Decoded {
    /// All rows of each scale.
    pictures: Vec<Vec<u8>>,
    damage: Vec<Damage>,
}

/// All strips at 1/8, with chroma as small as it is stored.
fn means(file: &[u8], tolerant: bool) -> Result<(), Error> {
    let options = options(tolerant);
    let mut decoder = Decoder::with_chroma(file, &[(Scale::Eighth, Chroma::Half)], &options)?;
    let components: Vec<_> = decoder.components(0).collect();
    let mut rows = vec![0; components.len()];
    while decoder.next_strip()? {
        for (place, component) in components.iter().enumerate() {
            for row in decoder.strip(0, place) {
                assert_eq!(row.len(), component.width as usize);
                rows[place] += 1;
            }
        }
    }
    for (rows, component) in rows.into_iter().zip(components) {
        assert_eq!(rows, component.height);
    }
    Ok(())
}

fn options(tolerant: bool) -> Options {
    Options {
        tolerant,
        max_scans: 20,
        max_work: 8 * MAX_PIXELS,
    }
}

fn decode(file: &[u8], scales: &[Scale], tolerant: bool) -> Result<Decoded, Error> {
    let mut decoder = Decoder::with_scales(file, scales, &options(tolerant))?;
    let header = decoder.header();
    let expected: Vec<(u32, u32)> = scales
        .iter()
        .map(|scale| (scale.side(header.width), scale.side(header.height)))
        .collect();
    let sizes: Vec<(u32, u32)> = decoder.sizes().collect();
    assert_eq!(sizes, expected);
    let channels = decoder.color().channels();
    let mut pictures = vec![Vec::new(); scales.len()];
    loop {
        match decoder.next_row_of_any() {
            Ok(None) => break,
            Ok(Some((place, row))) => {
                assert_eq!(row.len(), sizes[place].0 as usize * channels);
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
        assert_eq!(picture.len(), width as usize * height as usize * channels);
    }
    decoder.finish();
    assert!(decoder.bytes_used() <= file.len());
    Ok(Decoded {
        pictures,
        damage: decoder.damage().to_vec(),
    })
}
