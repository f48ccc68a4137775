//! The resize component under wasmtime.
//!
//! This crate reduces wasmtime to what a host of Thumbox needs: load the component once, then `probe`, `resize` and
//! `formats`, each in an instance of its own, with a limit on memory and on time. No wasmtime type is part of the
//! interface.
//!
//! ```no_run
//! use engine::{CallLimits, Limits, Resizer};
//!
//! let resizer = Resizer::embedded(CallLimits::default())?;
//! let photo = std::fs::read("photo.jpg")?;
//! let resized = resizer.resize(&photo, &[recipe::Target::thumbnail()], Limits::default())?;
//! std::fs::write("thumbnail.jpg", &resized.outputs[0].data)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

#[cfg(all(feature = "malicious-component", not(debug_assertions)))]
compile_error!("the malicious component is for tests, and this is a build for others");

mod config;
mod error;

#[cfg(feature = "embedded")]
mod bindings;
#[cfg(feature = "embedded")]
mod call;
#[cfg(feature = "embedded")]
mod codecs;
#[cfg(feature = "embedded")]
mod contract;
#[cfg(feature = "embedded")]
mod decoded;
#[cfg(feature = "embedded")]
mod embedded;
#[cfg(feature = "embedded")]
mod info;
#[cfg(feature = "embedded")]
mod instances;
#[cfg(feature = "embedded")]
mod limits;
#[cfg(feature = "embedded")]
mod loading;
#[cfg(feature = "malicious-component")]
pub mod malicious;
#[cfg(feature = "embedded")]
mod output;
#[cfg(feature = "embedded")]
mod resizer;
#[cfg(feature = "embedded")]
mod slots;
#[cfg(feature = "variants")]
mod variants;

#[cfg(feature = "compile")]
pub mod precompile;

pub use error::{Error, ImageErrorKind, LoadError};

#[cfg(feature = "embedded")]
pub use call::{Call, Cancel};
#[cfg(feature = "embedded")]
pub use codecs::Codec;
#[cfg(feature = "embedded")]
pub use embedded::{COMPONENT_SHA256, codecs, has_codec};
#[cfg(feature = "embedded")]
pub use info::{ColorModel, FormatSupport, FrameCount, ImageInfo};
#[cfg(feature = "embedded")]
pub use limits::CallLimits;
#[cfg(feature = "embedded")]
pub use loading::{LoadingPause, pause_loading};
#[cfg(feature = "embedded")]
pub use output::{Output, Resized, Warning, WarningKind};
pub use recipe::{Limits, QualityBy};
#[cfg(feature = "embedded")]
pub use resizer::Resizer;
#[cfg(all(feature = "variants", feature = "compile"))]
pub use variants::Compilation;
#[cfg(feature = "variants")]
pub use variants::Form;
