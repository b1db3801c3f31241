//! The doses of a date: what is to be given to which animal, how much, and what was recorded of it.
//!
//! One account behind the screen, the sheet and the lists, so that they agree to the last digit. It is made of the whole
//! record, and hides at its end what tells arms apart: compounds, doses and concentrations, not volumes, routes and codes.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;

use super::formulation::{Fitting, fitting, left_ml};
use super::volume::{DoseAdvice, Reckoned, reckon};
use crate::work::{WorkEvent, doses_planned, work_of_line};
use crate::{Error, Notebook};
use domain::{
    AnimalRecord, Blinding, Cage, CageId, ClockTime, DatedDose, DoseState, Formulation,
    Microliters, Occasion, PlannedDose, Regimen, Sex, StudyRecord, SyringeStep, WorkKind, WorkLine,
    milliliters, tag_order, to_prepare,
};

/// The doses of a study on a date.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DosingDay {
    /// Name of the study.
    pub study: String,
    /// The date.
    pub date: NaiveDate,
    /// The planned doses, in the order of rooms, racks and cages.
    pub rows: Vec<DosingRow>,
    /// What has to be drawn up for all that is open, by formulation.
    pub prepare: Vec<Preparation>,
}

/// One planned dose of one animal.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DosingRow {
    /// Tag of the animal.
    pub animal: String,
    /// Code of the animal, where the study was blinded by animal.
    pub code: Option<String>,
    /// Its sex.
    pub sex: Option<&'static str>,
    /// Where it lives.
    pub cage: Option<String>,
    /// The room of the cage.
    pub room: Option<String>,
    /// The rack of the cage.
    pub rack: Option<String>,
    /// The study day.
    pub day: Option<f64>,
    /// The number of the line of the work plan; none where lines would tell arms apart.
    pub line: Option<u32>,
    /// Which planned dose it is.
    #[serde(skip)]
    pub planned: PlannedDose,
    /// The date that it is planned for.
    pub planned_on: NaiveDate,
    /// Which of the doses of that date, from 1.
    pub slot: u32,
    /// How many doses of this line are planned for that date.
    pub slots: u32,
    /// Which planned date of the line this is, from 1, and of how many; none where the line has no end, or follows what is
    /// found.
    #[serde(skip)]
    pub course: Option<(usize, usize)>,
    /// Hours after the first dose of that date at which it is planned.
    pub hours: u8,
    /// By how many days it is overdue.
    pub days_late: u32,
    /// What is given; none while arms are hidden.
    pub compound: Option<String>,
    /// How much, as `1 mg/kg`; none while arms are hidden.
    pub dose: Option<String>,
    /// How it is given.
    pub route: Option<String>,
    /// The volume by body weight or for any animal, as `5 mL/kg`.
    pub liquid: Option<String>,
    /// The code of the formulation that it is taken from.
    pub formulation: Option<String>,
    /// The body weight that the volume follows from, g.
    pub weight_g: Option<f64>,
    /// When it was taken.
    pub weighed_on: Option<NaiveDate>,
    /// Change of body weight from baseline, percent.
    pub weight_change_percent: Option<f64>,
    /// The step of the syringe that it is rounded to.
    #[serde(skip)]
    pub step: SyringeStep,
    /// The volume to be given, mL.
    #[serde(rename = "volume_ml", serialize_with = "in_ml")]
    pub volume: Option<Microliters>,
    /// What that volume gives, as `0.97 mg/kg`; none while arms are hidden.
    pub gives: Option<String>,
    /// The part of the planned dose that is to be given, percent: below 100 where it is to be reduced.
    pub percent: f64,
    /// What is to be done.
    pub advice: DoseAdvice,
    /// What is remarkable, a sentence each.
    pub notes: Vec<String>,
    /// What was recorded of this planned dose, in the order of recording.
    pub recorded: Vec<RecordedDose>,
    /// The last dose of this line that was recorded before.
    pub last: Option<RecordedDose>,
}

/// What was recorded of a dose.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RecordedDose {
    /// What happened.
    pub state: DoseState,
    /// The date.
    pub date: NaiveDate,
    /// The time of day.
    pub time: Option<ClockTime>,
    /// The volume that was given, mL.
    pub volume_ml: Option<f64>,
    /// Why it was not given as planned.
    pub reason: Option<String>,
    /// Who gave it.
    pub observer: Option<String>,
}

