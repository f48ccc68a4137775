//! Whatever the bytes are, a header is read or refused, and asking again with what is needed comes to an end.

use image::metadata::Orientation;
use proptest::prelude::*;

use super::*;
use crate::contract::{ColorModel, FrameCount, Truncation};
use crate::probe;

const SIGNATURES: [&[u8]; 20] = [
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
    b"8BPS\0\x01\0\0\0\0\0\0\0\x04\0\0\0\x09\0\0\0\x08\0\x08\0\x03\0\0\0\0\0\0\0",
    b"8BPS\0\x02\0\0\0\0\0\0\0\x04\0\0\0\x09\0\0\0\x08\0\x10\0\x03\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x50",
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

fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut chunk = (data.len() as u32).to_be_bytes().to_vec();
    chunk.extend(kind);
    chunk.extend(data);
    let checksum = crc32fast::hash(&chunk[4..]);
    chunk.extend(checksum.to_be_bytes());
    chunk
}

/// A segment of a JPEG.
fn segment(marker: u8, data: &[u8]) -> Vec<u8> {
    let length = (data.len() as u16 + 2).to_be_bytes();
    [&[0xff, marker][..], &length, data].concat()
}

#[test]
fn segments_of_a_jpeg_count_behind_its_frame_header_too() {
    let frame = segment(0xc0, b"\x08\0\x10\0\x20\x03\x01\x11\0\x02\x11\0\x03\x11\0");
    let turned = segment(
        0xe1,
        b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0",
    );
    let rgb = segment(0xee, b"Adobe\0\x64\0\0\0\0\0");
    let scan = segment(0xda, b"\x03\x01\0\x02\0\x03\0\0\x3f\0");
    let begin = [&b"\xff\xd8"[..], &frame].concat();
    let file = [&begin[..], &turned, b"\xff\xe5\0\0", &rgb, &scan].concat();
    let head = read(&file).unwrap();
    assert_eq!((head.width, head.height), (32, 16));
    assert_eq!(head.orientation, Orientation::Rotate90);
    assert_eq!(head.color_model, ColorModel::Rgb);
    // More may come as long as no scan has begun, unless the file is all there is.
    let error = read(&begin).unwrap_err();
    assert!(matches!(error, Error::Truncated(_)), "{error:?}");
    let head = read_whole(&begin).unwrap();
    assert_eq!(head.orientation, Orientation::NoTransforms);
    // JFIF means YCbCr, whatever Adobe's segment says: so does the decoder read it.
    let jfif = segment(0xe0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0");
    let file = [&b"\xff\xd8"[..], &jfif, &frame, &rgb, &scan].concat();
    assert_eq!(read(&file).unwrap().color_model, ColorModel::Ycbcr);
}

#[test]
fn a_png_says_alpha_and_frames_before_its_picture() {
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

/// A PNG file of one pixel, without its picture, and with these chunks before and behind it.
fn png_with(before: &[Vec<u8>], behind: &[Vec<u8>]) -> Vec<u8> {
    [
        b"\x89PNG\r\n\x1a\n".to_vec(),
        chunk(b"IHDR", &[0, 0, 0, 1, 0, 0, 0, 1, 16, 2, 0, 0, 0]),
        before.concat(),
        chunk(b"IDAT", b""),
        behind.concat(),
        chunk(b"IEND", b""),
    ]
    .concat()
}

#[test]
fn broken_profiles_and_packets_of_a_png_are_tried_a_few_times_only() {
    let broken = chunk(b"iCCP", b"name\0\0not packed");
    let file = png_with(&[broken.repeat(1000)], &[]);
    assert_eq!(read(&file).unwrap().warnings.len(), 8);
    let good = miniz_oxide::deflate::compress_to_vec_zlib(b"a profile", 6);
    let good = chunk(b"iCCP", &[&b"name\0\0"[..], &good].concat());
    for (count, is_found) in [(7, true), (8, false)] {
        let file = png_with(&[broken.repeat(count), good.clone()], &[]);
        let found = read(&file).unwrap().metadata.icc;
        assert_eq!(found.is_some(), is_found, "behind {count}");
    }
    let packet = chunk(b"iTXt", b"XML:com.adobe.xmp\0\x01\0\0\0not packed");
    let plain = chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0text");
    // What is not packed costs nothing.
    let file = png_with(&[packet.repeat(1000)], &[plain]);
    assert_eq!(
        read(&file).unwrap().metadata.xmp.as_deref(),
        Some(&b"text"[..])
    );
    // Nor are there more warnings than a result has.
    let mut unbelieved = chunk(b"gAMA", &[0; 4]);
    unbelieved[12] ^= 1;
    let file = png_with(&[unbelieved.repeat(1000)], &[]);
    assert_eq!(read(&file).unwrap().warnings.len(), 32);
}

#[test]
fn a_png_has_its_profile_unpacked_or_does_without() {
    let packed = miniz_oxide::deflate::compress_to_vec_zlib(b"a profile", 6);
    let named = |packed: &[u8]| [&b"name\0\0"[..], packed].concat();
    let file = png_with(&[chunk(b"iCCP", &named(&packed))], &[]);
    let head = read(&file).unwrap();
    assert_eq!(head.metadata.icc.as_deref(), Some(&b"a profile"[..]));
    assert_eq!(head.depth, 16);
    // Four MiB and one byte are more than is unpacked.
    let bomb = miniz_oxide::deflate::compress_to_vec_zlib(&vec![0; (4 << 20) + 1], 6);
    for broken in [&b"not packed"[..], &bomb, b""] {
        let file = png_with(&[chunk(b"iCCP", &named(broken))], &[]);
        let head = read(&file).unwrap();
        assert_eq!(head.metadata.icc, None);
        assert_eq!(
            head.warnings[0].message,
            "the colour profile is not used: it cannot be decompressed"
        );
    }
}

#[test]
fn a_png_says_how_its_colours_are_meant() {
    let chromaticities: Vec<u8> = (1..=8u32).flat_map(u32::to_be_bytes).collect();
    let file = png_with(
        &[
            chunk(b"gAMA", &45455u32.to_be_bytes()),
            chunk(b"cHRM", &chromaticities),
            chunk(b"sRGB", &[0]),
            chunk(b"cICP", &[9, 16, 0, 1]),
        ],
        &[],
    );
    let color = read(&file).unwrap().metadata.png_color.unwrap();
    assert_eq!((color.srgb, color.gamma), (true, Some(45455)));
    assert_eq!(color.chromaticities, Some([1, 2, 3, 4, 5, 6, 7, 8]));
    assert_eq!(color.cicp, Some([9, 16, 0, 1]));
    assert_eq!(read(&png_with(&[], &[])).unwrap().metadata.png_color, None);
}

#[test]
fn orientation_and_xmp_may_come_behind_a_pngs_picture() {
    let exif = b"II\x2a\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0";
    let xmp = b"XML:com.adobe.xmp\0\0\0\0\0<packet/>";
    let file = png_with(&[], &[chunk(b"eXIf", exif), chunk(b"iTXt", xmp)]);
    let head = read(&file).unwrap();
    assert_eq!(head.orientation.to_exif(), 6);
    assert_eq!(head.metadata.xmp.as_deref(), Some(&b"<packet/>"[..]));
    // Where the bytes end at the picture, it is upright.
    let picture = file.windows(4).position(|kind| kind == b"IDAT").unwrap();
    let head = read(&file[..picture + 4]).unwrap();
    assert_eq!(head.orientation.to_exif(), 1);
}

#[test]
fn a_gif_has_a_profile_and_xmp_in_extensions() {
    let mut file = b"GIF89a\x02\0\x01\0\x80\0\0\0\0\0\xff\xff\xff".to_vec();
    file.extend(b"\x21\xff\x0bICCRGBG1012\x03one\x03two\0");
    file.extend(b"\x21\xff\x0bXMP DataXMP<packet/>\x01");
    file.extend((0..=255u8).rev());
    file.push(0);
    file.extend(b"\x2c\0\0\0\0\x02\0\x01\0\0\x02\x02\x44\x01\0\x3b");
    let head = read(&file).unwrap();
    assert_eq!(head.metadata.icc.as_deref(), Some(&b"onetwo"[..]));
    assert_eq!(head.metadata.xmp.as_deref(), Some(&b"<packet/>"[..]));
    assert_eq!((head.frames, head.alpha), (FrameCount::Exactly(1), false));
}

/// A canvas of 5000 x 4000 and frames of one pixel with this disposal.
fn large_gif(frames: usize, disposal: u8) -> Vec<u8> {
    let mut file = b"GIF89a\x88\x13\xa0\x0f\x80\0\0\0\0\0\xff\xff\xff".to_vec();
    for _ in 0..frames {
        file.extend([0x21, 0xf9, 4, disposal << 2, 0, 0, 0, 0]);
        file.extend(b"\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0");
    }
    file.push(b';');
    file
}

#[test]
fn the_memory_for_a_gif_is_that_of_the_canvases_it_needs() {
    let pixels = 5000 * 4000;
    let needed = |file: &[u8]| probe(file).unwrap().working_memory;
    assert!(needed(&large_gif(1, 3)) < 3 << 20);
    let kept = needed(&large_gif(2, 1));
    assert!((pixels * 4..pixels * 5).contains(&kept), "{kept}");
    let restored = needed(&large_gif(2, 3));
    assert!((pixels * 8..pixels * 9).contains(&restored), "{restored}");
    // The last frame is not there yet.
    let file = large_gif(2, 1);
    assert_eq!(needed(&file[..file.len() - 8]), restored);
}

#[test]
fn the_memory_for_simple_formats_is_that_of_rows() {
    let bmp = [
        b"BM\0\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\x88\x13\0\0\xa0\x0f\0\0\x01\0\x18\0".to_vec(),
        vec![0; 24],
    ];
    for file in [
        bmp.concat(),
        b"P6 5000 4000 255\n".to_vec(),
        b"qoif\0\0\x13\x88\0\0\x0f\xa0\x04\0".to_vec(),
        b"\0\0\x02\0\0\0\0\0\0\0\0\0\x88\x13\xa0\x0f\x18\x20".to_vec(),
    ] {
        assert!(probe(&file).unwrap().working_memory < 3 << 20);
    }
}

/// The decoder gets a file of its own, so the more bytes a picture has, the more memory it takes.
#[test]
fn the_memory_for_a_lossless_webp_has_its_data_twice() {
    let memory = |length: u32| {
        // 5000 x 4000.
        let sides = 4999_u32 | 3999 << 14;
        let mut file = b"RIFF\0\0\0\0WEBPVP8L".to_vec();
        file.extend(length.to_le_bytes());
        file.push(0x2f);
        file.extend(sides.to_le_bytes());
        probe(&file).unwrap().working_memory
    };
    assert_eq!(memory(15_000_000) - memory(5_000_000), 10_000_000);
    // A chunk may promise what no picture has.
    assert!(memory(u32::MAX) < 400 << 20);
}

#[test]
fn a_webp_asks_for_its_orientation_unless_the_file_is_all_there_is() {
    let mut file = b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\x08\0\0\0\0\0\0\0\0\0".to_vec();
    file.extend(b"VP8L\x06\0\0\0\x2f\0\0\0\0\0");
    let before = file.len();
    file.extend(
        b"EXIF\x1a\0\0\0II\x2a\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0",
    );
    let length = file.len() as u32 - 8;
    file[4..8].copy_from_slice(&length.to_le_bytes());
    assert_eq!(read(&file).unwrap().orientation.to_exif(), 6);
    assert!(matches!(
        read(&file[..before]),
        Err(Error::Truncated(Truncation { needed: Some(needed), .. })) if needed == file.len() as u64
    ));
    let head = read_whole(&file[..before]).unwrap();
    assert_eq!(head.orientation.to_exif(), 1);
}

#[test]
fn a_png_may_have_exif_data_in_a_text_chunk() {
    const EXIF: &str = "4578696600004d4d002a00000008000101120003000000010006000000000000";
    let text = |length: usize| {
        let (first, rest) = EXIF.split_at(40);
        format!("Raw profile type exif\0\nexif\n      {length}\n{first}\n{rest}\n")
    };
    let orientation = |before: &[&[u8]], behind: &[&[u8]]| {
        let file = png_with(&[before.concat()], &[behind.concat()]);
        read(&file).unwrap().orientation.to_exif()
    };
    let raw = chunk(b"tEXt", text(32).as_bytes());
    let exif = chunk(
        b"eXIf",
        b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x03\0\0\0",
    );
    assert_eq!(orientation(&[&raw], &[]), 6);
    assert_eq!(orientation(&[], &[&raw]), 6);
    assert_eq!(orientation(&[&raw, &exif], &[]), 3);
    assert_eq!(orientation(&[&exif, &raw], &[]), 3);
    // The length and the digits do not agree, and some are none.
    assert_eq!(orientation(&[&chunk(b"tEXt", text(33).as_bytes())], &[]), 1);
    let odd = text(32).replace("4578", "45_8");
    assert_eq!(orientation(&[&chunk(b"tEXt", odd.as_bytes())], &[]), 1);
}

#[test]
fn a_chunk_before_the_header_of_a_png_is_a_warning() {
    let mut file = png_with(&[], &[]);
    let early = chunk(b"tEXt", b"Comment\0too early");
    file.splice(8..8, early);
    let head = read(&file).unwrap();
    assert_eq!((head.width, head.warnings.len()), (1, 1));
    assert!(
        head.warnings[0]
            .message
            .contains("tEXt comes before the header chunk")
    );
    file.splice(8..8, chunk(b"\0\0\0\0", b""));
    assert!(matches!(read(&file), Err(Error::Malformed(_))));
}
