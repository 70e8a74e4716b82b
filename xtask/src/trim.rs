//! Takes code out of the wasm that is there and never called.
//!
//! Leptos gives every view three ways to begin: build it, hydrate it, hydrate it when it has loaded.
//! The choice is made at run time through pointers, so no compiler can see that the last is never
//! taken here, nor the second for a page behind sign-in, which always starts from the empty shell.
//! Their bodies become a trap, and `wasm-opt` removes what only they called. Should one be reached all
//! the same, the loader starts the page on the shell, as after any failed hydration.

use std::path::Path;

use anyhow::Context as _;

/// Whether a function is never called.
fn never_called(name: &str) -> bool {
    let inside = ["app::pages::mentor", "app::pages::desk"];
    name.contains("hydrate_async") || (name.contains("::hydrate") && inside.iter().any(|module| name.contains(module)))
}

/// Empties what is never called; returns how many functions that were.
pub fn trim(wasm: &Path) -> anyhow::Result<usize> {
    let mut module = walrus::Module::from_file(wasm).context("reading the wasm")?;
    let mut emptied = 0;
    for function in module.funcs.iter_mut() {
        let name = function.name.as_deref().map(|name| format!("{:#}", rustc_demangle::demangle(name)));
        if let (walrus::FunctionKind::Local(local), Some(true)) = (&mut function.kind, name.map(|n| never_called(&n))) {
            let mut body = local.builder_mut().func_body();
            body.instrs_mut().clear();
            body.unreachable();
            emptied += 1;
        }
    }
    module.emit_wasm_file(wasm).context("writing the wasm")?;
    Ok(emptied)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn public_pages_keep_their_hydration() {
        let hydrate = "<tachys::html::HtmlElement<app::pages::public::landing::X> as RenderHtml>::hydrate::<true>";
        assert!(!never_called(hydrate));
        assert!(never_called(&hydrate.replace("public::landing", "mentor::today")));
        assert!(never_called("<tachys::view::any_view::AnyView as RenderHtml>::hydrate_async::{closure#0}"));
    }
}
