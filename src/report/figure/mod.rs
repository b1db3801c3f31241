//! Figures: what a study looks like, as plain descriptions that are drawn on any [`Canvas`].
//!
//! A [`Figure`] holds panels with axes and layers. Every value in it comes from the
//! [`Analysis`](domain::Analysis); only positions on the canvas are computed here. All sizes, line styles
//! and colors are those of `theme`, the colors and marks of arms those of [`palette`](super::palette).
//! [`svg`] is one canvas; the PDF and the raster image are others. The terminal UI draws the same
//! descriptions in cells, with a layout of its own.
//!
//! Modules name others one way. `draw` draws a figure and names `grid`, which divides its area among
//! panels; both name the parts of a panel (`key`, `rules`, `layers`), these name `marks` and `plot`, and
//! all of them `model`, plain data on `axis`. `describe` names the files that describe a figure of a kind
//! (`means`, `spaghetti`, `waterfall`, `survival`), and these name `model` and `axis`; `spaghetti` also names
//! `means`, whose axes it shares.

mod annotations;
mod arms;
mod axis;
pub mod canvas;
mod departures;
mod describe;
mod dosing;
mod draw;
mod ends;
mod grid;
mod key;
mod lanes;
mod layers;
mod marks;
mod means;
mod model;
mod nadirs;
mod names;
mod outliers;
mod plot;
mod rules;
mod small;
mod spaghetti;
mod summary;
mod survival;
pub mod svg;
pub(crate) mod theme;
mod view;
mod waterfall;

pub use arms::{ArmStyle, Arms};
pub use axis::{Axis, Scale, Tick};
pub use canvas::Canvas;
pub use describe::describe;
pub use model::{
    Bar, CountRow, Counts, Departure, Figure, Kind, Landmark, Lane, Layer, Layout, Level,
    MeanPoint, Nadir, Panel, Rule, Stars,
};
pub use summary::summary_figures;
pub use theme::{DARK, GRAY, LIGHT, PRINT, Theme};
pub use view::View;
