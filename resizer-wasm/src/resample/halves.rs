//! Luma and chromas for results that store half of the chroma anyway: each is scaled to what is stored, once.

use super::fixed::{Band, FRACTION, MIDDLE};
use super::job::{Job, axes};
use super::kernel::{Axis, Kernel};
use crate::contract::Error;
use crate::decode::{Component, Shape};
use crate::geometry::Size;
use crate::picture::{self, Channels, Components, Depth, Picture};

/// Makes one result.
pub(super) struct Halves {
    planes: [Plane; 3],
}

/// One component of the result.
struct Plane {
    band: Band,
    picture: Picture<u8>,
}

impl Halves {
    /// For a source of this shape, with luma and two chromas that come apart. `pairs_from_end` says for columns and rows
    /// whether pairs of pixels, which share their chroma, are counted from the end.
    ///
    /// # Errors
    /// `limit-exceeded` where there is no memory for the result.
    pub(super) fn new(
        shape: Shape,
        [luma, cb, cr]: [Component; 3],
        job: &Job,
        pairs_from_end: (bool, bool),
    ) -> Result<Self, Error> {
        let (columns, rows) = axes(shape, job);
        let size = job.window.size;
        let half = Size {
            width: size.width.div_ceil(2),
            height: size.height.div_ceil(2),
        };
        let filter = job.filter.into();
        let plane = |size, columns: &Kernel, rows: &Kernel| Plane::new(size, columns, rows);
        let columns_of_luma = Kernel::new(filter, columns).of_smaller(luma.across, luma.width);
        let rows_of_luma = Kernel::new(filter, rows).of_smaller(luma.down, luma.height);
        let kernels = |one: Component| {
            let axis = |axis: Axis, inputs: usize, share, from_end| {
                let axis = axis.halved(inputs as u32, share, one.reduction, from_end);
                Kernel::new(filter, axis)
            };
            let columns = axis(columns, one.width, one.across.share(), pairs_from_end.0);
            let rows = axis(rows, one.height, one.down.share(), pairs_from_end.1);
            (columns, rows)
        };
        let of_cb = kernels(cb);
        // Nearly always the same, and weights take time.
        let of_cr = (cr != cb).then(|| kernels(cr));
        let of_cr = of_cr.as_ref().unwrap_or(&of_cb);
        Ok(Self {
            planes: [
                plane(size, &columns_of_luma, &rows_of_luma)?,
                plane(half, &of_cb.0, &of_cb.1)?,
                plane(half, &of_cr.0, &of_cr.1)?,
            ],
        })
    }

    pub(super) fn needs_rows(&self) -> bool {
        self.planes.iter().any(|plane| plane.band.needs_rows())
    }

    /// Takes the next row of one component.
    pub(super) fn push(&mut self, component: usize, row: &[u8]) {
        self.planes[component].push(row);
    }

    /// The result. All rows that are needed have been pushed.
    pub(super) fn finish(self) -> Components {
        let [luma, cb, cr] = self.planes.map(|plane| plane.picture);
        Components {
            luma,
            chromas: [cb, cr],
        }
    }
}

impl Plane {
    fn new(size: Size, columns: &Kernel, rows: &Kernel) -> Result<Self, Error> {
        Ok(Self {
            band: Band::new(1, columns, rows)?,
            picture: Picture {
                size,
                channels: Channels::Gray,
                samples: picture::reserve(size.area())?,
            },
        })
    }

