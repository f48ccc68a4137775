//! Each limit, obeyed and exceeded by a real call, and the next call still works.

mod pictures;

use std::time::{Duration, Instant};

use engine::{Call, CallLimits, Cancel, Error, ImageErrorKind, Limits, Resizer};
use image::ImageFormat;
use recipe::{Encoding, Quality, Target};

fn resizer(limits: CallLimits) -> Resizer {
    Resizer::embedded(limits).expect("the component loads")
}

fn resize(resizer: &Resizer, image: &[u8]) -> Result<engine::Resized, Error> {
    resizer.resize(image, &[Target::thumbnail()], Limits::default())
}

#[test]
fn memory_is_limited() {
    let limit = 24 << 20;
    let limited = resizer(CallLimits {
        memory: limit,
        ..CallLimits::default()
    });
    // Decoded whole, as WebP is today, this takes 36 MB.
    let large = pictures::encoded(pictures::photo(4000, 3000), ImageFormat::WebP);
    match resize(&limited, &large) {
        // The component asks before it allocates and says so itself; where a library allocates, the engine does.
        Err(Error::Image {
            kind: ImageErrorKind::LimitExceeded,
            ..
        }) => {}
        other => panic!("{other:?}"),
    }

    let small = pictures::encoded(pictures::photo(400, 300), ImageFormat::WebP);
    let resized = resize(&limited, &small).expect("the next call works");
    assert!(resized.peak_memory <= limit);
    let roomy = resizer(CallLimits::default());
    let resized = resize(&roomy, &large).expect("there is enough memory by default");
    assert!(resized.peak_memory > limit);
}

#[test]
fn a_file_that_does_not_even_fit_is_a_memory_limit() {
    let limit = 4 << 20;
    let limited = resizer(CallLimits {
        memory: limit,
        ..CallLimits::default()
    });
    let mut file = pictures::jpeg(&pictures::photo(40, 30), false, None);
    file.resize(8 << 20, 0);
    match resize(&limited, &file) {
        Err(error @ Error::MemoryLimit { limit: said, asked }) => {
            assert_eq!(said, limit);
            assert!(asked > limit);
            assert_eq!(error.kind(), "memory-limit");
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn time_is_limited() {
    let limited = resizer(CallLimits {
        time: Duration::from_millis(20),
        ..CallLimits::default()
    });
    let slow = pictures::encoded(pictures::noise(3000, 2000), ImageFormat::Png);
    let start = Instant::now();
    let error = resize(&limited, &slow).expect_err("6 megapixels of noise take longer than 20 ms");
    assert_eq!(
        error,
        Error::Deadline {
            limit: Duration::from_millis(20)
        }
    );
    assert_eq!(error.kind(), "deadline");
    // Arbitrary, and far below what the call would take without a limit on a busy machine.
    assert!(start.elapsed() < Duration::from_secs(5));

    let quick = pictures::encoded(pictures::photo(40, 30), ImageFormat::Png);
    // A tiny picture takes a millisecond. On a busy machine it may still be put aside for longer than the limit.
    let works = (0..50).any(|_| resize(&limited, &quick).is_ok());
    assert!(works, "the next call works");
}

#[test]
fn the_deadline_holds_while_a_quality_is_searched() {
    let limited = resizer(CallLimits {
        time: Duration::from_millis(50),
        ..CallLimits::default()
    });
    // Decoding this takes next to nothing, and six files of four megapixels take seconds.
    let small = pictures::encoded(pictures::noise(40, 40), ImageFormat::Png);
    let target = Target {
        width: Some(2000),
        height: Some(2000),
        enlarge: Some(true),
        format: Some(Encoding::Webp),
        quality: Some(Quality::Auto),
        ..Target::default()
    };
    let error = limited.resize(&small, &[target], Limits::default());
    assert!(matches!(error, Err(Error::Deadline { .. })), "{error:?}");
}

#[test]
fn pixels_are_counted_before_anything_is_decoded() {
    let resizer = resizer(CallLimits::default());
    let image = pictures::encoded(pictures::photo(400, 300), ImageFormat::Png);
    let limits = |max_pixels| Limits {
        max_pixels: Some(max_pixels),
        ..Limits::default()
    };
    let target = [Target::thumbnail()];
    assert!(resizer.resize(&image, &target, limits(120_000)).is_ok());
    match resizer.resize(&image, &target, limits(119_999)) {
        Err(Error::Image {
            kind: ImageErrorKind::TooLarge,
            message,
            ..
        }) => assert_eq!(
            message,
            "the image is 400 x 300, 120000 pixels; max-pixels allows 119999"
        ),
        other => panic!("{other:?}"),
    }

    // A bomb: the header says 60000 x 60000, and nothing of that size is ever allocated.
    let mut bomb = image;
    bomb[16..20].copy_from_slice(&60_000u32.to_be_bytes());
    bomb[20..24].copy_from_slice(&60_000u32.to_be_bytes());
    match resize(&resizer, &bomb) {
        Err(Error::Image {
            kind: ImageErrorKind::TooLarge,
            ..
        }) => {}
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_side_counts_by_itself() {
    let resizer = resizer(CallLimits::default());
    let mut long = pictures::encoded(pictures::photo(400, 300), ImageFormat::Png);
    long[16..20].copy_from_slice(&99_000_000u32.to_be_bytes());
    long[20..24].copy_from_slice(&1u32.to_be_bytes());
    match resize(&resizer, &long) {
        Err(Error::Image {
            kind: ImageErrorKind::TooLarge,
            message,
            ..
        }) => assert_eq!(
            message,
            "the image is 99000000 x 1; no side may be longer than 1048576 pixels"
        ),
        other => panic!("{other:?}"),
    }
}

#[test]
fn calls_may_run_on_several_threads() {
    let resizer = resizer(CallLimits::default());
    let image = pictures::jpeg(&pictures::photo(640, 480), false, None);
    let expected = resize(&resizer, &image).expect("a good image");
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..5 {
                    assert_eq!(resize(&resizer, &image).as_ref(), Ok(&expected));
                }
            });
        }
    });
}

