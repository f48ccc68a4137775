//! What goes into the component: targets and options.

use recipe::{
    Animation, ChromaSubsampling, Color, Encoding, Filter, Fit, GifOptions, Gravity, JpegOptions,
    Keep, Options, PngOptions, Point, Position, Region, Target, WebpOptions,
};

use super::exports::thumbox::resize::resizer as wit;

impl From<&Target> for wit::Target {
    fn from(target: &Target) -> Self {
        Self {
            width: target.width,
            height: target.height,
            scale: target.scale,
            device_pixel_ratio: target.device_pixel_ratio,
            fit: target.fit.map(Into::into),
            position: target.position.map(Into::into),
            crop: target.crop.map(Into::into),
            background: target.background.map(Into::into),
            enlarge: target.enlarge,
            shrink: target.shrink,
            filter: target.filter.map(Into::into),
            linear: target.linear,
            sharpen: target.sharpen,
            keep: target.keep.map(Into::into),
            animation: target.animation.map(Into::into),
            encoding: Some(encoding(target)),
            max_bytes: target.max_bytes,
            thumbhash: target.thumbhash,
        }
    }
}

fn encoding(target: &Target) -> wit::Encoding {
    let jpeg = target.jpeg_options().into();
    let png = target.png_options().into();
    let webp = target.webp_options().into();
    let gif = target.gif_options().into();
    match target.format.unwrap_or(Encoding::Auto) {
        Encoding::Auto => wit::Encoding::Auto(wit::EncoderOptions {
            jpeg,
            png,
            webp,
            gif,
        }),
        Encoding::Jpeg => wit::Encoding::Jpeg(jpeg),
        Encoding::Png => wit::Encoding::Png(png),
        Encoding::Webp => wit::Encoding::Webp(webp),
        Encoding::Gif => wit::Encoding::Gif(gif),
    }
}

impl From<JpegOptions> for wit::JpegOptions {
    fn from(options: JpegOptions) -> Self {
        Self {
            quality: options.quality,
            progressive: options.progressive,
            chroma_subsampling: options.chroma_subsampling.map(|choice| match choice {
                ChromaSubsampling::Auto => wit::ChromaSubsampling::Auto,
                ChromaSubsampling::Yuv444 => wit::ChromaSubsampling::Yuv444,
                ChromaSubsampling::Yuv420 => wit::ChromaSubsampling::Yuv420,
            }),
        }
    }
}

impl From<PngOptions> for wit::PngOptions {
    fn from(options: PngOptions) -> Self {
        Self {
            effort: options.effort,
            palette: options.palette,
            colors: options.colors,
            dither: options.dither,
            depth: options.depth,
        }
    }
}

impl From<WebpOptions> for wit::WebpOptions {
    fn from(options: WebpOptions) -> Self {
        Self {
            lossless: options.lossless,
            quality: options.quality,
            effort: options.effort,
        }
    }
}

impl From<GifOptions> for wit::GifOptions {
    fn from(options: GifOptions) -> Self {
        Self {
            colors: options.colors,
            dither: options.dither,
        }
    }
}

impl From<Fit> for wit::Fit {
    fn from(fit: Fit) -> Self {
        match fit {
            Fit::Inside => Self::Inside,
            Fit::Outside => Self::Outside,
            Fit::Cover => Self::Cover,
            Fit::Contain => Self::Contain,
            Fit::Fill => Self::Fill,
        }
    }
}

impl From<Position> for wit::Position {
    fn from(position: Position) -> Self {
        match position {
            Position::Gravity(gravity) => Self::Gravity(gravity.into()),
            Position::FocalPoint(Point { x, y }) => Self::FocalPoint(wit::Point { x, y }),
            Position::Attention => Self::Attention,
        }
    }
}

impl From<Gravity> for wit::Gravity {
    fn from(gravity: Gravity) -> Self {
        match gravity {
            Gravity::Center => Self::Center,
            Gravity::North => Self::North,
            Gravity::Northeast => Self::Northeast,
            Gravity::East => Self::East,
            Gravity::Southeast => Self::Southeast,
            Gravity::South => Self::South,
            Gravity::Southwest => Self::Southwest,
            Gravity::West => Self::West,
            Gravity::Northwest => Self::Northwest,
        }
    }
}

impl From<Region> for wit::Region {
    fn from(region: Region) -> Self {
        Self {
            left: region.left,
            top: region.top,
            width: region.width,
            height: region.height,
        }
    }
}

impl From<Color> for wit::Color {
    fn from(color: Color) -> Self {
        Self {
            red: color.red,
            green: color.green,
            blue: color.blue,
            alpha: color.alpha,
        }
    }
}

impl From<Filter> for wit::Filter {
    fn from(filter: Filter) -> Self {
        match filter {
            Filter::Nearest => Self::Nearest,
            Filter::Bilinear => Self::Bilinear,
            Filter::Mitchell => Self::Mitchell,
            Filter::CatmullRom => Self::CatmullRom,
            Filter::Lanczos3 => Self::Lanczos3,
        }
    }
}

impl From<Animation> for wit::Animation {
    fn from(animation: Animation) -> Self {
        match animation {
            Animation::FirstFrame => Self::FirstFrame,
            Animation::All => Self::All,
        }
    }
}

impl From<Keep> for wit::Metadata {
    fn from(keep: Keep) -> Self {
        keep.kinds()
            .map(|kind| match kind {
                recipe::Metadata::Copyright => Self::COPYRIGHT,
                recipe::Metadata::Icc => Self::ICC,
                recipe::Metadata::Everything => Self::EVERYTHING,
            })
            .fold(Self::empty(), |all, kind| all | kind)
    }
}

impl From<Options> for wit::Options {
    fn from(options: Options) -> Self {
        Self {
            max_pixels: options.max_pixels,
            max_frames: options.max_frames,
            max_file_bytes: options.max_file_bytes,
            max_side: options.max_side,
            max_scans: options.max_scans,
            max_work: options.max_work,
            tolerant: options.tolerant,
        }
    }
}
