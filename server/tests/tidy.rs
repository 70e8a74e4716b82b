//! Holds the house's borders: which crate may know which, where the browser is named, no leftovers.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use cargo_metadata::DependencyKind;

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
        ("storage", &["domain"]),
        ("storage-sql", &["domain", "storage"]),
        ("demo", &["domain", "storage"]),
        ("server", &["app", "domain", "desk-api", "sync", "storage", "storage-sql", "demo"]),
        ("simulator", &["demo", "desk-api", "domain", "sync", "local-store", "storage", "storage-sql", "server"]),
        ("xtask", &[]),
    ]);
    for package in &metadata.packages {
        let may = allowed.get(package.name.as_str()).unwrap_or_else(|| panic!("{} is not in the map", package.name));
        for dependency in package.dependencies.iter().filter(|d| ours.contains(&d.name)) {
            // The server's tests have phones.
            if dependency.kind == DependencyKind::Development && dependency.name == "local-store" {
                continue;
            }
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

/// What lies in a folder: names without `.rs`, folders or files as asked for.
fn names(folder: &str, folders: bool, but: &[&str]) -> BTreeSet<String> {
    let entries = std::fs::read_dir(root().join(folder)).into_iter().flatten().flatten();
    let wanted = entries.filter(|entry| entry.path().is_dir() == folders);
    let names = wanted.map(|entry| entry.file_name().to_string_lossy().trim_end_matches(".rs").to_owned());
    names.filter(|name| !but.contains(&name.as_str())).collect()
}

/// The desks' features that have a page, without what their pages are made with.
fn desk_pages() -> BTreeSet<String> {
    let made_with = ["layout", "open", "decide", "choose", "deed", "cover", "confirm", "half_way", "second_step"];
    names("app/src/pages/desk", false, &[["mod", "inside", "later"].as_slice(), &made_with].concat())
}

#[test]
fn a_feature_of_the_desks_has_one_name_in_every_layer() {
    let features = names("app/crates/desk-api/src", false, &["lib", "error", "choice"]);
    assert!(features.len() > 9);
    assert_eq!(features, names("server/src/desk", false, &["mod", "error", "call"]));
    assert_eq!(features, names("app/src/server_fns", false, &["mod", "error"]));
    assert_eq!(features, desk_pages());
    assert!(
        names(
            "server/src/core",
            false,
            &["mod", "acts", "centre", "coverage", "ending", "ledger", "name_order", "second_step"]
        )
        .is_subset(&features)
    );
}

#[test]
fn the_core_knows_no_web_server() {
    for (path, text) in sources() {
        let place = path.to_string_lossy().into_owned();
        for foreign in ["axum", "leptos", "crate::http", "crate::desk", "AppState"] {
            assert!(!place.contains("/server/src/core/") || !text.contains(foreign), "{place} names {foreign}");
        }
    }
}

#[test]
fn no_page_knows_another() {
    // `inside` puts them under their addresses, `later` says which come later.
    let people = [
        ("mentor", "desk", names("app/src/pages/mentor", false, &["mod", "inside", "later"])),
        ("desk", "mentor", desk_pages()),
    ];
    for (path, text) in sources() {
        let place = path.to_string_lossy().into_owned();
        for (own, other, pages) in &people {
            let Some((_, rest)) = place.split_once(&format!("/app/src/pages/{own}/")) else { continue };
            assert!(!text.contains(&format!("pages::{other}")), "{place} names a page of another person");
            let page = rest.split('/').next().unwrap_or_default().trim_end_matches(".rs");
            for foreign in pages.iter().filter(|name| *name != page && !["inside", "later", "mod"].contains(&page)) {
                for name in [format!("super::{foreign}::"), format!("pages::{own}::{foreign}")] {
                    assert!(!text.contains(&name), "{place} names the page {foreign}");
                }
            }
        }
        assert!(!place.contains("/app/src/components/") || !text.contains("pages::desk"), "{place} names a page");
        assert!(!place.contains("/app/src/components/") || !text.contains("pages::mentor"), "{place} names a page");
    }
}

#[test]
fn no_error_is_known_by_its_text() {
    // Where codes of the wire become enums.
    let seams = ["/desk-api/src/error.rs", "/sync/src/pace.rs", "/tests/"];
    let locale = std::fs::read_to_string(root().join("app/locales/zh-CN.json")).unwrap_or_default();
    let locale: serde_json::Value = serde_json::from_str(&locale).unwrap_or_default();
    let codes: Vec<String> = locale["errors"].as_object().map(|all| all.keys().cloned().collect()).unwrap_or_default();
    assert!(codes.len() > 20);
    for (path, text) in sources() {
        let place = path.to_string_lossy().into_owned();
        if !place.ends_with(".rs") || seams.iter().any(|seam| place.contains(seam)) {
            continue;
        }
        for line in text.lines() {
            for code in &codes {
                let literal = format!("\"{code}\"");
                let Some((before, after)) = line.split_once(&literal) else { continue };
                let matched = before.trim_end().ends_with("==") || after.trim_start().starts_with("==");
                // A list of codes declares them with `=`.
                let arm = after.contains("=>") && !before.contains("=>") && !before.trim_end().ends_with('=');
                assert!(!matched && !arm, "{place} knows an error by its text: {}", line.trim());
            }
        }
    }
}

#[test]
fn colours_and_sizes_stand_in_the_tokens_only() {
    for (path, text) in sources() {
        let place = path.to_string_lossy().into_owned();
        if !place.ends_with(".css") || place.ends_with("/tokens.css") {
            continue;
        }
        for line in text.lines() {
            for (property, value) in line.split([';', '{', '}']).filter_map(|part| part.split_once(':')) {
                let (property, value) = (property.trim(), value.trim());
                let token = match property {
                    "font-size" | "border-radius" => value.starts_with("var(--"),
                    _ => !value.split([' ', '(', ',']).any(|word| word.starts_with('#')),
                };
                assert!(token, "{place}: {property}: {value}");
            }
        }
    }
}

/// The words of a text that begin after `mark` and reach to the next character that is none of a name.
fn after<'a>(text: &'a str, mark: &'a str) -> impl Iterator<Item = &'a str> {
    let name = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    text.split(mark).skip(1).map(move |rest| &rest[..rest.find(|c| !name(c)).unwrap_or(rest.len())])
}

#[test]
fn every_class_of_a_page_has_a_rule() {
    let files = sources();
    let of = |ending: &'static str| {
        files.iter().filter(move |(path, _)| path.to_string_lossy().ends_with(ending)).map(|(_, text)| text)
    };
    let ruled: BTreeSet<&str> = of(".css").flat_map(|text| after(text, ".")).collect();
    assert!(ruled.len() > 100);
    for text in of(".rs") {
        // Only what stands there as a text; the flower makes its own.
        let lists = text.split("class=\"").skip(1).filter_map(|rest| rest.split('"').next());
        for class in lists.filter(|list| !list.contains('{')).flat_map(str::split_whitespace) {
            assert!(ruled.contains(class.trim_end_matches('\\')), "no rule for the class {class}");
        }
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

#[test]
fn statements_name_their_columns_and_do_not_search_documents() {
    let sql: Vec<_> =
        sources().into_iter().filter(|(path, _)| path.to_string_lossy().contains("storage-sql")).collect();
    assert!(sql.len() > 20);
    for (path, text) in sql {
        for statement in text.split("SELECT ").skip(1) {
            let columns = statement.trim_start_matches("DISTINCT ");
            let first = columns.split([',', ' ']).next().unwrap_or_default();
            assert!(!first.ends_with('*'), "{} selects {first}", path.display());
        }
        for mark in [".*,", ".* FROM", ", *", " LIKE "] {
            assert!(!text.contains(mark), "{} holds {mark}", path.display());
        }
    }
}

#[test]
fn no_county_is_a_constant_of_the_server() {
    for (path, text) in sources() {
        let place = path.to_string_lossy().into_owned();
        if place.contains("/server/src/") {
            let constant = text.contains("COUNTY") || text.contains(": CountyId = ");
            assert!(!constant, "{place} knows a county");
        }
    }
}

#[test]
fn what_an_entry_counts_for_is_said_once() {
    // `domain::log::credit` says it; what is left are the form that fills an entry in, and what makes entries up.
    let may = ["/domain/src/log/", "/app/src/forms/", "/pages/mentor/log", "/crates/demo/", "/simulator/", "/tests"];
    let lists = ["Mode::", "Outcome::", "Met::", "ActivityKind::", "LogState::"];
    for (path, text) in sources() {
        let place = path.to_string_lossy().into_owned();
        if !place.ends_with(".rs") || may.iter().any(|part| place.contains(part)) {
            continue;
        }
        let production = text.split("#[cfg(test)]").next().unwrap_or_default();
        for list in lists {
            for asked in ["== ", "!= ", "contains(&"] {
                let decides = format!("{asked}{list}");
                assert!(!production.contains(&decides), "{place} decides by {decides} what an entry counts for");
            }
        }
    }
}

#[test]
fn a_long_function_has_a_reason() {
    // Clippy counts the lines; this holds that it does, everywhere.
    let read = |name: &str| std::fs::read_to_string(root().join(name)).unwrap_or_default();
    assert!(read("clippy.toml").contains("too-many-lines-threshold = 70"));
    assert!(read("Cargo.toml").contains("too_many_lines = \"deny\""));
    for (path, text) in sources() {
        for reason in after(&text, "expect(clippy::too_many_lines, reason = \"") {
            assert!(!reason.is_empty(), "{} gives no reason", path.display());
        }
    }
}

/// Licences that go together with ours, as `deny.toml` has them.
fn licences() -> BTreeSet<String> {
    let config = std::fs::read_to_string(root().join("deny.toml")).unwrap_or_default();
    let list = config.split_once("allow = [").and_then(|(_, rest)| rest.split_once(']')).map(|(list, _)| list);
    list.unwrap_or_default().split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

/// Whether a licence can be taken: one of what stands with `OR`, each of what stands with `AND`.
fn may_be_used(expression: &str, allowed: &BTreeSet<String>) -> bool {
    let plain = expression.replace(['(', ')'], "").replace('/', " OR ");
    plain.split(" AND ").all(|part| part.split(" OR ").any(|one| allowed.contains(one.trim())))
}

#[test]
fn what_comes_from_others_has_a_licence_that_fits_and_a_known_source() {
    let allowed = licences();
    assert!(
        allowed.contains("MIT") && !may_be_used("MIT AND SSPL-1.0", &allowed) && may_be_used("MIT/SSPL-1.0", &allowed)
    );
    let metadata = cargo_metadata::MetadataCommand::new()
        .manifest_path(root().join("Cargo.toml"))
        .other_options(["--locked", "--filter-platform", "x86_64-unknown-linux-gnu"].map(str::to_owned).to_vec())
        .exec()
        .unwrap_or_else(|e| panic!("{e}"));
    assert!(metadata.packages.len() > 100);
    for package in &metadata.packages {
        let licence = package.license.as_deref().unwrap_or_default();
        assert!(may_be_used(licence, &allowed), "{}: {licence:?}", package.name);
        if let Some(source) = &package.source {
            assert!(source.is_crates_io(), "{} comes from {source}", package.name);
        }
        // TLS is rustls's: nothing to install beside the server.
        assert!(!["openssl-sys", "native-tls"].contains(&package.name.as_str()), "{}", package.name);
    }
}
