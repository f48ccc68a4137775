//! The chosen photo: where it comes from and how its bytes are read.

use js_sys::ArrayBuffer;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, DataTransfer, File, FileList, Response};

use crate::dom;
use crate::failure::Failure;

/// A photo that was chosen. The bytes stay with the browser until they are needed.
#[derive(Clone)]
pub(crate) struct Photo {
    /// The file's name.
    pub(crate) name: String,
    blob: Blob,
}

impl Photo {
    /// The first file of a list.
    pub(crate) fn first(files: Option<FileList>) -> Option<Self> {
        files?.get(0).map(Self::from)
    }

    /// The first file that was dropped or pasted.
    pub(crate) fn transferred(transfer: Option<DataTransfer>) -> Option<Self> {
        Self::first(transfer?.files())
    }

    /// The sample picture, which lies beside the page.
    pub(crate) async fn sample() -> Result<Self, Failure> {
        const NAME: &str = "HappyFace.jpg";
        fetch(NAME)
            .await
            .map(|blob| Self {
                name: NAME.to_owned(),
                blob,
            })
            .map_err(|error| Failure::unreadable(NAME, &dom::reason(&error)))
    }

    /// Size in bytes. JavaScript counts in floating point.
    pub(crate) fn size(&self) -> f64 {
        self.blob.size()
    }

    /// Reads the whole file, which may have up to `limit` bytes.
    pub(crate) async fn read(&self, limit: u64) -> Result<ArrayBuffer, Failure> {
        if self.size() > limit as f64 {
            return Err(Failure::file_too_large(self.size(), limit));
        }
        let bytes = JsFuture::from(self.blob.array_buffer())
            .await
            .map_err(|error| Failure::unreadable(&self.name, &dom::reason(&error)))?;
        Ok(bytes.unchecked_into())
    }
}

impl From<File> for Photo {
    fn from(file: File) -> Self {
        Self {
            name: file.name(),
            blob: file.into(),
        }
    }
}

async fn fetch(url: &str) -> Result<Blob, JsValue> {
    let response = JsFuture::from(dom::window()?.fetch_with_str(url)).await?;
    let response: Response = response.dyn_into()?;
    if !response.ok() {
        let reason = format!("the server answers with status {}", response.status());
        return Err(JsValue::from_str(&reason));
    }
    JsFuture::from(response.blob()?).await?.dyn_into()
}
