//! Files that a codec decodes: what the head says of them, and how they are refused without the codec.

use request::{ImageFormat, OutputFormat, Request};
use resizer::{ColorModel, Error, FrameCount, ImageInfo, probe, resize};

/// 13 x 17 pixels, of which 8 x 10 are to be seen, mirrored along a diagonal; 4:2:0 with alpha.
const TURNED_AVIF: &[u8] = include_bytes!("../../isobmff/tests/files/turned.avif");
/// 128 x 128 pixels of 10 bits in four tiles, 4:4:4.
const GRID_AVIF: &[u8] = include_bytes!("../../isobmff/tests/files/grid.avif");
/// 13 x 17 pixels.
const SMALL_HEIC: &[u8] = include_bytes!("../../isobmff/tests/files/small.heic");
/// A single image, without transforms.
const PLAIN_AVIF: &[u8] = include_bytes!("../../codecs/avif/tests/files/1x1-420.avif");
/// 13 x 17 pixels of PQ in BT.2100's primaries, to be turned by a quarter.
const TURNED_JXL: &[u8] = include_bytes!("../../jxl-head/tests/files/turned.jxl");
/// 8 x 6 pixels, two frames.
const MOVING_JXL: &[u8] = include_bytes!("../../jxl-head/tests/files/moving.jxl");
/// 13 x 17 pixels.
const ALPHA_JXL: &[u8] = include_bytes!("../../jxl-head/tests/files/alpha.jxl");

