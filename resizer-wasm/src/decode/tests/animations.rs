//! Animations of all formats, frame by frame.

use super::files;
use super::*;
use crate::contract::WarningKind;

const RED: [u8; 4] = [255, 0, 0, 255];
const GREEN: [u8; 4] = [0, 255, 0, 255];
const BLUE: [u8; 4] = [0, 0, 255, 255];
const NOTHING: [u8; 4] = [0; 4];

#[test]
fn frames_of_a_gif_are_laid_on_the_canvas() {
    let found = frames(&files::animated_gif(), false).unwrap().unwrap();
    assert_eq!((found.repetitions, found.warnings), (3, vec![]));
    let cleared = |pixel| {
        let mut canvas = vec![RED; 16];
        for index in [0, 1, 4, 5] {
            canvas[index] = pixel;
        }
        canvas
    };
    let mut with_corner = cleared(NOTHING);
    with_corner[15] = BLUE;
    let mut striped = cleared(NOTHING);
    striped[..4].fill(GREEN);
    striped[8..12].fill(BLUE);
    let expected: Vec<_> = [
        (50, vec![RED; 16]),
        (50, cleared(GREEN)),
        (50, with_corner),
        (70, striped),
    ]
    .into_iter()
    .map(|(delay, canvas)| (delay, canvas.concat()))
    .collect();
    assert_eq!(found.frames, expected);
}

/// A code stands for more pixels than a row has.
#[test]
fn runs_of_a_gif_go_on_over_several_rows() {
    for (width, height) in [(37, 21), (3, 50), (100, 333), (1, 1000)] {
        let count = usize::from(width) * usize::from(height);
        let mut file = Vec::new();
        let mut encoder =
            ::gif::Encoder::new(&mut file, width, height, &[9, 9, 9, 0, 0, 0]).unwrap();
        for _ in 0..2 {
            let frame = ::gif::Frame::from_indexed_pixels(width, height, vec![0; count], None);
            encoder.write_frame(&frame).unwrap();
        }
        drop(encoder);
        let found = frames(&file, false).unwrap().unwrap();
        assert_eq!(found.frames.len(), 2);
        assert!(found.frames[1].1 == [9, 9, 9, 255].repeat(count));
    }
}

#[test]
fn pixels_beyond_the_canvas_of_a_gif_count_as_work() {
    let mut file = Vec::new();
    let mut encoder = ::gif::Encoder::new(&mut file, 2, 2, &[0, 0, 0, 9, 9, 9]).unwrap();
    for side in [2, 5] {
        let pixels: Vec<u8> = [0, 1].repeat(13)[..usize::from(side * side)].into();
        let frame = ::gif::Frame::from_indexed_pixels(side, side, pixels, None);
        encoder.write_frame(&frame).unwrap();
    }
    drop(encoder);
    let head = head::read_whole(&file).unwrap();
    // The second frame has 25 pixels, of which 4 are on the canvas.
    for (max_work, is_made) in [(21, true), (20, false)] {
        let terms = Terms {
            max_work,
            ..terms(false)
        };
        let mut source = open_animation(&file, &head, terms).unwrap().unwrap();
        assert!(source.next_frame().unwrap().is_some());
        match source.next_frame() {
            Ok(Some(_)) => assert!(is_made),
            Err(Error::TooLarge(message)) => {
                assert!(!is_made && message.contains("5 x 5"), "{message}");
            }
            Ok(None) => panic!("a frame is missing"),
            Err(other) => panic!("{other:?}"),
        }
    }
}

#[test]
fn the_first_frame_of_a_gif_without_holes_has_no_alpha() {
    let decoded = decode(&files::animated_gif()).unwrap();
    assert_eq!(decoded.channels, Channels::Rgb);
    assert_eq!(decoded.samples, [255, 0, 0].repeat(16));
}

#[test]
fn frames_of_a_png_are_laid_on_the_canvas() {
    let found = frames(&files::animated_png(), false).unwrap().unwrap();
    assert_eq!((found.repetitions, found.warnings), (4, vec![]));
    let expected = [
        (100, [RED, RED]),
        // Half of blue over red, for hundredths of a second.
        (30, [RED, [127, 0, 128, 255]]),
        // What was there before comes back; what replaces it is transparent.
        (1, [[0, 255, 0, 0], RED]),
    ];
    let expected = expected.map(|(delay, canvas)| (delay, canvas.concat()));
    assert_eq!(found.frames, expected);
}

