//! A section of the results written out for cells: every text with its sign, every column with its
//! width. Made once when numbers arrive, so that drawing needs only to pick.

use crate::base::remedy;
use crate::widgets::{names, text};
use app::document::{self, Cell, Fact, Letters, Mark, Remark, Section, SectionId};

/// Headings are broken to this width, unless the column below is wider.
const HEADING: usize = 12;

/// What stands between the arms of a pair.
const AGAINST: &str = " - ";

/// The most lines of a heading.
const HEADING_LINES: usize = 3;

/// The most cells of a column other than the first.
const WIDEST: usize = 32;

/// A section.
#[derive(Debug, Clone)]
pub(super) struct LaidSection {
    pub(super) id: SectionId,
    pub(super) title: String,
    pub(super) facts: Vec<Vec<Fact>>,
    pub(super) grids: Vec<Grid>,
    pub(super) remarks: Vec<Remark>,
}

/// A table.
#[derive(Debug, Clone)]
pub(super) struct Grid {
    pub(super) table: document::Table,
    /// Every cell with the sign of its mark.
    pub(super) cells: Vec<Vec<String>>,
    /// Every heading in lines, all of the same number, the last one lowest.
    pub(super) headings: Vec<Vec<String>>,
    /// Cells that each column wants.
    pub(super) widths: Vec<usize>,
    /// Its legend, with the remarks of its cells.
    pub(super) legend: Vec<Remark>,
    /// The arms that its rows compare, where the first cell is a pair.
    pairs: Vec<Option<(String, String)>>,
    /// Places in the study's order of the arms that its rows are about.
    pub(super) row_arms: Vec<Option<usize>>,
    /// The same for its columns.
    pub(super) column_arms: Vec<Option<usize>>,
}

/// One line of a section as a window of some width shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Line {
    Blank,
    /// Facts `from..to` of a group.
    Facts {
        group: usize,
        from: usize,
        to: usize,
    },
    /// A line of a remark.
    Text(String),
    /// A line of a table's headings.
    Heading {
        grid: usize,
        line: usize,
    },
    /// A row of a table.
    Row {
        grid: usize,
        row: usize,
    },
}

impl Line {
    /// Whether the cursor stops here.
    pub(super) fn is_stop(&self) -> bool {
        !matches!(self, Self::Blank | Self::Heading { .. })
    }
}

impl LaidSection {
    /// Writes a section out; `look` knows the look of an arm.
    pub(super) fn new(section: Section, look: &dyn Fn(&str) -> Option<usize>) -> Self {
        let across = matches!(
            section.id,
            SectionId::Inhibition | SectionId::VolumeByDay | SectionId::Residuals
        );
        let tables = section.tables.into_iter();
        Self {
            id: section.id,
            title: section.title,
            facts: section.facts,
            grids: tables.map(|t| Grid::new(t, across, look)).collect(),
            remarks: section.remarks,
        }
    }

    /// Its lines in a window of the given number of columns.
    pub(super) fn lines(&self, columns: usize) -> Vec<Line> {
        let mut lines = Vec::new();
        for (group, facts) in self.facts.iter().enumerate() {
            lines.extend(fact_lines(group, facts, columns));
        }
        for (grid, of) in self.grids.iter().enumerate() {
            part(&mut lines);
            let height = of.headings.first().map_or(0, Vec::len);
            lines.extend((0..height).map(|line| Line::Heading { grid, line }));
            lines.extend((0..of.cells.len()).map(|row| Line::Row { grid, row }));
            lines.extend(of.legend.iter().flat_map(|r| remark_lines(r, columns)));
        }
        if !self.remarks.is_empty() {
            part(&mut lines);
        }
        lines.extend(self.remarks.iter().flat_map(|r| remark_lines(r, columns)));
        lines
    }
}

/// A blank line below what there is.
fn part(lines: &mut Vec<Line>) {
    if !lines.is_empty() {
        lines.push(Line::Blank);
    }
}

/// Facts with dots between them, broken between facts only.
fn fact_lines(group: usize, facts: &[Fact], columns: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    let (mut from, mut taken) = (0, 0);
    for (at, fact) in facts.iter().enumerate() {
        let cells = text::width(&fact.text);
        if at > from && taken + 3 + cells > columns {
            lines.push(Line::Facts {
                group,
                from,
                to: at,
            });
            (from, taken) = (at, cells);
        } else {
            taken += cells + if at > from { 3 } else { 0 };
        }
    }
    let to = facts.len();
    lines.push(Line::Facts { group, from, to });
    lines
}

