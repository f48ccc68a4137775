//! One picture to make, and where it goes.

use serde::Serialize;

use crate::key_pattern::chooses;
use crate::{BucketTemplate, Delivery, KeyTemplate, Known, Target};

/// One picture to make, and where it goes. As text the fields of both stand side by side.
///
/// ```
/// let recipe = recipe::Recipe::read(r#"{"output": {"width": 256, "key": "{stem}.{ext}"}}"#)?;
/// assert_eq!(recipe.outputs[0].target.width, Some(256));
/// assert_eq!(serde_json::to_string(&recipe.outputs[0])?, r#"{"width":256,"key":"{stem}.{ext}"}"#);
/// # Ok::<(), Box<dyn std::error::Error>>(())
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
        let (width, height) = self.target.sides();
        let known = Known {
            width,
            height,
            ..*known
        };
        match &self.delivery.key {
            Some(template) => template.key(&known),
            None => KeyTemplate::default().key(&known),
        }
    }

    /// Whether it is made of uploads with this key, of those that its recipe is for.
    pub fn is_for(&self, key: &str) -> bool {
        chooses(&self.delivery.include, &self.delivery.exclude, key)
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
