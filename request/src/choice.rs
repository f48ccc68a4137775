//! The choices of a target that are single words. The words are those of CSS, sharp and `wit/resize.wit`.

use crate::words;

words! {
    /// How the image fits the box of a [`crate::Target`].
    pub enum Fit {
        /// As large as possible while no side exceeds the box.
        Inside = "inside",
        /// As small as possible while no side is less than the box; nothing is cut off.
        Outside = "outside",
        /// Covers the box; what overhangs is cut off.
        Cover = "cover",
        /// As `cover`, in a box of the same shape that is made smaller until the image covers it without being enlarged.
        CoverDown = "cover-down",
        /// As `inside`, and padded to the box.
        Contain = "contain",
        /// Stretched or squeezed to the box.
        Fill = "fill",
    }
}

words! {
    /// The resampling kernel. `linear` and `cubic` are sharp's words for two of them.
    pub enum Filter {
        /// One pixel of the source.
        Nearest = "nearest",
        /// Linear interpolation.
        Bilinear = "bilinear" | "linear",
        /// A soft cubic.
        Mitchell = "mitchell",
        /// A sharp cubic.
        CatmullRom = "catmull-rom" | "cubic",
        /// Windowed sinc with three lobes.
        Lanczos3 = "lanczos3",
    }
}

words! {
    /// What is done about the orientation that the metadata of a file name.
    pub enum ExifOrientation {
        /// The picture is turned upright.
        Apply = "apply",
        /// The pixels stay as they are stored.
        Ignore = "ignore",
    }
}

words! {
    /// What `extend` puts around a picture.
    pub enum ExtendWith {
        /// The background.
        Background = "background",
        /// The nearest pixel of the picture.
        Copy = "copy",
        /// The picture again and again.
        Repeat = "repeat",
        /// The picture, mirrored.
        Mirror = "mirror",
    }
}

words! {
    /// Which frames of an animation are made.
    pub enum Animation {
        /// The first one.
        FirstFrame = "first-frame",
        /// All of them.
        All = "all",
    }
}

words! {
    /// How finely a JPEG stores colour.
    pub enum ChromaSubsampling {
        /// 4:2:0 below quality 90, 4:4:4 from there on.
        Auto = "auto",
        /// Full resolution.
        Yuv444 = "4:4:4",
        /// Half of it in both directions.
        Yuv420 = "4:2:0",
    }
}

words! {
    /// The quantisation tables of a JPEG, which are scaled by its quality.
    pub enum Tables {
        /// Those of annex K of the standard, which nearly everybody writes.
        Default = "default",
        /// N. Robidoux's for luma and chroma, made for photographs: finer for contrasts, coarser for colour and noise.
        Photographic = "photographic",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_choice_reads_back_what_it_prints() {
        for fit in Fit::ALL {
            assert_eq!(fit.to_string().parse(), Ok(*fit));
        }
        for filter in Filter::ALL {
            assert_eq!(filter.to_string().parse(), Ok(*filter));
        }
    }

    #[test]
    fn the_words_of_sharp_are_read() {
        assert_eq!("linear".parse(), Ok(Filter::Bilinear));
        assert_eq!("cubic".parse(), Ok(Filter::CatmullRom));
    }

    #[test]
    fn an_unknown_word_is_named_together_with_the_known_ones() {
        assert_eq!(
            "4:2:2"
                .parse::<ChromaSubsampling>()
                .unwrap_err()
                .to_string(),
            "expected one of auto, 4:4:4, 4:2:0"
        );
    }
}
