//! From bytes to text: UTF-8, and UTF-16 by its byte-order mark. Any other encoding must be named, because a wrong
//! guess changes letters unnoticed.

use std::borrow::Cow;

use encoding_rs::Encoding;

use super::grid::unreadable;
use crate::file_problems::ImportError;
use domain::{ImportRemedy, printable};

/// The text of a file: by the encoding that was named, else by its byte-order mark, else UTF-8.
pub fn decode<'a>(
    file: &str,
    bytes: &'a [u8],
    named: Option<&str>,
) -> Result<Cow<'a, str>, ImportError> {
    let text = match (named, Encoding::for_bom(bytes)) {
        (Some(label), _) => by_name(file, bytes, label)?,
        (None, Some((encoding, _))) if encoding != encoding_rs::UTF_8 => {
            by_encoding(file, bytes, encoding)?
        }
        (None, mark) => Cow::Borrowed(utf8(file, &bytes[mark.map_or(0, |(_, n)| n)..])?),
    };
    match text.find('\0') {
        None => Ok(text),
        Some(at) => {
            let why = format!("line {} holds a NUL byte", line_of(text[..at].as_bytes()));
            Err(unreadable(file, why, ImportRemedy::NameUtf16))
        }
    }
}

fn by_name<'a>(file: &str, bytes: &'a [u8], label: &str) -> Result<Cow<'a, str>, ImportError> {
    match Encoding::for_label(label.as_bytes()) {
        Some(encoding) => by_encoding(file, bytes, encoding),
        None => Err(ImportError::Undecided {
            why: format!("the encoding `{}` is not known", printable(label)),
            remedy: "name it as the web does, such as windows-1252, iso-8859-2 or utf-16le".into(),
        }),
    }
}

fn by_encoding<'a>(
    file: &str,
    bytes: &'a [u8],
    encoding: &'static Encoding,
) -> Result<Cow<'a, str>, ImportError> {
    let (text, used, bad) = encoding.decode(bytes);
    if bad {
        let why = format!("it is not {} text throughout", used.name());
        return Err(unreadable(
            file,
            why,
            "check the encoding, or save it as UTF-8",
        ));
    }
    Ok(text)
}

fn utf8<'a>(file: &str, bytes: &'a [u8]) -> Result<&'a str, ImportError> {
    std::str::from_utf8(bytes).map_err(|error| {
        let line = line_of(&bytes[..error.valid_up_to()]);
        let why = format!("line {line} is not UTF-8 text");
        unreadable(file, why, ImportRemedy::NameEncoding)
    })
}

/// The line on which the byte after `before` stands.
fn line_of(before: &[u8]) -> usize {
    before.iter().filter(|&&b| b == b'\n').count() + 1
}
