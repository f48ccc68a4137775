//! A limit that hosts keep. It is here so that all hosts keep the same one.

use std::time::Duration;

/// The time that one call of the component may take. Arbitrary, and a hundred times what a photo takes.
pub const MAX_TIME: Duration = Duration::from_secs(30);
