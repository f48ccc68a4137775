//! The loops of the resampler.

#[path = "../../src/resample/columns.rs"]
mod columns;
#[path = "../../src/resample/vectors.rs"]
mod vectors;

use columns::{Columns, TOGETHER};

use crate::input::Input;
use crate::writer::bytes_of_words;

/// Up to eight vectors, and sums that may go on behind them.
pub(crate) fn add_rows(mut input: Input<'_>) -> Vec<u8> {
    let (vectors, more) = (input.below(9), input.below(3));
    let weights = input.words();
    let mut take = |count: usize| (0..count).map(|_| input.words()).collect::<Vec<_>>();
    let mut sums = take(vectors + more);
    let rows: [_; TOGETHER] = [take(vectors), take(vectors), take(vectors), take(vectors)];
    vectors::add_rows(&mut sums, &rows, weights);
    bytes_of_words(sums.as_flattened())
}

/// Up to five vectors of weights for each output: one and two take ways of their own.
pub(crate) fn filter_row(mut input: Input<'_>) -> Vec<u8> {
    let groups = 1 + input.below(5);
    let outputs = 4 * input.below(4);
    let columns = Columns {
        outputs,
        starts: (0..outputs).map(|_| input.below(24)).collect(),
        weights: (0..groups * outputs).map(|_| input.words()).collect(),
        groups,
    };
    let row: Vec<i16> = (0..24 + 8 * groups).map(|_| input.word()).collect();
    let mut out = vec![7; columns.outputs];
    vectors::filter_row(&row, &columns, &mut out);
    bytes_of_words(&out)
}
