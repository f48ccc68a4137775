//! Thumbox on AWS Lambda: for every upload that S3 reports, thumbnails in another bucket.
//!
//! Where to read: the crate `records` says what is asked, `thumbnails/` does it, `failure.rs` says who has to act when it did not
//! work, `outbound/` tells what became of it, and `handler.rs` holds an invocation together. Everything works on any
//! [`store::Store`]; `store/s3.rs` is the one that Lambda has. `store/folders/` is one at home, with which `thumbox invoke`
//! runs the same handler. Without the feature `aws` there is nothing of AWS's SDK here.

#![forbid(unsafe_code)]

#[cfg(feature = "aws")]
mod diagnostic;
pub mod failure;
pub mod handler;
mod inbound;
pub mod invocation;
pub mod outbound;
pub mod settings;
pub mod store;
pub mod thumbnails;

pub use records::{event, provenance, upload};
