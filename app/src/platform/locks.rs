//! One at a time across all tabs of this browser, by Web Locks.

use std::cell::RefCell;
use std::future::Future;
use std::rc::Rc;

use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, future_to_promise};

/// Runs a future while holding a lock; another tab that holds it goes first. Where the browser has
/// no locks, or refuses to give one, it just runs: the protocol bears two syncers, only slower.
pub async fn hold(name: &str, work: impl Future<Output = ()> + 'static) {
    let manager = super::property(&super::window().navigator(), "locks");
    let Ok(request) = super::property(&manager, "request").dyn_into::<Function>() else {
        work.await;
        return;
    };
    let waits = Rc::new(RefCell::new(Some(work)));
    let work = Rc::clone(&waits);
    let run = Closure::<dyn FnMut(JsValue) -> Promise>::new(move |_lock| {
        let work = work.borrow_mut().take();
        future_to_promise(async move {
            if let Some(work) = work {
                work.await;
            }
            Ok(JsValue::UNDEFINED)
        })
    });
    let options = Object::new();
    let _ = Reflect::set(&options, &"mode".into(), &"exclusive".into());
    if let Ok(promise) = request.call3(&manager, &name.into(), &options, run.as_ref()) {
        let _ = JsFuture::from(promise.unchecked_into::<Promise>()).await;
    }
    // Whoever was refused the lock has begun nothing.
    let left = waits.borrow_mut().take();
    if let Some(work) = left {
        work.await;
    }
}
