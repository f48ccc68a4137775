//! From a recipe to the records that the transpiled component takes.
//!
//! jco's shapes: records have members in camelCase, an absent option is an absent member, enums are words, variants
//! are `{tag, val}`, and flags are objects of truth values.

use recipe::{
    ChromaSubsampling, Encoding, GifOptions, JpegOptions, Keep, Options, PngOptions, Point,
    Position, Target, WebpOptions,
};
use serde_json::{Map, Value, json};

/// The WIT record `target`.
///
/// ```
/// let record = serde_json::json!({
///     "width": 128, "height": 128,
///     "encoding": { "tag": "auto", "val": { "jpeg": {}, "png": {}, "webp": {}, "gif": {} } },
/// });
/// assert_eq!(web_demo::request::target_record(&recipe::Target::thumbnail()), record);
/// ```
pub fn target_record(target: &Target) -> Value {
    record([
        ("width", target.width.map(Value::from)),
        ("height", target.height.map(Value::from)),
        ("scale", target.scale.map(Value::from)),
        (
            "devicePixelRatio",
            target.device_pixel_ratio.map(Value::from),
        ),
        ("fit", target.fit.map(|fit| json!(fit))),
        ("position", target.position.map(position)),
        (
            "crop",
            target.crop.map(|crop| {
                json!({"left": crop.left, "top": crop.top, "width": crop.width, "height": crop.height})
            }),
        ),
        (
            "background",
            target.background.map(|color| {
                json!({"red": color.red, "green": color.green, "blue": color.blue, "alpha": color.alpha})
            }),
        ),
        ("enlarge", target.enlarge.map(Value::from)),
        ("shrink", target.shrink.map(Value::from)),
        ("filter", target.filter.map(|filter| json!(filter))),
        ("linear", target.linear.map(Value::from)),
        ("sharpen", target.sharpen.map(Value::from)),
        ("keep", target.keep.map(metadata)),
        ("animation", target.animation.map(|frames| json!(frames))),
        ("encoding", Some(encoding(target))),
        ("maxBytes", target.max_bytes.map(Value::from)),
        ("thumbhash", target.thumbhash.map(Value::from)),
    ])
}

/// The WIT record `options`, but for `maxWork`: a number of 64 bits is a BigInt for jco, which JSON cannot say. It is
/// a text here, and `package/worker.js` makes the BigInt.
pub fn options_record(options: &Options) -> Value {
    record([
        ("maxPixels", options.max_pixels.map(Value::from)),
        ("maxFrames", options.max_frames.map(Value::from)),
        ("maxFileBytes", options.max_file_bytes.map(Value::from)),
        ("maxSide", options.max_side.map(Value::from)),
        ("maxScans", options.max_scans.map(Value::from)),
        (
            "maxWork",
            options.max_work.map(|work| Value::from(work.to_string())),
        ),
        ("tolerant", options.tolerant.map(Value::from)),
    ])
}

fn record<const N: usize>(members: [(&str, Option<Value>); N]) -> Value {
    let given = members
        .into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), value?)));
    Value::Object(Map::from_iter(given))
}

fn position(position: Position) -> Value {
    match position {
        Position::Gravity(gravity) => json!({ "tag": "gravity", "val": gravity }),
        Position::FocalPoint(Point { x, y }) => {
            json!({ "tag": "focal-point", "val": { "x": x, "y": y } })
        }
        Position::Attention => json!({ "tag": "attention" }),
    }
}

fn metadata(keep: Keep) -> Value {
    json!({ "copyright": keep.copyright, "icc": keep.icc, "everything": keep.everything })
}

fn encoding(target: &Target) -> Value {
    let jpeg = || jpeg(target.jpeg_options());
    let png = || png(target.png_options());
    let webp = || webp(target.webp_options());
    let gif = || gif(target.gif_options());
    let format = target.format.unwrap_or(Encoding::Auto);
    let options = match format {
        Encoding::Auto => json!({ "jpeg": jpeg(), "png": png(), "webp": webp(), "gif": gif() }),
        Encoding::Jpeg => jpeg(),
        Encoding::Png => png(),
        Encoding::Webp => webp(),
        Encoding::Gif => gif(),
    };
    json!({ "tag": format, "val": options })
}

fn jpeg(options: JpegOptions) -> Value {
    record([
        ("quality", options.quality.map(Value::from)),
        ("progressive", options.progressive.map(Value::from)),
        (
            "chromaSubsampling",
            options.chroma_subsampling.map(|choice| {
                Value::from(match choice {
                    ChromaSubsampling::Auto => "auto",
                    ChromaSubsampling::Yuv444 => "yuv444",
                    ChromaSubsampling::Yuv420 => "yuv420",
                })
            }),
        ),
    ])
}

