//! The keys of the table, and of one animal.

use ratatui::crossterm::event::KeyCode;

use crate::base::keymap::{Action as A, Scope, bind, ctrl, key, plain};

/// The keys of the table of animals.
#[rustfmt::skip]
pub(super) static TABLE: Scope = Scope {
    title: "animals",
    is_typed_in: false,
    bindings: &[
        bind(&[key(KeyCode::Enter)], A::Open, "show the animal's whole history", "show"),
        bind(&[plain('n')], A::NewAnimals, "add animals: one, or a rack of cages", "add"),
        bind(&[plain(' ')], A::Select, "mark the animal: verbs act on all that are marked", "mark"),
        bind(&[plain('a')], A::SelectAll, "mark all animals shown, or take their marks away", ""),
        bind(&[plain('e')], A::EditAnimal, "edit the animal, or all that are marked", "edit"),
        bind(&[plain('d')], A::Disposition, "record how the animal, or all that are marked, left the study", "disposition"),
        bind(&[plain('m')], A::MoveAnimals, "move the animal, or all that are marked, to another cage", ""),
        bind(&[plain('M')], A::EditCage, "cage: move its animals, rename it, or say where it stands", ""),
        bind(&[plain('i')], A::ScanChips, "scan chips cage by cage, of all animals or those that are marked", "chips"),
        bind(&[plain('s')], A::Sort, "sort by the next column", ""),
        bind(&[plain('S')], A::ReverseSort, "reverse the order", ""),
        bind(&[plain('t')], A::AddTumor, "add a tumor to the animal, or to all that are marked", ""),
        bind(&[plain('T')], A::EditTumor, "rename a tumor site of the animal, or of all that are marked", ""),
        bind(&[plain('u')], A::LiftDisposition, "remove the disposition of the animal, or of all that are marked", ""),
        bind(&[plain('x')], A::StopTreatment, "stop the treatment of the animal, or of all that are marked: they stay on study", ""),
        bind(&[plain('X')], A::ResumeTreatment, "resume the treatment of the animal, or of all that are marked", ""),
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
        bind(&[plain('m')], A::MoveAnimals, "move the animal to another cage", "move"),
        bind(&[plain('M')], A::EditCage, "cage: move its animals, rename it, or say where it stands", ""),
        bind(&[plain('t')], A::AddTumor, "add a tumor", ""),
        bind(&[plain('T')], A::EditTumor, "rename a tumor site", ""),
        bind(&[plain('u')], A::LiftDisposition, "remove the disposition, with a reason", ""),
        bind(&[plain('x')], A::StopTreatment, "stop its treatment: it stays on study", ""),
        bind(&[plain('X')], A::ResumeTreatment, "resume its treatment", ""),
        bind(&[key(KeyCode::Right)], A::Next, "the next animal", "next"),
        bind(&[key(KeyCode::Left)], A::Previous, "the previous animal", ""),
        bind(&[plain('l')], A::Scale, "logarithmic or linear scale", "log"),
    ],
};

/// The keys while chips are scanned.
#[rustfmt::skip]
pub(super) static CHIPS: Scope = Scope {
    title: "scanning chips",
    is_typed_in: true,
    bindings: &[
        bind(&[key(KeyCode::Enter), key(KeyCode::Tab)], A::Accept, "record the chip of this animal, and go to the next without one", "save"),
        bind(&[key(KeyCode::Down)], A::Down, "the next animal, without a chip for this one", "next"),
        bind(&[key(KeyCode::Up)], A::Up, "the animal before", ""),
        bind(&[ctrl('z')], A::Undo, "undo the last chip, and go back to its animal", "undo"),
    ],
};
