//! Other decoders read what was written.

use std::io::{Cursor, Read, Write};
use std::process::{Command, Stdio};

use proptest::prelude::*;
use vp8l_encode::{encode, encode_visible};

/// A picture in a container, which is all a decoder needs.
fn file(picture: &[u8]) -> Vec<u8> {
    let padded = picture.len().next_multiple_of(2);
    let mut file = b"RIFF".to_vec();
    file.extend((padded as u32 + 12).to_le_bytes());
    file.extend(b"WEBPVP8L");
    file.extend((picture.len() as u32).to_le_bytes());
    file.extend(picture);
    file.resize(padded + 20, 0);
    file
}

/// What image-webp reads.
fn read(picture: &[u8]) -> Vec<u32> {
    let mut decoder = image_webp::WebPDecoder::new(Cursor::new(file(picture))).unwrap();
    let count = if decoder.has_alpha() { 4 } else { 3 };
    let mut bytes = vec![0; decoder.output_buffer_size().unwrap()];
    decoder.read_image(&mut bytes).unwrap();
    let pixel = |bytes: &[u8]| {
        let alpha = bytes.get(3).copied().unwrap_or(255);
        u32::from_be_bytes([alpha, bytes[0], bytes[1], bytes[2]])
    };
    bytes.chunks_exact(count).map(pixel).collect()
}

/// What libwebp reads.
fn read_with_dwebp(picture: &[u8]) -> Vec<u32> {
    let mut process = Command::new("dwebp")
        .args(["-quiet", "-pam", "-o", "-", "--", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("dwebp runs");
    let file = file(picture);
    let mut stdin = process.stdin.take().expect("piped");
    let writing = std::thread::spawn(move || stdin.write_all(&file));
    let mut bytes = Vec::new();
    let mut stdout = process.stdout.take().expect("piped");
    stdout.read_to_end(&mut bytes).unwrap();
    assert!(process.wait().unwrap().success());
    writing.join().expect("no panic").expect("dwebp reads");
    let end = b"ENDHDR\n";
    let start = bytes.windows(end.len()).position(|part| part == end);
    let pixels = &bytes[start.expect("a header") + end.len()..];
    let pixel = |bytes: &[u8; 4]| u32::from_be_bytes([bytes[3], bytes[0], bytes[1], bytes[2]]);
    pixels.as_chunks().0.iter().map(pixel).collect()
}

/// Numbers that look random.
fn random(seed: u64) -> impl FnMut() -> u32 {
    let mut state = seed | 1;
    move || {
        // Marsaglia's xorshift.
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 24) as u32
    }
}

/// Pictures of every kind that is written in a way of its own.
fn picture(kind: u32, width: usize, height: usize, seed: u64) -> Vec<u32> {
    let mut random = random(seed);
    let colors: Vec<u32> = (0..1 + seed % 300).map(|_| random()).collect();
    let parts: Vec<u32> = (0..31).map(|_| random()).collect();
    let places = (0..height).flat_map(|y| (0..width).map(move |x| (x as u32, y as u32)));
    let pixels = places.map(|(x, y)| {
        let soft = |by: u32| (x * by + y * (7 - by)) & 255;
        match kind {
            0 => random(),
            1 => random() | 0xff00_0000,
            // Few colours: dots, stripes, and runs.
            2 => colors[random() as usize % colors.len()],
            3 => colors[(x / 5 + y / 9) as usize % colors.len()],
            4 => colors[(x * x + y * width as u32) as usize / 50 % colors.len()],
            // Soft colours, with a little noise, with parts that repeat, gray.
            5 => 0xff00_0000 | soft(1) << 16 | soft(2) << 8 | soft(3),
            6 => {
                soft(4) << 24
                    | (soft(1) ^ random() & 3) << 16
                    | soft(2) << 8
                    | soft(6) ^ random() & 1
            }
            7 => parts[(x % 31) as usize].wrapping_add((y / 40) << 10),
            _ => 0xff00_0000 | (0x0001_0101 * (soft(2) ^ random() & 7)),
        }
    });
    pixels.collect()
}

const KINDS: u32 = 9;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_picture_comes_back(
        kind in 0..KINDS, width in 1usize..150, height in 1usize..100, seed: u64, effort in 0u8..=6,
    ) {
        let pixels = picture(kind, width, height, seed);
        let written = encode(&pixels, width as u32, effort).unwrap();
        prop_assert_eq!(read(&written), pixels);
    }

    /// Of pixels without alpha nothing else comes back.
    #[test]
    fn what_is_seen_comes_back(
        kind in 0..KINDS, width in 1usize..150, height in 1usize..100, seed: u64, effort in 0u8..=6,
    ) {
        let mut random = random(seed);
        let pixels: Vec<u32> = picture(kind, width, height, seed)
            .into_iter()
            .map(|pixel| if random() % 5 < 2 { pixel & 0x00ff_ffff } else { pixel })
            .collect();
        let written = encode_visible(&pixels, width as u32, effort).unwrap();
        let seen = |pixel: u32| if pixel >> 24 == 0 { 0 } else { pixel };
        let read: Vec<u32> = read(&written).into_iter().map(seen).collect();
        let pixels: Vec<u32> = pixels.into_iter().map(seen).collect();
        prop_assert_eq!(read, pixels);
    }

    #[test]
    fn thin_pictures_come_back(
        kind in 0..KINDS, long in 1usize..4000, thick in 1usize..4, upright: bool, seed: u64,
    ) {
        let (width, height) = if upright { (thick, long) } else { (long, thick) };
        let pixels = picture(kind, width, height, seed);
        let written = encode(&pixels, width as u32, 2).unwrap();
        prop_assert_eq!(read(&written), pixels);
    }
}

