//! The rows of the table, with what is asked of each.

use super::picture::Picture;

/// One row.
pub(super) struct Work {
    pub(super) name: String,
    pub(super) picture: Picture,
    /// Sides of the boxes of its results.
    pub(super) boxes: &'static [u32],
    pub(super) scope: Scope,
    /// Thumbox's time over the peer's, at most. Absent where nothing is asked of such a picture.
    pub(super) ratio: Option<f64>,
}

/// What is timed.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Scope {
    /// One call, in a process that is warm. The component's memory may go this many MiB beyond the input.
    Call { memory: Option<f64> },
    /// A call for a file that a codec decodes, beside the peers that read it.
    Coded,
    /// A process from start to end. Its memory may be as much as the peer's.
    Process,
}

/// Bits a pixel from which on a JPEG is as heavy as those of phones.
const PHONE: f64 = 2.0;

/// What is measured of a picture.
pub(super) fn of(picture: &Picture) -> Vec<Work> {
    let row = |boxes: &'static [u32], ratio, memory| call(picture, boxes, Some((ratio, memory)));
    let size = Size::of(picture.pixels());
    let is_jpeg = picture.format == "JPEG";
    let is_common = picture.subsampling.as_deref() == Some("4:2:0");
    match (size, picture.format.as_str(), picture.is_progressive) {
        (Size::Page, "JPEG", _) => vec![process(picture)],
        (Size::Twelve, "JPEG", false) if is_common => vec![
            row(&[256], light_or_phone(picture), 8.0),
            row(&[1024], 0.9, 12.0),
            row(&[2048], 1.0, 16.0),
            row(&[1600, 800, 256], 0.6, 16.0),
        ],
        (Size::Twelve, "JPEG", true) => vec![row(&[256], 0.1, 8.0)],
        (Size::Fifty, "JPEG", true) => vec![row(&[256], 0.1, 16.0)],
        (Size::Fifty, "JPEG", false) if is_common => vec![row(&[256], 0.65, 12.0)],
        (Size::Twelve, "PNG", _) => vec![row(&[256], 0.9, 12.0)],
        (Size::Twelve, "WEBP", _) => vec![row(&[256], 1.5, 64.0)],
        (_, "HEIF", _) => vec![
            coded(picture, &[256], Some(1.5)),
            coded(picture, &[1024], None),
        ],
        (_, "AVIF" | "JXL", _) => [&[256][..], &[1024]]
            .map(|boxes| coded(picture, boxes, None))
            .into(),
        // Worth knowing, though no target was set.
        _ if is_jpeg => [&[256][..], &[1024], &[2048]]
            .map(|boxes| call(picture, boxes, None))
            .into(),
        _ => vec![call(picture, &[256], None)],
    }
}

#[derive(PartialEq)]
enum Size {
    Page,
    Twelve,
    Fifty,
    Other,
}

impl Size {
    fn of(pixels: u64) -> Self {
        match pixels / 1_000_000 {
            0..2 => Self::Page,
            10..16 => Self::Twelve,
            40..60 => Self::Fifty,
            _ => Self::Other,
        }
    }
}

fn light_or_phone(picture: &Picture) -> f64 {
    if picture.bits_per_pixel() >= PHONE {
        0.55
    } else {
        0.65
    }
}

fn call(picture: &Picture, boxes: &'static [u32], target: Option<(f64, f64)>) -> Work {
    Work {
        name: name(picture, boxes),
        picture: picture.clone(),
        boxes,
        scope: Scope::Call {
            memory: target.map(|(_, memory)| memory),
        },
        ratio: target.map(|(ratio, _)| ratio),
    }
}

fn coded(picture: &Picture, boxes: &'static [u32], ratio: Option<f64>) -> Work {
    Work {
        name: name(picture, boxes),
        picture: picture.clone(),
        boxes,
        scope: Scope::Coded,
        ratio,
    }
}

fn name(picture: &Picture, boxes: &[u32]) -> String {
    let sides: Vec<String> = boxes.iter().map(u32::to_string).collect();
    format!("{} → {}", picture.name, sides.join(" + "))
}

fn process(picture: &Picture) -> Work {
    Work {
        name: format!("{} → 128", picture.name),
        picture: picture.clone(),
        boxes: &[128],
        scope: Scope::Process,
        ratio: Some(0.3),
    }
}
