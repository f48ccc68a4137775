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

    /// The thumbnail as far as it shows the image, where it has the image's proportions, transforms, colours and kind of samples.
    pub(crate) fn by(
        &self,
        thumbnail: Picture<'a>,
        properties: &Properties<'_>,
    ) -> Option<Picture<'a>> {
        let (width, height) = self.visible(&thumbnail, properties)?;
        let is_alike = self.is_in_proportion(width, height)
            && self.is_coded_as(&thumbnail)
            && properties.color == self.color;
        is_alike.then_some(Picture {
            width,
            height,
            ..thumbnail
        })
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

    /// Columns and rows of a thumbnail that is transformed as the image is. A crop would be one of other pixels, so an image that has
    /// one has no thumbnail. A thumbnail may have one of columns on the right and rows below, which fill its last block.
    fn visible(&self, thumbnail: &Picture<'_>, properties: &Properties<'_>) -> Option<(u32, u32)> {
        let mut placement = Placement::new(thumbnail.width, thumbnail.height);
        for transform in &properties.transforms {
            placement.apply(*transform).ok()?;
        }
        let (window, of_image) = (placement.window, self.placement.window);
        let is_alike = placement.orientation() == self.placement.orientation()
            && (window.left, window.top) == (0, 0)
            && (of_image.width, of_image.height) == self.picture.size();
        is_alike.then_some((window.width, window.height))
    }

    fn is_coded_as(&self, thumbnail: &Picture<'_>) -> bool {
        let (one, other) = (thumbnail.configuration(), self.picture.configuration());
        (one.coding, one.depth, one.chroma) == (other.coding, other.depth, other.chroma)
    }
}
