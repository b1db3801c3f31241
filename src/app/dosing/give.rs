//! Recording what happened to a planned dose. Each entry is durable before it is answered.

use chrono::NaiveDate;
use serde::Serialize;

use super::day::{Due, brief, planned_doses};
use super::formulation::{Fitting, chosen, coded, fitting};
use super::volume::{DoseAdvice, Reckoned, reckon};
use crate::doubt::{Doubts, Judge};
use crate::entries::EntrySlot;
use crate::measure::recorded_live;
use crate::work::is_off_treatment;
use crate::{Error, Notebook, Receipt};
use domain::{
    AnimalRecord, BodyWeight, ClockTime, Dated, Dose, DoseState, Formulation, FormulationId,
    Invalid, Label, Microliters, PlannedDose, Prose, Remedy, StudyRecord, When,
};
use store::Operation;

/// What happened to a dose.
#[derive(Debug, Clone, PartialEq)]
pub enum DoseDone {
    /// It was given as planned.
    Given,
    /// A part of it was given.
    Partial {
        /// How much.
        volume: Microliters,
        /// Why not all of it.
        reason: Prose,
    },
    /// It was held back on purpose.
    Held(Prose),
    /// It was not given, and nobody decided that.
    Missed(Prose),
    /// Something else was given than planned.
    Misdosed {
        /// What was given; none if it is not known, or the right compound in a wrong amount.
        compound: Option<Label>,
        /// How much.
        volume: Option<Microliters>,
        /// What happened.
        reason: Prose,
    },
}

/// One entry of dosing.
#[derive(Debug, Clone)]
pub struct NewDose {
    /// Tag or chip of the animal.
    pub animal: String,
    /// The number of the line of the work plan; needed only where doses of several lines are open.
    pub line: Option<u32>,
    /// Which planned dose; none: the first one that is open.
    pub planned: Option<PlannedDose>,
    /// The date.
    pub on: NaiveDate,
    /// The time of day. None: the time of entering for an entry of today.
    pub clock_time: Option<ClockTime>,
    /// Who gave it, if not the author.
    pub observer: Option<Label>,
    /// What happened.
    pub done: DoseDone,
    /// The code of the formulation that it was taken from; none: the one that fits.
    pub formulation: Option<String>,
    /// A body weight to be recorded before: the volume follows from it where the regimen takes today's.
    pub weight: Option<BodyWeight>,
    /// What becomes of a body weight outside of its expected range.
    pub doubts: Doubts,
    /// The volume that the person who gave it was shown: another one is refused.
    pub shown: Option<Microliters>,
    /// Whether it is meant as one more entry of the same dose.
    pub again: bool,
    /// Why it was given though the regimen says to hold it.
    pub despite: Option<Prose>,
}

impl NewDose {
    /// The next open dose of an animal, given as planned.
    pub fn given(animal: String, on: NaiveDate) -> Self {
        Self {
            animal,
            line: None,
            planned: None,
            on,
            clock_time: None,
            observer: None,
            done: DoseDone::Given,
            formulation: None,
            weight: None,
            doubts: Doubts::Refused,
            shown: None,
            again: false,
            despite: None,
        }
    }
}

/// What was recorded of a dose, as it may be seen.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DoseTold {
    /// Study.
    pub study: String,
    /// Tag of the animal.
    pub animal: String,
    /// The date on which it was recorded.
    pub date: NaiveDate,
    /// Time of day.
    pub time: Option<ClockTime>,
    /// The date that it was planned for; none if nothing was planned.
    pub planned_on: Option<NaiveDate>,
    /// Which of the doses of that date.
    pub slot: Option<u32>,
    /// What happened.
    pub state: DoseState,
    /// Why it was not given as planned.
    pub reason: Option<String>,
    /// The volume that was given, mL.
    pub volume_ml: Option<f64>,
    /// What it gives, as `0.97 mg/kg`; none while arms are hidden.
    pub gives: Option<String>,
    /// The body weight that the volume follows from, g.
    pub weight_g: Option<f64>,
    /// When it was taken.
    pub weighed_on: Option<NaiveDate>,
    /// Code of the formulation.
    pub formulation: Option<String>,
    /// What is remarkable, a sentence each.
    pub notes: Vec<String>,
    /// The entry in the audit trail.
    pub receipt: Option<Receipt>,
}

