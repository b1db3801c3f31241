//! Reading XML by the local names of its elements: programs write the same elements with and without a prefix.

use std::io::BufRead;

use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

/// XML that is read part by part. An empty element is a start and an end.
pub struct Xml<R> {
    reader: Reader<R>,
    buffer: Vec<u8>,
}

impl<R: BufRead> Xml<R> {
    /// The XML of `source`, which is UTF-8.
    pub fn new(source: R) -> Self {
        let mut reader = Reader::from_reader(source);
        reader.config_mut().expand_empty_elements = true;
        Self {
            reader,
            buffer: Vec::new(),
        }
    }

    /// The next part.
    ///
    /// # Errors
    /// If the XML is damaged, in words for the user.
    pub fn next(&mut self) -> Result<Event<'_>, String> {
        self.buffer.clear();
        let next = self.reader.read_event_into(&mut self.buffer);
        next.map_err(|error| error.to_string())
    }

    /// Goes past the end of the element that has just started.
    ///
    /// # Errors
    /// If the XML is damaged, or ends within the element.
    pub fn skip_element(&mut self) -> Result<(), String> {
        let mut depth = 1_usize;
        while depth > 0 {
            match self.next()? {
                Event::Start(_) => depth += 1,
                Event::End(_) => depth -= 1,
                Event::Eof => return Err("it ends in the middle".into()),
                _ => {}
            }
        }
        Ok(())
    }
}

/// The value of an attribute by its local name; none if it is missing or damaged.
pub fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = tag.attributes().flatten();
    let found = attributes.find(|attribute| attribute.key.local_name().as_ref() == name)?;
    found
        .normalized_value(XmlVersion::Implicit1_0)
        .ok()
        .map(|value| value.into_owned())
}

/// The local name of an element.
pub fn name_of(tag: &BytesStart<'_>) -> String {
    tag.local_name().as_ref().to_owned()
}

/// Adds the text of a part; parts without text add nothing.
pub fn add_text(part: &Event<'_>, text: &mut String) {
    match part {
        Event::Text(found) => text.push_str(&found.xml10_content()),
        Event::CData(found) => text.push_str(found),
        Event::GeneralRef(found) => match found.resolve_char_ref() {
            Ok(Some(letter)) => text.push(letter),
            _ => text.push_str(resolve_xml_entity(found).unwrap_or_default()),
        },
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text_of(xml: &str) -> String {
        let mut xml = Xml::new(xml.as_bytes());
        let mut text = String::new();
        loop {
            match xml.next().unwrap() {
                Event::Eof => return text,
                part => add_text(&part, &mut text),
            }
        }
    }

    #[test]
    fn text_is_read_with_its_references() {
        assert_eq!(
            text_of("<a>5 &lt; <b>6</b> &#x3bc;L<![CDATA[ & ]]></a>"),
            "5 < 6 μL & "
        );
    }

    #[test]
    fn attributes_are_found_by_their_local_name() {
        let mut xml = Xml::new("<t:a t:name='5 &amp; 6' other='x'/>".as_bytes());
        let Event::Start(tag) = xml.next().unwrap() else {
            panic!("a start");
        };
        assert_eq!(name_of(&tag), "a");
        assert_eq!(attribute(&tag, "name").as_deref(), Some("5 & 6"));
        assert_eq!(attribute(&tag, "none"), None);
    }

    #[test]
    fn elements_are_skipped_with_what_is_in_them() {
        let mut xml = Xml::new("<a><b><a>1</a></b></a><c/>".as_bytes());
        assert!(matches!(xml.next().unwrap(), Event::Start(_)));
        xml.skip_element().unwrap();
        let Event::Start(tag) = xml.next().unwrap() else {
            panic!("a start");
        };
        assert_eq!(name_of(&tag), "c");
        let mut cut = Xml::new("<a><b>".as_bytes());
        cut.next().unwrap();
        assert!(cut.skip_element().is_err());
    }
}
