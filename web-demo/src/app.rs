//! What happens on the page: a photo is chosen, the form changes, a thumbnail appears.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{ClipboardEvent, DragEvent, Event};

use crate::dom::{listen, sleep, window};
use crate::failure::Failure;
use crate::form;
use crate::photo::Photo;
use crate::resizer::Resizer;
use crate::view::{Thumbnail, View};

/// How long typing must pause before a thumbnail is made, in milliseconds.
const TYPING_PAUSE: u32 = 250;
/// After how long the page says that it is working, in milliseconds. What takes less needs no word.
const PATIENCE: u32 = 500;

struct App {
    view: View,
    resizer: Resizer,
    photo: RefCell<Option<Photo>>,
    /// How often something changed that asks for another thumbnail.
    changes: Cell<u32>,
    /// The change whose thumbnail, or error, is on the page.
    shown: Cell<u32>,
    /// Whether the Worker is at work.
    running: Cell<bool>,
}

/// Sets the page up. Called once, when the module is loaded.
#[wasm_bindgen(start)]
fn start() -> Result<(), JsValue> {
    let document = window()?
        .document()
        .ok_or_else(|| JsValue::from_str("there is no document"))?;
    let app = Rc::new(App {
        view: View::new(&document)?,
        resizer: Resizer::start()?,
        photo: RefCell::default(),
        changes: Cell::default(),
        shown: Cell::default(),
        running: Cell::default(),
    });

    let this = app.clone();
    listen(&app.view.file, "change", move |_: Event| {
        this.choose(Photo::first(this.view.file.files()));
        // Lets the same file be chosen again, for it may have changed on the disk.
        this.view.file.set_value("");
    })?;
    let this = app.clone();
    listen(&app.view.sample, "click", move |_: Event| {
        this.choose_sample()
    })?;
    let this = app.clone();
    listen(&document, "paste", move |event: ClipboardEvent| {
        this.choose(Photo::transferred(event.clipboard_data()));
    })?;
    let this = app.clone();
    listen(&document, "dragover", move |event: DragEvent| {
        // Without this the browser would leave the page and show the file.
        event.prevent_default();
        this.view.show_dragging(true);
    })?;
    let this = app.clone();
    listen(&document, "dragleave", move |event: DragEvent| {
        if event.related_target().is_none() {
            this.view.show_dragging(false);
        }
    })?;
    let this = app.clone();
    listen(&document, "drop", move |event: DragEvent| {
        event.prevent_default();
        this.view.show_dragging(false);
        this.choose(Photo::transferred(event.data_transfer()));
    })?;
    let this = app.clone();
    listen(&app.view.form, "input", move |_: Event| {
        this.changed(TYPING_PAUSE)
    })?;
    let this = app.clone();
    listen(&app.view.form, "submit", move |event: Event| {
        event.prevent_default();
        this.changed(0);
    })?;
    app.view.show_ready();
    Ok(())
}

impl App {
    fn choose(self: &Rc<Self>, photo: Option<Photo>) {
        // Nothing in it: a dropped text, say, or a closed chooser.
        let Some(photo) = photo else { return };
        self.view.show_photo(&photo);
        self.photo.replace(Some(photo));
        self.changed(0);
    }

    fn choose_sample(self: &Rc<Self>) {
        let this = self.clone();
        spawn_local(async move {
            match Photo::sample().await {
                Ok(photo) => this.choose(Some(photo)),
                Err(failure) => this.view.show_failure(&failure),
            }
        });
    }

    /// Asks for another thumbnail, unless something changes again within `pause` milliseconds.
    fn changed(self: &Rc<Self>, pause: u32) {
        self.view.allow_quality();
        if self.photo.borrow().is_none() {
            return;
        }
        let change = self.changes.get().wrapping_add(1);
        self.changes.set(change);
        self.view.show_busy();

        let this = self.clone();
        spawn_local(async move {
            sleep(pause).await;
            if this.changes.get() == change {
                this.run().await;
            }
        });
        let this = self.clone();
        spawn_local(async move {
            sleep(pause + PATIENCE).await;
            if this.changes.get() == change && this.shown.get() != change {
                this.view.say("Resizing…");
            }
        });
    }

    /// Makes thumbnails until the page shows the one that was asked for last.
    async fn run(&self) {
        if self.running.replace(true) {
            return;
        }
        while self.shown.get() != self.changes.get() {
            let change = self.changes.get();
            let outcome = self.make().await;
            // What was asked for meanwhile makes this answer stale.
            if self.changes.get() == change {
                match outcome {
                    Ok(thumbnail) => self.view.show_thumbnail(&thumbnail),
                    Err(failure) => self.view.show_failure(&failure),
                }
                self.shown.set(change);
            }
        }
        self.running.set(false);
    }

    async fn make(&self) -> Result<Thumbnail, Failure> {
        let recipe = form::recipe(&self.view.fields())?;
        let photo = self.photo.borrow().clone();
        let Some(photo) = photo else {
            return Err(Failure::unreadable("the photo", "none is chosen"));
        };
        let resized = self.resizer.resize(&photo, &recipe).await?;
        Ok(Thumbnail {
            photo,
            recipe,
            resized,
        })
    }
}