/// Runs beyond the longest copy, and more pixels than are looked at together.
#[test]
fn large_pictures_come_back() {
    for kind in 0..KINDS {
        let pixels = picture(kind, 700, 300, 99);
        assert_eq!(read(&encode(&pixels, 700, 1).unwrap()), pixels, "{kind}");
    }
    let flat = vec![0x8010_2030; 16383 * 20];
    let written = encode(&flat, 16383, 2).unwrap();
    assert_eq!(read(&written), flat);
    assert!(written.len() < 100, "{} bytes", written.len());
}

/// Pictures for which nothing but runs is copied: above 4 megapixels.
#[test]
fn pictures_of_many_pixels_come_back() {
    const WIDTH: usize = 3000;
    for kind in 0..KINDS {
        let part = picture(kind, WIDTH, 50, 7);
        let pixels = part.repeat(29);
        let written = encode(&pixels, WIDTH as u32, 2).unwrap();
        assert!(read(&written) == pixels, "{kind}");
    }
}

/// Of each size that is looked at in another way.
#[test]
fn effort_makes_files_smaller() {
    for (height, efforts) in [(60, &[0, 2, 4, 6][..]), (1100, &[0, 2, 3])] {
        let pixels = picture(6, 1000, height, 7);
        let bytes = |effort: &u8| encode(&pixels, 1000, *effort).unwrap().len();
        let bytes: Vec<usize> = efforts.iter().map(bytes).collect();
        let is_smaller =
            bytes.is_sorted_by(|more, less| less <= more) && bytes.last() < bytes.first();
        assert!(is_smaller, "{height} rows: {bytes:?} with {efforts:?}");
    }
}

/// Holes in a photograph, as animations have where nothing changes.
#[test]
fn what_is_not_seen_takes_little() {
    let pixels: Vec<u32> = picture(6, 400, 300, 7)
        .into_iter()
        .enumerate()
        .map(|(place, pixel)| {
            let (x, y) = (place % 400, place / 400);
            match (x / 7 + y / 11) % 3 {
                0 => pixel | 0xff00_0000,
                _ => 0,
            }
        })
        .collect();
    let kept = encode(&pixels, 400, 2).unwrap().len();
    let any = encode_visible(&pixels, 400, 2).unwrap().len();
    assert!(any * 10 < kept * 9, "{any} of {kept} bytes");
}

#[test]
#[ignore = "needs dwebp of libwebp: run by cargo xtask test"]
fn any_picture_comes_back_of_the_dwebp_here() {
    let mut random = random(5);
    for kind in 0..KINDS {
        for effort in 0..=6 {
            let (width, height) = (1 + random() as usize % 200, 1 + random() as usize % 90);
            let pixels = picture(kind, width, height, random().into());
            let written = encode(&pixels, width as u32, effort).unwrap();
            assert_eq!(
                read_with_dwebp(&written),
                pixels,
                "{kind}, {width} x {height}"
            );
        }
    }
}
