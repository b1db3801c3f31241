//! `formulations.csv`, `doses.csv` and `off_treatment.csv`.

use chrono::NaiveDate;
use uuid::Uuid;

use super::{Sheet, SheetRow, Table, date, label, number, whole};
use crate::file_problems::{FilePlace, Problems};
use domain::{ClockTime, Dose, Entry, Formulation, FormulationId, Label, OffTreatment, Prose};

/// A row of `formulations.csv`.
#[derive(Debug, Clone, PartialEq)]
pub struct FormulationRow {
    /// Where it stands.
    pub place: FilePlace,
    /// The formulation, without an id.
    pub formulation: Formulation,
}

/// A row of `doses.csv`.
#[derive(Debug, Clone, PartialEq)]
pub struct DoseRow {
    /// Where it stands.
    pub place: FilePlace,
    /// The animal's tag.
    pub animal: Label,
    /// The study day.
    pub day: Option<f64>,
    /// The date.
    pub date: Option<NaiveDate>,
    /// The time of day.
    pub time: Option<ClockTime>,
    /// Which of the doses of that day.
    pub repeat: u32,
    /// Who gave it.
    pub observer: Option<Label>,
    /// The number of the line, the date and the slot that it was planned by.
    pub planned: Option<(u32, NaiveDate, u32)>,
    /// Code of the formulation.
    pub formulation: Option<Label>,
    /// The dose, without line and formulation.
    pub dose: Dose,
}

/// A row of `off_treatment.csv`.
#[derive(Debug, Clone, PartialEq)]
pub struct OffTreatmentRow {
    /// Where it stands.
    pub place: FilePlace,
    /// The animal's tag.
    pub animal: Label,
    /// Since when, and why.
    pub off: OffTreatment,
}

pub(super) fn read_formulations(table: &Table, problems: &mut Problems) -> Vec<FormulationRow> {
    let mut sheet = Sheet::of(table, problems);
    let rows = table.rows.iter().filter_map(|row| {
        let id = FormulationId::from(Uuid::nil());
        let made = Formulation::read(id, &SheetRow::of(&mut sheet, row)).ok()?;
        Some(FormulationRow {
            place: table.place(row.line, None),
            formulation: made,
        })
    });
    rows.collect()
}

pub(super) fn read_doses(table: &Table, problems: &mut Problems) -> Vec<DoseRow> {
    let mut sheet = Sheet::of(table, problems);
    let time = |text: &str| ClockTime::read("time", text);
    let rows = table.rows.iter().filter_map(|row| {
        let dose = Dose::read(&SheetRow::of(&mut sheet, row)).ok()?;
        let line = sheet.take(row, "line", whole("line"));
        let planned = line.map(|line| {
            let on = sheet.need(row, "planned_on", date("planned_on"))?;
            Some((line, on, sheet.need(row, "slot", whole("slot"))?))
        });
        Some(DoseRow {
            place: table.place(row.line, None),
            animal: sheet.need(row, "animal", label("animal"))?,
            day: sheet.take(row, "day", number("day")),
            date: sheet.take(row, "date", date("date")),
            time: sheet.take(row, "time", time),
            repeat: sheet.need(row, "repeat", whole("repeat"))?,
            observer: sheet.take(row, "observer", label("observer")),
            planned: match planned {
                Some(planned) => Some(planned?),
                None => None,
            },
            formulation: sheet.take(row, "formulation", label("formulation")),
            dose,
        })
    });
    rows.collect()
}

pub(super) fn read_off_treatment(table: &Table, problems: &mut Problems) -> Vec<OffTreatmentRow> {
    let mut sheet = Sheet::of(table, problems);
    let reason = |text: &str| Prose::new("reason", text);
    let rows = table.rows.iter().filter_map(|row| {
        Some(OffTreatmentRow {
            place: table.place(row.line, None),
            animal: sheet.need(row, "animal", label("animal"))?,
            off: OffTreatment {
                since: sheet.need(row, "since", date("since"))?,
                reason: sheet.need(row, "reason", reason)?,
            },
        })
    });
    rows.collect()
}
