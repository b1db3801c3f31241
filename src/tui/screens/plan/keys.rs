//! The keys of the work plan.

use ratatui::crossterm::event::KeyCode;

use crate::base::keymap::{Action as A, Scope, bind, key, plain};

/// The keys of the work plan.
#[rustfmt::skip]
pub(crate) static KEYS: Scope = Scope {
    title: "work plan",
    is_typed_in: false,
    bindings: &[
        bind(&[plain('n')], A::NewWork, "plan work: what, for which animals and when", "plan work"),
        bind(&[plain('d')], A::NewRegimen, "plan doses of an arm: dose, volume, route and schedule", "plan doses"),
        bind(&[key(KeyCode::Enter), plain('e')], A::EditWork, "change the chosen line from a date on", "change"),
        bind(&[plain('x')], A::EndWork, "end the chosen line", "end"),
        bind(&[plain('w')], A::Waive, "waive what the chosen line plans for a date, with a reason, or plan it again", "waive"),
        bind(&[plain('l')], A::EndedLines, "show or hide lines that have ended", "ended"),
    ],
};
