//! Pictures made by code.

use engine::{CallLimits, Limits, Resizer};
use jpeg_encoder::{ColorType, Encoder};
use recipe::Target;

/// A JPEG with soft colours and some detail, as in a photo.
pub(crate) fn photo(width: u16, height: u16) -> Vec<u8> {
    let mut pixels = Vec::new();
    for y in 0..u32::from(height) {
        for x in 0..u32::from(width) {
            let channels = [
                x * 255 / u32::from(width),
                y * 255 / u32::from(height),
                (x ^ y) % 256,
            ];
            pixels.extend(channels.map(|channel| u8::try_from(channel).expect("below 256")));
        }
    }
    encoded(&pixels, width, height, false)
}

/// A JPEG of pixels without any order, in scans where that is asked for.
pub(crate) fn noise(width: u16, height: u16, progressive: bool) -> Vec<u8> {
    let mut state = 1u32;
    let pixels: Vec<u8> = (0..u32::from(width) * u32::from(height) * 3)
        .map(|_| {
            // The constants of Numerical Recipes.
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        })
        .collect();
    encoded(&pixels, width, height, progressive)
}

fn encoded(pixels: &[u8], width: u16, height: u16, progressive: bool) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, 90);
    encoder.set_progressive(progressive);
    encoder
        .encode(pixels, width, height, ColorType::Rgb)
        .expect("the picture can be encoded");
    file
}

/// What the engine makes of the same bytes.
pub(crate) fn thumbnail(source: &[u8], target: Target) -> Vec<u8> {
    let resizer = Resizer::embedded(CallLimits::default()).unwrap();
    let resized = resizer
        .resize(source, &[target], Limits::default())
        .unwrap();
    resized.outputs[0].data.clone()
}

/// A gray PNG of pixels without any order, interlaced, and not compressed.
pub(crate) fn interlaced_png(width: u32, height: u32) -> Vec<u8> {
    // First column and row, and the distances to the next, of Adam7's passes.
    const PASSES: [(usize, usize, usize, usize); 7] = [
        (0, 0, 8, 8),
        (4, 0, 8, 8),
        (0, 4, 4, 8),
        (2, 0, 4, 4),
        (0, 2, 2, 4),
        (1, 0, 2, 2),
        (0, 1, 1, 2),
    ];
    let mut rows = Vec::new();
    for (left, top, right, down) in PASSES {
        for y in (top..height as usize).step_by(down) {
            rows.push(0);
            rows.extend(
                (left..width as usize)
                    .step_by(right)
                    .map(|x| (x * x + y * 31) as u8),
            );
        }
    }
    let mut stored = vec![0x78, 0x01];
    let blocks = rows.chunks(0xffff);
    let last = blocks.len() - 1;
    for (at, block) in blocks.enumerate() {
        let length = block.len() as u16;
        stored.push(u8::from(at == last));
        stored.extend(length.to_le_bytes());
        stored.extend((!length).to_le_bytes());
        stored.extend(block);
    }
    stored.extend(adler32(&rows).to_be_bytes());
    let header = [
        &width.to_be_bytes()[..],
        &height.to_be_bytes(),
        &[8, 0, 0, 0, 1],
    ]
    .concat();
    let chunk = |name: &[u8; 4], data: &[u8]| {
        let named = [name, data].concat();
        let length = (data.len() as u32).to_be_bytes();
        [&length[..], &named, &crc32(&named).to_be_bytes()].concat()
    };
    let chunks = [
        chunk(b"IHDR", &header),
        chunk(b"IDAT", &stored),
        chunk(b"IEND", &[]),
    ];
    [b"\x89PNG\r\n\x1a\n".to_vec(), chunks.concat()].concat()
}

/// RFC 1950, section 8.2.
fn adler32(data: &[u8]) -> u32 {
    let (a, b) = data.iter().fold((1u32, 0u32), |(a, b), byte| {
        let a = (a + u32::from(*byte)) % 65521;
        (a, (b + a) % 65521)
    });
    b << 16 | a
}

/// PNG specification, annex D, bit by bit.
fn crc32(data: &[u8]) -> u32 {
    !data.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            sum >> 1 ^ if sum & 1 == 1 { 0xedb8_8320 } else { 0 }
        })
    })
}
