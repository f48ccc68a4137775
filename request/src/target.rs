//! One picture to make.

use std::fmt;

use crate::given::given;
use crate::record::record;
use crate::{
    Animation, AspectRatio, ChromaSubsampling, Color, Edges, Encoding, ExifOrientation, ExtendWith,
    Filter, Fit, Given, Group, Keep, Kind, Position, Quality, Region, Tables,
};

record! {
    /// One picture to make: an output of the request of `wit/resize.wit`. Absent fields take the component's defaults,
    /// which are in this list for people; the component alone applies them.
    ///
    /// The names of the fields in a recipe, in which `-` stands for `_`, are the names of the command line's options; that
    /// for `shrink`, which is on by default, is `--no-shrink`.
    pub struct Target {
        /// Width of the box in pixels
        width: u32 = "width" { group: Group::Geometry, kind: Kind::Side, default: "128 if no size is given" };
        /// Height of the box in pixels
        height: u32 = "height" { group: Group::Geometry, kind: Kind::Side, default: "128 if no size is given" };
        /// Shape of the box, such as 16:9, where only its width or its height is given
        aspect_ratio: AspectRatio = "aspect-ratio" { group: Group::Geometry, kind: Kind::AspectRatio };
        /// Scale factor for both sides, 0.001 to 10, instead of width and height
        scale: f32 = "scale" { group: Group::Geometry, kind: Kind::Number(0.001, 10.0) };
        /// Device pixel ratio, 0.1 to 10; multiplies width and height
        device_pixel_ratio: f32 = "device-pixel-ratio" { group: Group::Geometry, kind: Kind::Number(0.1, 10.0), others: &["dpr"], default: "1" };
        /// How the image fits the box: inside, outside, cover, cover-down, contain or fill
        fit: Fit = "fit" { group: Group::Geometry, kind: Kind::Word(Fit::WORDS, Fit::OTHERS), default: "inside" };
        /// Position for cover, cover-down and contain: center, north, northeast, ...; not for contain: attention (the most
        /// salient region) or a focal point X,Y from 0,0 to 1,1
        position: Position = "position" { group: Group::Geometry, kind: Kind::Position, default: "center" };
        /// The orientation in EXIF or XMP: apply turns the image upright, ignore leaves the pixels as they are stored, and the
        /// orientation in kept metadata. HEIC, AVIF and JPEG XL store it elsewhere, and it is always applied
        orientation: ExifOrientation = "orientation" { group: Group::Geometry, kind: Kind::Word(ExifOrientation::WORDS, ExifOrientation::OTHERS), default: "apply" };
        /// Mirror top to bottom, after the EXIF orientation and before rotate
        flip: bool = "flip" { group: Group::Geometry, kind: Kind::Switch, default: "false" };
        /// Mirror left to right, after the EXIF orientation and before rotate
        flop: bool = "flop" { group: Group::Geometry, kind: Kind::Switch, default: "false" };
        /// Rotate clockwise by 90, 180 or 270 degrees, before crop and resize: width and height are those of the rotated image
        rotate: u16 = "rotate" { group: Group::Geometry, kind: Kind::OneOf(&[90, 180, 270]) };
        /// Extract this region first, in pixels or percent of the image after EXIF orientation, flip, flop and rotate
        crop: Region = "crop" { group: Group::Geometry, kind: Kind::Region };
        /// Enlarge images smaller than the box; otherwise they keep their size
        enlarge: bool = "enlarge" { group: Group::Geometry, kind: Kind::Switch, default: "false" };
        /// Scale down images larger than the box. Without it they keep their size, and with cover are cropped to it
        shrink: bool = "shrink" { group: Group::Geometry, kind: Kind::Switch, default: "true" };
        /// Pixels to add at the edges of the resized image: TOP,RIGHT,BOTTOM,LEFT, or one number for all four
        extend: Edges = "extend" { group: Group::Geometry, kind: Kind::Edges };
        /// What extend adds: background, copy (the nearest pixel), repeat or mirror
        extend_with: ExtendWith = "extend-with" { group: Group::Geometry, kind: Kind::Word(ExtendWith::WORDS, ExtendWith::OTHERS), default: "background" };
        /// Background for contain, extend and transparent pixels: #rgb, #rrggbb, #rrggbbaa, transparent, or a basic
        /// colour name of CSS such as white
        background: Color = "background" { group: Group::Image, kind: Kind::Color, default: "white; transparent for contain and extend, if the format has alpha" };
        /// Resampling kernel: nearest, bilinear (linear), mitchell, catmull-rom (cubic) or lanczos3
        filter: Filter = "filter" { group: Group::Image, kind: Kind::Word(Filter::WORDS, Filter::OTHERS), default: "lanczos3" };
        /// Resample in linear light (slower; keeps fine bright detail)
        linear: bool = "linear" { group: Group::Image, kind: Kind::Switch, default: "false" };
        /// Sharpen mildly
        sharpen: bool = "sharpen" { group: Group::Image, kind: Kind::Switch, default: "false" };
        /// Make the output gray, as bright as its colours; JPEG and PNG have one component then
        grayscale: bool = "grayscale" { group: Group::Image, kind: Kind::Switch, others: &["greyscale"], default: "false" };
        /// HEIC and AVIF: use the thumbnail in the file (thmb) where it has twice the output's pixels a side, and the image's
        /// shape, transforms and colours; it may show something else than the image. Ignored for other formats and in EXIF
        embedded_thumbnail: bool = "embedded-thumbnail" { group: Group::Image, kind: Kind::Switch, default: "false" };
        /// Frames to keep: first-frame or all
        animation: Animation = "animation" { group: Group::Image, kind: Kind::Word(Animation::WORDS, Animation::OTHERS), default: "all for GIF and WebP, first-frame for JPEG, PNG and rasters" };
        /// Compute a ThumbHash
        thumbhash: bool = "thumbhash" { group: Group::Image, kind: Kind::Switch, default: "false" };
        /// Output format: auto, jpeg, png, webp, gif or raster; auto: the source's format, or PNG or JPEG if thumbox cannot
        /// write it
        format: Encoding = "format" { group: Group::Format, kind: Kind::Word(Encoding::WORDS, Encoding::OTHERS), default: "auto" };
        /// Quality of JPEG and lossy WebP, 1 to 100; auto or score=30 to score=95: the lowest with which the output has that
        /// SSIMULACRA2 beside the resized picture
        quality: Quality = "quality" { group: Group::Format, kind: Kind::Quality, default: "80", formats: &[Encoding::Jpeg, Encoding::Webp] };
        /// JPEG: progressive; false unless effort is 2 or more
        progressive: bool = "progressive" { group: Group::Format, kind: Kind::Switch, default: "false, and true from effort 2 on", formats: &[Encoding::Jpeg] };
        /// JPEG: chroma subsampling, auto, 4:4:4 or 4:2:0
        chroma_subsampling: ChromaSubsampling = "chroma-subsampling" { group: Group::Format, kind: Kind::Word(ChromaSubsampling::WORDS, ChromaSubsampling::OTHERS), default: "auto, which is 4:2:0 below quality 90", formats: &[Encoding::Jpeg] };
        /// JPEG: quantisation tables, default (those of the standard) or photographic, with fewer bytes for the same SSIMULACRA2
        tables: Tables = "tables" { group: Group::Format, kind: Kind::Word(Tables::WORDS, Tables::OTHERS), default: "default", formats: &[Encoding::Jpeg] };
        /// WebP: lossless
        lossless: bool = "lossless" { group: Group::Format, kind: Kind::Switch, default: "false", formats: &[Encoding::Webp] };
        /// CPU effort for a smaller file: JPEG 0 to 3, PNG 1 to 10, WebP 0 to 6
        effort: u8 = "effort" { group: Group::Format, kind: Kind::Effort, default: "0 for JPEG, 5 for PNG, 2 for WebP", formats: &[Encoding::Jpeg, Encoding::Png, Encoding::Webp] };
        /// PNG: quantise to a palette
        palette: bool = "palette" { group: Group::Format, kind: Kind::Switch, default: "false", formats: &[Encoding::Png] };
        /// GIF, and PNG with a palette: maximum number of palette entries, 2 to 256
        colors: u16 = "colors" { group: Group::Format, kind: Kind::Whole(2, 256), others: &["colours"], default: "256", formats: &[Encoding::Png, Encoding::Gif] };
        /// GIF, and PNG with a palette: level of dithering, 0 to 1: ordered in animations, else error diffusion
        dither: f32 = "dither" { group: Group::Format, kind: Kind::Number(0.0, 1.0), default: "1", formats: &[Encoding::Png, Encoding::Gif] };
        /// PNG and rasters: bit depth, 8 or 16
        depth: u8 = "depth" { group: Group::Format, kind: Kind::OneOf(&[8, 16]), default: "8", formats: &[Encoding::Png, Encoding::Raster] };
        /// Maximum size of an output, such as 50000, 20kB or 100KiB; JPEG and lossy WebP get the highest quality that
        /// fits
        max_bytes: u32 = "max-bytes" { group: Group::Format, kind: Kind::Bytes };
        /// Make an output smaller that has more than max-bytes in the lowest quality, or where its format has none
        shrink_to_fit: bool = "shrink-to-fit" { group: Group::Format, kind: Kind::Switch, default: "false" };
        /// Metadata to keep: copyright, icc or all, separated by commas; all includes GPS positions and names
        keep: Keep = "keep" { group: Group::Metadata, kind: Kind::Keep, default: "none" };
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

