//! The Worker in which the component runs.

use std::cell::RefCell;

use js_sys::{Array, JSON, Object, Promise, Reflect, Uint8Array};
use recipe::{MAX_TIME, Recipe};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{MessageEvent, Worker, WorkerOptions, WorkerType};

use crate::answer::{Answer, Output};
use crate::dom;
use crate::failure::Failure;
use crate::photo::Photo;
use crate::request::{options_record, target_record};

/// Makes thumbnails, one after the other.
pub(crate) struct Resizer {
    worker: RefCell<Option<Running>>,
}

/// A Worker and the promise of its first message.
#[derive(Clone)]
struct Running {
    worker: Worker,
    ready: Promise,
}

/// A thumbnail.
pub(crate) struct Resized {
    /// Format, size and time.
    pub(crate) output: Output,
    /// The encoded file.
    pub(crate) data: Vec<u8>,
}

impl Resizer {
    /// Starts the Worker, so that the component is compiled before the first photo is chosen.
    pub(crate) fn start() -> Result<Self, JsValue> {
        Ok(Self {
            worker: RefCell::new(Some(Running::start()?)),
        })
    }

    /// Makes the thumbnail of a photo. Calls must not overlap: a Worker's next message is the answer to this call.
    pub(crate) async fn resize(&self, photo: &Photo, recipe: &Recipe) -> Result<Resized, Failure> {
        let image = photo.read(recipe.options.file_limit()).await?;
        let running = self.running().await?;
        let (answer, data) = match running.ask(&image, recipe).await {
            Ok(message) => message,
            Err(failure) => {
                self.stop();
                return Err(failure);
            }
        };
        match answer {
            Answer::Output(output) => Ok(Resized { output, data }),
            Answer::Error(reason) => Err(Failure::reported(reason)),
            Answer::Ready => Err(Failure::unavailable("the worker answers out of turn")),
        }
    }

    /// The Worker, started if the last one was stopped, once its component is compiled.
    async fn running(&self) -> Result<Running, Failure> {
        let current = self.worker.borrow().clone();
        let running = match current {
            Some(running) => running,
            None => {
                let running =
                    Running::start().map_err(|error| Failure::unavailable(&dom::reason(&error)))?;
                *self.worker.borrow_mut() = Some(running.clone());
                running
            }
        };
        let first = match JsFuture::from(running.ready.clone()).await {
            Ok(message) => parse(&message).map(|(answer, _)| answer),
            Err(error) => Err(Failure::unavailable(&dom::reason(&error))),
        };
        let failure = match first {
            Ok(Answer::Ready) => return Ok(running),
            Ok(Answer::Error(reason)) => Failure::unavailable(&reason.message),
            Ok(Answer::Output(_)) => Failure::unavailable("the worker answers out of turn"),
            Err(failure) => failure,
        };
        // The next photo gets a new Worker, and so another attempt.
        self.stop();
        Err(failure)
    }

    /// Ends the Worker. This is the only way to interrupt the component.
    fn stop(&self) {
        if let Some(running) = self.worker.borrow_mut().take() {
            running.worker.terminate();
        }
    }
}

impl Running {
    fn start() -> Result<Self, JsValue> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = Worker::new_with_options("worker.js", &options)?;
        let ready = next_message(&worker);
        Ok(Self { worker, ready })
    }

    /// Sends a request and waits for its answer, but not for ever.
    async fn ask(&self, image: &JsValue, recipe: &Recipe) -> Result<(Answer, Vec<u8>), Failure> {
        let answer = next_message(&self.worker);
        let broken = |error: JsValue| Failure::unavailable(&dom::reason(&error));
        let target =
            JSON::parse(&target_record(&recipe.outputs[0].target).to_string()).map_err(broken)?;
        let options = JSON::parse(&options_record(&recipe.options).to_string()).map_err(broken)?;
        let request = Object::new();
        for (name, value) in [("image", image), ("target", &target), ("options", &options)] {
            Reflect::set(&request, &name.into(), value).map_err(broken)?;
        }
        self.worker
            .post_message_with_transfer(&request, &Array::of1(image))
            .map_err(broken)?;
        // Only the deadline's promise is kept with nothing. A timer that is left over does no harm.
        let limit = u32::try_from(MAX_TIME.as_millis()).unwrap_or(u32::MAX);
        let either = Array::of2(&answer, &dom::timer(limit));
        let message = JsFuture::from(Promise::race(&either))
            .await
            .map_err(broken)?;
        if message.is_undefined() {
            return Err(Failure::deadline());
        }
        parse(&message)
    }
}

/// The next message event, or the error event that comes instead.
fn next_message(worker: &Worker) -> Promise {
    Promise::new(&mut |resolve, reject| {
        worker.set_onmessage(Some(&resolve));
        worker.set_onerror(Some(&reject));
    })
}

/// Takes a message event apart: the answer, and the bytes that came with it.
fn parse(event: &JsValue) -> Result<(Answer, Vec<u8>), Failure> {
    let strange = |reason: String| {
        Failure::unavailable(&format!("the worker's answer cannot be read: {reason}"))
    };
    let message = event.unchecked_ref::<MessageEvent>().data();
    let member = |name: &str| {
        Reflect::get(&message, &JsValue::from_str(name))
            .map_err(|error| strange(dom::reason(&error)))
    };
    let text = JSON::stringify(&member("answer")?).map_err(|error| strange(dom::reason(&error)))?;
    let answer =
        serde_json::from_str(&String::from(text)).map_err(|error| strange(error.to_string()))?;
    let data = member("data")?
        .dyn_ref::<Uint8Array>()
        .map(Uint8Array::to_vec)
        .unwrap_or_default();
    Ok((answer, data))
}
