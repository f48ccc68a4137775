//! What a new release means for results of an older one.

use request::words;

words! {
    /// What is done about a result that is there, and was made by another component of the same upload and output.
    pub enum Upgrade {
        /// It stays: a release of Thumbox makes nothing again.
        Keep = "keep",
        /// It is made again, as any result whose receipt is another.
        Remake = "remake",
    }
}
