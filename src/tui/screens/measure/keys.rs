//! The keys of measuring: at the queue, in the values, and at both.

use ratatui::crossterm::event::KeyCode;

use crate::base::keymap::{Action as A, Scope, bind, ctrl, f, key, plain};

/// The keys of the queue of animals to be measured.
#[rustfmt::skip]
pub(super) static QUEUE: Scope = Scope {
    title: "queue",
    is_typed_in: true,
    bindings: &[
        bind(&[key(KeyCode::Enter), key(KeyCode::Tab), ctrl('j')], A::Open, "enter values for the animal, or go to the tag that was typed", "values"),
        bind(&[key(KeyCode::Right)], A::Next, "enter values for the animal", ""),
        bind(&[key(KeyCode::Up)], A::Up, "the previous animal", ""),
        bind(&[key(KeyCode::Down)], A::Down, "the next animal", ""),
        bind(&[key(KeyCode::PageUp)], A::PageUp, "a page up", ""),
        bind(&[key(KeyCode::PageDown)], A::PageDown, "a page down", ""),
        bind(&[key(KeyCode::Home)], A::First, "the first animal", ""),
        bind(&[key(KeyCode::End)], A::Last, "the last animal", ""),
        bind(&[plain('/')], A::Filter, "filter by cage, tag or chip", "filter"),
    ],
};

/// The keys of an empty field: no value begins with one of these signs.
#[rustfmt::skip]
pub(super) static EMPTY: Scope = Scope {
    title: "in an empty field",
    is_typed_in: true,
    bindings: &[
        bind(&[plain('?')], A::Help, "show the keys of this screen", ""),
        bind(&[plain(':')], A::Palette, "find a command by name", ""),
        bind(&[plain('/')], A::Filter, "filter the queue by cage, tag or chip", ""),
        bind(&[key(KeyCode::Left)], A::FindTag, "go to the queue", ""),
    ],
};

/// The keys where values of an animal are typed.
#[rustfmt::skip]
pub(super) static ENTRY: Scope = Scope {
    title: "values",
    is_typed_in: true,
    bindings: &[
        bind(&[key(KeyCode::Enter), ctrl('j')], A::Accept, "accept the value and go on", "next"),
        bind(&[key(KeyCode::Tab)], A::NextField, "accept the value and go to the next field", ""),
        bind(&[key(KeyCode::BackTab)], A::PreviousField, "go to the previous field", ""),
        bind(&[key(KeyCode::Down)], A::Next, "go to the next animal", ""),
        bind(&[key(KeyCode::Up)], A::Previous, "go to the previous animal", ""),
    ],
};

/// The keys where the values of an animal are complete and its dose is due.
#[rustfmt::skip]
pub(super) static DOSE: Scope = Scope {
    title: "a dose that is due",
    is_typed_in: true,
    bindings: &[
        bind(&[key(KeyCode::Enter), ctrl('j')], A::Accept, "dose given as planned: records the volume that is shown", "dose given"),
        bind(&[key(KeyCode::Tab)], A::NextField, "leave the dose open, and go on (Esc does too)", "leave it open"),
    ],
};

/// The keys of measuring, at the queue or in the values.
#[rustfmt::skip]
pub(super) static MEASURE: Scope = Scope {
    title: "measuring",
    is_typed_in: false,
    bindings: &[
        bind(&[f(2)], A::NotPalpable, "record the tumor as not palpable (0 × 0)", "not palpable"),
        bind(&[f(3)], A::NotMeasured, "not measured, for the reason that is shown; else choose one", "skip"),
        bind(&[f(5)], A::Skip, "not measured, for a reason that is chosen", ""),
        bind(&[f(4)], A::Disposition, "record how the animal left the study", "endpoint"),
        bind(&[f(6)], A::Again, "measure this animal again, keeping both readings", ""),
        bind(&[f(7)], A::Correct, "correct a reading of this animal and day, with a reason", ""),
        bind(&[ctrl('f')], A::FindTag, "go to the queue and type the tag or chip of an animal", ""),
        bind(&[f(8)], A::Order, "order the queue by cage, by list or by tag", ""),
        bind(&[f(9)], A::DueOnly, "show all animals, or those that are due", ""),
        bind(&[f(10), ctrl('t')], A::Twice, "measure every animal twice, or once; say which counts", ""),
        bind(&[ctrl('w')], A::Weigh, "weigh the animals, or not", ""),
        bind(&[f(12), ctrl('g')], A::AskDevice, "ask the balance or caliper on a serial port for its value", ""),
        bind(&[ctrl('d')], A::ChangeDay, "choose the day of the readings, or return to today", ""),
        bind(&[ctrl('e')], A::EndSession, "show the summary of the session", ""),
        bind(&[ctrl('z')], A::Undo, "undo your last entry", "undo"),
    ],
};
