//! What a request must not ask for although each of its fields is right, found before any image is looked at.

use crate::{Encoding, Fit, Position, RequestError, Target};

/// Checks options that contradict each other.
///
/// # Errors
/// Naming the first, and what to do.
pub(crate) fn combinations(target: &Target) -> Result<(), RequestError> {
    let refused = |field, message| Err(RequestError::Combination { field, message });
    if target.scale.is_some() && (target.width.is_some() || target.height.is_some()) {
        return refused(
            "scale",
            "scale stands for width and height, and one of these is set; leave one of them out",
        );
    }
    box_of(target)?;
    if let Some(background) = target.background
        && background.alpha < 255
        && target.format == Some(Encoding::Jpeg)
    {
        return refused(
            "background",
            "background is transparent, and a jpeg has no transparency; name a colour without, or another format",
        );
    }
    if target.extend_with.is_some() && target.extend.is_none() {
        return refused(
            "extend-with",
            "extend-with says what extend adds, and extend is not set; set it as well",
        );
    }
    if target.max_bytes == Some(0) {
        return refused("max-bytes", "max-bytes is 0; expected at least 1");
    }
    if target.shrink_to_fit == Some(true) {
        if target.max_bytes.is_none() {
            return refused(
                "shrink-to-fit",
                "shrink-to-fit is for outputs with too many bytes, and max-bytes is not set; set it as well",
            );
        }
        if target.shrink == Some(false) {
            return refused(
                "shrink-to-fit",
                "shrink-to-fit makes an output smaller, and shrink is false; leave one of them out",
            );
        }
    }
    let is_lossless = target.lossless == Some(true);
    let has_palette = target.palette == Some(true);
    match target.format {
        Some(Encoding::Webp) if is_lossless && target.quality.is_some() => {
            return refused(
                "quality",
                "quality is for lossy files, and lossless is set; leave one of them out",
            );
        }
        Some(Encoding::Png) if !has_palette && target.colors.is_some() => {
            return refused(
                "colors",
                "colors is for a palette, which a png has only where asked; set palette as well",
            );
        }
        Some(Encoding::Png) if !has_palette && target.dither.is_some() => {
            return refused(
                "dither",
                "dither is for a palette, which a png has only where asked; set palette as well",
            );
        }
        _ => {}
    }
    if has_palette && target.depth == Some(16) {
        return refused(
            "depth",
            "a palette has 8 bits, and depth is 16; leave one of them out",
        );
    }
    Ok(())
}

/// What is said of the box. An option that changes nothing, whatever the image, is refused: somebody meant something by it.
fn box_of(target: &Target) -> Result<(), RequestError> {
    let refused = |field, message| Err(RequestError::Combination { field, message });
    let fit = target.fit.unwrap_or(Fit::Inside);
    let has_one_side = target.width.is_some() != target.height.is_some();
    if target.aspect_ratio.is_some() && !has_one_side {
        return refused(
            "aspect-ratio",
            "aspect-ratio stands for the side that is not given; set either width or height",
        );
    }
    // With fill it is the one side that is stretched.
    let takes_one_side = matches!(fit, Fit::Inside | Fit::Fill);
    if has_one_side && target.aspect_ratio.is_none() && !takes_one_side {
        return refused(
            "fit",
            "cover, cover-down, contain and outside need width and height; or one of them and aspect-ratio",
        );
    }
    if let Some(scale) = target.scale {
        scale_of(target, scale)?;
    }
    let has_size = target.width.is_some() || target.height.is_some() || target.scale.is_some();
    if target.crop.is_some() && !has_size {
        if target.device_pixel_ratio.is_some() {
            return refused(
                "device-pixel-ratio",
                "device-pixel-ratio multiplies width, height or scale, and with crop alone none is set",
            );
        }
        if fit != Fit::Inside {
            return refused(
                "fit",
                "fit is for a box, and with crop alone the region keeps its size; set width and height",
            );
        }
    }
    if fit == Fit::CoverDown && target.enlarge == Some(true) {
        return refused(
            "enlarge",
            "fit cover-down makes the box smaller so that nothing is enlarged; leave enlarge out, or use cover",
        );
    }
    match (target.position, fit) {
        (None, _) | (_, Fit::Cover | Fit::CoverDown) => Ok(()),
        (Some(Position::Gravity(_)), Fit::Contain) => Ok(()),
        (Some(_), Fit::Contain) => refused(
            "position",
            "with fit contain nothing is cut off, so position is center, north, northeast and so on",
        ),
        (Some(_), Fit::Inside | Fit::Outside | Fit::Fill) => refused(
            "position",
            "position is for fit cover, cover-down and contain; set one of them as well",
        ),
    }
}

