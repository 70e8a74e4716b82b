//! Within the app, arrows point down: what stands later in the list may name what stands before, never the other way.

use std::path::{Path, PathBuf};

/// From the bottom to the top.
const LAYERS: [&str; 12] = [
    "addresses",
    "lang",
    "forms",
    "showing",
    "problem",
    "server_fns",
    "platform",
    "state",
    "words",
    "components",
    "pages",
    "root",
];

fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    entries.flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] }).collect()
}

fn layer(name: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| *layer == name)
}

#[test]
fn arrows_within_the_app_point_down() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut named = 0;
    for path in sources(&root) {
        let first = path.strip_prefix(&root).ok().and_then(|p| p.iter().next()).and_then(|name| name.to_str());
        let Some(own) = layer(first.unwrap_or_default().trim_end_matches(".rs")) else { continue };
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        for rest in text.split("crate::").skip(1) {
            let name = &rest[..rest.find(|c: char| c != '_' && !c.is_ascii_lowercase()).unwrap_or(rest.len())];
            named += usize::from(layer(name).is_some());
            assert!(layer(name).is_none_or(|other| other <= own), "{} names {name}", path.display());
        }
    }
    assert!(named > 100, "only {named} arrows were seen");
}