/// How much of a formulation has to be drawn up.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Preparation {
    /// Code of the formulation; none for doses without one.
    pub formulation: Option<String>,
    /// The number of doses.
    pub doses: usize,
    /// The sum of their volumes.
    #[serde(rename = "volume_ml", serialize_with = "in_ml_of")]
    pub volume: Microliters,
    /// How much of it is left by the record, mL; none if it is not known how much was made.
    pub left_ml: Option<f64>,
    /// With an overfill for what stays in vials and needles.
    #[serde(rename = "prepare_ml", serialize_with = "in_ml_of")]
    pub prepare: Microliters,
}

fn in_ml<S: serde::Serializer>(volume: &Option<Microliters>, to: S) -> Result<S::Ok, S::Error> {
    volume.map(Microliters::ml).serialize(to)
}

fn in_ml_of<S: serde::Serializer>(volume: &Microliters, to: S) -> Result<S::Ok, S::Error> {
    volume.ml().serialize(to)
}

impl DosingRow {
    /// Whether nothing was recorded of it yet.
    pub fn is_open(&self) -> bool {
        self.recorded.is_empty()
    }
}

impl RecordedDose {
    fn of(dose: &DatedDose) -> Self {
        Self {
            state: dose.state,
            date: dose.when.date,
            time: dose.clock_time,
            volume_ml: dose.volume_ml,
            reason: dose.reason.as_ref().map(ToString::to_string),
            observer: dose.observer.as_deref().map(str::to_owned),
        }
    }

    /// In words: `given 0.10 mL`, `held: loss 16 %`.
    pub fn words(&self) -> String {
        let volume = self.volume_ml.filter(|ml| *ml > 0.0);
        let volume = volume.map_or_else(String::new, |ml| format!(" {}", milliliters(ml)));
        let reason = self.reason.as_deref();
        let reason = reason.map_or_else(String::new, |reason| format!(": {reason}"));
        format!("{}{volume}{reason}", self.state.id())
    }
}

impl DosingDay {
    /// The number of doses of which something was recorded.
    pub fn recorded(&self) -> usize {
        self.rows.iter().filter(|row| !row.is_open()).count()
    }
}

impl Notebook {
    /// The doses of a study on a date.
    ///
    /// # Errors
    /// If the study is not known.
    pub fn dosing(&self, study: &str, on: NaiveDate) -> Result<DosingDay, Error> {
        Ok(dosing_day(&self.store().study(study)?, on))
    }

    /// The doses of one animal on a date, without reading the others of the study.
    ///
    /// # Errors
    /// If the study or the animal is not known.
    pub fn dosing_of(
        &self,
        study: &str,
        animal: &str,
        on: NaiveDate,
    ) -> Result<Vec<DosingRow>, Error> {
        Ok(dosing_day(&self.store().study_of_animal(study, animal)?, on).rows)
    }
}

/// The doses of a study on a date, of a record that is not masked; the answer is.
pub fn dosing_day(study: &StudyRecord, on: NaiveDate) -> DosingDay {
    let planned = planned_doses(study, on);
    let mut rows: Vec<DosingRow> = planned
        .iter()
        .map(|due| {
            let planned = row(study, due, on);
            let recorded: Vec<&DatedDose> = due.recorded().collect();
            match recorded.is_empty() {
                true => planned,
                false => recorded_row(study, planned, &recorded),
            }
        })
        .collect();
    let prepare = preparations(study, &rows);
    in_cage_order(&mut rows);
    let mut day = DosingDay {
        study: study.study.name.to_string(),
        date: on,
        rows,
        prepare,
    };
    day.mask(study.study.blinding);
    day
}

impl DosingDay {
    fn mask(&mut self, blinding: Blinding) {
        if !blinding.is_blinded() {
            return;
        }
        for row in &mut self.rows {
            row.compound = None;
            row.dose = None;
            row.gives = None;
            // Lines stand in the order of the arms.
            row.line = None;
        }
    }
}

/// A planned dose with what it is computed from.
pub(super) struct Due<'a> {
    pub animal: &'a AnimalRecord,
    pub line: &'a WorkLine,
    pub regimen: &'a Regimen,
    pub planned: PlannedDose,
    pub slots: u32,
    pub hours: u8,
    pub days_late: u32,
}

/// The planned doses of a date, by line, then animal: those planned for it, and of an earlier date those of which nothing
/// was recorded before.
pub(super) fn planned_doses(study: &StudyRecord, on: NaiveDate) -> Vec<Due<'_>> {
    let mut all = Vec::new();
    let lines = study.work_lines.iter().filter(|l| l.kind == WorkKind::Dose);
    for line in lines {
        let Some(regimen) = line.regimen.as_deref() else {
            continue;
        };
        for event in work_of_line(study, line, on) {
            all.extend(slots(study, &event, regimen, on));
        }
    }
    all
}

