//! The dictionary of LZW as GIF has it (GIF89a, appendix F).

/// Codes have at most 12 bits.
const MAX_BITS: u32 = 12;
const MAX_CODES: u16 = 1 << MAX_BITS;

/// Places for the entries of the dictionary: twice as many as there are entries, so that searches are short.
const PLACES: usize = 2 << MAX_BITS;

/// Sequences of pixels, each a known one and another pixel.
pub(super) struct Dictionary {
    bits: u32,
    /// For each place, what the entry is (8 bits) after (12 bits), and its code (12 bits). 0 where there is none: no entry
    /// has the code 0.
    places: Vec<u32>,
    next: u16,
    pub(super) code_bits: u32,
}

impl Dictionary {
    pub(super) fn new(bits: u32) -> Self {
        let mut dictionary = Self {
            bits,
            places: vec![0; PLACES],
            next: 0,
            code_bits: 0,
        };
        dictionary.clear();
        dictionary
    }

    pub(super) fn clear_code(&self) -> u16 {
        1 << self.bits
    }

    pub(super) fn end_code(&self) -> u16 {
        self.clear_code() + 1
    }

    pub(super) fn clear(&mut self) {
        self.places.fill(0);
        self.next = self.end_code() + 1;
        self.code_bits = self.bits + 1;
    }

    /// Where a sequence is, or would be.
    fn place(&self, prefix: u16, pixel: u8) -> usize {
        let key = u32::from(prefix) << 8 | u32::from(pixel);
        // Fibonacci hashing: the upper bits of a product with 2^32 over the golden ratio.
        let mut place = (key.wrapping_mul(0x9e37_79b9) >> (32 - PLACES.ilog2())) as usize;
        while self.places[place] != 0 && self.places[place] >> MAX_BITS != key {
            place = (place + 1) % PLACES;
        }
        place
    }

    pub(super) fn find(&self, prefix: u16, pixel: u8) -> Option<u16> {
        let entry = self.places[self.place(prefix, pixel)];
        (entry != 0).then_some((entry & u32::from(MAX_CODES - 1)) as u16)
    }

    /// Adds a sequence that is not there yet. `false` where the dictionary is full.
    pub(super) fn insert(&mut self, prefix: u16, pixel: u8) -> bool {
        if self.next == MAX_CODES {
            return false;
        }
        let place = self.place(prefix, pixel);
        let key = u32::from(prefix) << 8 | u32::from(pixel);
        self.places[place] = key << MAX_BITS | u32::from(self.next);
        self.count_for_reader();
        true
    }

    /// The reader's dictionary is one entry behind, so a code gets longer one entry later.
    pub(super) fn count_for_reader(&mut self) {
        if self.next < MAX_CODES {
            if self.next == 1 << self.code_bits {
                self.code_bits += 1;
            }
            self.next += 1;
        }
    }
}
