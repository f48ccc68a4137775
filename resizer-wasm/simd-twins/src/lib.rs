//! What vectors do in the component and its decoders, by number: bytes go in, and bytes come out.
//!
//! Compiled for WebAssembly, as the component is, this is done with the instructions of `simd128`; compiled for the machine
//! at hand, without them. `tests/twins.rs` gives the same bytes to both, and both must give the same.

#![deny(unsafe_code)]

mod exports;
mod input;
mod jpeg_decoder;
mod jpeg_encoder;
mod operations;
mod png;
mod resample;
mod vp8;
mod writer;

pub use input::Input;

/// What a case is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Given {
    /// So many bytes, any.
    Bytes(usize),
    /// A scale, whether damage is tolerated, and a JPEG file, perhaps a damaged one.
    Jpeg,
    /// A scale, whether damage is tolerated, and a frame of VP8, perhaps a damaged one.
    Vp8,
}

/// Something that is done with vectors.
#[derive(Debug, Clone, Copy)]
pub struct Case {
    /// What it is, for messages.
    pub name: &'static str,
    /// What it is given.
    pub given: Given,
    /// Does it.
    pub run: fn(Input<'_>) -> Vec<u8>,
}

const fn case(name: &'static str, given: Given, run: fn(Input<'_>) -> Vec<u8>) -> Case {
    Case { name, given, run }
}

/// All of it.
pub const CASES: [Case; 25] = [
    case("resample: add rows", Given::Bytes(211), resample::add_rows),
    case(
        "resample: filter a row",
        Given::Bytes(223),
        resample::filter_row,
    ),
    case(
        "lanes: operations on bytes",
        Given::Bytes(48),
        operations::on_bytes,
    ),
    case(
        "lanes: operations on 16 and 32 bits",
        Given::Bytes(48),
        operations::on_words,
    ),
    case("lanes: shuffles", Given::Bytes(32), operations::shuffles),
    case(
        "lanes: loads and stores",
        Given::Bytes(32),
        operations::transfers,
    ),
    case("png: unfilter", Given::Bytes(199), png::unfilter),
    case(
        "jpeg encoder: operations",
        Given::Bytes(64),
        jpeg_encoder::operations,
    ),
    case(
        "jpeg encoder: samples",
        Given::Bytes(104),
        jpeg_encoder::samples,
    ),
    case(
        "jpeg encoder: a block",
        Given::Bytes(66),
        jpeg_encoder::block,
    ),
    case(
        "jpeg encoder: a picture",
        Given::Bytes(199),
        jpeg_encoder::picture,
    ),
    case(
        "jpeg decoder: clear",
        Given::Bytes(128),
        jpeg_decoder::clear,
    ),
    case(
        "jpeg decoder: 8 x 8",
        Given::Bytes(200),
        jpeg_decoder::transform::<8>,
    ),
    case(
        "jpeg decoder: 4 x 4",
        Given::Bytes(200),
        jpeg_decoder::transform::<4>,
    ),
    case(
        "jpeg decoder: 3 x 3",
        Given::Bytes(200),
        jpeg_decoder::transform::<3>,
    ),
    case(
        "jpeg decoder: 2 x 2",
        Given::Bytes(200),
        jpeg_decoder::transform::<2>,
    ),
    case(
        "jpeg decoder: 1 x 1",
        Given::Bytes(200),
        jpeg_decoder::transform::<1>,
    ),
    case(
        "jpeg decoder: to RGB",
        Given::Bytes(150),
        jpeg_decoder::to_rgb,
    ),
    case("jpeg decoder: a file", Given::Jpeg, jpeg_decoder::decode),
    case("vp8 decoder: operations", Given::Bytes(64), vp8::operations),
    case("vp8 decoder: columns", Given::Bytes(256), vp8::columns),
    case("vp8 decoder: residual", Given::Bytes(129), vp8::residual),
    case(
        "vp8 decoder: prediction",
        Given::Bytes(223),
        vp8::prediction,
    ),
    case("vp8 decoder: loop filter", Given::Bytes(251), vp8::filter),
    case("vp8 decoder: a frame", Given::Vp8, vp8::decode),
];

/// Runs the case with this number.
pub fn run(number: usize, input: &[u8]) -> Option<Vec<u8>> {
    let case = CASES.get(number)?;
    Some((case.run)(Input::new(input)))
}