    fn push(&mut self, row: &[u8]) {
        self.band.push_samples(row);
        while let Some(row) = self.band.ready().and_then(|mut rows| rows.next()) {
            let whole = |value: &i16| u8::from_fixed(i32::from(*value) + (MIDDLE << FRACTION));
            self.picture.samples.extend(row.iter().map(whole));
            self.band.taken();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::Filter;
    use crate::decode::{Enlargement, Reduction};
    use crate::geometry::Window;

    /// A component whose samples grow to the right and to the bottom, with half of the luma's samples or all of them.
    fn ramp(luma: Size, halved: bool) -> (Component, Vec<Vec<u8>>) {
        let (side, enlargement) = match halved {
            true => (2, Enlargement::Smooth),
            false => (1, Enlargement::Same),
        };
        let component = Component {
            width: luma.width.div_ceil(side) as usize,
            height: luma.height.div_ceil(side) as usize,
            across: enlargement,
            down: enlargement,
            reduction: Reduction::None,
        };
        let centre = |at: usize| (at as f64 + 0.5) * f64::from(side);
        let rows = (0..component.height)
            .map(|y| {
                (0..component.width)
                    .map(|x| value(centre(x), centre(y)))
                    .map(|value| value.round() as u8)
                    .collect()
            })
            .collect();
        (component, rows)
    }

    /// That of the ramp at a place of the picture.
    fn value(x: f64, y: f64) -> f64 {
        x + y
    }

    /// Where pairs of results lie does not depend on how the file stores its chroma: what comes out of a ramp is its value
    /// between the two pixels of a pair.
    #[test]
    fn pairs_lie_where_their_pixels_are() {
        let source = Size {
            width: 101,
            height: 81,
        };
        let region = Window {
            left: 7,
            top: 4,
            size: Size {
                width: 90,
                height: 75,
            },
        };
        let (luma, luma_rows) = ramp(source, false);
        for (halved, columns_from_end, rows_from_end) in
            (0..8).map(|at| (at & 1 > 0, at & 2 > 0, at & 4 > 0))
        {
            let (chroma, chroma_rows) = ramp(source, halved);
            for (scaled, window) in [((45, 25), (4, 3, 33, 17)), ((90, 75), (10, 10, 40, 31))] {
                let job = Job {
                    region,
                    scaled: Size {
                        width: scaled.0,
                        height: scaled.1,
                    },
                    window: Window {
                        left: window.0,
                        top: window.1,
                        size: Size {
                            width: window.2,
                            height: window.3,
                        },
                    },
                    filter: Filter::CatmullRom,
                    linear: false,
                    by_pixels: false,
                };
                let shape = Shape {
                    size: source,
                    reduction: Reduction::None,
                    channels: Channels::Rgb,
                };
                let pairs = (columns_from_end, rows_from_end);
                let mut halves = Halves::new(shape, [luma, chroma, chroma], &job, pairs).unwrap();
                for (component, rows) in [(0, &luma_rows), (1, &chroma_rows), (2, &chroma_rows)] {
                    rows.iter().for_each(|row| halves.push(component, row));
                }
                assert!(!halves.needs_rows());
                let made = halves.finish();
                let step = |region: u32, scaled: u32| f64::from(region) / f64::from(scaled);
                let (step_x, step_y) = (step(90, scaled.0), step(75, scaled.1));
                let first = |begin: u32, length: u32, from_end: bool| {
                    let before = if from_end { length % 2 } else { 0 };
                    f64::from(begin) - f64::from(before) + 1.0
                };
                let (first_x, first_y) = (
                    first(window.0, window.2, columns_from_end),
                    first(window.1, window.3, rows_from_end),
                );
                let [cb, cr] = made.chromas;
                assert_eq!(cb, cr);
                for y in 0..cb.size.height {
                    for x in 0..cb.size.width {
                        let at_x = 7.0 + (first_x + 2.0 * f64::from(x)) * step_x;
                        let at_y = 4.0 + (first_y + 2.0 * f64::from(y)) * step_y;
                        let expected = value(at_x, at_y);
                        let found = f64::from(cb.pixel(x as usize, y as usize)[0]);
                        assert!(
                            (found - expected).abs() < 0.6,
                            "{pairs:?} {halved} {scaled:?}: {found} for {expected} at {x}, {y}"
                        );
                    }
                }
                let corner = value(
                    7.0 + (f64::from(window.0) + 0.5) * step_x,
                    4.0 + (f64::from(window.1) + 0.5) * step_y,
                );
                assert!((f64::from(made.luma.samples[0]) - corner).abs() < 0.6);
            }
        }
    }
}
