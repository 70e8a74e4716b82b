//! Files that were good, changed by a seed: bits and stretches, numbers and marks that a format trusts.

use std::io::{Cursor, Read as _, Write as _};

use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};

/// What a parser may take at its word.
const WORDS: &[&[u8]] = &[
    b"0",
    b"-1",
    b"65535",
    b"1048576",
    b"2147483648",
    b"4294967295",
    b"18446744073709551615",
    b"1e308",
    b"NaN",
    b"A0",
    b"XFD1048576",
    b"ZZZZZZ99999999999",
    b"<",
    b">",
    b"\"",
    b"&#0;",
    b"&#x110000;",
    b"&x;",
    b"<!--",
    b"]]>",
    b"\r",
    b"\0",
    b"\x1b[2J",
    b"\xff\xff\xff\xff",
    b"\x7f\xff\xff\xff",
    b"\xef\xbf\xbe",
    b"\xd8\x00",
];

/// The file that a seed makes of a good one.
pub fn mutated(good: &[u8], seed: u64) -> Vec<u8> {
    let mut rng = StdRng::seed_from_u64(seed);
    let packed = good.starts_with(b"PK") && rng.random_range(0..8) > 0;
    let repacked = if packed { repacked(good, &mut rng) } else { None };
    repacked.unwrap_or_else(|| {
        let mut bytes = good.to_vec();
        change(&mut bytes, &mut rng);
        bytes
    })
}

/// A packed file with changed parts. What is changed after packing is found by its sum before anything is read.
fn repacked(good: &[u8], rng: &mut StdRng) -> Option<Vec<u8>> {
    let mut from = zip::ZipArchive::new(Cursor::new(good)).ok()?;
    let mut to = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let changed = rng.random_range(0..from.len());
    for at in 0..from.len() {
        let mut part = from.by_index(at).ok()?;
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).ok()?;
        // Large parts are more of the file, so that they are changed more often.
        if at == changed || rng.random_range(0..4) == 0 {
            change(&mut bytes, rng);
        }
        if rng.random_range(0..100) > 0 {
            to.start_file(part.name().ok()?.as_ref(), stored).ok()?;
            to.write_all(&bytes).ok()?;
        }
    }
    Some(to.finish().ok()?.into_inner())
}

/// Changes bytes in one to eight places.
fn change(bytes: &mut Vec<u8>, rng: &mut StdRng) {
    for _ in 0..rng.random_range(1..=8) {
        if bytes.is_empty() {
            return;
        }
        let at = rng.random_range(0..bytes.len());
        let end = (at + rng.random_range(1..64)).min(bytes.len());
        match rng.random_range(0..9) {
            0 | 1 => bytes[at] ^= 1 << rng.random_range(0..8),
            2 => bytes[at] = rng.random_range(0..=u8::MAX),
            3 => drop(bytes.drain(at..end)),
            4 => {
                let stretch = bytes[at..end].to_vec();
                let to = rng.random_range(0..bytes.len());
                bytes.splice(to..to, stretch.repeat(rng.random_range(1..40)));
            }
            5 => number(bytes, at, rng),
            6 => {
                let word = WORDS[rng.random_range(0..WORDS.len())];
                bytes.splice(at..at, word.iter().copied());
            }
            7 => {
                let word = WORDS[rng.random_range(0..WORDS.len())];
                let end = (at + word.len()).min(bytes.len());
                bytes[at..end].copy_from_slice(&word[..end - at]);
            }
            _ if rng.random_range(0..4) == 0 => bytes.truncate(at),
            _ => {}
        }
    }
}

/// Puts another number in place of the next one that is written in digits.
fn number(bytes: &mut Vec<u8>, from: usize, rng: &mut StdRng) {
    let Some(start) = bytes[from..].iter().position(u8::is_ascii_digit).map(|found| from + found) else { return };
    let length = bytes[start..].iter().position(|b| !b.is_ascii_digit()).unwrap_or(bytes.len() - start);
    let word = WORDS[rng.random_range(0..12)];
    bytes.splice(start..start + length, word.iter().copied());
}
