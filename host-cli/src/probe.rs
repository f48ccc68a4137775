//! `thumbox probe`.

use engine::{ImageInfo, Resizer};
use serde::Serialize;

use crate::arguments::ProbeArguments;
use crate::exit::Outcome;
use crate::input;
use crate::report::{Report, printable};

/// One line of `--json`. Sizes are those after orientation; `frames` is null where the file ends before its last.
#[derive(Serialize)]
struct Probed<'a> {
    path: &'a str,
    format: &'static str,
    width: u32,
    height: u32,
    orientation: u8,
    frames: Option<u32>,
    alpha: bool,
    progressive: bool,
}

pub(crate) fn run(
    resizer: &Resizer,
    arguments: &ProbeArguments,
    report: &mut Report,
) -> anyhow::Result<Outcome> {
    for path in &arguments.inputs {
        let name = path.to_string_lossy();
        match input::probe(resizer, path) {
            Ok(info) => {
                let text = format!("{}: {}", printable(path), sentence(&info));
                let line = Probed {
                    path: &name,
                    format: info.format.name(),
                    width: info.width,
                    height: info.height,
                    orientation: info.orientation,
                    frames: info.frames,
                    alpha: info.alpha,
                    progressive: info.progressive,
                };
                report.success(&line, &text)?;
            }
            Err(error) => report.failure("path", path, &error)?,
        }
    }
    Ok(report.outcome())
}

/// `jpeg, 1280 x 853, orientation 6, progressive`: what is not as usual is said.
fn sentence(info: &ImageInfo) -> String {
    let mut words = vec![
        info.format.name().to_owned(),
        format!("{} x {}", info.width, info.height),
    ];
    if info.orientation != 1 {
        words.push(format!("orientation {}", info.orientation));
    }
    match info.frames {
        Some(1) => {}
        Some(frames) => words.push(format!("{frames} frames")),
        None => words.push("frames not counted: the file ends before the last".to_owned()),
    }
    if info.alpha {
        words.push("alpha".to_owned());
    }
    if info.progressive {
        words.push("progressive".to_owned());
    }
    words.join(", ")
}
