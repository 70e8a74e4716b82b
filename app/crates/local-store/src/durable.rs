//! Transactions that wait for the disk.
//!
//! What a person saved must outlive a flat battery. The browser has an option for that, which rexie cannot
//! pass on. So while such a transaction begins, which is one call with nothing between, the browser's own
//! method is reached through a proxy that adds the option; afterwards it is as it was.

use js_sys::{Array, Function, Object, Proxy, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};

/// The method that begins a transaction.
const METHOD: &str = "transaction";

/// The browser's method, and the one that asks for durability.
struct Methods {
    databases: JsValue,
    plain: Function,
    durable: Proxy,
}

fn methods() -> Result<Methods, JsValue> {
    let class = Reflect::get(&js_sys::global(), &"IDBDatabase".into())?;
    let databases = Reflect::get(&class, &"prototype".into())?;
    let plain: Function = Reflect::get(&databases, &METHOD.into())?.dyn_into()?;
    let options = Object::new();
    Reflect::set(&options, &"durability".into(), &"strict".into())?;
    let apply = move |plain: Function, database: JsValue, given: Array| {
        given.set(2, options.clone().into());
        plain.apply(&database, &given)
    };
    let apply = Closure::<dyn Fn(Function, JsValue, Array) -> Result<JsValue, JsValue>>::new(apply);
    let handler = Object::new();
    Reflect::set(&handler, &"apply".into(), &apply.into_js_value())?;
    let durable = Proxy::new(&plain, &handler);
    Ok(Methods { databases, plain, durable })
}

thread_local! {
    static METHODS: Option<Methods> = methods().ok();
}

/// Begins a transaction that waits for the disk.
pub fn durable<T>(begin: impl FnOnce() -> T) -> T {
    METHODS.with(|methods| {
        let Some(methods) = methods else { return begin() };
        // Neither can fail: the property is there, and it is a plain one.
        let _ = Reflect::set(&methods.databases, &METHOD.into(), &methods.durable);
        let begun = begin();
        let _ = Reflect::set(&methods.databases, &METHOD.into(), &methods.plain);
        begun
    })
}
