//! The summary at the top of the page: on a desktop three columns above a table, on a phone one column with an arm
//! per line that opens.

use std::fmt::Write as _;

use maud::{Markup, PreEscaped, html};

use super::{breakable, sentence, typed};
use crate::figure::Figure;
use crate::figure::svg::{self, StyleSheet};
use crate::number::NONE;
use crate::summary::{Finding, Statement, Summary, SummaryFigure, SummaryRow, SummaryTable};
use crate::summary_table::{
    ColumnGroup, Emphasis, Piece, StripScale, SummaryCell, SummaryColumn, arm_style, groups,
};
use crate::text::isolating;

/// Widths for which the figures are laid out, points: growth and weight on a desktop, both on a phone. The page scales
/// them.
const GROWTH: f64 = 412.0;
const WEIGHT: f64 = 169.0;
const SLIM: f64 = 232.0;

/// The section.
pub(super) fn section(summary: &Summary, sheet: &mut StyleSheet) -> Markup {
    let growth = summary
        .growth
        .as_ref()
        .map(|it| figure(it, "summary-growth", GROWTH, sheet));
    let weight = summary
        .weight
        .as_ref()
        .map(|it| figure(it, "summary-weight", WEIGHT, sheet));
    let table = summary.table.as_ref().map(|table| {
        let marks = marks(table, sheet);
        html! {
            (wide_table(table, &marks))
            (arms(table, &marks))
        }
    });
    let lacks_figures = growth.is_none() && weight.is_none();
    html! {
        section #summary.summary {
            div.head {
                div {
                    h1 { (typed(&summary.title)) }
                    p.meta {
                        @if !summary.kicker.is_empty() { span.kicker { (sentence(&summary.kicker)) } " · " }
                        (sentence(&summary.meta.text))
                    }
                }
                @if !summary.chips.is_empty() {
                    p.chips { @for chip in &summary.chips { span.chip { (chip) } " " } }
                }
            }
            div.overview.text-only[lacks_figures] {
                (findings(&summary.findings))
                @if let Some(growth) = &growth { (growth) }
                @if let Some(weight) = &weight { (weight) }
            }
            @if let Some(table) = &table { (table) }
            (caveats(&summary.caveats))
            @if let Some(table) = &summary.table { p.note { @for note in &table.notes { (sentence(&note.text)) " " } } }
        }
    }
}

fn findings(findings: &[Finding]) -> Markup {
    html! {
        ul.findings {
            @for finding in findings {
                li.harm[finding.is_harm] {
                    @if finding.is_harm { span.sr { "Harm: " } }
                    (statement(&finding.statement))
                }
            }
        }
    }
}

fn statement(statement: &Statement) -> Markup {
    html! { b { (unbroken(&statement.claim.text)) } " " (unbroken(&statement.detail.text)) }
}

/// The longest word that is kept on one line.
const WORD: usize = 26;

/// A sentence in which short words are not broken at their signs, as names (`KT-253`) and intervals (`62.8–78.4`).
fn unbroken(text: &str) -> Markup {
    let text = isolating(text);
    let is_joined = |word: &str| word.contains(['-', '–', '/']) && word.chars().count() <= WORD;
    html! {
        @for word in text.split_inclusive(' ') {
            @if is_joined(word.trim_end()) { span.nw { (word.trim_end()) } @if word.ends_with(' ') { " " } }
            @else { (breakable(word)) }
        }
    }
}

/// Their claims in one line, on a phone only the first, which opens to all that they say.
fn caveats(caveats: &[Statement]) -> Markup {
    let Some((first, further)) = caveats.split_first() else {
        return html! {};
    };
    let title = match caveats.len() {
        1 => "Caveat".to_owned(),
        n => format!("{n} caveats"),
    };
    html! {
        details.caveats {
            summary {
                b { (title) } ": " (sentence(&first.claim.text))
                @for (number, caveat) in (2..).zip(further) {
                    span.further { " " b { (number) } " " (sentence(&caveat.claim.text)) }
                }
            }
            ol { @for caveat in caveats { li { (statement(caveat)) } } }
        }
    }
}

/// A figure with its title, for desktops and for phones.
fn figure(shown: &SummaryFigure, id: &str, wide: f64, sheet: &mut StyleSheet) -> Markup {
    let name = format!("{}, {}", shown.title, shown.subtitle);
    let mut inline = |figure: &Figure, width| PreEscaped(svg::inline(figure, width, &name, sheet));
    html! {
        figure id=(id) {
            figcaption { b { (sentence(&shown.title)) } ", " (sentence(&shown.subtitle)) }
            div.version {
                div.wide { (inline(&shown.figure, wide)) }
                div.slim { (inline(&shown.figure, SLIM)) }
            }
            @if !shown.key.is_empty() {
                ul.key-lines { @for line in &shown.key { li { (sentence(&line.text)) } } }
            }
        }
    }
}

