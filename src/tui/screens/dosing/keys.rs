//! The keys of Dosing: at the list of doses, where a weight is typed, and where one is asked about.

use ratatui::crossterm::event::KeyCode;

use crate::base::keymap::{Action as A, Scope, bind, ctrl, f, key, plain};
use crate::base::screen::Screen;

/// The keys of the list of doses. Digits are no commands here: they begin a body weight.
#[rustfmt::skip]
pub(super) static DOSES: Scope = Scope {
    title: "dosing",
    is_typed_in: false,
    bindings: &[
        bind(&[key(KeyCode::Enter), ctrl('j')], A::Accept, "given as planned: records the volume that is shown", "given"),
        bind(&[plain('p')], A::PartialDose, "partial: record how much was given, and why not all of it", "partial"),
        bind(&[plain('h')], A::HoldDose, "held: record that the dose was held back on purpose", "held"),
        bind(&[plain('m')], A::MissDose, "missed: record that the dose was not given", "missed"),
        bind(&[plain('w')], A::WeighFirst, "type the body weight; the volume follows from it (a digit begins it too)", "weigh"),
        bind(&[plain('c')], A::GiveCage, "given as planned to the whole cage, once the listed doses are confirmed", "cage"),
        bind(&[plain('t')], A::TimeOfDose, "given as planned at another time", "time"),
        bind(&[plain('x')], A::Misdose, "misdosed: record that something else was given than planned", "misdosed"),
        bind(&[plain('f')], A::OtherFormulation, "take this dose from another formulation", ""),
        bind(&[plain('a')], A::Amounts, "show the amounts to prepare for all open doses", ""),
        bind(&[plain('/')], A::Filter, "filter by cage, tag or chip", ""),
        bind(&[ctrl('d')], A::ChangeDay, "choose the day of the doses, or return to today", ""),
        bind(&[f(12), ctrl('g')], A::AskDevice, "ask the balance on a serial port for its value", ""),
        bind(&[plain('P')], A::Go(Screen::Plan), "work plan: change a dose line, waive doses", ""),
        bind(&[], A::NewFormulation, "new formulation: record a vial with its concentration", ""),
        bind(&[], A::EditFormulation, "change a formulation, or say that it is used up", ""),
    ],
};

/// The keys where a body weight is typed.
#[rustfmt::skip]
pub(super) static WEIGHT: Scope = Scope {
    title: "body weight",
    is_typed_in: true,
    bindings: &[
        bind(&[key(KeyCode::Enter), key(KeyCode::Tab), ctrl('j')], A::Accept, "record the weight; the volume follows from it", "record the weight"),
        bind(&[ctrl('z')], A::Undo, "drop what is typed", ""),
    ],
};

/// The keys where a body weight is asked about.
#[rustfmt::skip]
pub(super) static QUESTION: Scope = Scope {
    title: "a doubtful weight",
    is_typed_in: false,
    bindings: &[
        bind(&[key(KeyCode::Enter), ctrl('j')], A::Accept, "take the weight all the same; one that is impossible is dropped", "take it"),
        bind(&[ctrl('z')], A::Undo, "drop the weight", "drop it"),
    ],
};
