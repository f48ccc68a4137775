//! What is made of uploads, worked out once.

use recipe::{BucketTemplate, Recipe, recipe_digest};

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
}
