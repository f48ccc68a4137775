//! Thumbox on AWS Lambda: for every upload that S3 reports, thumbnails in another bucket.
//!
//! Where to read: `event/` says what is asked, `work.rs` does it with `state.rs`, `make.rs` and `write.rs`, `failure.rs`
//! says who has to act when it did not work, and `handler.rs` holds an invocation together. Everything works on any
//! [`store::Store`]; `s3.rs` is the one that Lambda has.

#![forbid(unsafe_code)]

pub mod done;
pub mod event;
pub mod failure;
pub mod handler;
pub mod make;
mod marks;
pub mod metrics;
pub mod plan;
mod report;
pub mod s3;
pub mod settings;
mod state;
pub mod store;
pub mod upload;
pub mod work;
mod write;
