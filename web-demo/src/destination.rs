//! Where Lambda will store what a page shows.

use recipe::{BucketTemplate, Encoding, Known, OutputFormat, Receipt, Recipe, recipe_digest};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::reading;

/// An upload as it will be, and what is known of its results.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct Upload {
    /// The bucket that it goes into.
    pub bucket: String,
    /// The key that it goes under.
    pub key: String,
    /// The digest of the component. With that of the upload, names that depend on receipts are known.
    pub component: Option<String>,
    /// The digest of the codec that decodes it, where one has to.
    pub codec: Option<String>,
    /// The digest of all its bytes.
    pub source: Option<String>,
    /// The format of each result, in the order of the outputs; absent where it is not made yet.
    pub formats: Vec<Option<OutputFormat>>,
    /// Width and height of the results, as far as they are made.
    #[serde(default)]
    pub sizes: Vec<Option<(u32, u32)>>,
}

/// For each output its bucket, and its key where that is known, by the rules of Lambda. `recipe` is a text or a preset's
/// name, `upload` an [`Upload`] in JSON. `isFor` says whether Lambda will make anything of an upload with this key, and that
/// of an output whether it would be made if the recipe is for the upload.
///
/// ```
/// let upload = r#"{"bucket": "images", "key": "summer/cat.jpg"}"#;
/// let places = web_demo::destination::destinations("responsive", upload);
/// assert_eq!(places["isFor"], true);
/// assert_eq!(places["outputs"][2]["bucket"], "images-resized");
/// assert_eq!(places["outputs"][2]["key"], "summer/cat.jpg-256.webp");
/// ```
pub fn destinations(recipe: &str, upload: &str) -> Value {
    let upload: Upload = match serde_json::from_str(upload) {
        Ok(upload) => upload,
        Err(error) => return json!({ "mistake": { "message": error.to_string() } }),
    };
    match reading::recipe(recipe) {
        Ok(recipe) => json!({
            "isFor": recipe.is_for(&upload.key),
            "outputs": places(&recipe, &upload),
        }),
        Err(error) => json!({ "mistake": { "message": error.to_string() } }),
    }
}

fn places(recipe: &Recipe, upload: &Upload) -> Vec<Value> {
    let outputs = recipe.outputs.iter().enumerate();
    outputs
        .map(|(index, output)| {
            let receipt = receipt(recipe, index, upload);
            let made = upload.formats.get(index).copied().flatten();
            let known = Known {
                bucket: &upload.bucket,
                key: &upload.key,
                size: upload.sizes.get(index).copied().flatten(),
                format: made.or_else(|| output.target.format.and_then(Encoding::fixed)),
                receipt: receipt.as_deref(),
                ..Known::default()
            };
            json!({
                "isFor": output.is_for(&upload.key),
                "bucket": output.bucket(&upload.bucket, &BucketTemplate::default()),
                "key": output.key(&known),
            })
        })
        .collect()
}

fn receipt(recipe: &Recipe, index: usize, upload: &Upload) -> Option<String> {
    let receipt = Receipt {
        component: upload.component.clone()?,
        recipe: recipe_digest(&recipe.outputs[index], &recipe.limits),
        source: upload.source.clone()?,
        codec: upload.codec.clone(),
    };
    Some(receipt.digest())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(recipe: &str, upload: &str) -> Value {
        destinations(recipe, upload)["outputs"][0]["key"].clone()
    }

    #[test]
    fn a_name_that_depends_on_the_result_waits_for_it() {
        let recipe = r#"output.key = "{stem}.{ext}""#;
        assert_eq!(key(recipe, r#"{"key": "a.tif"}"#), Value::Null);
        let made = r#"{"key": "a.tif", "formats": ["png"]}"#;
        assert_eq!(key(recipe, made), "a.png");
        let recipe = r#"output.key = "{actual-width}x{actual-height}""#;
        assert_eq!(key(recipe, r#"{"key": "a.tif"}"#), Value::Null);
        let made = r#"{"key": "a.tif", "sizes": [[64, 43]]}"#;
        assert_eq!(key(recipe, made), "64x43");
    }

    #[test]
    fn a_name_with_a_receipt_needs_both_digests() {
        let upload = |rest: &str| format!(r#"{{"key": "avatars/me.png"{rest}}}"#);
        assert_eq!(key("avatar", &upload("")), Value::Null);
        assert_eq!(key("avatar", &upload(r#", "source": "s""#)), Value::Null);
        let known = key("avatar", &upload(r#", "source": "s", "component": "c""#));
        let recipe = reading::recipe("avatar").unwrap();
        let receipt = Receipt {
            component: "c".to_owned(),
            recipe: recipe_digest(&recipe.outputs[0], &recipe.limits),
            source: "s".to_owned(),
            codec: None,
        };
        let expected = format!("avatars/me-{}.jpg", &receipt.digest()[..16]);
        assert_eq!(known, expected.as_str());
    }

    #[test]
    fn an_upload_that_the_recipe_leaves_out_is_told() {
        let is_for = |upload| destinations("avatar", upload)["isFor"].clone();
        assert_eq!(is_for(r#"{"key": "avatars/me.png"}"#), true);
        assert_eq!(is_for(r#"{"key": "me.png"}"#), false);
    }

    #[test]
    fn outputs_for_other_uploads_are_told() {
        let recipe = "[[outputs]]\nwidth = 9\ninclude = [\"*.png\"]\n[[outputs]]\nwidth = 8\nexclude = [\"*.png\"]";
        let places = destinations(recipe, r#"{"key": "me.png"}"#);
        let is_for = |index: usize| places["outputs"][index]["isFor"].clone();
        assert_eq!((is_for(0), is_for(1)), (true.into(), false.into()));
        assert_eq!(places["isFor"], true);
    }

    #[test]
    fn what_cannot_be_read_is_a_mistake() {
        for (recipe, upload) in [("lab", r#"{"kee": 1}"#), ("widht = 3", "{}")] {
            let answer = destinations(recipe, upload);
            assert!(answer["mistake"]["message"].is_string(), "{answer}");
        }
    }
}
