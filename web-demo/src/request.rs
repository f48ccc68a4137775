//! From a target to the record that the transpiled component takes.

use recipe::{Encoding, Target};
use serde_json::{Map, Value, json};

/// The WIT record `target` in the shape that jco gives it: absent options are absent members, variants are
/// `{tag, val}`.
///
/// ```
/// let record = serde_json::json!({
///     "width": 128, "height": 128, "fit": "inside", "enlarge": false,
///     "encoding": { "tag": "auto", "val": {} },
/// });
/// assert_eq!(web_demo::request::target_record(&recipe::Target::thumbnail()), record);
/// ```
pub fn target_record(target: &Target) -> Value {
    let mut record = Map::new();
    if let Some(width) = target.width {
        record.insert("width".to_owned(), json!(width));
    }
    if let Some(height) = target.height {
        record.insert("height".to_owned(), json!(height));
    }
    record.insert("fit".to_owned(), json!(target.fit));
    record.insert("enlarge".to_owned(), json!(target.enlarge));
    record.insert("encoding".to_owned(), encoding(target));
    Value::Object(record)
}

fn encoding(target: &Target) -> Value {
    let tag = json!(target.format);
    match target.format {
        Encoding::Auto | Encoding::Jpeg => {
            let options = match target.quality {
                Some(quality) => json!({ "quality": quality }),
                None => json!({}),
            };
            json!({ "tag": tag, "val": options })
        }
        Encoding::Png | Encoding::Webp => json!({ "tag": tag }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use recipe::Fit;

    #[test]
    fn quality_goes_where_the_contract_has_a_place_for_it() {
        let mut target = Target {
            quality: Some(70),
            fit: Fit::Cover,
            ..Target::default()
        };
        let rows = [
            (
                Encoding::Auto,
                json!({ "tag": "auto", "val": { "quality": 70 } }),
            ),
            (
                Encoding::Jpeg,
                json!({ "tag": "jpeg", "val": { "quality": 70 } }),
            ),
            (Encoding::Png, json!({ "tag": "png" })),
            (Encoding::Webp, json!({ "tag": "webp" })),
        ];
        for (format, expected) in rows {
            target.format = format;
            let record = target_record(&target);
            assert_eq!(record["encoding"], expected);
            assert_eq!(record["fit"], "cover");
            assert_eq!(record.get("width"), None);
        }
    }
}
