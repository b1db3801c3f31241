//! The table of the summary page as formats lay it out: columns under headings in groups, and cells divided at the
//! sign on which a column is aligned.

use crate::figure::ArmStyle;
use crate::fonts::width;
use crate::number::NONE;
use crate::summary::{SummaryRow, SummaryTable};

/// How much a piece of a cell counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Emphasis {
    /// As other text.
    Plain,
    /// A zero, or a remark in the place of a number.
    Muted,
    /// A count that a reader must not overlook.
    Strong,
}

/// A piece of a cell's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece {
    pub text: String,
    pub emphasis: Emphasis,
}

/// A cell.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum SummaryCell {
    /// The texts before and after the line on which its column is aligned.
    Aligned(Vec<Piece>, Vec<Piece>),
    /// A remark in the middle of the column.
    Remark(String),
    /// TGI and the ends of its interval; none without them.
    Strip(Option<[f64; 3]>),
}

impl SummaryCell {
    /// Its text in one piece; empty for the strip.
    pub fn text(&self) -> String {
        match self {
            Self::Aligned(before, after) => {
                let pieces = before.iter().chain(after);
                pieces.map(|piece| piece.text.as_str()).collect()
            }
            Self::Remark(text) => text.clone(),
            Self::Strip(_) => String::new(),
        }
    }
}

/// A column beside the names of arms.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SummaryColumn {
    /// The heading, in lines.
    pub heading: Vec<String>,
    /// A cell per row.
    pub cells: Vec<SummaryCell>,
    /// Whether it continues the column before it, under one heading.
    pub continues: bool,
}

impl SummaryColumn {
    /// The greatest widths before and after the line on which it is aligned, at font size 1.
    pub fn sides(&self) -> [f64; 2] {
        self.cells.iter().fold([0.0, 0.0], |most, cell| match cell {
            SummaryCell::Aligned(before, after) => {
                [most[0].max(wide(before)), most[1].max(wide(after))]
            }
            _ => most,
        })
    }

    /// The width that its cells need, at font size 1.
    #[cfg(feature = "pdf")]
    pub fn natural_width(&self) -> f64 {
        let remarks = self.cells.iter().map(|cell| match cell {
            SummaryCell::Remark(text) => width(text, 1.0, false),
            _ => 0.0,
        });
        let sides: f64 = self.sides().iter().sum();
        remarks.fold(sides, f64::max)
    }

    /// Whether it is the strip.
    pub fn is_strip(&self) -> bool {
        matches!(self.cells.first(), Some(SummaryCell::Strip(_)))
    }
}

/// The width of pieces beside each other, at font size 1.
pub(crate) fn wide(pieces: &[Piece]) -> f64 {
    let of = |piece: &Piece| width(&piece.text, 1.0, piece.emphasis == Emphasis::Strong);
    pieces.iter().map(of).sum()
}

/// Columns under one heading.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ColumnGroup {
    /// The heading, in lines; empty where the columns have only their own.
    pub heading: Vec<String>,
    pub columns: Vec<SummaryColumn>,
}

/// The columns beside the names of arms.
pub(crate) fn groups(table: &SummaryTable) -> Vec<ColumnGroup> {
    let (from, to) = (bare_day(&table.baseline), bare_day(&table.day));
    let on = |day: &str| format!("day {day}");
    let versus = match to {
        "" => "Versus control".to_owned(),
        to => format!("Versus control, day {to}"),
    };
    let rows = &table.rows;
    let column = |heading: &[&str], cell: &dyn Fn(&SummaryRow) -> SummaryCell| SummaryColumn {
        heading: heading.iter().map(|line| (*line).to_owned()).collect(),
        cells: rows.iter().map(cell).collect(),
        continues: false,
    };
    let group = |heading: &[&str], columns| ColumnGroup {
        heading: heading.iter().map(|line| (*line).to_owned()).collect(),
        columns,
    };
    let days = format!("{from} / {to}");
    let event = [&*format!("to {}", table.event)];
    vec![
        group(&[], vec![column(&["n, day", &days], &counts)]),
        group(
            &["Tumor volume, mm³", "mean ± SEM"],
            vec![
                column(&[&on(from)], &|row| {
                    at_sign(&row.baseline_volume.text, " ±")
                }),
                column(&[&on(to)], &|row| at_sign(&row.landmark_volume.text, " ±")),
            ],
        ),
        group(
            &[&versus],
            vec![
                column(&["T/C %"], &ratio),
                column(&["TGI %"], &inhibition),
                SummaryColumn {
                    continues: true,
                    ..column(&["(95% CI)"], &interval)
                },
                column(&[""], &|row| SummaryCell::Strip(row.strip)),
                column(&["P"], &|row| right(&row.p.text)),
            ],
        ),
        group(&[], vec![column(&["CR + PR", "of n"], &responses)]),
        group(
            &[],
            vec![column(&["Median", "days", event[0]], &|row| {
                at_sign(&row.median.text, ".")
            })],
        ),
        group(
            &["Weight loss"],
            vec![
                column(&["mean, %", "(day)"], &|row| {
                    at_sign(&row.weight_loss.text, " (")
                }),
                column(&["animals", "≥ 20%"], &|row| count(row.lost_20)),
            ],
        ),
        group(
            &["Deaths,", "of n"],
            vec![
                column(&["found", "dead"], &|row| count(row.found_dead)),
                column(&["end-", "point"], &|row| count(row.endpoint)),
            ],
        ),
    ]
}

