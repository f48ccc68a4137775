//! S3 as its documentation describes it, in memory, and one request at a time: whoever runs the tasks says which goes on.
//!
//! `tests/semantics.rs` holds it against a real server.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::future::{Future, poll_fn};
use std::pin::Pin as Pinned;
use std::rc::Rc;
use std::task::Poll;

use host_lambda::store::{
    Condition, Head, NewObject, Object, ObjectLocation, Pin, Store, StoreError, StoreErrorKind,
};

/// A store in memory.
#[derive(Default)]
pub(crate) struct Model {
    objects: RefCell<BTreeMap<ObjectLocation, Vec<State>>>,
    /// Whether objects keep their versions.
    is_versioned: bool,
    next_version: RefCell<u64>,
    requests: RefCell<Vec<String>>,
    bytes_read: Rc<Cell<usize>>,
}

/// A version of an object; without bytes it marks a deletion.
#[derive(Clone)]
struct State {
    head: Head,
    data: Option<Vec<u8>>,
}

impl Model {
    /// An empty store.
    pub(crate) fn new(is_versioned: bool) -> Self {
        Self {
            is_versioned,
            ..Self::default()
        }
    }

    /// Writes an upload: its ETag and version.
    pub(crate) fn upload(
        &self,
        location: &ObjectLocation,
        data: &[u8],
    ) -> (String, Option<String>) {
        let head = self.write(location, data.to_vec(), BTreeMap::new());
        (head.etag, head.version)
    }

    /// Writes an upload with metadata.
    pub(crate) fn upload_with(
        &self,
        location: &ObjectLocation,
        data: &[u8],
        name: &str,
        value: &str,
    ) {
        let metadata = BTreeMap::from([(name.to_owned(), value.to_owned())]);
        self.write(location, data.to_vec(), metadata);
    }

    /// Deletes an upload. Where objects keep their versions they stay, under a mark.
    pub(crate) fn remove(&self, location: &ObjectLocation) {
        let mut objects = self.objects.borrow_mut();
        let states = objects.entry(location.clone()).or_default();
        match self.is_versioned {
            true => states.push(State {
                head: Head::default(),
                data: None,
            }),
            false => states.clear(),
        }
    }

    /// The present object's bytes and what is known of it.
    pub(crate) fn present(&self, location: &ObjectLocation) -> Option<(Head, Vec<u8>)> {
        let objects = self.objects.borrow();
        let state = objects.get(location)?.last()?;
        Some((state.head.clone(), state.data.clone()?))
    }

    /// The requests so far: method, and whether it was for an upload or a thumbnail.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.requests.borrow().clone()
    }

    /// How many bytes of objects have been read.
    pub(crate) fn bytes_read(&self) -> usize {
        self.bytes_read.get()
    }

    /// Lets others go first.
    async fn request(&self, method: &str, location: &ObjectLocation) {
        turn().await;
        let object = match location.bucket.ends_with("-resized") {
            true => "thumbnail",
            false => "upload",
        };
        self.requests
            .borrow_mut()
            .push(format!("{method} {object}"));
    }

    fn write(
        &self,
        location: &ObjectLocation,
        data: Vec<u8>,
        metadata: BTreeMap<String, String>,
    ) -> Head {
        let mut next = self.next_version.borrow_mut();
        *next += 1;
        let head = Head {
            etag: recipe::sha256(&data)[..32].to_owned(),
            version: self.is_versioned.then(|| format!("v{next}")),
            bytes: data.len() as u64,
            metadata,
        };
        let state = State {
            head: head.clone(),
            data: Some(data),
        };
        let mut objects = self.objects.borrow_mut();
        let states = objects.entry(location.clone()).or_default();
        if !self.is_versioned {
            states.clear();
        }
        states.push(state);
        head
    }

    fn etag(&self, location: &ObjectLocation) -> Option<String> {
        self.present(location).map(|(head, _)| head.etag)
    }
}

/// Is ready when it is asked for the second time.
async fn turn() {
    let mut has_waited = false;
    poll_fn(|context| {
        if std::mem::replace(&mut has_waited, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

fn error(kind: StoreErrorKind) -> StoreError {
    StoreError {
        kind,
        reason: format!("{kind:?}"),
        remedy: String::new(),
    }
}

/// An object that was opened: its bytes stay what they were.
pub(crate) struct Opened {
    head: Head,
    rest: Vec<u8>,
    bytes_read: Rc<Cell<usize>>,
}

impl Object for Opened {
    fn head(&self) -> &Head {
        &self.head
    }

    async fn read(&mut self, into: &mut Vec<u8>) -> Result<bool, StoreError> {
        let next = self.rest.split_off(self.rest.len().min(1000));
        let data = std::mem::replace(&mut self.rest, next);
        into.extend_from_slice(&data);
        self.bytes_read.set(self.bytes_read.get() + data.len());
        Ok(!data.is_empty())
    }
}

impl Store for Model {
    type Object = Opened;

    async fn head(&self, location: &ObjectLocation) -> Result<Option<Head>, StoreError> {
        self.request("HEAD", location).await;
        Ok(self.present(location).map(|(head, _)| head))
    }

    async fn get(&self, location: &ObjectLocation, pin: &Pin) -> Result<Opened, StoreError> {
        self.request("GET", location).await;
        let missing = || error(StoreErrorKind::Missing);
        let objects = self.objects.borrow();
        let states = objects.get(location).ok_or_else(missing)?;
        let state = match &pin.version {
            Some(version) => states
                .iter()
                .find(|state| state.head.version.as_ref() == Some(version)),
            None => states.last(),
        };
        let State { head, data } = state.cloned().ok_or_else(missing)?;
        let rest = data.ok_or_else(missing)?;
        match &pin.etag {
            Some(etag) if *etag != head.etag => Err(error(StoreErrorKind::Changed)),
            _ => Ok(Opened {
                head,
                rest,
                bytes_read: Rc::clone(&self.bytes_read),
            }),
        }
    }

    async fn put(
        &self,
        location: &ObjectLocation,
        object: NewObject,
        condition: Option<&Condition>,
    ) -> Result<(), StoreError> {
        self.request("PUT", location).await;
        match (condition, self.etag(location)) {
            (None | Some(Condition::Absent), None) | (None, Some(_)) => {}
            (Some(Condition::Etag(wanted)), Some(etag)) if *wanted == etag => {}
            (Some(Condition::Etag(_)), None) => return Err(error(StoreErrorKind::Missing)),
            _ => return Err(error(StoreErrorKind::Changed)),
        }
        self.write(location, object.data, object.metadata);
        Ok(())
    }

    async fn delete(&self, location: &ObjectLocation, etag: &str) -> Result<(), StoreError> {
        self.request("DELETE", location).await;
        match self.etag(location) {
            Some(present) if present == etag => self.remove(location),
            Some(_) => return Err(error(StoreErrorKind::Changed)),
            None => {}
        }
        Ok(())
    }
}

/// Runs tasks in the order that these numbers say: each pair chooses among those that are not done, and how many
/// requests of it come next. When the pairs are used up, the first goes on.
pub(crate) fn interleave<'a>(
    mut tasks: Vec<Pinned<Box<dyn Future<Output = ()> + 'a>>>,
    order: &[(usize, usize)],
) {
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let mut order = order.iter().copied();
    while !tasks.is_empty() {
        let (choice, requests) = order.next().unwrap_or((0, 1));
        let at = choice % tasks.len();
        for _ in 0..requests {
            if tasks[at].as_mut().poll(&mut context).is_ready() {
                drop(tasks.remove(at));
                break;
            }
        }
    }
}