fn slots<'a>(
    study: &StudyRecord,
    event: &WorkEvent<'a>,
    regimen: &'a Regimen,
    on: NaiveDate,
) -> Vec<Due<'a>> {
    let occasions = doses_planned(study, event.animal, event.line, event.planned_on);
    let slots = u32::try_from(occasions.len()).unwrap_or(u32::MAX);
    let due = |occasion: &Occasion| Due {
        animal: event.animal,
        line: event.line,
        regimen,
        planned: PlannedDose {
            line: event.line.id,
            on: event.planned_on,
            slot: occasion.slot.into(),
        },
        slots,
        hours: occasion.hours,
        days_late: event.days_late,
    };
    let is_waived = event.progress == crate::work::WorkProgress::Waived;
    let is_shown = |due: &Due<'_>| {
        let mut before = due.recorded().filter(|dose| dose.when.date < on);
        due.planned.on == on || before.next().is_none()
    };
    match is_waived {
        true => Vec::new(),
        false => occasions.iter().map(due).filter(is_shown).collect(),
    }
}

impl<'a> Due<'a> {
    /// What was recorded of it.
    pub fn recorded(&self) -> impl Iterator<Item = &'a DatedDose> {
        let planned = self.planned;
        let doses = self.animal.doses.iter();
        doses.filter(move |dose| dose.planned == Some(planned))
    }
}

fn row(study: &StudyRecord, due: &Due<'_>, on: NaiveDate) -> DosingRow {
    let Reckoned {
        weight,
        change_percent,
        volume,
        percent,
        advice,
        mut notes,
    } = reckon(study, due, on);
    let found = fitting(study, due.regimen, on);
    let formulation: Option<&Formulation> = match &found {
        Fitting::Found(formulation) => Some(formulation),
        Fitting::NoneOnRecord => None,
        Fitting::NoneFits(why) => {
            notes.push(why.clone());
            None
        }
    };
    let animal = &due.animal.animal;
    let cage = cage_of(study, due.animal);
    let terms = &due.regimen.terms;
    let of_line = |dose: &&DatedDose| {
        let planned = dose.planned;
        planned.is_some_and(|p| p.line == due.line.id && p != due.planned) && dose.when.date <= on
    };
    let text = |of: fn(&Cage) -> Option<&domain::Label>| cage.and_then(of).map(ToString::to_string);
    DosingRow {
        animal: animal.tag.to_string(),
        code: animal.code.as_ref().map(ToString::to_string),
        sex: animal.sex.map(Sex::id),
        cage: cage.map(|cage| cage.label.to_string()),
        room: text(|cage| cage.room.as_ref()),
        rack: text(|cage| cage.rack.as_ref()),
        day: animal.day_of(&study.study.protocol, domain::When::on(on)),
        line: Some(due.line.number),
        planned: due.planned,
        planned_on: due.planned.on,
        slot: due.planned.slot,
        slots: due.slots,
        course: course(study, due),
        hours: due.hours,
        days_late: due.days_late,
        compound: due.regimen.compound.as_ref().map(ToString::to_string),
        dose: terms.dose().map(ToString::to_string),
        route: due.regimen.route.as_ref().map(ToString::to_string),
        liquid: terms.liquid().map(|liquid| liquid.to_string()),
        formulation: formulation.map(|made| made.code.to_string()),
        weight_g: weight.map(|weight| weight.grams),
        weighed_on: weight.map(|weight| weight.weighed_on),
        weight_change_percent: change_percent,
        step: due.regimen.step,
        volume: volume.map(|volume| volume.volume),
        gives: volume.and_then(|volume| {
            let unit = terms.dose()?.unit();
            Some(format!("{} {unit}", brief(volume.given?)))
        }),
        percent,
        advice,
        notes,
        recorded: due.recorded().map(RecordedDose::of).collect(),
        last: due.animal.doses.iter().rfind(of_line).map(RecordedDose::of),
    }
}