fn request(limits: &str) -> Request {
    let text = format!(r#"{{"outputs": [{{"width": 8}}], "limits": {{{limits}}}}}"#);
    Request::read(&text).expect("a request")
}

fn refusal(file: &[u8], limits: &str) -> Error {
    resize(file, &request(limits)).expect_err("the codec is missing")
}

/// The file with another size in all its `ispe` boxes.
fn of_size(file: &[u8], width: u32, height: u32) -> Vec<u8> {
    let mut file = file.to_vec();
    for start in 0..file.len() - 16 {
        if file[start..].starts_with(b"ispe") {
            file[start + 8..start + 12].copy_from_slice(&width.to_be_bytes());
            file[start + 12..start + 16].copy_from_slice(&height.to_be_bytes());
        }
    }
    file
}

#[test]
fn the_head_of_an_avif_says_what_is_to_be_seen() {
    let info = probe(TURNED_AVIF).expect("a head");
    let expected = ImageInfo {
        format: ImageFormat::Avif,
        width: 10,
        height: 8,
        orientation: 5,
        frames: FrameCount::Exactly(1),
        alpha: true,
        depth: 8,
        color_model: ColorModel::Ycbcr,
        icc_profile: None,
        cicp: Some([1, 13, 6, 1]),
        c2pa: false,
        progressive: false,
        working_memory: info.working_memory,
        auto_format: OutputFormat::Png,
        codec: Some("avif"),
    };
    assert_eq!(info, expected);
    let info = probe(GRID_AVIF).expect("a head");
    assert_eq!((info.width, info.height, info.depth), (128, 128, 10));
    assert_eq!(info.auto_format, OutputFormat::Jpeg);
}

/// The file with a `uuid` box of C2PA behind its first box, as signing tools write it.
fn signed(file: &[u8]) -> Vec<u8> {
    let uuid = b"\xd8\xfe\xc3\xd6\x1b\x0e\x48\x3c\x92\x97\x58\x28\x87\x7e\xc4\x81";
    let contents = [&uuid[..], b"\0\0\0\0manifest\0", &[0; 100]].concat();
    let length = u32::try_from(contents.len() + 8).expect("a small box");
    let first = u32::from_be_bytes(file[..4].try_into().expect("four bytes")) as usize;
    let (ftyp, others) = file.split_at(first);
    [ftyp, &length.to_be_bytes(), b"uuid", &contents, others].concat()
}

#[test]
fn a_manifest_of_c2pa_is_told() {
    for file in [TURNED_AVIF, SMALL_HEIC] {
        let unsigned = probe(file).expect("a head");
        let expected = ImageInfo {
            c2pa: true,
            ..unsigned
        };
        assert_eq!(probe(&signed(file)), Ok(expected));
    }
}

#[test]
fn the_head_of_a_heic_is_read() {
    let info = probe(SMALL_HEIC).expect("a head");
    assert_eq!(info.format, ImageFormat::Heic);
    assert_eq!(info.codec, Some("heic"));
    assert_eq!((info.width, info.height), (13, 17));
}

/// 6000 x 4500 in one tile: `thumbox bench` says 70 MiB of AVIF, and 420 of HEIC.
#[test]
fn the_memory_that_a_codec_takes_is_foreseen() {
    let memory = |image: &[u8]| probe(image).expect("a head").working_memory >> 20;
    let avif = memory(include_bytes!("../../engine/tests/files/large.avif"));
    assert!((70..100).contains(&avif), "{avif}");
    let heic = memory(include_bytes!("../../engine/tests/files/large.heic"));
    assert!((420..450).contains(&heic), "{heic}");
}

#[test]
fn the_head_of_a_jpeg_xl_is_read() {
    let info = probe(TURNED_JXL).expect("a head");
    let expected = ImageInfo {
        format: ImageFormat::Jxl,
        width: 17,
        height: 13,
        orientation: 6,
        frames: FrameCount::Exactly(1),
        alpha: false,
        depth: 8,
        color_model: ColorModel::Rgb,
        icc_profile: None,
        cicp: Some([9, 16, 0, 1]),
        c2pa: false,
        progressive: false,
        working_memory: info.working_memory,
        auto_format: OutputFormat::Jpeg,
        codec: Some("jxl"),
    };
    assert_eq!(info, expected);
    assert!(probe(ALPHA_JXL).expect("a head").alpha);
    let moving = probe(MOVING_JXL).expect("a head");
    assert_eq!(moving.frames, FrameCount::AtLeast(1));
}

/// Sequences are in tracks, which are not counted; the still image beside them is.
#[test]
fn an_image_sequence_has_at_least_a_frame() {
    let mut file = TURNED_AVIF.to_vec();
    file[8..12].copy_from_slice(b"avis");
    let info = probe(&file).expect("a head");
    assert_eq!(info.frames, FrameCount::AtLeast(1));
    assert_eq!((info.width, info.height), (10, 8));
    assert!(matches!(refusal(&file, ""), Error::NeedsCodec { .. }));
}

/// A HEIF file may say less of itself than is in it.
#[test]
fn what_the_image_is_coded_with_decides() {
    let mut file = TURNED_AVIF.to_vec();
    file[8..12].copy_from_slice(b"heic");
    assert_eq!(probe(&file).expect("a head").format, ImageFormat::Avif);
}

#[test]
fn a_beginning_says_how_much_is_needed() {
    let Err(Error::Truncated(truncation)) = probe(&GRID_AVIF[..40]) else {
        panic!("40 bytes say no size");
    };
    let message = "the AVIF file ends after 40 bytes, inside its header, which goes on to byte";
    assert!(truncation.message.starts_with(message), "{truncation:?}");
    let needed = truncation.needed.expect("a length") as usize;
    // The size of this grid is among the coded data.
    let Err(Error::Truncated(truncation)) = probe(&GRID_AVIF[..needed]) else {
        panic!("the grid is missing");
    };
    let needed = truncation.needed.expect("a length") as usize;
    assert_eq!(probe(&GRID_AVIF[..needed]), probe(GRID_AVIF));
}

#[test]
fn without_its_codec_a_file_is_refused_by_name() {
    let expected = Error::NeedsCodec {
        message: "this AVIF image of 10 x 8 pixels has to be decoded by the codec avif, which is not there; use a program \
                  that has it, or save the image as JPEG or PNG"
            .to_owned(),
        codec: "avif",
    };
    assert_eq!(refusal(TURNED_AVIF, ""), expected);
    let Error::NeedsCodec { codec, .. } = refusal(SMALL_HEIC, "") else {
        panic!("a codec is needed");
    };
    assert_eq!(codec, "heic");
    let Error::NeedsCodec { message, codec } = refusal(MOVING_JXL, "") else {
        panic!("a codec is needed");
    };
    assert_eq!(codec, "jxl");
    assert!(
        message.starts_with("this JPEG XL image of 8 x 6 pixels"),
        "{message}"
    );
}

/// Nothing has to be decoded for that.
#[test]
fn limits_come_before_the_codec() {
    let too_large = |message: &str| Error::TooLarge(message.to_owned());
    assert_eq!(
        refusal(SMALL_HEIC, r#""max-pixels": 220"#),
        too_large("the image is 13 x 17, 221 pixels; max-pixels allows 220")
    );
    // What is decoded counts, and not the part that is to be seen.
    assert_eq!(
        refusal(TURNED_AVIF, r#""max-pixels": 220"#),
        too_large("the image is 13 x 17, 221 pixels; max-pixels allows 220")
    );
    let huge = of_size(PLAIN_AVIF, u32::MAX, u32::MAX);
    let message = "the image is 4294967295 x 4294967295, 18446744065119617025 pixels; max-pixels allows 100000000";
    assert_eq!(refusal(&huge, ""), too_large(message));
    assert!(probe(&huge).expect("a head").working_memory > 1 << 40);
    let Error::TooLarge(message) = refusal(SMALL_HEIC, r#""max-file-bytes": 100"#) else {
        panic!("it has more bytes");
    };
    assert!(message.contains("max-file-bytes allows 100"), "{message}");
}

#[test]
fn what_no_codec_reads_is_named() {
    let mut file = SMALL_HEIC.to_vec();
    let kind = file.windows(4).position(|bytes| bytes == b"hvc1");
    let start = kind.expect("an item");
    file[start..start + 4].copy_from_slice(b"avc1");
    let message =
        "this HEIC image uses H.264 (avc1), which Thumbox does not read; save it again without";
    let expected = Error::UnsupportedFormat(message.to_owned());
    assert_eq!(probe(&file), Err(expected.clone()));
    assert_eq!(refusal(&file, ""), expected);
    // A file that says nothing of its coding is not called by one.
    file[8..12].copy_from_slice(b"mif1");
    for brand in file[16..24].as_chunks_mut::<4>().0 {
        brand.copy_from_slice(b"miaf");
    }
    let message = message.replace("HEIC", "HEIF");
    assert_eq!(probe(&file), Err(Error::UnsupportedFormat(message)));
}

#[test]
fn damaged_heads_are_named() {
    let file = b"\0\0\0\x18ftypmif1\0\0\0\0mif1miaf\0\0\0\x08mdat";
    let message = "this HEIF image is damaged: it has no meta box";
    assert_eq!(refusal(file, ""), Error::Malformed(message.to_owned()));
    let Err(Error::Truncated(truncation)) = probe(&file[..24]) else {
        panic!("more may follow");
    };
    assert_eq!(truncation.needed, Some(40));
    // A container of JPEG XL that was sent as text.
    let mut file = TURNED_JXL.to_vec();
    file.remove(8);
    let message = "this JPEG XL image is damaged: it does not begin as JPEG XL does";
    assert_eq!(probe(&file), Err(Error::Malformed(message.to_owned())));
}
