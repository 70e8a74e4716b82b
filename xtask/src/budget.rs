//! What a build may weigh. Checked by every full build, which prints the table and fails on what is over.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, ensure};

/// Bytes, packed, of what a mentor's phone fetches to come to *Today*: page, loader, script, wasm, style.
const FIRST_PART_BYTES_MAX: u64 = 380_000;
/// Bytes, packed, of each part that comes later.
const LATER_PART_BYTES_MAX: u64 = 60_000;
/// Bytes, packed, of each page of the desks that comes when it is opened.
const DESK_PAGE_BYTES_MAX: u64 = 80_000;
/// Bytes, packed, of what a desk fetches first.
const DESK_BYTES_MAX: u64 = 400_000;
/// How many files the service worker keeps: shell, loader, manifest, script, style, the first part, five that come later, the
/// pieces that some of these share, five icons.
const FILES_KEPT: u64 = 41;

/// One line of the table.
pub struct Line {
    what: String,
    is: u64,
    most: u64,
}

/// Packed bytes of files of the site together.
fn packed(site: &Path, files: &[&str]) -> anyhow::Result<u64> {
    let bytes_of = |file: &&str| {
        let path = site.join(format!("{}.br", file.trim_start_matches('/')));
        Ok(fs::metadata(&path).with_context(|| format!("{} is missing", path.display()))?.len())
    };
    files.iter().map(bytes_of).sum()
}

/// What is fetched first on a phone.
pub fn first_part(site: &Path, files: &[&str]) -> anyhow::Result<Line> {
    Ok(Line { what: "first part".to_owned(), is: packed(site, files)?, most: FIRST_PART_BYTES_MAX })
}

/// What is fetched first at a desk.
pub fn desk(site: &Path, files: &[&str]) -> anyhow::Result<Line> {
    Ok(Line { what: "desks: first part".to_owned(), is: packed(site, files)?, most: DESK_BYTES_MAX })
}

/// A part that comes later.
pub fn later_part(site: &Path, file: &str) -> anyhow::Result<Line> {
    Ok(Line { what: format!("part {file}"), is: packed(site, &[file])?, most: LATER_PART_BYTES_MAX })
}

/// A page of the desks that comes when it is opened.
pub fn desk_page(site: &Path, file: &str) -> anyhow::Result<Line> {
    Ok(Line { what: format!("desks: page {file}"), is: packed(site, &[file])?, most: DESK_PAGE_BYTES_MAX })
}

/// How many files are kept for use without a network.
pub fn files_kept(count: usize) -> Line {
    Line { what: "files kept offline".to_owned(), is: count as u64, most: FILES_KEPT }
}

/// Prints the table; fails where something is over.
pub fn check(lines: &[Line]) -> anyhow::Result<()> {
    for Line { what, is, most } in lines {
        eprintln!("  {is:>7} of {most:>7}  {what}");
    }
    let over: Vec<&str> = lines.iter().filter(|line| line.is > line.most).map(|line| line.what.as_str()).collect();
    ensure!(over.is_empty(), "over budget: {}", over.join(", "));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_over_ends_the_build_and_is_named() {
        assert!(check(&[files_kept(41)]).is_ok());
        let over = check(&[files_kept(41), files_kept(42)]).map_err(|error| error.to_string());
        assert_eq!(over, Err("over budget: files kept offline".to_owned()));
    }
}
