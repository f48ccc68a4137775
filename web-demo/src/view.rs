//! What the page shows. `data-state` and `aria-busy` on the result say what is visible; the style sheet does the rest.

use std::cell::RefCell;

use js_sys::{Array, Uint8Array};
use recipe::{Recipe, output_file_name};
use sha2::{Digest, Sha256};
use wasm_bindgen::prelude::*;
use web_sys::{
    Blob, BlobPropertyBag, Document, Element, FormData, HtmlAnchorElement, HtmlElement,
    HtmlFormElement, HtmlImageElement, HtmlInputElement, Url,
};

use crate::answer::Output;
use crate::command_line::command_line;
use crate::dom::element;
use crate::failure::Failure;
use crate::form::Fields;
use crate::photo::Photo;
use crate::resizer::Resized;
use crate::text::{grouped, hex, percent};

/// A thumbnail with everything that is said about it.
pub(crate) struct Thumbnail {
    /// What it was made of.
    pub(crate) photo: Photo,
    /// What was asked for.
    pub(crate) recipe: Recipe,
    /// What came out.
    pub(crate) resized: Resized,
}

/// The page's elements.
pub(crate) struct View {
    /// The chooser.
    pub(crate) file: HtmlInputElement,
    /// The button for the sample picture.
    pub(crate) sample: HtmlElement,
    /// The request.
    pub(crate) form: HtmlFormElement,
    quality: HtmlInputElement,
    document: Document,
    result: Element,
    photo: Element,
    status: Element,
    error_kind: Element,
    error_message: Element,
    image: HtmlImageElement,
    download: HtmlAnchorElement,
    command: Element,
    sha256: Element,
    warnings: Element,
    thumbhash: Element,
    recipe_error: Element,
    /// The address under which the browser holds the picture that is shown.
    url: RefCell<Option<String>>,
}

impl View {
    pub(crate) fn new(document: &Document) -> Result<Self, JsValue> {
        Ok(Self {
            file: element(document, "file")?,
            sample: element(document, "sample")?,
            form: element(document, "form")?,
            quality: element(document, "ask-quality")?,
            document: document.clone(),
            result: element(document, "result")?,
            photo: element(document, "photo")?,
            status: element(document, "status")?,
            error_kind: element(document, "error-kind")?,
            error_message: element(document, "error-message")?,
            image: element(document, "thumbnail")?,
            download: element(document, "download")?,
            command: element(document, "command")?,
            sha256: element(document, "sha256")?,
            warnings: element(document, "warnings")?,
            thumbhash: element(document, "thumbhash")?,
            recipe_error: element(document, "recipe-error")?,
            url: RefCell::default(),
        })
    }

    /// The form's texts.
    pub(crate) fn fields(&self) -> Fields {
        let data = FormData::new_with_form(&self.form).ok();
        let field = |name: &str| {
            let text = data.as_ref().and_then(|data| data.get(name).as_string());
            text.unwrap_or_default()
        };
        Fields {
            width: field("width"),
            height: field("height"),
            fit: field("fit"),
            format: field("format"),
            quality: field("quality"),
            recipe: field("recipe"),
        }
    }

    /// Lets the quality be set only where it means something. A disabled field is no part of the form's data.
    pub(crate) fn allow_quality(&self) {
        let format = self.fields().format;
        self.quality
            .set_disabled(format == "png" || format == "gif");
    }

    /// The page can be used.
    pub(crate) fn show_ready(&self) {
        self.allow_quality();
        self.state("empty");
    }

    /// A file hovers over the page.
    pub(crate) fn show_dragging(&self, dragging: bool) {
        if let Some(body) = self.document.body() {
            // Fails only for a malformed class name.
            let _ = body.class_list().toggle_with_force("dragging", dragging);
        }
    }

    /// A photo was chosen.
    pub(crate) fn show_photo(&self, photo: &Photo) {
        let size = grouped(photo.size() as u64);
        let text = format!("{} · {size} bytes", photo.name);
        self.photo.set_text_content(Some(&text));
    }

    /// Another thumbnail is on its way; what is shown stays until it is there.
    pub(crate) fn show_busy(&self) {
        set(&self.result, "aria-busy", "true");
    }

    /// Says something to those who listen to the page, and to those who look at it.
    pub(crate) fn say(&self, text: &str) {
        self.status.set_text_content(Some(text));
    }

