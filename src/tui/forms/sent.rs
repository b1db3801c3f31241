//! What was typed in a form as values, each refusal with the field that it is about. Fields are
//! called by the names that [`Invalid`] uses, so that most refusals find theirs by themselves.

use crate::base::message::Trouble;
use crate::base::remedy;
use crate::widgets::form::{Field, Form};
use domain::{Invalid, Label, Reason, typed_number};

/// A value, or why there is none.
pub type Sent<T> = Result<T, Refusal>;

/// Why a form was not accepted.
#[derive(Debug)]
pub struct Refusal {
    /// The field it is about, if it is about one.
    pub field: Option<&'static str>,
    /// What is wrong with it.
    pub trouble: Trouble,
}

impl Refusal {
    /// A refusal with its message.
    pub fn new(field: &'static str, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            field: Some(field),
            trouble: Trouble {
                message: message.into(),
                hint: hint.into(),
                again: false,
                asks_reason: false,
            },
        }
    }
}

impl From<Invalid> for Refusal {
    fn from(invalid: Invalid) -> Self {
        let hint = remedy::as_keys(&invalid.remedy);
        Self::new(invalid.field, invalid.to_string(), hint)
    }
}

/// A value whose field has another name than the refusal gives.
pub(super) fn at<T>(field: &'static str, made: Result<T, Invalid>) -> Sent<T> {
    made.map_err(|invalid| Refusal {
        field: Some(field),
        ..invalid.into()
    })
}

/// A number as typed, with a decimal point or a decimal comma.
pub(super) fn number(field: &'static str, text: &str) -> Result<f64, Invalid> {
    typed_number(field, text)
}

/// The study day in a field, if there is one.
pub(super) fn day(form: &Form, field: &'static str) -> Sent<Option<f64>> {
    let text = form.given(field);
    at(field, text.map(|text| number(field, text)).transpose())
}

/// The name in a field.
pub(super) fn label(form: &Form, field: &'static str) -> Sent<Label> {
    Ok(Label::new(field, form.value(field))?)
}

/// The name in a field, if there is one.
pub(super) fn label_if(form: &Form, field: &'static str) -> Sent<Option<Label>> {
    let text = form.given(field);
    Ok(text.map(|text| Label::new(field, text)).transpose()?)
}

/// The value in a field, if there is one, by the function that reads it.
pub(super) fn read_if<T>(
    form: &Form,
    field: &'static str,
    read: impl Fn(&str) -> Result<T, Invalid>,
) -> Sent<Option<T>> {
    at(field, form.given(field).map(read).transpose())
}

/// The reason.
pub(super) fn reason(form: &Form) -> Sent<Reason> {
    Ok(Reason::new(form.value("reason"))?)
}

/// The reason, if one was given.
pub(super) fn reason_if(form: &Form) -> Sent<Option<Reason>> {
    let text = form.given("reason");
    Ok(text.map(Reason::new).transpose()?)
}

/// A field for a reason.
pub(super) fn reason_field(hint: &'static str) -> Field {
    Field::text("reason", "reason", hint, "").checked(super::checks::by(Reason::new))
}

/// A field for a reason that must be given.
pub(super) fn needed_reason_field(hint: &'static str) -> Field {
    Field::text("reason", "reason", hint, "").needed(super::checks::by(Reason::new))
}

/// A value as a form shows it; nothing where there is none.
pub(super) fn shown<T: ToString>(value: &Option<T>) -> String {
    value.as_ref().map_or_else(String::new, ToString::to_string)
}
