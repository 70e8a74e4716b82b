//! Takes code out of the wasm that is there and never called.
//!
//! Leptos gives every view three ways to begin: build it, hydrate it, hydrate it when it has loaded.
//! The choice is made at run time through pointers, so no compiler can see that the last is never
//! taken here, nor the second for a page behind sign-in, which always starts from the empty shell.
//! Server functions bring classes for streams, which are exported and so kept, though nothing here streams.
//! Their bodies become a trap, and `wasm-opt` removes what only they called. Should one be reached all
//! the same, the loader starts the page on the shell, as after any failed hydration.

/// How the names of what the classes for streams export begin.
const STREAMS: [&str; 2] = ["intounderlying", "__wbg_intounderlying"];

/// Functions with fewer instructions stay: the compiler makes one of several that are alike, and its
/// name is that of any of them.
const SMALLEST: u64 = 80;

/// A function's own path: its name without any type, neither parameters nor the type it belongs to.
fn path(name: &str) -> String {
    let mut depth = 0_usize;
    let mut before = ' ';
    let mut path = String::new();
    for c in name.chars() {
        match c {
            '<' => depth += 1,
            // The arrow of a function type closes nothing.
            '>' if before != '-' => depth = depth.saturating_sub(1),
            _ if depth == 0 => path.push(c),
            _ => {}
        }
        before = c;
    }
    path
}

/// Whether a function is never called: by its own name, not by that of a type it handles.
fn never_called(name: &str) -> bool {
    let path = path(name);
    let parts = path.split("::").filter(|part| !part.is_empty() && !part.starts_with('{'));
    let behind_sign_in =
        || ["app::pages::gate", "app::pages::mentor", "app::pages::desk"].iter().any(|module| name.contains(module));
    match parts.last() {
        Some("hydrate_async") => true,
        Some("hydrate" | "hydrate_from_server") => behind_sign_in(),
        _ => false,
    }
}

/// Empties what is never called; returns how many functions that were.
pub fn trim(module: &mut walrus::Module) -> usize {
    let mut emptied = 0;
    for function in module.funcs.iter_mut() {
        let Some(name) = function.name.as_deref().map(|name| format!("{:#}", rustc_demangle::demangle(name))) else {
            continue;
        };
        if let walrus::FunctionKind::Local(local) = &mut function.kind
            && (STREAMS.iter().any(|start| name.starts_with(start)) || local.size() >= SMALLEST && never_called(&name))
        {
            let mut body = local.builder_mut().func_body();
            body.instrs_mut().clear();
            body.unreachable();
            emptied += 1;
        }
    }
    emptied
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
        assert!(never_called("<T as IntoAny>::into_any::hydrate_from_server::<A<app::pages::desk::X, B>>"));
        let later = "<_ as tachys::view::any_view::IntoAny>::into_any::hydrate_async::<app::X<fn() -> B>>::{closure#0}";
        assert!(never_called(later), "what it does when polled");
        let dropped = "core::ptr::drop_in_place::<<X as RenderHtml>::hydrate_async::{closure#0}>";
        assert!(!never_called(dropped), "what drops a type may drop others that are alike");
    }
}