/// What is said of a size that is a share of the image's.
fn scale_of(target: &Target, scale: f32) -> Result<(), RequestError> {
    let refused = |field, message| Err(RequestError::Combination { field, message });
    let density = target.device_pixel_ratio.unwrap_or(1.0);
    let (enlarges, shrinks) = (scale * density > 1.0, scale * density < 1.0);
    if target.fit.is_some_and(|fit| fit != Fit::Inside) {
        return refused(
            "fit",
            "scale keeps the shape of the image, so there is nothing to fit; leave fit out",
        );
    }
    if enlarges && target.enlarge != Some(true) {
        return match density > 1.0 {
            true => refused(
                "device-pixel-ratio",
                "scale times device-pixel-ratio is above 1, and nothing is enlarged unless enlarge is true; set enlarge as well",
            ),
            false => refused(
                "scale",
                "scale is above 1, and nothing is enlarged unless enlarge is true; set enlarge as well",
            ),
        };
    }
    if shrinks && target.shrink == Some(false) {
        return refused(
            "shrink",
            "scale is below 1, and shrink is false; leave one of them out",
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    /// What is said of an output with these fields, in JSON without braces.
    fn refusal(fields: &str) -> String {
        let request = format!("{{\"outputs\": [{{{fields}}}]}}");
        match crate::Request::read(&request) {
            Ok(_) => "nothing".to_owned(),
            Err(placed) => placed.error.to_string(),
        }
    }

    #[test]
    fn what_changes_nothing_is_refused() {
        let rows = [
            (r#""width": 9, "aspect-ratio": "1:1""#, "nothing"),
            (
                r#""width": 9, "height": 9, "aspect-ratio": "1:1""#,
                "aspect-ratio stands for",
            ),
            (
                r#""scale": 0.5, "aspect-ratio": "1:1""#,
                "aspect-ratio stands for",
            ),
            (
                r#""width": 9, "fit": "cover""#,
                "cover, cover-down, contain and outside need width and height",
            ),
            (
                r#""height": 9, "fit": "contain""#,
                "cover, cover-down, contain and outside need width and height",
            ),
            (r#""height": 9, "fit": "fill""#, "nothing"),
            (r#""width": 9, "fit": "inside""#, "nothing"),
            (
                r#""width": 9, "fit": "cover", "aspect-ratio": "1:1""#,
                "nothing",
            ),
            (r#""scale": 2"#, "scale is above 1"),
            (r#""scale": 2, "enlarge": true"#, "nothing"),
            (r#""scale": 0.5, "dpr": 2"#, "nothing"),
            (
                r#""scale": 0.5, "dpr": 4"#,
                "scale times device-pixel-ratio",
            ),
            (r#""scale": 1.5, "dpr": 0.5"#, "nothing"),
            (r#""scale": 0.5, "fit": "cover""#, "scale keeps the shape"),
            (r#""scale": 0.5, "shrink": false"#, "scale is below 1"),
            (
                r#""crop": "0,0,9,9", "dpr": 2"#,
                "device-pixel-ratio multiplies",
            ),
            (
                r#""crop": "0,0,9,9", "fit": "cover", "position": "north""#,
                "fit is for a box",
            ),
            (r#""crop": "0,0,9,9", "width": 9, "dpr": 2"#, "nothing"),
            (
                r#""width": 9, "height": 9, "fit": "cover-down", "enlarge": true"#,
                "fit cover-down makes",
            ),
            (
                r#""width": 9, "height": 9, "position": "north""#,
                "position is for fit cover",
            ),
            (
                r#""width": 9, "height": 9, "fit": "contain", "position": "north""#,
                "nothing",
            ),
            (
                r#""width": 9, "height": 9, "fit": "contain", "position": "0.5,0""#,
                "with fit contain",
            ),
            (
                r#""width": 9, "height": 9, "fit": "contain", "position": "attention""#,
                "with fit contain",
            ),
            (
                r##""width": 9, "format": "jpeg", "background": "#ffffff88""##,
                "background is transparent",
            ),
            (
                r##""width": 9, "format": "jpeg", "background": "#fff""##,
                "nothing",
            ),
            (r#""width": 9, "background": "transparent""#, "nothing"),
            (
                r#""width": 9, "extend-with": "copy""#,
                "extend-with says what",
            ),
            (
                r#""width": 9, "extend": 5, "extend-with": "copy""#,
                "nothing",
            ),
            (r#""width": 9, "extend": 0"#, "extend is 0; expected TOP"),
        ];
        for (fields, expected) in rows {
            let found = refusal(fields);
            assert!(found.starts_with(expected), "{fields}: {found}");
        }
    }
}
