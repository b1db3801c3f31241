//! Regimens: the lines of the work plan that ask for doses, one per compound of an arm.
//!
//! What is not said of a new regimen is taken from what the arm is given by its description. Amending one is a change of its
//! line from a date on: the old line ends, a new one follows it, and doses that were given stay as they are.

use chrono::NaiveDate;
use serde::Serialize;

use crate::studies::arm_by_true_name;
use crate::work::{next_number, suited};
use crate::{Error, Notebook, Receipt};
use domain::{
    Arm, Concentration, DayDose, DoseQuantity, DoseTerms, DoseUnit, Excess, FirstDay, HoldRule,
    Invalid, Label, LimitPreset, LiquidDose, Prose, Regimen, RegimenId, Remedy, Route, Schedule,
    StudyRecord, SyringeStep, Treatment, WeightRule, Whom, WorkKind, WorkLine, WorkLineId,
    judge_day,
};
use store::fresh_id;

/// What is said of a regimen. What is none stays, or is taken from the description of the arm.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RegimenFacts {
    /// How much, in `unit`.
    pub dose: Option<f64>,
    /// The unit of the dose.
    pub unit: Option<DoseUnit>,
    /// How it is given.
    pub route: Option<Route>,
    /// How much liquid.
    pub liquid: Option<LiquidDose>,
    /// What is in a mL; with the dose it gives the volume.
    pub concentration: Option<Concentration>,
    /// Which body weight counts.
    pub weight: Option<WeightRule>,
    /// The step of the syringe.
    pub step: Option<SyringeStep>,
    /// When doses are to be held; none inside: never.
    pub hold: Option<Option<HoldRule>>,
    /// Who allowed a volume above the maximum, and why; none inside: nobody.
    pub exemption: Option<Option<Prose>>,
}

/// Doses to be planned for an arm.
#[derive(Debug, Clone)]
pub struct NewRegimen {
    /// Name of the arm.
    pub arm: String,
    /// The compound; none: every one that the arm is given, a line each.
    pub compound: Option<Label>,
    /// What is given, how much and how.
    pub facts: RegimenFacts,
    /// On which study days; none: as the description of the arm says.
    pub schedule: Option<Schedule>,
    /// The first date that it plans anything on.
    pub starts_on: NaiveDate,
    /// What else there is to know.
    pub note: Option<Prose>,
}

/// A regimen as lists show it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RegimenView {
    /// What is given; none while arms are hidden.
    pub compound: Option<String>,
    /// How much, as `1 mg/kg`; none while arms are hidden.
    pub dose: Option<String>,
    /// How it is given.
    pub route: Option<String>,
    /// The volume, as `5 mL/kg`.
    pub volume: Option<String>,
    /// What must be in a mL, as `0.2 mg/mL`; none while arms are hidden.
    pub concentration: Option<String>,
    /// Which body weight counts.
    pub weight_rule: String,
    /// The step of the syringe.
    pub step: String,
    /// When doses are to be held.
    pub hold_rule: Option<String>,
    /// Who allowed a volume above the maximum, and why.
    pub exemption: Option<String>,
}

impl RegimenView {
    /// A regimen of a record that is masked where it must be.
    pub fn of(regimen: &Regimen) -> Self {
        let terms = &regimen.terms;
        let text = |value: Option<&dyn ToString>| value.map(ToString::to_string);
        Self {
            compound: regimen.compound.as_ref().map(ToString::to_string),
            dose: terms.dose().map(ToString::to_string),
            route: regimen.route.as_ref().map(ToString::to_string),
            volume: terms.liquid().map(|liquid| liquid.to_string()),
            concentration: terms.concentration().map(|c| c.to_string()),
            weight_rule: regimen.weight.to_string(),
            step: regimen.step.to_string(),
            hold_rule: regimen.hold.as_ref().map(ToString::to_string),
            exemption: text(regimen.exemption.as_ref().map(|by| by as &dyn ToString)),
        }
    }

