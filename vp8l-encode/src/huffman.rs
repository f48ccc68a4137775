//! Huffman codes, section 3.7.2.

use crate::bits::BitWriter;
use crate::sort;

/// The longest code.
const LONGEST: u32 = 15;

/// The longest code for the length of one.
const LONGEST_OF_LENGTHS: u32 = 7;

/// The order in which lengths of the codes for lengths are written.
const ORDER: [usize; 19] = [
    17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
];

/// Symbols among the lengths: the last one repeated 3 to 6 times, 3 to 10 and 11 to 138 symbols without a code.
const REPEATED: u8 = 16;
const FEW_NONE: u8 = 17;
const MANY_NONE: u8 = 18;

/// The codes of an alphabet.
pub(crate) struct Codes {
    lengths: Vec<u8>,
    /// With the first bit lowest.
    codes: Vec<u16>,
    /// How many symbols have one. A single one takes no bits.
    used: usize,
}

impl Codes {
    /// Short ones for symbols that come up often.
    pub(crate) fn new(counts: &[u32]) -> Self {
        Self::limited(counts, LONGEST)
    }

    fn limited(counts: &[u32], longest: u32) -> Self {
        let lengths = lengths(counts, longest);
        Self {
            codes: codes(&lengths),
            used: lengths.iter().filter(|length| **length > 0).count(),
            lengths,
        }
    }

    pub(crate) fn put(&self, symbol: usize, writer: &mut BitWriter) {
        if self.used > 1 {
            writer.put(self.codes[symbol].into(), self.lengths[symbol].into());
        }
    }

    /// What a decoder needs to know of them.
    pub(crate) fn write(&self, writer: &mut BitWriter) {
        let symbols = || (0..).zip(&self.lengths).filter(|(_, length)| **length > 0);
        let mut simple = symbols().map(|(symbol, _)| symbol);
        let (first, second) = (simple.next().unwrap_or(0), simple.next());
        if self.used <= 2 && second.unwrap_or(first) < 256 {
            writer.put(1, 1);
            writer.put(u32::from(second.is_some()), 1);
            if first < 2 {
                writer.put(first << 1, 2);
            } else {
                writer.put(1 | first << 1, 9);
            }
            if let Some(second) = second {
                writer.put(second, 8);
            }
            return;
        }
        writer.put(0, 1);
        let runs = runs(&self.lengths);
        let mut counts = [0; 19];
        for (symbol, _) in &runs {
            counts[usize::from(*symbol)] += 1;
        }
        let of_lengths = Self::limited(&counts, LONGEST_OF_LENGTHS);
        let written = ORDER.iter().rposition(|symbol| counts[*symbol] > 0);
        let written = written.map_or(4, |last| 4.max(last + 1));
        writer.put(written as u32 - 4, 4);
        for symbol in &ORDER[..written] {
            writer.put(of_lengths.lengths[*symbol].into(), 3);
        }
        // Symbols without a code at the end may be left out, but then it is told how many are there.
        let is_none = |(symbol, _): &&(u8, u8)| matches!(*symbol, 0 | FEW_NONE | MANY_NONE);
        let at_end = runs.iter().rev().take_while(is_none);
        let saved: u32 = at_end.clone().map(|run| of_lengths.bits(*run)).sum();
        let kept = runs.len() - at_end.count();
        let less = (kept as u32).saturating_sub(2);
        let bits = (less.max(1).ilog2() / 2 + 1) * 2;
        let leaves_out = kept >= 2 && saved > 3 + bits;
        writer.put(leaves_out.into(), 1);
        if leaves_out {
            writer.put(bits / 2 - 1, 3);
            writer.put(less, bits);
        }
        for (symbol, extra) in &runs[..if leaves_out { kept } else { runs.len() }] {
            of_lengths.put(usize::from(*symbol), writer);
            writer.put(u32::from(*extra), extra_bits(*symbol));
        }
    }

    fn bits(&self, (symbol, _): (u8, u8)) -> u32 {
        u32::from(self.lengths[usize::from(symbol)]) + extra_bits(symbol)
    }
}

fn extra_bits(symbol: u8) -> u32 {
    match symbol {
        REPEATED => 2,
        FEW_NONE => 3,
        MANY_NONE => 7,
        _ => 0,
    }
}

