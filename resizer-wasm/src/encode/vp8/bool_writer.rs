//! The boolean entropy coder of RFC 6386, section 7.

/// Writes bits, each with the probability of being 0 that the reader will assume too.
pub(super) struct BoolWriter {
    bytes: Vec<u8>,
    /// How many values are left between the bounds of the number that is being written, 128 to 255.
    range: u32,
    /// The lower bound: what is not in `bytes` yet.
    bottom: u32,
    /// Bits of `bottom` that are ready, less the 24 that a carry may still reach.
    ready: i32,
}

impl BoolWriter {
    pub(super) fn new() -> Self {
        Self {
            bytes: Vec::new(),
            range: 255,
            bottom: 0,
            ready: -24,
        }
    }

    /// `probability` of 256 is how often `bit` is expected to be 0.
    pub(super) fn put(&mut self, bit: bool, probability: u8) {
        let split = 1 + (((self.range - 1) * u32::from(probability)) >> 8);
        if bit {
            self.bottom = self.bottom.wrapping_add(split);
            self.range -= split;
        } else {
            self.range = split;
        }
        let mut shift = self.range.leading_zeros() as i32 - 24;
        self.range <<= shift;
        self.ready += shift;
        if self.ready >= 0 {
            let offset = shift - self.ready;
            if (self.bottom << (offset - 1)) & 0x8000_0000 != 0 {
                self.carry();
            }
            self.bytes.push((self.bottom >> (24 - offset)) as u8);
            self.bottom = (self.bottom << offset) & 0x00ff_ffff;
            shift = self.ready;
            self.ready -= 8;
        }
        self.bottom <<= shift;
    }

    /// A bit that may be either.
    pub(super) fn put_even(&mut self, bit: bool) {
        self.put(bit, 128);
    }

    /// The lowest `count` bits of `value`, highest first. Never inlined, as it is for headers.
    #[inline(never)]
    pub(super) fn put_number(&mut self, value: u32, count: u32) {
        for position in (0..count).rev() {
            self.put_even(value >> position & 1 == 1);
        }
    }

    pub(super) fn finish(mut self) -> Vec<u8> {
        self.put_number(0, 32);
        self.bytes
    }

    /// The bound has outgrown the bytes: 1 is added to the number they form.
    fn carry(&mut self) {
        for byte in self.bytes.iter_mut().rev() {
            *byte = byte.wrapping_add(1);
            if *byte != 0 {
                return;
            }
        }
    }
}
