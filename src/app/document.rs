//! What screens and the command line may use of `report`: results as titles, tables and cards, numbers in
//! writing, and the description of figures. The rest of `report` writes files, which
//! [`summarize`](super::summarize), [`figures`](super::figures) and [`export`](super::export) do for them.

pub use report::{
    Card, Cell, Fact, Heading, Letters, Mark, Remark, Row, Section, SectionId, Table, card, cards,
    find, sections,
};

/// Figures as descriptions, which screens draw in cells.
pub mod figure {
    pub use report::figure::{
        ArmStyle, Arms, Axis, Bar, CountRow, Counts, Figure, Kind, Lane, Layer, MeanPoint, Panel,
        Rule, Scale, Tick, View, describe,
    };
}

/// Numbers in writing.
pub mod number {
    pub use report::number::{NONE, number, p_value, plus_minus, significant};
}

/// Colors and marks of the arms, the same on screens as in figures.
pub mod palette {
    pub use report::palette::{
        LETTERS_ON_LIGHT, LOOKS, MARKS, ON_BOTH, ON_DARK, Rgb, color, looks, mark,
    };
}

/// Text in lines of a given width.
pub mod text {
    pub use report::text::{listed, wrapped};
}
