//! The old way of JPEG compression (TIFF 6.0, section 22) with tables that stand apart: what a JPEG file has before the data of
//! its scan, and a strip or tile of this kind has not.

use crate::contract::{Error, ImageFormat};
use crate::error;
use crate::head::{TiffDirectory, TiffNumbers, TiffOldJpeg};

const YCBCR: u16 = 6;
const MOST_COMPONENTS: u16 = 4;

/// Tables, frame header and scan header of a strip or tile of `width` x `height` pixels. Empty where the directory names no
/// tables.
pub(super) fn headers(
    directory: &TiffDirectory,
    file: &[u8],
    (width, height): (u32, u32),
) -> Result<Vec<u8>, Error> {
    let tables = &directory.old_jpeg;
    if tables.quantisers.is_none() {
        return Ok(Vec::new());
    }
    let components = directory.samples_per_pixel;
    let (Ok(width), Ok(height), 1..=MOST_COMPONENTS) =
        (u16::try_from(width), u16::try_from(height), components)
    else {
        return Err(error::malformed(
            ImageFormat::Tiff,
            "a strip or tile has more pixels or samples than JPEG allows",
        ));
    };
    let mut headers = Vec::new();
    add_tables(tables, file, components, &mut headers)?;
    if tables.restart_interval > 0 {
        let interval = tables.restart_interval.min(u32::from(u16::MAX)) as u16;
        segment(0xdd, &interval.to_be_bytes(), &mut headers);
    }
    let mut frame = vec![8];
    frame.extend(height.to_be_bytes());
    frame.extend(width.to_be_bytes());
    frame.push(components as u8);
    let mut scan = vec![components as u8];
    for component in 0..components as u8 {
        let (across, down) = match component {
            0 if directory.photometric == YCBCR => directory.subsampling,
            _ => (1, 1),
        };
        let sampling = (across.min(15) << 4 | down.min(15)) as u8;
        frame.extend([component + 1, sampling, component]);
        scan.extend([component + 1, component << 4 | component]);
    }
    segment(0xc0, &frame, &mut headers);
    scan.extend([0, 63, 0]);
    segment(0xda, &scan, &mut headers);
    Ok(headers)
}

/// A quantisation table and two of Huffman codes for each component.
fn add_tables(
    tables: &TiffOldJpeg,
    file: &[u8],
    components: u16,
    headers: &mut Vec<u8>,
) -> Result<(), Error> {
    for component in 0..components as u8 {
        let quantisers = table(tables.quantisers, file, component, |_| 64)?;
        segment(0xdb, &[&[component], quantisers].concat(), headers);
        for (class, codes) in [(0, tables.dc_codes), (0x10, tables.ac_codes)] {
            // The numbers of codes of each length, and then what they stand for.
            let codes = table(codes, file, component, |table| {
                16 + table
                    .iter()
                    .take(16)
                    .map(|count| usize::from(*count))
                    .sum::<usize>()
            })?;
            segment(0xc4, &[&[class | component], codes].concat(), headers);
        }
    }
    Ok(())
}

/// The table of a component, or the last one where there are fewer. `length` is that of a table with these bytes.
fn table(
    tables: Option<TiffNumbers>,
    file: &[u8],
    component: u8,
    length: fn(&[u8]) -> usize,
) -> Result<&[u8], Error> {
    let place = tables.and_then(|tables| {
        let last = tables.count.checked_sub(1)?;
        tables.get(file, last.min(component.into()))
    });
    let table = place.and_then(|place| {
        let rest = file.get(place as usize..)?;
        rest.get(..length(rest))
    });
    table.ok_or_else(|| {
        error::malformed(
            ImageFormat::Tiff,
            &format!("a JPEG table of its component {component} is missing"),
        )
    })
}

/// A marker and what belongs to it. No table is longer than a segment may be.
fn segment(marker: u8, data: &[u8], headers: &mut Vec<u8>) {
    headers.extend([0xff, marker]);
    headers.extend((data.len() as u16 + 2).to_be_bytes());
    headers.extend(data);
}
