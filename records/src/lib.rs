//! What is said of uploads and of results: events, metadata of objects, notes and receipts.
//!
//! Everything here comes from somebody else, who may have written anything: an event from whoever may call the function,
//! metadata and notes from whoever may write where results are. So it is read here and nowhere else, apart from what is
//! done about it, and fuzzed (`fuzz/src/events.rs`, `fuzz/src/notes.rs`). The crate does no I/O and knows no host, no
//! engine and no picture.

#![forbid(unsafe_code)]

mod claim;
pub mod event;
mod note;
mod object_note;
pub mod provenance;
mod source_name;
pub mod upload;

pub use claim::{Claim, ClaimError};
pub use note::{Facts, Note, OutputRecipe, Source, Warned};
pub use object_note::{ObjectNote, SHA256_ETAG};
pub use source_name::SourceName;
