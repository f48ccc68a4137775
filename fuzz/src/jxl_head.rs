//! Heads of JPEG XL files by themselves, and what else their containers carry.

use jxl_head::{Error, Head, metadata, read};

/// Reads the head of the file, of every beginning that is asked for, and the boxes beside it.
///
/// # Panics
/// Where a promise of the reader is broken.
pub fn check(file: &[u8]) {
    let whole = read(file);
    let mut length = 0;
    loop {
        match read(&file[..length]) {
            Err(Error::Truncated { needed }) => {
                assert!(needed > length as u64, "{needed} of {length}");
                match usize::try_from(needed) {
                    Ok(needed) if needed <= file.len() => length = needed,
                    _ => break,
                }
            }
            // What a beginning says stays so.
            settled => {
                assert_eq!(settled, whole);
                break;
            }
        }
    }
    if let Ok(head) = whole {
        check_head(&head);
    }
    let found = metadata(file);
    for contents in [found.exif, found.xmp].into_iter().flatten() {
        assert!(contents.len() < file.len());
    }
}

fn check_head(head: &Head) {
    assert!(head.width > 0 && head.height > 0);
    assert!(u64::from(head.width) * u64::from(head.height) <= 1 << 40);
    assert!((1..=8).contains(&head.orientation));
    assert!((1..=32).contains(&head.samples.bits));
    assert!(head.intensity_target.is_finite());
}
