//! Shorter names for what the wasm takes from JavaScript.
//!
//! wasm-bindgen tells its imports apart by a hash in each name, written once in the wasm and once in the
//! glue. Nothing packs worse than a hash; a number does as well where two names are alike.

use std::collections::HashMap;

/// How long a hash is, in hexadecimal digits.
const HASH: usize = 16;

/// A name without its hash, if it has one.
fn plain(name: &str) -> Option<&str> {
    let (plain, hash) = name.rsplit_once('_')?;
    let is_hash = hash.len() == HASH && hash.bytes().all(|b| b.is_ascii_hexdigit());
    (is_hash && plain.starts_with("__w")).then_some(plain)
}

/// A text with the names in it replaced.
fn renamed(text: &str, names: &HashMap<String, String>) -> String {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '$';
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(is_name) {
        let (before, from) = rest.split_at(start);
        let (word, after) = from.split_at(from.find(|c| !is_name(c)).unwrap_or(from.len()));
        out.push_str(before);
        out.push_str(names.get(word).map_or(word, String::as_str));
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Renames the imports in the wasm; returns the glue with the same names.
pub fn shorten(module: &mut walrus::Module, glue: &str) -> String {
    let mut names = HashMap::new();
    let mut taken: HashMap<String, u32> = HashMap::new();
    for import in module.imports.iter_mut() {
        if let Some(plain) = plain(&import.name) {
            let count = taken.entry(plain.to_owned()).or_default();
            *count += 1;
            // A dollar is in no other name.
            let short = if *count == 1 { plain.to_owned() } else { format!("{plain}${count}") };
            names.insert(std::mem::replace(&mut import.name, short.clone()), short);
        }
    }
    renamed(glue, &names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_hash_goes() {
        assert_eq!(plain("__wbg_getAllKeys_f22cbedeec86b411"), Some("__wbg_getAllKeys"));
        assert_eq!(plain("__wbg_getAllKeys"), None);
        assert_eq!(plain("__wbg_set_f22cbedeec86b41"), None, "too short for a hash");
        assert_eq!(plain("other_f22cbedeec86b411"), None);
    }

    #[test]
    fn whole_names_are_replaced_and_nothing_else() {
        let names = HashMap::from([("__wbg_a_0".to_owned(), "a".to_owned()), ("b".to_owned(), "c".to_owned())]);
        assert_eq!(renamed("__wbg_a_0: (b) => __wbg_a_01.b + bb", &names), "a: (c) => __wbg_a_01.c + bb");
        assert_eq!(renamed("孩子 b", &names), "孩子 c");
    }
}
