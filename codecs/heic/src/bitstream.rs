//! The NAL units of an item, as a stream (ITU-T H.265, annex B): each behind a start code.

use heif::Error;

const START_CODE: [u8; 4] = [0, 0, 0, 1];

/// Bytes of `hvcC` before its arrays, and where among them the length of lengths is (ISO/IEC 14496-15, section 8.3.2.1).
const ARRAYS_AT: usize = 23;
const LENGTH_SIZE_AT: usize = 21;

/// The parameter sets of a configuration, and then the units of the item.
///
/// # Errors
/// `malformed` where a length goes beyond what is there, and `limit-exceeded` where there is no memory for a copy.
pub(crate) fn annex_b(configuration: &[u8], item: &[u8]) -> Result<Vec<u8>, Error> {
    let mut stream = Vec::new();
    // A length takes one byte at least, in whose place there are four.
    let most = 4 * (configuration.len() + item.len());
    if stream
        .try_reserve(configuration.len() + item.len())
        .is_err()
    {
        return Err(Error::OutOfMemory(most as u64));
    }
    let mut rest = configuration
        .get(ARRAYS_AT..)
        .ok_or_else(|| Error::malformed("its property hvcC has less than 23 bytes"))?;
    for _ in 0..configuration[ARRAYS_AT - 1] {
        // The kind of units, and how many.
        let head = take(&mut rest, 3, "hvcC")?;
        for _ in 0..u16::from_be_bytes([head[1], head[2]]) {
            add_unit(&mut stream, &mut rest, 2, "hvcC")?;
        }
    }
    let length_size = usize::from(configuration[LENGTH_SIZE_AT] & 3) + 1;
    let mut rest = item;
    while !rest.is_empty() {
        add_unit(&mut stream, &mut rest, length_size, "item")?;
    }
    Ok(stream)
}

/// Adds a unit that stands behind its length, a number of so many bytes.
fn add_unit(
    stream: &mut Vec<u8>,
    rest: &mut &[u8],
    length_size: usize,
    place: &str,
) -> Result<(), Error> {
    let length = take(rest, length_size, place)?
        .iter()
        .fold(0, |length, byte| length << 8 | usize::from(*byte));
    let unit = take(rest, length, place)?;
    if stream.try_reserve(START_CODE.len() + unit.len()).is_err() {
        return Err(Error::OutOfMemory(unit.len() as u64));
    }
    stream.extend(START_CODE);
    stream.extend(unit);
    Ok(())
}

fn take<'a>(rest: &mut &'a [u8], length: usize, place: &str) -> Result<&'a [u8], Error> {
    let Some((taken, after)) = rest.split_at_checked(length) else {
        return Err(Error::malformed(format!(
            "in its {place}, a NAL unit has {length} bytes, and {} are there",
            rest.len()
        )));
    };
    *rest = after;
    Ok(taken)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn configuration(length_size: u8, arrays: &[u8]) -> Vec<u8> {
        let mut bytes = vec![0; ARRAYS_AT];
        bytes[LENGTH_SIZE_AT] = 0xfc | (length_size - 1);
        bytes[ARRAYS_AT - 1] = arrays.first().copied().unwrap_or(0);
        bytes.extend(arrays.iter().skip(1));
        bytes
    }

    #[test]
    fn parameter_sets_come_before_the_item() {
        let arrays = [
            2, // arrays
            0x20, 0, 1, 0, 2, 0x40, 1, // a VPS
            0x22, 0, 2, 0, 1, 0x44, 0, 1, 0x45, // two PPS
        ];
        let stream = annex_b(&configuration(4, &arrays), &[0, 0, 0, 3, 1, 2, 3]).unwrap();
        let expected = [
            &[0, 0, 0, 1, 0x40, 1][..],
            &[0, 0, 0, 1, 0x44],
            &[0, 0, 0, 1, 0x45],
            &[0, 0, 0, 1, 1, 2, 3],
        ];
        assert_eq!(stream, expected.concat());
        let stream = annex_b(&configuration(1, &[0]), &[1, 7, 2, 8, 9]).unwrap();
        assert_eq!(stream, [0, 0, 0, 1, 7, 0, 0, 0, 1, 8, 9]);
    }

    #[test]
    fn lengths_beyond_the_end_are_refused() {
        for (configuration, item) in [
            (vec![0; 22], vec![]),
            (configuration(4, &[1, 0x20, 0, 1, 0, 9, 1]), vec![]),
            (configuration(4, &[0]), vec![0, 0, 0, 2, 1]),
            (configuration(4, &[0]), vec![0, 0]),
            (configuration(4, &[0]), vec![0xff; 8]),
        ] {
            let error = annex_b(&configuration, &item).unwrap_err();
            assert_eq!(error.kind().word(), "malformed");
        }
    }
}
