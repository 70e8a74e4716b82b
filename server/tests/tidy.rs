//! Holds the house's borders: which crate may know which, where the browser is named, no leftovers.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(Path::to_owned).unwrap_or_default()
}

/// Every source file that git would see, below the folders that hold our own work.
fn sources() -> Vec<(PathBuf, String)> {
    fn walk(folder: &Path, into: &mut Vec<(PathBuf, String)>) {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let name = entry.file_name().to_string_lossy().into_owned();
            if path.is_dir() {
                if !["target", "node_modules", "data", "test-results"].contains(&name.as_str()) {
                    walk(&path, into);
                }
            } else if ["rs", "ts", "js", "css", "sql"].iter().any(|e| path.extension().is_some_and(|x| x == *e))
                && let Ok(text) = std::fs::read_to_string(&path)
            {
                into.push((path, text));
            }
        }
    }
    let mut all = Vec::new();
    for folder in ["app", "server", "xtask", "public", "style", "end2end"] {
        walk(&root().join(folder), &mut all);
    }
    all
}

#[test]
fn arrows_between_crates_only_point_down() {
    let metadata = cargo_metadata::MetadataCommand::new()
        .manifest_path(root().join("Cargo.toml"))
        .no_deps()
        .other_options(vec!["--offline".to_owned()])
        .exec()
        .unwrap_or_else(|e| panic!("{e}"));
    let ours: BTreeSet<String> = metadata.packages.iter().map(|p| p.name.to_string()).collect();
    let allowed: BTreeMap<&str, &[&str]> = BTreeMap::from([
        ("domain", [].as_slice()),
        ("desk-api", &["domain"]),
        ("sync", &["domain"]),
        ("local-store", &["domain", "sync"]),
        ("app", &["domain", "desk-api", "sync", "local-store"]),
        ("storage", &["domain", "sync"]),
        ("storage-sql", &["domain", "sync", "storage"]),
        ("demo", &["domain", "storage"]),
        ("server", &["app", "domain", "desk-api", "sync", "storage", "storage-sql", "demo"]),
        ("simulator", &["domain", "sync", "local-store", "storage", "storage-sql", "server"]),
        ("xtask", &[]),
    ]);
    for package in &metadata.packages {
        let may = allowed.get(package.name.as_str()).unwrap_or_else(|| panic!("{} is not in the map", package.name));
        for dependency in package.dependencies.iter().filter(|d| ours.contains(&d.name)) {
            assert!(may.contains(&dependency.name.as_str()), "{} must not know {}", package.name, dependency.name);
        }
    }
}

#[test]
fn what_both_sides_share_knows_no_runtime_and_no_browser() {
    for name in ["domain", "desk-api", "sync"] {
        let text = std::fs::read_to_string(root().join(format!("app/crates/{name}/Cargo.toml"))).unwrap_or_default();
        for foreign in ["tokio", "web-sys", "js-sys", "leptos", "server_fn", "sqlx", "rand"] {
            assert!(!text.contains(&format!("\n{foreign}")), "{name} must not know {foreign}");
        }
    }
}

#[test]
fn the_browser_is_named_in_platform_only() {
    for (path, text) in sources() {
        let place = path.to_string_lossy().into_owned();
        let may = place.contains("/app/src/platform/") || place.contains("/local-store/") || place.contains("/tests/");
        assert!(may || !text.contains("web_sys::window"), "{place} names the window");
    }
}

#[test]
fn nothing_is_left_over() {
    // Written in two parts, so that this file does not find itself.
    let marks = [["TO", "DO"].concat(), ["FIX", "ME"].concat(), ["XX", "X:"].concat(), ["#[al", "low("].concat()];
    for (path, text) in sources() {
        for mark in &marks {
            assert!(!text.contains(mark.as_str()), "{} holds {mark}", path.display());
        }
    }
}

#[test]
fn both_languages_have_the_same_keys() {
    fn keys(value: &serde_json::Value, at: &str, into: &mut BTreeSet<String>) {
        match value {
            serde_json::Value::Object(map) => map.iter().for_each(|(k, v)| keys(v, &format!("{at}.{k}"), into)),
            other => {
                assert!(other.as_str().is_some_and(|s| !s.is_empty()), "{at} is empty");
                into.insert(at.to_owned());
            }
        }
    }
    let read = |name: &str| {
        let text = std::fs::read_to_string(root().join("app/locales").join(name)).unwrap_or_default();
        let mut all = BTreeSet::new();
        keys(&serde_json::from_str(&text).unwrap_or_default(), "", &mut all);
        all
    };
    let (chinese, english) = (read("zh-CN.json"), read("en.json"));
    assert!(chinese.len() > 200);
    assert_eq!(chinese, english);
}
