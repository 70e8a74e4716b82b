//! What both formats of XML tables need of a parser.

use quick_xml::Reader;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::error::ReadError;

/// A text of XML, element by element. Entities that a file declares itself are not expanded.
pub struct Markup<'a>(Reader<&'a [u8]>);

impl<'a> Markup<'a> {
    /// Begins a text.
    pub fn new(text: &'a str) -> Self {
        let mut reader = Reader::from_str(text);
        // `<a/>` comes as its begin and its end.
        reader.config_mut().expand_empty_elements = true;
        Self(reader)
    }

    /// What comes next.
    pub fn next(&mut self) -> Result<Event<'a>, ReadError> {
        self.0.read_event().map_err(|_| ReadError::Damaged)
    }

    /// Goes behind an element that has begun.
    pub fn skip(&mut self, tag: &BytesStart<'a>) -> Result<(), ReadError> {
        self.0.read_to_end(tag.name()).map(drop).map_err(|_| ReadError::Damaged)
    }
}

/// The value of an attribute, by its name without the part before the colon.
pub fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag.attributes().flatten().find(|own| own.key.local_name().as_ref() == name)?;
    found.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok().map(std::borrow::Cow::into_owned)
}

/// An attribute that is a number from 1; 1 where it is missing.
pub fn times(tag: &BytesStart<'_>, name: &str) -> usize {
    attribute(tag, name).and_then(|text| text.trim().parse().ok()).unwrap_or(1).max(1)
}

/// Puts a character by its name or number; what is unknown stays as it was written.
pub fn put_reference(reference: &BytesRef<'_>, into: &mut String) {
    let name: &str = reference;
    match (resolve_xml_entity(name), reference.resolve_char_ref()) {
        (Some(known), _) => into.push_str(known),
        (None, Ok(Some(character))) => into.push(character),
        _ => into.push_str(&format!("&{name};")),
    }
}