impl DoseTold {
    /// What was recorded, in one line: `214: given 0.10 mL at 09:12, F-07, 0.97 mg/kg`.
    pub fn words(&self) -> String {
        let volume = self.volume_ml.filter(|ml| *ml > 0.0);
        let volume = volume.map_or_else(String::new, |ml| format!(" {}", domain::milliliters(ml)));
        let time = match self.time {
            Some(time) => format!(" at {}", time.to_the_minute()),
            None => format!(" on {}", self.date),
        };
        let more = [&self.formulation, &self.gives].into_iter().flatten();
        let more: String = more.map(|part| format!(", {part}")).collect();
        let reason = self.reason.as_deref();
        let reason = reason.map_or_else(String::new, |why| format!(" ({why})"));
        format!(
            "{}: {}{volume}{time}{more}{reason}",
            self.animal,
            self.state.id()
        )
    }
}

impl Notebook {
    /// Records what happened to a planned dose of an animal; when it answers, that is on disk.
    ///
    /// # Errors
    /// For a closed study; an animal that left, is off treatment or has no open dose; a dose that something was recorded of,
    /// unless one more entry is meant; a dose that is to be held, unless it was given on purpose; a volume other than the one
    /// that was shown; a formulation that must not be given.
    pub(crate) fn dose(&mut self, study: &str, new: &NewDose) -> Result<DoseTold, Error> {
        let author = self.author().clone();
        let (mut told, receipt) =
            self.write(verb(&new.done), None, |op| record(op, study, new, &author))?;
        told.receipt = receipt;
        Ok(told)
    }
}

impl Notebook {
    /// Records the doses of several animals as one operation, so that they are undone together.
    ///
    /// # Errors
    /// As for one of them; then nothing was written.
    pub(crate) fn dose_together(
        &mut self,
        study: &str,
        doses: &[NewDose],
    ) -> Result<(Vec<DoseTold>, Option<Receipt>), Error> {
        let author = self.author().clone();
        self.write("dose", None, |op| {
            let told = doses.iter().map(|new| record(op, study, new, &author));
            told.collect()
        })
    }
}

/// A date, and the animals whose doses were not given as planned then.
pub(crate) type DosesOfDay = (NaiveDate, Vec<(String, DoseDone)>);

impl Notebook {
    /// Records the doses of all animals on some dates, ascending, as one operation: given as planned or held where a rule
    /// says so, but for those that are named.
    pub(crate) fn give_all(
        &mut self,
        study: &str,
        days: &[DosesOfDay],
        observer: &Label,
    ) -> Result<Option<Receipt>, Error> {
        let ((), receipt) = self.write("import", None, |op| {
            let mut record = op.study(study)?;
            for (on, others) in days {
                for (at, dose) in given_on(&record, *on, others, observer)? {
                    let animal = &mut record.animals[at];
                    op.insert_entry(animal.animal.id, &dose)?;
                    animal.doses.push(dose);
                }
            }
            Ok(())
        })?;
        Ok(receipt)
    }
}

