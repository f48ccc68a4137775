//! How decoders make pictures smaller, and how far they may without being seen.

use request::{Filter, Target};

use crate::size::Size;

/// What a decoder does to a picture whose rows come smaller than the file's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reduction {
    /// Nothing: every pixel of the file is there.
    None,
    /// It transforms back the lowest frequencies of each block, to so many pixels for 8 of the file, along each side: sharp,
    /// but what a block cuts off comes back as aliasing at its borders. JPEG at 1/2, 3/8 and 1/4.
    Transform(u32),
    /// It takes means of so many pixels of the file, along each side: soft, and what the mean lets through of higher
    /// frequencies is aliasing. JPEG at 1/8, and WebP.
    Mean(u32),
    /// Nothing: the rows are those of a thumbnail that the file has, of a size of its own.
    Thumbnail {
        /// Columns and rows of the picture.
        picture: Size,
        /// Columns and rows of the thumbnail.
        thumbnail: Size,
    },
}

/// A decoder that transforms to half the size, or three eighths, gives at least this many pixels for one of the result. These numbers were
/// found by measuring: docs/fidelity.md.
const TRANSFORMED_PER_RESULT: f64 = 1.25;

/// The same for one that transforms to a quarter of the size.
const QUARTERS_PER_RESULT: f64 = 1.5;

/// The same for one that takes means.
const MEANS_PER_RESULT: f64 = 1.9;

/// What undoes the softness of a quarter of the frequencies: of waves 4 and 5 samples long it leaves 0.95 and 0.98 on
/// average, and [-a, 1 + 2a, -a] with this a passes them with 1.04 and 1.03.
const QUARTER_SHARPENING: f64 = 1.0 / 48.0;

/// The same for three eighths of the frequencies.
const THREE_EIGHTHS_SHARPENING: f64 = 1.0 / 96.0;

impl Reduction {
    /// What a rendition of a raster is, of a picture of this size.
    #[must_use]
    pub fn of_raster(reduction: raster::Reduction, picture: Size) -> Self {
        match reduction {
            raster::Reduction::None => Self::None,
            raster::Reduction::Transform(eighths) => Self::Transform(eighths.into()),
            raster::Reduction::Mean(pixels) => Self::Mean(pixels.into()),
            raster::Reduction::Thumbnail(width, height) => Self::Thumbnail {
                picture,
                thumbnail: Size { width, height },
            },
        }
    }

    /// Pixels of the file, across and down, for one of the rows.
    #[must_use]
    pub fn shrink(self) -> (f64, f64) {
        let both = |shrink| (shrink, shrink);
        match self {
            Self::None => both(1.0),
            Self::Transform(eighths) => both(8.0 / f64::from(eighths)),
            Self::Mean(shrink) => both(f64::from(shrink)),
            Self::Thumbnail { picture, thumbnail } => (
                f64::from(picture.width) / f64::from(thumbnail.width),
                f64::from(picture.height) / f64::from(thumbnail.height),
            ),
        }
    }

    /// Whether a result comes out well that has `step` pixels of the file, along each side, for one of its own.
    #[must_use]
    pub fn suffices(self, step: f64) -> bool {
        let least = match self {
            // Which outputs are made of a thumbnail, `outputs_of_thumbnail` says.
            Self::None | Self::Thumbnail { .. } => return true,
            Self::Transform(2) => QUARTERS_PER_RESULT,
            Self::Transform(_) => TRANSFORMED_PER_RESULT,
            Self::Mean(_) => MEANS_PER_RESULT,
        };
        let (across, down) = self.shrink();
        step / across.max(down) >= least
    }

    /// How much of each neighbour is to be taken away from a pixel of the rows, and given to the pixel itself, to undo
    /// what was softened.
    ///
    /// The mean of n samples passes the frequency f, in periods for one mean, with
    /// sin(πf) / (n sin(πf/n)) = 1 - (πf)²/6 (1 - 1/n²) + ..., and [-a, 1 + 2a, -a] passes it with
    /// 1 + 2a (1 - cos 2πf) = 1 + a (2πf)² - ...: equal for small f where a is (1 - 1/n²) / 24.
    #[must_use]
    pub fn sharpening(self) -> f64 {
        match self {
            // Half of the frequencies is sharp enough: 0.99 is left.
            Self::None | Self::Transform(4) | Self::Thumbnail { .. } => 0.0,
            Self::Transform(3) => THREE_EIGHTHS_SHARPENING,
            Self::Transform(_) => QUARTER_SHARPENING,
            Self::Mean(shrink) => {
                let samples = f64::from(shrink);
                (1.0 - 1.0 / (samples * samples)) / 24.0
            }
        }
    }
}

/// Pixels of the source for one of the output, along the side where they are fewer: what decides how small the source may
/// be decoded. 1 where every pixel is wanted. The region of the source that is used, and the size that it is scaled to, are
/// both upright or both as stored.
#[must_use]
pub fn source_pixels_per_output(target: &Target, region: Size, scaled: Size) -> f64 {
    // A block's mean is no single pixel of it, and not the mean of its light.
    if target.linear == Some(true) || target.filter == Some(Filter::Nearest) {
        return 1.0;
    }
    let columns = f64::from(region.width) / f64::from(scaled.width);
    let rows = f64::from(region.height) / f64::from(scaled.height);
    columns.min(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_camera_s_photo_is_made_smaller_for_the_usual_results() {
        let eighth = Reduction::Mean(8);
        let step = |result: f64| 4032.0 / result;
        assert!(eighth.suffices(step(256.0)));
        assert!(!eighth.suffices(step(320.0)));
        assert!(Reduction::Transform(2).suffices(step(640.0)));
        assert!(!Reduction::Transform(2).suffices(step(800.0)));
        assert!(Reduction::Transform(3).suffices(step(1200.0)));
        assert!(!Reduction::Transform(3).suffices(step(1250.0)));
        assert!(Reduction::Transform(4).suffices(step(1600.0)));
        assert!(!Reduction::Transform(4).suffices(step(1800.0)));
        assert!(Reduction::None.suffices(step(8064.0)));
    }

    #[test]
    fn a_thumbnail_is_smaller_by_its_sides() {
        let size = |width, height| Size { width, height };
        let thumbnail = Reduction::Thumbnail {
            picture: size(4032, 3024),
            thumbnail: size(320, 189),
        };
        assert_eq!(thumbnail.shrink(), (12.6, 16.0));
    }

    #[test]
    fn what_is_softer_is_sharpened_more() {
        assert_eq!(Reduction::None.sharpening(), 0.0);
        assert_eq!(Reduction::Transform(4).sharpening(), 0.0);
        assert_eq!(Reduction::Transform(3).sharpening(), 1.0 / 96.0);
        assert_eq!(Reduction::Transform(2).sharpening(), 1.0 / 48.0);
        assert_eq!(Reduction::Mean(2).sharpening(), 1.0 / 32.0);
        assert_eq!(Reduction::Mean(8).sharpening(), 63.0 / 64.0 / 24.0);
    }
}
