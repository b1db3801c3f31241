//! How a section of the report looks in a terminal of 80 columns.

use crate::remedy;
use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, LineStyle, Table, presets};

use app::document::{self, Letters, Remark, Section, SectionId, text};

/// Columns of the terminal that everything fits.
pub(crate) const WIDTH: u16 = 80;

/// How the columns of a section's tables share the width.
#[derive(Clone, Copy)]
enum Columns {
    /// Arms across, in blocks of so many side by side.
    Abreast(usize),
    /// All give way alike.
    Alike,
    /// The first column, names of arms, gives way: no others break but at `\n`.
    FirstGivesWay,
}

fn columns(id: SectionId) -> Columns {
    match id {
        SectionId::Inhibition => Columns::Abreast(2),
        SectionId::VolumeByDay | SectionId::Residuals => Columns::Abreast(3),
        SectionId::PrimaryInhibition => Columns::Alike,
        _ => Columns::FirstGivesWay,
    }
}

/// A section with its title and a line break at its end.
pub(super) fn section(section: &Section) -> String {
    let width = usize::from(WIDTH);
    let facts = section.facts.iter().map(|group| {
        let facts = group.iter().map(|fact| fact.text.as_str());
        text::listed(facts, width)
    });
    let mut parts = vec![facts.collect::<Vec<_>>().join("\n")];
    let columns = columns(section.id);
    parts.extend(section.tables.iter().map(|table| tabled(table, columns)));
    parts.push(remarks(section.remarks.iter().cloned()));
    parts.retain(|part| !part.is_empty());
    format!("{}\n{}\n", section.title, parts.join("\n\n"))
}

/// A table of which the first column gives way.
pub(crate) fn table(table: &document::Table) -> String {
    tabled(table, Columns::FirstGivesWay)
}

/// A table, in blocks where it is too wide, and below it what its signs mean.
fn tabled(table: &document::Table, columns: Columns) -> String {
    let mut letters = Letters::default();
    let abreast = match columns {
        Columns::Abreast(arms) => arms,
        _ => usize::MAX,
    };
    let parts = table.blocks(abreast);
    let blocks = parts.iter().map(|part| block(part, columns, &mut letters));
    let mut out = blocks.collect::<Vec<_>>().join("\n\n");
    let legend = remarks(table.remarks.iter().cloned().chain(letters.legend()));
    if !legend.is_empty() {
        out.push('\n');
        out.push_str(&legend);
    }
    out
}

fn block(table: &document::Table, columns: Columns, letters: &mut Letters) -> String {
    let headings = table.headings.iter();
    let mut block = ruled(headings.map(|heading| heading.text.clone()));
    if let Columns::FirstGivesWay = columns {
        for column in block.column_iter_mut().skip(1) {
            column.set_constraint(ColumnConstraint::ContentWidth);
            column.set_padding((1, 0));
        }
    }
    for row in &table.rows {
        let cells = row.cells.iter().map(|cell| cell.shown(letters));
        block.add_row(cells.collect::<Vec<String>>());
    }
    let lines: Vec<String> = block
        .lines()
        .map(|line| line.trim_end().to_owned())
        .collect();
    lines.join("\n")
}

fn ruled(headings: impl Iterator<Item = String>) -> Table {
    let mut table = Table::new();
    table
        .load_style(presets::NOTHING.header_separator(LineStyle::new('─', '─', '─', '─')))
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(WIDTH)
        .set_header(headings);
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}

/// A paragraph per remark, two columns in.
fn remarks(remarks: impl Iterator<Item = Remark>) -> String {
    let paragraph = |remark: Remark| {
        let start = match remark.mark.as_str() {
            "" => "  ".to_owned(),
            mark => format!("  {mark} "),
        };
        let words = remedy::advised(&remark.text, &remark.remedy);
        text::wrapped(&start, &words, usize::from(WIDTH))
    };
    remarks.map(paragraph).collect::<Vec<_>>().join("\n")
}
