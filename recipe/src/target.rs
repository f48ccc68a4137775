//! One picture to make.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::given::given;
use crate::{
    Animation, ChromaSubsampling, Color, Encoding, Filter, Fit, Given, Keep, Position, Region,
    byte_count,
};

/// One picture to make: the record `target` of `wit/resize.wit` without its nesting. Absent fields take the
/// component's defaults, which are described there; the component alone knows them.
///
/// The names of the fields in a recipe, in which `-` stands for `_`, are the names of the command line's options; that
/// for `shrink`, which is on by default, is `--no-shrink`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Target {
    /// Width of the box in pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    /// Height of the box in pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
    /// Both sides of the box as a share of what is used of the source, [`crate::SCALE`]; not with width or height.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scale: Option<f32>,
    /// Pixels of the device per pixel of the page, [`crate::RATIO`].
    #[serde(skip_serializing_if = "Option::is_none", alias = "dpr")]
    pub device_pixel_ratio: Option<f32>,
    /// How the image fits the box.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fit: Option<Fit>,
    /// What `cover` keeps, and where `contain` puts the picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
    /// The part of the upright source that is used at all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub crop: Option<Region>,
    /// What fills up `contain` and lies behind transparent pixels in a format without them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub background: Option<Color>,
    /// Whether the picture may be scaled up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enlarge: Option<bool>,
    /// Whether the picture may be scaled down. It may where nothing is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shrink: Option<bool>,
    /// The resampling kernel.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filter: Option<Filter>,
    /// Whether to resample in linear light.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub linear: Option<bool>,
    /// Whether the result is mildly sharpened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sharpen: Option<bool>,
    /// What of the source's metadata goes into the result.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keep: Option<Keep>,
    /// Which frames of an animation are made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub animation: Option<Animation>,
    /// The format to write.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<Encoding>,
    /// Quality of a JPEG or of a lossy WebP, [`crate::QUALITY`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quality: Option<u8>,
    /// Whether to write a progressive JPEG.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub progressive: Option<bool>,
    /// How finely a JPEG stores colour.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chroma_subsampling: Option<ChromaSubsampling>,
    /// Whether a WebP is lossless.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lossless: Option<bool>,
    /// How hard is tried to make a PNG ([`crate::PNG_EFFORT`]) or a lossy WebP ([`crate::WEBP_EFFORT`]) small.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effort: Option<u8>,
    /// Whether the colours of a PNG are reduced to a palette.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub palette: Option<bool>,
    /// The most colours of a GIF's frame or of a PNG's palette, [`crate::COLORS`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub colors: Option<u16>,
    /// How strongly the error of a palette is spread, [`crate::DITHER`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dither: Option<f32>,
    /// Bits per sample of a PNG: 8 or 16.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub depth: Option<u8>,
    /// The most bytes that the result may have. In a recipe also a text such as `"20kB"`.
    #[serde(
        skip_serializing_if = "Option::is_none",
        deserialize_with = "byte_count::optional"
    )]
    pub max_bytes: Option<u32>,
    /// Whether a ThumbHash is made as well.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thumbhash: Option<bool>,
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
    /// use recipe::Target;
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
    /// use recipe::Target;
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

    #[test]
    fn a_misspelt_field_is_refused() {
        let error = serde_json::from_str::<Target>(r#"{"widht": 3}"#).unwrap_err();
        assert!(error.to_string().contains("unknown field `widht`"));
    }
}
