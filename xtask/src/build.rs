//! Builds the app's files into `target/site`: wasm and its glue, style, icons, loader, service
//! worker, shell; hashed, and compressed beforehand.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use lightningcss::bundler::{Bundler, FileProvider};
use lightningcss::printer::PrinterOptions;
use lightningcss::stylesheet::{MinifyOptions, ParserOptions};
use lightningcss::targets::{Browsers, Targets};
use sha2::{Digest, Sha256};

use crate::step::{cargo, command, has, root, sh, step, target, wasm_target};

/// How to build.
#[derive(Debug, Clone, Copy, Default, clap::Args)]
pub struct Args {
    /// Compress and shrink less, to be ready sooner.
    #[arg(long)]
    pub quick: bool,
}

/// The oldest browsers: Chromium 99 (HarmonyOS 4) and Safari 15.4.
fn browsers() -> Browsers {
    Browsers {
        chrome: Some(99 << 16),
        safari: Some((15 << 16) | (4 << 8)),
        ios_saf: Some((15 << 16) | (4 << 8)),
        ..Browsers::default()
    }
}

/// Builds the site; returns its folder.
pub fn site(args: &Args) -> anyhow::Result<PathBuf> {
    wasm_target()?;
    let site = target().join("site");
    let fresh = target().join("site.new");
    let _ = fs::remove_dir_all(&fresh);
    fs::create_dir_all(fresh.join("pkg"))?;
    let mentors = bundle(&fresh, "app", "hydrate", args.quick)?;
    let desks = bundle(&fresh, "desk", "hydrate,desk", args.quick)?;
    step("writing loaders, shells and service worker", || pages(&fresh, &mentors, &desks, args.quick))?;
    step("compressing", || compress(&fresh, args.quick))?;
    let _ = fs::remove_dir_all(&site);
    fs::rename(&fresh, &site)?;
    Ok(site)
}

/// Under what names an app's parts are fetched.
struct Names {
    js: String,
    wasm: String,
    css: String,
}

fn short_hash(bytes: &[u8]) -> String {
    hex::encode(&Sha256::digest(bytes)[..8])
}

/// Builds one of the app's two bundles, with its style.
fn bundle(site: &Path, name: &str, features: &str, quick: bool) -> anyhow::Result<Names> {
    step(&format!("building the app (wasm, {name})"), || {
        let profile = ["--profile", "wasm-release"];
        let target = ["build", "-p", "app", "--lib", "--features", features, "--target", "wasm32-unknown-unknown"];
        cargo(&[target.as_slice(), &profile].concat())
    })?;
    let (js, wasm) = step("making the glue", || bind(site, name, quick))?;
    Ok(Names { js, wasm, css: style(site, name)? })
}

/// Runs wasm-bindgen as a library, at the version that the lock file names; returns what the script and the wasm are called.
fn bind(site: &Path, name: &str, quick: bool) -> anyhow::Result<(String, String)> {
    let input = target().join("wasm32-unknown-unknown/wasm-release/app.wasm");
    let made = target().join("bindgen");
    let _ = fs::remove_dir_all(&made);
    wasm_bindgen_cli_support::Bindgen::new()
        .input_path(&input)
        .out_name(name)
        .web(true)?
        .typescript(false)
        .demangle(false)
        .remove_producers_section(true)
        .generate(&made)?;
    let wasm_path = made.join(format!("{name}_bg.wasm"));
    let mut module = walrus::Module::from_file(&wasm_path).context("reading the wasm")?;
    let trimmed = crate::trim::trim(&mut module);
    anyhow::ensure!(trimmed > 0, "no function was found to leave out: have the names changed?");
    let js_text = crate::glue::shorten(&mut module, &fs::read_to_string(made.join(format!("{name}.js")))?);
    module.emit_wasm_file(&wasm_path).context("writing the wasm")?;
    if !quick {
        shrink(&wasm_path)?;
    }
    let wasm_bytes = fs::read(&wasm_path)?;
    let wasm = format!("/pkg/{name}_bg.{}.wasm", short_hash(&wasm_bytes));
    let mut js_text = js_text.replace(&format!("{name}_bg.wasm"), wasm.trim_start_matches("/pkg/"));
    if !quick {
        js_text = minified(js_text)?;
    }
    let js = format!("/pkg/{name}.{}.js", short_hash(js_text.as_bytes()));
    fs::write(site.join(&wasm[1..]), wasm_bytes)?;
    fs::write(site.join(&js[1..]), js_text)?;
    Ok((js, wasm))
}

