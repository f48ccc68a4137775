//! A rectangle of pixels.

use std::fmt;
use std::str::FromStr;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde::ser::{Serialize, Serializer};

/// A rectangle in pixels of the upright source. As text: `LEFT,TOP,WIDTH,HEIGHT`; in JSON it may also be an object
/// with these four names in lower case.
///
/// ```
/// let region: recipe::Region = "10,20,300,200".parse()?;
/// assert_eq!((region.left, region.height), (10, 200));
/// # Ok::<(), recipe::RegionError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Region {
    /// Pixels left of it.
    pub left: u32,
    /// Pixels above it.
    pub top: u32,
    /// Its width.
    pub width: u32,
    /// Its height.
    pub height: u32,
}

/// A text that is no region.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "the crop is \"{found}\"; expected LEFT,TOP,WIDTH,HEIGHT in whole pixels, such as 10,20,300,200"
)]
pub struct RegionError {
    /// The text.
    pub found: String,
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{},{},{},{}",
            self.left, self.top, self.width, self.height
        )
    }
}

impl FromStr for Region {
    type Err = RegionError;

    fn from_str(text: &str) -> Result<Self, RegionError> {
        let numbers: Result<Vec<u32>, _> = text
            .split(',')
            .map(|number| number.trim().parse())
            .collect();
        match numbers.as_deref() {
            Ok(&[left, top, width, height]) => Ok(Self {
                left,
                top,
                width,
                height,
            }),
            _ => Err(RegionError {
                found: text.to_owned(),
            }),
        }
    }
}

impl Serialize for Region {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Region {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Object {
            left: u32,
            top: u32,
            width: u32,
            height: u32,
        }

        struct Spelling;

        impl<'de> Visitor<'de> for Spelling {
            type Value = Region;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(
                    "a crop, \"LEFT,TOP,WIDTH,HEIGHT\" or the fields left, top, width and height",
                )
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Region, E> {
                text.parse().map_err(E::custom)
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Region, A::Error> {
                let Object {
                    left,
                    top,
                    width,
                    height,
                } = Object::deserialize(MapAccessDeserializer::new(map))?;
                Ok(Region {
                    left,
                    top,
                    width,
                    height,
                })
            }
        }

        deserializer.deserialize_any(Spelling)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_spellings_mean_the_same() {
        let region = Region {
            left: 1,
            top: 2,
            width: 3,
            height: 4,
        };
        assert_eq!("1,2, 3,4".parse(), Ok(region));
        assert_eq!(region.to_string(), "1,2,3,4");
        let object = r#"{"left": 1, "top": 2, "width": 3, "height": 4}"#;
        assert_eq!(serde_json::from_str::<Region>(object).unwrap(), region);
        assert_eq!(
            serde_json::from_str::<Region>("\"1,2,3,4\"").unwrap(),
            region
        );
    }

    #[test]
    fn a_wrong_region_is_told_with_a_right_one() {
        for text in ["", "1,2,3", "1,2,3,4,5", "1,2,3,-4", "a,b,c,d"] {
            let error = text.parse::<Region>().unwrap_err().to_string();
            assert!(error.contains("LEFT,TOP,WIDTH,HEIGHT"), "{error}");
        }
    }
}
