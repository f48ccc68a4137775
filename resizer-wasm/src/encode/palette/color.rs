//! Colours of palettes.

/// Red, green, blue and alpha.
pub(in crate::encode) type Color = [u8; 4];

/// How often a colour occurs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::encode) struct Counted {
    pub(in crate::encode) color: Color,
    pub(in crate::encode) count: u32,
}

/// A number that sorts colours: what is transparent first, as a PNG says nothing about the opaque ones at the end.
pub(in crate::encode) fn order(color: &Color) -> u32 {
    let [red, green, blue, alpha] = *color;
    u32::from_be_bytes([alpha, red, green, blue])
}

/// Colours weighted by their alpha, 0 to 255.
pub(super) fn premultiplied(color: Color) -> [i32; 4] {
    let alpha = i32::from(color[3]);
    let weighted = |sample: u8| (i32::from(sample) * alpha + 127) / 255;
    [
        weighted(color[0]),
        weighted(color[1]),
        weighted(color[2]),
        alpha,
    ]
}
