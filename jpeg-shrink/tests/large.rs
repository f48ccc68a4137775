//! Pictures with blocks enough for the tables that skip coefficients, which small files never make.

mod support;

use jpeg_encoder::{ColorType, Encoder, SamplingFactor};
use jpeg_shrink::{Chroma, Damage, Decoder, Error, Options, Scale};
use support::{Picture, decode};

const WIDTH: u16 = 1233;
const HEIGHT: u16 = 901;

/// Smooth parts, noise, and lines: blocks with few and with many coefficients.
fn samples() -> Vec<u8> {
    let mut state = 7u32;
    let mut samples = Vec::new();
    for y in 0..u32::from(HEIGHT) {
        for x in 0..u32::from(WIDTH) {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let noise = if (x / 97 + y / 61) % 3 == 0 {
                state >> 25
            } else {
                0
            };
            let line = if (x + 2 * y) % 53 < 2 { 120 } else { 0 };
            for channel in 0..3 {
                samples
                    .push(((x * (channel + 1) / 9 + y / 5) % 130 + noise.max(line)).min(255) as u8);
            }
        }
    }
    samples
}

fn encode(sampling: SamplingFactor, change: impl FnOnce(&mut Encoder<&mut Vec<u8>>)) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, 88);
    encoder.set_sampling_factor(sampling);
    change(&mut encoder);
    encoder
        .encode(&samples(), WIDTH, HEIGHT, ColorType::Rgb)
        .expect("encoded");
    file
}

fn same(a: &Picture, b: &Picture) -> bool {
    a.samples == b.samples && a.damage.is_empty() && b.damage.is_empty()
}

/// Progressive files go another way, and have the same coefficients.
#[test]
fn skipped_coefficients_leave_the_others_as_they_are() {
    for sampling in [SamplingFactor::R_4_4_4, SamplingFactor::R_4_2_0] {
        let plain = encode(sampling, |_| {});
        let restarted = encode(sampling, |encoder| encoder.set_restart_interval(7));
        let optimised = encode(sampling, |encoder| {
            encoder.set_optimized_huffman_tables(true)
        });
        let progressive = encode(sampling, |encoder| encoder.set_progressive(true));
        for scale in Scale::ALL {
            let [plain, restarted, optimised, progressive] =
                [&plain, &restarted, &optimised, &progressive]
                    .map(|file| decode(file, scale, &Options::default()).expect("a picture"));
            assert!(
                same(&plain, &restarted),
                "restarts, {sampling:?} at {scale:?}"
            );
            assert!(
                same(&plain, &optimised),
                "tables, {sampling:?} at {scale:?}"
            );
            assert!(
                same(&plain, &progressive),
                "progressive, {sampling:?} at {scale:?}"
            );
        }
    }
}

/// The samples of each component at 1/8, chroma stored as small as it is, and which units are lost.
type Means = (Vec<Vec<u8>>, Vec<(u64, u64)>);

fn means(file: &[u8], options: &Options) -> Result<Means, Error> {
    let mut decoder = Decoder::with_chroma(file, &[(Scale::Eighth, Chroma::Half)], options)?;
    let mut planes = vec![Vec::new(); decoder.components(0).count()];
    while decoder.next_strip()? {
        for (component, plane) in planes.iter_mut().enumerate() {
            plane.extend(decoder.strip(0, component).flatten());
        }
    }
    decoder.finish();
    Ok((planes, lost(decoder.damage())))
}

fn lost(damage: &[Damage]) -> Vec<(u64, u64)> {
    damage
        .iter()
        .filter_map(|damage| match damage {
            Damage::LostData { first, units, .. } => Some((*first, *units)),
            _ => None,
        })
        .collect()
}

/// Where nothing but DC coefficients is wanted, many MCUs are decoded in one go.
#[test]
fn means_are_those_of_blocks_one_by_one() {
    let options = Options::default();
    for sampling in [SamplingFactor::R_4_4_4, SamplingFactor::R_4_2_0] {
        let plain = means(&encode(sampling, |_| {}), &options).expect("a picture");
        let progressive = encode(sampling, |encoder| encoder.set_progressive(true));
        assert!(plain == means(&progressive, &options).expect("a picture"));
        for interval in [1, 3, 77, 78, 79, 1000] {
            let restarted = encode(sampling, |encoder| encoder.set_restart_interval(interval));
            assert!(
                plain == means(&restarted, &options).expect("a picture"),
                "{sampling:?} with {interval} MCUs between restarts"
            );
        }
    }
}

/// They are lost where other sizes lose them.
#[test]
fn damaged_means_are_those_of_other_sizes() {
    let tolerant = Options {
        tolerant: true,
        ..Options::default()
    };
    let whole = encode(SamplingFactor::R_4_2_0, |encoder| {
        encoder.set_restart_interval(130)
    });
    let mut state = 5u32;
    let mut any_lost = 0;
    for round in 0..30 {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let at = 700 + state as usize / 16 % (whole.len() - 700);
        let mut file = whole.clone();
        if round % 2 == 0 {
            file.truncate(at);
        } else {
            file[at] ^= 1 << (state >> 29);
        }
        let picture = decode(&file, Scale::Half, &tolerant).expect("tolerant");
        let (_, units) = means(&file, &tolerant).expect("tolerant");
        assert_eq!(units, lost(&picture.damage), "round {round}");
        any_lost += units.len();
        assert_eq!(
            means(&file, &Options::default()).is_err(),
            decode(&file, Scale::Half, &Options::default()).is_err(),
            "round {round}"
        );
    }
    assert!(any_lost > 10, "{any_lost}");
}

/// Whatever is skipped is checked: files are damaged at one size if and only if they are at the others.
#[test]
fn damage_is_found_at_every_size() {
    let file = encode(SamplingFactor::R_4_2_0, |encoder| {
        encoder.set_restart_interval(200)
    });
    let mut state = 1u32;
    let mut errors = 0;
    for round in 0..24 {
        let mut damaged = file.clone();
        for _ in 0..1 + round % 3 {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let at = 700 + state as usize / 16 % (file.len() - 700);
            damaged[at] ^= 1 << (state >> 29);
        }
        let results = Scale::ALL.map(|scale| decode(&damaged, scale, &Options::default()).is_err());
        assert!(
            results.iter().all(|&result| result == results[0]),
            "round {round}: {results:?}"
        );
        errors += usize::from(results[0]);
        let tolerant = Options {
            tolerant: true,
            ..Options::default()
        };
        for scale in Scale::ALL {
            let picture = decode(&damaged, scale, &tolerant).expect("tolerant");
            assert!(!results[0] || !picture.damage.is_empty());
        }
    }
    assert!(errors > 0);
}
