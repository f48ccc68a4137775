//! `probe`, with any bytes, and with every beginning of them.

use resizer::{Error, FrameCount, ImageInfo, probe};

use crate::choices::Choices;

/// A shorter head may be taken for something else: it can end inside a signature.
const SIGNATURE_BYTES: usize = 22;

/// Of a file that is not longer, every beginning is tried. Of a longer one, these and some more.
const EVERY: usize = 2 << 10;

/// How many longer beginnings are tried, besides those that `probe` asks for.
const LONGER: u32 = 32;

/// Probes every beginning of the file, and then the file as somebody does who reads what is asked for.
///
/// # Panics
/// Where a promise of `probe` is broken.
pub fn check(file: &[u8]) {
    let mut choices = Choices::of(file);
    let mut lengths: Vec<usize> = (0..=file.len().min(EVERY)).collect();
    if file.len() > EVERY {
        lengths.extend((0..LONGER).map(|_| choices.below(file.len() as u32 + 1) as usize));
        lengths.push(file.len());
        lengths.sort_unstable();
    }
    let mut before = None;
    for length in lengths {
        let head = &file[..length];
        let answer = probe(head);
        check_answer(head, &answer);
        if length >= SIGNATURE_BYTES {
            // One after another, so what was settled once stays so up to the whole file.
            if let Some(shorter) = &before {
                check_agreement(shorter, &answer);
            }
            before = Some(answer);
        }
    }
    ask_as_told(file);
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
        // Of a header that has more of something than is read.
        Err(
            Error::UnsupportedFormat(message)
            | Error::Malformed(message)
            | Error::TooLarge(message),
        ) => {
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
        (Err(Error::TooLarge(_)), Err(Error::TooLarge(_))) => {}
        _ => panic!("the beginning: {beginning:?}\nthe whole file: {whole:?}"),
    }
}

fn needed(answer: &Result<ImageInfo, Error>) -> Option<u64> {
    match answer {
        Err(Error::Truncated(truncation)) => truncation.needed,
        _ => None,
    }
}

/// Who always reads what is asked for comes to an answer, or to the end of the file.
fn ask_as_told(file: &[u8]) {
    let mut length = SIGNATURE_BYTES.min(file.len());
    loop {
        let answer = probe(&file[..length]);
        match needed(&answer).map(usize::try_from) {
            // It grows each time, see `check_answer`.
            Some(Ok(needed)) if needed <= file.len() => length = needed,
            _ => return check_agreement(&answer, &probe(file)),
        }
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