/// The lengths as they are written: symbols, and the numbers behind them.
fn runs(lengths: &[u8]) -> Vec<(u8, u8)> {
    let mut runs = Vec::new();
    for equal in lengths.chunk_by(|a, b| a == b) {
        let (length, mut count) = (equal[0], equal.len());
        if length > 0 {
            runs.push((length, 0));
            count -= 1;
        }
        while count > 0 {
            let (symbol, least, most) = match (length, count) {
                (_, ..3) => (length, 1, 1),
                (0, 3..11) => (FEW_NONE, 3, 10),
                (0, _) => (MANY_NONE, 11, 138),
                _ => (REPEATED, 3, 6),
            };
            let taken = count.min(most);
            runs.push((symbol, (taken - least) as u8));
            count -= taken;
        }
    }
    runs
}

/// The length of the code of each symbol, 0 where it does not come up. A single symbol has a length of 1.
fn lengths(counts: &[u32], longest: u32) -> Vec<u8> {
    let mut lengths = vec![0; counts.len()];
    let mut order: Vec<u64> = (0..)
        .zip(counts)
        .filter(|(_, count)| **count > 0)
        .map(|(symbol, count)| u64::from(*count) << 32 | symbol)
        .collect();
    sort::sort(&mut order);
    if let [single] = order[..] {
        lengths[single as u32 as usize] = 1;
        return lengths;
    }
    // Rare symbols count for more until no code is too long.
    for least in (0..32).map(|bits| 1 << bits) {
        let counts = order.iter().map(|item| (item >> 32).max(least));
        let depths = depths(counts);
        if depths.iter().all(|depth| *depth <= longest) {
            for (item, depth) in order.iter().zip(depths) {
                lengths[*item as u32 as usize] = depth as u8;
            }
            break;
        }
    }
    lengths
}

/// How deep leaves of these weights, the least first, are in Huffman's tree. Nodes come up in the order of their weights,
/// so that two queues do (van Leeuwen, 1976).
fn depths(leaves: impl Iterator<Item = u64>) -> Vec<u32> {
    let mut weights: Vec<u64> = leaves.collect();
    let count = weights.len();
    let mut parents = vec![0; (2 * count).saturating_sub(1)];
    let (mut leaf, mut node) = (0, count);
    for parent in count..parents.len() {
        let mut sum = 0;
        for _ in 0..2 {
            let takes_leaf = leaf < count && (node >= parent || weights[leaf] <= weights[node]);
            let next = if takes_leaf { &mut leaf } else { &mut node };
            sum += weights[*next];
            parents[*next] = parent;
            *next += 1;
        }
        weights.push(sum);
    }
    let mut depths = vec![0; parents.len()];
    for at in (0..parents.len().saturating_sub(1)).rev() {
        depths[at] = depths[parents[at]] + 1;
    }
    depths.truncate(count);
    depths
}

/// Codes count up, and are doubled where lengths grow.
fn codes(lengths: &[u8]) -> Vec<u16> {
    let mut codes = vec![0; lengths.len()];
    let mut code = 0u32;
    for length in 1..=LONGEST {
        for (_, written) in lengths
            .iter()
            .zip(&mut codes)
            .filter(|(of, _)| u32::from(**of) == length)
        {
            *written = (code.reverse_bits() >> (32 - length)) as u16;
            code += 1;
        }
        code *= 2;
    }
    codes
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(counts: &[u32], longest: u32) {
        let lengths = lengths(counts, longest);
        let coded = lengths.iter().filter(|length| **length > 0);
        let space: u32 = coded
            .clone()
            .map(|length| 1 << (longest - u32::from(*length)))
            .sum();
        if coded.count() > 1 {
            assert_eq!(space, 1 << longest, "{counts:?}");
        }
        for (length, count) in lengths.iter().zip(counts) {
            assert_eq!(*length > 0, *count > 0);
        }
    }

    #[test]
    fn codes_of_rare_symbols_are_limited() {
        let mut numbers = vec![1u32, 1];
        for at in 2..40 {
            numbers.push(numbers[at - 1] + numbers[at - 2]);
        }
        check(&numbers, LONGEST);
        check(&numbers[..19], LONGEST_OF_LENGTHS);
    }

    #[test]
    fn the_order_of_codes_is_that_of_their_lengths() {
        assert_eq!(codes(&[2, 1, 0, 3, 3]), [0b01, 0, 0, 0b011, 0b111]);
    }

    proptest! {
        #[test]
        fn any_counts_have_complete_codes(
            counts in prop::collection::vec(0u32..1 << 24, 1..600), shift in 0..24,
        ) {
            let counts: Vec<u32> = counts.iter().map(|count| count >> shift).collect();
            check(&counts, LONGEST);
        }
    }
}
