//! Doing something at a desk: then the page is asked again, or it is said why it did not work.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::server_fns::CallError;
use crate::words;

/// Why something did not work.
pub type Said = RwSignal<Option<&'static str>>;

/// What was done, said at the top of a page whose lines have moved meanwhile. Empty until something was.
#[derive(Clone, Copy)]
pub struct Done(pub RwSignal<String>);

/// Does something.
pub fn decide<T: 'static>(
    work: impl Future<Output = Result<T, CallError>> + 'static,
    error: Said,
    then: impl FnOnce(T) + 'static,
) {
    decide_or(work, error, then, |_| {});
}

/// The same, with what else is done when it did not work.
pub fn decide_or<T: 'static>(
    work: impl Future<Output = Result<T, CallError>> + 'static,
    error: Said,
    then: impl FnOnce(T) + 'static,
    otherwise: impl FnOnce(&CallError) + 'static,
) {
    spawn_local(async move {
        match work.await {
            Ok(done) => {
                error.try_set(None);
                then(done);
            }
            Err(problem) => {
                error.try_set(Some(words::error::call(&problem)));
                otherwise(&problem);
            }
        }
    });
}
