//! The commands of `thumbox`, each with a module of its name.
//!
//! No command imports another one, so that a command can be read and changed alone. What several commands need is in
//! `batch`, or beside it. `xtask/src/modules.rs` has the test.

pub(crate) mod bench;
pub(crate) mod completions;
pub(crate) mod contact_sheet;
pub(crate) mod formats;
pub(crate) mod invoke;
pub(crate) mod man;
pub(crate) mod probe;
pub(crate) mod recipe;
pub(crate) mod replay;
pub(crate) mod resize;
pub(crate) mod verify;
pub(crate) mod watch;
