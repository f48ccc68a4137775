//! What becomes of samples on their way into the raster.

/// How samples change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Mapping {
    /// They do not.
    Same,
    /// Each becomes the entry with its number.
    Table(Vec<u16>),
}

impl Mapping {
    /// Of samples with `from` bits, over the full range or the limited one of luma, to the full range of `to` bits: what gray,
    /// RGB and alpha have in a raster. Black is 16 and white 235 in 8 bits of the limited range (ITU-T H.273, section 8.3).
    pub(crate) fn to_full_range(from: u8, full_range: bool, to: u8) -> Self {
        if full_range && from == to {
            return Self::Same;
        }
        let unit = 1_u64 << (from - 8);
        let (black, range) = match full_range {
            true => (0, (1_u64 << from) - 1),
            false => (16 * unit, 219 * unit),
        };
        let most = (1_u64 << to) - 1;
        let entry = |sample: u64| {
            let above = sample.saturating_sub(black).min(range);
            ((above * most + range / 2) / range) as u16
        };
        Self::Table((0..1_u64 << from).map(entry).collect())
    }

    pub(crate) fn of(&self, sample: u16) -> u16 {
        match self {
            Self::Same => sample,
            Self::Table(entries) => entries
                .get(usize::from(sample))
                .or(entries.last())
                .copied()
                .unwrap_or(sample),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limited_range_becomes_the_full_one() {
        let mapping = Mapping::to_full_range(8, false, 8);
        let made = [0, 16, 17, 126, 234, 235, 255].map(|sample| mapping.of(sample));
        assert_eq!(made, [0, 0, 1, 128, 254, 255, 255]);
        let mapping = Mapping::to_full_range(10, false, 10);
        let made = [64, 502, 940, 1023].map(|sample| mapping.of(sample));
        assert_eq!(made, [0, 512, 1023, 1023]);
    }

    #[test]
    fn depths_become_those_of_the_raster() {
        assert_eq!(Mapping::to_full_range(10, true, 10), Mapping::Same);
        let mapping = Mapping::to_full_range(8, true, 10);
        assert_eq!(
            [0, 128, 255].map(|sample| mapping.of(sample)),
            [0, 514, 1023]
        );
        let mapping = Mapping::to_full_range(12, true, 8);
        assert_eq!(
            [0, 2056, 4095].map(|sample| mapping.of(sample)),
            [0, 128, 255]
        );
    }
}