/// A picture that takes much longer than these tests.
fn slow() -> Vec<u8> {
    pictures::encoded(pictures::noise(3000, 2000), ImageFormat::Png)
}

fn resize_as(resizer: &Resizer, call: &Call, image: &[u8]) -> Result<engine::Resized, Error> {
    resizer.resize_as(call, image, &[Target::thumbnail()], Limits::default())
}

#[test]
fn results_are_limited() {
    let resizer = resizer(CallLimits::default());
    let image = pictures::encoded(pictures::noise(300, 200), ImageFormat::Png);
    let limited = |results| Call {
        limits: CallLimits {
            results,
            ..CallLimits::default()
        },
        ..Call::default()
    };
    let whole = resize_as(&resizer, &limited(1 << 20), &image).expect("there is room");
    let bytes = whole.outputs[0].data.len();
    assert_eq!(
        resize_as(&resizer, &limited(bytes - 1), &image),
        Err(Error::MemoryLimit {
            limit: bytes - 1,
            asked: bytes
        })
    );
    let again = resize_as(&resizer, &limited(bytes), &image);
    assert_eq!(again.expect("just enough").outputs, whole.outputs);
}

#[test]
fn a_call_ends_when_it_is_cancelled() {
    let resizer = resizer(CallLimits::default());
    let image = slow();
    let call = Call::default();
    let cancel = call.cancel.clone();
    let error = std::thread::scope(|scope| {
        let calling = scope.spawn(|| resize_as(&resizer, &call, &image));
        std::thread::sleep(Duration::from_millis(20));
        cancel.cancel();
        calling.join().expect("no panic")
    });
    assert!(matches!(error, Err(Error::Deadline { .. })), "{error:?}");
    // Cancelled before it began.
    let error = resize_as(&resizer, &call, &image);
    assert!(matches!(error, Err(Error::Deadline { .. })), "{error:?}");
    assert!(
        resize(
            &resizer,
            &pictures::jpeg(&pictures::photo(40, 30), false, None)
        )
        .is_ok()
    );
}

#[test]
fn a_call_ends_at_its_end_and_not_later_for_having_waited() {
    let resizer = resizer(CallLimits::default());
    let call = |time| Call {
        end: Some(Instant::now() + time),
        cancel: Cancel::default(),
        limits: CallLimits::default(),
    };
    let error = resize_as(&resizer, &call(Duration::ZERO), &slow());
    assert!(matches!(error, Err(Error::Deadline { .. })), "{error:?}");
    let error = resize_as(&resizer, &call(Duration::from_millis(20)), &slow());
    match error {
        Err(Error::Deadline { limit }) => assert!(limit < CallLimits::default().time),
        other => panic!("{other:?}"),
    }
}
