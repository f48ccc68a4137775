//! Reading inputs: whole, or only as much of the beginning as it takes to know what they are.

use std::fs::File;
use std::io::{self, Read};
use std::os::fd::AsFd;
use std::path::Path;
use std::time::{Duration, Instant};

use engine::{Error, FrameCount, ImageErrorKind, ImageInfo, Resizer};
use recipe::MAX_TIME;

use crate::failure::Failure;
use crate::waiting::{self, Unfinished};

/// Means standard input where a file is expected, and standard output where one is written.
pub(crate) const STANDARD: &str = "-";

/// Enough to probe nearly all images.
const HEAD_BYTES: u64 = 64 << 10;

/// The whole file, which may have up to `limit` bytes. Of a longer one nothing is read, and of a device that never ends, no
/// more.
pub(crate) fn read(path: &Path, limit: u64) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let mut file = open(path)?;
    if is_longer(&file, limit) {
        return Err(Failure::file_too_large(limit));
    }
    read_up_to(&mut file, &mut bytes, limit.saturating_add(1))?;
    if bytes.len() as u64 > limit {
        return Err(Failure::file_too_large(limit));
    }
    Ok(bytes)
}

/// All of standard input, which may have up to `limit` bytes.
pub(crate) fn read_standard(limit: u64) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    io::stdin()
        .lock()
        .take(limit.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(|error| Failure::reading(&error))?;
    match bytes.len() as u64 > limit {
        true => Err(Failure::file_too_large(limit)),
        false => Ok(bytes),
    }
}

/// As [`read`] and [`read_standard`], of what may be a pipe that nobody writes to: no longer than `wait`, and no longer than
/// until a signal comes.
pub(crate) fn read_pipe(
    path: &Path,
    limit: u64,
    wait: Option<Duration>,
) -> Result<Vec<u8>, Failure> {
    let path = path.to_owned();
    let read = move || match path.as_os_str() == STANDARD {
        true => read_standard(limit),
        false => read(&path, limit),
    };
    waiting::within(wait, move || Ok(read())).map_err(unfinished)?
}

/// A pipe was waited for in vain.
fn unfinished(why: Unfinished) -> Failure {
    let kind = match why {
        Unfinished::Failed(error) => return Failure::reading(&error),
        Unfinished::TimedOut(_) => "deadline",
        Unfinished::Stopped => "stopped",
    };
    Failure {
        kind,
        message: why.to_string(),
    }
}

/// What the file, or standard input, is. Reads no more of it than the component asks for, and no more than `limit` bytes.
pub(crate) fn probe(resizer: &Resizer, path: &Path, limit: u64) -> Result<ImageInfo, Failure> {
    let file = match path.as_os_str() == STANDARD {
        false => open(path)?,
        true => {
            let standard = io::stdin().as_fd().try_clone_to_owned();
            standard.map_err(|error| Failure::reading(&error))?.into()
        }
    };
    probe_frames(resizer, file, limit, MAX_TIME, true)
}

/// The same in this time, without counting the frames of an animation to the end of the file.
pub(crate) fn probe_head(
    resizer: &Resizer,
    path: &Path,
    limit: u64,
    time: Duration,
) -> Result<ImageInfo, Failure> {
    probe_frames(resizer, open(path)?, limit, time, false)
}

fn probe_frames(
    resizer: &Resizer,
    mut file: File,
    limit: u64,
    time: Duration,
    all: bool,
) -> Result<ImageInfo, Failure> {
    let start = Instant::now();
    let mut head = Vec::new();
    let mut wanted = HEAD_BYTES.min(limit);
    loop {
        let is_whole = read_up_to(&mut file, &mut head, wanted)?;
        // All attempts together have the time.
        let left = time.saturating_sub(start.elapsed());
        match resizer.probe_within(left, &head) {
            Err(Error::Deadline { .. }) => return Err(Error::Deadline { limit: time }.into()),
            // Frames have to be counted to the end of the file.
            Ok(info) if all && matches!(info.frames, FrameCount::AtLeast(_)) && !is_whole => {
                wanted = limit
            }
            Err(Error::Image {
                kind: ImageErrorKind::Truncated,
                needed: Some(needed),
                ..
            }) if !is_whole && wanted < limit => {
                // It will be refused: then more of it need not be read to know what it is.
                if !all && is_longer(&file, limit) {
                    return Err(Failure::file_too_large(limit));
                }
                wanted = needed.max(wanted * 2).min(limit)
            }
            // That the file ends early is known only where it does.
            Err(Error::Image {
                kind: ImageErrorKind::Truncated,
                ..
            }) if !is_whole && wanted >= limit && has_more(&mut file)? => {
                return Err(Failure::file_too_large(limit));
            }
            result => return Ok(result?),
        }
        if head.len() as u64 >= limit {
            return Err(Failure::file_too_large(limit));
        }
    }
}

/// Whether it is known to have more bytes than this.
fn is_longer(file: &File, limit: u64) -> bool {
    let metadata = file.metadata();
    metadata.is_ok_and(|metadata| metadata.is_file() && metadata.len() > limit)
}

fn open(path: &Path) -> Result<File, Failure> {
    let file = File::open(path).map_err(|error| Failure::reading(&error))?;
    // Linux opens folders and only refuses to read them.
    if file.metadata().is_ok_and(|metadata| metadata.is_dir()) {
        return Err(Failure::is_directory());
    }
    Ok(file)
}

/// Whether the file goes on behind what has been read.
fn has_more(file: &mut File) -> Result<bool, Failure> {
    read_up_to(file, &mut Vec::new(), 1).map(|is_whole| !is_whole)
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
