//! The host in the browser: what a page has to know of recipes, as functions from texts to texts.
//!
//! The package `thumbox` (`web-demo/package`) calls them: it reads a recipe here, gives the component's Workers
//! what it asks for, and asks where the results will lie. So a page says what Lambda says, as both ask the
//! crate `recipe`. Nothing here looks into a picture, and nothing touches the page.
//!
//! Answers are JSON: `{"recipe": ...}`, or `{"mistake": ...}` where a recipe is wrong.

#![forbid(unsafe_code)]

pub mod command_line;
pub mod destination;
pub mod reading;

#[cfg(target_arch = "wasm32")]
mod bindings;
