//! `shrink-to-fit`: outputs that fit into `max-bytes` only with fewer pixels.

use request::{Encoding, Fit, Limits, Request, Target};
use resizer::{Error, Output, Resized, Warning};

/// A PPM that compresses badly.
fn noise(width: u32, height: u32) -> Vec<u8> {
    let mut file = format!("P6 {width} {height} 255\n").into_bytes();
    let mut state = 1_u32;
    file.extend((0..width * height * 3).map(|_| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    }));
    file
}

fn resize(file: &[u8], targets: &[Target]) -> Result<Resized, Error> {
    let request = Request::new(targets.to_vec(), Limits::default()).unwrap();
    resizer::resize(file, &request)
}

fn in_box(encoding: Encoding, side: u32, max_bytes: u32) -> Target {
    Target {
        width: Some(side),
        height: Some(side),
        format: Some(encoding),
        max_bytes: Some(max_bytes),
        shrink_to_fit: Some(true),
        ..Target::default()
    }
}

fn only(resized: Resized) -> (Output, Vec<Warning>) {
    let [output] = <[Output; 1]>::try_from(resized.outputs).unwrap();
    (output, resized.warnings)
}

#[test]
fn what_does_not_fit_has_fewer_pixels_and_its_shape() {
    let file = noise(90, 60);
    for encoding in [Encoding::Jpeg, Encoding::Png, Encoding::Webp, Encoding::Gif] {
        for max_bytes in [200, 700, 1200, 3000] {
            for fit in [Fit::Inside, Fit::Cover, Fit::Contain] {
                let target = Target {
                    fit: Some(fit),
                    ..in_box(encoding, 80, max_bytes)
                };
                let unshrunk = Target {
                    shrink_to_fit: None,
                    ..target.clone()
                };
                let about = format!("{encoding:?}, {fit:?}, {max_bytes}");
                let full = resize(
                    &file,
                    &[Target {
                        max_bytes: None,
                        ..unshrunk.clone()
                    }],
                );
                let (full, _) = only(full.unwrap());
                match (resize(&file, &[target]), resize(&file, &[unshrunk])) {
                    // Where it fits, nothing changes.
                    (made, Ok(unshrunk)) => assert_eq!(made, Ok(unshrunk), "{about}"),
                    (Ok(made), Err(_)) => {
                        let (output, warnings) = only(made);
                        assert!(output.data.len() <= max_bytes as usize, "{about}");
                        assert!(output.width < full.width, "{about}");
                        let height = f64::from(output.width * full.height) / f64::from(full.width);
                        let off = (f64::from(output.height) - height).abs();
                        assert!(off <= 1.0, "{about}: {} x {}", output.width, output.height);
                        let sizes = format!(
                            "{} x {} in place of {} x {}",
                            output.width, output.height, full.width, full.height
                        );
                        // And no other that has the size which was asked for.
                        assert_eq!(warnings.len(), 1, "{about}: {warnings:?}");
                        assert!(
                            warnings[0].message.contains(&sizes),
                            "{about}: {warnings:?}"
                        );
                    }
                    (Err(error), Err(_)) => {
                        assert!(matches!(error, Error::TooLarge(_)), "{about}: {error:?}");
                        let pixel = Target {
                            max_bytes: Some(max_bytes),
                            ..in_box(encoding, 1, max_bytes)
                        };
                        assert!(resize(&file, &[pixel]).is_err(), "{about}");
                    }
                }
            }
        }
    }
}

#[test]
fn the_bytes_are_those_of_a_request_for_that_size() {
    let file = noise(90, 60);
    let (output, _) = only(resize(&file, &[in_box(Encoding::Png, 80, 3000)]).unwrap());
    let asked = Target {
        width: Some(output.width),
        height: Some(output.height),
        format: Some(Encoding::Png),
        ..Target::default()
    };
    assert_eq!(only(resize(&file, &[asked]).unwrap()).0.data, output.data);
    // A sixteenth more does not fit.
    let more = Target {
        width: Some(output.width + output.width / 16 + 1),
        format: Some(Encoding::Png),
        max_bytes: Some(3000),
        ..Target::default()
    };
    assert!(resize(&file, &[more]).is_err());
}

#[test]
fn other_outputs_stay_as_they_are() {
    let file = noise(60, 60);
    let plain = Target {
        width: Some(20),
        format: Some(Encoding::Png),
        ..Target::default()
    };
    let both = resize(&file, &[in_box(Encoding::Png, 50, 2000), plain.clone()]).unwrap();
    let (alone, _) = only(resize(&file, std::slice::from_ref(&plain)).unwrap());
    assert_eq!(both.outputs[1], alone);
    assert!(both.outputs[0].data.len() <= 2000);
    // One that must not be smaller is an error all the same.
    let strict = Target {
        max_bytes: Some(100),
        ..plain
    };
    let failed = resize(&file, &[in_box(Encoding::Png, 50, 2000), strict]);
    assert!(matches!(failed, Err(Error::TooLarge(_))));
}

#[test]
fn nothing_fits_into_one_byte() {
    let error = resize(&noise(9, 9), &[in_box(Encoding::Png, 9, 1)]).unwrap_err();
    assert!(matches!(error, Error::TooLarge(_)), "{error:?}");
}
