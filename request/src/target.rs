//! One picture to make.

use std::fmt;

use crate::given::given;
use crate::record::record;
use crate::{
    Animation, ChromaSubsampling, Color, Encoding, Filter, Fit, Given, Keep, Kind, Position, Region,
};

record! {
    /// One picture to make: the record `target` of `wit/resize.wit` without its nesting. Absent fields take the
    /// component's defaults, which are described there; the component alone knows them.
    ///
    /// The names of the fields in a recipe, in which `-` stands for `_`, are the names of the command line's options; that
    /// for `shrink`, which is on by default, is `--no-shrink`.
    pub struct Target {
        /// Width of the box in pixels.
        width: u32 = "width", Kind::Side;
        /// Height of the box in pixels.
        height: u32 = "height", Kind::Side;
        /// Both sides of the box as a share of what is used of the source; not with width or height.
        scale: f32 = "scale", Kind::Number(0.001, 10.0);
        /// Device pixel ratio: multiplies the box.
        device_pixel_ratio: f32 = "device-pixel-ratio" | "dpr", Kind::Number(0.1, 10.0);
        /// How the image fits the box.
        fit: Fit = "fit", Kind::Word(Fit::WORDS);
        /// What `cover` keeps, and where `contain` puts the image.
        position: Position = "position", Kind::Position;
        /// The region to extract first, in pixels of the source after EXIF rotation.
        crop: Region = "crop", Kind::Region;
        /// What fills up `contain` and lies behind transparent pixels in a format without them.
        background: Color = "background", Kind::Color;
        /// Whether the image may be scaled up.
        enlarge: bool = "enlarge", Kind::Switch;
        /// Whether the image may be scaled down. It may where nothing is said.
        shrink: bool = "shrink", Kind::Switch;
        /// The resampling kernel.
        filter: Filter = "filter", Kind::Word(Filter::WORDS);
        /// Whether to resample in linear light.
        linear: bool = "linear", Kind::Switch;
        /// Whether the result is mildly sharpened.
        sharpen: bool = "sharpen", Kind::Switch;
        /// The source's metadata that goes into the result.
        keep: Keep = "keep", Kind::Keep;
        /// Which frames of an animation are made.
        animation: Animation = "animation", Kind::Word(Animation::WORDS);
        /// The format to write.
        format: Encoding = "format", Kind::Word(Encoding::WORDS);
        /// Quality of a JPEG or of a lossy WebP.
        quality: u8 = "quality", Kind::Whole(1, 100), Jpeg, Webp;
        /// Whether to write a progressive JPEG.
        progressive: bool = "progressive", Kind::Switch, Jpeg;
        /// The chroma subsampling of a JPEG.
        chroma_subsampling: ChromaSubsampling = "chroma-subsampling", Kind::Word(ChromaSubsampling::WORDS), Jpeg;
        /// Whether a WebP is lossless.
        lossless: bool = "lossless", Kind::Switch, Webp;
        /// How hard is tried to make a PNG or a lossy WebP small.
        effort: u8 = "effort", Kind::Effort, Png, Webp;
        /// Whether the colours of a PNG are reduced to a palette.
        palette: bool = "palette", Kind::Switch, Png;
        /// Maximum number of palette entries, of a GIF's frame or of a PNG.
        colors: u16 = "colors", Kind::Whole(2, 256), Png, Gif;
        /// Level of error-diffusion dithering of a palette.
        dither: f32 = "dither", Kind::Number(0.0, 1.0), Png, Gif;
        /// Bits per sample of a PNG.
        depth: u8 = "depth", Kind::OneOf(&[8, 16]), Png;
        /// Maximum size of the result in bytes.
        max_bytes: u32 = "max-bytes", Kind::Bytes;
        /// Whether a ThumbHash is made as well.
        thumbhash: bool = "thumbhash", Kind::Switch;
    }
}

impl Target {
    /// The thumbnail that is made when nothing else is asked for: it fits 128 x 128, in the source's format.
    pub fn thumbnail() -> Self {
        Self {
            width: Some(128),
            height: Some(128),
            ..Self::default()
        }
    }

    /// This target; where it says nothing about a size, in the box of [`Target::thumbnail`].
    ///
    /// ```
    /// use request::Target;
    /// assert_eq!(Target::default().in_some_box(), Target::thumbnail());
    /// let wide = Target { width: Some(800), ..Target::default() };
    /// assert_eq!(wide.in_some_box().to_string(), "800x- inside auto");
    /// ```
    #[must_use]
    pub fn in_some_box(self) -> Self {
        let has_size = self.width.is_some() || self.height.is_some() || self.scale.is_some();
        if has_size || self.crop.is_some() {
            return self;
        }
        Self {
            width: Some(128),
            height: Some(128),
            ..self
        }
    }

    /// The fields that are given, as a command line spells them: width and height first, then by name.
    ///
    /// ```
    /// use request::Target;
    /// let target = Target { linear: Some(true), dither: Some(0.5), ..Target::thumbnail() };
    /// let names: Vec<String> = target.given().into_iter().map(|given| given.name).collect();
    /// assert_eq!(names, ["width", "height", "dither", "linear"]);
    /// ```
    pub fn given(&self) -> Vec<Given> {
        let mut fields = given(self);
        let rank = |name: &str| ["width", "height"].iter().position(|first| *first == name);
        fields.sort_by_key(|field| rank(&field.name).unwrap_or(usize::MAX));
        fields
    }
}

/// `256x256 inside auto`, `800x- cover jpeg enlarge q70`: a short label for tables and logs.
impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let side = |side: Option<u32>| side.map_or_else(|| "-".to_owned(), |side| side.to_string());
        write!(
            f,
            "{}x{} {} {}",
            side(self.width),
            side(self.height),
            self.fit.unwrap_or(Fit::Inside),
            self.format.unwrap_or(Encoding::Auto)
        )?;
        for Given { name, value } in self.given() {
            match (name.as_str(), value) {
                ("width" | "height" | "fit" | "format", _) => {}
                ("quality", Some(value)) => write!(f, " q{value}")?,
                (_, Some(value)) => write!(f, " {name}={value}")?,
                (_, None) => write!(f, " {name}")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_shows_what_was_asked_and_nothing_else() {
        assert_eq!(Target::thumbnail().to_string(), "128x128 inside auto");
        let cover = Target {
            width: Some(800),
            fit: Some(Fit::Cover),
            enlarge: Some(true),
            shrink: Some(true),
            format: Some(Encoding::Jpeg),
            quality: Some(70),
            sharpen: Some(false),
            ..Target::default()
        };
        assert_eq!(cover.to_string(), "800x- cover jpeg enlarge q70");
        let only_enlarged = Target {
            shrink: Some(false),
            ..cover
        };
        assert_eq!(
            only_enlarged.to_string(),
            "800x- cover jpeg enlarge no-shrink q70"
        );
        let rich = Target {
            device_pixel_ratio: Some(1.5),
            position: Some(Position::Attention),
            keep: Some("icc,copyright".parse().unwrap()),
            ..Target::thumbnail()
        };
        assert_eq!(
            rich.to_string(),
            "128x128 inside auto device-pixel-ratio=1.5 keep=copyright,icc position=attention"
        );
    }

    #[test]
    fn what_is_absent_is_not_written() {
        assert_eq!(serde_json::to_string(&Target::default()).unwrap(), "{}");
    }
}