fn png(options: PngOptions) -> Value {
    record([
        ("effort", options.effort.map(Value::from)),
        ("palette", options.palette.map(Value::from)),
        ("colors", options.colors.map(Value::from)),
        ("dither", options.dither.map(Value::from)),
        ("depth", options.depth.map(Value::from)),
    ])
}

fn webp(options: WebpOptions) -> Value {
    record([
        ("lossless", options.lossless.map(Value::from)),
        ("quality", options.quality.map(Value::from)),
        ("effort", options.effort.map(Value::from)),
    ])
}

fn gif(options: GifOptions) -> Value {
    record([
        ("colors", options.colors.map(Value::from)),
        ("dither", options.dither.map(Value::from)),
    ])
}

#[cfg(test)]
mod tests {
    use recipe::Recipe;

    use super::*;

    fn read(text: &str) -> Recipe {
        Recipe::from_json(text).unwrap()
    }

    #[test]
    fn everything_has_its_place_in_the_contract() {
        let recipe = read(
            r##"{"output": {
                "width": 9, "height": 8, "dpr": 2, "fit": "cover", "position": "0.25,0.5", "crop": "1,2,3,4",
                "background": "#01020304", "enlarge": true, "shrink": false, "filter": "catmull-rom", "linear": true,
                "sharpen": false, "keep": ["icc"], "animation": "first-frame", "format": "png", "effort": 7, "palette": true,
                "colors": 16, "dither": 0.5, "depth": 8, "max-bytes": 5000, "thumbhash": true
            }}"##,
        );
        let expected = json!({
            "width": 9, "height": 8, "devicePixelRatio": 2.0, "fit": "cover",
            "position": { "tag": "focal-point", "val": { "x": 0.25, "y": 0.5 } },
            "crop": { "left": 1, "top": 2, "width": 3, "height": 4 },
            "background": { "red": 1, "green": 2, "blue": 3, "alpha": 4 },
            "enlarge": true, "shrink": false, "filter": "catmull-rom", "linear": true, "sharpen": false,
            "keep": { "copyright": false, "icc": true, "everything": false }, "animation": "first-frame",
            "encoding": {
                "tag": "png",
                "val": { "effort": 7, "palette": true, "colors": 16, "dither": 0.5, "depth": 8 },
            },
            "maxBytes": 5000, "thumbhash": true,
        });
        assert_eq!(target_record(&recipe.outputs[0].target), expected);
    }

    #[test]
    fn options_of_an_encoder_go_where_the_contract_has_a_place_for_them() {
        let rows = [
            (
                r#""quality": 70, "chroma-subsampling": "4:4:4""#,
                json!({
                    "tag": "auto",
                    "val": {
                        "jpeg": { "quality": 70, "chromaSubsampling": "yuv444" },
                        "png": {}, "webp": { "quality": 70 }, "gif": {},
                    },
                }),
            ),
            (
                r#""format": "jpeg", "quality": 70, "progressive": true"#,
                json!({ "tag": "jpeg", "val": { "quality": 70, "progressive": true } }),
            ),
            (
                r#""format": "webp", "lossless": true"#,
                json!({ "tag": "webp", "val": { "lossless": true } }),
            ),
            (
                r#""format": "gif", "colors": 16"#,
                json!({ "tag": "gif", "val": { "colors": 16 } }),
            ),
        ];
        for (fields, expected) in rows {
            let recipe = read(&format!("{{\"output\": {{{fields}}}}}"));
            assert_eq!(
                target_record(&recipe.outputs[0].target)["encoding"],
                expected
            );
        }
    }

    #[test]
    fn limits_are_given_and_the_one_of_64_bits_as_a_text() {
        let recipe = read(
            r#"{"options": {"max-pixels": 1, "max-frames": 2, "max-file-bytes": 3, "max-side": 400, "max-scans": 5,
                "max-work": 9223372036854775807, "tolerant": true}}"#,
        );
        let expected = json!({
            "maxPixels": 1, "maxFrames": 2, "maxFileBytes": 3, "maxSide": 400, "maxScans": 5,
            "maxWork": "9223372036854775807", "tolerant": true,
        });
        assert_eq!(options_record(&recipe.options), expected);
        assert_eq!(options_record(&Options::default()), json!({}));
    }
}
