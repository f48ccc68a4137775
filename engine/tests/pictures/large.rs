//! Pictures of many megapixels, drawn quickly: most have one colour.

use super::zeros::{png_chunk, zlib_stream};

/// A PNG of zeros. `kind` is its colour type.
pub(crate) fn png(width: u32, height: u32, (depth, kind): (u8, u8), interlaced: bool) -> Vec<u8> {
    let samples = match kind {
        2 => 3,
        4 => 2,
        6 => 4,
        _ => 1,
    };
    let row = |width: u32| 1 + (width as usize * samples * usize::from(depth)).div_ceil(8);
    let bytes = match interlaced {
        false => height as usize * row(width),
        // First column and row of each pass, and its steps (PNG specification, third edition, clause 8.2).
        true => [
            (0, 0, 8, 8),
            (4, 0, 8, 8),
            (0, 4, 4, 8),
            (2, 0, 4, 4),
            (0, 2, 2, 4),
            (1, 0, 2, 2),
            (0, 1, 1, 2),
        ]
        .into_iter()
        .map(|(left, top, right, down): (u32, u32, u32, u32)| {
            (height - top).div_ceil(down) as usize * row((width - left).div_ceil(right))
        })
        .sum(),
    };
    let header = [
        &width.to_be_bytes()[..],
        &height.to_be_bytes(),
        &[depth, kind, 0, 0, u8::from(interlaced)],
    ]
    .concat();
    let palette = match kind {
        3 => png_chunk(b"PLTE", &[9; 3 * 16]),
        _ => Vec::new(),
    };
    [
        b"\x89PNG\r\n\x1a\n".to_vec(),
        png_chunk(b"IHDR", &header),
        palette,
        png_chunk(b"IDAT", &zlib_stream(bytes)),
        png_chunk(b"IEND", b""),
    ]
    .concat()
}

/// How the pixels of a TIFF are stored.
#[derive(Clone, Copy)]
pub(crate) struct Tiff {
    /// Bits and number of samples, and PhotometricInterpretation.
    pub(crate) bits: u16,
    pub(crate) samples: u16,
    pub(crate) photometric: u16,
    pub(crate) compression: u16,
    /// Rows of a strip, or sides of a tile.
    pub(crate) rows: u32,
    pub(crate) tile: Option<(u32, u32)>,
}

/// A TIFF whose strips or tiles all have the same `data`.
pub(crate) fn tiff(width: u32, height: u32, kind: Tiff, data: &[u8]) -> Vec<u8> {
    let count = match kind.tile {
        Some((across, down)) => width.div_ceil(across) * height.div_ceil(down),
        None => height.div_ceil(kind.rows),
    };
    let mut entries = vec![
        (256u16, width),
        (257, height),
        (258, kind.bits.into()),
        (259, kind.compression.into()),
        (262, kind.photometric.into()),
        (277, kind.samples.into()),
    ];
    let (offsets_tag, lengths_tag) = match kind.tile {
        Some((across, down)) => {
            entries.extend([(322, across), (323, down)]);
            (324, 325)
        }
        None => {
            entries.push((278, kind.rows));
            (273, 279)
        }
    };
    let lists = 8 + data.len().next_multiple_of(2) as u32;
    let (offsets, lengths) = (
        vec![8; count as usize],
        vec![data.len() as u32; count as usize],
    );
    let start = lists + 8 * count;
    let mut file = b"II*\0".to_vec();
    file.extend(start.to_le_bytes());
    file.extend(data);
    file.resize(lists as usize, 0);
    for number in offsets.iter().chain(&lengths) {
        file.extend(number.to_le_bytes());
    }
    let mut all: Vec<(u16, u32, u32)> = entries
        .into_iter()
        .map(|(tag, value)| (tag, 1, value))
        .collect();
    for (tag, at, value) in [
        (offsets_tag, lists, 8),
        (lengths_tag, lists + 4 * count, data.len() as u32),
    ] {
        all.push((tag, count, if count == 1 { value } else { at }));
    }
    all.sort_unstable();
    file.extend((all.len() as u16).to_le_bytes());
    for (tag, count, value) in all {
        file.extend(tag.to_le_bytes());
        file.extend(4u16.to_le_bytes());
        file.extend(count.to_le_bytes());
        file.extend(value.to_le_bytes());
    }
    file.extend([0; 4]);
    file
}