/// The doses of a date, by the place of their animals in the record.
fn given_on(
    record: &StudyRecord,
    on: NaiveDate,
    others: &[(String, DoseDone)],
    observer: &Label,
) -> Result<Vec<(usize, Dated<Dose>)>, Error> {
    let mut doses: Vec<(usize, Dated<Dose>)> = Vec::new();
    for due in planned_doses(record, on) {
        let id = due.animal.animal.id;
        let Some(at) = record.animals.iter().position(|a| a.animal.id == id) else {
            continue;
        };
        let other = others.iter().find(|(tag, _)| due.animal.animal.tag.is(tag));
        let usual = || match reckon(record, &due, on).advice {
            DoseAdvice::Hold(why) | DoseAdvice::Endpoint(why) => {
                Prose::new("reason", &why).map(DoseDone::Held)
            }
            _ => Ok(DoseDone::Given),
        };
        let new = NewDose {
            done: other.map_or_else(usual, |(_, done)| Ok(done.clone()))?,
            ..NewDose::given(due.animal.animal.tag.to_string(), on)
        };
        let repeat = doses.iter().filter(|(of, _)| *of == at).count();
        let dose = Dated {
            id: store::fresh_id().into(),
            when: When::on(on),
            clock_time: None,
            repeat: u32::try_from(repeat).unwrap_or(u32::MAX).saturating_add(1),
            observer: Some(observer.into()),
            entry: entry(record, Some(&due), &new)?.dose,
        };
        doses.push((at, dose));
    }
    Ok(doses)
}

/// What the operation is called in the trail.
fn verb(done: &DoseDone) -> &'static str {
    match done {
        DoseDone::Given | DoseDone::Partial { .. } => "dose",
        DoseDone::Held(_) => "hold dose",
        DoseDone::Missed(_) => "miss dose",
        DoseDone::Misdosed { .. } => "misdose",
    }
}

fn record(
    op: &Operation<'_>,
    name: &str,
    new: &NewDose,
    author: &Label,
) -> Result<DoseTold, Error> {
    let mut study = op.study_of_animal(name, &new.animal)?;
    study.study.must_be_open()?;
    let when = When::on(new.on);
    let clock_time = new.clock_time.or_else(|| recorded_live(when));
    let observer = new.observer.as_ref().unwrap_or(author);
    if let Some(weight) = new.weight {
        // A dose that was recorded already is told before a weight that was: `again` is meant for the dose.
        pick(&study, &planned_doses(&study, new.on), new)?;
        let slot = slot_of(&study, when, new.again)?;
        slot.record(op, clock_time, observer, weight)?;
        let animal = animal_of(&study)?;
        let judge = Judge::new(op, &study.study, animal);
        let judged = || Ok(judge.weight(when, weight)?.into_iter().collect());
        new.doubts.settle(op, animal, judged)?;
        study = op.study_of_animal(name, &new.animal)?;
    }
    let slot = slot_of(&study, when, true)?;
    let all = planned_doses(&study, new.on);
    let due = pick(&study, &all, new)?;
    let Entered { dose, notes } = entry(&study, due, new)?;
    let recorded = slot.record(op, clock_time, observer, dose)?;
    Ok(told(&study, &recorded, notes))
}

fn slot_of<E>(study: &StudyRecord, when: When, again: bool) -> Result<EntrySlot<'_, E>, Error>
where
    E: domain::Entry<Owner = domain::AnimalId>,
{
    let animal = animal_of(study)?;
    Ok(EntrySlot {
        study: &study.study,
        animal,
        owner: animal.animal.id,
        when,
        again,
    })
}

/// The animal of a record of one animal.
fn animal_of(study: &StudyRecord) -> Result<&AnimalRecord, Error> {
    let found = study.animals.first();
    found.ok_or_else(|| Error::state("the animal is not in the study", Remedy::ListOrAddAnimals))
}