/// The sign before the text, all lines of which begin in the same column.
fn remark_lines(remark: &Remark, columns: usize) -> Vec<Line> {
    let sign = match remark.mark.as_str() {
        "" => String::new(),
        mark => format!("{mark} "),
    };
    let indent = text::width(&sign);
    let phrase = remedy::advised(&remark.text, &remark.remedy);
    let broken = text::wrap(&phrase, columns.saturating_sub(indent));
    let line = |(at, line): (usize, String)| {
        let start = if at == 0 { &sign } else { "" };
        Line::Text(text::left(start, indent) + &line)
    };
    broken.into_iter().enumerate().map(line).collect()
}

impl Grid {
    fn new(table: document::Table, across: bool, look: &dyn Fn(&str) -> Option<usize>) -> Self {
        let mut letters = Letters::default();
        let shown = |cell: &Cell, letters: &mut Letters| cell.shown(letters);
        let cells: Vec<Vec<String>> = table
            .rows
            .iter()
            .map(|row| row.cells.iter().map(|c| shown(c, &mut letters)).collect())
            .collect();
        let headings = table.headings.iter().enumerate();
        let column_arms: Vec<Option<usize>> = headings
            .map(|(at, heading)| look(&heading.text).filter(|_| across && at > 0))
            .collect();
        let name = |row: &document::Row| look(&row.cells.first()?.text).filter(|_| !across);
        let row_arms: Vec<Option<usize>> = table.rows.iter().map(name).collect();
        let pair = |row: &document::Row| pair_of(&row.cells.first()?.text, look);
        let pairs = table.rows.iter().map(pair).collect();
        let widths = widths(&table, &cells, row_arms.iter().any(Option::is_some));
        Self {
            headings: headings_in_lines(&table, &widths, &column_arms),
            legend: table
                .remarks
                .iter()
                .cloned()
                .chain(letters.legend())
                .collect(),
            table,
            cells,
            widths,
            pairs,
            row_arms,
            column_arms,
        }
    }

    /// The first cell of a row in exactly the given number of cells, different from those of other rows.
    pub(super) fn first_cell(&self, row: usize, cells: usize) -> String {
        let firsts = self.cells.iter().map(|row| row.first());
        let all: Vec<&str> = firsts.map(|cell| cell.map_or("", String::as_str)).collect();
        let short = match &self.pairs[row] {
            Some(pair) if text::width(all[row]) > cells => self.pair(pair, cells),
            _ => names::apart(all[row], &all, cells),
        };
        text::left(&short, cells)
    }

    /// A pair of arms in at most the given number of cells, each of the two names different from those of all arms of
    /// the table. A short name leaves its room to the other.
    fn pair(&self, (one, other): &(String, String), cells: usize) -> String {
        let pairs = self.pairs.iter().flatten();
        let mut arms: Vec<&str> = pairs.flat_map(|(a, b)| [a.as_str(), b.as_str()]).collect();
        arms.sort_unstable();
        arms.dedup();
        let room = cells.saturating_sub(text::width(AGAINST));
        let half = room / 2;
        let first = room - text::width(other).min(half);
        let first = names::apart(one, &arms, first);
        let second = names::apart(other, &arms, room - text::width(&first).min(room));
        format!("{first}{AGAINST}{second}")
    }

    /// What a cell is marked for.
    pub(super) fn mark(&self, row: usize, column: usize) -> Option<&Mark> {
        self.table.rows.get(row)?.cells.get(column)?.mark.as_ref()
    }
}

/// The two arms of a pair. A name can hold the sign between them itself, so both sides must be arms.
fn pair_of(text: &str, look: &dyn Fn(&str) -> Option<usize>) -> Option<(String, String)> {
    let sides = |at: usize| (&text[..at], &text[at + AGAINST.len()..]);
    let mut splits = text.match_indices(AGAINST).map(|(at, _)| sides(at));
    let (one, other) = splits.find(|(a, b)| look(a).is_some() && look(b).is_some())?;
    Some((one.to_owned(), other.to_owned()))
}

