//! Whatever the bytes are, a header is read or refused, and asking again with what is needed comes to an end.

use proptest::prelude::*;

use super::*;
use crate::contract::Truncation;
use crate::probe;

const SIGNATURES: [&[u8]; 18] = [
    b"\xff\xd8\xff",
    b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR",
    b"RIFF\xff\0\0\0WEBPVP8X\x0a\0\0\0\x0a",
    b"RIFF\xff\0\0\0WEBPVP8 \x0a\0\0\0",
    b"GIF89a",
    b"II*\0\x08\0\0\0\x03\0",
    b"MM\0*\0\0\0\x08\0\x03\x01\0\0\x03\0\0\0\x01",
    b"BM\0\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0",
    b"BM\0\0\0\0\0\0\0\0\x36\0\0\0\x7c\0\0\0",
    b"\0\0\x01\0\x01\0",
    b"\0\0\x02\0\x03\0\x20\x20\0\0",
    b"P1 ",
    b"P5\n#",
    b"P7\nWIDTH ",
    b"qoif",
    b"\0\0\x02\0\0\0\0\0\0\0\0\0",
    b"\0\x01\x09\0\0\x10\0\x18",
    b"",
];

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(
        signature in prop::sample::select(&SIGNATURES[..]),
        rest in prop::collection::vec(any::<u8>(), 0..300),
    ) {
        let bytes = [signature, &rest].concat();
        match probe(&bytes) {
            Ok(info) => prop_assert!(info.width > 0 && info.height > 0),
            Err(Error::Truncated(Truncation { needed: Some(needed), .. })) => {
                prop_assert!(needed > bytes.len() as u64, "{needed} of {}", bytes.len());
            }
            Err(_) => {}
        }
    }
}

#[test]
fn a_webp_file_says_what_it_is_in_three_ways() {
    // Lossy: a key frame of 300 x 200, with scaling bits that do not count.
    let lossy = b"RIFF\x20\0\0\0WEBPVP8 \x14\0\0\0\x10\0\0\x9d\x01\x2a\x2c\x41\xc8\x80";
    let head = read(lossy).unwrap();
    assert_eq!((head.width, head.height, head.alpha), (300, 200, false));
    // Lossless: 14 bits each of width - 1 and height - 1, and a bit for alpha.
    let bits = 299u32 | 199 << 14 | 1 << 28;
    let lossless = [
        b"RIFF\x20\0\0\0WEBPVP8L\x14\0\0\0\x2f",
        &bits.to_le_bytes()[..],
    ]
    .concat();
    let head = read(&lossless).unwrap();
    assert_eq!((head.width, head.height, head.alpha), (300, 200, true));
    // Extended, animated, with two frames.
    let mut extended = b"RIFF\x2e\0\0\0WEBPVP8X\x0a\0\0\0\x12\0\0\0\x2b\x01\0\xc7\0\0".to_vec();
    for _ in 0..2 {
        let mut frame = [0; 24];
        frame[6..12].copy_from_slice(b"\x2b\x01\0\xc7\0\0");
        frame[16..20].copy_from_slice(b"VP8L");
        extended.extend(b"ANMF\x18\0\0\0");
        extended.extend(frame);
    }
    let length = extended.len() as u32 - 8;
    extended[4..8].copy_from_slice(&length.to_le_bytes());
    let head = read(&extended).unwrap();
    assert_eq!(
        (head.width, head.height, head.frames),
        (300, 200, FrameCount::Exactly(2))
    );
    assert!(head.alpha);
}

#[test]
fn a_png_says_alpha_and_frames_before_its_picture() {
    let chunk = |kind: &[u8; 4], data: &[u8]| {
        let mut chunk = (data.len() as u32).to_be_bytes().to_vec();
        chunk.extend(kind);
        chunk.extend(data);
        let checksum = crc32fast::hash(&chunk[4..]);
        chunk.extend(checksum.to_be_bytes());
        chunk
    };
    let header = [
        &300u32.to_be_bytes()[..],
        &200u32.to_be_bytes(),
        &[8, 3, 0, 0, 1],
    ]
    .concat();
    let file = [
        b"\x89PNG\r\n\x1a\n".to_vec(),
        chunk(b"IHDR", &header),
        chunk(b"acTL", &[0, 0, 0, 7, 0, 0, 0, 0]),
        chunk(b"PLTE", &[0; 3]),
        chunk(b"tRNS", &[0]),
        chunk(
            b"eXIf",
            b"II\x2a\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0",
        ),
        chunk(b"IDAT", b""),
    ]
    .concat();
    let info = probe(&file).unwrap();
    // Orientation 6 exchanges the sides.
    assert_eq!((info.width, info.height, info.orientation), (200, 300, 6));
    assert_eq!(
        (info.frames, info.alpha, info.progressive),
        (FrameCount::Exactly(7), true, true)
    );
}