    /// Whether `rotate` exchanges width and height.
    pub fn swaps_sides(&self) -> bool {
        matches!(self.rotate, Some(90 | 270))
    }

    /// Whether it says something about a size.
    pub(crate) fn has_size(&self) -> bool {
        self.width.is_some() || self.height.is_some() || self.scale.is_some() || self.crop.is_some()
    }

    /// The box in pixels of the result, with the aspect ratio and the device pixel ratio. A side that is free is absent; both are
    /// where the size is a `scale` of the image, or that of a `crop`.
    ///
    /// ```
    /// let target = request::Target {
    ///     width: Some(100),
    ///     aspect_ratio: Some("16:9".parse()?),
    ///     device_pixel_ratio: Some(2.0),
    ///     ..Default::default()
    /// };
    /// assert_eq!(target.sides(), (Some(200), Some(113)));
    /// # Ok::<(), request::TextError>(())
    /// ```
    pub fn sides(&self) -> (Option<u32>, Option<u32>) {
        let (mut width, mut height) = (self.width.map(f64::from), self.height.map(f64::from));
        if let Some(ratio) = self.aspect_ratio {
            let (across, down) = (f64::from(ratio.width), f64::from(ratio.height));
            (width, height) = (
                width.or(height.map(|height| height * across / down)),
                height.or(width.map(|width| width * down / across)),
            );
        }
        let density = f64::from(self.device_pixel_ratio.unwrap_or(1.0));
        let pixels = |side: f64| pixels(side * density);
        (width.map(pixels), height.map(pixels))
    }

