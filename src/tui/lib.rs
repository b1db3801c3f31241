//! The terminal UI, after the Elm architecture: a `model::Model` holds all that is shown,
//! `base::message::Message`s say what happened, `update` changes the one by the other and
//! answers `base::effect::Effect`s as data, `view` draws, the `runtime` listens, performs and
//! draws again.
//!
//! `update` and `view` know no terminal, file or clock: a test feeds keys and reads screen and file.
//!
//! Names run one way, from the root down; `tests/layers.rs` holds that:
//!
//! | Layer | What | May name |
//! |---|---|---|
//! | root: `model`, `update`, `view`, `overlay`, `palette`, `runtime` | composes screens, forms and overlays; performs effects | all below |
//! | `screens` | one folder per screen: state, keys, update, view; no screen knows another | `component`, `forms`, `widgets`, base |
//! | `component` | what a screen is: the trait, and the requests by which it asks the root | `forms`, `widgets`, base |
//! | `forms` | what is asked for, and the write, file or setting that becomes of it | `widgets`, base |
//! | `widgets` | lists, lines, boxes, choices, plots; they know no study | base |
//! | `base` | plain types that all need: context, open study, screens by name, keys, devices and their connections, messages, effects, settings, theme | base |
//!
//! A screen is a `component::Component`: it reads a `base::context::Context` (settings, clock, window, the
//! open study), changes itself, and asks for everything else: an effect, a form, another screen, a line
//! above the hints. Its fields are its own; the root calls its methods.
//!
//! **A new screen** is a folder under `screens` with a `State` that is a `Component`, the `mod` line of
//! that folder, and one line in the table of `base::screen`, from which come its tab, its digit and the
//! place of its state. An effect of its own is answered to the screen that knows the answer.
//!
//! **A value from the caliper to the disk and back** passes six files: `runtime/mod.rs` (the key with its
//! time) → `update/keys.rs` (a hand or a device, which screen) → `screens/measure/act.rs` →
//! `screens/measure/take.rs` (value, doubt, complete reading) → `screens/measure/write.rs` (the write;
//! `runtime/perform.rs` runs it at once) → `update/writes.rs`, which hands the animal that was read back
//! to `write.rs` again: what is expected, alerts, the next animal.

mod base;
mod component;
mod forms;
mod model;
mod overlay;
mod palette;
mod runtime;
mod screens;
#[cfg(test)]
mod tests;
mod update;
mod view;
mod widgets;

use std::path::Path;

use domain::Label;

/// Shows the screens for a notebook until the user ends them, beginning with a study if one is
/// named. Returns a message on why they could not be shown.
pub fn show(notebook: &Path, author: &Label, study: Option<&str>) -> Result<(), String> {
    let setting = runtime::setting(notebook, author)?;
    runtime::run(setting, study).map_err(|error| error.to_string())
}
