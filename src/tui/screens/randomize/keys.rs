//! The keys of randomizing.

use ratatui::crossterm::event::KeyCode;

use crate::base::keymap::{Action as A, Scope, bind, key, plain};

/// The keys of randomizing.
#[rustfmt::skip]
pub(super) static KEYS: Scope = Scope {
    title: "randomizing",
    is_typed_in: false,
    bindings: &[
        bind(&[plain('r')], A::Draw, "draw, or draw again with another seed; nothing is written", "draw"),
        bind(&[plain('a'), key(KeyCode::Enter)], A::AcceptDraw, "accept the draw: animals are assigned to arms", "accept"),
        bind(&[plain('e')], A::DrawSettings, "randomization settings: animals, arms, balance, search", "settings"),
        bind(&[plain('v')], A::VerifyDraw, "repeat the recorded draw and compare", "verify"),
        bind(&[key(KeyCode::Tab)], A::NextSection, "the next part: settings, strips, balance, animals, left out", "part"),
        bind(&[key(KeyCode::BackTab)], A::PreviousSection, "the previous part", ""),
    ],
};
