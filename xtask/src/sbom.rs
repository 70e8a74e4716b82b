//! What others wrote and is built in: a list for whoever has to answer which version of what is in use (`CycloneDX` 1.5).

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Context as _;
use serde_json::{Value, json};

use crate::step::{command, root};

/// The crates that are in the package: the server, and the app with its desks for the browser.
const BUILT: [(&str, &str, &str); 2] =
    [("server", "", "x86_64-unknown-linux-gnu"), ("app", "app/csr,app/desk", "wasm32-unknown-unknown")];

/// The list, as it is written into the package.
pub fn list() -> anyhow::Result<String> {
    let mut components = BTreeMap::new();
    let sums = sums()?;
    for (name, features, triple) in BUILT {
        collect(&metadata(features, triple)?, name, &sums, &mut components)?;
    }
    let all: Vec<Value> = components.into_values().collect();
    let of = json!({"component": {"type": "application", "name": "wuyou", "version": env!("CARGO_PKG_VERSION")}});
    let list = json!({"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1, "metadata": of, "components": all});
    Ok(serde_json::to_string_pretty(&list)?)
}

/// What cargo knows of everything that could be built in for a kind of machine.
fn metadata(features: &str, triple: &str) -> anyhow::Result<Value> {
    let mut args = vec!["metadata", "--format-version", "1", "--locked", "--filter-platform", triple];
    if !features.is_empty() {
        args.extend(["--features", features]);
    }
    let output = command("cargo", &args).output()?;
    anyhow::ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// The SHA-256 of each package as it came, by name and version.
fn sums() -> anyhow::Result<BTreeMap<(String, String), String>> {
    let lock = std::fs::read_to_string(root().join("Cargo.lock"))?;
    let field = |block: &str, name: &str| {
        let found = block.lines().find_map(|line| line.strip_prefix(&format!("{name} = \"")));
        found.and_then(|rest| rest.strip_suffix('"')).map(str::to_owned)
    };
    let entry = |block: &str| Some(((field(block, "name")?, field(block, "version")?), field(block, "checksum")?));
    Ok(lock.split("[[package]]").filter_map(entry).collect())
}

/// Adds what a crate leads to, without what only its tests use and what is our own.
fn collect(
    metadata: &Value,
    name: &str,
    sums: &BTreeMap<(String, String), String>,
    into: &mut BTreeMap<String, Value>,
) -> anyhow::Result<()> {
    let of_list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let text = |value: &Value, key: &str| value[key].as_str().unwrap_or_default().to_owned();
    let packages: BTreeMap<String, Value> =
        of_list(&metadata["packages"]).into_iter().map(|package| (text(&package, "id"), package)).collect();
    let nodes: BTreeMap<String, Value> =
        of_list(&metadata["resolve"]["nodes"]).into_iter().map(|node| (text(&node, "id"), node)).collect();
    let first = packages.iter().find(|(_, package)| package["name"] == name && package["source"].is_null());
    let mut open = vec![first.with_context(|| format!("there is no crate {name}"))?.0.clone()];
    let mut seen = BTreeSet::new();
    while let Some(id) = open.pop() {
        if !seen.insert(id.clone()) {
            continue;
        }
        for dep in of_list(&nodes[&id]["deps"]) {
            if of_list(&dep["dep_kinds"]).iter().any(|kind| kind["kind"] != "dev") {
                open.push(text(&dep, "pkg"));
            }
        }
        let package = &packages[&id];
        if package["source"].is_null() {
            continue;
        }
        let (name, version) = (text(package, "name"), text(package, "version"));
        let url = format!("pkg:cargo/{name}@{version}");
        let mut one = json!({"type": "library", "bom-ref": url, "name": name, "version": version, "purl": url});
        if let Some(license) = package["license"].as_str() {
            one["licenses"] = json!([{"expression": license.replace('/', " OR ")}]);
        }
        if let Some(sum) = sums.get(&(name, version)) {
            one["hashes"] = json!([{"alg": "SHA-256", "content": sum}]);
        }
        into.insert(url, one);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_has_what_is_built_in_and_nothing_that_only_tests_use() -> anyhow::Result<()> {
        let list: Value = serde_json::from_str(&list()?)?;
        let components = list["components"].as_array().cloned().unwrap_or_default();
        let of = |name: &str| components.iter().find(|one| one["name"] == name);
        for name in ["axum", "sqlx", "argon2", "calamine", "leptos", "rexie"] {
            let one = of(name).with_context(|| format!("{name} is missing"))?;
            assert!(one["purl"].as_str().is_some_and(|url| url.starts_with(&format!("pkg:cargo/{name}@"))), "{one}");
            assert!(one["hashes"][0]["content"].as_str().is_some_and(|sum| sum.len() == 64), "{one}");
            assert!(one["licenses"][0]["expression"].is_string(), "{one}");
        }
        assert!(of("proptest").is_none() && of("domain").is_none());
        Ok(())
    }
}