    /// In words: `KT-253 1 mg/kg IV, 5 mL/kg`; while arms are hidden `IV, 5 mL/kg`.
    pub fn words(&self) -> String {
        // The dose of a vehicle alone is its volume.
        let dose = self
            .dose
            .as_ref()
            .filter(|dose| self.volume.as_ref() != Some(dose));
        let what = [self.compound.as_ref(), dose, self.route.as_ref()];
        let what: Vec<&str> = what.into_iter().flatten().map(String::as_str).collect();
        let parts = [what.join(" "), self.volume.clone().unwrap_or_default()];
        let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        parts.join(", ")
    }
}

impl RegimenFacts {
    /// The regimen that follows from a known one.
    pub(crate) fn apply(self, known: &Regimen) -> Result<Regimen, Invalid> {
        let terms = &known.terms;
        let amount = self.dose.or(terms.dose().map(DoseQuantity::value));
        let unit = self.unit.or(terms.dose().map(|dose| dose.unit().clone()));
        let unit = unit.unwrap_or_else(DoseUnit::usual);
        let dose = amount
            .map(|value| DoseQuantity::new(value, unit))
            .transpose()?;
        // A new concentration gives a new volume, unless that is said too.
        let liquid = match self.concentration {
            Some(_) => self.liquid,
            None => self.liquid.or(terms.liquid()),
        };
        Ok(Regimen {
            id: known.id,
            compound: known.compound.clone(),
            terms: DoseTerms::new(dose, self.concentration, liquid)?,
            route: self.route.or_else(|| known.route.clone()),
            weight: self.weight.unwrap_or(known.weight),
            step: self.step.unwrap_or(known.step),
            hold: self.hold.unwrap_or_else(|| known.hold.clone()),
            exemption: self.exemption.unwrap_or_else(|| known.exemption.clone()),
        })
    }
}

/// What a treatment of an arm says of a regimen.
fn described(given: &Treatment) -> Result<Regimen, Invalid> {
    let unit = given.unit.clone().unwrap_or_else(DoseUnit::usual);
    let dose = given
        .dose
        .map(|value| DoseQuantity::new(value, unit))
        .transpose()?;
    Ok(Regimen {
        id: RegimenId::from(fresh_id()),
        compound: Some(given.compound.clone()),
        terms: DoseTerms::new(dose, None, None)?,
        route: given.route.clone(),
        weight: WeightRule::default(),
        step: SyringeStep::default(),
        hold: None,
        exemption: None,
    })
}

impl NewRegimen {
    /// The lines that it makes, with numbers from the next free one on.
    fn lines(&self, record: &StudyRecord) -> Result<Vec<WorkLine>, Error> {
        let arm = &record.arms[arm_by_true_name(&record.study, &record.arms, &self.arm)?];
        let number = next_number(&record.work_lines)..;
        let given = self.given(arm)?;
        let line = |(given, number): (&Treatment, u32)| self.line(arm, given, number);
        given.iter().zip(number).map(line).collect()
    }

    /// What of the arm's description is meant; a compound that it does not name is given besides.
    fn given(&self, arm: &Arm) -> Result<Vec<Treatment>, Invalid> {
        let Some(compound) = &self.compound else {
            return match arm.treatments.is_empty() {
                false => Ok(arm.treatments.clone()),
                true => Err(Invalid::new(
                    "compound",
                    "",
                    format!("is missing: arm `{}` has no treatment on record", arm.name),
                    "name what is given; `vehicle` for the vehicle alone",
                )),
            };
        };
        // A compound may be given by two routes, as the vehicle alone of a combination.
        let route = self.facts.route.as_ref();
        let is_meant = |given: &&Treatment| {
            given.compound.is(compound.as_str())
                && (route.is_none() || given.route.is_none() || given.route.as_ref() == route)
        };
        let known: Vec<Treatment> = arm.treatments.iter().filter(is_meant).cloned().collect();
        if !known.is_empty() {
            return Ok(known);
        }
        Ok(vec![Treatment {
            compound: compound.clone(),
            dose: None,
            unit: None,
            route: None,
            schedule: None,
        }])
    }

