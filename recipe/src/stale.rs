//! What becomes of results whose upload was replaced by one of which nothing can be made.

use request::words;

words! {
    /// What is done about a result of what the upload was before.
    pub enum Stale {
        /// It is deleted: nobody sees any more what was replaced.
        Delete = "delete",
        /// It stays, as the last that could be made.
        Keep = "keep",
    }
}