/// A tool from npm, where Node is at hand; without it the app is larger and works the same.
fn npm_tool(name: &str) -> anyhow::Result<Option<String>> {
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

/// Minifies a module.
fn minified(js: String) -> anyhow::Result<String> {
    let Some(tool) = npm_tool("terser")? else { return Ok(js) };
    let (from, to) = (target().join("bindgen/long.js"), target().join("bindgen/short.js"));
    fs::write(&from, js)?;
    let (input, output) = (from.to_string_lossy(), to.to_string_lossy());
    sh(command(&tool, &[&input, "--module", "--compress", "--mangle", "--output", &output]))?;
    Ok(fs::read_to_string(to)?)
}

/// Shrinks the wasm.
fn shrink(wasm: &Path) -> anyhow::Result<()> {
    let Some(tool) = npm_tool("wasm-opt")? else { return Ok(()) };
    let path = wasm.to_string_lossy();
    let flags = [
        "-Oz",
        "--converge",
        // Both hold for a module with a memory of its own, whose lowest addresses are the stack's end.
        "--zero-filled-memory",
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
    let args: Vec<&str> = flags.iter().copied().chain(["-o", &path, &path]).collect();
    sh(command(&tool, &args))
}

/// Installs the packages of `end2end/`, without any download of a browser.
pub fn npm_install() -> anyhow::Result<()> {
    step("installing npm packages", || {
        let mut install = command("npm", &["ci", "--no-audit", "--no-fund", "--silent", "--ignore-scripts"]);
        install.current_dir(root().join("end2end")).env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
        sh(install)
    })
}

/// Bundles and lowers a style with all it imports.
fn style(site: &Path, name: &str) -> anyhow::Result<String> {
    let files = FileProvider::new();
    let entry = root().join("style").join(format!("{name}.css"));
    let targets = Targets::from(browsers());
    let mut bundler = Bundler::new(&files, None, ParserOptions::default());
    let mut sheet = bundler.bundle(&entry).map_err(|e| anyhow::anyhow!("{e}"))?;
    sheet.minify(MinifyOptions { targets, ..MinifyOptions::default() }).map_err(|e| anyhow::anyhow!("{e}"))?;
    let css = sheet.to_css(PrinterOptions { minify: true, targets, ..PrinterOptions::default() })?.code;
    let file = format!("/pkg/{name}.{}.css", short_hash(css.as_bytes()));
    fs::write(site.join(&file[1..]), css)?;
    Ok(file)
}

/// Fills in the names, and writes the exact list of what works offline.
fn pages(site: &Path, mentors: &Names, desks: &Names, quick: bool) -> anyhow::Result<()> {
    let public = root().join("public");
    fs::create_dir_all(site.join("icons"))?;
    let mut files = vec!["/shell".to_owned(), "/boot.js".to_owned(), "/manifest.webmanifest".to_owned()];
    files.extend([mentors.js.clone(), mentors.wasm.clone(), mentors.css.clone()]);
    let mut icons: Vec<_> = fs::read_dir(public.join("icons"))?.collect::<Result<Vec<_>, _>>()?;
    icons.sort_by_key(fs::DirEntry::file_name);
    for icon in icons {
        let name = icon.file_name().to_string_lossy().into_owned();
        fs::copy(icon.path(), site.join("icons").join(&name))?;
        files.push(format!("/icons/{name}"));
    }
    fs::copy(public.join("manifest.webmanifest"), site.join("manifest.webmanifest"))?;
    let filled = |name: &str, names: &Names, boot: &str| -> anyhow::Result<String> {
        let text = fs::read_to_string(public.join(name)).with_context(|| format!("public/{name}"))?;
        let text = text.replace("@js@", &names.js).replace("@wasm@", &names.wasm);
        let text = text.replace("@css@", &names.css).replace("@boot@", boot);
        if quick || name != "boot.js" { Ok(text) } else { minified(text) }
    };
    // Desks work with a network only: nothing of theirs is kept on a mentor's phone.
    for (page, template) in [("desk.html", "shell.html"), ("desk.js", "boot.js")] {
        fs::write(site.join(page), filled(template, desks, "desk.js")?)?;
    }
    let own = |name: &str| filled(name, mentors, "boot.js");
    let (shell, boot, worker) = (own("shell.html")?, own("boot.js")?, own("service-worker.js")?);
    let mut content = Sha256::new();
    for text in [&shell, &boot, &worker] {
        content.update(text.as_bytes());
    }
    for file in files.iter().filter(|f| f.starts_with("/icons/") || f.ends_with(".webmanifest")) {
        content.update(fs::read(site.join(&file[1..]))?);
    }
    let build = hex::encode(&content.finalize()[..8]);
    let list = serde_json::to_string_pretty(&files)?;
    fs::write(site.join("service-worker.js"), worker.replace("@build@", &build).replace("@files@", &list))?;
    fs::write(site.join("shell.html"), shell)?;
    fs::write(site.join("boot.js"), boot)?;
    let assets = serde_json::json!({ "js": mentors.js, "css": mentors.css, "build": build });
    fs::write(site.join("assets.json"), assets.to_string())?;
    Ok(())
}

/// Writes .br and .gz beside every text and wasm file.
fn compress(folder: &Path, quick: bool) -> anyhow::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            compress(&path, quick)?;
            continue;
        }
        let kind = path.extension().and_then(|e| e.to_str()).unwrap_or_default().to_owned();
        if !["js", "css", "wasm", "html", "svg", "webmanifest"].contains(&kind.as_str()) {
            continue;
        }
        let plain = fs::read(&path)?;
        let quality = if quick { 5 } else { 11 };
        let mut packed = Vec::new();
        brotli::CompressorWriter::new(&mut packed, 64 * 1024, quality, 22).write_all(&plain)?;
        fs::write(format!("{}.br", path.display()), &packed)?;
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        gzip.write_all(&plain)?;
        fs::write(format!("{}.gz", path.display()), gzip.finish()?)?;
    }
    Ok(())
}

/// Builds the local store's conformance suite as a page's script, into `target/conformance`.
pub fn conformance_page() -> anyhow::Result<()> {
    store_page("conformance")
}

/// Builds a phone for the sync bench as a page's script, into `target/bench`.
pub fn bench_page() -> anyhow::Result<()> {
    store_page("bench")
}

fn store_page(name: &str) -> anyhow::Result<()> {
    step(&format!("building the local store's {name} page"), || {
        let feature = format!("{name}-page");
        let build = ["rustc", "-p", "local-store", "--lib", "--crate-type", "cdylib", "--features", &feature];
        cargo(&[build.as_slice(), &["--target", "wasm32-unknown-unknown", "--profile", "wasm-release"]].concat())?;
        let input = target().join("wasm32-unknown-unknown/wasm-release/local_store.wasm");
        let mut bindgen = wasm_bindgen_cli_support::Bindgen::new();
        bindgen.input_path(&input).out_name(name).web(true)?.typescript(false);
        bindgen.generate(target().join(name))
    })
}