    fn line(&self, arm: &Arm, given: &Treatment, number: u32) -> Result<WorkLine, Error> {
        let schedule = match (&self.schedule, &given.schedule) {
            (Some(schedule), _) => schedule.clone(),
            (None, Some(of_arm)) => of_arm.plan(FirstDay::default())?,
            (None, None) => {
                let why = format!(
                    "is missing: arm `{}` has none for {}",
                    arm.name, given.compound
                );
                let hint = "write it as QD x5, Q3W or days 0, 7, 14";
                return Err(Invalid::new("schedule", "", why, hint).into());
            }
        };
        let regimen = self.facts.clone().apply(&described(given)?)?;
        must_say_how_much(&regimen)?;
        Ok(WorkLine {
            id: WorkLineId::from(fresh_id()),
            number,
            kind: WorkKind::Dose,
            whom: Whom::Arms(vec![arm.id]),
            schedule: suited(WorkKind::Dose, schedule)?,
            starts_on: self.starts_on,
            ends_on: None,
            note: self.note.clone(),
            regimen: Some(Box::new(regimen)),
        })
    }
}

/// Refuses a regimen that says neither a dose nor a volume.
fn must_say_how_much(regimen: &Regimen) -> Result<(), Invalid> {
    match (regimen.terms.dose(), regimen.terms.liquid()) {
        (None, None) => Err(Invalid::new(
            "dose",
            "",
            "is missing, and so is the volume",
            "say how much is given: a dose in mg/kg, a volume in mL/kg, or both",
        )),
        _ => Ok(()),
    }
}

impl Notebook {
    /// The lines as they would be added, without adding them, and what is remarkable about them.
    ///
    /// # Errors
    /// As adding them.
    pub fn look_at_regimen(
        &self,
        study: &str,
        new: &NewRegimen,
    ) -> Result<(Vec<crate::work::WorkLineView>, Vec<String>), Error> {
        let mut record = self.store().study(study)?;
        record.study.must_be_open()?;
        let lines = new.lines(&record)?;
        let known = record.work_lines.len();
        record.work_lines.extend(lines);
        let notes = remarks(&record, &record.work_lines[known..])?;
        let views = record.work_lines[known..].iter();
        let views = views.map(|line| crate::work::work_line_view(&record, line, new.starts_on));
        Ok((views.collect(), notes))
    }

    /// Plans doses; answers the numbers of the lines.
    ///
    /// # Errors
    /// If the arm is not known, dose, concentration and volume contradict each other, or a volume is above the maximum of
    /// its route.
    pub(crate) fn add_regimen(
        &mut self,
        study: &str,
        new: &NewRegimen,
    ) -> Result<(Vec<u32>, Option<Receipt>), Error> {
        let ((numbers, notes), receipt) = self.write("add regimen", None, |op| {
            let mut record = op.study(study)?;
            record.study.must_be_open()?;
            let lines = new.lines(&record)?;
            let insert = |line: &WorkLine| op.insert_work_line(record.study.id, line);
            lines.iter().try_for_each(insert)?;
            let known = record.work_lines.len();
            let numbers: Vec<u32> = lines.iter().map(|line| line.number).collect();
            record.work_lines.extend(lines);
            let notes = remarks(&record, &record.work_lines[known..])?;
            Ok((numbers, notes))
        })?;
        Ok((numbers, receipt.map(|receipt| receipt.noting(notes))))
    }
}

