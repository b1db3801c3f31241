//! The one way in which a domain constructor refuses a value.

use std::fmt;

use crate::Remedy;

/// Why a value was refused: what it was for, what it was, what is wrong and how to mend it.
///
/// `Display` gives the sentence without the remedy, in the house style: lower case, no final period,
/// the offending value in backticks, if there is any.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invalid {
    /// The field, in the words of the glossary.
    pub field: &'static str,
    /// The value as it was given.
    pub value: String,
    /// What is wrong with it, as the rest of a sentence that starts with field and value.
    pub why: String,
    /// What to do about it.
    pub remedy: Remedy,
}

impl Invalid {
    /// A refusal of `value` for `field`.
    pub fn new(
        field: &'static str,
        value: impl fmt::Display,
        why: impl Into<String>,
        remedy: impl Into<Remedy>,
    ) -> Self {
        Self {
            field,
            value: value.to_string(),
            why: why.into(),
            remedy: remedy.into(),
        }
    }
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.value.as_str() {
            "" => write!(f, "{} {}", self.field, self.why),
            value => write!(f, "{} `{value}` {}", self.field, self.why),
        }
    }
}

impl std::error::Error for Invalid {}