/// The planned dose that is meant; none for something that was given without a plan.
fn pick<'a, 'r>(
    study: &StudyRecord,
    all: &'a [Due<'r>],
    new: &NewDose,
) -> Result<Option<&'a Due<'r>>, Error> {
    let animal = animal_of(study)?;
    let tag = &animal.animal.tag;
    let meant = all.iter().filter(|due| {
        new.line.is_none_or(|line| due.line.number == line)
            && new.planned.is_none_or(|planned| due.planned == planned)
    });
    let meant: Vec<&Due<'_>> = meant.collect();
    let open: Vec<&Due<'_>> = meant
        .iter()
        .copied()
        .filter(|due| due.recorded().next().is_none())
        .collect();
    let first = open.first().or(meant.last().filter(|_| new.again)).copied();
    let is_of_one_line = open
        .iter()
        .all(|due| Some(due.line.number) == open.first().map(|due| due.line.number));
    if !is_of_one_line {
        let mut lines: Vec<String> = open.iter().map(|due| due.line.number.to_string()).collect();
        lines.dedup();
        let message = format!(
            "animal `{tag}` has doses of lines {} to be given",
            lines.join(", ")
        );
        return Err(Error::state(message, Remedy::NameDoseLine));
    }
    if first.is_some() || (all.is_empty() && matches!(new.done, DoseDone::Misdosed { .. })) {
        return Ok(first);
    }
    if let Some(off) = animal
        .animal
        .off_treatment
        .as_ref()
        .filter(|_| is_off_treatment(animal, new.on))
    {
        let message = format!(
            "animal `{tag}` is off treatment since {}: {}",
            off.since, off.reason
        );
        return Err(Error::state(message, Remedy::ListDoses));
    }
    let last = meant.iter().flat_map(|due| due.recorded()).last();
    let message = match last {
        Some(dose) => {
            let at = dose.clock_time.map_or_else(
                || format!("on {}", dose.when.date),
                |time| format!("at {} on {}", time.to_the_minute(), dose.when.date),
            );
            let which = match meant.len() {
                1 => "the dose",
                _ => "every dose",
            };
            format!(
                "{which} of animal `{tag}` was recorded already: {} {at}",
                dose.state.id()
            )
        }
        None => {
            let left = animal.disposition.as_ref();
            if let Some(left) = left.filter(|left| left.when.date <= new.on) {
                let message = format!(
                    "no dose is planned for animal `{tag}` on {}: it left the study on {} ({})",
                    new.on,
                    left.when.date,
                    left.kind.words()
                );
                return Err(Error::state(message, Remedy::CheckDayOrLiftDisposition));
            }
            let message = format!("no dose is planned for animal `{tag}` on {}", new.on);
            return Err(Error::state(message, Remedy::ListDoses));
        }
    };
    Err(Error::state(message, Remedy::DoseAgain))
}

/// An entry that is ready to be written.
struct Entered {
    dose: Dose,
    notes: Vec<String>,
}

