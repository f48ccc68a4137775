//! How many bits something takes, in 256ths.

/// A bit.
pub(crate) const BIT: u32 = 256;

/// The logarithm of a number from 1 on, to base 2, in 256ths. Between powers of two it is a parabola through both, which is off
/// by less than 5.
pub(crate) fn log2(value: u32) -> u32 {
    let whole = value.ilog2();
    let above = ((u64::from(value) << 8 >> whole) & 255) as u32;
    whole * BIT + above + ((above * (BIT - above) * 88) >> 16)
}

/// What the symbols take together, where each comes up so often; with their codes.
pub(crate) fn symbols(counts: &[u32]) -> u64 {
    let total: u32 = counts.iter().sum();
    if total == 0 {
        return 0;
    }
    let of_total = log2(total);
    let (mut of_symbols, mut of_codes) = (0, 0);
    let (mut used, mut last, mut most) = (0, 0, 0);
    for count in counts.iter().copied() {
        if count > 0 {
            of_symbols += u64::from(count) * u64::from(of_total.saturating_sub(log2(count)));
            of_codes += CODE_LENGTH;
            used += 1;
            most = most.max(count);
        } else if last > 0 {
            of_codes += RUN_OF_NONE;
        }
        last = count;
    }
    // A code of several symbols has one bit for one of them, and more for the others, if there are two.
    let least = match used {
        1 => 0,
        2 => u64::from(total),
        _ => 2 * u64::from(total) - u64::from(most),
    };
    of_symbols.max(least * u64::from(BIT)) + of_codes
}

const CODE_LENGTH: u64 = 3 * BIT as u64;
const RUN_OF_NONE: u64 = 5 * BIT as u64;

/// What one of these symbols takes. Those that do not come up take more than any other.
pub(crate) fn each(counts: &[u32], costs: &mut Vec<u32>) {
    let total: u32 = counts.iter().sum();
    let of_total = log2(total.max(1));
    costs.extend(counts.iter().map(|count| match *count {
        0 => of_total + 2 * BIT,
        // A single symbol takes nothing, and else no code has less than a bit.
        count if count == total => 0,
        count => of_total.saturating_sub(log2(count)).max(BIT),
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logarithms_are_near() {
        for value in (1..5000).chain([1 << 20, (1 << 25) + 12345, u32::MAX]) {
            let exact = f64::from(value).log2() * 256.0;
            let found = f64::from(log2(value));
            assert!((found - exact).abs() < 5.0, "{value}: {found} and {exact}");
        }
    }
}
