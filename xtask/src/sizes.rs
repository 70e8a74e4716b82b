//! `cargo xtask sizes`: what the wasm is made of, from the names that a full build leaves beside it.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, ensure};

use crate::step::target;

/// What to add up.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Which wasm: `app_bg`, `desk_bg`, or a part that comes later.
    #[arg(default_value = "app_bg")]
    name: String,
    /// List functions whose name contains this, instead of sums by crate.
    #[arg(long)]
    functions: Option<String>,
    /// How many lines.
    #[arg(long, default_value_t = 40)]
    lines: usize,
}

/// The crate that a function is written in: for a generic, the one that asked for it is not told.
fn crate_of(name: &str) -> &str {
    let start = name.trim_start_matches(['<', '&', '*', '(', '[']);
    let start = start.strip_prefix("dyn ").unwrap_or(start);
    start.split([':', ' ', '<', '>', '(', '[']).next().unwrap_or_default()
}

/// Where a wasm with its names lies.
pub fn named(name: &str) -> PathBuf {
    target().join("bindgen").join(format!("{name}.named.wasm"))
}

/// Prints sums, the largest first.
pub fn run(args: &Args) -> anyhow::Result<()> {
    let path = named(&args.name);
    let bytes = fs::read(&path).with_context(|| format!("{} is missing: build first", path.display()))?;
    let module = walrus::Module::from_buffer(&bytes)?;
    let mut sums: BTreeMap<String, (u64, usize)> = BTreeMap::new();
    for (id, function) in module.funcs.iter_local() {
        let name = format!("{:#}", rustc_demangle::demangle(module.funcs.get(id).name.as_deref().unwrap_or("?")));
        let key = match &args.functions {
            None => crate_of(&name).to_owned(),
            Some(wanted) if name.contains(wanted) => name,
            Some(_) => continue,
        };
        let sum = sums.entry(key).or_default();
        sum.0 += function.size();
        sum.1 += 1;
    }
    let mut sums: Vec<_> = sums.into_iter().collect();
    sums.sort_unstable_by_key(|(_, (size, _))| std::cmp::Reverse(*size));
    let all: u64 = sums.iter().map(|(_, (size, _))| size).sum();
    println!("{} bytes, {all} instructions listed", bytes.len());
    for (name, (size, count)) in sums.into_iter().take(args.lines) {
        println!("{size:>8}  {count:>5}  {name}");
    }
    Ok(())
}

/// A number in the form that wasm keeps sizes in; returns it and where it ends.
fn leb(bytes: &[u8], mut at: usize) -> Option<(usize, usize)> {
    let (mut value, mut shift) = (0_usize, 0);
    loop {
        let byte = *bytes.get(at)?;
        at += 1;
        value |= usize::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some((value, at));
        }
        shift += 7;
    }
}

/// The same wasm without what only tools read.
pub fn without_names(wasm: &[u8]) -> anyhow::Result<Vec<u8>> {
    const HEAD: usize = 8;
    ensure!(wasm.starts_with(b"\0asm") && wasm.len() > HEAD, "not a wasm");
    let mut out = wasm[..HEAD].to_vec();
    let mut at = HEAD;
    while at < wasm.len() {
        let (size, body) = leb(wasm, at + 1).context("a section without an end")?;
        let section = wasm.get(at..body + size).context("a section that is cut off")?;
        // Kind 0 is whatever a tool wrote for another.
        if section[0] != 0 {
            out.extend_from_slice(section);
        }
        at = body + size;
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_tools_read_goes() {
        let head = b"\0asm\x01\0\0\0";
        let wasm = [head.as_slice(), &[1, 2, 7, 7], &[0, 3, 1, b'n', 9], &[10, 1, 5]].concat();
        let kept = [head.as_slice(), &[1, 2, 7, 7], &[10, 1, 5]].concat();
        assert_eq!(without_names(&wasm).ok(), Some(kept));
        assert!(without_names(&wasm[..wasm.len() - 1]).is_err(), "cut off");
    }

    #[test]
    fn a_function_belongs_to_the_crate_that_its_name_begins_with() {
        assert_eq!(crate_of("<serde_json::de::Deserializer<R>>::parse_str"), "serde_json");
        assert_eq!(crate_of("app::pages::mentor::today::TodayPage"), "app");
    }
}
