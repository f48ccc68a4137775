//! Which thumbnail may be shown in place of an image.

use crate::image::{Color, Picture};
use crate::placement::Placement;
use crate::properties::Properties;

/// What is shown of an image.
pub(crate) struct Shown<'p, 'a> {
    picture: &'p Picture<'a>,
    placement: Placement,
    color: Color<'a>,
}

impl<'p, 'a> Shown<'p, 'a> {
    pub(crate) fn new(picture: &'p Picture<'a>, placement: Placement, color: Color<'a>) -> Self {
        Self {
            picture,
            placement,
            color,
        }
    }

    /// Whether a thumbnail has the image's proportions, transforms, colours and kind of samples.
    pub(crate) fn is_shown_by(&self, thumbnail: &Picture<'_>, properties: &Properties<'_>) -> bool {
        let (width, height) = thumbnail.size();
        self.is_in_proportion(width, height)
            && self.is_transformed_as(width, height, properties)
            && self.is_coded_as(thumbnail)
            && properties.color == self.color
    }

    /// Scaled to the width or to the height of the thumbnail, the image is as high or wide, within a pixel.
    ///
    /// 4032 x 3024 at a width of 320 is 240 high: 239 to 241 are.
    fn is_in_proportion(&self, width: u32, height: u32) -> bool {
        let (of_width, of_height) = (self.picture.width, self.picture.height);
        let product = |one: u32, other: u32| u64::from(one) * u64::from(other);
        let difference = product(width, of_height).abs_diff(product(height, of_width));
        width <= of_width && height <= of_height && difference <= u64::from(of_width.max(of_height))
    }

    /// A crop would be one of other pixels, so an image that has one has no thumbnail.
    fn is_transformed_as(&self, width: u32, height: u32, properties: &Properties<'_>) -> bool {
        let mut placement = Placement::new(width, height);
        for transform in &properties.transforms {
            if placement.apply(*transform).is_err() {
                return false;
            }
        }
        let window = placement.window;
        let of_image = self.placement.window;
        placement.orientation() == self.placement.orientation()
            && (window.width, window.height) == (width, height)
            && (of_image.width, of_image.height) == self.picture.size()
    }

    fn is_coded_as(&self, thumbnail: &Picture<'_>) -> bool {
        let (one, other) = (thumbnail.configuration(), self.picture.configuration());
        (one.coding, one.depth, one.chroma) == (other.coding, other.depth, other.chroma)
    }
}
