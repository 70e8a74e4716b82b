//! Reads `locales/` and makes two things: the `i18n` module, in which a missing key is a compile
//! error, and `tables.rs`, which has the words for codes: one table a section, by the code itself, so
//! that a new code of a list needs a word in each language and no line of ours.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use leptos_i18n_build::{Config, ParseOptions, TranslationsInfos};
use serde_json::{Map, Value};

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let out = std::env::var_os("OUT_DIR").map(PathBuf::from).unwrap_or_default();
    let made = Config::new("zh-CN")
        .and_then(|config| config.add_locale("en"))
        // Sentences with values become strings, not only views.
        .map(|config| config.parse_options(ParseOptions::new().interpolate_display(true)))
        .and_then(TranslationsInfos::parse)
        .and_then(|infos| {
            infos.emit_diagnostics();
            infos.rerun_if_locales_changed();
            infos.generate_i18n_module(out.join("i18n"))
        });
    if let Err(error) = made {
        println!("cargo::error={error}");
    }
    if let Err(error) = tables(&out.join("tables.rs")) {
        println!("cargo::error={error}");
    }
}

/// Writes a table for each section whose values are plain words.
fn tables(to: &Path) -> std::io::Result<()> {
    let read = |name: &str| -> std::io::Result<Map<String, Value>> {
        Ok(serde_json::from_str(&std::fs::read_to_string(Path::new("locales").join(name))?)?)
    };
    let (chinese, english) = (read("zh-CN.json")?, read("en.json")?);
    let mut code = String::new();
    for (section, words) in &chinese {
        let Some(words) = words.as_object() else { continue };
        let plain = |value: &Value| value.as_str().is_some_and(|word| !word.contains("{{"));
        if !words.values().all(plain) {
            continue;
        }
        let _ = writeln!(code, "/// `{section}`\npub static {}: super::Table = &[", section.to_uppercase());
        let text = |words: Option<&Value>| words.and_then(Value::as_str).unwrap_or_default().to_owned();
        for (key, word) in words {
            let (word, other) = (text(Some(word)), text(english.get(section).and_then(|s| s.get(key))));
            let _ = writeln!(code, "    ({key:?}, [{word:?}, {other:?}]),");
        }
        code.push_str("];\n");
    }
    std::fs::write(to, code)
}
