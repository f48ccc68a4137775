//! Open Bitstream Units (AV1 specification, section 5.3): what can be told without decoding.

/// Types of units (section 6.2.2).
const FRAME_HEADER: u8 = 3;
const FRAME: u8 = 6;

/// How many frames are coded in the data of an image item, shown or not. `None` where it breaks the rules of the format, so that
/// nothing can be said of it.
pub(crate) fn coded_frames(data: &[u8]) -> Option<usize> {
    let mut rest = data;
    let mut frames = 0;
    while let Some((kind, after)) = next(rest)? {
        frames += usize::from(matches!(kind, FRAME_HEADER | FRAME));
        rest = after;
    }
    Some(frames)
}

/// The type of the first unit, and what follows it; nothing at the end.
fn next(data: &[u8]) -> Option<Option<(u8, &[u8])>> {
    let Some((&head, mut rest)) = data.split_first() else {
        return Some(None);
    };
    // A forbidden bit, four for the type, whether an extension follows, whether a length follows, a reserved one.
    if head & 0x80 != 0 {
        return None;
    }
    if head & 4 != 0 {
        rest = rest.split_first()?.1;
    }
    if head & 2 != 0 {
        let length;
        (length, rest) = leb128(rest)?;
        rest = rest.get(usize::try_from(length).ok()?..)?;
    } else {
        // The last unit may go to the end.
        rest = &[];
    }
    Some(Some((head >> 3 & 15, rest)))
}

/// A number in groups of 7 bits, the lowest first (section 4.10.5), and what follows it.
fn leb128(data: &[u8]) -> Option<(u64, &[u8])> {
    let mut value = 0;
    for (index, byte) in data.iter().take(8).enumerate() {
        value |= u64::from(byte & 0x7f) << (7 * index);
        if byte & 0x80 == 0 {
            return Some((value, &data[index + 1..]));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const DELIMITER: [u8; 2] = [0x12, 0];
    const SEQUENCE: [u8; 4] = [0x0a, 2, 0, 0];
    const A_FRAME: [u8; 4] = [0x32, 2, 9, 9];
    const A_FRAME_HEADER: [u8; 4] = [0x1e, 0x40, 1, 9];
    const LAST_FRAME: [u8; 4] = [0x30, 1, 2, 3];

    #[test]
    fn frames_are_counted() {
        assert_eq!(coded_frames(&[]), Some(0));
        let of = |units: &[&[u8]]| coded_frames(&units.concat());
        assert_eq!(of(&[&DELIMITER, &SEQUENCE]), Some(0));
        assert_eq!(of(&[&DELIMITER, &SEQUENCE, &A_FRAME]), Some(1));
        assert_eq!(of(&[&SEQUENCE, &A_FRAME_HEADER, &A_FRAME]), Some(2));
        assert_eq!(of(&[&SEQUENCE, &LAST_FRAME]), Some(1));
    }

    #[test]
    fn lengths_have_up_to_eight_groups() {
        let mut long = vec![0x32, 0x82, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0, 9, 9];
        assert_eq!(coded_frames(&long), Some(1));
        long[8] = 0x80;
        assert_eq!(coded_frames(&long), None);
    }

    #[test]
    fn nothing_is_said_of_what_is_cut_or_forbidden() {
        assert_eq!(coded_frames(&[0x32]), None);
        assert_eq!(coded_frames(&[0x32, 3, 9]), None);
        assert_eq!(coded_frames(&[0x36, 0]), None);
        assert_eq!(coded_frames(&[0xb2, 0]), None);
    }
}
