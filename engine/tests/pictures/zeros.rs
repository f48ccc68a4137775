//! Large pictures in small files: all samples are 0.

/// A zlib stream of `count` zeros, or a few more, RFC 1951 with fixed codes: a literal 0 and then matches of 258 bytes at distance
/// 1.
pub(crate) fn zlib_stream(count: usize) -> Vec<u8> {
    let mut bits = Bits::default();
    bits.push(0b011, 3); // The last block, fixed codes.
    bits.push_code(0b0011_0000, 8); // Literal 0.
    for _ in 0..count.div_ceil(258) {
        bits.push_code(0b1100_0101, 8); // Length 258.
        bits.push_code(0, 5); // Distance 1.
    }
    bits.push_code(0, 7); // End of block.
    // Adler-32 of zeros: 1 in the low half, their number in the high half.
    let zeros = (1 + count.div_ceil(258) * 258) as u32 % 65521;
    let checksum = zeros << 16 | 1;
    [&b"\x78\x9c"[..], &bits.bytes(), &checksum.to_be_bytes()].concat()
}

/// Bits, the least significant first.
#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    rest: u32,
    count: u32,
}

impl Bits {
    fn push(&mut self, value: u32, count: u32) {
        self.rest |= value << self.count;
        self.count += count;
        while self.count >= 8 {
            self.bytes.push(self.rest as u8);
            self.rest >>= 8;
            self.count -= 8;
        }
    }

    /// Codes begin with their most significant bit.
    fn push_code(&mut self, code: u32, count: u32) {
        self.push(code.reverse_bits() >> (32 - count), count);
    }

    fn bytes(mut self) -> Vec<u8> {
        self.push(0, 7);
        self.bytes
    }
}

/// A chunk of a PNG with its checksum.
pub(crate) fn png_chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut body = kind.to_vec();
    body.extend(data);
    let mut chunk = (data.len() as u32).to_be_bytes().to_vec();
    chunk.extend(&body);
    chunk.extend(crc32(&body).to_be_bytes());
    chunk
}

/// PNG specification, annex D.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg())
        })
    })
}
