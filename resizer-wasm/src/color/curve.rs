//! The curves of profiles: a sample to light, both from 0 to 1 (ICC.1:2022, clauses 10.6 and 10.18).

use moxcms::ToneReprCurve;

/// The light of a sample.
pub(super) fn light(curve: &ToneReprCurve, sample: f32) -> f32 {
    let light = match curve {
        ToneReprCurve::Lut(table) => match &table[..] {
            [] => sample,
            // 8 bits before the point, and 8 behind it.
            [gamma] => libm::powf(sample, f32::from(*gamma) / 256.0),
            table => between(table, sample),
        },
        ToneReprCurve::Parametric(parameters) => parametric(parameters, sample),
    };
    light.clamp(0.0, 1.0)
}

/// Of a table, by straight lines between its values.
fn between(table: &[u16], sample: f32) -> f32 {
    let last = table.len() - 1;
    let place = sample * last as f32;
    let first = (place as usize).min(last - 1);
    let [from, to] = [table[first], table[first + 1]].map(f32::from);
    (from + (to - from) * (place - first as f32)) / f32::from(u16::MAX)
}

/// Of one of the five functions of a parametric curve, which are told by how many parameters they have.
fn parametric(parameters: &[f32], x: f32) -> f32 {
    let power = |g: f32, a: f32, b: f32| libm::powf(a * x + b, g);
    match *parameters {
        [g] => libm::powf(x, g),
        [g, a, b] if a * x >= -b => power(g, a, b),
        [_, _, _] => 0.0,
        [g, a, b, c] if a * x >= -b => power(g, a, b) + c,
        [_, _, _, c] => c,
        [g, a, b, _, d] if x >= d => power(g, a, b),
        [_, _, _, c, _] => c * x,
        [g, a, b, _, d, e, _] if x >= d => power(g, a, b) + e,
        [_, _, _, c, _, _, f] => c * x + f,
        _ => x,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lights(curve: &ToneReprCurve, expected: [f32; 3]) {
        for (sample, expected) in [0.0, 0.25, 1.0].into_iter().zip(expected) {
            let light = light(curve, sample);
            assert!(
                (light - expected).abs() < 1e-6,
                "{curve:?} {sample} {light}"
            );
        }
    }

    #[test]
    fn tables_are_straight_between_their_values() {
        lights(&ToneReprCurve::Lut(vec![]), [0.0, 0.25, 1.0]);
        lights(&ToneReprCurve::Lut(vec![0x200]), [0.0, 0.0625, 1.0]);
        lights(&ToneReprCurve::Lut(vec![0, 65535]), [0.0, 0.25, 1.0]);
        lights(&ToneReprCurve::Lut(vec![0, 13107, 65535]), [0.0, 0.1, 1.0]);
    }

    #[test]
    fn parameters_make_five_functions() {
        let of = |parameters: &[f32]| ToneReprCurve::Parametric(parameters.to_vec());
        lights(&of(&[2.0]), [0.0, 0.0625, 1.0]);
        lights(&of(&[2.0, 2.0, -1.0]), [0.0, 0.0, 1.0]);
        lights(&of(&[2.0, 0.5, 0.0, 0.1]), [0.1, 0.115_625, 0.35]);
        lights(&of(&[2.0, 1.0, 0.0, 0.5, 0.5]), [0.0, 0.125, 1.0]);
        lights(
            &of(&[2.0, 1.0, 0.0, 0.5, 0.5, -0.25, 0.1]),
            [0.1, 0.225, 0.75],
        );
        lights(&of(&[2.0, 0.0, 0.0]), [0.0; 3]);
    }
}