    /// This target; where it says nothing about a size, in the box of [`Target::thumbnail`].
    ///
    /// ```
    /// use request::Target;
    /// assert_eq!(Target::default().in_some_box(), Target::thumbnail());
    /// let wide = Target { width: Some(800), ..Target::default() };
    /// assert_eq!(wide.in_some_box().to_string(), "800 wide, any height, inside, source's format");
    /// ```
    #[must_use]
    pub fn in_some_box(self) -> Self {
        if self.has_size() {
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

/// The nearest whole number of pixels, at least 1.
pub fn pixels(side: f64) -> u32 {
    ((side + 0.5) as u32).max(1)
}

/// `256x256, inside, source's format`, `800 wide, any height, cover, jpeg, enlarge, q70`: a short label for tables and logs.
impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.width, self.height) {
            (Some(width), Some(height)) => write!(f, "{width}x{height}"),
            (Some(width), None) => write!(f, "{width} wide, any height"),
            (None, Some(height)) => write!(f, "any width, {height} high"),
            (None, None) => f.write_str("any size"),
        }?;
        write!(f, ", {}", self.fit.unwrap_or(Fit::Inside))?;
        match self.format.unwrap_or(Encoding::Auto) {
            Encoding::Auto => f.write_str(", source's format"),
            format => write!(f, ", {format}"),
        }?;
        for Given { name, value } in self.given() {
            match (name.as_str(), value) {
                ("width" | "height" | "fit" | "format", _) => {}
                ("quality", Some(value)) => match self.quality {
                    Some(Quality::Number(number)) => write!(f, ", q{number}")?,
                    _ => write!(f, ", quality {value}")?,
                },
                (_, Some(value)) => write!(f, ", {name}={value}")?,
                (_, None) => write!(f, ", {name}")?,
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
        assert_eq!(
            Target::thumbnail().to_string(),
            "128x128, inside, source's format"
        );
        let cover = Target {
            width: Some(800),
            fit: Some(Fit::Cover),
            enlarge: Some(true),
            shrink: Some(true),
            format: Some(Encoding::Jpeg),
            quality: Some(Quality::Number(70)),
            sharpen: Some(false),
            ..Target::default()
        };
        assert_eq!(
            cover.to_string(),
            "800 wide, any height, cover, jpeg, enlarge, q70"
        );
        let by_score = |quality| Target {
            quality: Some(quality),
            ..Target::thumbnail()
        };
        assert_eq!(
            [Quality::Auto, Quality::Score(80)].map(|quality| by_score(quality).to_string()),
            [
                "128x128, inside, source's format, quality auto",
                "128x128, inside, source's format, quality score=80"
            ]
        );
        let only_enlarged = Target {
            shrink: Some(false),
            ..cover
        };
        assert_eq!(
            only_enlarged.to_string(),
            "800 wide, any height, cover, jpeg, enlarge, no-shrink, q70"
        );
        let rich = Target {
            device_pixel_ratio: Some(1.5),
            position: Some(Position::Attention),
            keep: Some("icc,copyright".parse().unwrap()),
            ..Target::thumbnail()
        };
        assert_eq!(
            rich.to_string(),
            "128x128, inside, source's format, device-pixel-ratio=1.5, keep=copyright,icc, position=attention"
        );
    }

    #[test]
    fn what_is_absent_is_not_written() {
        assert_eq!(serde_json::to_string(&Target::default()).unwrap(), "{}");
    }
}
