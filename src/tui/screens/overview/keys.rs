//! The keys of the overview.

use ratatui::crossterm::event::KeyCode;

use crate::base::keymap::{Action as A, Scope, bind, key, plain};

/// The keys of the overview.
#[rustfmt::skip]
pub(crate) static KEYS: Scope = Scope {
    title: "overview",
    is_typed_in: false,
    bindings: &[
        bind(&[key(KeyCode::Enter)], A::Open, "go to the animal with the chosen problem, or to where it is fixed", "problem"),
        bind(&[plain('e')], A::EditStudy, "edit the study's protocol", "edit"),
        bind(&[plain('a')], A::NewArm, "add an arm", "add arm"),
        bind(&[plain('A')], A::EditArm, "edit an arm", ""),
        bind(&[plain('n')], A::NewAnimals, "add animals", "add animals"),
        bind(&[plain('l')], A::Scale, "logarithmic or linear scale", "log"),
        bind(&[plain('w')], A::ExportReport, "write the report to a file: .html, .pdf, .xlsx, .md", ""),
        bind(&[plain('x')], A::Exclude, "exclude data from the analysis, or include them again", ""),
        bind(&[plain('X')], A::ExportData, "export the data: CSV, Parquet, Prism, R", ""),
        bind(&[plain('i')], A::Import, "import a table into this study", ""),
        bind(&[plain('c')], A::CloseStudy, "close or reopen the study", "reopen"),
        bind(&[plain('b')], A::Blind, "blind the study, or unblind it with a reason", ""),
        bind(&[plain('K')], A::HandOutKey, "hand out the key of a blinded study as a file: which code is which arm", ""),
        bind(&[plain('p')], A::FreezePlan, "freeze the analysis plan, or amend it", ""),
    ],
};
