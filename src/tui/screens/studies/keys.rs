//! The keys of the list of studies.

use ratatui::crossterm::event::KeyCode;

use crate::base::keymap::{Action as A, Scope, bind, key, plain};
use crate::base::screen::Screen;

/// The keys of the list of studies.
#[rustfmt::skip]
pub(super) static KEYS: Scope = Scope {
    title: "studies",
    is_typed_in: false,
    bindings: &[
        bind(&[key(KeyCode::Enter)], A::Open, "open the study", "open"),
        bind(&[plain('m')], A::Go(Screen::Measure), "open the study and measure", "measure"),
        bind(&[plain('t'), plain('0')], A::Go(Screen::Today), "today: what is due, over all studies", "today"),
        bind(&[plain('n')], A::NewStudy, "create a study", "new"),
        bind(&[plain('i')], A::Import, "import a table (CSV, Excel) or an exported folder", "import"),
        bind(&[plain('d')], A::MakeDemo, "create the demo studies (simulated)", "demo"),
        bind(&[plain('/')], A::Filter, "filter by name, model or status", "filter"),
    ],
};
