//! The few things asked of the browser's interfaces, each in one line for the caller.

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Document, EventTarget, Window};

/// The page's window.
pub(crate) fn window() -> Result<Window, JsValue> {
    web_sys::window().ok_or_else(|| JsValue::from_str("there is no window"))
}

/// The element with this id, as the type that the page should have given it.
pub(crate) fn element<T: JsCast>(document: &Document, id: &str) -> Result<T, JsValue> {
    document
        .get_element_by_id(id)
        .and_then(|element| element.dyn_into().ok())
        .ok_or_else(|| JsValue::from_str(&format!("the page has no usable element #{id}")))
}

/// Calls `listener` for every such event, as long as the page lives.
pub(crate) fn listen<E: JsCast>(
    target: &EventTarget,
    event: &str,
    listener: impl Fn(E) + 'static,
) -> Result<(), JsValue> {
    let closure = Closure::<dyn Fn(JsValue)>::new(move |event: JsValue| {
        listener(event.unchecked_into());
    });
    target.add_event_listener_with_callback(event, closure.as_ref().unchecked_ref())?;
    closure.forget();
    Ok(())
}

/// A promise that is kept after so many milliseconds.
pub(crate) fn timer(milliseconds: u32) -> Promise {
    Promise::new(&mut |resolve: Function, reject: Function| {
        let milliseconds = i32::try_from(milliseconds).unwrap_or(i32::MAX);
        let started = window().and_then(|window| {
            window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, milliseconds)
        });
        if let Err(error) = started {
            // A promise that is already decided ignores this; nothing else can fail.
            let _ = reject.call1(&JsValue::NULL, &error);
        }
    })
}

/// Waits so many milliseconds.
pub(crate) async fn sleep(milliseconds: u32) {
    // A timer that cannot be set is no reason not to go on.
    let _ = JsFuture::from(timer(milliseconds)).await;
}

/// What an exception or an error event says.
pub(crate) fn reason(error: &JsValue) -> String {
    let message = js_sys::Reflect::get(error, &JsValue::from_str("message"));
    message
        .ok()
        .and_then(|message| message.as_string())
        .or_else(|| error.as_string())
        .filter(|message| !message.is_empty())
        .unwrap_or_else(|| "the browser gives no reason".to_owned())
}
