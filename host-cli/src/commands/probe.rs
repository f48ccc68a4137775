//! `thumbox probe`.

use engine::{FrameCount, ImageInfo, Resizer};
use recipe::MAX_FILE_BYTES;
use serde::Serialize;

use crate::arguments::ProbeArguments;
use crate::batch::input_list::InputList;
use crate::batch::scope::Scope;
use crate::exit::Outcome;
use crate::input;
use crate::report::{Report, escape, printable, say};

/// One line of `--json`. Sizes are those after orientation; `frames` are not `all_frames` where the file ends before
/// its last. `icc_profile` is null where there is none, and empty where it has no name. `working_memory` is in bytes.
#[derive(Serialize)]
struct Probed<'a> {
    path: &'a str,
    format: &'static str,
    width: u32,
    height: u32,
    orientation: u8,
    frames: u32,
    all_frames: bool,
    alpha: bool,
    depth: u8,
    color_model: &'static str,
    icc_profile: Option<&'a str>,
    cicp: Option<[u8; 4]>,
    progressive: bool,
    c2pa: bool,
    working_memory: u64,
    codec: Option<&'a str>,
}

pub(crate) fn run(
    resizer: &Resizer,
    arguments: &ProbeArguments,
    report: &mut Report,
) -> anyhow::Result<Outcome> {
    let list = InputList::gather(&arguments.inputs, &Scope::pictures());
    for (path, failure) in &list.failures {
        report.failure("path", path, failure)?;
    }
    for path in list.inputs.iter().map(|input| &input.path) {
        let name = path.to_string_lossy();
        match input::probe(resizer, path, MAX_FILE_BYTES) {
            Ok(info) => {
                let text = format!("{}: {}", printable(path), sentence(&info));
                let (frames, all_frames) = match info.frames {
                    FrameCount::Exactly(frames) => (frames, true),
                    FrameCount::AtLeast(frames) => (frames, false),
                };
                let line = Probed {
                    path: &name,
                    format: info.format.name(),
                    width: info.width,
                    height: info.height,
                    orientation: info.orientation,
                    frames,
                    all_frames,
                    alpha: info.alpha,
                    depth: info.depth,
                    color_model: info.color_model.name(),
                    icc_profile: info.icc_profile.as_deref(),
                    cicp: info.cicp,
                    progressive: info.progressive,
                    c2pa: info.c2pa,
                    working_memory: info.working_memory,
                    codec: info.codec.as_deref(),
                };
                report.success(&line, &text)?;
            }
            Err(error) => report.failure("path", path, &error)?,
        }
    }
    if list.len() == 0 {
        say(&format!("thumbox: no images found{}", list.left_out));
    }
    Ok(report.outcome())
}

/// `jpeg, 1280 x 853, 8-bit ycbcr, profile "Display P3", orientation 6, progressive, 2.1 MiB to decode`: size, colours and
/// memory, and what is not as usual.
fn sentence(info: &ImageInfo) -> String {
    let mut words = vec![
        info.format.name().to_owned(),
        format!("{} x {}", info.width, info.height),
        format!("{}-bit {}", info.depth, info.color_model),
    ];
    match info.icc_profile.as_deref() {
        None => {}
        Some("") => words.push("profile without a name".to_owned()),
        Some(name) => words.push(format!("profile \"{}\"", escape(name))),
    }
    if info.orientation != 1 {
        words.push(format!("orientation {}", info.orientation));
    }
    match info.frames {
        FrameCount::Exactly(1) => {}
        FrameCount::Exactly(frames) => words.push(format!("{frames} frames")),
        FrameCount::AtLeast(1) => words.push("at least 1 frame".to_owned()),
        FrameCount::AtLeast(frames) => words.push(format!("at least {frames} frames")),
    }
    if info.alpha {
        words.push("alpha".to_owned());
    }
    if info.progressive {
        words.push("progressive".to_owned());
    }
    if info.c2pa {
        words.push("C2PA manifest".to_owned());
    }
    let memory = info.working_memory as f64 / f64::from(1 << 20);
    match info.codec.as_deref() {
        None => words.push(format!("{memory:.1} MiB to decode")),
        Some(codec) => {
            let without = match engine::codecs().any(|known| known.name == codec) {
                true => "",
                false => ", which this program was built without",
            };
            words.push(format!(
                "{memory:.1} MiB to decode with the codec {}{without}",
                escape(codec)
            ));
        }
    }
    words.join(", ")
}

#[cfg(test)]
mod tests {
    use engine::ColorModel;
    use recipe::{ImageFormat, OutputFormat};

    use super::*;

    #[test]
    fn what_is_not_as_usual_is_said() {
        let plain = ImageInfo {
            format: ImageFormat::Jpeg,
            width: 1280,
            height: 853,
            orientation: 1,
            frames: FrameCount::Exactly(1),
            alpha: false,
            depth: 8,
            color_model: ColorModel::Ycbcr,
            icc_profile: None,
            cicp: None,
            progressive: false,
            c2pa: false,
            working_memory: 2_200_000,
            auto_format: OutputFormat::Jpeg,
            codec: None,
        };
        assert_eq!(
            sentence(&plain),
            "jpeg, 1280 x 853, 8-bit ycbcr, 2.1 MiB to decode"
        );
        let odd = ImageInfo {
            orientation: 6,
            frames: FrameCount::AtLeast(3),
            alpha: true,
            icc_profile: Some("P3\u{1b}".to_owned()),
            progressive: true,
            c2pa: true,
            ..plain.clone()
        };
        assert_eq!(
            sentence(&odd),
            "jpeg, 1280 x 853, 8-bit ycbcr, profile \"P3\\u{1b}\", orientation 6, at least 3 frames, alpha, progressive, C2PA manifest, 2.1 MiB to decode"
        );
        let sequence = ImageInfo {
            format: ImageFormat::Avif,
            frames: FrameCount::AtLeast(1),
            codec: Some("toy".to_owned()),
            ..plain
        };
        assert_eq!(
            sentence(&sequence),
            "avif, 1280 x 853, 8-bit ycbcr, at least 1 frame, 2.1 MiB to decode with the codec toy, which this program was built without"
        );
    }
}
