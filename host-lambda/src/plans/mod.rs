//! Which recipe an upload gets, and where its thumbnails go.

pub mod present;

use std::collections::BTreeMap;
use std::sync::Arc;

use recipe::{BucketTemplate, Recipe};

use self::present::PresentRecipe;
use crate::failure::Failure;
use crate::store::Store;
use crate::thumbnails::plan::Plan;

/// All recipes of a function.
#[derive(Default)]
pub struct Plans {
    /// That of the uploads of which nothing else is said.
    recipe: PresentRecipe,
    /// Where thumbnails go that do not say it.
    destination: BucketTemplate,
    /// The header `Cache-Control` of thumbnails whose recipe says none.
    cache_control: Option<String>,
    /// Those that an event or an object may ask for by name.
    named: BTreeMap<String, PresentRecipe>,
    /// What is said of the uploads of a bucket.
    buckets: BTreeMap<String, BucketPlan>,
}

/// What is said of the uploads of a bucket; what is not said is as for all others.
#[derive(Default)]
pub struct BucketPlan {
    /// Their recipe.
    pub recipe: Option<PresentRecipe>,
    /// Where their thumbnails go.
    pub destination: Option<BucketTemplate>,
}

/// What an event says of the recipe.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Asked<'a> {
    /// The recipe itself.
    pub(crate) recipe: Option<&'a Recipe>,
    /// Or its name.
    pub(crate) name: Option<&'a str>,
}

impl Plans {
    /// One recipe for all.
    pub fn of(recipe: Recipe, destination: BucketTemplate) -> Self {
        Self::new(PresentRecipe::of(recipe), destination)
    }

    /// One recipe for all, which may change.
    pub fn new(recipe: PresentRecipe, destination: BucketTemplate) -> Self {
        Self {
            recipe,
            destination,
            ..Self::default()
        }
    }

    /// The same, with this `Cache-Control` for thumbnails whose recipe says none.
    #[must_use]
    pub fn with_cache_control(self, cache_control: Option<String>) -> Self {
        Self {
            cache_control,
            ..self
        }
    }

    /// The same, and recipes that may be asked for by their names.
    #[must_use]
    pub fn with_named(self, named: BTreeMap<String, PresentRecipe>) -> Self {
        Self { named, ..self }
    }

    /// The same, and what is said of the uploads of some buckets.
    #[must_use]
    pub fn with_buckets(self, buckets: BTreeMap<String, BucketPlan>) -> Self {
        Self { buckets, ..self }
    }

    /// The digest of the recipe of the uploads of which nothing else is said.
    pub fn digest(&self) -> String {
        let plan = Plan::new(
            self.recipe.known().as_ref().clone(),
            self.destination.clone(),
        );
        plan.short_digest().to_owned()
    }

    /// Whether objects may say which recipe they want.
    pub(crate) fn has_named(&self) -> bool {
        !self.named.is_empty()
    }

    /// What is made of the uploads of a bucket.
    ///
    /// # Errors
    /// Where a name is asked for that there is not.
    pub(crate) async fn present(
        &self,
        store: &impl Store,
        bucket: &str,
        asked: Asked<'_>,
    ) -> Result<Plan, Failure> {
        let of_bucket = self.buckets.get(bucket);
        let destination = of_bucket.and_then(|plan| plan.destination.as_ref());
        let destination = destination.unwrap_or(&self.destination).clone();
        if let Some(recipe) = asked.recipe {
            return Ok(self.plan(recipe.clone(), destination));
        }
        let recipe = match asked.name {
            Some(name) => self.named.get(name).ok_or_else(|| self.unknown(name))?,
            None => {
                let recipe = of_bucket.and_then(|plan| plan.recipe.as_ref());
                recipe.unwrap_or(&self.recipe)
            }
        };
        let recipe = Arc::unwrap_or_clone(recipe.present(store).await);
        Ok(self.plan(recipe, destination))
    }

    fn plan(&self, recipe: Recipe, destination: BucketTemplate) -> Plan {
        Plan::new(recipe, destination).with_cache_control(self.cache_control.clone())
    }

    /// All that may have been made of an upload of a bucket: which it asked for is not known once it is gone.
    ///
    /// # Errors
    /// None for the names that there are.
    pub(crate) async fn all(&self, store: &impl Store, bucket: &str) -> Result<Vec<Plan>, Failure> {
        let mut plans = vec![self.present(store, bucket, Asked::default()).await?];
        for name in self.named.keys() {
            let asked = Asked {
                name: Some(name),
                recipe: None,
            };
            plans.push(self.present(store, bucket, asked).await?);
        }
        Ok(plans)
    }

    fn unknown(&self, name: &str) -> Failure {
        let known: Vec<&str> = self.named.keys().map(String::as_str).collect();
        Failure::UnknownRecipe {
            name: name.to_owned(),
            known: match known.as_slice() {
                [] => "none".to_owned(),
                known => known.join(", "),
            },
        }
    }
}
