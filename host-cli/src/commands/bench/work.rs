//! What is timed: one call of the component, with the input in memory.

use std::path::Path;
use std::time::Instant;

use engine::{Limits, Resized, Resizer};
use recipe::{Recipe, RecipeError, Target};
use rustix::time::{ClockId, clock_gettime};

use crate::arguments::BenchArguments;
use crate::failure::Failure;
use crate::input;

/// What is made by one call.
pub(super) fn recipe(arguments: &BenchArguments) -> Result<Recipe, RecipeError> {
    arguments.recipe.recipe(&arguments.sizes)
}

/// One picture, and what is made of it.
pub(super) struct Work<'a> {
    resizer: &'a Resizer,
    image: Vec<u8>,
    targets: Vec<Target>,
    limits: Limits,
}

/// One run.
pub(super) struct Run {
    pub(super) wall_ms: f64,
    /// Processor time of this thread, on which the component runs.
    pub(super) cpu_ms: f64,
    pub(super) resized: Resized,
}

impl<'a> Work<'a> {
    /// Reads the picture.
    pub(super) fn new(resizer: &'a Resizer, path: &Path, recipe: &Recipe) -> Result<Self, Failure> {
        let limits = recipe.limits;
        Ok(Self {
            resizer,
            image: input::read(path, limits.file_limit())?,
            targets: recipe.targets(),
            limits,
        })
    }

    pub(super) fn run(&self) -> Result<Run, Failure> {
        let cpu_start = thread_seconds();
        let start = Instant::now();
        let resized = self
            .resizer
            .resize(&self.image, &self.targets, self.limits)?;
        Ok(Run {
            wall_ms: start.elapsed().as_secs_f64() * 1e3,
            cpu_ms: (thread_seconds() - cpu_start) * 1e3,
            resized,
        })
    }

    pub(super) fn input_bytes(&self) -> usize {
        self.image.len()
    }

    /// The targets as text.
    pub(super) fn description(&self) -> String {
        let targets: Vec<String> = self.targets.iter().map(Target::to_string).collect();
        targets.join("; ")
    }
}

/// The processor time of this thread so far.
fn thread_seconds() -> f64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}
