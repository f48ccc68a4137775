//! `max-bytes` for animations.

use gif::{DisposalMethod, Encoder, Frame};
use request::Request;

use crate::contract::{Error, Output};
use crate::pipeline::resize;

/// 12 frames of 60 x 40, that are all different, with 256 colours.
fn animation() -> Vec<u8> {
    frames(None, |number, at| {
        (at * at / 97 + at * number * 7 + at / 60 * 5) as u8
    })
}

/// Noise that stays, and a square that walks over it and is transparent.
fn with_a_hole() -> Vec<u8> {
    frames(Some(HOLE), |number, at| {
        let is_hole = (number * 4..number * 4 + 12).contains(&(at % 60)) && at / 60 < 20;
        let noise = (at * at / 97 + at * 7) as u8;
        if is_hole { HOLE } else { noise.max(1) }
    })
}

/// The index that is transparent.
const HOLE: u8 = 0;

fn frames(hole: Option<u8>, pixel: impl Fn(usize, usize) -> u8) -> Vec<u8> {
    let palette: Vec<u8> = (0..=255)
        .flat_map(|value| [value, value / 2, 255 - value])
        .collect();
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, 60, 40, &palette).unwrap();
    for number in 0..12 {
        let pixels: Vec<u8> = (0..60 * 40).map(|at| pixel(number, at)).collect();
        let mut frame = Frame::from_indexed_pixels(60, 40, pixels, hole);
        frame.dispose = DisposalMethod::Background;
        frame.delay = 5;
        encoder.write_frame(&frame).unwrap();
    }
    drop(encoder);
    file
}

fn made(options: &str, max_bytes: Option<usize>) -> Result<Output, Error> {
    made_of(&animation(), 30, options, max_bytes)
}

fn made_of(
    file: &[u8],
    width: u32,
    options: &str,
    max_bytes: Option<usize>,
) -> Result<Output, Error> {
    let limit = max_bytes.map_or(String::new(), |max| format!(r#", "max-bytes": {max}"#));
    let request =
        format!(r#"{{"outputs": [{{"width": {width}, "animation": "all"{options}{limit}}}]}}"#);
    let mut resized = resize(file, &Request::read(&request).unwrap())?;
    Ok(resized.outputs.remove(0))
}

#[test]
fn quality_is_lowered_until_an_animation_fits() {
    let whole = made(r#", "format": "webp""#, None).unwrap();
    assert_eq!((whole.quality, whole.frames), (Some(80), 12));
    let max = whole.data.len() / 2;
    let smaller = made(r#", "format": "webp""#, Some(max)).unwrap();
    let quality = smaller.quality.unwrap();
    assert!(smaller.data.len() <= max && (1..80).contains(&quality));
    assert_eq!(smaller.frames, 12);
    assert_eq!((smaller.colors, smaller.effort), (None, None));
    // It is what that quality makes, and the next one would not fit.
    let with = |quality| {
        made(
            &format!(r#", "format": "webp", "quality": {quality}"#),
            None,
        )
        .unwrap()
    };
    assert_eq!(with(quality).data, smaller.data);
    assert!(with(quality + 1).data.len() > max);
    assert_eq!(
        made(r#", "format": "webp""#, Some(whole.data.len()))
            .unwrap()
            .data,
        whole.data
    );
}

#[test]
fn colors_are_fewer_until_an_animation_fits() {
    let whole = made(r#", "format": "gif""#, None).unwrap();
    let max = whole.data.len() / 2;
    let smaller = made(r#", "format": "gif""#, Some(max)).unwrap();
    assert!(smaller.data.len() <= max, "{} of {max}", smaller.data.len());
    assert_eq!((smaller.frames, smaller.quality), (12, None));
    assert_eq!(whole.colors, None);
    let colors = smaller.colors.unwrap();
    assert!([128, 64, 32, 16, 8, 4, 2].contains(&colors), "{colors}");
    let options = format!(r#", "format": "gif", "colors": {colors}"#);
    let asked = made(&options, None).unwrap();
    assert_eq!((asked.data, asked.colors), (smaller.data, None));
}

/// As in a GIF, and no more effort is made before.
#[test]
fn a_palette_of_an_animated_png_has_fewer_colors_until_it_fits() {
    let made = |max| made_of(&animation(), 60, r#", "format": "png""#, max);
    let whole = made(None).unwrap();
    let max = whole.data.len() * 2 / 3;
    let smaller = made(Some(max)).unwrap();
    assert!(smaller.data.len() <= max, "{} of {max}", smaller.data.len());
    assert_eq!((smaller.frames, smaller.effort), (12, None));
    let colors = smaller.colors.unwrap();
    let read = png::Decoder::new(std::io::Cursor::new(&smaller.data))
        .read_info()
        .unwrap();
    let written = read.info().palette.as_ref().unwrap().len() / 3;
    assert!(
        (2..=usize::from(colors)).contains(&written),
        "{written} of {colors}"
    );
    assert!(colors < 256);
}

/// What does not change beside a hole costs bytes that nothing else can save.
#[test]
fn an_animation_that_is_not_still_may_fit() {
    let made = |max| made_of(&with_a_hole(), 60, r#", "format": "webp""#, max);
    let whole = made(None).unwrap();
    let max = whole.data.len() / 2;
    let smaller = made(Some(max)).unwrap();
    assert!(smaller.data.len() <= max, "{} of {max}", smaller.data.len());
    assert!(smaller.quality.unwrap() < 80);
}

#[test]
fn an_animation_that_cannot_be_so_small_is_refused() {
    for options in [
        r#", "format": "gif""#,
        r#", "format": "png""#,
        r#", "format": "webp""#,
        r#", "format": "webp", "lossless": true"#,
    ] {
        let Err(Error::TooLarge(message)) = made(options, Some(100)) else {
            panic!("it was not refused");
        };
        assert!(message.contains("but max-bytes is 100"), "{message}");
        assert!(message.ends_with("ask for a smaller image"), "{message}");
    }
}

#[test]
fn effort_is_the_last_means() {
    let whole = made(r#", "format": "png", "effort": 2"#, None).unwrap();
    let least = made(r#", "format": "png", "effort": 9"#, None).unwrap();
    assert!(least.data.len() < whole.data.len());
    let made = made(
        r#", "format": "png", "effort": 2"#,
        Some(whole.data.len() - 1),
    )
    .unwrap();
    assert_eq!((made.data, made.effort), (least.data, Some(9)));
    assert_eq!(least.effort, None);
}

#[test]
fn effort_is_all_that_lossless_webp_has() {
    let lossless = |effort: &str| format!(r#", "format": "webp", "lossless": true{effort}"#);
    let made = |effort, max| made_of(&animation(), 60, &lossless(effort), max);
    let whole = made(r#", "effort": 0"#, None).unwrap();
    let least = made(r#", "effort": 6"#, None).unwrap();
    assert!(least.data.len() < whole.data.len());
    let max = Some(least.data.len());
    let made = made(r#", "effort": 0"#, max).unwrap();
    assert_eq!((made.data, made.effort), (least.data, Some(6)));
}

#[test]
fn effort_comes_behind_quality() {
    let lowest = made(r#", "format": "webp", "quality": 1"#, None).unwrap();
    let max = lowest.data.len() - 1;
    let smaller = made(r#", "format": "webp""#, Some(max)).unwrap();
    assert!(smaller.data.len() <= max);
    assert_eq!((smaller.quality, smaller.effort), (Some(1), Some(6)));
}
