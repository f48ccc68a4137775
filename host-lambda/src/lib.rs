//! Thumbox on AWS Lambda: for every upload that S3 reports, thumbnails in another bucket.
//!
//! Where to read: `handler.rs` holds an invocation together. `inbound.rs` reads its event into records, with the crate
//! `records`. `thumbnails/` handles a record; begin with its `mod.rs`. `failure/` says who has to act where that failed,
//! and `outbound/` has answers, log lines and metrics. `settings/` has what the operator has set, and `plans/` which
//! recipe an upload gets; one on S3 may change meanwhile. Imports point this way only, and from all of these to `store/`.
//!
//! Everything works on any [`store::Store`]. `store/s3.rs` is the one that Lambda has. With `store/folders/`,
//! `thumbox invoke` runs the same handler at home. Without the feature `aws` there is nothing of AWS's SDK here.

#![forbid(unsafe_code)]

#[cfg(feature = "aws")]
mod diagnostic;
pub mod failure;
pub mod handler;
mod inbound;
pub mod invocation;
pub mod notify;
pub mod outbound;
pub mod plans;
pub mod recipe_object;
pub mod settings;
pub mod store;
pub mod thumbnails;

pub use records::{event, provenance, upload};
