//! Files that are cut off or have wrong bytes: a picture or an error, and never a panic.

use proptest::prelude::*;

use super::files::{self, Png, png};
use super::*;
use crate::contract::WarningKind;
use crate::decode::whole_frame::FILL;

/// Reads everything in both ways. What fails when damage is accepted fails without, too.
fn read_all(file: &[u8]) {
    let Ok(head) = head::read_whole(file) else {
        return;
    };
    // A wrong byte can make a picture of any size.
    if head.pixels() > 1 << 16 {
        return;
    }
    let strict = decode(file);
    let tolerant = decode_with(file, terms(true));
    if let Ok(strict) = strict {
        assert_eq!(tolerant.unwrap().samples, strict.samples);
    }
    let strict = frames(file, false);
    let tolerant = frames(file, true);
    if let Ok(Some(strict)) = strict {
        let tolerant = tolerant.unwrap().unwrap().frames;
        // Of a GIF that is cut off, the beginning of a frame may be one more.
        assert_eq!(tolerant[..strict.frames.len()], strict.frames);
    }
}

#[test]
fn every_beginning_of_every_file_is_read_or_refused() {
    for (_, file) in files::all() {
        for length in 0..file.len() {
            read_all(&file[..length]);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]
    #[test]
    fn files_with_wrong_bytes_are_read_or_refused(
        index in any::<prop::sample::Index>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
    ) {
        let files = files::all();
        let (_, mut file) = files[index.index(files.len())].clone();
        for (at, byte) in changes {
            let at = at.index(file.len());
            file[at] = byte;
        }
        read_all(&file);
    }
}

/// The first rows of a picture that is cut off, and what the others are.
fn cut_off(file: &[u8], length: usize) -> (Decoded, Warning) {
    assert!(matches!(
        decode(&file[..length]),
        Err(Error::Truncated(_) | Error::Malformed(_))
    ));
    let decoded = decode_with(&file[..length], terms(true)).unwrap();
    let lost = decoded
        .warnings
        .iter()
        .find(|warning| warning.kind == WarningKind::PictureLost);
    let lost = lost.unwrap().clone();
    (decoded, lost)
}

#[test]
fn rows_of_a_png_that_are_there_are_kept() {
    let file = png(&Png::new(2, 8));
    let whole = decode(&file).unwrap();
    let (decoded, warning) = cut_off(&file, file.len() - 60);
    let rows: usize = warning.message["this PNG file is damaged: ".len()..][..1]
        .parse()
        .unwrap();
    assert!((1..5).contains(&rows), "{}", warning.message);
    let (real, filled) = decoded.samples.split_at(rows * 15);
    assert_eq!(real, &whole.samples[..rows * 15]);
    assert!(filled.iter().all(|sample| *sample == u16::from(FILL)));
}

/// Gray rows of one stored block, and behind it a block of a type that there is not.
#[test]
fn damaged_data_of_a_png_cost_no_more_than_a_row_before_the_damage() {
    const SIDE: usize = 8;
    for there in 2..SIDE {
        for more in 0..=SIDE {
            let row = [&[0][..], &[77; SIDE]].concat();
            let rows = row.repeat(SIDE);
            let stored = &rows[..there * row.len() + more];
            let length = stored.len() as u16;
            let data = [
                &[0x78, 0x01, 0][..],
                &length.to_le_bytes(),
                &(!length).to_le_bytes(),
                stored,
                &[0b111, 0, 0, 0, 0],
            ]
            .concat();
            let side = (SIDE as u32).to_be_bytes();
            let file = [
                b"\x89PNG\r\n\x1a\n".to_vec(),
                files::chunk(b"IHDR", &[&side[..], &side, &[8, 0, 0, 0, 0]].concat()),
                files::chunk(b"IDAT", &data),
                files::chunk(b"IEND", &[]),
            ]
            .concat();
            assert!(matches!(decode(&file), Err(Error::Malformed(_))));
            let decoded = decode_with(&file, terms(true)).unwrap();
            let kept = decoded.samples.iter().filter(|sample| **sample == 77);
            let expected = match more {
                // The block ends with the row, and what begins behind it is read at once.
                0 => there - 1,
                _ => there,
            };
            assert_eq!(
                kept.count(),
                SIDE * expected,
                "{there} rows and {more} bytes"
            );
        }
    }
}

#[test]
fn rows_of_simple_formats_that_are_there_are_kept() {
    // The lower row comes first.
    let (decoded, warning) = cut_off(&files::bmp(24, 0, &[]), 14 + 108 + 9);
    assert_eq!(decoded.samples[..6], [u16::from(FILL); 6]);
    assert_eq!(decoded.samples[6..], [3, 2, 1, 6, 5, 4]);
    assert_eq!(
        warning.message,
        "this BMP file is damaged: 1 of 2 rows could be read, and the rest is filled"
    );
    let pnm = b"P5 2 2 65535 \x01\x02\x03\x04\x05\x06\x07\x08";
    let (decoded, _) = cut_off(pnm, pnm.len() - 1);
    let gray = u16::from_ne_bytes([FILL; 2]);
    assert_eq!(decoded.samples, [0x102, 0x304, gray, gray]);
}

#[test]
fn strips_and_tiles_that_are_there_are_kept() {
    let file = super::tiffs::simple(8);
    let whole = decode(&file).unwrap();
    let mut damaged = file.clone();
    // Inside the second of its strips, which are behind the header.
    let second = super::tiffs::second_strip(&file);
    damaged[second + 2..second + 8].fill(0xff);
    assert!(matches!(decode(&damaged), Err(Error::Malformed(_))));
    let decoded = decode_with(&damaged, terms(true)).unwrap();
    let row = whole.samples.len() / 4;
    assert_eq!(decoded.samples[..row * 2], whole.samples[..row * 2]);
    assert!(
        decoded.samples[row * 2..]
            .iter()
            .all(|sample| *sample == u16::from(FILL))
    );
    assert_eq!(
        decoded.warnings[0].message,
        "this TIFF file is damaged: 2 of 4 rows could be read, and the rest is filled"
    );
}

#[test]
fn rows_of_a_lossy_webp_that_are_there_are_kept() {
    // 61 x 45 pixels: three rows of macroblocks, of which the first is whole but for what the second changes.
    let file = files::TALL_LOSSY_WEBP;
    let whole = decode(file).unwrap();
    let (decoded, warning) = cut_off(file, file.len() * 2 / 3);
    assert_eq!(
        warning.message,
        "this WebP file is damaged: 8 of 45 rows could be read, and the rest is filled"
    );
    let (real, filled) = decoded.samples.split_at(8 * 61 * 3);
    assert_eq!(real, &whole.samples[..real.len()]);
    assert_eq!(filled.len(), 37 * 61 * 3);
    assert!(filled.iter().all(|sample| *sample == u16::from(FILL)));
    // Without a whole row of macroblocks there is nothing to keep.
    let part = &file[..file.len() / 5];
    assert!(matches!(
        decode_with(part, terms(true)),
        Err(Error::Truncated(_))
    ));
}
