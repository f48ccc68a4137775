//! `max-bytes` for animations.

use gif::{Encoder, Frame};
use request::Request;

use crate::contract::{Error, Output};
use crate::pipeline::resize;

/// 12 frames of 60 x 40, that are all different.
fn animation() -> Vec<u8> {
    let palette: Vec<u8> = (0..=255)
        .flat_map(|value| [value, value / 2, 255 - value])
        .collect();
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, 60, 40, &palette).unwrap();
    for number in 0..12 {
        let pixel = |at: usize| (at * at / 97 + at * number * 7 + at / 60 * 5) as u8;
        let pixels: Vec<u8> = (0..60 * 40).map(pixel).collect();
        let mut frame = Frame::from_indexed_pixels(60, 40, pixels, None);
        frame.delay = 5;
        encoder.write_frame(&frame).unwrap();
    }
    drop(encoder);
    file
}

fn made(options: &str, max_bytes: Option<usize>) -> Result<Output, Error> {
    let limit = max_bytes.map_or(String::new(), |max| format!(r#", "max-bytes": {max}"#));
    let request =
        format!(r#"{{"outputs": [{{"width": 30, "animation": "all"{options}{limit}}}]}}"#);
    let mut resized = resize(&animation(), &Request::read(&request).unwrap())?;
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
    let is_made_with = |colors| {
        let options = format!(r#", "format": "gif", "colors": {colors}"#);
        made(&options, None).unwrap().data == smaller.data
    };
    assert!([128, 64, 32, 16, 8, 4, 2].into_iter().any(is_made_with));
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
    assert_eq!(made.data, least.data);
}
