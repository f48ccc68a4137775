//! Decoders, behind three traits: [`RowSource`] for a picture, [`StripSource`] for one whose components come apart, and
//! [`FrameSource`] for an animation. [`Opened`] chooses among them.
//!
//! A decoder that can only give a whole picture hands it out in rows through [`whole_frame::WholeFrame`].

mod apng;
mod bmp;
mod canvas;
mod gif;
mod ico;
mod jpeg;
mod png;
mod pnm;
mod psd;
mod qoi;
mod raster;
mod row_reader;
mod rows;
mod salvage;
mod shape;
mod source;
mod strips;
mod terms;
mod tga;
mod tiff;
mod webp;
mod webp_animation;
mod webp_lossy;
mod whole_frame;

pub(crate) use plan::Reduction;
pub(crate) use rows::{Frame, FrameSource, RowSource};
pub(crate) use shape::Shape;
pub(crate) use source::{Opened, Source, open_animation};
pub(crate) use strips::{Component, Enlargement, Model, StripSource};
pub(crate) use terms::{Terms, Wish};
pub(crate) use webp::frame_pixels as webp_frame_pixels;

#[cfg(test)]
mod tests;
