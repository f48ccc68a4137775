//! Arbitrary recipes.

// Each test file uses its own part of this.
#![allow(dead_code, reason = "shared by several test programs")]

use std::collections::BTreeMap;

use proptest::collection::{btree_map, vec};
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;
use recipe::{
    Animation, AspectRatio, ChromaSubsampling, Color, Delivery, Edges, Encoding, ExifOrientation,
    ExtendWith, Filter, Fit, Gravity, Keep, KeyPattern, Length, Limits, Metadata, Output, Point,
    Position, Quality, Recipe, Region, Stale, StorageClass, Tables, Target, Upgrade,
};

fn position() -> impl Strategy<Value = Position> {
    prop_oneof![
        select(Gravity::ALL).prop_map(Position::Gravity),
        (0f32..=1.0, 0f32..=1.0).prop_map(|(x, y)| Position::FocalPoint(Point { x, y })),
        Just(Position::Attention),
    ]
}

fn region() -> impl Strategy<Value = Region> {
    let length = || {
        prop_oneof![
            any::<u32>().prop_map(Length::Pixels),
            (0f32..=50.0).prop_map(Length::Percent),
        ]
    };
    [length(), length(), length(), length()].prop_map(|[left, top, width, height]| Region {
        left,
        top,
        width,
        height,
    })
}

/// Two of them are no more than all.
fn not_nothing(length: Length) -> Length {
    match length {
        Length::Pixels(pixels) => Length::Pixels(pixels.max(1)),
        Length::Percent(percent) => Length::Percent(percent.max(0.5)),
    }
}

fn aspect_ratio() -> impl Strategy<Value = AspectRatio> {
    (1u32..=10_000, 1u32..=10_000).prop_map(|(width, height)| AspectRatio { width, height })
}

fn color() -> impl Strategy<Value = Color> {
    any::<[u8; 4]>().prop_map(|[red, green, blue, alpha]| Color {
        red,
        green,
        blue,
        alpha,
    })
}

fn quality() -> impl Strategy<Value = Quality> {
    prop_oneof![
        any::<u8>().prop_map(Quality::Number),
        any::<u8>().prop_map(Quality::Score),
        Just(Quality::Auto),
    ]
}

fn keep() -> impl Strategy<Value = Keep> {
    vec(select(Metadata::ALL), 0..4).prop_map(|kinds| kinds.into_iter().collect())
}

fn edges() -> impl Strategy<Value = Edges> {
    (1..=u32::MAX, any::<[u32; 3]>()).prop_map(|(top, [right, bottom, left])| Edges {
        top,
        right,
        bottom,
        left,
    })
}

prop_compose! {
    fn turn()(
        orientation in of(select(ExifOrientation::ALL)),
        (flip, flop) in (of(any::<bool>()), of(any::<bool>())),
        rotate in of(select(&[90_u16, 180, 270][..])),
        (extend, extend_with) in (of(edges()), of(select(ExtendWith::ALL))),
        grayscale in of(any::<bool>()),
    ) -> Target {
        Target { orientation, flip, flop, rotate, extend, extend_with, grayscale, ..Target::default() }
    }
}

prop_compose! {
    fn geometry()(
        width in of(any::<u32>()),
        height in of(any::<u32>()),
        (scale, aspect_ratio) in (of(0.001f32..=10.0), of(aspect_ratio())),
        device_pixel_ratio in of(0.1f32..=10.0),
        fit in of(select(Fit::ALL)),
        position in of(position()),
        crop in of(region()),
        background in of(color()),
        (enlarge, shrink) in (of(any::<bool>()), of(any::<bool>())),
        filter in of(select(Filter::ALL)),
        linear in of(any::<bool>()),
        sharpen in of(any::<bool>()),
        turn in turn(),
    ) -> Target {
        Target {
            width, height, aspect_ratio, scale, device_pixel_ratio, fit, position, crop, background, enlarge, shrink, filter, linear,
            sharpen,
            ..turn
        }
    }
}

prop_compose! {
    /// Any values, whether they can be carried out or not.
    pub(crate) fn target()(
        geometry in geometry(),
        (keep, animation, format) in (of(keep()), of(select(Animation::ALL)), of(select(Encoding::ALL))),
        (quality, progressive) in (of(quality()), of(any::<bool>())),
        (chroma_subsampling, tables) in (of(select(ChromaSubsampling::ALL)), of(select(Tables::ALL))),
        (lossless, effort) in (of(any::<bool>()), of(any::<u8>())),
        (palette, colors, dither) in (of(any::<bool>()), of(any::<u16>()), of(0f32..=1.0)),
        depth in of(any::<u8>()),
        (max_bytes, shrink_to_fit) in (of(any::<u32>()), of(any::<bool>())),
        thumbhash in of(any::<bool>()),
    ) -> Target {
        Target {
            keep, animation, format, quality, progressive, chroma_subsampling, tables, lossless, effort, palette, colors,
            dither, depth, max_bytes, shrink_to_fit, thumbhash,
            ..geometry
        }
    }
}

