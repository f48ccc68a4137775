//! Huffman codes that suit a picture, annexes K.2 and C.

use crate::encode::sort::sort_by_number;

/// The longest code there may be.
const LONGEST: usize = 16;

/// The codes of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Codes {
    /// How many codes there are of each length, from 1 bit on. `BITS` in the standard.
    pub(super) counts: [u8; LONGEST],
    /// The symbols in the order of their codes. `HUFFVAL` in the standard.
    pub(super) symbols: Vec<u8>,
}

impl Codes {
    /// The shortest codes where each symbol comes up as often as told. None is longer than 16 bits, and none has ones
    /// only. A symbol that never comes up has no code.
    pub(super) fn new(frequencies: &[u32; 256]) -> Self {
        let used: Vec<u8> = (0..=255)
            .filter(|symbol| frequencies[usize::from(*symbol)] > 0)
            .collect();
        let lengths = lengths(used.iter().map(|symbol| frequencies[usize::from(*symbol)]));
        let mut symbols: Vec<(usize, u8)> = lengths.iter().copied().zip(used).collect();
        sort_by_number(&mut symbols, |(length, symbol)| {
            (*length as u32) << 8 | u32::from(*symbol)
        });
        Self {
            counts: limited(&lengths),
            symbols: symbols.into_iter().map(|(_, symbol)| symbol).collect(),
        }
    }

    /// Calls `each` with symbols, codes and their lengths: codes count up, and are doubled where lengths grow.
    pub(super) fn for_each(&self, mut each: impl FnMut(u8, u32, u32)) {
        let mut code = 0;
        let mut symbols = self.symbols.iter();
        for (length, count) in (1..).zip(self.counts) {
            for symbol in symbols.by_ref().take(count.into()) {
                each(*symbol, code, length);
                code += 1;
            }
            code *= 2;
        }
    }
}

/// How long the code of each symbol would be without a limit, figures K.1 and K.2, and at the end the length of one
/// that has ones only and goes to no symbol.
///
/// The two rarest are put together until there is one. Of equally rare ones the last is taken, as in libjpeg.
fn lengths(frequencies: impl Iterator<Item = u32>) -> Vec<usize> {
    let mut frequencies: Vec<u64> = frequencies.map(u64::from).chain([1]).collect();
    let count = frequencies.len();
    // The symbols that were put together with this one, as a list.
    let mut next: Vec<Option<usize>> = vec![None; count];
    let mut lengths = vec![0; count];
    let mut lengthen = |next: &[Option<usize>], first: usize| {
        let mut at = first;
        lengths[at] += 1;
        while let Some(following) = next[at] {
            at = following;
            lengths[at] += 1;
        }
        at
    };
    while let Some((rarest, second)) = two_rarest(&frequencies) {
        frequencies[rarest] += frequencies[second];
        frequencies[second] = 0;
        let last = lengthen(&next, rarest);
        lengthen(&next, second);
        next[last] = Some(second);
    }
    lengths
}

/// The rarest and the next one of what is not 0. Nothing where there are no two.
fn two_rarest(frequencies: &[u64]) -> Option<(usize, usize)> {
    let rarest = |but: Option<usize>| {
        let present = frequencies.iter().enumerate();
        present
            .filter(|(at, frequency)| **frequency > 0 && Some(*at) != but)
            .min_by_key(|(at, frequency)| (**frequency, usize::MAX - at))
            .map(|(at, _)| at)
    };
    let first = rarest(None)?;
    Some((first, rarest(Some(first))?))
}

/// How many codes there are of each length when none is longer than 16, figure K.3, without the one of ones only.
fn limited(lengths: &[usize]) -> [u8; LONGEST] {
    let longest = lengths.iter().copied().max().unwrap_or(0).max(LONGEST);
    let mut counts = vec![0u16; longest + 1];
    for length in lengths {
        counts[*length] += 1;
    }
    for length in (LONGEST + 1..=longest).rev() {
        while counts[length] > 0 {
            // Of two siblings one takes their parent's code; the other and the parent of two shorter ones share a code
            // that is longer by one.
            let shorter = (1..length - 1).rev().find(|shorter| counts[*shorter] > 0);
            let Some(shorter) = shorter else { break };
            counts[length] -= 2;
            counts[length - 1] += 1;
            counts[shorter + 1] += 2;
            counts[shorter] -= 1;
        }
    }
    if let Some(last) = counts.iter_mut().rev().find(|count| **count > 0) {
        *last -= 1;
    }
    std::array::from_fn(|at| counts[at + 1] as u8)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn frequencies(of: impl Fn(usize) -> u32) -> [u32; 256] {
        std::array::from_fn(of)
    }

    /// Codes are prefixes of no others, and the one of ones only is free.
    fn check(codes: &Codes) {
        let mut space = 0u32;
        codes.for_each(|_, code, length| {
            assert_eq!(code << (16 - length), space);
            space += 1 << (16 - length);
        });
        assert!(space < 1 << 16);
        assert_eq!(
            codes
                .counts
                .iter()
                .map(|count| usize::from(*count))
                .sum::<usize>(),
            codes.symbols.len()
        );
    }

    #[test]
    fn a_single_symbol_has_one_bit() {
        let codes = Codes::new(&frequencies(|symbol| u32::from(symbol == 7) * 9));
        assert_eq!((codes.counts[0], &codes.symbols[..]), (1, &[7][..]));
        check(&codes);
    }

    #[test]
    fn nothing_has_no_codes() {
        check(&Codes::new(&[0; 256]));
    }

    #[test]
    fn frequent_symbols_have_short_codes() {
        let codes = Codes::new(&frequencies(|symbol| {
            [10, 20, 40, 80].get(symbol).copied().unwrap_or(0)
        }));
        assert_eq!(codes.symbols, [3, 2, 1, 0]);
        assert_eq!(codes.counts[..5], [1, 1, 1, 1, 0]);
    }

    /// Lengths of Fibonacci's numbers grow by one from symbol to symbol.
    #[test]
    fn no_code_is_longer_than_16_bits() {
        let mut numbers = vec![1u32, 1];
        while let Some(next) = numbers[numbers.len() - 1].checked_add(numbers[numbers.len() - 2]) {
            numbers.push(next);
        }
        let codes = Codes::new(&frequencies(|symbol| {
            numbers.get(symbol).copied().unwrap_or(0)
        }));
        assert_eq!(codes.symbols.len(), numbers.len());
        check(&codes);
        let codes = Codes::new(&frequencies(|symbol| 1 << (symbol / 9)));
        check(&codes);
    }

    proptest! {
        #[test]
        fn any_frequencies_have_codes(numbers in prop::collection::vec(0u32..1 << 28, 256), shift in 0..28) {
            let codes = Codes::new(&frequencies(|symbol| numbers[symbol] >> shift));
            check(&codes);
        }
    }
}
