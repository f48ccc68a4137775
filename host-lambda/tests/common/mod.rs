//! What the tests of the whole function share.

#![allow(dead_code, reason = "every test file uses its own part")]

pub mod function;
pub mod picture;
pub mod runtime_api;
pub mod seaweedfs;
