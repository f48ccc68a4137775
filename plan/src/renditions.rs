//! What a codec makes for a request.

use request::Request;

use crate::budget::Budget;
use crate::error::Error;
use crate::geometry::{plan, rotated};
use crate::reduction::{Reduction, source_pixels_per_output};
use crate::scales::smallest;
use crate::size::Size;

/// The renditions of a raster that is made for a request: those that its outputs need, and no others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renditions {
    /// From the largest to the smallest, each once. At least one.
    pub reductions: Vec<raster::Reduction>,
    /// For each output of the request, the index of its rendition.
    pub outputs: Vec<u8>,
}

impl Renditions {
    /// Those for a source of this upright size. `offered` is what the codec can make, from every pixel to the smallest
    /// rendition, at most [`raster::MAX_RENDITIONS`]; its first is what outputs have that none of them is large enough for.
    /// As in the resize component, each output gets the rendition that it would have alone.
    ///
    /// # Errors
    /// [`Error::InvalidOptions`] where an output does not suit the size.
    pub fn new(
        request: &Request,
        upright: Size,
        offered: &[raster::Reduction],
    ) -> Result<Self, Error> {
        Self::by_step(request, upright, |_| offered)
    }

    /// The same where what is offered depends on how many pixels of the source, along a side, one of an output has. The
    /// more, the more is offered.
    ///
    /// # Errors
    /// As [`Renditions::new`].
    pub fn by_step<'a>(
        request: &Request,
        upright: Size,
        offered: impl Fn(f64) -> &'a [raster::Reduction],
    ) -> Result<Self, Error> {
        let max_side = Budget::from(request.limits()).side;
        let mut chosen = Vec::new();
        for target in request.outputs() {
            let plan = plan(upright, target, max_side)?;
            let step = source_pixels_per_output(target, plan.region.size, plan.scaled);
            let reduction = |of_raster| Reduction::of_raster(of_raster, upright);
            chosen.push(smallest(offered(step), reduction, step));
        }
        let reductions: Vec<_> = offered(f64::INFINITY)
            .iter()
            .copied()
            .filter(|reduction| chosen.contains(reduction))
            .collect();
        let outputs = chosen
            .iter()
            .filter_map(|reduction| reductions.iter().position(|one| one == reduction))
            .map(|index| index as u8)
            .collect();
        Ok(Self {
            reductions,
            outputs,
        })
    }
}

/// Pixels of a thumbnail, along each side, for one of an output: how it was made smaller is not known.
const THUMBNAIL_PER_RESULT: u64 = 2;

/// For each output of the request, whether it is made of a thumbnail of the file: where it asks for that, and the thumbnail has
/// twice its pixels along each side. `upright` is the size of the picture, and `thumbnail` that of the thumbnail, upright too.
///
/// # Errors
/// As [`Renditions::new`].
pub fn outputs_of_thumbnail(
    request: &Request,
    upright: Size,
    thumbnail: Size,
) -> Result<Vec<bool>, Error> {
    let max_side = Budget::from(request.limits()).side;
    let suffices = |region: u32, picture: u32, thumbnail: u32, scaled: u32| {
        let product = |one: u32, other: u32| u64::from(one) * u64::from(other);
        product(region, thumbnail) >= THUMBNAIL_PER_RESULT * product(scaled, picture)
    };
    let outputs = request.outputs().iter();
    let of_thumbnail = outputs.map(|target| {
        let plan = plan(upright, target, max_side)?;
        let step = source_pixels_per_output(target, plan.region.size, plan.scaled);
        let (region, scaled) = (plan.region.size, plan.scaled);
        let (upright, thumbnail) = (rotated(upright, target), rotated(thumbnail, target));
        // Some filters need every pixel.
        Ok(target.embedded_thumbnail == Some(true)
            && step > 1.0
            && suffices(region.width, upright.width, thumbnail.width, scaled.width)
            && suffices(
                region.height,
                upright.height,
                thumbnail.height,
                scaled.height,
            ))
    });
    of_thumbnail.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const OFFERED: [raster::Reduction; 4] = [
        raster::Reduction::None,
        raster::Reduction::Mean(2),
        raster::Reduction::Mean(4),
        raster::Reduction::Mean(8),
    ];

    fn renditions(outputs: &str) -> Result<Renditions, Error> {
        let request = Request::read(&format!(r#"{{"outputs": [{outputs}]}}"#)).unwrap();
        let photo = Size {
            width: 4032,
            height: 3024,
        };
        Renditions::new(&request, photo, &OFFERED)
    }

    #[test]
    fn each_output_has_the_rendition_that_it_would_have_alone() {
        let three = renditions(r#"{"width": 256}, {"width": 1000}, {"width": 200}"#).unwrap();
        let expected = [raster::Reduction::Mean(2), raster::Reduction::Mean(8)];
        assert_eq!(three.reductions, expected);
        assert_eq!(three.outputs, [1, 0, 1]);
        let alone = renditions(r#"{"width": 256}"#).unwrap();
        assert_eq!(alone.reductions, [raster::Reduction::Mean(8)]);
        assert_eq!(alone.outputs, [0]);
    }

    #[test]
    fn every_pixel_is_there_where_it_is_wanted() {
        for output in [
            r#"{"width": 3000}"#,
            r#"{"width": 256, "linear": true}"#,
            r#"{"width": 256, "filter": "nearest"}"#,
            r#"{"width": 256, "crop": "0,0,300,300"}"#,
        ] {
            let made = renditions(output).unwrap();
            assert_eq!(made.reductions, [raster::Reduction::None], "{output}");
        }
    }

    #[test]
    fn a_thumbnail_is_for_outputs_that_ask_for_it_and_are_half_as_large() {
        let outputs = [
            r#"{"width": 256, "embedded-thumbnail": true}"#,
            r#"{"width": 256}"#,
            r#"{"width": 257, "embedded-thumbnail": true}"#,
            r#"{"width": 256, "embedded-thumbnail": true, "linear": true}"#,
            r#"{"width": 90, "crop": "0,0,2016,1512", "embedded-thumbnail": true}"#,
            r#"{"width": 200, "crop": "0,0,2016,1512", "embedded-thumbnail": true}"#,
        ];
        let request = format!(r#"{{"outputs": [{}]}}"#, outputs.join(", "));
        let size = |width, height| Size { width, height };
        let made = outputs_of_thumbnail(
            &Request::read(&request).unwrap(),
            size(4032, 3024),
            size(512, 384),
        );
        assert_eq!(made.unwrap(), [true, false, false, false, true, false]);
        // 256 x 118, of which a pixel is for 7.8 x 7.8 of the picture.
        let request = r#"{"outputs": [{"width": 256, "embedded-thumbnail": true},
            {"height": 256, "rotate": 90, "embedded-thumbnail": true},
            {"width": 256, "rotate": 90, "embedded-thumbnail": true}]}"#;
        let request = Request::read(request).unwrap();
        let made = outputs_of_thumbnail(&request, size(4000, 1848), size(512, 236));
        assert_eq!(made.unwrap(), [true, true, false]);
    }

    #[test]
    fn an_output_that_does_not_suit_the_size_is_refused() {
        let error = renditions(r#"{"crop": "4000,0,300,300"}"#).unwrap_err();
        assert!(matches!(error, Error::InvalidOptions(_)), "{error}");
    }
}
