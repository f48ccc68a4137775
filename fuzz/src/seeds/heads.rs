//! Files that codecs decode, whose heads are read here.

macro_rules! files {
    ($($path:literal),* $(,)?) => {
        vec![$(($path.replace('/', "-"), include_bytes!(concat!("../../../", $path)).to_vec())),*]
    };
}

/// AVIF and HEIC: turned and cropped with alpha, in tiles, and as simple as can be.
pub(super) fn isobmff() -> Vec<(String, Vec<u8>)> {
    files![
        "isobmff/tests/files/turned.avif",
        "isobmff/tests/files/grid.avif",
        "isobmff/tests/files/small.heic",
    ]
}

/// JPEG XL: a codestream with alpha, an animation, and a container.
pub(super) fn jxl() -> Vec<(String, Vec<u8>)> {
    files![
        "jxl-head/tests/files/alpha.jxl",
        "jxl-head/tests/files/moving.jxl",
        "jxl-head/tests/files/turned.jxl",
    ]
}
