//! Reads `locales/` and makes the `i18n` module: a missing key is a compile error.

use std::path::PathBuf;

use leptos_i18n_build::{Config, ParseOptions, TranslationsInfos};

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let out = std::env::var_os("OUT_DIR").map(PathBuf::from).unwrap_or_default().join("i18n");
    let made = Config::new("zh-CN")
        .and_then(|config| config.add_locale("en"))
        // Sentences with values become strings, not only views.
        .map(|config| config.parse_options(ParseOptions::new().interpolate_display(true)))
        .and_then(TranslationsInfos::parse)
        .and_then(|infos| {
            infos.emit_diagnostics();
            infos.rerun_if_locales_changed();
            infos.generate_i18n_module(out)
        });
    if let Err(error) = made {
        println!("cargo::error={error}");
    }
}
