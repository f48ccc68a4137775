//! Pictures of more light than a screen's white: PQ (SMPTE ST 2084) and HLG (ITU-R BT.2100, table 5), to what sRGB can show.
//!
//! White is a light of 203 cd/m² (ITU-R BT.2408, table 1). What is brighter is rolled off towards the source's peak as ITU-R
//! BT.2390, clause 5.4.1, has it, so that skies keep their clouds. It is done to the brightest of red, green and blue, and the
//! others keep their ratios to it: no colour turns into another one.

use moxcms::TransferCharacteristics;

use crate::pieces::OfLight;

/// Light is in cd/m².
const WHITE: f64 = 203.0;
/// PQ's full scale.
const PQ_FULL: f64 = 10_000.0;
/// Where a file does not say: what most are mastered for, and the screen that HLG's system gamma of 1.2 is for.
const NOMINAL_PEAK: f64 = 1000.0;
/// Of BT.2020's red, green and blue, in luminance.
const LUMINANCE: [f32; 3] = [0.2627, 0.678, 0.0593];

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    Pq,
    Hlg,
}

impl Kind {
    pub(super) fn of(transfer: TransferCharacteristics) -> Option<Self> {
        match transfer {
            TransferCharacteristics::Smpte2084 => Some(Self::Pq),
            TransferCharacteristics::Hlg => Some(Self::Hlg),
            _ => None,
        }
    }

    /// A sample to light, both from 0 to 1: light of the screen for PQ, of the scene for HLG.
    pub(super) fn light(self, sample: f32) -> f32 {
        let sample = f64::from(sample);
        (match self {
            Self::Pq => from_pq(sample) / PQ_FULL,
            Self::Hlg => from_hlg(sample),
        }) as f32
    }
}

/// Light of the source to shares of white.
pub(super) struct ToneMap {
    kind: Kind,
    /// What one unit of the source's light is, as a share of the peak.
    share_of_peak: f32,
    /// HLG's opto-optical transfer function: luminance of the scene to the factor that makes light of the screen of it.
    screen: OfLight,
    /// From the brightest light, as a share of the peak, to the factor that makes shares of white of all.
    gain: OfLight,
}

impl ToneMap {
    /// `peak` is the brightest light of the source, in cd/m², where it is known.
    pub(super) fn new(kind: Kind, peak: Option<f64>) -> Self {
        let peak = peak.unwrap_or(NOMINAL_PEAK).clamp(WHITE, PQ_FULL);
        let full = match kind {
            Kind::Pq => PQ_FULL,
            Kind::Hlg => NOMINAL_PEAK,
        };
        Self {
            kind,
            share_of_peak: (full / peak) as f32,
            screen: OfLight::new(20, |luminance| libm::powf(luminance, 0.2)),
            gain: OfLight::new(10, |share| {
                let light = f64::from(share) * peak;
                (rolled_off(light, peak) / WHITE / f64::from(share)) as f32
            }),
        }
    }

    /// Red, green and blue, in BT.2020's primaries or others.
    #[inline]
    pub(super) fn shown(&self, mut light: [f32; 3]) -> [f32; 3] {
        let mut scale = self.share_of_peak;
        if self.kind == Kind::Hlg {
            let luminance =
                light[0] * LUMINANCE[0] + light[1] * LUMINANCE[1] + light[2] * LUMINANCE[2];
            scale *= self.screen.at(luminance);
        }
        light = light.map(|light| light * scale);
        let brightest = light[0].max(light[1]).max(light[2]);
        // What is brighter than the file says is as bright as it says.
        let gain = self.gain.at(brightest) / brightest.max(1.0);
        light.map(|light| light * gain)
    }
}

/// The EETF of BT.2390 for a screen whose black is none and whose peak is white.
fn rolled_off(light: f64, peak: f64) -> f64 {
    let source = to_pq(peak);
    let most = to_pq(WHITE) / source;
    let knee = 1.5 * most - 0.5;
    let value = to_pq(light) / source;
    if value < knee || most >= 1.0 {
        return light.min(WHITE);
    }
    let t = (value - knee) / (1.0 - knee);
    let (t2, t3) = (t * t, t * t * t);
    let spline = (2.0 * t3 - 3.0 * t2 + 1.0) * knee
        + (t3 - 2.0 * t2 + t) * (1.0 - knee)
        + (3.0 * t2 - 2.0 * t3) * most;
    from_pq(spline * source)
}

const M1: f64 = 2610.0 / 16384.0;
const M2: f64 = 2523.0 / 32.0;
const C1: f64 = 3424.0 / 4096.0;
const C2: f64 = 2413.0 / 128.0;
const C3: f64 = 2392.0 / 128.0;

/// ST 2084's EOTF: a value from 0 to 1 to cd/m².
fn from_pq(value: f64) -> f64 {
    let power = libm::pow(value, 1.0 / M2);
    PQ_FULL * libm::pow((power - C1).max(0.0) / (C2 - C3 * power), 1.0 / M1)
}

/// Its inverse.
fn to_pq(light: f64) -> f64 {
    let power = libm::pow(light / PQ_FULL, M1);
    libm::pow((C1 + C2 * power) / (1.0 + C3 * power), M2)
}

/// The inverse of BT.2100's OETF: a value from 0 to 1 to light of the scene.
fn from_hlg(value: f64) -> f64 {
    const A: f64 = 0.178_832_77;
    const B: f64 = 1.0 - 4.0 * A;
    // 0.5 - A ln(4 A)
    const C: f64 = 0.559_910_73;
    if value <= 0.5 {
        value * value / 3.0
    } else {
        (libm::exp((value - C) / A) + B) / 12.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// BT.2408, table 1: white is 58 % of PQ and 75 % of HLG.
    #[test]
    fn white_has_the_values_of_the_recommendation() {
        assert!((to_pq(203.0) - 0.58).abs() < 0.002);
        assert!((from_pq(to_pq(203.0)) - 203.0).abs() < 1e-9);
        let scene = from_hlg(0.75);
        let light = 1000.0 * scene * libm::pow(scene, 0.2);
        assert!((light - 203.0).abs() < 1.0, "{light}");
    }

    #[test]
    fn the_roll_off_rises_up_to_white() {
        for peak in [203.0, 400.0, 1000.0, 4000.0, 10_000.0] {
            let made: Vec<f64> = (0..=1000)
                .map(|at| rolled_off(f64::from(at) / 1000.0 * peak, peak))
                .collect();
            assert!(
                made.windows(2).all(|pair| pair[1] >= pair[0] - 1e-9),
                "{peak}"
            );
            assert!((made[1000] - WHITE).abs() < 1e-6, "{peak}: {}", made[1000]);
            // Below the knee nothing changes, and steps of the table are fine enough for it.
            assert_eq!(rolled_off(peak / 1024.0, peak), peak / 1024.0, "{peak}");
        }
    }

    #[test]
    fn ratios_of_colours_stay() {
        for kind in [Kind::Pq, Kind::Hlg] {
            let [red, green, blue] = ToneMap::new(kind, None).shown([0.08, 0.04, 0.02]);
            assert!((red / green - 2.0).abs() < 1e-5 && (green / blue - 2.0).abs() < 1e-5);
            assert!(red < 1.0);
        }
    }
}
