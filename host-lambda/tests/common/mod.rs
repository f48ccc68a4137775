//! What the tests of the whole function share.

#![allow(dead_code, reason = "every test file uses its own part")]

#[cfg(feature = "aws")]
pub(crate) mod cgroup;
pub(crate) mod event;
#[cfg(feature = "aws")]
pub(crate) mod function;
pub(crate) mod here;
pub(crate) mod model;
pub(crate) mod picture;
pub(crate) mod proxy;
#[cfg(feature = "aws")]
pub(crate) mod seaweedfs;
pub(crate) mod service;
