//! Bytes of a list or a page as text: UTF-8, UTF-16 or GB 18030, which holds all of GBK.

use encoding_rs::{Encoding, GB18030, UTF_16BE, UTF_16LE};

use super::error::ReadError;

/// Of so many characters one may be unreadable, or an order of control; with more of them it is no text.
const ONE_IN: usize = 20;
/// So many may be in any text: a short list may have been through a terminal.
const FEW: usize = 16;

/// The text of a file; what is no text is refused.
pub fn decoded(bytes: &[u8]) -> Result<String, ReadError> {
    let text = match Encoding::for_bom(bytes) {
        Some((encoding, mark)) => strict(encoding, &bytes[mark..]).ok_or(ReadError::Damaged)?,
        None if bytes.contains(&0) => strict(wide(bytes)?, bytes).ok_or(ReadError::UnknownFormat)?,
        None => narrow(bytes)?,
    };
    let foreign = text.chars().filter(|c| (c.is_control() && !"\t\r\n".contains(*c)) || *c == '\u{fffd}').count();
    if foreign > FEW && foreign * ONE_IN > text.chars().count() {
        return Err(ReadError::UnknownFormat);
    }
    Ok(text)
}

fn strict(encoding: &'static Encoding, bytes: &[u8]) -> Option<String> {
    encoding.decode_without_bom_handling_and_without_replacement(bytes).map(std::borrow::Cow::into_owned)
}

/// Two bytes a character: digits, blanks and separators have nothing in one of them, always the same.
fn wide(bytes: &[u8]) -> Result<&'static Encoding, ReadError> {
    let empty = |side: usize| bytes.iter().skip(side).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (empty(0), empty(1));
    match () {
        () if odd > 9 * even => Ok(UTF_16LE),
        () if even > 9 * odd => Ok(UTF_16BE),
        () => Err(ReadError::UnknownFormat),
    }
}

fn narrow(bytes: &[u8]) -> Result<String, ReadError> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.to_owned()),
        // All of it is UTF-8, and the last character was cut.
        Err(error) if error.error_len().is_none() && !bytes[..error.valid_up_to()].is_ascii() => {
            Err(ReadError::Damaged)
        }
        Err(_) => {
            let text = GB18030.decode_without_bom_handling(bytes).0;
            if text.ends_with('\u{fffd}') && text.matches('\u{fffd}').count() == 1 {
                return Err(ReadError::Damaged);
            }
            Ok(text.into_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_read_in_the_encoding_it_has() {
        let list = "姓名,性别\r\n王小明,男\r\n";
        let wide = |turn: fn(u16) -> [u8; 2]| list.encode_utf16().flat_map(turn).collect::<Vec<u8>>();
        let (little, big) = (wide(u16::to_le_bytes), wide(u16::to_be_bytes));
        for bytes in [
            list.as_bytes().to_vec(),
            [b"\xEF\xBB\xBF", list.as_bytes()].concat(),
            GB18030.encode(list).0.into_owned(),
            [b"\xFF\xFE".as_slice(), &little].concat(),
            [b"\xFE\xFF".as_slice(), &big].concat(),
            little,
            big,
        ] {
            assert_eq!(decoded(&bytes).as_deref(), Ok(list));
        }
    }

    #[test]
    fn what_is_cut_or_no_text_is_refused() {
        let text = "姓名,性别".as_bytes();
        assert_eq!(decoded(&text[..text.len() - 1]), Err(ReadError::Damaged));
        let gbk = GB18030.encode("姓名,性别").0.into_owned();
        assert_eq!(decoded(&gbk[..gbk.len() - 1]), Err(ReadError::Damaged));
        assert_eq!(decoded(&[0x7f, b'E', b'L', b'F', 2, 0, 0, 9, 0, 0, 1]), Err(ReadError::UnknownFormat));
        assert_eq!(decoded(&[7; 400]), Err(ReadError::UnknownFormat));
    }
}