#[test]
fn a_png_whose_first_picture_is_no_frame_still_shows_it() {
    let mut file = files::animated_png();
    // Without its control chunk the first picture is not part of the animation.
    let control = file.windows(4).position(|bytes| bytes == b"fcTL").unwrap() - 4;
    file.drain(control..control + 38);
    let start = file.windows(4).position(|bytes| bytes == b"acTL").unwrap();
    file[start + 7] = 2;
    let decoded = decode(&file).unwrap();
    assert_eq!(decoded.samples, [255, 0, 0, 255, 255, 0, 0, 255]);
    let found = frames(&file, false).unwrap().unwrap();
    assert_eq!(found.frames.len(), 2);
    assert_eq!(found.frames[0].1, [NOTHING, [0, 0, 255, 128]].concat());
}

#[test]
fn a_png_has_no_more_frames_than_it_says() {
    let frame = ((2, 1, 0, 0, 1, 1, 0, 0), vec![9; 8]);
    let three = vec![frame; 3];
    let found = frames(&files::apng(2, &three), false).unwrap().unwrap();
    assert_eq!(found.frames.len(), 2);
    let found = frames(&files::apng(7, &three), false).unwrap().unwrap();
    assert_eq!(found.frames.len(), 3);
    assert_eq!(
        found.warnings[0].message,
        "this PNG file is damaged: it says that it has 7 frames and has 3"
    );
    assert_eq!(frames(&files::apng(1, &three), false).unwrap(), None);
}

#[test]
fn frames_of_a_webp_are_laid_on_the_canvas() {
    let found = frames(files::ANIMATED_LOSSY_WEBP, false).unwrap().unwrap();
    assert_eq!((found.repetitions, found.warnings), (3, vec![]));
    let delays: Vec<_> = found.frames.iter().map(|(delay, _)| *delay).collect();
    assert_eq!(delays, [40, 50, 60]);
    let first = decode(files::ANIMATED_LOSSY_WEBP).unwrap();
    assert_eq!(first.channels, Channels::Rgb);
    assert_eq!(u16::from(found.frames[0].1[0]), first.samples[0]);
    // The second frame is the first, turned by half a turn, and lossy.
    for channel in 0..3 {
        let end = found.frames[1].1.len() - 4;
        let difference = found.frames[1].1[end + channel].abs_diff(found.frames[0].1[channel]);
        assert!(difference < 40);
    }
}

#[test]
fn still_pictures_are_no_animations() {
    for (name, file) in files::all() {
        let is_animated = name.contains("animated") || name == "APNG";
        assert_eq!(
            frames(&file, false).unwrap().is_some(),
            is_animated,
            "{name}"
        );
    }
}

#[test]
fn a_webp_that_ends_between_two_frames_is_damaged() {
    let file = files::ANIMATED_LOSSY_WEBP;
    let last = file.windows(4).rposition(|bytes| bytes == b"ANMF").unwrap();
    // The header of a chunk has 8 bytes.
    for length in last..last + 8 {
        let found = frames(&file[..length], false).unwrap().unwrap();
        assert_eq!(found.frames.len(), 2, "{length}");
        let kinds: Vec<_> = found.warnings.iter().map(|warning| warning.kind).collect();
        assert_eq!(kinds, [WarningKind::Damage], "{length}");
    }
    // The byte that makes the last chunk even is missing in some files.
    let found = frames(&[file, &[0]].concat(), false).unwrap().unwrap();
    assert_eq!(found.warnings, []);
}

#[test]
fn frames_that_are_cut_off_are_lost_where_that_is_accepted() {
    for file in [
        files::animated_gif(),
        files::animated_png(),
        files::ANIMATED_LOSSY_WEBP.to_vec(),
    ] {
        let whole = frames(&file, false).unwrap().unwrap();
        let cut = &file[..file.len() * 3 / 4];
        match frames(cut, false) {
            Err(Error::Truncated(_) | Error::Malformed(_)) => {}
            // Frames before the one that a GIF breaks off in are an animation.
            Ok(Some(found)) if file.starts_with(b"GIF") => {
                assert_eq!(found.frames[..], whole.frames[..found.frames.len()]);
                assert_eq!(found.warnings[0].kind, WarningKind::Damage);
            }
            other => panic!("{other:?}"),
        }
        let found = frames(cut, true).unwrap().unwrap();
        assert!((1..=whole.frames.len()).contains(&found.frames.len()));
        assert_eq!(found.frames[0], whole.frames[0]);
        assert!(
            found
                .warnings
                .iter()
                .any(|warning| warning.kind == WarningKind::PictureLost)
        );
    }
}

#[test]
fn a_gif_without_its_end_is_read_with_a_warning() {
    let file = files::animated_gif();
    let found = frames(&file[..file.len() - 1], false).unwrap().unwrap();
    assert_eq!(found.frames.len(), 4);
    assert_eq!(
        found.warnings[0].message,
        "this GIF file is damaged: its end is missing"
    );
}

