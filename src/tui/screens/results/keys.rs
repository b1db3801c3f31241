//! The keys of the results.

use ratatui::crossterm::event::KeyCode;

use crate::base::keymap::{Action as A, Scope, bind, key, plain};

/// The keys of the numbers.
#[rustfmt::skip]
pub(super) static KEYS: Scope = Scope {
    title: "results",
    is_typed_in: false,
    bindings: &[
        bind(&[key(KeyCode::Tab)], A::NextSection, "the next section", "section"),
        bind(&[key(KeyCode::BackTab)], A::PreviousSection, "the previous section", ""),
        bind(&[plain('d'), key(KeyCode::Enter)], A::Card, "the definition card of this line", "definition"),
        bind(&[plain('l')], A::ChangeDay, "compare arms on another landmark day", "day"),
        bind(&[plain('w')], A::ExportReport, "write the report to a file: .html, .pdf, .xlsx, .md", "report"),
    ],
};
