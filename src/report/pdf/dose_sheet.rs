//! The sheet of a day's doses on A4: the volume in large digits, a box to tick, and space for time and initials.

use super::page::{LEFT, Pages, RIGHT, TOP};
use super::structure::Role;
use crate::dose_sheet::{DoseSheet, DoseSheetRow};
use crate::figure::canvas::{Anchor, ColorRole, Stroke, TextStyle};
use crate::fonts;

/// A column: its heading, its left edge and its width.
type Column = (&'static str, f64, f64);

const CAGE: Column = ("Cage", LEFT, 44.0);
const ANIMAL: Column = ("Animal", LEFT + 48.0, 66.0);
const WEIGHT: Column = ("Weight", LEFT + 118.0, 58.0);
const VOLUME: Column = ("Volume", LEFT + 178.0, 84.0);
const ROUTE: Column = ("Route", LEFT + 268.0, 44.0);
const FORMULATION: Column = ("Formul.", LEFT + 314.0, 48.0);
const GIVEN: Column = ("Given", LEFT + 366.0, 24.0);
const TIME: Column = ("Time", LEFT + 398.0, 42.0);
const INITIALS: Column = ("Initials", LEFT + 446.0, 49.0);
const COLUMNS: [Column; 9] = [
    CAGE,
    ANIMAL,
    WEIGHT,
    VOLUME,
    ROUTE,
    FORMULATION,
    GIVEN,
    TIME,
    INITIALS,
];

/// Font sizes in points.
const SMALL: f64 = 7.0;
const PLAIN: f64 = 9.5;
const LARGE: f64 = 17.0;
const TITLE: f64 = 15.0;

/// Height of a row without notes, and of a line of notes.
const ROW: f64 = 25.0;
const NOTE: f64 = 9.0;
/// Distance of notes to the line below them.
const BELOW_NOTES: f64 = 2.0;

/// The edge of boxes and the lines to write on.
const PEN: (u8, u8, u8) = (0x50, 0x50, 0x50);

fn style(size: f64, bold: bool) -> TextStyle {
    TextStyle {
        size,
        bold,
        anchor: Anchor::Start,
        color: ColorRole::Text,
        upwards: false,
    }
}

fn muted(size: f64) -> TextStyle {
    TextStyle {
        color: ColorRole::Muted,
        ..style(size, false)
    }
}

/// The pages of a sheet.
pub(super) fn lay_out(sheet: &DoseSheet) -> Pages {
    let mut pages = Pages::new();
    pages.part(Role::Heading(1, sheet.title.clone()), |pages| {
        pages.text(LEFT, TITLE, &sheet.title, style(TITLE, true));
    });
    pages.y += TITLE + 7.0;
    paragraph(&mut pages, &sheet.day, style(PLAIN, false), 13.0);
    for line in &sheet.prepare {
        paragraph(&mut pages, line, style(PLAIN, true), 13.0);
    }
    if !sheet.prepare.is_empty() {
        written_in(&mut pages, &["Prepared by", "Checked by", "At"]);
    }
    if sheet.rows.is_empty() {
        paragraph(
            &mut pages,
            "No doses are planned.",
            style(PLAIN, true),
            13.0,
        );
        return pages;
    }
    pages.y += 8.0;
    pages.part(Role::Table, |pages| {
        pages.part(Role::TableHead, |pages| {
            pages.part(Role::Row, |pages| headings(pages, true));
        });
        pages.part(Role::TableBody, |pages| rows(pages, &sheet.rows));
    });
    pages
}

fn paragraph(pages: &mut Pages, text: &str, look: TextStyle, line: f64) {
    pages.part(Role::Paragraph, |pages| {
        for text in fonts::lines(text, look.size, look.bold, RIGHT - LEFT) {
            pages.require(line);
            pages.text(LEFT, look.size, &text, look);
            pages.y += line;
        }
    });
}

/// Names with lines to write on.
fn written_in(pages: &mut Pages, names: &[&str]) {
    pages.y += 6.0;
    pages.part(Role::Paragraph, |pages| {
        for (n, name) in names.iter().enumerate() {
            let left = LEFT + 165.0 * n as f64;
            pages.text(left, PLAIN, name, muted(PLAIN));
            let from = left + fonts::width(name, PLAIN, false) + 5.0;
            pages.line((from, PLAIN + 2.0), (left + 152.0, PLAIN + 2.0), pen());
        }
    });
    pages.y += 15.0;
}

fn pen() -> Stroke {
    Stroke::new(ColorRole::Muted, 0.6)
}

/// The headings. Those that are repeated on further pages are no part of the table.
fn headings(pages: &mut Pages, is_first: bool) {
    for (name, left, _) in COLUMNS {
        let role = match is_first {
            true => Role::ColumnHeading(1),
            false => Role::Decoration,
        };
        pages.part(role, |pages| {
            pages.text(left, SMALL, name, style(SMALL, true));
        });
    }
    pages.y += SMALL + 3.5;
    pages.rule(LEFT, RIGHT, Stroke::new(ColorRole::Text, 0.7));
}

fn rows(pages: &mut Pages, rows: &[DoseSheetRow]) {
    let mut before: Option<&DoseSheetRow> = None;
    for row in rows {
        let notes = notes(row);
        let is_other_place = before.is_none_or(|b| b.place != row.place) && !row.place.is_empty();
        let height =
            ROW + BELOW_NOTES + NOTE * notes.len() as f64 + if is_other_place { 14.0 } else { 0.0 };
        let page = pages.page();
        pages.require(height);
        let is_new_page = pages.page() != page;
        if is_new_page {
            pages.y = TOP;
            headings(pages, false);
        } else if before.is_some_and(|b| b.cage != row.cage) {
            pages.rule(LEFT, RIGHT, Stroke::new(ColorRole::Text, 0.5));
        }
        if is_other_place {
            across(pages, |pages| {
                pages.text(LEFT, 10.5, &row.place, style(8.0, true));
            });
            pages.y += 14.0;
        }
        let is_cage_named = is_new_page || before.is_none_or(|b| b.cage != row.cage);
        pages.part(Role::Row, |pages| self::row(pages, row, is_cage_named));
        pages.y += ROW;
        if !notes.is_empty() {
            across(pages, |pages| {
                for note in &notes {
                    pages.text(ANIMAL.1, SMALL, note, muted(SMALL));
                    pages.y += NOTE;
                }
            });
            pages.y += BELOW_NOTES;
        }
        pages.rule(ANIMAL.1, RIGHT, Stroke::new(ColorRole::Grid, 0.6));
        before = Some(row);
    }
    pages.rule(LEFT, RIGHT, Stroke::new(ColorRole::Text, 0.7));
}

/// A row of one cell over all columns.
fn across(pages: &mut Pages, draw: impl FnOnce(&mut Pages)) {
    let columns = u32::try_from(COLUMNS.len()).unwrap_or(1);
    pages.part(Role::Row, |pages| pages.part(Role::Cell(columns), draw));
}

/// What is given and what is remarkable, in lines below the row.
fn notes(row: &DoseSheetRow) -> Vec<String> {
    let room = RIGHT - ANIMAL.1;
    let texts = [row.what.as_str(), row.notes.as_str()];
    let texts: Vec<&str> = texts.into_iter().filter(|text| !text.is_empty()).collect();
    match texts.is_empty() {
        true => Vec::new(),
        false => fonts::lines(&texts.join(" · "), SMALL, false, room),
    }
}

fn row(pages: &mut Pages, row: &DoseSheetRow, is_cage_named: bool) {
    let baseline = 17.0;
    let cage = if is_cage_named { row.cage.as_str() } else { "" };
    cell(
        pages,
        CAGE,
        baseline,
        cage,
        style(PLAIN, true),
        Role::Cell(1),
    );
    let animal = [row.animal.as_str(), row.sex.as_str()].join(" ");
    cell(
        pages,
        ANIMAL,
        baseline,
        animal.trim_end(),
        style(PLAIN + 1.0, true),
        Role::RowHeading,
    );
    pages.part(Role::Cell(1), |pages| {
        if row.weight.is_empty() {
            let line = WEIGHT.1 + 40.0;
            pages.line((WEIGHT.1, baseline), (line, baseline), pen());
            pages.text(line + 2.0, baseline, "g", muted(PLAIN));
        } else {
            pages.text(WEIGHT.1, 11.0, &row.weight, style(PLAIN, false));
            pages.text(WEIGHT.1, 20.0, &row.weighed, muted(SMALL));
        }
    });
    volume(pages, row, baseline + 2.0);
    cell(
        pages,
        ROUTE,
        baseline,
        &row.route,
        style(PLAIN, false),
        Role::Cell(1),
    );
    let formulation = style(PLAIN, true);
    cell(
        pages,
        FORMULATION,
        baseline,
        &row.formulation,
        formulation,
        Role::Cell(1),
    );
    if !row.recorded.is_empty() {
        let room = RIGHT - GIVEN.1;
        pages.part(Role::Cell(3), |pages| {
            let lines = fonts::lines(&row.recorded, SMALL, false, room);
            for (n, line) in lines.iter().take(2).enumerate() {
                pages.text(GIVEN.1, 10.0 + NOTE * n as f64, line, style(SMALL, false));
            }
        });
        return;
    }
    for _ in [GIVEN, TIME, INITIALS] {
        pages.part(Role::Cell(1), |_| {});
    }
    let left = GIVEN.1 + 5.0;
    pages.frame((left, 6.0), (left + 13.0, 19.0), PEN);
    for (_, left, width) in [TIME, INITIALS] {
        pages.line(
            (left, baseline + 2.0),
            (left + width, baseline + 2.0),
            pen(),
        );
    }
}

/// A text in a column, cut where it is too long.
fn cell(pages: &mut Pages, column: Column, below: f64, text: &str, look: TextStyle, role: Role) {
    let (_, left, room) = column;
    let fitted = fonts::fitted(text, look.size, look.bold, room);
    pages.part(role, |pages| pages.text(left, below, &fitted, look));
}

/// The volume in the largest digits that fit, its unit small. A volume that is not to be given as it stands is muted.
fn volume(pages: &mut Pages, row: &DoseSheetRow, baseline: f64) {
    let (_, left, room) = VOLUME;
    pages.part(Role::Cell(1), |pages| {
        let Some((digits, unit)) = row.volume.split_once(' ') else {
            if !row.recorded.is_empty() {
                return;
            }
            pages.line((left, baseline), (left + 46.0, baseline), pen());
            pages.text(left + 49.0, baseline, "mL", muted(PLAIN));
            return;
        };
        let beside = fonts::width(unit, PLAIN, false) + 3.0;
        let wide = fonts::width(digits, LARGE, true);
        let size = LARGE * ((room - beside) / wide).min(1.0);
        let color = match row.is_stopped {
            true => ColorRole::Muted,
            false => ColorRole::Text,
        };
        let look = TextStyle {
            color,
            ..style(size, true)
        };
        pages.text(left, baseline, digits, look);
        let at = left + fonts::width(digits, size, true) + 3.0;
        pages.text(at, baseline, unit, muted(PLAIN));
    });
}