/// What is remarkable about dose lines that are on a record: volumes above good practice, and what would tell arms apart while
/// they are hidden.
///
/// # Errors
/// If a volume is above the maximum of its route, and nobody exempted it.
pub(crate) fn remarks(record: &StudyRecord, lines: &[WorkLine]) -> Result<Vec<String>, Error> {
    let mut notes = Vec::new();
    for line in lines {
        for note in limits(record, line)?
            .into_iter()
            .chain(told_apart(record, line))
        {
            if !notes.contains(&note) {
                notes.push(note);
            }
        }
    }
    Ok(notes)
}

/// How the volumes of a day stand to the limits, of all lines about the same animals together.
fn limits(record: &StudyRecord, line: &WorkLine) -> Result<Vec<String>, Error> {
    let on = line.starts_on;
    let together = record.work_lines.iter().filter(|other| {
        let same = other.id == line.id || other.ends_on.is_none_or(|last| last >= on);
        same && other.whom == line.whom
    });
    let mut doses = Vec::new();
    for other in together {
        let regimen = other.regimen.as_deref();
        let given = regimen.and_then(|regimen| regimen.route.as_ref().zip(regimen.terms.liquid()));
        if let Some((route, LiquidDose::MlPerKg(ml_per_kg))) = given {
            let dose = DayDose {
                route,
                ml_per_kg,
                ml_per_site: None,
            };
            let slots = usize::from(other.schedule.slots_a_day().max(1));
            doses.extend(std::iter::repeat_n(dose, slots));
        }
    }
    let exemption = line
        .regimen
        .as_ref()
        .and_then(|regimen| regimen.exemption.as_ref());
    let mut notes = Vec::new();
    for finding in judge_day(LimitPreset::Diehl, record.study.protocol.species, &doses) {
        match (finding.excess, exemption) {
            (Excess::Maximum, None) => {
                return Err(Error::state(
                    finding.to_string(),
                    Remedy::SmallerVolumeOrExemption,
                ));
            }
            (Excess::Maximum, Some(by)) => notes.push(format!("{finding}; exempt: {by}")),
            _ => notes.push(finding.to_string()),
        }
    }
    Ok(notes)
}

/// A sentence for what would tell the arm of a line from another one while arms are hidden.
fn told_apart(record: &StudyRecord, line: &WorkLine) -> Vec<String> {
    let differs = differences(record, line);
    match differs.is_empty() {
        true => Vec::new(),
        false => vec![format!(
            "line {} differs from that of another arm ({}): that tells arms apart in a blinded study",
            line.number,
            differs.join(", ")
        )],
    }
}

/// In what a line about doses differs from those of other arms.
pub(crate) fn differences(record: &StudyRecord, line: &WorkLine) -> Vec<&'static str> {
    let Some(regimen) = line.regimen.as_deref() else {
        return Vec::new();
    };
    let others = record.work_lines.iter().filter(|other| {
        let is_later = other.ends_on.is_none_or(|last| last >= line.starts_on);
        is_later && other.whom != line.whom
    });
    let others: Vec<(&WorkLine, &Regimen)> = others
        .filter_map(|other| Some((other, other.regimen.as_deref()?)))
        .collect();
    // Each arm of a combination is dosed by several routes: lines of the same route are compared, where there are any.
    let is_same_route = |theirs: &Regimen| theirs.route == regimen.route;
    let alike = others.iter().filter(|(_, theirs)| is_same_route(theirs));
    let alike: Vec<&(&WorkLine, &Regimen)> = alike.collect();
    if alike.is_empty() {
        return match others.is_empty() {
            true => Vec::new(),
            false => vec!["route"],
        };
    }
    let mut differs: Vec<&'static str> = Vec::new();
    for (other, theirs) in alike {
        let all = [
            ("volume", theirs.terms.liquid() != regimen.terms.liquid()),
            ("schedule", other.schedule != line.schedule),
            ("rule for holding doses", theirs.hold != regimen.hold),
        ];
        let new = all
            .into_iter()
            .filter(|(what, is_other)| *is_other && !differs.contains(what));
        let new: Vec<&'static str> = new.map(|(what, _)| what).collect();
        differs.extend(new);
    }
    differs
}
