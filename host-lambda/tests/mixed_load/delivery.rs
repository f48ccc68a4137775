//! What lies between S3 and the function: Lambda's queue of asynchronous events, or SQS with its event source mapping.

use std::sync::{Condvar, Mutex};

use serde_json::{Value, json};

use super::random::Random;

/// Events are out of order by so many.
const DISORDER: usize = 50;
/// More than that do not wait: S3 goes on only then, so that events come while things change.
const MOST_WAITING: usize = 200;

/// How uploads reach the function, as the template's parameter `Mode`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// One event for each invocation, tried three times.
    Direct,
    /// Up to ten messages for each, received five times.
    Queue,
}

impl Way {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::Queue => "queue",
        }
    }

    fn attempts(self) -> usize {
        match self {
            Self::Direct => 3,
            Self::Queue => 5,
        }
    }

    fn batch(self) -> usize {
        match self {
            Self::Direct => 1,
            Self::Queue => 10,
        }
    }
}

/// An event on its way.
#[derive(Debug)]
pub(crate) struct Delivery {
    id: usize,
    event: Value,
    attempts: usize,
}

/// All events on their way.
pub(crate) struct Deliveries {
    way: Way,
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    waiting: Vec<Delivery>,
    failed: Vec<Delivery>,
    /// That a function has.
    out: usize,
    added: usize,
    /// How often a function got one.
    taken: usize,
    done: usize,
    is_closed: bool,
    random: Random,
}

impl Deliveries {
    pub(crate) fn new(way: Way) -> Self {
        let state = State {
            waiting: Vec::new(),
            failed: Vec::new(),
            out: 0,
            added: 0,
            taken: 0,
            done: 0,
            is_closed: false,
            random: Random::new(2),
        };
        Self {
            way,
            state: Mutex::new(state),
            changed: Condvar::new(),
        }
    }

    /// A new event; waits where there are too many.
    pub(crate) fn add(&self, event: Value) {
        let state = self.state.lock().expect("not poisoned");
        let is_full = |state: &mut State| state.waiting.len() >= MOST_WAITING;
        let mut state = (self.changed.wait_while(state, is_full)).expect("not poisoned");
        let id = state.added;
        state.added += 1;
        state.waiting.push(Delivery {
            id,
            event,
            attempts: 0,
        });
        self.changed.notify_all();
    }

    /// There will be no other.
    pub(crate) fn close(&self) {
        self.state.lock().expect("not poisoned").is_closed = true;
        self.changed.notify_all();
    }

    /// The next events for one invocation; `None` at the end.
    pub(crate) fn take(&self) -> Option<Vec<Delivery>> {
        let state = self.state.lock().expect("not poisoned");
        let is_empty = |state: &mut State| state.waiting.is_empty() && !state.is_over();
        let mut state = (self.changed.wait_while(state, is_empty)).expect("not poisoned");
        let mut batch = Vec::new();
        while batch.len() < self.way.batch() && !state.waiting.is_empty() {
            let among = state.waiting.len().min(DISORDER);
            let at = state.random.below(among);
            batch.push(state.waiting.remove(at));
        }
        state.out += batch.len();
        state.taken += batch.len();
        self.changed.notify_all();
        (!batch.is_empty()).then_some(batch)
    }

    /// The event that the function gets.
    pub(crate) fn event(&self, batch: &[Delivery]) -> Value {
        let message = |one: &Delivery| {
            json!({
                "messageId": one.id.to_string(),
                "eventSource": "aws:sqs",
                "body": one.event.to_string(),
            })
        };
        match self.way {
            Way::Direct => batch[0].event.clone(),
            Way::Queue => json!({"Records": batch.iter().map(message).collect::<Vec<_>>()}),
        }
    }

    /// What the function has said to them.
    pub(crate) fn answered(&self, batch: Vec<Delivery>, answer: &Value) {
        let none = Vec::new();
        let failures = answer["batchItemFailures"].as_array().unwrap_or(&none);
        for one in batch {
            let id = one.id.to_string();
            if failures
                .iter()
                .any(|failure| failure["itemIdentifier"] == id)
            {
                self.again(one);
            } else {
                let mut state = self.state.lock().expect("not poisoned");
                state.out -= 1;
                state.done += 1;
                self.changed.notify_all();
            }
        }
    }

    /// The function has failed at it.
    pub(crate) fn again(&self, mut one: Delivery) {
        let mut state = self.state.lock().expect("not poisoned");
        state.out -= 1;
        one.attempts += 1;
        if one.attempts < self.way.attempts() {
            state.waiting.push(one);
        } else {
            state.failed.push(one);
        }
        self.changed.notify_all();
    }

    /// Sends what is in the failure queue again.
    pub(crate) fn redrive(&self) {
        let mut state = self.state.lock().expect("not poisoned");
        let failed = std::mem::take(&mut state.failed);
        state.waiting.extend(
            failed
                .into_iter()
                .map(|one| Delivery { attempts: 0, ..one }),
        );
    }

    pub(crate) fn count(&self) -> usize {
        self.state.lock().expect("not poisoned").added
    }

    /// How many are in the failure queue.
    pub(crate) fn failed(&self) -> usize {
        self.state.lock().expect("not poisoned").failed.len()
    }

    /// How many nobody has acknowledged.
    pub(crate) fn unfinished(&self) -> usize {
        let state = self.state.lock().expect("not poisoned");
        state.added - state.done
    }

    /// Whether all are acknowledged or in the failure queue, and no other will come.
    pub(crate) fn is_over(&self) -> bool {
        self.state.lock().expect("not poisoned").is_over()
    }

    /// Waits until functions have got so many, or it is over; returns whether it is.
    pub(crate) fn wait_until_taken(&self, count: usize) -> bool {
        let state = self.state.lock().expect("not poisoned");
        let is_early = |state: &mut State| state.taken < count && !state.is_over();
        let state = (self.changed.wait_while(state, is_early)).expect("not poisoned");
        state.is_over()
    }
}

impl State {
    fn is_over(&self) -> bool {
        self.is_closed && self.out == 0 && self.waiting.is_empty()
    }
}
