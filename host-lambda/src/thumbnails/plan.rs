//! What is made of uploads, worked out once.

use recipe::{BucketTemplate, Known, OutputFormat, Recipe, recipe_digest};

use crate::failure::Failure;
use crate::store::ObjectLocation;
use crate::upload::Upload;

/// A recipe, and what follows from it.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// What is made.
    pub recipe: Recipe,
    /// For each output, the digest of all that it says: a part of receipts.
    pub digests: Vec<String>,
    /// The bucket of outputs that name none.
    pub destination: BucketTemplate,
    /// The header `Cache-Control` of thumbnails whose output says none. No part of receipts: who changes it means the
    /// thumbnails to come.
    pub cache_control: Option<String>,
    /// The digest of the recipe: of its only output, or of the digests of all.
    digest: String,
}

/// What is known of a thumbnail when it is made.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Made<'a> {
    pub(crate) format: OutputFormat,
    /// Width and height in pixels.
    pub(crate) size: (u32, u32),
    /// The digest of the receipt.
    pub(crate) receipt: &'a str,
}

impl Plan {
    /// The plan for a recipe.
    pub fn new(recipe: Recipe, destination: BucketTemplate) -> Self {
        let outputs = recipe.outputs.iter();
        let digests: Vec<String> = outputs
            .map(|output| recipe_digest(output, &recipe.limits))
            .collect();
        let digest = match digests.as_slice() {
            [only] => only.clone(),
            all => recipe::sha256(all.concat().as_bytes()),
        };
        Self {
            recipe,
            digests,
            destination,
            cache_control: None,
            digest,
        }
    }

    /// The same, with this `Cache-Control` where an output says none.
    #[must_use]
    pub fn with_cache_control(self, cache_control: Option<String>) -> Self {
        Self {
            cache_control,
            ..self
        }
    }

    /// The beginning of the recipe's digest, by which lines of the log name it.
    pub fn short_digest(&self) -> &str {
        const DIGITS: usize = 16;
        self.digest.get(..DIGITS).unwrap_or(&self.digest)
    }

    /// Where an output goes; `None` where that depends on what is not known before it is `made`.
    pub(crate) fn location(
        &self,
        index: usize,
        upload: &Upload,
        made: Option<Made<'_>>,
    ) -> Option<ObjectLocation> {
        let output = &self.recipe.outputs[index];
        let known = Known {
            bucket: &upload.bucket,
            key: &upload.key,
            format: match made {
                Some(made) => Some(made.format),
                None => output.target.format.and_then(|format| format.fixed()),
            },
            size: made.map(|made| made.size),
            receipt: made.map(|made| made.receipt),
            ..Known::default()
        };
        Some(ObjectLocation {
            bucket: output.bucket(&upload.bucket, &self.destination),
            key: output.key(&known)?,
        })
    }

    /// The locations that are known before any work.
    pub(crate) fn locations(&self, upload: &Upload) -> impl Iterator<Item = ObjectLocation> {
        let outputs = self.recipe.outputs_for(&upload.key).into_iter();
        outputs.filter_map(|index| self.location(index, upload, None))
    }

    /// A thumbnail must not be an upload.
    ///
    /// # Errors
    /// Where it would be one.
    pub(crate) fn refuse_loop(
        &self,
        location: &ObjectLocation,
        upload: &Upload,
    ) -> Result<(), Failure> {
        if location.bucket == upload.bucket && self.recipe.is_for(&location.key) {
            return Err(Failure::DestinationIsSource {
                bucket: location.bucket.clone(),
                key: location.key.clone(),
            });
        }
        Ok(())
    }
}