/// The mark of each row's arm, as the figure draws it.
fn marks(table: &SummaryTable, sheet: &mut StyleSheet) -> Vec<Markup> {
    let mut mark = |row: &SummaryRow| PreEscaped(svg::inline_mark(&arm_style(row), sheet));
    table.rows.iter().map(&mut mark).collect()
}

/// The name of an arm, with its short label in front.
fn arm(row: &SummaryRow) -> Markup {
    html! {
        @if row.label.is_empty() { b { (typed(&row.name)) } }
        @else { b { (row.label) } " " (typed(&row.name)) }
    }
}

fn wide_table(table: &SummaryTable, marks: &[Markup]) -> Markup {
    let groups = groups(table);
    let scale = StripScale::of(table);
    let columns: Vec<&SummaryColumn> = groups.iter().flat_map(|group| &group.columns).collect();
    html! {
        div.scroll.by-arm {
            table {
                caption {
                    b { (sentence(&table.title)) } " " (sentence(&table.definition.text))
                }
                (head(&groups, scale))
                tbody {
                    @for (at, row) in table.rows.iter().enumerate() {
                        tr {
                            th scope="row" { (marks[at]) (arm(row)) }
                            (cells(&columns, at, scale))
                        }
                    }
                }
            }
        }
    }
}

/// Headings in two rows: of groups, and of their columns.
fn head(groups: &[ColumnGroup], scale: StripScale) -> Markup {
    html! {
        thead {
            tr {
                th scope="col" rowspan="2" { "Arm" }
                @for group in groups {
                    @if group.heading.is_empty() {
                        @for column in &group.columns { th scope="col" rowspan="2" { (lines(&column.heading)) } }
                    } @else {
                        th.group scope="colgroup" colspan=(group.columns.len()) { (lines(&group.heading)) }
                    }
                }
            }
            tr {
                @for group in groups.iter().filter(|group| !group.heading.is_empty()) {
                    @for (at, column) in group.columns.iter().enumerate() {
                        @if column.is_strip() { td.strip { (ends_of(scale)) } }
                        @else if !column.continues { (heading(column, group.columns.get(at + 1))) }
                    }
                }
            }
        }
    }
}

/// The heading of a column, and of the next one if that continues it.
fn heading(column: &SummaryColumn, next: Option<&SummaryColumn>) -> Markup {
    match next.filter(|next| next.continues) {
        Some(next) => html! {
            th scope="col" colspan="2" { (lines(&column.heading)) " " span.second { (lines(&next.heading)) } }
        },
        None => html! { th scope="col" { (lines(&column.heading)) } },
    }
}

fn lines(lines: &[String]) -> Markup {
    html! { @for (i, line) in lines.iter().enumerate() { @if i > 0 { br; } (sentence(line)) } }
}

fn pieces(pieces: &[Piece]) -> Markup {
    html! {
        @for piece in pieces {
            @match piece.emphasis {
                Emphasis::Plain => { (piece.text) }
                Emphasis::Muted => { span.zero { (piece.text) } }
                Emphasis::Strong => { b { (piece.text) } }
            }
        }
    }
}

/// The cells of a row.
fn cells(columns: &[&SummaryColumn], row: usize, scale: StripScale) -> Markup {
    let mut out = Vec::with_capacity(columns.len());
    for (at, column) in columns.iter().enumerate() {
        let continued = columns.get(at + 1).is_some_and(|next| next.continues);
        let [left, right] = column.sides();
        out.push(match &column.cells[row] {
            SummaryCell::Aligned(before, after) => html! {
                td.continued[continued].continues[column.continues] {
                    span.before style=(em(left)) { (pieces(before)) }
                    @if right > 0.0 { span.after style=(em(right)) { (pieces(after)) } }
                }
            },
            // A remark stands for both columns; beside a number the second one is empty.
            SummaryCell::Remark(text) if column.continues && text.is_empty() => {
                let spanned = matches!(columns[at - 1].cells[row], SummaryCell::Remark(_));
                html! { @if !spanned { td.continued {} } }
            }
            SummaryCell::Remark(text) => {
                let span =
                    continued && columns[at + 1].cells[row] == SummaryCell::Remark(String::new());
                html! { td.zero colspan=[span.then_some("2")] { (text) } }
            }
            SummaryCell::Strip(strip) => html! { td.strip { (self::strip(*strip, scale)) } },
        });
    }
    html! { @for cell in &out { (cell) } }
}

/// A width in the unit of the font size, with some room, because fonts differ.
fn em(width: f64) -> String {
    format!("width:{:.2}em", 1.04 * width)
}

/// Width and height of the strip in its own unit.
const STRIP: (f64, f64) = (120.0, 12.0);

