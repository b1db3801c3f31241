//! Undoing an operation that needs a reason.

use super::Purpose;
use super::sent::{Sent, reason_field, reason_if};
use crate::widgets::form::Form;
use app::Write;
use domain::StudyId;

pub(super) fn undo(operation: i64, study: Option<StudyId>, about: &str) -> (Form, Purpose) {
    let fields = vec![reason_field("why it is undone")];
    let form = Form::new(format!("Undo operation {operation}"), about, fields);
    (form, Purpose::Undo(operation, study))
}

/// Whether the reason is needed is decided where the operation is undone.
pub(super) fn write(form: &Form, operation: i64, study: Option<StudyId>) -> Sent<Write> {
    Ok(Write::Undo {
        operation,
        study,
        reason: reason_if(form)?,
    })
}
