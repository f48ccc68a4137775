//! The cells of a contact sheet.

use std::str::FromStr;

/// The box for a picture, in pixels, such as `800x600`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct CellSize {
    pub(crate) width: u32,
    pub(crate) height: u32,
}

impl FromStr for CellSize {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.split_once('x')
            .and_then(|(width, height)| {
                Some(Self {
                    width: width.parse().ok()?,
                    height: height.parse().ok()?,
                })
            })
            .ok_or("expected a width and a height, such as 800x600")
    }
}

#[cfg(test)]
mod tests {
    use super::CellSize;

    #[test]
    fn a_size_is_two_numbers() {
        let size = CellSize {
            width: 800,
            height: 600,
        };
        assert_eq!("800x600".parse::<CellSize>().unwrap(), size);
        for text in ["800", "x600", "800x", "800x600x1", "800X600", "-1x5", ""] {
            assert!(text.parse::<CellSize>().is_err(), "{text}");
        }
    }
}
