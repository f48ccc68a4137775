//! The function's recipe, and whether it is still the one that is on S3.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use recipe::Recipe;

use crate::recipe_object::{RecipeObject, read_text};
use crate::store::Store;
use crate::thumbnails::plan::Plan;

/// How long one that was compared with S3 is taken for the present one.
pub const CHECKED_EVERY: Duration = Duration::from_secs(60);
/// How long S3 may take to say whether there is another, while an event waits.
const CHECKING: Duration = Duration::from_secs(2);

/// What is made where an event does not say it. A recipe on S3 is read again when its ETag has changed, so that processes that
/// run for hours make what those make that start now.
pub struct Plans {
    plan: Mutex<Arc<Plan>>,
    object: Option<Watched>,
}

/// A recipe on S3.
struct Watched {
    object: Mutex<RecipeObject>,
    checked: Mutex<Instant>,
    every: Duration,
}

impl Plans {
    /// One that stays.
    pub fn of(plan: Plan) -> Self {
        Self {
            plan: Mutex::new(Arc::new(plan)),
            object: None,
        }
    }

    /// One of an object, which was read just now and is compared so often.
    pub fn of_object(plan: Plan, object: RecipeObject, every: Duration) -> Self {
        Self {
            object: Some(Watched {
                object: Mutex::new(object),
                checked: Mutex::new(Instant::now()),
                every,
            }),
            ..Self::of(plan)
        }
    }

    /// The present one. Where another cannot be read, or is not valid, the one before stays, and the log says so.
    pub(crate) async fn present(&self, store: &impl Store) -> Arc<Plan> {
        if let Some(watched) = self.object.as_ref().filter(|watched| watched.is_due()) {
            let present = tokio::time::timeout(CHECKING, self.changed(watched, store)).await;
            let timed_out = || format!("S3 took more than {} s", CHECKING.as_secs());
            match present.unwrap_or_else(|_| Err(timed_out())) {
                Ok(None) => {}
                Ok(Some(plan)) => {
                    tracing::info!(recipe = plan.short_digest(), "the recipe has changed");
                    *locked(&self.plan) = Arc::new(plan);
                }
                Err(error) => {
                    let recipe = locked(&self.plan).short_digest().to_owned();
                    tracing::error!(
                        error,
                        recipe,
                        "the recipe on S3 is of no use; this one stays"
                    );
                }
            }
        }
        Arc::clone(&locked(&self.plan))
    }

    /// The recipe that is on S3 now, where it is another one.
    async fn changed(&self, watched: &Watched, store: &impl Store) -> Result<Option<Plan>, String> {
        let known = locked(&watched.object).clone();
        let head = store.head(&known.location).await;
        let head = head.map_err(|error| error.to_string())?;
        let head = head.ok_or("it is no longer there")?;
        if head.etag == known.etag {
            return Ok(None);
        }
        let (text, present) = read_text(store, &known.location).await?;
        // Also of one that is not valid: it is told once.
        *locked(&watched.object) = present;
        let recipe = Recipe::read(&text).map_err(|error| error.to_string())?;
        let destination = locked(&self.plan).destination.clone();
        Ok(Some(Plan::new(recipe, destination)))
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
}

/// What is replaced as a whole survives a panic, so poisoning is ignored.
fn locked<T>(value: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    value.lock().unwrap_or_else(PoisonError::into_inner)
}
