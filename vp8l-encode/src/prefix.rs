//! Numbers as a symbol and bits behind it, and distances, section 3.6.2.2.

/// The symbol of a number from 1 on, and how many bits follow, and which.
pub(crate) fn of(number: u32) -> (usize, u32, u32) {
    let number = number - 1;
    if number < 4 {
        return (number as usize, 0, 0);
    }
    let highest = number.ilog2();
    let bits = highest - 1;
    let second = number >> bits & 1;
    let symbol = 2 * highest + second;
    (symbol as usize, bits, number & ((1 << bits) - 1))
}

/// How many bits follow a symbol.
pub(crate) fn bits(symbol: usize) -> u32 {
    (symbol as u32).saturating_sub(2) / 2
}

/// The largest number with this symbol.
pub(crate) fn last(symbol: usize) -> u32 {
    if symbol < 4 {
        return symbol as u32 + 1;
    }
    ((symbol as u32 & 1) + 3) << bits(symbol)
}

/// The largest number with a code of its own is added to distances that have none.
const NEAR: u32 = 120;

/// The codes, less 1, of pixels up to 7 rows above and from 8 columns to the left to 7 to the right, row by row.
const NEAR_CODES: [u8; 8 * 16] = near_codes();

/// The places that have a code, in the order of their codes: how far to the left they are, and how far above.
const PLACES: [(i8, i8); NEAR as usize] = [
    (0, 1),
    (1, 0),
    (1, 1),
    (-1, 1),
    (0, 2),
    (2, 0),
    (1, 2),
    (-1, 2),
    (2, 1),
    (-2, 1),
    (2, 2),
    (-2, 2),
    (0, 3),
    (3, 0),
    (1, 3),
    (-1, 3),
    (3, 1),
    (-3, 1),
    (2, 3),
    (-2, 3),
    (3, 2),
    (-3, 2),
    (0, 4),
    (4, 0),
    (1, 4),
    (-1, 4),
    (4, 1),
    (-4, 1),
    (3, 3),
    (-3, 3),
    (2, 4),
    (-2, 4),
    (4, 2),
    (-4, 2),
    (0, 5),
    (3, 4),
    (-3, 4),
    (4, 3),
    (-4, 3),
    (5, 0),
    (1, 5),
    (-1, 5),
    (5, 1),
    (-5, 1),
    (2, 5),
    (-2, 5),
    (5, 2),
    (-5, 2),
    (4, 4),
    (-4, 4),
    (3, 5),
    (-3, 5),
    (5, 3),
    (-5, 3),
    (0, 6),
    (6, 0),
    (1, 6),
    (-1, 6),
    (6, 1),
    (-6, 1),
    (2, 6),
    (-2, 6),
    (6, 2),
    (-6, 2),
    (4, 5),
    (-4, 5),
    (5, 4),
    (-5, 4),
    (3, 6),
    (-3, 6),
    (6, 3),
    (-6, 3),
    (0, 7),
    (7, 0),
    (1, 7),
    (-1, 7),
    (5, 5),
    (-5, 5),
    (7, 1),
    (-7, 1),
    (4, 6),
    (-4, 6),
    (6, 4),
    (-6, 4),
    (2, 7),
    (-2, 7),
    (7, 2),
    (-7, 2),
    (3, 7),
    (-3, 7),
    (7, 3),
    (-7, 3),
    (5, 6),
    (-5, 6),
    (6, 5),
    (-6, 5),
    (8, 0),
    (4, 7),
    (-4, 7),
    (7, 4),
    (-7, 4),
    (8, 1),
    (8, 2),
    (6, 6),
    (-6, 6),
    (8, 3),
    (5, 7),
    (-5, 7),
    (7, 5),
    (-7, 5),
    (8, 4),
    (6, 7),
    (-6, 7),
    (7, 6),
    (-7, 6),
    (8, 5),
    (7, 7),
    (-7, 7),
    (8, 6),
    (8, 7),
];

const fn near_codes() -> [u8; 128] {
    let mut codes = [0; 128];
    let mut code = 0;
    while code < PLACES.len() {
        let (left, above) = PLACES[code];
        codes[(above as i32 * 16 + 8 - left as i32) as usize] = code as u8;
        code += 1;
    }
    codes
}

/// The number that stands for a distance, which is not 0, in a picture so many pixels wide.
pub(crate) fn of_distance(distance: u32, width: u32) -> u32 {
    let (above, left) = (distance / width, distance % width);
    if left <= 8 && above < 8 {
        return u32::from(NEAR_CODES[(above * 16 + 8 - left) as usize]) + 1;
    }
    let right = width - left;
    if right < 8 && above < 7 {
        return u32::from(NEAR_CODES[((above + 1) * 16 + 8 + right) as usize]) + 1;
    }
    distance + NEAR
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back() {
        for number in (1..9000).chain([1 << 20, (1 << 20) - 1]) {
            let (symbol, count, rest) = of(number);
            assert_eq!(count, bits(symbol));
            let first = last(symbol) + 1 - (1 << count);
            assert_eq!(first + rest, number);
            assert!(number <= last(symbol));
        }
    }

    #[test]
    fn every_distance_stands_for_itself() {
        for width in [1, 2, 3, 7, 8, 9, 16, 17, 100] {
            for distance in 1..2000 {
                let code = of_distance(distance, width);
                let found = match PLACES.get(code as usize - 1) {
                    Some((left, above)) => i64::from(*left) + i64::from(*above) * i64::from(width),
                    None => i64::from(code - NEAR),
                };
                assert_eq!(found, i64::from(distance), "{width} wide");
            }
        }
    }
}
