//! What the tests of the whole function share.

#![allow(dead_code, reason = "every test file uses its own part")]

pub(crate) mod event;
pub(crate) mod function;
pub(crate) mod here;
pub(crate) mod model;
pub(crate) mod picture;
pub(crate) mod proxy;
pub(crate) mod runtime_api;
pub(crate) mod seaweedfs;
