//! What a file is, by its content: names of files lie, and registers are exported as web pages called `.xls`.

use domain::import::sheet::Sheet;

use super::error::ReadError;
use super::grid::Used;
use super::unpacked::Unpacked;
use super::{encoding, html, limits, list, open_document, spreadsheet_xml, xls, xlsb, xlsx};

/// The first bytes of Microsoft's compound files: old workbooks, and new ones under a password.
const COMPOUND: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
/// The first bytes of a packed file.
const PACKED: &[u8] = b"PK\x03\x04";
/// The first bytes of an empty packed file.
const PACKED_EMPTY: &[u8] = b"PK\x05\x06";
/// The first bytes of what people take for a list: papers, pictures, letters, other archives.
const FOREIGN: &[&[u8]] =
    &[b"%PDF", b"\x89PNG", b"\xFF\xD8\xFF", b"GIF8", b"{\\rtf", b"Rar!", b"7z\xBC\xAF", b"\x1F\x8B"];

/// Reads a file in this process. The server does not: it asks a [`super::Reader`].
pub fn in_this_process(bytes: &[u8]) -> Result<Vec<Sheet>, ReadError> {
    if bytes.len() > limits::FILE {
        return Err(ReadError::TooManyBytes);
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(ReadError::Empty);
    }
    let mut used = Used::default();
    let sheets = if bytes.starts_with(PACKED) {
        packed(bytes, &mut used)?
    } else if bytes.starts_with(COMPOUND) {
        compound(bytes, &mut used)?
    } else if bytes.starts_with(PACKED_EMPTY) || FOREIGN.iter().any(|magic| bytes.starts_with(magic)) {
        return Err(ReadError::UnknownFormat);
    } else {
        written(&encoding::decoded(bytes)?, &mut used)?
    };
    if sheets.iter().all(|sheet| sheet.rows.is_empty()) {
        return Err(ReadError::Empty);
    }
    Ok(sheets)
}

fn packed(bytes: &[u8], used: &mut Used) -> Result<Vec<Sheet>, ReadError> {
    let mut parts = Unpacked::measure(bytes)?;
    if parts.has("xl/workbook.bin") {
        xlsb::read(bytes, used)
    } else if parts.has("content.xml") && parts.has("meta-inf/manifest.xml") {
        open_document::read(&mut parts, used)
    } else if parts.has("[content_types].xml") && !parts.has_folder("word/") && !parts.has_folder("ppt/") {
        xlsx::read(bytes, used)
    } else {
        Err(ReadError::UnknownFormat)
    }
}

/// A compound file lists its streams by name, in two bytes a letter.
fn compound(bytes: &[u8], used: &mut Used) -> Result<Vec<Sheet>, ReadError> {
    let holds = |name: &str| {
        let wide: Vec<u8> = name.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
        bytes.windows(wide.len()).any(|window| window == wide)
    };
    if holds("Workbook") || holds("Book") {
        xls::read(bytes, used)
    } else if holds("EncryptedPackage") {
        Err(ReadError::Encrypted)
    } else if holds("WordDocument") || holds("\u{5}SummaryInformation") {
        Err(ReadError::UnknownFormat)
    } else {
        Err(ReadError::Damaged)
    }
}

fn written(text: &str, used: &mut Used) -> Result<Vec<Sheet>, ReadError> {
    let start = text.trim_start();
    if !start.starts_with('<') {
        return list::read(text, used).map(|sheet| vec![sheet]);
    }
    if start.contains("urn:schemas-microsoft-com:office:spreadsheet") && !html::is_page(start) {
        return spreadsheet_xml::read(start, used);
    }
    if html::has_table(start) {
        return html::read(start, used);
    }
    Err(ReadError::UnknownFormat)
}