/// A header as `BITMAPINFOHEADER` has it, without that of a file.
fn bitmap_header(width: u32, height: u32, depth: u16, compression: u32) -> Vec<u8> {
    let mut header = 40u32.to_le_bytes().to_vec();
    header.extend(width.to_le_bytes());
    header.extend(height.to_le_bytes());
    header.extend(1u16.to_le_bytes());
    header.extend(depth.to_le_bytes());
    header.extend(compression.to_le_bytes());
    header.resize(40, 0);
    header
}

fn bmp(header: &[u8], palette: &[u8], pixels: &[u8]) -> Vec<u8> {
    let start = 14 + header.len() + palette.len();
    let mut file = b"BM".to_vec();
    file.extend(((start + pixels.len()) as u32).to_le_bytes());
    file.extend([0; 4]);
    file.extend((start as u32).to_le_bytes());
    [&file, header, palette, pixels].concat()
}

/// 24 bits a pixel.
pub(crate) fn plain_bmp(width: u32, height: u32) -> Vec<u8> {
    let pixels = vec![0; (width * 3).next_multiple_of(4) as usize * height as usize];
    bmp(&bitmap_header(width, height, 24, 0), &[], &pixels)
}

/// 8 bits a pixel, in run lengths.
pub(crate) fn packed_bmp(width: u32, height: u32) -> Vec<u8> {
    let row = [
        [255, 1].repeat(width as usize / 255),
        vec![(width % 255) as u8, 1, 0, 0],
    ]
    .concat();
    let pixels = [row.repeat(height as usize), vec![0, 1]].concat();
    bmp(&bitmap_header(width, height, 8, 1), &[7; 4 * 256], &pixels)
}

/// An icon that is a bitmap of 24 bits a pixel with a mask.
pub(crate) fn icon(width: u32, height: u32) -> Vec<u8> {
    let pixels = (width * 3).next_multiple_of(4) as usize * height as usize;
    let mask = width.div_ceil(32) as usize * 4 * height as usize;
    let picture = [
        bitmap_header(width, height * 2, 24, 0),
        vec![0; pixels + mask],
    ]
    .concat();
    icon_of(&picture)
}

/// An icon of one picture.
pub(crate) fn icon_of(picture: &[u8]) -> Vec<u8> {
    let mut file = vec![0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 1, 0, 24, 0];
    file.extend((picture.len() as u32).to_le_bytes());
    file.extend(22u32.to_le_bytes());
    [&file, picture].concat()
}

/// 32 bits a pixel.
pub(crate) fn tga(width: u16, height: u16, packed: bool) -> Vec<u8> {
    let mut file = vec![0, 0, if packed { 10 } else { 2 }, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    file.extend(width.to_le_bytes());
    file.extend(height.to_le_bytes());
    file.extend([32, 8]);
    let pixels = usize::from(width) * usize::from(height);
    file.extend(match packed {
        true => [0xff, 1, 2, 3, 255].repeat(pixels.div_ceil(128)),
        false => vec![0; pixels * 4],
    });
    file
}

/// RGBA.
pub(crate) fn qoi(width: u32, height: u32) -> Vec<u8> {
    let mut file = b"qoif".to_vec();
    file.extend(width.to_be_bytes());
    file.extend(height.to_be_bytes());
    file.extend([4, 0]);
    // Runs of 62.
    file.resize(14 + (width as usize * height as usize).div_ceil(62), 0xfd);
    file.extend([0, 0, 0, 0, 0, 0, 0, 1]);
    file
}

/// RGB of 8 or 16 bits in run lengths.
pub(crate) fn psd(width: u32, height: u32, depth: u8) -> Vec<u8> {
    let mut file = b"8BPS\0\x01\0\0\0\0\0\0\0\x03".to_vec();
    file.extend(height.to_be_bytes());
    file.extend(width.to_be_bytes());
    file.extend([0, depth, 0, 3]);
    // No palette, no resources, no layers, and run lengths.
    file.extend([0; 12]);
    file.extend([0, 1]);
    // A few zeros more than a row has.
    let bytes = width as usize * usize::from(depth / 8);
    let row = [0x81, 0].repeat(bytes.div_ceil(128));
    let rows = height as usize * 3;
    file.extend((row.len() as u16).to_be_bytes().repeat(rows));
    file.extend(row.repeat(rows));
    file
}
