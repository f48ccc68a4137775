//! The component's exports, which call the crate.
#![allow(missing_docs, unreachable_pub, unsafe_code, reason = "generated")]

use std::cell::RefCell;

use request::{PlacedError, Request};

use crate::{Error, Resized, facts};

wit_bindgen::generate!({
    path: "../wit",
    world: "thumbox",
});

use exports::thumbox::resize::resizer as wit;

struct Component;

impl wit::Guest for Component {
    type Resized = Made;

    fn probe(head: Vec<u8>) -> Result<String, wit::Error> {
        let info = crate::probe(&head)?;
        Ok(facts::of_info(&info))
    }

    fn resize(image: Vec<u8>, request: String) -> Result<wit::Resized, wit::Error> {
        let request = Request::read(&request)?;
        let resized = crate::resize(&image, &request)?;
        Ok(wit::Resized::new(Made::from(resized)))
    }

    fn formats() -> String {
        facts::json(&crate::formats())
    }
}

/// What the resource holds.
struct Made {
    facts: String,
    /// Those that were not taken.
    files: RefCell<Vec<Option<Vec<u8>>>>,
}

impl From<Resized> for Made {
    fn from(resized: Resized) -> Self {
        let facts = facts::of_resized(&resized);
        let files = resized.outputs.into_iter().map(|output| Some(output.data));
        Self {
            facts,
            files: RefCell::new(files.collect()),
        }
    }
}

impl wit::GuestResized for Made {
    fn facts(&self) -> String {
        self.facts.clone()
    }

    fn take(&self, output: u32) -> Option<Vec<u8>> {
        self.files.borrow_mut().get_mut(output as usize)?.take()
    }
}

impl From<Error> for wit::Error {
    fn from(error: Error) -> Self {
        let (kind, message, detail) = match error {
            Error::UnsupportedFormat(message) => ("unsupported-format", message, None),
            Error::Malformed(message) => ("malformed", message, None),
            Error::Truncated(truncation) => {
                let needed = truncation.needed.map(|needed| needed.to_string());
                let needed = needed.map(|needed| ("needed", needed));
                ("truncated", truncation.message, needed)
            }
            Error::TooLarge(message) => ("too-large", message, None),
            Error::InvalidOptions(message) => ("invalid-options", message, None),
            Error::LimitExceeded(message) => ("limit-exceeded", message, None),
            Error::NeedsCodec { message, codec } => {
                ("needs-codec", message, Some(("codec", codec.to_owned())))
            }
        };
        let detail = detail.map(|(name, value)| (name.to_owned(), value));
        Self {
            kind: kind.to_owned(),
            message,
            details: detail.into_iter().collect(),
        }
    }
}

impl From<PlacedError> for wit::Error {
    fn from(placed: PlacedError) -> Self {
        Self {
            kind: "invalid-options".to_owned(),
            message: placed.to_string(),
            details: placed.details(),
        }
    }
}

export!(Component);
