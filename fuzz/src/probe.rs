//! `probe`, with any bytes, and with a beginning of them.

use resizer::{Error, FrameCount, ImageInfo, probe};

use crate::choices::Choices;

/// A shorter head may be taken for something else: it can end inside a signature.
const SIGNATURE_BYTES: usize = 22;

/// Probes the file, and a beginning of it whose length the file chooses.
///
/// # Panics
/// Where a promise of `probe` is broken.
pub fn check(file: &[u8]) {
    let whole = probe(file);
    check_answer(file, &whole);
    let length = Choices::of(file).below(file.len() as u32 + 1) as usize;
    let head = &file[..length];
    let beginning = probe(head);
    check_answer(head, &beginning);
    if length >= SIGNATURE_BYTES {
        check_agreement(&beginning, &whole);
    }
}

fn check_answer(head: &[u8], answer: &Result<ImageInfo, Error>) {
    match answer {
        Ok(info) => {
            assert!(info.width > 0 && info.height > 0, "{info:?}");
            assert!((1..=8).contains(&info.orientation), "{info:?}");
            assert!((1..=64).contains(&info.depth), "{info:?}");
        }
        // Whoever asks again with as much as this gets further, so asking again comes to an end.
        Err(Error::Truncated(truncation)) => {
            if let Some(needed) = truncation.needed {
                assert!(needed > head.len() as u64, "{truncation:?}");
            }
        }
        Err(Error::UnsupportedFormat(message) | Error::Malformed(message)) => {
            assert!(!message.is_empty());
        }
        Err(other) => panic!("probe has no options and allocates nothing: {other:?}"),
    }
}

/// Whatever a beginning of a file has settled stays settled when more is read.
fn check_agreement(beginning: &Result<ImageInfo, Error>, whole: &Result<ImageInfo, Error>) {
    match (beginning, whole) {
        (Ok(less), Ok(more)) => {
            assert_eq!(less.format, more.format);
            assert_eq!(stored_size(less), stored_size(more));
            match (less.frames, more.frames) {
                (FrameCount::Exactly(few), FrameCount::Exactly(many)) => assert_eq!(few, many),
                (
                    FrameCount::AtLeast(few),
                    FrameCount::Exactly(many) | FrameCount::AtLeast(many),
                ) => {
                    assert!(few <= many, "{less:?} {more:?}");
                }
                (FrameCount::Exactly(_), FrameCount::AtLeast(_)) => panic!("{less:?} {more:?}"),
            }
        }
        (Err(Error::Truncated(_)), _) => {}
        (Err(Error::UnsupportedFormat(_)), Err(Error::UnsupportedFormat(_))) => {}
        (Err(Error::Malformed(_)), Err(Error::Malformed(_))) => {}
        _ => panic!("the beginning: {beginning:?}\nthe whole file: {whole:?}"),
    }
}

/// The size before orientation, which may stand behind the picture.
fn stored_size(info: &ImageInfo) -> (u32, u32) {
    if info.orientation >= 5 {
        (info.height, info.width)
    } else {
        (info.width, info.height)
    }
}
