//! What is made of uploads, worked out once.

use recipe::{BucketTemplate, Known, OutputFormat, Recipe, recipe_digest};

use crate::failure::Failure;
use crate::store::Place;
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
}

impl Plan {
    /// The plan for a recipe.
    pub fn new(recipe: Recipe, destination: BucketTemplate) -> Self {
        let digests = recipe
            .outputs
            .iter()
            .map(|output| recipe_digest(output, &recipe.options))
            .collect();
        Self {
            recipe,
            digests,
            destination,
        }
    }

    /// Where an output goes; `None` where that depends on what is not known yet.
    pub(crate) fn place(
        &self,
        index: usize,
        upload: &Upload,
        format: Option<OutputFormat>,
        receipt: Option<&str>,
    ) -> Option<Place> {
        let output = &self.recipe.outputs[index];
        let known = Known {
            bucket: &upload.bucket,
            key: &upload.key,
            format: format.or_else(|| output.target.format.and_then(|format| format.fixed())),
            receipt,
            ..Known::default()
        };
        Some(Place {
            bucket: output.bucket(&upload.bucket, &self.destination),
            key: output.key(&known)?,
        })
    }

    /// The places that are known before any work.
    pub(crate) fn places(&self, upload: &Upload) -> impl Iterator<Item = Place> {
        let outputs = 0..self.recipe.outputs.len();
        outputs.filter_map(|index| self.place(index, upload, None, None))
    }

    /// A thumbnail must not be an upload.
    ///
    /// # Errors
    /// Where it would be one.
    pub(crate) fn refuse_loop(&self, place: &Place, upload: &Upload) -> Result<(), Failure> {
        if place.bucket == upload.bucket && self.recipe.is_for(&place.key) {
            return Err(Failure::DestinationIsSource {
                bucket: place.bucket.clone(),
                key: place.key.clone(),
            });
        }
        Ok(())
    }
}
