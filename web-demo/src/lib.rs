//! The host in the browser.
//!
//! It owns the page: it reads the chosen photo, turns the form into a request, gives both to the Worker in which the
//! component runs, and shows the answer. It never looks into a picture; only the component does.
//!
//! What decides something is pure and tested natively; what touches the page exists for wasm32 only.

#![forbid(unsafe_code)]

pub mod answer;
pub mod command_line;
pub mod failure;
pub mod form;
pub mod request;
pub mod text;

#[cfg(target_arch = "wasm32")]
mod app;
#[cfg(target_arch = "wasm32")]
mod dom;
#[cfg(target_arch = "wasm32")]
mod photo;
#[cfg(target_arch = "wasm32")]
mod resizer;
#[cfg(target_arch = "wasm32")]
mod view;
