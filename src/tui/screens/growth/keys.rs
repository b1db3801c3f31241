//! The keys of the figures.

use ratatui::crossterm::event::KeyCode;

use crate::base::keymap::{Action as A, Scope, bind, key, plain};

/// The keys of the figures.
#[rustfmt::skip]
pub(super) static KEYS: Scope = Scope {
    title: "growth",
    is_typed_in: false,
    bindings: &[
        bind(&[plain('f'), key(KeyCode::Tab)], A::Figure, "the next figure: means, animals, body weight, waterfall, Kaplan-Meier", "figure"),
        bind(&[plain('l')], A::Scale, "logarithmic or linear scale", "log"),
        bind(&[plain('w')], A::ExportFigure, "write the figure to a file: .svg, .pdf, .png", "write"),
        bind(&[key(KeyCode::Right)], A::NextArm, "show the next arm only", "arm"),
        bind(&[key(KeyCode::Left)], A::PreviousArm, "the previous arm", ""),
        bind(&[plain('a')], A::AllArms, "show all arms", ""),
    ],
};
