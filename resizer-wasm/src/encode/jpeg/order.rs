//! The zigzag order of coefficients, figure A.6.

/// Where the coefficient with this rank is in a block: `8 * row + column`.
pub(super) const PLACES: [u8; 64] = places();

/// The ranks of the nonzero ones among each 4 places, as a set.
static RANKS: [[u64; 16]; 16] = ranks();

/// The set of the ranks of these places: bit `n` of `places` is for place `n`, of the result for rank `n`.
pub(super) fn ranks_of(places: u64) -> u64 {
    let of = |group: usize| RANKS[group][(places >> (4 * group) & 15) as usize];
    let low = of(0) | of(1) | of(2) | of(3) | of(4) | of(5) | of(6) | of(7);
    if places >> 32 == 0 {
        return low;
    }
    low | of(8) | of(9) | of(10) | of(11) | of(12) | of(13) | of(14) | of(15)
}

/// Diagonal by diagonal, from the top left, up and down in turn.
const fn places() -> [u8; 64] {
    let mut places = [0; 64];
    let mut rank = 0;
    let mut diagonal = 0;
    while diagonal < 15 {
        let mut step = 0;
        while step <= diagonal {
            let (row, column) = if diagonal % 2 == 0 {
                (diagonal - step, step)
            } else {
                (step, diagonal - step)
            };
            if row < 8 && column < 8 {
                places[rank] = 8 * row as u8 + column as u8;
                rank += 1;
            }
            step += 1;
        }
        diagonal += 1;
    }
    places
}

const fn ranks() -> [[u64; 16]; 16] {
    let mut ranks = [[0; 16]; 16];
    let mut rank = 0;
    while rank < 64 {
        let place = PLACES[rank] as usize;
        let mut set = 0;
        while set < 16 {
            if set >> (place % 4) & 1 == 1 {
                ranks[place / 4][set] |= 1 << rank;
            }
            set += 1;
        }
        rank += 1;
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_is_that_of_the_standard() {
        assert_eq!(PLACES[..10], [0, 1, 8, 16, 9, 2, 3, 10, 17, 24]);
        assert_eq!(PLACES[54..], [39, 46, 53, 60, 61, 54, 47, 55, 62, 63]);
    }

    #[test]
    fn sets_of_places_become_sets_of_ranks() {
        for (rank, place) in PLACES.iter().enumerate() {
            assert_eq!(ranks_of(1 << place), 1 << rank);
            assert_eq!(ranks_of(!(1 << place)), !(1 << rank));
        }
        assert_eq!((ranks_of(0), ranks_of(!0)), (0, !0));
    }
}
