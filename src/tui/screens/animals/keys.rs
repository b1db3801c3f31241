//! The keys of the table, and of one animal.

use ratatui::crossterm::event::KeyCode;

use crate::base::keymap::{Action as A, Scope, bind, key, plain};

/// The keys of the table of animals.
#[rustfmt::skip]
pub(super) static TABLE: Scope = Scope {
    title: "animals",
    is_typed_in: false,
    bindings: &[
        bind(&[key(KeyCode::Enter)], A::Open, "show the animal's whole history", "show"),
        bind(&[plain('n')], A::NewAnimals, "add animals", "add"),
        bind(&[plain('e')], A::EditAnimal, "edit the animal", "edit"),
        bind(&[plain(' ')], A::Select, "mark the animal, for one disposition of several", "mark"),
        bind(&[plain('d')], A::Disposition, "record how the animal, or all that are marked, left the study", "disposition"),
        bind(&[plain('s')], A::Sort, "sort by the next column", "sort"),
        bind(&[plain('S')], A::ReverseSort, "reverse the order", ""),
        bind(&[plain('t')], A::AddTumor, "add a tumor", ""),
        bind(&[plain('T')], A::EditTumor, "rename a tumor site", ""),
        bind(&[plain('u')], A::LiftDisposition, "remove the disposition, with a reason", ""),
        bind(&[plain('/')], A::Filter, "filter by tag, cage, arm, sex or status", "filter"),
    ],
};

/// The keys of one animal with its history.
#[rustfmt::skip]
pub(super) static ANIMAL: Scope = Scope {
    title: "one animal",
    is_typed_in: false,
    bindings: &[
        bind(&[plain('c'), key(KeyCode::Enter)], A::Correct, "correct this reading, with a reason", "correct"),
        bind(&[plain('e')], A::EditAnimal, "edit the animal", "edit"),
        bind(&[plain('d')], A::Disposition, "record how the animal left the study", "disposition"),
        bind(&[plain('t')], A::AddTumor, "add a tumor", ""),
        bind(&[plain('T')], A::EditTumor, "rename a tumor site", ""),
        bind(&[plain('u')], A::LiftDisposition, "remove the disposition, with a reason", ""),
        bind(&[key(KeyCode::Right)], A::Next, "the next animal", "next"),
        bind(&[key(KeyCode::Left)], A::Previous, "the previous animal", ""),
        bind(&[plain('l')], A::Scale, "logarithmic or linear scale", "log"),
    ],
};
