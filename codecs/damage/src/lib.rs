//! Damaged copies of a file, for the tests of codecs: the same ones in every run.

#![forbid(unsafe_code)]

/// Where half of the damage is: in the first bytes, which say what all the others are.
const HEAD: usize = 512;

/// How a copy differs from the file.
const KINDS: [fn(&mut Vec<u8>, &mut Numbers); 8] = [
    |bytes, numbers| {
        let at = numbers.place(bytes);
        bytes[at] ^= 1 << numbers.below(8);
    },
    |bytes, numbers| {
        let at = numbers.place(bytes);
        bytes[at] = 0;
    },
    |bytes, numbers| {
        let at = numbers.place(bytes);
        bytes[at] = 0xff;
    },
    |bytes, numbers| {
        let at = numbers.place(bytes);
        bytes[at] = numbers.below(256) as u8;
    },
    // Several bytes at once.
    |bytes, numbers| {
        for _ in 0..8 {
            let at = numbers.place(bytes);
            bytes[at] = numbers.below(256) as u8;
        }
    },
    // The end is missing.
    |bytes, numbers| bytes.truncate(numbers.place(bytes)),
    // A piece is missing.
    |bytes, numbers| {
        let (start, end) = numbers.piece(bytes);
        bytes.drain(start..end);
    },
    // A piece stands where another one was.
    |bytes, numbers| {
        let (start, end) = numbers.piece(bytes);
        let to = numbers.below(bytes.len() - (end - start) + 1);
        bytes.copy_within(start..end, to);
    },
];

/// So many damaged copies of a file. Nothing for an empty one.
pub fn copies(file: &[u8], count: usize) -> impl Iterator<Item = Vec<u8>> {
    let count = if file.is_empty() { 0 } else { count };
    let mut numbers = Numbers(file.len() as u64);
    (0..count).map(move |index| {
        let mut bytes = file.to_vec();
        KINDS[index % KINDS.len()](&mut bytes, &mut numbers);
        bytes
    })
}

/// SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// One of 0 to `count` - 1.
    fn below(&mut self, count: usize) -> usize {
        (self.next() % count as u64) as usize
    }

    /// The index of a byte.
    fn place(&mut self, bytes: &[u8]) -> usize {
        let length = match self.below(2) {
            0 => bytes.len().min(HEAD),
            _ => bytes.len(),
        };
        self.below(length)
    }

    /// Start and end of up to 64 bytes.
    fn piece(&mut self, bytes: &[u8]) -> (usize, usize) {
        let start = self.place(bytes);
        let length = 1 + self.below(64);
        (start, bytes.len().min(start + length))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_are_the_same_each_time_and_differ() {
        let file: Vec<u8> = (0..=255).cycle().take(2000).collect();
        let once: Vec<_> = copies(&file, 400).collect();
        assert_eq!(once, copies(&file, 400).collect::<Vec<_>>());
        let damaged = once.iter().filter(|copy| **copy != file).count();
        assert!(damaged > 380, "{damaged}");
        assert!(once.iter().any(|copy| copy.len() < 1900));
    }

    #[test]
    fn short_files_are_damaged_too() {
        assert_eq!(copies(&[], 10).count(), 0);
        assert_eq!(copies(&[7], 100).count(), 100);
    }
}
