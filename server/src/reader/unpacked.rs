//! A packed workbook, measured before anything is read from it.

use std::io::{Cursor, Read as _};

use zip::ZipArchive;
use zip::result::ZipError;

use super::error::ReadError;
use super::limits;

/// A packed workbook whose parts are known to be small enough.
pub struct Unpacked<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    /// Names of the parts, in small letters.
    names: Vec<String>,
}

impl<'a> Unpacked<'a> {
    /// Measures it: first by what its directory says, then by unpacking every part into nothing, because a directory
    /// can lie.
    pub fn measure(bytes: &'a [u8]) -> Result<Self, ReadError> {
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(trouble)?;
        if archive.len() > limits::PARTS {
            return Err(ReadError::TooMuchUnpacked);
        }
        let mut names = Vec::with_capacity(archive.len());
        let mut said = 0_u64;
        for at in 0..archive.len() {
            let part = archive.by_index(at).map_err(trouble)?;
            said = said.saturating_add(part.size());
            if said > limits::UNPACKED {
                return Err(ReadError::TooMuchUnpacked);
            }
            names.push(part.name().map_err(trouble)?.replace('\\', "/").to_lowercase());
        }
        let mut left = limits::UNPACKED;
        for at in 0..archive.len() {
            let part = archive.by_index(at).map_err(trouble)?;
            let read = std::io::copy(&mut part.take(left.saturating_add(1)), &mut std::io::sink());
            let read = read.map_err(|_| ReadError::Damaged)?;
            left = left.checked_sub(read).ok_or(ReadError::TooMuchUnpacked)?;
        }
        Ok(Self { archive, names })
    }

    /// Whether there is a part with this name, which is given in small letters.
    pub fn has(&self, name: &str) -> bool {
        self.names.iter().any(|own| own == name)
    }

    /// Whether a part lies below this folder, which is given in small letters.
    pub fn has_folder(&self, folder: &str) -> bool {
        self.names.iter().any(|own| own.starts_with(folder))
    }

    /// The text of a part.
    pub fn text(&mut self, name: &str) -> Result<String, ReadError> {
        let mut part = self.archive.by_name(name).map_err(trouble)?;
        let mut text = String::new();
        part.read_to_string(&mut text).map_err(|_| ReadError::Damaged)?;
        Ok(text)
    }
}

fn trouble(error: ZipError) -> ReadError {
    match error {
        ZipError::UnsupportedArchive(why) if why == ZipError::PASSWORD_REQUIRED => ReadError::Encrypted,
        ZipError::InvalidPassword => ReadError::Encrypted,
        _ => ReadError::Damaged,
    }
}
