//! Growth inhibition on the landmark day.

use super::{Cell, Mark, Remark, Section, SectionId, Table};
use crate::number::{self, NONE};
use domain::{Analysis, InhibitionRow, NciReading};

fn title(analysis: &Analysis) -> String {
    let control = analysis.control.as_deref().unwrap_or("no control");
    let percent = 100.0 * analysis.settings.confidence;
    let landmark = number::day(analysis.landmark_day);
    format!("Growth inhibition against {control}, day {landmark}: TGI % ({percent}% CI)")
}

/// The arms with rows on the landmark day, each with its rows.
fn at_landmark(analysis: &Analysis) -> Vec<(&String, Vec<&InhibitionRow>)> {
    let rows = analysis.inhibition.iter();
    let rows = rows.filter(|row| Some(row.day) == analysis.landmark_day);
    let rows: Vec<&InhibitionRow> = rows.collect();
    let of_arm = |arm: &String| rows.iter().copied().filter(|r| r.arm == *arm).collect();
    let arms = analysis.arms.iter().map(|arm| (arm, of_arm(arm)));
    arms.filter(|(_, rows): &(_, Vec<_>)| !rows.is_empty())
        .collect()
}

fn tgi(row: &InhibitionRow) -> Cell {
    let percent = number::tgi(row.tgi_percent);
    let text = match row.ci_low.zip(row.ci_high) {
        Some((low, high)) => format!("{percent} ({})", number::tgi_range(low, high)),
        None => percent,
    };
    Cell::of(text, [row.tgi_percent, row.ci_low, row.ci_high])
        .marked(row.note.clone().map(Mark::Remark))
}

/// A row per definition, a column per arm.
pub(super) fn section(analysis: &Analysis) -> Option<Section> {
    let arms = at_landmark(analysis);
    let (_, first) = arms.first()?;
    let names = arms.iter().map(|(arm, _)| ((*arm).clone(), None));
    let mut table = Table::new(std::iter::once(("Definition".to_owned(), None)).chain(names));
    for (i, of_first) in first.iter().enumerate() {
        let definition = of_first.definition;
        let is_primary = definition == analysis.settings.primary_definition;
        let name = Cell::from(definition.id()).marked(is_primary.then_some(Mark::Primary));
        let cells = arms.iter().filter_map(|(_, rows)| rows.get(i));
        let cells = std::iter::once(name).chain(cells.map(|row| tgi(row)));
        table.row(Some(definition.id()), cells.collect());
    }
    let read = |rows: &[&InhibitionRow]| {
        let row = rows.first();
        row.map_or(Cell::default(), |r| {
            let values = [r.n_treated, r.n_control].map(|n| Some(n as f64));
            Cell::of(format!("{}/{}", r.n_treated, r.n_control), values)
        })
    };
    let counts = arms.iter().map(|(_, rows)| read(rows));
    let readings = arms.iter().map(|(_, rows)| nci_reading(rows).into());
    table.row(Some("landmark_day"), named("n treated/control", counts));
    table.row(Some("tc_mean"), named("NCI reading", readings));
    table.remarks = vec![
        Remark::new("*", "the study's primary definition"),
        Remark::new(
            "",
            "NCI reading of the whole interval of T/C (tc_mean): at most 42% active, below 10% highly active; \
             unclear if it includes 42%",
        ),
    ];
    let rows = arms.iter().flat_map(|(_, rows)| rows.iter().copied());
    table.remarks.extend(interval_rules(rows));
    let id = SectionId::Inhibition;
    Some(Section::new(id, title(analysis), vec![table]))
}

fn named(name: &str, cells: impl Iterator<Item = Cell>) -> Vec<Cell> {
    std::iter::once(name.into()).chain(cells).collect()
}

/// The activity that the limits of the National Cancer Institute assign to the T/C of means.
fn nci_reading(rows: &[&InhibitionRow]) -> &'static str {
    let reading = rows.iter().find_map(|row| row.nci_reading());
    reading.map_or(NONE, NciReading::words)
}

/// The rules of the intervals, each with the definitions it is used for.
fn interval_rules<'a>(rows: impl Iterator<Item = &'a InhibitionRow>) -> Option<Remark> {
    let mut rules: Vec<(&str, Vec<&str>)> = Vec::new();
    for row in rows {
        let Some(rule) = row.interval_method else {
            continue;
        };
        let id = row.definition.id();
        match rules.iter_mut().find(|(known, _)| *known == rule) {
            Some((_, ids)) if ids.contains(&id) => {}
            Some((_, ids)) => ids.push(id),
            None => rules.push((rule, vec![id])),
        }
    }
    let rules = rules
        .iter()
        .map(|(rule, ids)| format!("{rule} ({})", ids.join(", ")));
    let rules: Vec<String> = rules.collect();
    (!rules.is_empty()).then(|| Remark::new("", format!("intervals by {}", rules.join(", "))))
}

/// The primary definition alone, a row per arm.
pub(super) fn primary(analysis: &Analysis) -> Option<Section> {
    let primary = analysis.settings.primary_definition;
    // Two quantities are called T/C; the limits hold only for one of them.
    let tc = match primary.compares_changes() {
        true => "ΔT/ΔC %",
        false => "T/C %",
    };
    let mut table = Table::new(super::headings([
        ("Arm", None),
        (primary.id(), Some(primary.id())),
        (tc, Some(primary.id())),
        ("n treated", Some("landmark_day")),
        ("n control", Some("landmark_day")),
        ("interval by", Some(primary.id())),
    ]));
    for (_, rows) in at_landmark(analysis) {
        if let Some(row) = rows.iter().find(|row| row.definition == primary) {
            let cells = [
                row.arm.clone().into(),
                tgi(row),
                Cell::number(row.tc_percent, 1),
                Cell::count(row.n_treated),
                Cell::count(row.n_control),
                row.interval_method.unwrap_or(NONE).into(),
            ];
            table.row(None, cells.into());
        }
    }
    let id = SectionId::PrimaryInhibition;
    (!table.rows.is_empty()).then(|| Section::new(id, title(analysis), vec![table]))
}
