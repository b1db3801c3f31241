//! Figures: what a study looks like, as plain descriptions that are drawn on any [`Canvas`].
//!
//! A [`Figure`] holds panels with axes and layers whose every value comes from the
//! [`Analysis`](domain::Analysis); nothing is computed here but places on paper. The looks are
//! [`theme`]'s, the arms' own those of [`palette`](super::palette). [`svg`] is one canvas.

pub mod axis;
pub mod canvas;
mod draw;
mod grid;
mod key;
mod layers;
mod marks;
mod means;
mod model;
mod rules;
mod spaghetti;
mod survival;
pub mod svg;
pub mod theme;
mod waterfall;

pub use axis::{Axis, Scale, Tick};
pub use canvas::Canvas;
pub use means::{growth, weight};
pub use model::{
    ArmLook, Bar, CountRow, Counts, Figure, Kind, Layer, Level, MeanPoint, Panel, Rule,
};
pub use spaghetti::spaghetti;
pub use survival::survival;
pub use waterfall::waterfall;
