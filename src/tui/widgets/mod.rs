//! Pieces that several screens are made of. They draw what they are given and know no study.

pub mod digits;
pub mod dose;
pub mod find;
pub mod form;
pub mod line;
pub mod list;
pub mod message;
pub mod names;
pub mod pick;
pub mod plot;
pub mod popup;
pub mod reader;
pub mod text;
