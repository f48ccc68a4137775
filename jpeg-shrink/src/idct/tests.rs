//! The transforms beside the formula, and beside each other.

use super::*;
use crate::zigzag::NATURAL;

/// T.81, clause A.3.3, of the lowest `across` x `down` frequencies, in floating point.
fn reference(block: &Block, across: usize, down: usize) -> Vec<f64> {
    let basis = |n: usize, x: usize, u: usize| {
        let scale = if u == 0 { 0.5f64.sqrt() } else { 1.0 };
        let angle = (2 * x + 1) as f64 * u as f64 * std::f64::consts::PI / (2 * n) as f64;
        scale * angle.cos()
    };
    let mut samples = Vec::new();
    for y in 0..down {
        for x in 0..across {
            let mut sum = 0.0;
            for v in 0..down {
                for u in 0..across {
                    let wave = basis(across, x, u) * basis(down, y, v);
                    sum += wave * f64::from(block[v * 8 + u]);
                }
            }
            samples.push((sum / 4.0 + 128.0).clamp(0.0, 255.0));
        }
    }
    samples
}

/// A DC coefficient alone gives the same by either way, also where no encoder would write it.
#[test]
fn a_block_with_only_a_mean_is_flat() {
    let coefficients = [i16::MIN, -2049, -1024, -1, 0, 1, 1023, 2048, i16::MAX];
    for (dc, quantiser) in coefficients
        .into_iter()
        .flat_map(|dc| [1, 16, 255, 65_535].map(|q| (dc, q)))
    {
        let mut block = [0i16; 64];
        block[0] = dc;
        let quantisers = [quantiser; 64];
        let expected = mean(dc, &quantisers);
        for scalar in [
            (|block, quantisers, out| scalar8(block, 63, quantisers, out, 8))
                as fn(&Block, &Quantisers, &mut [u8]),
            |block, quantisers, out| scalar8(block, 0, quantisers, out, 8),
            |block, quantisers, out| scalar4(block, quantisers, &mut out[..32], 8),
            |block, quantisers, out| scalar3(block, quantisers, &mut out[..24], 8),
            |block, quantisers, out| transform2(block, quantisers, &mut out[..16], 8),
            |block, quantisers, out| transform_oblong((8, 4), block, quantisers, out, 8),
            |block, quantisers, out| transform_oblong((2, 8), block, quantisers, out, 8),
            |block, quantisers, out| transform_oblong((2, 1), block, quantisers, out, 8),
        ] {
            let mut out = [expected; 64];
            scalar(&block, &quantisers, &mut out);
            assert_eq!(out, [expected; 64], "{dc} x {quantiser}");
        }
    }
}

#[test]
fn samples_are_those_of_the_formula() {
    let mut seed = 1u32;
    let mut random = move |below: i32| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 8) as i32 % below
    };
    for round in 0..2000 {
        let mut block = [0i16; 64];
        let many = 1 + random(64);
        for _ in 0..many {
            block[random(64) as usize] = (random(401) - 200) as i16;
        }
        block[0] = (random(2001) - 1000) as i16;
        for (n, transform) in [
            (
                8,
                (|block, quantisers, out, stride| transform8(block, 63, quantisers, out, stride))
                    as fn(&Block, &Quantisers, &mut [u8], usize),
            ),
            (4, transform4),
            (3, transform3),
            (2, transform2),
            (1, |block, quantisers, out, stride| {
                flat::<1>(block[0], quantisers, out, stride)
            }),
        ] {
            let mut out = vec![0; n * n];
            transform(&block, &[1; 64], &mut out, n);
            for (got, wanted) in out.iter().zip(reference(&block, n, n)) {
                let difference = (f64::from(*got) - wanted).abs();
                assert!(
                    difference < 0.75,
                    "{n} points, round {round}: {got} for {wanted}"
                );
            }
        }
        for (across, down) in [
            (8, 4),
            (4, 8),
            (4, 2),
            (2, 4),
            (2, 1),
            (1, 2),
            (8, 1),
            (8, 8),
        ] {
            let mut out = vec![0; across * down];
            transform_oblong((across, down), &block, &[1; 64], &mut out, across);
            for (got, wanted) in out.iter().zip(reference(&block, across, down)) {
                let difference = (f64::from(*got) - wanted).abs();
                assert!(difference < 0.75, "{across} x {down}: {got} for {wanted}");
            }
        }
    }
}

#[test]
fn sparse_blocks_take_a_shorter_way_to_the_same_samples() {
    let mut block = [0i16; 64];
    for (index, &place) in NATURAL[..=SPARSE].iter().enumerate() {
        block[usize::from(place)] = 300 - 77 * index as i16;
    }
    let (mut short, mut long) = ([0; 64], [0; 64]);
    transform8(&block, SPARSE, &[2; 64], &mut short, 8);
    transform8(&block, 63, &[2; 64], &mut long, 8);
    assert_eq!(short, long);
}

#[test]
fn extreme_coefficients_do_no_harm() {
    for value in [i16::MIN, i16::MAX] {
        let mut out = [0; 64];
        transform8(&[value; 64], 63, &[65535; 64], &mut out, 8);
        transform4(&[value; 64], &[65535; 64], &mut out, 8);
        transform2(&[value; 64], &[65535; 64], &mut out, 8);
        transform_oblong((8, 4), &[value; 64], &[65535; 64], &mut out, 8);
        flat::<8>(value, &[65535; 64], &mut out, 8);
    }
}
