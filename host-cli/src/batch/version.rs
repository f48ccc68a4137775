//! A picture's file as it is at a time, and reading it whole in one version.

use std::fs::{self, Metadata};
use std::time::Duration;

use engine::Resizer;

use super::budget;
use super::note::{changed, modified};
use super::picture_file::Input;
use crate::failure::Failure;
use crate::input;

/// A file as it was at a time.
#[derive(Clone)]
pub(super) struct Version {
    pub(super) metadata: Metadata,
    /// What its head says. `None` where nobody has looked at it, or where it is not enough: what resizing makes of it,
    /// counts.
    pub(super) info: Option<engine::ImageInfo>,
}

impl Version {
    /// The file as it is now, without a look into it. `None` for pipes and standard input, which can be read only once.
    pub(super) fn of(input: &Input, limit: u64) -> Result<Option<Self>, Failure> {
        if input.is_standard_input() {
            return Ok(None);
        }
        let metadata = fs::metadata(&input.path).map_err(|error| Failure::reading(&error))?;
        if metadata.is_dir() {
            return Err(Failure::is_directory());
        }
        if !metadata.is_file() {
            return Ok(None);
        }
        if metadata.len() > limit {
            return Err(Failure::file_too_large(limit));
        }
        Ok(Some(Self {
            metadata,
            info: None,
        }))
    }

    /// Looks at its head.
    pub(super) fn probe(
        &mut self,
        resizer: &Resizer,
        input: &Input,
        limit: u64,
        time: Duration,
    ) -> Result<(), Failure> {
        self.info = match input::probe_head(resizer, &input.path, limit, time) {
            Ok(info) => Some(info),
            // The picture may be there although something is missing that belongs to what `probe` tells, such as a
            // colour profile. And the request may be wrong, which is looked at first.
            Err(failure) if matches!(failure.kind, "truncated" | "malformed") => None,
            Err(failure) => return Err(failure),
        };
        Ok(())
    }

    /// The memory that making pictures of it is likely to take. Of a file whose head is broken hardly more is decoded.
    pub(super) fn need(&self) -> u64 {
        let bytes = self.metadata.len();
        let need = self.info.as_ref().map(|info| budget::need(info, bytes));
        need.unwrap_or(2 * bytes)
    }

    /// The time of its last change, in nanoseconds since 1970.
    pub(super) fn modified(&self) -> i128 {
        modified(&self.metadata)
    }

    /// The time of the last change of anything about it, in the same.
    pub(super) fn changed(&self) -> i128 {
        changed(&self.metadata)
    }
}

/// The whole file, and which version it is of. A pipe, which has none, is waited for no longer than `wait`.
pub(super) fn read(
    input: &Input,
    version: Option<Version>,
    limit: u64,
    wait: Option<Duration>,
) -> Result<(Vec<u8>, Option<Version>), Failure> {
    let Some(mut version) = version else {
        return Ok((input::read_pipe(&input.path, limit, wait)?, None));
    };
    // A file that is just being written is given a second chance.
    for _ in 0..2 {
        let image = input::read(&input.path, limit)?;
        let after = fs::metadata(&input.path).map_err(|error| Failure::reading(&error))?;
        let is_same = image.len() as u64 == after.len()
            && modified(&after) == version.modified()
            && after.len() == version.metadata.len();
        if is_same {
            return Ok((image, Some(version)));
        }
        version.metadata = after;
    }
    Err(Failure::changed())
}
