//! Plain types that all layers need. They know no widget, form, screen or model.

pub mod ascii;
pub mod config;
pub mod connections;
pub mod context;
pub mod device;
pub mod effect;
pub mod kept;
pub mod keymap;
pub mod message;
pub mod remedy;
pub mod screen;
pub mod settings;
pub mod study;
pub mod synonyms;
pub mod theme;
pub mod typed_tag;
pub mod weekday;
