//! The keys of Today.

use ratatui::crossterm::event::KeyCode;

use crate::base::keymap::{Action as A, Scope, bind, key, plain};

/// The keys of Today.
#[rustfmt::skip]
pub(super) static KEYS: Scope = Scope {
    title: "today",
    is_typed_in: false,
    bindings: &[
        bind(&[key(KeyCode::Enter)], A::Open, "do the chosen work: measure and weigh, give doses, or take down", "work"),
        bind(&[plain('a')], A::Animals, "show the animals of the chosen work", "animals"),
        bind(&[plain('P')], A::OpenPlan, "open the work plan of the study: change it, waive", "plan, waive"),
        bind(&[key(KeyCode::Left)], A::Left, "the day before", ""),
        bind(&[key(KeyCode::Right)], A::Right, "the day after", "next day"),
        bind(&[plain('t')], A::Now, "back to today", ""),
    ],
};
