//! The keys of randomizing.

use ratatui::crossterm::event::KeyCode;

use crate::keymap::{Action as A, Scope, bind, key, plain};

/// The keys of randomizing.
#[rustfmt::skip]
pub(super) static KEYS: Scope = Scope {
    title: "randomizing",
    is_typed_in: false,
    bindings: &[
        bind(&[plain('r')], A::Draw, "draw; once more, with another seed; nothing is written", "draw"),
        bind(&[plain('a'), key(KeyCode::Enter)], A::AcceptDraw, "accept the draw: animals go to their arms", "accept"),
        bind(&[plain('e')], A::DrawSettings, "who is drawn, into which arms, what is balanced, how it is searched", "settings"),
        bind(&[plain('v')], A::VerifyDraw, "repeat the draw that is on record, and compare", "verify"),
        bind(&[key(KeyCode::Tab)], A::NextSection, "the next part: settings, strips, balance, animals, left out", "part"),
        bind(&[key(KeyCode::BackTab)], A::PreviousSection, "the part before", ""),
    ],
};
