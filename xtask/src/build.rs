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
use sha2::{Digest as _, Sha256};

use crate::bundle::{Bundle, bundle, minified, short_hash};
use crate::step::{cargo, command, root, sh, step, target, wasm_target};
use crate::{addresses, budget};

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
pub fn site(args: Args) -> anyhow::Result<PathBuf> {
    wasm_target()?;
    let site = target().join("site");
    let fresh = target().join("site.new");
    let _ = fs::remove_dir_all(&fresh);
    fs::create_dir_all(fresh.join("pkg"))?;
    let mentors = Names { files: bundle(&fresh, "app", "csr", args.quick)?, css: style(&fresh, "app")? };
    let desks = Names { files: bundle(&fresh, "desk", "csr,desk", args.quick)?, css: style(&fresh, "desk")? };
    let paper = style(&fresh, "paper")?;
    let kept =
        step("writing loaders, shells and service worker", || pages(&fresh, &mentors, &desks, &paper, args.quick))?;
    step("compressing", || compress(&fresh, args.quick))?;
    if !args.quick {
        step("weighing", || weigh(&fresh, &mentors, &desks, kept))?;
    }
    let _ = fs::remove_dir_all(&site);
    fs::rename(&fresh, &site)?;
    Ok(site)
}

/// Under what addresses an app is fetched.
struct Names {
    files: Bundle,
    css: String,
}

/// Checks the budgets.
fn weigh(site: &Path, mentors: &Names, desks: &Names, kept: usize) -> anyhow::Result<()> {
    let first = ["shell.html", "boot.js", &mentors.files.js, &mentors.files.wasm, &mentors.css];
    let desk = ["desk.html", "desk.js", &desks.files.js, &desks.files.wasm, &desks.css];
    let mut lines = vec![budget::first_part(site, &first)?, budget::desk(site, &desk)?, budget::files_kept(kept)];
    for part in &mentors.files.parts {
        lines.push(budget::later_part(site, part)?);
    }
    for page in &desks.files.parts {
        lines.push(budget::desk_page(site, page)?);
    }
    budget::check(&lines)
}

/// Installs the packages of `end2end/`, without any download of a browser.
pub fn npm_install() -> anyhow::Result<()> {
    npm_ci("npm packages", &root().join("end2end"))
}

/// Installs what a folder's lock file names.
pub fn npm_ci(what: &str, folder: &Path) -> anyhow::Result<()> {
    step(&format!("installing {what}"), || {
        let mut install = command("npm", &["ci", "--no-audit", "--no-fund", "--silent", "--ignore-scripts"]);
        install.current_dir(folder).env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
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

/// Fills in the names, and writes the exact list of what works offline; returns how many files that are.
fn pages(site: &Path, mentors: &Names, desks: &Names, paper: &str, quick: bool) -> anyhow::Result<usize> {
    let public = root().join("public");
    fs::create_dir_all(site.join("icons"))?;
    let mut files = vec!["/shell".to_owned(), "/boot.js".to_owned(), "/manifest.webmanifest".to_owned()];
    files.extend([mentors.files.js.clone(), mentors.files.wasm.clone(), mentors.css.clone()]);
    files.extend(mentors.files.parts.clone());
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
        let text = text.replace("@js@", &names.files.js).replace("@wasm@", &names.files.wasm);
        let text = text.replace("@css@", &names.css).replace("@boot@", boot);
        let text = text.replace("@theme_key@", addresses::THEME_KEY).replace("@language_key@", addresses::LANGUAGE_KEY);
        let text = text.replace("@app@", addresses::APP).replace("@desk@", addresses::DESK);
        let text = text.replace("@public@", &serde_json::to_string(&addresses::PUBLIC)?);
        if quick || name != "boot.js" { Ok(text) } else { minified(&target().join("bindgen"), &text) }
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
    let assets = serde_json::json!({ "js": mentors.files.js, "css": mentors.css, "paper": paper, "build": build });
    fs::write(site.join("assets.json"), assets.to_string())?;
    Ok(files.len())
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
