//! Arithmetic decoding of decisions (T.81, annex D): the QM coder.

use crate::bits::Bits;

/// How probable the less probable decision is, and which one that is: an index of [`STATES`], and [`MORE_PROBABLE`].
pub(crate) type Bin = u8;

/// Set in a [`Bin`] whose more probable decision is 1.
const MORE_PROBABLE: u8 = 0x80;

/// A bin for decisions that are as good as random; it stays as it is (T.81, clause F.1.4.4.2).
const EVEN: Bin = STATES.len() as u8 - 1;

/// The state of a decoder.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Decisions {
    /// The code register: 16 bits to compare, and below them those to come.
    code: u32,
    /// The interval.
    interval: u32,
    /// Bits to shift before another byte is needed.
    left: u32,
}

impl Decisions {
    /// At the start of a scan or restart interval (T.81, figure D.22).
    pub(crate) fn start(bits: &mut Bits<'_>) -> Self {
        bits.need();
        Self {
            code: (bits.take(16) as u32) << 16,
            interval: 0x1_0000,
            left: 0,
        }
    }

    /// The next decision of this bin (T.81, figures D.18 to D.20).
    pub(crate) fn decide(&mut self, bits: &mut Bits<'_>, bin: &mut Bin) -> bool {
        let (estimate, after_less, after_more) = STATES[usize::from(*bin & !MORE_PROBABLE)];
        let estimate = u32::from(estimate);
        let more = *bin & MORE_PROBABLE;
        self.interval -= estimate;
        let upper = self.code >> 16 >= self.interval;
        if !upper && self.interval >= 0x8000 {
            return more != 0;
        }
        // Where the interval of the more probable decision is the smaller one, they change places.
        let less_probable = upper != (self.interval < estimate);
        if upper {
            self.code -= self.interval << 16;
            self.interval = estimate;
        }
        if less_probable {
            *bin = more ^ after_less;
        } else {
            *bin = more | after_more;
        }
        while self.interval < 0x8000 {
            if self.left == 0 {
                bits.need();
                self.code |= (bits.take(8) as u32) << 8;
                self.left = 8;
            }
            self.interval <<= 1;
            self.code <<= 1;
            self.left -= 1;
        }
        less_probable != (more != 0)
    }

    /// A decision that is as good as random.
    pub(crate) fn flip(&mut self, bits: &mut Bits<'_>) -> bool {
        self.decide(bits, &mut EVEN.clone())
    }
}

/// The less probable decision becomes the more probable one.
const X: u8 = MORE_PROBABLE;