fn entry(study: &StudyRecord, due: Option<&Due<'_>>, new: &NewDose) -> Result<Entered, Error> {
    let mistaken = match (&new.done, &new.formulation) {
        (DoseDone::Misdosed { .. }, Some(code)) => Some(coded(study, code)?),
        _ => None,
    };
    let Some(due) = due else {
        return Ok(unplanned(&new.done, mistaken));
    };
    let reckoned = reckon(study, due, new.on);
    let is_given = matches!(new.done, DoseDone::Given | DoseDone::Partial { .. });
    if is_given {
        may_be_given(due, &reckoned, new)?;
    }
    let (formulation, mut notes) = match is_given {
        true => taken_from(study, due, new)?,
        false => (mistaken, Vec::new()),
    };
    let Reckoned {
        weight,
        volume,
        percent,
        notes: of_volume,
        ..
    } = reckoned;
    let planned = volume.map(|volume| volume.volume);
    if let DoseDone::Partial { volume, .. } = &new.done {
        must_be_a_part(due, *volume, planned)?;
    }
    let (state, reason, given) = match new.done.clone() {
        DoseDone::Given => (DoseState::Given, new.despite.clone(), planned),
        DoseDone::Partial { volume, reason } => (DoseState::Partial, Some(reason), Some(volume)),
        DoseDone::Held(reason) => (DoseState::Held, Some(reason), None),
        DoseDone::Missed(reason) => (DoseState::Missed, Some(reason), None),
        DoseDone::Misdosed { volume, reason, .. } => (DoseState::Misdosed, Some(reason), volume),
    };
    // What was given by mistake is what somebody says it was.
    let compound = match &new.done {
        DoseDone::Misdosed { compound, .. } => {
            let of_vial = || mistaken.and_then(|made| made.compound.clone());
            compound.clone().or_else(of_vial)
        }
        _ => due.regimen.compound.clone(),
    };
    let is_planned = compound.is_some() && compound == due.regimen.compound;
    if is_given {
        notes.splice(0..0, of_volume);
        notes.extend(more_than_planned(due, given, planned));
    }
    let terms = &due.regimen.terms;
    let concentration = formulation
        .map(Formulation::of_free_compound)
        .transpose()?
        .flatten();
    let grams = weight.map(|weight| weight.grams);
    let amount = |volume| terms.dose_in(volume, grams, concentration);
    let given_dose = match (state, given) {
        (DoseState::Held | DoseState::Missed, _) => Some(0.0),
        // What is given without a volume, as radiation, is given whole.
        (DoseState::Given, None) => terms.dose().map(|dose| dose.value() * percent / 100.0),
        (_, Some(_)) if !is_planned => None,
        (_, given) => given.and_then(amount),
    };
    let dose = Dose {
        planned: Some(due.planned),
        state,
        reason,
        compound,
        percent,
        planned_dose: terms.dose().map(domain::DoseQuantity::value),
        given_dose,
        unit: terms.dose().map(|dose| dose.unit().clone()),
        route: due.regimen.route.clone(),
        volume_ml: match state {
            DoseState::Held | DoseState::Missed => Some(0.0),
            _ => given.map(Microliters::ml),
        },
        weight: weight
            .map(|weight| Ok::<_, Invalid>((BodyWeight::new(weight.grams)?, weight.weighed_on)))
            .transpose()?,
        formulation: formulation.map(|made| made.id),
    };
    Ok(Entered { dose, notes })
}

/// Refuses a part that is more than the whole: that is no part of the dose.
fn must_be_a_part(
    due: &Due<'_>,
    part: Microliters,
    planned: Option<Microliters>,
) -> Result<(), Error> {
    match planned.filter(|planned| part > *planned) {
        Some(planned) => Err(Error::state(
            format!(
                "{part} are more than the {planned} that are planned for animal `{}`",
                due.animal.animal.tag
            ),
            "check the volume; if so much was given, record the dose as misdosed",
        )),
        None => Ok(()),
    }
}

/// A sentence if all parts of a dose together are more than was planned.
fn more_than_planned(
    due: &Due<'_>,
    given: Option<Microliters>,
    planned: Option<Microliters>,
) -> Option<String> {
    let before = due
        .recorded()
        .filter_map(|dose| Microliters::of_ml(dose.volume_ml?).ok());
    let before: Microliters = before.sum();
    let (given, planned) = given.zip(planned)?;
    let all = before + given;
    let is_more = before > Microliters::default() && all > planned;
    is_more.then(|| format!("{all} of this dose were given by now, and {planned} are planned"))
}

