//! What `wit/resize.wit` says about results, held against what the component gave.
//!
//! wasmtime checks what can be said in types. This is what can only be said in words; a component that does not keep to it
//! is broken or means harm, and what it says must not reach files, logs and terminals.

use crate::{ImageInfo, Resized};

/// Where a side of a result ends, whatever is asked for.
const LONGEST_SIDE: u32 = 65_535;
/// Warnings of a call.
const MOST_WARNINGS: usize = 32;
/// Bytes of a ThumbHash, which has 25 at most.
const LONGEST_THUMBHASH: usize = 32;
/// Bytes of a text for people. The component's own are a sentence long; what a file calls its profile may be longer.
const LONGEST_TEXT: usize = 4096;
/// What stands at the end of a text that was cut.
const ELLIPSIS: &str = "…";

/// Which rule a result for so many targets breaks, if it does.
///
/// # Errors
/// What is wrong, as a clause.
pub(crate) fn check_resized(resized: &Resized, targets: usize) -> Result<(), String> {
    let (outputs, warnings) = (resized.outputs.len(), resized.warnings.len());
    if outputs != targets {
        return Err(format!("{outputs} outputs for {targets} targets"));
    }
    if warnings > MOST_WARNINGS {
        return Err(format!(
            "{warnings} warnings, where at most {MOST_WARNINGS} are allowed"
        ));
    }
    for output in &resized.outputs {
        check_size(output.width, output.height)?;
        if output.frames == 0 {
            return Err("an output of 0 frames".to_owned());
        }
        if let Some(quality) = output.quality
            && !(1..=100).contains(&quality)
        {
            return Err(format!("an output of quality {quality}"));
        }
        if let Some(hash) = &output.thumbhash
            && hash.len() > LONGEST_THUMBHASH
        {
            return Err(format!("a ThumbHash of {} bytes", hash.len()));
        }
    }
    Ok(())
}

/// Which rule what `probe` said breaks, if it does.
///
/// # Errors
/// What is wrong, as a clause.
pub(crate) fn check_info(info: &ImageInfo) -> Result<(), String> {
    if !(1..=8).contains(&info.orientation) {
        return Err(format!("an image with orientation {}", info.orientation));
    }
    Ok(())
}

fn check_size(width: u32, height: u32) -> Result<(), String> {
    let sides = 1..=LONGEST_SIDE;
    if !(sides.contains(&width) && sides.contains(&height)) {
        return Err(format!("an output of {width} x {height} pixels"));
    }
    Ok(())
}

/// The text, without what is beyond [`LONGEST_TEXT`].
pub(crate) fn shortened(mut text: String) -> String {
    if text.len() > LONGEST_TEXT {
        text.truncate(text.floor_char_boundary(LONGEST_TEXT - ELLIPSIS.len()));
        text.push_str(ELLIPSIS);
        // What was cut off need not be kept.
        text.shrink_to_fit();
    }
    text
}

#[cfg(test)]
mod tests {
    use recipe::OutputFormat;

    use super::*;
    use crate::{Output, Warning, WarningKind};

    fn resized(outputs: usize, warnings: usize) -> Resized {
        let output = Output {
            data: vec![1],
            format: OutputFormat::Png,
            width: LONGEST_SIDE,
            height: 1,
            frames: 1,
            quality: Some(100),
            score: None,
            quality_by: None,
            colors: None,
            effort: None,
            thumbhash: None,
            embedded_thumbnail: false,
        };
        let warning = Warning {
            kind: WarningKind::Damage,
            message: "m".to_owned(),
        };
        Resized {
            outputs: vec![output; outputs],
            warnings: vec![warning; warnings],
            peak_memory: 0,
            codec: None,
        }
    }

    #[test]
    fn a_result_is_what_was_asked_for() {
        assert_eq!(check_resized(&resized(2, 32), 2), Ok(()));
        let wrong = |outputs, warnings, change: fn(&mut Output)| {
            let mut resized = resized(outputs, warnings);
            resized.outputs.iter_mut().for_each(change);
            check_resized(&resized, 2).unwrap_err()
        };
        let nothing = |_: &mut Output| {};
        assert_eq!(wrong(1, 0, nothing), "1 outputs for 2 targets");
        assert_eq!(wrong(3, 0, nothing), "3 outputs for 2 targets");
        assert_eq!(
            wrong(2, 33, nothing),
            "33 warnings, where at most 32 are allowed"
        );
        let sizes = "an output of 65536 x 1 pixels";
        assert_eq!(wrong(2, 0, |output| output.width += 1), sizes);
        let sizes = "an output of 65535 x 0 pixels";
        assert_eq!(wrong(2, 0, |output| output.height = 0), sizes);
        let frames = "an output of 0 frames";
        assert_eq!(wrong(2, 0, |output| output.frames = 0), frames);
        for quality in [0, 101] {
            let mut resized = resized(2, 0);
            resized.outputs[1].quality = Some(quality);
            assert!(check_resized(&resized, 2).is_err(), "{quality}");
        }
    }

    #[test]
    fn long_texts_are_cut_between_characters() {
        let fits = "x".repeat(LONGEST_TEXT);
        assert_eq!(shortened(fits.clone()), fits);
        for character in ["x", "é", "日", "🖼"] {
            let short = shortened(character.repeat(LONGEST_TEXT + 1));
            assert!(short.len() <= LONGEST_TEXT && short.len() > LONGEST_TEXT - 8);
            assert!(short.ends_with(&format!("{character}…")), "{short}");
        }
        assert!(shortened("x".repeat(1 << 20)).capacity() < 2 * LONGEST_TEXT);
    }
}