/// Estimates of the probability of the less probable decision in 1/65536 of 4/3, and which estimate follows that decision, and
/// the other (T.81, table D.3). The last one is for [`EVEN`].
#[rustfmt::skip]
const STATES: [(u16, u8, u8); 114] = [
    (0x5A1D, 1 | X, 1), (0x2586, 14, 2), (0x1114, 16, 3), (0x080B, 18, 4), (0x03D8, 20, 5), (0x01DA, 23, 6),
    (0x00E5, 25, 7), (0x006F, 28, 8), (0x0036, 30, 9), (0x001A, 33, 10), (0x000D, 35, 11), (0x0006, 9, 12),
    (0x0003, 10, 13), (0x0001, 12, 13), (0x5A7F, 15 | X, 15), (0x3F25, 36, 16), (0x2CF2, 38, 17), (0x207C, 39, 18),
    (0x17B9, 40, 19), (0x1182, 42, 20), (0x0CEF, 43, 21), (0x09A1, 45, 22), (0x072F, 46, 23), (0x055C, 48, 24),
    (0x0406, 49, 25), (0x0303, 51, 26), (0x0240, 52, 27), (0x01B1, 54, 28), (0x0144, 56, 29), (0x00F5, 57, 30),
    (0x00B7, 59, 31), (0x008A, 60, 32), (0x0068, 62, 33), (0x004E, 63, 34), (0x003B, 32, 35), (0x002C, 33, 9),
    (0x5AE1, 37 | X, 37), (0x484C, 64, 38), (0x3A0D, 65, 39), (0x2EF1, 67, 40), (0x261F, 68, 41), (0x1F33, 69, 42),
    (0x19A8, 70, 43), (0x1518, 72, 44), (0x1177, 73, 45), (0x0E74, 74, 46), (0x0BFB, 75, 47), (0x09F8, 77, 48),
    (0x0861, 78, 49), (0x0706, 79, 50), (0x05CD, 48, 51), (0x04DE, 50, 52), (0x040F, 50, 53), (0x0363, 51, 54),
    (0x02D4, 52, 55), (0x025C, 53, 56), (0x01F8, 54, 57), (0x01A4, 55, 58), (0x0160, 56, 59), (0x0125, 57, 60),
    (0x00F6, 58, 61), (0x00CB, 59, 62), (0x00AB, 61, 63), (0x008F, 61, 32), (0x5B12, 65 | X, 65), (0x4D04, 80, 66),
    (0x412C, 81, 67), (0x37D8, 82, 68), (0x2FE8, 83, 69), (0x293C, 84, 70), (0x2379, 86, 71), (0x1EDF, 87, 72),
    (0x1AA9, 87, 73), (0x174E, 72, 74), (0x1424, 72, 75), (0x119C, 74, 76), (0x0F6B, 74, 77), (0x0D51, 75, 78),
    (0x0BB6, 77, 79), (0x0A40, 77, 48), (0x5832, 80 | X, 81), (0x4D1C, 88, 82), (0x438E, 89, 83), (0x3BDD, 90, 84),
    (0x34EE, 91, 85), (0x2EAE, 92, 86), (0x299A, 93, 87), (0x2516, 86, 71), (0x5570, 88 | X, 89), (0x4CA9, 95, 90),
    (0x44D9, 96, 91), (0x3E22, 97, 92), (0x3824, 99, 93), (0x32B4, 99, 94), (0x2E17, 93, 86), (0x56A8, 95 | X, 96),
    (0x4F46, 101, 97), (0x47E5, 102, 98), (0x41CF, 103, 99), (0x3C3D, 104, 100), (0x375E, 99, 93), (0x5231, 105, 102),
    (0x4C0F, 106, 103), (0x4639, 107, 104), (0x415E, 103, 99), (0x5627, 105 | X, 106), (0x50E7, 108, 107), (0x4B85, 109, 103),
    (0x5597, 110, 109), (0x504F, 111, 107), (0x5A10, 110 | X, 111), (0x5522, 112, 109), (0x59EB, 112 | X, 111),
    (0x5A1D, 113, 113),
];

#[cfg(test)]
mod tests {
    use super::*;

    /// The test sequence of T.81, table K.7: 256 decisions of one bin.
    #[test]
    fn the_standard_s_test_sequence_is_decoded() {
        let coded = [
            0x65, 0x5B, 0x51, 0x44, 0xF7, 0x96, 0x9D, 0x51, 0x78, 0x55, 0xBF, 0xFF, 0x00, 0xFC,
            0x51, 0x84, 0xC7, 0xCE, 0xF9, 0x39, 0x00, 0x28, 0x7D, 0x46, 0x70, 0x8E, 0xCB, 0xC0,
            0xF6, 0xFF, 0xD9, 0x00,
        ];
        let plain = [
            0x00, 0x02, 0x00, 0x51, 0x00, 0x00, 0x00, 0xC0, 0x03, 0x52, 0x87, 0x2A, 0xAA, 0xAA,
            0xAA, 0xAA, 0x82, 0xC0, 0x20, 0x00, 0xFC, 0xD7, 0x9E, 0xF6, 0x74, 0xEA, 0xAB, 0xF7,
            0x69, 0x7E, 0xE7, 0x4C,
        ];
        let mut bits = Bits::new(&coded, 0);
        let mut decisions = Decisions::start(&mut bits);
        let mut bin = 0;
        for byte in plain {
            let found = (0..8).fold(0u8, |byte, _| {
                byte << 1 | u8::from(decisions.decide(&mut bits, &mut bin))
            });
            assert_eq!(found, byte);
        }
    }
}
