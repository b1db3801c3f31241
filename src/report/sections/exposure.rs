//! Exposure: doses planned and given.

use super::{Cell, Section, SectionId, Table};
use crate::number::{NONE, significant};
use domain::{Analysis, ArmExposure, DoseCounts};

/// A column of numbers of doses.
type CountColumn = (&'static str, fn(&DoseCounts) -> usize);

const COUNTS: [CountColumn; 9] = [
    ("doses\nplanned", |c| c.planned),
    ("given\nwhole", |c| c.given),
    ("in\npart", |c| c.partial),
    ("held", |c| c.held),
    ("missed", |c| c.missed),
    ("mis-\ndosed", |c| c.misdosed),
    ("waived", |c| c.waived),
    ("not re-\ncorded", |c| c.not_recorded),
    ("un-\nplanned", |c| c.unplanned),
];

/// A row per arm, compound and route; none without doses.
pub(crate) fn section(analysis: &Analysis) -> Option<Section> {
    let exposure = analysis.exposure.as_ref()?;
    // Where arms are hidden there is one row, of all animals, without amounts.
    let is_hidden = exposure.animals.is_empty();
    let mut tables = vec![doses(&exposure.arms, is_hidden)];
    if exposure.arms.iter().any(|row| row.unit.is_some()) {
        tables.push(amounts(&exposure.arms));
    }
    Some(Section::new(SectionId::Exposure, "Exposure", tables))
}

fn doses(rows: &[ArmExposure], is_hidden: bool) -> Table {
    let is_any = |count: fn(&DoseCounts) -> usize| rows.iter().any(|row| count(&row.counts) > 0);
    // Some are rare.
    let columns = COUNTS.iter().filter(|(name, count)| {
        !matches!(*name, "mis-\ndosed" | "waived" | "un-\nplanned") || is_any(*count)
    });
    let columns: Vec<&CountColumn> = columns.collect();
    let mut headings = names();
    let about = Some("dose_counts");
    headings.extend(columns.iter().map(|(name, _)| ((*name).to_owned(), about)));
    let mut table = Table::new(headings);
    for row in rows {
        let mut cells = named(row);
        if is_hidden {
            cells[0] = "all animals".into();
        }
        let counts = columns
            .iter()
            .map(|(_, count)| Cell::count(count(&row.counts)));
        cells.extend(counts);
        table.row(None, cells);
    }
    if is_hidden {
        table.drop_column(1);
    }
    table.titled("doses planned up to the last entry, and what became of them")
}

fn amounts(rows: &[ArmExposure]) -> Table {
    let mut headings = names();
    headings.extend(super::headings([
        ("mean\ndose", Some("dose_exposure")),
        ("total, mean\n(range)", Some("dose_exposure")),
        ("dose\nintensity %", Some("dose_intensity")),
    ]));
    let mut table = Table::new(headings);
    for row in rows {
        let mut cells = named(row);
        cells.extend([mean_dose(row), total(row)]);
        cells.push(Cell::number(row.intensity_percent, 0));
        table.row(None, cells);
    }
    table.drop_column(2);
    table.titled("amounts given, by dose and in all by animal")
}

/// The headings of the columns that tell rows apart.
fn names() -> Vec<(String, Option<&'static str>)> {
    super::headings([("Arm", None), ("Compound", None), ("n", None)])
}

/// The cells below [`names`].
fn named(row: &ArmExposure) -> Vec<Cell> {
    let what = [&row.compound, &row.route];
    let what: Vec<&str> = what.into_iter().flatten().map(String::as_str).collect();
    let what = match row.compound.is_some() {
        true => what.join(" "),
        false => NONE.to_owned(),
    };
    vec![
        row.arm.as_deref().unwrap_or("in no arm").into(),
        what.into(),
        Cell::count(row.n),
    ]
}

/// With the unit of the row.
fn in_unit(text: String, row: &ArmExposure) -> String {
    match &row.unit {
        Some(unit) if text != NONE => format!("{text} {unit}"),
        _ => text,
    }
}

fn mean_dose(row: &ArmExposure) -> Cell {
    let text = significant(row.mean_dose, 3);
    Cell::of(in_unit(text, row), [row.mean_dose])
}

fn total(row: &ArmExposure) -> Cell {
    let ends = row.least_total.zip(row.most_total);
    let end = |value| significant(Some(value), 3);
    let range = ends.map(|(least, most)| format!(" ({}–{})", end(least), end(most)));
    let mean = in_unit(significant(row.mean_total, 3), row);
    let text = format!("{mean}{}", range.unwrap_or_default());
    Cell::of(text, [row.mean_total, row.least_total, row.most_total])
}

/// How many of the planned doses were given, without a period: `of 120 doses planned up to the last entry, 114 were given
/// whole, 3 were given in part, 2 were held, 1 was missed`.
pub(crate) fn sentence(exposure: &domain::ExposureSection) -> String {
    let mut counts = DoseCounts::default();
    exposure.arms.iter().for_each(|row| counts.add(&row.counts));
    let given = format!(
        "of {} planned up to the last entry, {} {} given whole",
        domain::counted(counts.planned, "dose"),
        counts.given,
        was(counts.given),
    );
    let others = [
        (counts.partial, "given in part"),
        (counts.held, "held"),
        (counts.missed, "missed"),
        (counts.misdosed, "misdosed"),
        (counts.waived, "waived"),
    ];
    let others = others.into_iter().filter(|(n, _)| *n > 0);
    let others = others.map(|(n, what)| format!(", {n} {} {what}", was(n)));
    let others: String = others.collect();
    let open = match counts.not_recorded {
        0 => String::new(),
        n => format!("; of {n} nothing is on record"),
    };
    let unplanned = match counts.unplanned {
        0 => String::new(),
        n => format!("; {} beside the plan", domain::counted(n, "dose")),
    };
    format!("{given}{others}{open}{unplanned}")
}

fn was(n: usize) -> &'static str {
    if n == 1 { "was" } else { "were" }
}
