//! One of the app's two bundles: wasm, the parts that come later, and the script that connects them with the browser.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use sha2::{Digest, Sha256};

use crate::build::npm_install;
use crate::step::{cargo, command, has, root, sh, step, target};
use crate::{glue, parts, sizes, trim};

/// Under what addresses a bundle is fetched.
pub struct Bundle {
    /// Script.
    pub js: String,
    /// First part of the wasm.
    pub wasm: String,
    /// Parts that come later.
    pub parts: Vec<String>,
}

/// The first half of a file's digest: what is in its name.
pub fn short_hash(bytes: &[u8]) -> String {
    hex::encode(&Sha256::digest(bytes)[..8])
}

/// Builds a bundle into the site's `pkg`.
pub fn bundle(site: &Path, name: &str, features: &str, quick: bool) -> anyhow::Result<Bundle> {
    step(&format!("building the app (wasm, {name})"), || {
        let build = ["rustc", "-p", "app", "--lib", "--crate-type", "cdylib", "--features", features];
        let profile = ["--target", "wasm32-unknown-unknown", "--profile", "wasm-release"];
        // What leads to what is needed to take it apart, and data that lie apart can go where they are used.
        let link = ["--", "-C", "link-args=--emit-relocs --no-merge-data-segments"];
        cargo(&[build.as_slice(), &profile, &link].concat())
    })?;
    step("making the glue", || bind(site, name, quick))
}

/// Takes the wasm apart, runs wasm-bindgen as a library at the version that the lock file names, shrinks and names
/// everything.
fn bind(site: &Path, name: &str, quick: bool) -> anyhow::Result<Bundle> {
    let made = target().join("bindgen").join(name);
    let _ = fs::remove_dir_all(&made);
    fs::create_dir_all(&made)?;
    let input = target().join("wasm32-unknown-unknown/wasm-release/app.wasm");
    let split = parts::split(&input, &made)?;
    wasm_bindgen_cli_support::Bindgen::new()
        .input_path(&split.first)
        .out_name(name)
        .web(true)?
        .typescript(false)
        .demangle(false)
        .keep_lld_exports(true)
        .remove_producers_section(true)
        .generate(&made)?;
    let first = made.join(format!("{name}_bg.wasm"));
    let mut module = walrus::Module::from_file(&first).context("reading the wasm")?;
    trim::trim(&mut module)?;
    let mut js = glue::shorten(&mut module, &fs::read_to_string(made.join(format!("{name}.js")))?);
    module.emit_wasm_file(&first).context("writing the wasm")?;

    let mut addresses = vec![];
    let mut link = split.link;
    for (part, file) in split.parts {
        let address = finished(site, &format!("{name}_{part}"), &file, false, quick)?;
        link = parts::named(&link, &file, &address)?;
        addresses.push(address);
    }
    let wasm = finished(site, &format!("{name}_bg"), &first, true, quick)?;
    js = parts::linked(&js, &link)?;
    js = js.replace(&format!("{name}_bg.wasm"), wasm.trim_start_matches("/pkg/"));
    if !quick {
        js = minified(&made, &js)?;
    }
    let address = format!("/pkg/{name}.{}.js", short_hash(js.as_bytes()));
    fs::write(site.join(&address[1..]), js)?;
    Ok(Bundle { js: address, wasm, parts: addresses })
}

/// Shrinks a wasm and puts it into the site; returns its address.
fn finished(site: &Path, name: &str, wasm: &Path, first: bool, quick: bool) -> anyhow::Result<String> {
    if !quick {
        shrink(wasm, first)?;
    }
    let named = fs::read(wasm)?;
    fs::write(sizes::named(name), &named)?;
    let bytes = sizes::without_names(&named)?;
    let address = format!("/pkg/{name}.{}.wasm", short_hash(&bytes));
    fs::write(site.join(&address[1..]), bytes)?;
    Ok(address)
}

/// A tool from npm, where Node is at hand; without it the app is larger and works the same.
pub fn npm_tool(name: &str) -> anyhow::Result<Option<String>> {
    let tool = root().join("end2end/node_modules/.bin").join(name);
    if !tool.exists() {
        if !has("npm") {
            eprintln!("  Node is missing: the app stays larger. Install it with: sudo apt-get install nodejs npm");
            return Ok(None);
        }
        npm_install()?;
    }
    Ok(Some(tool.to_string_lossy().into_owned()))
}

/// Minifies a script, by way of files in a folder.
pub fn minified(folder: &Path, js: &str) -> anyhow::Result<String> {
    let Some(tool) = npm_tool("terser")? else { return Ok(js.to_owned()) };
    let (from, to): (PathBuf, PathBuf) = (folder.join("long.js"), folder.join("short.js"));
    fs::write(&from, js)?;
    let (input, output) = (from.to_string_lossy(), to.to_string_lossy());
    sh(command(&tool, &[&input, "--module", "--compress", "--mangle", "--output", &output]))?;
    Ok(fs::read_to_string(to)?)
}

/// Shrinks a wasm; the first part has a memory of its own, the others use it.
fn shrink(wasm: &Path, first: bool) -> anyhow::Result<()> {
    let Some(tool) = npm_tool("wasm-opt")? else { return Ok(()) };
    let path = wasm.to_string_lossy();
    let flags = [
        "-Oz",
        "--converge",
        // Names stay for `cargo xtask sizes`; what is shipped has none.
        "-g",
        // The lowest addresses are the stack's end.
        "--low-memory-unused",
        // Functions of the same generic side by side pack better.
        "--reorder-functions-by-name",
        "--enable-bulk-memory",
        "--enable-nontrapping-float-to-int",
        "--enable-sign-ext",
        "--enable-reference-types",
        "--enable-mutable-globals",
        "--enable-multivalue",
    ];
    let own_memory = first.then_some("--zero-filled-memory");
    sh(command(&tool, &flags.into_iter().chain(own_memory).chain(["-o", &path, &path]).collect::<Vec<_>>()))
}
