//! The terminal UI, after the Elm architecture: a [`Model`] holds all that is shown, [`Message`]s
//! say what happened, [`update`](update::update) changes the one by the other and answers
//! [`Effect`]s as data, [`view`](view::view) draws, the [`runtime`] listens, performs and draws again.
//!
//! `update` and `view` know no terminal, file or clock: a test feeds keys and reads screen and file.
//!
//! | Where | What |
//! |---|---|
//! | [`screens`] | one per screen: what it remembers, what keys do there, how it looks |
//! | [`forms`] | what is asked for, and the write that becomes of it |
//! | [`overlay`] | forms, choices, texts and questions over a screen |
//! | [`keymap`] | the one table of keys: reaction, hints, help, palette |
//! | `burst` | what a device sends where characters are commands |
//! | `hints` | what errors advise, in keys instead of commands |
//! | [`theme`], `ascii` | colors and marks; terminals without Unicode |
//! | [`widgets`] | lists, lines, boxes, plots |

mod ascii;
mod component;
pub mod config;
mod context;
mod device;
pub mod effect;
pub mod forms;
mod hints;
mod kept;
pub mod keymap;
pub mod message;
pub mod model;
pub mod overlay;
mod palette;
pub mod runtime;
mod screen;
pub mod screens;
mod study;
#[cfg(test)]
mod tests;
pub mod theme;
pub mod update;
pub mod view;
pub mod widgets;

use std::path::Path;

use domain::Label;

pub use effect::Effect;
pub use message::Message;
pub use model::Model;

/// Shows the screens for a notebook until the user ends them, beginning with a study if one is
/// named. Answers in words why they could not be shown.
pub fn show(notebook: &Path, author: &Label, study: Option<&str>) -> Result<(), String> {
    let setting = runtime::setting(notebook, author)?;
    runtime::run(setting, study).map_err(|error| error.to_string())
}
