//! A recipe, and whether it is still the one that is on S3.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use recipe::Recipe;

use crate::recipe_object::{RecipeObject, read_text};
use crate::store::Store;

/// How long one that was compared with S3 is taken for the present one.
pub const CHECKED_EVERY: Duration = Duration::from_secs(60);
/// How long S3 may take to say whether there is another, while an event waits.
const CHECKING: Duration = Duration::from_secs(2);

/// A recipe. One on S3 is read again when its ETag has changed, so that processes that run for hours make what those make that
/// start now.
#[derive(Default)]
pub struct PresentRecipe {
    recipe: Mutex<Arc<Recipe>>,
    object: Option<Watched>,
}

/// Where it is.
struct Watched {
    object: Mutex<RecipeObject>,
    checked: Mutex<Instant>,
    every: Duration,
}

impl PresentRecipe {
    /// One that stays.
    pub fn of(recipe: Recipe) -> Self {
        Self {
            recipe: Mutex::new(Arc::new(recipe)),
            object: None,
        }
    }

    /// One of an object, which was read just now and is compared so often.
    pub fn of_object(recipe: Recipe, object: RecipeObject, every: Duration) -> Self {
        Self {
            object: Some(Watched {
                object: Mutex::new(object),
                checked: Mutex::new(Instant::now()),
                every,
            }),
            ..Self::of(recipe)
        }
    }

    /// The one that was read last.
    pub(super) fn known(&self) -> Arc<Recipe> {
        Arc::clone(&locked(&self.recipe))
    }

    /// The present one. Where another cannot be read, or is not valid, the one before stays, and the log says so.
    pub(super) async fn present(&self, store: &impl Store) -> Arc<Recipe> {
        if let Some(watched) = self.object.as_ref().filter(|watched| watched.is_due()) {
            let place = locked(&watched.object).location.clone();
            let place = format!("s3://{}/{}", place.bucket, place.key);
            let changed = tokio::time::timeout(CHECKING, watched.changed(store)).await;
            let timed_out = |_| Err(format!("S3 took more than {} s", CHECKING.as_secs()));
            match changed.unwrap_or_else(timed_out) {
                Ok(None) => {}
                Ok(Some(recipe)) => {
                    tracing::info!(place, "the recipe has changed");
                    *locked(&self.recipe) = Arc::new(recipe);
                }
                Err(error) => tracing::error!(
                    place,
                    error,
                    "the recipe on S3 is of no use; the one before stays"
                ),
            }
        }
        self.known()
    }
}

impl Watched {
    fn is_due(&self) -> bool {
        let mut checked = locked(&self.checked);
        let is_due = checked.elapsed() >= self.every;
        if is_due {
            *checked = Instant::now();
        }
        is_due
    }

    /// The recipe that is on S3 now, where it is another one.
    async fn changed(&self, store: &impl Store) -> Result<Option<Recipe>, String> {
        let known = locked(&self.object).clone();
        let head = store.head(&known.location).await;
        let head = head.map_err(|error| error.to_string())?;
        let head = head.ok_or("it is no longer there")?;
        if head.etag == known.etag {
            return Ok(None);
        }
        let (text, present) = read_text(store, &known.location).await?;
        // Also of one that is not valid: it is told once.
        *locked(&self.object) = present;
        let recipe = Recipe::read(&text).map_err(|error| error.to_string())?;
        Ok(Some(recipe))
    }
}

/// What is replaced as a whole survives a panic, so poisoning is ignored.
fn locked<T>(value: &Mutex<T>) -> MutexGuard<'_, T> {
    value.lock().unwrap_or_else(PoisonError::into_inner)
}
