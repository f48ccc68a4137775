//! One picture to make, and where it goes.

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeSeed, Error as _, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::{BucketTemplate, Delivery, KeyTemplate, Known, Target};

/// One picture to make, and where it goes. As text the fields of both stand side by side.
///
/// ```
/// let output: recipe::Output = serde_json::from_str(r#"{"width": 256, "key": "{stem}.{ext}"}"#)?;
/// assert_eq!(output.target.width, Some(256));
/// assert_eq!(serde_json::to_string(&output)?, r#"{"width":256,"key":"{stem}.{ext}"}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Output {
    /// The picture.
    #[serde(flatten)]
    pub target: Target,
    /// Where it goes.
    #[serde(flatten)]
    pub delivery: Delivery,
}

impl Output {
    /// The key of the result; `None` where it depends on what is not known yet. Width and height are this output's.
    pub fn key(&self, known: &Known<'_>) -> Option<String> {
        let known = Known {
            width: self.target.width,
            height: self.target.height,
            ..*known
        };
        match &self.delivery.key {
            Some(template) => template.key(&known),
            None => KeyTemplate::default().key(&known),
        }
    }

    /// The bucket of the result of an upload into `source`, where `default` is for outputs that name none.
    pub fn bucket(&self, source: &str, default: &BucketTemplate) -> String {
        let template = self.delivery.bucket.as_ref().unwrap_or(default);
        template.name_for(source)
    }
}

impl From<Target> for Output {
    fn from(target: Target) -> Self {
        Self {
            target,
            delivery: Delivery::default(),
        }
    }
}

/// The fields of [`Delivery`].
const OF_DELIVERY: [&str; 6] = [
    "bucket",
    "key",
    "cache-control",
    "storage-class",
    "tags",
    "copy-metadata",
];

// By hand, because serde's `flatten` neither refuses unknown fields nor says where a wrong one is.
impl<'de> Deserialize<'de> for Output {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Fields)
    }
}

struct Fields;

impl<'de> Visitor<'de> for Fields {
    type Value = Output;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an output, which has fields such as width")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Output, A::Error> {
        let mut delivery = Delivery::default();
        let rest = Rest {
            map,
            delivery: &mut delivery,
            seen: Vec::new(),
        };
        let target = Target::deserialize(MapAccessDeserializer::new(rest))?;
        Ok(Output { target, delivery })
    }
}

/// A map without the fields of [`Delivery`], which are read on the way.
struct Rest<'a, A> {
    map: A,
    delivery: &'a mut Delivery,
    seen: Vec<&'static str>,
}

impl<'de, A: MapAccess<'de>> Rest<'_, A> {
    /// The value of a field of [`Delivery`].
    fn take(&mut self, field: &'static str) -> Result<(), A::Error> {
        if self.seen.contains(&field) {
            return Err(A::Error::duplicate_field(field));
        }
        self.seen.push(field);
        match field {
            "bucket" => self.delivery.bucket = Some(self.map.next_value()?),
            "key" => self.delivery.key = Some(self.map.next_value()?),
            "cache-control" => self.delivery.cache_control = Some(self.map.next_value()?),
            "storage-class" => self.delivery.storage_class = Some(self.map.next_value()?),
            "tags" => self.delivery.tags = self.map.next_value()?,
            _ => self.delivery.copy_metadata = Some(self.map.next_value()?),
        }
        Ok(())
    }
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Rest<'_, A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, A::Error> {
        let mut seed = Some(seed);
        loop {
            match self.map.next_key_seed(Name { seed: &mut seed })? {
                Some(Field::OfDelivery(field)) => self.take(field)?,
                Some(Field::Other(value)) => return Ok(value),
                None => return Ok(None),
            }
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        self.map.next_value_seed(seed)
    }
}

/// The name of a field, read while the reader is at it: an error then says where the name is.
struct Name<'a, K> {
    /// For the name of a field that is not of [`Delivery`]. Taken when there is one, which is the last that is asked.
    seed: &'a mut Option<K>,
}

enum Field<V> {
    OfDelivery(&'static str),
    Other(Option<V>),
}

impl<'de, K: DeserializeSeed<'de>> DeserializeSeed<'de> for Name<'_, K> {
    type Value = Field<K::Value>;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Self::Value, D::Error> {
        let name = String::deserialize(reader)?;
        if let Some(field) = OF_DELIVERY.iter().find(|field| **field == name) {
            return Ok(Field::OfDelivery(field));
        }
        let seed = self.seed.take();
        let value = seed.map(|seed| seed.deserialize(name.into_deserializer()));
        value.transpose().map(Field::Other)
    }
}

/// For a field that has one output or a list of them.
pub(crate) fn one_or_several<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<Output>, D::Error> {
    struct OneOrSeveral;

    impl<'de> Visitor<'de> for OneOrSeveral {
        type Value = Vec<Output>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an output, which has fields such as width, or a list of outputs")
        }

        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
            Fields.visit_map(map).map(|output| vec![output])
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
            let mut outputs = Vec::new();
            while let Some(output) = list.next_element()? {
                outputs.push(output);
            }
            Ok(outputs)
        }
    }

    deserializer.deserialize_any(OneOrSeveral)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fields_of_both_stand_side_by_side() {
        let text = r#"{"height":5,"bucket":"thumbs","key":"{stem}","cache-control":"no-cache","storage-class":"STANDARD_IA","tags":{"a":"b"},"copy-metadata":true}"#;
        let output: Output = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_string(&output).unwrap(), text);
        // Every field is there: a new one is not forgotten above.
        let written = serde_json::to_value(&output.delivery).unwrap();
        let names: Vec<&str> = written
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .collect();
        let mut expected = OF_DELIVERY.to_vec();
        expected.sort_unstable();
        assert_eq!(names, expected);
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        let message = |text: &str| {
            serde_json::from_str::<Output>(text)
                .unwrap_err()
                .to_string()
        };
        let unknown = message("{\n\"key\": \"{key}\",\n\"widht\": 5}");
        assert!(
            unknown.starts_with("unknown field `widht`, expected one of `width`"),
            "{unknown}"
        );
        assert!(unknown.ends_with("at line 3 column 7"), "{unknown}");
        let key = message("{\n\"key\": \"{k}\"}");
        assert!(
            key.contains("the placeholder is \"k\"") && key.ends_with("at line 2 column 12"),
            "{key}"
        );
        assert!(message(r#"{"key": "a", "key": "b"}"#).starts_with("duplicate field `key`"));
        assert!(message("[]").contains("expected an output, which has fields such as width"));
    }
}