/// Lines at 0 and 100 %.
fn strip_lines(scale: StripScale) -> String {
    let mut out = String::new();
    for (value, class) in [(0.0, "none"), (100.0, "full")] {
        let x = STRIP.0 * scale.share(value);
        let _ = write!(out, "<path class=\"{class}\" d=\"M{x:.1} -5.5V17.5\"/>");
    }
    out
}

fn strip(values: Option<[f64; 3]>, scale: StripScale) -> Markup {
    let (width, height) = STRIP;
    let mut out = format!("<svg viewBox=\"0 0 {width} {height}\" aria-hidden=\"true\">");
    out.push_str(&strip_lines(scale));
    if let Some([value, low, high]) = values {
        let x = |value: f64| width * scale.share(value);
        let (from, to, at, y) = (x(low), x(high), x(value), 0.5 * height);
        let _ = write!(
            out,
            "<path class=\"ci\" d=\"M{from:.1} {y}H{to:.1}\"/><circle cx=\"{at:.1}\" cy=\"{y}\" r=\"3\"/>"
        );
    }
    out.push_str("</svg>");
    html! { (PreEscaped(out)) }
}

/// The numbers at the ends of the strip.
fn ends_of(scale: StripScale) -> Markup {
    let at = |value: f64| format!("left:{:.1}%", 100.0 * scale.share(value));
    html! {
        span.ends aria-hidden="true" {
            span style=(at(0.0)) { "0" }
            span style=(at(100.0)) { "100%" }
        }
    }
}

/// The table for phones: an arm per line, which opens.
fn arms(table: &SummaryTable, marks: &[Markup]) -> Markup {
    html! {
        div.arms {
            h2 { "By arm" @if !table.day.is_empty() { ", day " (table.day.trim_start_matches("day ")) } }
            p.arms-head { span { "Volume, response" } span { "TGI % (95% CI), P against control" } }
            @for (row, mark) in table.rows.iter().zip(marks) {
                details {
                    summary { (line(row, mark)) }
                    (more(table, row))
                }
            }
        }
    }
}

fn line(row: &SummaryRow, mark: &Markup) -> Markup {
    let interval = &row.tgi_interval.text;
    let responses = row
        .responses
        .map(|[complete, partial, of]| format!(" · CR+PR {} of {of}", complete + partial));
    html! {
        span.arm { (mark) (arm(row)) (harm(row)) }
        span.tgi {
            @if row.is_control { "control" }
            @else {
                b { (row.tgi.text) }
                @if !interval.is_empty() { " (" (interval) ")" }
                @else if has_number(&row.tgi.text) { " (n = " (row.n[1]) ", no interval)" }
            }
        }
        span.volume { (row.landmark_volume.text) " mm³" @if let Some(text) = &responses { (text) } }
        span.p { @if has_number(&row.p.text) { "P " (equality(&row.p.text)) } }
    }
}

fn has_number(text: &str) -> bool {
    text.contains(|c: char| c.is_ascii_digit())
}

/// `= 0.0002`, `< 0.0001`
fn equality(text: &str) -> String {
    match text.starts_with('<') {
        true => text.to_owned(),
        false => format!("= {text}"),
    }
}

/// Animals that were lost or lost weight.
fn harm(row: &SummaryRow) -> Markup {
    let told = [
        row.lost_20
            .filter(|n| *n > 0)
            .map(|n| format!("{n} lost ≥ 20%")),
        row.found_dead
            .filter(|n| *n > 0)
            .map(|n| format!("{n} found dead")),
    ];
    html! { @for text in told.iter().flatten() { " " span.chip.harm { (text) } } }
}

fn more(table: &SummaryTable, row: &SummaryRow) -> Markup {
    let day = |text: &str| text.trim_start_matches("day ").to_owned();
    let (from, to) = (day(&table.baseline), day(&table.day));
    let counted = |count: Option<usize>| count.map_or(NONE.to_owned(), |n| n.to_string());
    let dead = format!("{}, {}", counted(row.found_dead), counted(row.endpoint));
    let facts = [
        (
            format!("n, day {from} / {to}"),
            format!("{} / {}", row.n[0], row.n[1]),
        ),
        (format!("mm³, day {from}"), row.baseline_volume.text.clone()),
        ("T/C, %".to_owned(), row.tc.text.clone()),
        (
            format!("Median days to {}", table.event),
            row.median.text.clone(),
        ),
        (
            "Mean weight loss, % (day)".to_owned(),
            row.weight_loss.text.clone(),
        ),
        ("Lost ≥ 20%".to_owned(), counted(row.lost_20)),
        ("Dead, endpoint".to_owned(), dead),
    ];
    html! {
        dl { @for (name, value) in &facts { div { dt { (name) } dd { (value) } } } }
    }
}
