//! What rav1d takes from the crate `libc`.
#![allow(
    non_camel_case_types,
    missing_docs,
    reason = "the names are C's (C17, section 7.19; POSIX.1-2017, sys/types.h and errno.h)"
)]

pub type ptrdiff_t = isize;
pub type intptr_t = isize;
pub type uintptr_t = usize;
pub type off_t = i64;

// As Linux numbers them. What counts is that they differ, fit into a byte, and are neither 0 nor 1.
pub const ENOENT: i32 = 2;
pub const EIO: i32 = 5;
pub const EAGAIN: i32 = 11;
pub const ENOMEM: i32 = 12;
pub const EINVAL: i32 = 22;
pub const ERANGE: i32 = 34;
pub const ENOPROTOOPT: i32 = 92;
