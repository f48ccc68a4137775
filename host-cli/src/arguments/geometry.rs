//! Options for size and place.

use clap::Args;
use recipe::{Fit, Gravity, Position, Region, Target, UnknownWord};

#[derive(Args)]
#[command(next_help_heading = "Geometry")]
pub(super) struct GeometryArguments {
    /// Width of the box in pixels [default: 128 if no size is given]
    #[arg(short = 'W', long, value_name = "N")]
    width: Option<u32>,
    /// Height of the box in pixels [default: 128 if no size is given]
    #[arg(short = 'H', long, value_name = "N")]
    height: Option<u32>,
    /// Scale factor for both sides, 0.001 to 10, instead of width and height
    #[arg(long, value_name = "X", conflicts_with_all = ["width", "height"])]
    scale: Option<f32>,
    /// Device pixel ratio, 0.1 to 10; multiplies width and height
    #[arg(long, visible_alias = "dpr", value_name = "X")]
    device_pixel_ratio: Option<f32>,
    /// How the image fits the box: inside, outside, cover, contain or fill [default: inside]
    #[arg(long, value_name = "FIT")]
    fit: Option<Fit>,
    /// Position for cover and contain: center, north, northeast, ...; for cover also attention (the most salient
    /// region) or a focal point X,Y from 0,0 to 1,1
    #[arg(long, visible_alias = "gravity", value_name = "PLACE")]
    position: Option<Position>,
    /// Same as --fit cover --position attention (or centre)
    #[arg(long, value_name = "attention|centre", value_parser = smartcrop, conflicts_with_all = ["fit", "position"])]
    smartcrop: Option<Position>,
    /// Extract this region first, in pixels of the image after EXIF rotation
    #[arg(long, value_name = "LEFT,TOP,WIDTH,HEIGHT")]
    crop: Option<Region>,
    /// Enlarge images smaller than the box; otherwise they keep their size
    #[arg(long)]
    enlarge: bool,
    /// Never scale down: images larger than the box keep their size, and with cover are cropped to it. With --enlarge:
    /// like the < of --size
    #[arg(long)]
    no_shrink: bool,
}

impl GeometryArguments {
    pub(super) fn write(&self, target: &mut Target) {
        target.width = self.width;
        target.height = self.height;
        target.scale = self.scale;
        target.device_pixel_ratio = self.device_pixel_ratio;
        target.fit = self.smartcrop.map(|_| Fit::Cover).or(self.fit);
        target.position = self.smartcrop.or(self.position);
        target.crop = self.crop;
        target.enlarge = self.enlarge.then_some(true);
        target.shrink = self.no_shrink.then_some(false);
    }
}

/// Those of vipsthumbnail's words that mean something here.
fn smartcrop(word: &str) -> Result<Position, UnknownWord> {
    match word {
        "attention" => Ok(Position::Attention),
        "centre" | "center" => Ok(Position::Gravity(Gravity::Center)),
        _ => Err(UnknownWord {
            what: "the smartcrop",
            found: word.to_owned(),
            allowed: "attention, centre".to_owned(),
        }),
    }
}
