//! Pieces that several screens are made of. They draw what they are given and know no study.

pub mod form;
pub mod line;
pub mod list;
pub mod plot;
pub mod popup;
pub mod text;