/// A day without the word.
fn bare_day(day: &str) -> &str {
    day.strip_prefix("day ").unwrap_or(day)
}

fn piece(text: impl Into<String>, emphasis: Emphasis) -> Piece {
    let text = text.into();
    Piece { text, emphasis }
}

fn plain(text: impl Into<String>) -> Vec<Piece> {
    vec![piece(text, Emphasis::Plain)]
}

/// A count, which is strong unless it is 0.
fn weighed(count: usize) -> Piece {
    let emphasis = match count {
        0 => Emphasis::Muted,
        _ => Emphasis::Strong,
    };
    piece(count.to_string(), emphasis)
}

/// A text divided before a sign. What holds no digit is a remark.
fn at_sign(text: &str, sign: &str) -> SummaryCell {
    if !text.contains(|c: char| c.is_ascii_digit()) {
        return remark(text);
    }
    let (before, after) = text.split_at(text.find(sign).unwrap_or(text.len()));
    SummaryCell::Aligned(plain(before), plain(after))
}

fn remark(text: &str) -> SummaryCell {
    SummaryCell::Remark(text.to_owned())
}

fn right(text: &str) -> SummaryCell {
    at_sign(text, "\u{0}")
}

fn counts(row: &SummaryRow) -> SummaryCell {
    let [from, to] = row.n;
    let emphasis = match from == to {
        true => Emphasis::Plain,
        false => Emphasis::Strong,
    };
    let after = vec![
        piece(" / ", Emphasis::Plain),
        piece(to.to_string(), emphasis),
    ];
    SummaryCell::Aligned(plain(from.to_string()), after)
}

fn ratio(row: &SummaryRow) -> SummaryCell {
    match right(&row.tc.text) {
        SummaryCell::Aligned(_, after) if row.is_control => {
            SummaryCell::Aligned(vec![piece(&row.tc.text, Emphasis::Muted)], after)
        }
        cell => cell,
    }
}

fn inhibition(row: &SummaryRow) -> SummaryCell {
    match row.is_control {
        true => remark("control"),
        false => right(&row.tgi.text),
    }
}

fn interval(row: &SummaryRow) -> SummaryCell {
    let text = row.tgi_interval.text.trim();
    match text.split_once('–') {
        Some((low, high)) => {
            SummaryCell::Aligned(plain(format!("({low}")), plain(format!("–{high})")))
        }
        None => remark(text),
    }
}

fn responses(row: &SummaryRow) -> SummaryCell {
    let Some([complete, partial, of]) = row.responses else {
        return remark(NONE);
    };
    let after = vec![
        piece(" + ", Emphasis::Plain),
        weighed(partial),
        piece(format!(" of {of}"), Emphasis::Plain),
    ];
    SummaryCell::Aligned(vec![weighed(complete)], after)
}

fn count(count: Option<usize>) -> SummaryCell {
    match count {
        Some(count) => SummaryCell::Aligned(vec![weighed(count)], Vec::new()),
        None => remark(NONE),
    }
}

/// The arm of a row as figures draw it.
pub(crate) fn arm_style(row: &SummaryRow) -> ArmStyle {
    ArmStyle {
        name: row.name.clone(),
        label: row.label.clone(),
        position: row.position,
        look: row.look,
    }
}

/// The scale of the strip of TGI.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct StripScale {
    low: f64,
    high: f64,
}

impl StripScale {
    /// The ends of the scale where intervals reach further: what lies beyond is drawn at the edge.
    const WIDEST: [f64; 2] = [-60.0, 160.0];

    /// The scale that has 0, 100 % and the intervals of all rows.
    pub fn of(table: &SummaryTable) -> Self {
        let values = table.rows.iter().filter_map(|row| row.strip).flatten();
        let (low, high) = values
            .filter(|value| value.is_finite())
            .fold((-6.0, 118.0), |(low, high): (f64, f64), value| {
                (low.min(value - 6.0), high.max(value + 6.0))
            });
        Self {
            low: low.max(Self::WIDEST[0]),
            high: high.min(Self::WIDEST[1]),
        }
    }

    /// The place of a value as a share of the width, from 0 to 1.
    pub fn share(self, value: f64) -> f64 {
        ((value - self.low) / (self.high - self.low)).clamp(0.0, 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_divided_at_their_sign() {
        let divided = |text, sign| match at_sign(text, sign) {
            SummaryCell::Aligned(before, after) => (before[0].text.clone(), after[0].text.clone()),
            cell => panic!("{cell:?}"),
        };
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(divided("167 ± 16", " ±"), pair("167", " ± 16"));
        assert_eq!(divided("69.5", "."), pair("69", ".5"));
        assert_eq!(divided("> 42", "."), pair("> 42", ""));
        assert_eq!(divided("−3.2 (3)", " ("), pair("−3.2", " (3)"));
        assert_eq!(at_sign("none", " ("), remark("none"));
        assert_eq!(at_sign(NONE, "."), remark(NONE));
    }

    #[test]
    fn zeros_are_muted_and_other_counts_strong() {
        assert_eq!(weighed(0).emphasis, Emphasis::Muted);
        assert_eq!(weighed(2).emphasis, Emphasis::Strong);
    }
}
