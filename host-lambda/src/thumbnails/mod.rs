//! From an upload to its thumbnails.

pub mod done;
pub mod make;
pub mod plan;
mod state;
pub mod worker;
mod write;
