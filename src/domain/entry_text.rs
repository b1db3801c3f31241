//! Texts of entries. A study can have a million entries, each with three texts, so that what a text takes in memory
//! matters: texts that many entries have are shared, and short ones are held in place.

use std::borrow::Borrow;
use std::collections::HashSet;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use super::{Cell, Label};

/// A text that many entries have: who looked, how it was done. Its clones share one copy.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SharedText(Arc<str>);

impl From<&str> for SharedText {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl Borrow<str> for SharedText {
    fn borrow(&self) -> &str {
        self
    }
}

impl Deref for SharedText {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

/// Texts of which each is there once.
#[derive(Debug, Default)]
pub struct SharedTexts(HashSet<SharedText>);

impl SharedTexts {
    /// The copy of a text that all its entries share; the first call with a text makes it.
    pub fn of(&mut self, text: &str) -> SharedText {
        if let Some(known) = self.0.get(text) {
            return known.clone();
        }
        let text = SharedText::from(text);
        self.0.insert(text.clone());
        text
    }
}

/// The bytes of the longest text that takes no memory of its own: with its length and the kind of text it takes as much
/// as a [`String`] does without its letters.
const IN_PLACE: usize = 22;

/// A text that differs from entry to entry and is short as a rule: the digits of a reading.
#[derive(Clone)]
pub struct ShortText(Held);

#[derive(Clone)]
enum Held {
    /// The number of bytes that are used, and the bytes, which are those of a text.
    InPlace(u8, [u8; IN_PLACE]),
    Longer(Box<str>),
}

impl From<&str> for ShortText {
    fn from(text: &str) -> Self {
        let mut bytes = [0; IN_PLACE];
        Self(match bytes.get_mut(..text.len()) {
            Some(used) => {
                used.copy_from_slice(text.as_bytes());
                Held::InPlace(text.len() as u8, bytes)
            }
            None => Held::Longer(text.into()),
        })
    }
}

impl Deref for ShortText {
    type Target = str;

    fn deref(&self) -> &str {
        match &self.0 {
            Held::InPlace(used, bytes) => std::str::from_utf8(&bytes[..usize::from(*used)])
                .expect("the bytes are those of a text"),
            Held::Longer(text) => text,
        }
    }
}

impl PartialEq for ShortText {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for ShortText {}

/// Both read, show and compare as the text they are.
macro_rules! as_text {
    ($($name:ident)*) => {$(
        impl From<String> for $name {
            fn from(text: String) -> Self {
                text.as_str().into()
            }
        }

        impl From<&Label> for $name {
            fn from(label: &Label) -> Self {
                label.as_str().into()
            }
        }

        impl<'a> From<&'a $name> for Cell<'a> {
            fn from(text: &'a $name) -> Self {
                (**text).into()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                (**self).fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                (**self).fmt(f)
            }
        }
    )*};
}

as_text! { SharedText ShortText }

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_every_length_read_back() {
        for n in 0..60 {
            let text = "×".repeat(n);
            let short = ShortText::from(text.as_str());
            assert_eq!(&*short, text);
            assert_eq!(format!("{short} {short:?}"), format!("{text} {text:?}"));
            assert_eq!(short, short.clone());
            assert_eq!(&*SharedText::from(text.clone()), text);
        }
        assert_ne!(ShortText::from("12.4"), ShortText::from("12.40"));
    }

    #[test]
    fn equal_texts_share_one_copy() {
        let mut texts = SharedTexts::default();
        let (first, second) = (texts.of("caliper"), texts.of("caliper"));
        assert!(Arc::ptr_eq(&first.0, &second.0));
        assert_ne!(texts.of("import"), first);
    }

    #[test]
    fn short_texts_take_no_more_than_a_string_without_letters() {
        assert_eq!(size_of::<Option<ShortText>>(), size_of::<String>());
        let digits = ShortText::from("112.45 × 110.2");
        assert!(matches!(digits.0, Held::InPlace(..)));
    }
}
