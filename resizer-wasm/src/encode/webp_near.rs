//! Lossless frames of lossy animations: colours lose what hardly shows, as the option `-near_lossless` of `cwebp` has it.

use crate::picture::{Picture, from_byte, to_byte};

/// Rounds samples of an RGBA picture, each by at most `most`, where a neighbour is so different that this hardly shows. Alpha stays.
pub(super) fn quantize(picture: &mut Picture, most: u8) {
    let width = picture.size.width as usize;
    let step = 2 * u16::from(most) + 1;
    let is_edge = |a: &[u16], b: &[u16]| {
        let mut pairs = a.iter().zip(b);
        pairs.any(|(a, b)| to_byte(*a).abs_diff(to_byte(*b)) > most)
    };
    // From the end, so that neighbours before are as they were.
    for at in (1..picture.samples.len() / 4).rev() {
        let (before, pixel) = picture.samples.split_at_mut(4 * at);
        let pixel = &mut pixel[..4];
        let neighbour = |distance: usize| {
            let start = before.len().checked_sub(4 * distance);
            start.map(|start| &before[start..start + 4])
        };
        let left = neighbour(1).filter(|_| at % width > 0);
        let mut neighbours = [left, neighbour(width)].into_iter().flatten();
        if pixel[3] == 0 || !neighbours.any(|other| is_edge(pixel, other)) {
            continue;
        }
        for sample in &mut pixel[..3] {
            let byte = u16::from(to_byte(*sample)) + u16::from(most);
            *sample = from_byte((byte - byte % step).min(255) as u8);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encode::tests::pictures::{noise, size};
    use crate::picture::Channels;

    #[test]
    fn samples_change_by_no_more_than_told() {
        let picture = noise(size(40, 30), Channels::Rgba, 3);
        for most in [0, 1, 3, 16] {
            let mut quantized = picture.clone();
            quantize(&mut quantized, most);
            let pairs = picture.to_bytes().into_iter().zip(quantized.to_bytes());
            let changes: Vec<u8> = pairs.map(|(a, b)| a.abs_diff(b)).collect();
            assert_eq!(changes.iter().max(), Some(&most));
            assert!(changes.iter().skip(3).step_by(4).all(|change| *change == 0));
        }
    }

    #[test]
    fn smooth_pictures_stay() {
        let mut picture = noise(size(40, 30), Channels::Rgba, 3);
        for (at, sample) in picture.samples.iter_mut().enumerate() {
            *sample = from_byte((at / 4 % 40 * 2 + at / 160) as u8);
        }
        let mut quantized = picture.clone();
        quantize(&mut quantized, 40);
        assert_eq!(quantized.samples, picture.samples);
    }
}
