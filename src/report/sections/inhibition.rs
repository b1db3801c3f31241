//! Growth inhibition on the landmark day.

use super::{Cell, Mark, Remark, Section, SectionId, Table};
use crate::cards::card;
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
    let mut table = Table::new(std::iter::once(("TGI % by".to_owned(), None)).chain(names));
    for (i, of_first) in first.iter().enumerate() {
        let definition = of_first.definition;
        let is_primary = definition == analysis.settings.primary_definition;
        let name = Cell::from(definition.title()).marked(is_primary.then_some(Mark::Primary));
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
            "NCI reading of the whole interval of T/C of means: at most 42% active, below 10% highly active; \
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
        let name = row.definition.title();
        match rules.iter_mut().find(|(known, _)| *known == rule) {
            Some((_, names)) if names.contains(&name) => {}
            Some((_, names)) => names.push(name),
            None => rules.push((rule, vec![name])),
        }
    }
    let rules = rules
        .iter()
        .map(|(rule, names)| format!("{} ({})", rule_title(rule), names.join(", ")));
    let rules: Vec<String> = rules.collect();
    (!rules.is_empty()).then(|| Remark::new("", format!("intervals: {}", rules.join("; "))))
}

/// The rule of an interval as tables name it: `ratio of means`.
fn rule_title(id: &'static str) -> &'static str {
    let name = card(id).map_or(id, |card| card.name);
    let shorter = name.strip_prefix("Interval of ").unwrap_or(name);
    let shorter = shorter.strip_prefix("a ").unwrap_or(shorter);
    shorter.strip_prefix("the ").unwrap_or(shorter)
}

/// The primary definition alone, a row per arm.
pub(super) fn primary(analysis: &Analysis) -> Option<Section> {
    let primary = analysis.settings.primary_definition;
    // Two quantities are called T/C; the limits hold only for one of them.
    let tc = match primary.compares_changes() {
        true => "ΔT/ΔC %",
        false => "T/C %",
    };
    let tgi_by = primary.title();
    let mut table = Table::new(super::headings([
        ("Arm", None),
        (tgi_by, Some(primary.id())),
        (tc, Some(primary.id())),
        ("n treated", Some("landmark_day")),
        ("n control", Some("landmark_day")),
        ("interval of", Some(primary.id())),
    ]));
    for (_, rows) in at_landmark(analysis) {
        if let Some(row) = rows.iter().find(|row| row.definition == primary) {
            let cells = [
                row.arm.clone().into(),
                tgi(row),
                Cell::number(row.tc_percent, 1),
                Cell::count(row.n_treated),
                Cell::count(row.n_control),
                row.interval_method.map_or(NONE, rule_title).into(),
            ];
            table.row(None, cells.into());
        }
    }
    let id = SectionId::PrimaryInhibition;
    (!table.rows.is_empty()).then(|| Section::new(id, title(analysis), vec![table]))
}
