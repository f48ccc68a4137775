//! Reading inputs: whole, or only as much of the beginning as it takes to know what they are.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use engine::{Error, ImageErrorKind, ImageInfo, Resizer};
use recipe::MAX_FILE_BYTES;

use crate::failure::Failure;

/// Enough to probe nearly all images.
const HEAD_BYTES: u64 = 64 << 10;

/// The whole file. Of a device that never ends, no more than the limit is read.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    read_up_to(&mut open(path)?, &mut bytes, MAX_FILE_BYTES + 1)?;
    if bytes.len() as u64 > MAX_FILE_BYTES {
        return Err(Failure::file_too_large(MAX_FILE_BYTES));
    }
    Ok(bytes)
}

/// What the file is. Reads no more of it than the component asks for.
pub(crate) fn probe(resizer: &Resizer, path: &Path) -> Result<ImageInfo, Failure> {
    let mut file = open(path)?;
    let mut head = Vec::new();
    let mut wanted = HEAD_BYTES;
    loop {
        let is_whole = read_up_to(&mut file, &mut head, wanted)?;
        match resizer.probe(&head) {
            // Frames have to be counted to the end of the file.
            Ok(info) if info.frames.is_none() && !is_whole => wanted = MAX_FILE_BYTES,
            Err(Error::Image {
                kind: ImageErrorKind::Truncated,
                needed: Some(needed),
                ..
            }) if !is_whole && wanted < MAX_FILE_BYTES => {
                wanted = needed.max(wanted * 2).min(MAX_FILE_BYTES)
            }
            result => return Ok(result?),
        }
        if head.len() as u64 >= MAX_FILE_BYTES {
            return Err(Failure::file_too_large(MAX_FILE_BYTES));
        }
    }
}

fn open(path: &Path) -> Result<File, Failure> {
    let file = File::open(path).map_err(|error| Failure::reading(&error))?;
    // Linux opens folders and only refuses to read them.
    if file.metadata().is_ok_and(|metadata| metadata.is_dir()) {
        return Err(Failure::is_directory());
    }
    Ok(file)
}

/// Reads on until `bytes` holds `length`. True where the file ended before.
fn read_up_to(file: &mut File, bytes: &mut Vec<u8>, length: u64) -> Result<bool, Failure> {
    let missing = length.saturating_sub(bytes.len() as u64);
    let read = file
        .take(missing)
        .read_to_end(bytes)
        .map_err(|error| Failure::reading(&error))?;
    Ok((read as u64) < missing)
}
