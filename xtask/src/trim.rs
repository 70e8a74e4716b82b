//! Takes code out of the wasm that is there and never called.
//!
//! Server functions bring classes for streams, which are exported and so kept, though nothing here streams.
//! Their bodies become a trap, and `wasm-opt` removes what only they called. A name that is found no more
//! ends the build: then either the list or the reason for it is out of date.

use anyhow::ensure;

/// What is in the names of what those classes export, and of the work that a call of theirs would begin.
const STREAMS: [[&str; 2]; 3] =
    [["intounderlying", ""], ["__wbg_intounderlying", ""], ["wasm_streams", "future_to_promise"]];

/// Empties what is never called.
pub fn trim(module: &mut walrus::Module) -> anyhow::Result<()> {
    for [one, other] in STREAMS {
        let mut emptied = 0;
        for function in module.funcs.iter_mut() {
            // The glue of a value that is never made is small, and may be another's as well.
            let is_it = |name: &str| name.contains(one) && name.contains(other) && !name.contains("drop_in_place");
            if function.name.as_deref().is_some_and(is_it)
                && let walrus::FunctionKind::Local(local) = &mut function.kind
            {
                let mut body = local.builder_mut().func_body();
                body.instrs_mut().clear();
                body.unreachable();
                emptied += 1;
            }
        }
        ensure!(emptied > 0, "nothing in the wasm is called {one}…{other}: is there nothing left to trim?");
    }
    Ok(())
}
