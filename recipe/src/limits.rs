//! Limits that hosts keep. They are here so that all hosts keep the same ones.

use std::time::Duration;

/// The largest file that is read, in bytes: 256 MiB. No camera writes a larger one in a format that is read, and the
/// component holds the file beside the picture.
pub const MAX_FILE_BYTES: u64 = 256 << 20;

/// The time that one call of the component may take. Arbitrary, and a hundred times what a photo takes.
pub const MAX_TIME: Duration = Duration::from_secs(30);
