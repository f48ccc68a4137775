//! Threads that work on pictures.

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::Scope;

use super::owners::Owners;
use crate::batch::picture::{self, PictureOutcome};
use crate::batch::picture_file::Input;
use crate::batch::work::Work;

/// A worker is done with a picture.
pub(super) struct Done {
    pub(super) place: PathBuf,
    pub(super) worked: Worked,
}

pub(super) enum Worked {
    /// With the places that were claimed for its results.
    Picture(Box<PictureOutcome>, Vec<PathBuf>),
    /// Nothing was done: a result of it would be that of this picture.
    Taken(PathBuf),
}

/// The workers. They end when this is dropped.
pub(super) struct WorkerPool {
    count: usize,
    inputs: Sender<Input>,
}

impl WorkerPool {
    /// `tell` says whether anybody listens.
    pub(super) fn new<'scope, 'env>(
        scope: &'scope Scope<'scope, 'env>,
        count: usize,
        work: &'scope Work<'scope>,
        owners: &'scope Mutex<Owners>,
        tell: impl Fn(Done) -> bool + Clone + Send + 'scope,
    ) -> Self {
        let (sender, inputs) = channel();
        let inputs = Arc::new(Mutex::new(inputs));
        for _ in 0..count {
            let (inputs, tell) = (Arc::clone(&inputs), tell.clone());
            scope.spawn(move || {
                while let Some(input) = next(&inputs) {
                    let place = input.place.clone();
                    let worked = work_on(work, owners, input);
                    if !tell(Done { place, worked }) {
                        break;
                    }
                }
            });
        }
        Self {
            count,
            inputs: sender,
        }
    }

    pub(super) fn count(&self) -> usize {
        self.count
    }

    pub(super) fn take(&self, input: Input) {
        // It fails only where all workers have ended, and they wait for this.
        let _ = self.inputs.send(input);
    }
}

fn next(inputs: &Mutex<Receiver<Input>>) -> Option<Input> {
    inputs
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .recv()
        .ok()
}

fn work_on(work: &Work<'_>, owners: &Mutex<Owners>, input: Input) -> Worked {
    // What cannot be read has no results.
    let places = work.places(&input).unwrap_or_default();
    let claim = owners
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .claim(&input.place, &places);
    match claim {
        Err(by) => Worked::Taken(by),
        Ok(()) => Worked::Picture(Box::new(picture::make(work, input)), places),
    }
}