/// Cells that each column wants; arms in the first one have their mark before them.
fn widths(table: &document::Table, cells: &[Vec<String>], arms: bool) -> Vec<usize> {
    let widest = |column: usize| {
        let of = cells.iter().filter_map(|row| row.get(column));
        of.map(|cell| text::width(cell)).max().unwrap_or(0)
    };
    let headings = table.headings.iter().enumerate();
    let wanted = headings.map(|(at, heading)| {
        let lines = heading.text.split('\n').map(text::width);
        let longest = lines.max().unwrap_or(0);
        match at {
            0 => longest.max(widest(0)) + if arms { 2 } else { 0 },
            at => longest.min(HEADING).max(widest(at)).min(WIDEST),
        }
    });
    wanted.collect()
}

/// Headings in lines, an arm's mark before its name.
fn headings_in_lines(
    table: &document::Table,
    widths: &[usize],
    arms: &[Option<usize>],
) -> Vec<Vec<String>> {
    let headings = table.headings.iter().zip(widths).zip(arms);
    let broken = headings.map(|((heading, &width), arm)| {
        let room = width.saturating_sub(if arm.is_some() { 2 } else { 0 });
        let mut lines = text::wrap(&heading.text, room);
        if lines.len() > HEADING_LINES {
            let rest = lines.split_off(HEADING_LINES - 1).join(" ");
            lines.push(text::cut(&rest, room));
        }
        lines
    });
    let mut broken: Vec<Vec<String>> = broken.collect();
    let height = broken.iter().map(Vec::len).max().unwrap_or(0);
    for lines in &mut broken {
        let above = height - lines.len();
        lines.splice(0..0, std::iter::repeat_n(String::new(), above));
    }
    broken
}

/// Columns shown beside the first in the given number of cells, so that the chosen one is among them; two blanks
/// stand before each.
pub(super) fn window(widths: &[usize], room: usize, chosen: usize) -> std::ops::Range<usize> {
    let cells = |range: &[usize]| range.iter().map(|width| width + 2).sum::<usize>();
    let last = widths.len().saturating_sub(1);
    let chosen = chosen.clamp(1.min(last), last);
    let mut from = 1.min(last);
    while from < chosen && cells(&widths[from..=chosen]) > room {
        from += 1;
    }
    let mut to = chosen + 1;
    while to < widths.len() && cells(&widths[from..=to]) <= room {
        to += 1;
    }
    from..to.min(widths.len())
}

/// Cells of the first column: all it wants, if the others leave them, else a third of the window.
pub(super) fn first_width(widths: &[usize], columns: usize) -> usize {
    let others: usize = widths.iter().skip(1).map(|width| width + 2).sum();
    let wanted = widths.first().copied().unwrap_or(0);
    wanted.min(columns.saturating_sub(others).max(columns / 3))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Remedy;
    use proptest::prelude::*;

    #[test]
    fn facts_break_between_facts() {
        let fact = |text: &str| Fact {
            text: text.into(),
            about: None,
        };
        let facts = [fact("seed 1"), fact("day 17"), fact("x")];
        let breaks = |columns| {
            let lines = fact_lines(0, &facts, columns);
            let ends = lines.into_iter().map(|line| match line {
                Line::Facts { from, to, .. } => (from, to),
                other => panic!("{other:?}"),
            });
            ends.collect::<Vec<_>>()
        };
        assert_eq!(breaks(19), [(0, 3)]);
        assert_eq!(breaks(18), [(0, 2), (2, 3)]);
        assert_eq!(breaks(3), [(0, 1), (1, 2), (2, 3)]);
    }

    #[test]
    fn remarks_are_indented_after_their_sign() {
        let remark = Remark {
            mark: "(a)".into(),
            text: "one two".into(),
            remedy: Remedy::None,
        };
        let expected = ["(a) one", "    two"].map(|line| Line::Text(line.into()));
        assert_eq!(remark_lines(&remark, 8), expected);
    }

    proptest! {
        #[test]
        fn the_chosen_column_is_shown(
            widths in proptest::collection::vec(0usize..40, 1..30),
            room in 0usize..120,
            chosen in 0usize..40,
        ) {
            let shown = window(&widths, room, chosen);
            prop_assert!(shown.end <= widths.len());
            if (1..widths.len()).contains(&chosen) {
                prop_assert!(shown.contains(&chosen));
            }
            let cells: usize = widths[shown.clone()].iter().map(|w| w + 2).sum();
            prop_assert!(cells <= room || shown.len() <= 1);
        }
    }
}