/// A canvas of 2 x 2, a table of colours, and what follows it.
fn gif(table: Option<&[u8]>, blocks: &[u8]) -> Vec<u8> {
    let mut file = b"GIF89a\x02\0\x02\0".to_vec();
    let bits = table.map_or(0, |table| 0x7f + (table.len() as u8 / 3).ilog2() as u8);
    // The background has the colour 1.
    file.extend([bits, 1, 0]);
    file.extend(table.unwrap_or_default());
    file.extend(blocks);
    file
}

/// A frame of 2 x 2 with the indices 0, 1, 2 and 3, or with its rows in the order of passes.
const FRAME: &[u8] = b"\x2c\0\0\0\0\x02\0\x02\0\0\x02\x03\x44\x34\x05\0";
/// Black and red.
const TABLE: &[u8] = &[0, 0, 0, 255, 0, 0];

#[test]
fn a_gif_without_a_table_is_gray() {
    let file = gif(None, &[FRAME, b";"].concat());
    let decoded = decode(&file).unwrap();
    let grays = [0, 85, 170, 255].map(|gray| [gray; 3]);
    assert_eq!(decoded.samples, grays.concat());
    assert_eq!(
        decoded.warnings[0].message,
        "this GIF file is damaged: it has no colour table, so its indices are shades of gray"
    );
}

#[test]
fn an_index_without_a_colour_is_the_background() {
    let one = decode(&gif(Some(TABLE), &[FRAME, b";"].concat())).unwrap();
    let red = [255, 0, 0];
    assert_eq!(one.samples, [[0; 3], red, red, red].concat());
    assert_eq!(
        one.warnings[0].message,
        "this GIF file is damaged: pixels have indices beyond the 2 colours of their table, so they have the background's"
    );
    let two = frames(&gif(Some(TABLE), &[FRAME, FRAME, b";"].concat()), false);
    let two = two.unwrap().unwrap();
    let black = [0, 0, 0, 255];
    assert_eq!(two.frames[1].1, [black, RED, RED, RED].concat());
    assert_eq!(two.warnings, one.warnings);
}

#[test]
fn complete_frames_of_a_gif_are_kept() {
    let whole = gif(Some(TABLE), &[FRAME, FRAME, FRAME].concat());
    // What is behind the pixels of the last frame is not needed.
    for (missing, count) in [
        (0, 3),
        (1, 3),
        (2, 3),
        (3, 2),
        (8, 2),
        (FRAME.len(), 2),
        (FRAME.len() + 3, 1),
    ] {
        let cut = &whole[..whole.len() - missing];
        let found = frames(cut, false).unwrap().unwrap();
        assert_eq!(found.frames.len(), count, "{missing}");
        assert_eq!(found.warnings[0].kind, WarningKind::Damage);
    }
    let first = &whole[..whole.len() - 2 * FRAME.len() - 3];
    assert!(matches!(frames(first, false), Err(Error::Truncated(_))));
}

#[test]
fn zeros_between_the_frames_of_a_gif_are_skipped() {
    let file = gif(
        Some(TABLE),
        &[b"\0", FRAME, b"\0\0", FRAME, b"\0;"].concat(),
    );
    let head = head::read_whole(&file).unwrap();
    assert_eq!(head.frames, crate::contract::FrameCount::Exactly(2));
    assert_eq!(frames(&file, false).unwrap().unwrap().frames.len(), 2);
}

#[test]
fn an_interlaced_first_frame_is_read_row_by_row() {
    for height in 1..20u16 {
        let indices: Vec<u8> = (0..height as u8).flat_map(|row| [row; 3]).collect();
        let palette: Vec<u8> = (0..32).flat_map(|index| [index; 3]).collect();
        let stored: Vec<u8> = [(0, 8), (4, 8), (2, 4), (1, 2)]
            .into_iter()
            .flat_map(|(start, step)| (start..usize::from(height)).step_by(step))
            .flat_map(|row| indices[row * 3..][..3].to_vec())
            .collect();
        let mut file = Vec::new();
        let mut encoder = ::gif::Encoder::new(&mut file, 3, height, &palette).unwrap();
        let mut frame = ::gif::Frame::from_indexed_pixels(3, height, stored, None);
        frame.interlaced = true;
        encoder.write_frame(&frame).unwrap();
        drop(encoder);
        let decoded = decode(&file).unwrap();
        let expected = indices.iter().flat_map(|index| [u16::from(*index); 3]);
        assert_eq!(decoded.samples, expected.collect::<Vec<_>>(), "{height}");
    }
}
