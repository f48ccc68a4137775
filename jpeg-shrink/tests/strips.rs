//! Components unconverted, against the rows that the decoder makes of them.

mod support;

use jpeg_shrink::{Chroma, Component, Decoder, Enlargement, Model, Options, Scale};
use support::{all, decode, load};

/// All rows of all components at one scale.
struct Planes {
    model: Model,
    components: Vec<Component>,
    rows: Vec<Vec<Vec<u8>>>,
    /// The converted rows that came beside them.
    samples: Vec<u8>,
}

fn planes(file: &[u8], scale: Scale, chroma: Chroma) -> Planes {
    // The second picture must not get into the way of the first.
    let sizes = [(Scale::Quarter, Chroma::Full), (scale, chroma)];
    let mut decoder = Decoder::with_chroma(file, &sizes, &Options::default()).expect("decodes");
    let components: Vec<Component> = decoder.components(1).collect();
    let mut rows = vec![Vec::new(); components.len()];
    let mut samples = Vec::new();
    while decoder.next_strip().expect("decodes") {
        for (component, rows) in rows.iter_mut().enumerate() {
            rows.extend(decoder.strip(1, component).map(<[u8]>::to_vec));
        }
        while let Some(row) = decoder.ready_row(1) {
            samples.extend_from_slice(row);
        }
    }
    Planes {
        model: decoder.model(),
        components,
        rows,
        samples,
    }
}

/// What a component is worth at place `at` of the picture: nearest samples and their weights.
fn share(enlargement: Enlargement, at: usize, length: usize) -> [(usize, f64); 2] {
    match enlargement {
        Enlargement::Same => [(at, 1.0), (at, 0.0)],
        Enlargement::Repeat { from, to } => {
            let nearest = (at * from / to).min(length - 1);
            [(nearest, 1.0), (nearest, 0.0)]
        }
        Enlargement::Smooth => {
            let next = if at.is_multiple_of(2) {
                (at / 2).saturating_sub(1)
            } else {
                (at / 2 + 1).min(length - 1)
            };
            [(at / 2, 0.75), (next, 0.25)]
        }
    }
}

impl Planes {
    fn sample(&self, component: usize, x: usize, y: usize) -> f64 {
        let shape = self.components[component];
        let mut sum = 0.0;
        for (row, weight_y) in share(shape.down, y, shape.height as usize) {
            for (column, weight_x) in share(shape.across, x, shape.width as usize) {
                sum += weight_x * weight_y * f64::from(self.rows[component][row][column]);
            }
        }
        sum
    }

    fn pixel(&self, x: usize, y: usize) -> Vec<f64> {
        let samples: Vec<f64> = (0..self.components.len())
            .map(|component| self.sample(component, x, y))
            .collect();
        match (self.model, &samples[..]) {
            (Model::YCbCr, &[y, cb, cr]) => vec![
                y + 1.402 * (cr - 128.0),
                y - 0.344_136 * (cb - 128.0) - 0.714_136 * (cr - 128.0),
                y + 1.772 * (cb - 128.0),
            ],
            _ => samples,
        }
    }
}

#[test]
fn components_are_what_rows_are_made_of() {
    for name in all() {
        let file = load(&name);
        for scale in Scale::ALL {
            let picture = decode(&file, scale, &Options::default()).expect(&name);
            let planes = planes(&file, scale, Chroma::Full);
            assert_eq!(planes.samples, picture.samples, "{name}");
            for (component, rows) in planes.components.iter().zip(&planes.rows) {
                assert_eq!(rows.len(), component.height as usize, "{name}");
                assert!(rows.iter().all(|row| row.len() == component.width as usize));
            }
            if planes.model == Model::Inks {
                continue;
            }
            let channels = planes.components.len();
            for (at, pixel) in picture.samples.chunks(channels).enumerate() {
                let (x, y) = (at % picture.width, at / picture.width);
                for (sample, expected) in pixel.iter().zip(planes.pixel(x, y)) {
                    // Chroma was rounded before it counted nearly twice.
                    let difference = (f64::from(*sample) - expected.clamp(0.0, 255.0)).abs();
                    assert!(difference < 2.0, "{name} {scale:?} at {x}, {y}");
                }
            }
        }
    }
}

#[test]
fn half_of_chroma_is_what_the_same_transform_makes_anywhere() {
    let mut compared = 0;
    for name in all() {
        let file = load(&name);
        for scale in Scale::ALL {
            let half = planes(&file, scale, Chroma::Half);
            assert_eq!(
                half.rows[0],
                planes(&file, scale, Chroma::Full).rows[0],
                "{name}"
            );
            for other in Scale::ALL {
                let full = planes(&file, other, Chroma::Full);
                for at in 1..half.components.len() {
                    let [half_size, full_size] = [&half, &full]
                        .map(|one| one.components[at])
                        .map(|one| (one.width, one.height));
                    if half.components[at].scale == full.components[at].scale
                        && half_size == full_size
                    {
                        assert_eq!(half.rows[at], full.rows[at], "{name} {scale:?} {other:?}");
                        compared += usize::from(scale != other);
                    }
                }
            }
        }
    }
    assert!(compared > 0);
}
