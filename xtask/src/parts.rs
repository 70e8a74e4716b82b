//! Takes the parts that come later out of the wasm, and connects them with the first.
//!
//! A part is what `#[wasm_split]` names in the app, with all that only it needs. It shares memory and table with
//! the first part, so its place in both is fixed by this very build: parts of two builds do not fit. Their names
//! carry the digest of their content, and the script of the same build names them.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, anyhow, ensure};

/// How the first part says that it takes something from the parts.
const LINK: &str = "parts.js";
/// How the splitter begins the name of a part's file.
const PREFIX: &str = "split_";
/// How it begins the name of what two parts need and the first does not, which comes with either.
const SHARED: &str = "chunk_";

/// A wasm taken apart.
pub struct Split {
    /// What is fetched first.
    pub first: PathBuf,
    /// What comes later: name and file, in order of name.
    pub parts: Vec<(String, PathBuf)>,
    /// The script that fetches them.
    pub link: String,
}

/// Takes a wasm apart, into a folder.
pub fn split(input: &Path, folder: &Path) -> anyhow::Result<Split> {
    let bytes = fs::read(input).with_context(|| format!("reading {}", input.display()))?;
    let first = folder.join("first.wasm");
    let mut options = wasm_split_cli_support::Options::new(&bytes);
    options.output_dir = folder;
    options.main_out_path = &first;
    options.link_name = LINK;
    let made = wasm_split_cli_support::transform(options).map_err(|error| anyhow!("{error:?}"))?;
    let mut files: Vec<(String, PathBuf)> = made
        .split_modules
        .into_iter()
        .map(|file| (file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default(), file))
        .collect();
    files.sort_unstable();
    let mut parts: Vec<(String, PathBuf)> = vec![];
    for (stem, file) in files {
        let of_several = parts.iter().filter(|(name, _)| name.starts_with("shared")).count();
        let name = match stem.strip_prefix(PREFIX) {
            // What several parts share has no name of its own.
            _ if stem.starts_with(SHARED) && of_several > 0 => format!("shared{of_several}"),
            _ if stem.starts_with(SHARED) => "shared".to_owned(),
            name => name.unwrap_or(&stem).to_owned(),
        };
        ensure!(parts.iter().all(|(other, _)| *other != name), "two parts are called {name}");
        parts.push((name, file));
    }
    parts.sort_unstable();
    Ok(Split { first, parts, link: fs::read_to_string(folder.join(LINK))? })
}

/// A text with what is in it once replaced; what is not in it says that the tools have changed.
fn replaced(text: &str, from: &str, to: &str) -> anyhow::Result<String> {
    ensure!(text.matches(from).count() == 1, "not once in the script: {from}");
    Ok(text.replace(from, to))
}

/// The script with a part's final address.
pub fn named(link: &str, file: &Path, address: &str) -> anyhow::Result<String> {
    let old = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    replaced(link, &format!("\"./{old}\""), &format!("\"{address}\""))
}

/// One script of wasm-bindgen's and the one that fetches parts: a request less, and no circle between two files.
pub fn linked(js: &str, link: &str) -> anyhow::Result<String> {
    const LOADER: &str = "export const ";
    // wasm-bindgen takes every loader from the other script by an import of its own.
    let from = format!(" from \"{LINK}\"");
    let import = |line: &str| line.strip_prefix("import * as ")?.strip_suffix(&from).map(str::to_owned);
    let names: Vec<String> = js.lines().filter_map(import).collect();
    let loaders: Vec<&str> =
        link.lines().filter_map(|line| line.strip_prefix(LOADER)?.split_whitespace().next()).collect();
    ensure!(names.len() == loaders.len(), "{} imports of {} parts", names.len(), loaders.len());
    if names.is_empty() {
        return Ok(js.to_owned());
    }
    let link = replaced(link, "import { initSync } from \"./main.js\";", "")?;
    let link = replaced(&link, "initSync(undefined, undefined)", "wasm")?.replace(LOADER, "const ");
    let mut own = format!("const parts = (() => {{\n{link}\nreturn {{ {} }};\n}})();\n", loaders.join(", "));
    for line in js.lines() {
        own += &import(line).map_or_else(|| line.to_owned(), |name| format!("const {name} = parts;"));
        own.push('\n');
    }
    Ok(own)
}

#[cfg(test)]
mod tests {
    use super::*;

    const JS: &str = "import * as import1 from \"parts.js\"\nlet wasm; use(import1);";
    const LINK_JS: &str = "import { initSync } from \"./main.js\";\nconst { memory } = initSync(undefined, undefined);\n\
        export const __load_me = get(\"./split_me.wasm\");\n";

    #[test]
    fn one_script_names_every_part_and_exports_no_loader() {
        let link = named(LINK_JS, Path::new("/x/split_me.wasm"), "/pkg/app_me.0.wasm").unwrap_or_default();
        let js = linked(JS, &link).unwrap_or_default();
        assert!(js.contains("get(\"/pkg/app_me.0.wasm\")") && js.contains("return { __load_me };"), "{js}");
        assert!(
            js.contains("const { memory } = wasm;")
                && js.contains("const import1 = parts;")
                && !js.contains("export")
                && !js.contains("import "),
            "{js}"
        );
    }

    #[test]
    fn a_script_of_another_shape_ends_the_build() {
        assert!(named(LINK_JS, Path::new("/x/split_you.wasm"), "/pkg/a.wasm").is_err());
        assert!(linked(JS, "export const __load_me = 1;").is_err());
        assert!(linked("let wasm;", LINK_JS).is_err());
    }
}