/// The same without what no picture could be made of.
fn possible(target: Target) -> Target {
    let side = |side: u32| side % 16_384 + 1;
    let has_side = target.width.is_some() || target.height.is_some();
    let has_one_side = target.width.is_some() != target.height.is_some();
    let aspect_ratio = target.aspect_ratio.filter(|_| has_one_side);
    let scale = target.scale.filter(|_| !has_side);
    let is_of_image = !has_side && (scale.is_some() || target.crop.is_some());
    let fit = target
        .fit
        .filter(|fit| !has_one_side || aspect_ratio.is_some() || *fit == Fit::Fill)
        .filter(|_| !is_of_image);
    let device_pixel_ratio = target
        .device_pixel_ratio
        .filter(|_| has_side || !is_of_image);
    let format = target.format;
    // Without a format or with `auto`, any option may be given.
    let is_open = format.is_none_or(|format| format == Encoding::Auto);
    let keep_for = |format| is_open || target.format == Some(format);
    let palette = target.palette.filter(|_| keep_for(Encoding::Png));
    let has_palette = palette == Some(true) || format == Some(Encoding::Gif) || is_open;
    let is_lossy = is_open || target.lossless != Some(true);
    Target {
        width: target.width.map(side),
        height: target.height.map(side),
        aspect_ratio,
        scale,
        fit,
        position: target
            .position
            .filter(|position| match fit.unwrap_or(Fit::Inside) {
                Fit::Cover | Fit::CoverDown => true,
                Fit::Contain => matches!(position, Position::Gravity(_)),
                Fit::Inside | Fit::Outside | Fit::Fill => false,
            }),
        extend_with: target.extend_with.filter(|_| target.extend.is_some()),
        enlarge: match (fit, scale) {
            (Some(Fit::CoverDown), _) => None,
            (_, Some(scale)) if scale > 1.0 => Some(true),
            _ => target.enlarge,
        },
        shrink: target.shrink.filter(|_| scale.is_none()),
        device_pixel_ratio,
        background: target
            .background
            .filter(|background| background.alpha == 255 || format != Some(Encoding::Jpeg)),
        crop: target.crop.map(|crop| Region {
            width: not_nothing(crop.width),
            height: not_nothing(crop.height),
            ..crop
        }),
        quality: target
            .quality
            .map(|quality| match quality {
                Quality::Number(number) => Quality::Number(number % 100 + 1),
                Quality::Score(score) => Quality::Score(score % 66 + 30),
                Quality::Auto => Quality::Auto,
            })
            .filter(|_| keep_for(Encoding::Jpeg) || keep_for(Encoding::Webp) && is_lossy),
        progressive: target.progressive.filter(|_| keep_for(Encoding::Jpeg)),
        chroma_subsampling: target
            .chroma_subsampling
            .filter(|_| keep_for(Encoding::Jpeg)),
        tables: target.tables.filter(|_| keep_for(Encoding::Jpeg)),
        lossless: target.lossless.filter(|_| keep_for(Encoding::Webp)),
        effort: target.effort.map(|effort| effort % 3 + 1).filter(|_| {
            keep_for(Encoding::Jpeg) || keep_for(Encoding::Png) || keep_for(Encoding::Webp)
        }),
        palette,
        colors: target
            .colors
            .map(|colors| colors % 255 + 2)
            .filter(|_| has_palette),
        dither: target.dither.filter(|_| has_palette),
        depth: target.depth.map(|_| 8).filter(|_| keep_for(Encoding::Png)),
        shrink_to_fit: target
            .shrink_to_fit
            .filter(|_| target.max_bytes.is_some() && target.shrink.is_none()),
        ..target
    }
}

prop_compose! {
    fn limits()(
        (max_pixels, max_frames, max_file_bytes) in (of(any::<u32>()), of(any::<u32>()), of(any::<u32>())),
        max_side in of(16_384u32..=65_535),
        max_scans in of(any::<u32>()),
        max_work in of(0..=(1u64 << 53)),
        tolerant in of(any::<bool>()),
    ) -> Limits {
        Limits { max_pixels, max_frames, max_file_bytes, max_side, max_scans, max_work, tolerant }
    }
}

prop_compose! {
    /// Without bucket and key, which are given so that no two outputs have the same.
    fn delivery()(
        (cache_control, content_disposition) in (of("[ -~]{1,30}"), of("[ -~]{1,30}")),
        storage_class in of(select(StorageClass::ALL)),
        tags in btree_map("[a-zA-Zäß +=._:/@-]{1,8}", "[a-z0-9 +=._:/@-]{0,8}", 0..4),
        copy_metadata in of(any::<bool>()),
        (include, exclude) in (patterns(), patterns()),
    ) -> Delivery {
        let tags: BTreeMap<String, String> = tags;
        Delivery {
            cache_control,
            content_disposition,
            storage_class,
            tags,
            copy_metadata,
            include,
            exclude,
            ..Delivery::default()
        }
    }
}

fn output() -> impl Strategy<Value = Output> {
    (target(), delivery()).prop_map(|(target, delivery)| Output {
        target: possible(target),
        delivery,
    })
}

fn patterns() -> impl Strategy<Value = Vec<KeyPattern>> {
    vec("[^*?\\[\\]]{0,12}", 0..4).prop_map(|patterns| {
        let pattern = |text: String| text.parse().expect("nothing in it is special");
        patterns.into_iter().map(pattern).collect()
    })
}

prop_compose! {
    /// A recipe that can be carried out.
    pub(crate) fn recipe()(
        mut outputs in vec(output(), 1..5),
        limits in limits(),
        (include, exclude) in (patterns(), patterns()),
        deletions in of(any::<bool>()),
        failed in of(any::<String>()),
        stale in of(select(Stale::ALL)),
        upgrade in of(select(Upgrade::ALL)),
    ) -> Recipe {
        for (number, output) in outputs.iter_mut().enumerate().skip(1) {
            output.delivery.key = format!("{{key}} \"{number}\"").parse().ok();
            output.delivery.bucket = "{bucket}-small".parse().ok();
        }
        Recipe { outputs, limits, include, exclude, deletions, failed, stale, upgrade }
            .completed()
            .expect("a recipe that can be carried out")
    }
}