/// Refuses to give what is not to be given, or in another volume than was shown.
fn may_be_given(due: &Due<'_>, reckoned: &Reckoned, new: &NewDose) -> Result<(), Error> {
    let tag = &due.animal.animal.tag;
    match &reckoned.advice {
        DoseAdvice::Give => {}
        DoseAdvice::Hold(_) | DoseAdvice::Endpoint(_) if new.despite.is_some() => {}
        DoseAdvice::Hold(why) => {
            let message = format!("the dose of animal `{tag}` is to be held: {why}");
            return Err(Error::state(message, Remedy::HoldOrGiveDose));
        }
        DoseAdvice::Endpoint(why) => {
            let message = format!("animal `{tag}` is at an endpoint: {why}");
            return Err(Error::state(message, Remedy::HoldOrGiveDose));
        }
        DoseAdvice::Weigh(why) => {
            let message = format!("there is no weight to dose animal `{tag}` by: {why}");
            return Err(Error::state(message, Remedy::WeighFirst));
        }
        DoseAdvice::Refuse(why) => {
            let message = format!("animal `{tag}` cannot be dosed as planned: {why}");
            return Err(Error::state(message, Remedy::AmendRegimen));
        }
    }
    let planned = reckoned.volume.map(|volume| volume.volume);
    match (new.shown, planned) {
        (Some(shown), Some(planned)) if shown != planned => {
            let message =
                format!("the volume for animal `{tag}` is {planned} by now, and {shown} was shown");
            Err(Error::state(
                message,
                "look at the new volume, and record what was given",
            ))
        }
        _ => Ok(()),
    }
}

/// The formulation that a dose is taken from, and what is remarkable about that.
fn taken_from<'a>(
    study: &'a StudyRecord,
    due: &Due<'_>,
    new: &NewDose,
) -> Result<(Option<&'a Formulation>, Vec<String>), Error> {
    if let Some(code) = &new.formulation {
        return Ok((Some(chosen(study, due.regimen, code, new.on)?), Vec::new()));
    }
    match fitting(study, due.regimen, new.on) {
        Fitting::Found(made) => Ok((Some(made), Vec::new())),
        Fitting::NoneOnRecord => Ok((None, Vec::new())),
        Fitting::NoneFits(why) => Err(Error::state(why, Remedy::AddFormulation)),
    }
}

/// Something that was given without a plan.
fn unplanned(done: &DoseDone, mistaken: Option<&Formulation>) -> Entered {
    let (compound, volume, reason) = match done.clone() {
        DoseDone::Misdosed {
            compound,
            volume,
            reason,
        } => (compound, volume, Some(reason)),
        _ => (None, None, None),
    };
    let dose = Dose {
        planned: None,
        state: DoseState::Misdosed,
        reason,
        compound: compound.or_else(|| mistaken.and_then(|made| made.compound.clone())),
        percent: 100.0,
        planned_dose: None,
        given_dose: None,
        unit: None,
        route: None,
        volume_ml: volume.map(Microliters::ml),
        weight: None,
        formulation: mistaken.map(|made| made.id),
    };
    Entered {
        dose,
        notes: Vec::new(),
    }
}

fn told(study: &StudyRecord, recorded: &Dated<Dose>, notes: Vec<String>) -> DoseTold {
    let tag = study
        .animals
        .first()
        .map(|animal| animal.animal.tag.to_string());
    let code = |id: FormulationId| {
        let mut known = study.formulations.iter();
        known
            .find(|made| made.id == id)
            .map(|made| made.code.to_string())
    };
    let dose = &recorded.entry;
    let is_blinded = study.study.blinding.is_blinded();
    let given = dose.given_dose.filter(|given| *given > 0.0 && !is_blinded);
    let amount = given.zip(dose.unit.as_ref());
    DoseTold {
        study: study.study.name.to_string(),
        animal: tag.unwrap_or_default(),
        date: recorded.when.date,
        time: recorded.clock_time,
        planned_on: dose.planned.map(|planned| planned.on),
        slot: dose.planned.map(|planned| planned.slot),
        state: dose.state,
        reason: dose.reason.as_ref().map(ToString::to_string),
        volume_ml: dose.volume_ml,
        gives: amount.map(|(value, unit)| format!("{} {unit}", brief(value))),
        weight_g: dose.weight.map(|(weight, _)| weight.grams()),
        weighed_on: dose.weight.map(|(_, on)| on),
        formulation: dose.formulation.and_then(code),
        notes,
        receipt: None,
    }
}
