//! Samples of 9 to 16 bits.

/// The samples of a row, little-endian numbers of so many bits, over the full range of 16. What is beyond their range is cut.
pub(super) fn widen(row: &[u8], depth: u8, samples: &mut [u16]) {
    for (sample, pair) in samples.iter_mut().zip(row.chunks_exact(2)) {
        *sample = widened(u16::from_le_bytes([pair[0], pair[1]]), depth);
    }
}

/// The same of one sample.
pub(super) fn widened(sample: u16, depth: u8) -> u16 {
    let most = (1_u32 << depth) - 1;
    let sample = u32::from(sample).min(most);
    ((sample * 65535 + most / 2) / most) as u16
}