/// Which of the dates of its line a planned dose has, from 1, and how many there are.
fn course(study: &StudyRecord, due: &Due<'_>) -> Option<(usize, usize)> {
    let line = due.line;
    let ends = line.ends_on.is_some() || !line.schedule.is_open_ended();
    let day0 = due.animal.animal.day0(&study.study.protocol)?;
    if !ends || line.schedule.depends_on_animal() {
        return None;
    }
    let until = line.ends_on.unwrap_or(NaiveDate::MAX);
    let facts = domain::ScheduleFacts::default();
    let occasions = line
        .schedule
        .occasions(day0, line.starts_on..=until, &facts);
    let dates: Vec<NaiveDate> = occasions
        .filter(|occasion| occasion.slot == 1)
        .map(|occasion| occasion.date)
        .collect();
    let at = dates.iter().position(|date| *date == due.planned.on)?;
    Some((at + 1, dates.len()))
}

/// The row of a planned dose of which something was recorded: with the values of that moment.
fn recorded_row(study: &StudyRecord, planned: DosingRow, doses: &[&DatedDose]) -> DosingRow {
    let Some(dose) = doses.last() else {
        return planned;
    };
    let code = |id| {
        let mut known = study.formulations.iter();
        let made = known.find(|made| made.id == id);
        made.map(|made| made.code.to_string())
    };
    // Parts of a dose count together.
    let given: Option<f64> = doses.iter().map(|dose| dose.given_dose).sum();
    let given = given.filter(|given| *given > 0.0);
    let amount = given.zip(dose.unit.as_ref());
    let volumes = doses.iter().map(|dose| dose.volume_ml);
    let volumes = volumes.map(|ml| ml.and_then(|ml| Microliters::of_ml(ml).ok()));
    let volume: Option<Microliters> = volumes.sum();
    DosingRow {
        compound: dose.compound.as_ref().map(ToString::to_string),
        route: dose.route.as_ref().map(ToString::to_string),
        formulation: dose.formulation.and_then(code),
        weight_g: dose.weight.map(|(weight, _)| weight.grams()),
        weighed_on: dose.weight.map(|(_, on)| on),
        volume: volume.filter(|volume| *volume > Microliters::default()),
        gives: amount.map(|(value, unit)| format!("{} {unit}", brief(value))),
        percent: dose.percent,
        advice: DoseAdvice::Give,
        notes: Vec::new(),
        ..planned
    }
}

/// A number with three significant digits: what a technician compares with the planned dose.
pub(super) fn brief(value: f64) -> String {
    let short: f64 = format!("{value:.2e}").parse().unwrap_or(value);
    short.to_string()
}

fn cage_of<'a>(study: &'a StudyRecord, animal: &AnimalRecord) -> Option<&'a Cage> {
    let id: CageId = animal.animal.cage?;
    study.cages.iter().find(|cage| cage.id == id)
}

/// By room, rack, cage, tag, line and slot. Lines follow tags, so that their order tells nothing of arms.
fn in_cage_order(rows: &mut [DosingRow]) {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    rows.sort_by(|a, b| {
        let by_room = tag_order(&text(&a.room), &text(&b.room));
        let by_rack = by_room.then_with(|| tag_order(&text(&a.rack), &text(&b.rack)));
        let by_cage = by_rack.then_with(|| tag_order(&text(&a.cage), &text(&b.cage)));
        let by_tag = by_cage.then_with(|| tag_order(&a.animal, &b.animal));
        by_tag.then_with(|| (a.line, a.planned_on, a.slot).cmp(&(b.line, b.planned_on, b.slot)))
    });
}

/// How much more is prepared than is given: what stays in vials and needles.
const OVERFILL_PERCENT: f64 = 10.0;

/// What is to be prepared for all open doses with a volume, by formulation.
fn preparations(study: &StudyRecord, rows: &[DosingRow]) -> Vec<Preparation> {
    let open = rows
        .iter()
        .filter(|row| row.is_open() && row.advice.is_to_give());
    let mut all: BTreeMap<Option<&String>, Vec<(Microliters, SyringeStep)>> = BTreeMap::new();
    for row in open {
        if let Some(volume) = row.volume {
            let of_formulation = all.entry(row.formulation.as_ref()).or_default();
            of_formulation.push((volume, row.step));
        }
    }
    let preparation = |(formulation, doses): (Option<&String>, Vec<(Microliters, SyringeStep)>)| {
        let volumes = || doses.iter().map(|(volume, _)| *volume);
        let step = doses
            .iter()
            .map(|(_, step)| *step)
            .max_by_key(|step| step.volume());
        Preparation {
            formulation: formulation.cloned(),
            doses: doses.len(),
            volume: volumes().sum(),
            left_ml: formulation.and_then(|code| left_ml(study, code)),
            prepare: to_prepare(volumes(), OVERFILL_PERCENT, step.unwrap_or_default()),
        }
    };
    all.into_iter().map(preparation).collect()
}
