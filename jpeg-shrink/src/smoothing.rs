//! Low frequencies that a progressive file has not sent, estimated from the means of the blocks around (T.81, annex
//! K.8.2). libjpeg does the same, with the weights that are used here ("block smoothing"): a file with nothing but DC
//! coefficients then shows slopes instead of squares.

use crate::coefficients::Block;
use crate::tables::Quantisers;

/// Missing bits of a coefficient that was not sent at all.
pub(crate) const ALL_BITS: u32 = 16;

/// How many low bits of the first coefficients of a component have not been sent, by their index in the zigzag order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct MissingBits(pub(crate) [u32; 6]);

impl MissingBits {
    /// Before the first scan.
    pub(crate) const ALL: Self = Self([ALL_BITS; 6]);

    /// Whether there is anything to estimate, and to estimate it from.
    pub(crate) fn can_be_estimated(self) -> bool {
        self.0[0] < ALL_BITS && self.0[1..].iter().any(|&bits| bits > 0)
    }
}

/// The DC coefficients of a block and those around it, row by row.
pub(crate) type Neighbours = [i16; 9];

/// Estimates coefficients of a block that are zero and not known to be. Only those in the first columns and rows, as many
/// as `kept` says, are looked at.
pub(crate) fn estimate(
    block: &mut Block,
    kept: (usize, usize),
    dc: &Neighbours,
    missing: MissingBits,
    quantisers: &Quantisers,
) {
    let [nw, n, ne, w, own, e, sw, s, se] = dc.map(i64::from);
    // Index in the zigzag order, row, column, and 256 times the estimate before quantisation.
    let estimates = [
        (1, 0, 1, 36 * (w - e)),
        (2, 1, 0, 36 * (n - s)),
        (3, 2, 0, 9 * (n + s - 2 * own)),
        (4, 1, 1, 5 * (nw - ne - sw + se)),
        (5, 0, 2, 9 * (w + e - 2 * own)),
    ];
    for (index, row, column, weighted) in estimates {
        let place = 8 * row + column;
        let (bits, quantiser) = (missing.0[index], i64::from(quantisers[place]));
        if bits == 0 || column >= kept.0 || row >= kept.1 || block[place] != 0 || quantiser == 0 {
            continue;
        }
        let scaled = weighted * i64::from(quantisers[0]);
        let rounded = (scaled.abs() + 128 * quantiser) / (256 * quantiser);
        // A coefficient that was sent as zero is smaller than what its missing bits can hold.
        let largest = (1 << bits.min(15)) - 1;
        block[place] = (rounded.min(largest) * scaled.signum()) as i16;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn estimated(dc: Neighbours, side: usize, missing: MissingBits) -> Block {
        let mut block = [0; 64];
        block[0] = dc[4];
        estimate(&mut block, (side, side), &dc, missing, &[1; 64]);
        block
    }

    #[test]
    fn a_slope_is_estimated() {
        let dc_only = MissingBits([0, ALL_BITS, ALL_BITS, ALL_BITS, ALL_BITS, ALL_BITS]);
        // Darker to the right by 8 levels a block, a DC coefficient being 8 times the mean.
        let slope = [64, 0, -64, 64, 0, -64, 64, 0, -64];
        let block = estimated(slope, 8, dc_only);
        assert_eq!(block[1], 18);
        assert!(block[2..].iter().all(|&value| value == 0));
        assert_eq!(estimated(slope, 1, dc_only), [0; 64]);
    }

    #[test]
    fn what_was_sent_stays() {
        let slope = [640, 0, -640, 640, 0, -640, 640, 0, -640];
        assert_eq!(estimated(slope, 8, MissingBits([0; 6])), [0; 64]);
        // Two bits are missing of a coefficient that was sent as zero: it is 3 at most.
        assert_eq!(estimated(slope, 8, MissingBits([0, 2, 0, 0, 0, 0]))[1], 3);
        assert!(!MissingBits::ALL.can_be_estimated());
        assert!(!MissingBits([0; 6]).can_be_estimated());
    }
}