    /// There is no thumbnail, and why.
    pub(crate) fn show_failure(&self, failure: &Failure) {
        self.say("");
        self.error_kind.set_text_content(Some(&failure.kind));
        self.error_message.set_text_content(Some(&failure.message));
        self.mark_field(failure.field);
        // The recipe may be far from the card, so it has the message beside it as well.
        let of_recipe = failure.field == Some("recipe");
        self.recipe_error
            .set_text_content(of_recipe.then_some(failure.message.as_str()));
        self.state("error");
    }

    /// The thumbnail and everything about it.
    pub(crate) fn show_thumbnail(&self, thumbnail: &Thumbnail) {
        let Thumbnail {
            photo,
            recipe,
            resized: Resized { output, data },
        } = thumbnail;
        if let Err(error) = self.show_picture(thumbnail) {
            let reason = crate::dom::reason(&error);
            self.show_failure(&Failure::unreadable("the thumbnail", &reason));
            return;
        }
        let bytes = data.len() as u64;
        self.datum("width", output.width, &output.width.to_string());
        self.datum("height", output.height, &output.height.to_string());
        self.datum("format", output.format, &output.format_in_words());
        self.datum("bytes", bytes, &grouped(bytes));
        let ms = format!("{:.1}", output.ms);
        self.datum("ms", &ms, &ms);
        self.text("percent", &percent(bytes, photo.size() as u64));
        let digest = hex(&Sha256::digest(data));
        self.sha256.set_text_content(Some(&digest));
        let command = command_line(&photo.name, recipe);
        self.command.set_text_content(Some(&command));
        self.say(&format!(
            "Thumbnail ready: {} by {} pixels, {} bytes.",
            output.width,
            output.height,
            grouped(bytes)
        ));
        // Fields refer to the message even while it is not shown.
        self.error_message.set_text_content(None);
        self.recipe_error.set_text_content(None);
        self.mark_field(None);
        self.show_remarks(output);
        self.state("ready");
    }

    /// What is not there for every picture. The style sheet hides what is empty.
    fn show_remarks(&self, output: &Output) {
        self.thumbhash.set_text_content(output.thumbhash.as_deref());
        self.warnings.set_text_content(None);
        for warning in &output.warnings {
            // Neither fails in a page.
            if let Ok(item) = self.document.create_element("li") {
                item.set_text_content(Some(&format!("{}: {}", warning.kind, warning.message)));
                let _ = self.warnings.append_child(&item);
            }
        }
    }

    /// Puts the picture on the page and behind the link.
    fn show_picture(&self, thumbnail: &Thumbnail) -> Result<(), JsValue> {
        let Resized { output, data } = &thumbnail.resized;
        let kind = BlobPropertyBag::new();
        kind.set_type(output.format.media_type());
        let parts = Array::of1(&Uint8Array::from(data.as_slice()));
        let blob = Blob::new_with_u8_array_sequence_and_options(&parts, &kind)?;
        let url = Url::create_object_url_with_blob(&blob)?;
        let name = output_file_name(thumbnail.photo.name.as_ref(), output.format);

        self.image.set_width(output.width);
        self.image.set_height(output.height);
        self.image
            .set_alt(&format!("Thumbnail of {}", thumbnail.photo.name));
        self.image.set_src(&url);
        self.download.set_href(&url);
        self.download.set_download(&name.to_string_lossy());
        // The browser has the old picture already; only the address is given up.
        if let Some(old) = self.url.replace(Some(url)) {
            Url::revoke_object_url(&old)?;
        }
        Ok(())
    }

    fn state(&self, state: &str) {
        set(&self.result, "data-state", state);
        set(&self.result, "aria-busy", "false");
    }

    /// Marks the field that is to blame, and no other.
    fn mark_field(&self, blamed: Option<&str>) {
        for id in ["width", "height", "quality", "recipe"] {
            if let Ok(field) = element::<Element>(&self.document, &format!("ask-{id}")) {
                let wrong = blamed == Some(id);
                set(&field, "aria-invalid", if wrong { "true" } else { "false" });
            }
        }
    }

    /// A `<data>` element: its value for programs and its text for people.
    fn datum(&self, id: &str, value: impl ToString, text: &str) {
        if let Some(element) = self.document.get_element_by_id(id) {
            set(&element, "value", &value.to_string());
            element.set_text_content(Some(text));
        }
    }

    fn text(&self, id: &str, text: &str) {
        if let Some(element) = self.document.get_element_by_id(id) {
            element.set_text_content(Some(text));
        }
    }
}

fn set(element: &Element, name: &str, value: &str) {
    // Fails only for a malformed name.
    let _ = element.set_attribute(name, value);
}
