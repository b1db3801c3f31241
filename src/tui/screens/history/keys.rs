//! The keys of the audit trail.

use ratatui::crossterm::event::KeyCode;

use crate::base::keymap::{Action as A, Scope, bind, key, plain};

/// The keys of the audit trail.
#[rustfmt::skip]
pub(super) static KEYS: Scope = Scope {
    title: "history",
    is_typed_in: false,
    bindings: &[
        bind(&[key(KeyCode::Enter)], A::ToggleChanges, "show or hide what an operation changed", "changes"),
        bind(&[plain('u')], A::UndoOperation, "undo this operation; a reason may be needed", "undo"),
        bind(&[plain('/')], A::Filter, "filter by author, verb, subject or reason; Enter after a tag shows that animal", "filter"),
    ],
};
