//! Exposure: the doses that were planned for each animal, and what became of them.
//!
//! **Planned** are the doses of a line of the work plan while it is in force, as long as the animal
//! was on study and on treatment, up to the last date on which anything was recorded in the study. Doses of that
//! date of which nothing was recorded are still to be given, if the study is open; so are those of the date on which an animal
//! left, which nobody gives any more. A dose that something was recorded of counts, whatever the plan says by now.
//!
//! **Amounts** are those that the entries of doses keep from their moment. Of another compound nothing of the planned one was
//! given. Where no dose is planned but a volume, as of a vehicle, the volume is the dose. Where the amount of one dose is not known, no sum is.

mod deviations;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;

use crate::work::{doses_planned_in, is_off_treatment};
use domain::{
    AnimalAmounts, AnimalExposure, AnimalRecord, ArmExposure, DatedDose, DoseCounts, DoseDeviation,
    DoseState, ExposureSection, Label, LiquidDose, PlannedDose, Regimen, StudyRecord, StudyStatus,
    Waiver, WorkKind, WorkLine,
};

/// The exposure of the animals of a study, rows in the order of these names of arms; none if no dose was planned or
/// recorded.
pub(crate) fn exposure(study: &StudyRecord, arms: &[&str]) -> Option<ExposureSection> {
    let lines = study.work_lines.iter().filter(|l| l.kind == WorkKind::Dose);
    let lines: Vec<&WorkLine> = lines.collect();
    let doses = study.animals.iter().flat_map(|animal| &animal.doses);
    if lines.is_empty() && doses.count() == 0 {
        return None;
    }
    let last = last_date(study)?;
    let mut known = Vec::new();
    for animal in &study.animals {
        known.push((
            arm_of(study, animal, arms),
            AnimalDoses::of(study, &lines, animal, last),
        ));
    }
    known.sort_by_key(|(arm, _)| arm.unwrap_or(usize::MAX));
    let rows: Vec<ExposureRow<'_>> = known
        .iter()
        .flat_map(|(arm, of)| {
            of.given
                .iter()
                .map(move |(key, given)| (*arm, &of.animal.animal.tag, key, given))
        })
        .collect();
    if rows.is_empty() {
        return None;
    }
    let name = |arm: Option<usize>| arm.map(|arm| arms[arm].to_owned());
    let animals = rows
        .iter()
        .map(|(arm, tag, key, given)| given.of_animal(key, tag, name(*arm)));
    let animals: Vec<AnimalExposure> = animals.collect();
    let deviations = known
        .iter()
        .flat_map(|(arm, of)| of.deviations(study, name(*arm)));
    let deviations: Vec<DoseDeviation> = deviations.collect();
    let mut deviation_counts = BTreeMap::new();
    for deviation in &deviations {
        *deviation_counts.entry(deviation.kind).or_insert(0) += 1;
    }
    Some(ExposureSection {
        arms: by_arm(&rows, &name),
        animals,
        deviations,
        deviation_counts,
    })
}

/// The last date on which anything was recorded.
fn last_date(study: &StudyRecord) -> Option<NaiveDate> {
    let of_animal = |animal: &AnimalRecord| {
        let left = animal.disposition.as_ref().map(|left| left.when.date);
        animal.moments().map(|when| when.date).chain(left).max()
    };
    study.animals.iter().filter_map(of_animal).max()
}

/// The place of an animal's arm among these names.
fn arm_of(study: &StudyRecord, animal: &AnimalRecord, arms: &[&str]) -> Option<usize> {
    let id = animal.animal.arm?;
    let arm = study.arms.iter().find(|arm| arm.id == id)?;
    arms.iter().position(|name| arm.name.as_str() == *name)
}

/// What tells one sum of doses from another. Lines that follow each other for a compound and route are one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    compound: Option<String>,
    route: Option<String>,
    unit: Option<String>,
}

/// A dose of the plan, and what was recorded of it.
struct Slot<'a> {
    planned: PlannedDose,
    /// None if the line is not known.
    line: Option<&'a WorkLine>,
    entries: Vec<&'a DatedDose>,
    waiver: Option<&'a Waiver>,
    /// How many doses the line plans for that date.
    of_date: usize,
}

/// The doses of one animal.
struct AnimalDoses<'a> {
    animal: &'a AnimalRecord,
    slots: Vec<Slot<'a>>,
    unplanned: Vec<&'a DatedDose>,
    given: BTreeMap<Key, Given>,
}

/// Counts and sums of an animal's doses that have the same key.
#[derive(Debug, Default)]
struct Given {
    /// The number of the first line that plans one of them, so that rows stand in the order of the plan; none if no line does.
    line: Option<u32>,
    counts: DoseCounts,
    planned: f64,
    given: f64,
    /// Number of doses whose amount is in `given`.
    doses: usize,
    is_unknown: bool,
}

impl<'a> AnimalDoses<'a> {
    fn of(
        study: &'a StudyRecord,
        lines: &[&'a WorkLine],
        animal: &'a AnimalRecord,
        last: NaiveDate,
    ) -> Self {
        let mut recorded: HashMap<PlannedDose, Vec<&DatedDose>> = HashMap::new();
        let mut unplanned = Vec::new();
        for dose in &animal.doses {
            match dose.planned {
                Some(planned) => recorded.entry(planned).or_default().push(dose),
                None => unplanned.push(dose),
            }
        }
        let mut slots = Vec::new();
        for line in lines {
            slots.extend(slots_of(study, line, animal, last, &mut recorded));
        }
        // What the plan does not ask for by now, or of a line that is not known.
        let mut rest: Vec<_> = recorded.into_iter().collect();
        rest.sort_by_key(|(planned, _)| (planned.on, planned.line, planned.slot));
        slots.extend(rest.into_iter().map(|(planned, entries)| Slot {
            planned,
            line: lines.iter().copied().find(|line| line.id == planned.line),
            entries,
            waiver: None,
            of_date: 1,
        }));
        slots.sort_by_key(|slot| (slot.planned.on, slot.planned.slot));
        let mut doses = Self {
            animal,
            slots,
            unplanned,
            given: BTreeMap::new(),
        };
        doses.sum();
        doses
    }

    fn sum(&mut self) {
        for slot in &self.slots {
            let key = Key {
                compound: slot.compound(),
                route: slot.route(),
                unit: slot.unit(),
            };
            self.given.entry(key).or_default().add(slot);
        }
        for dose in self.unplanned.iter().filter(|dose| dose.is_given()) {
            let compound = dose.compound.as_ref().map(ToString::to_string);
            let route = dose.route.as_ref().map(ToString::to_string);
            let unit = dose.unit.as_ref().map(ToString::to_string);
            let is_same = |key: &Key| {
                key.compound == compound
                    && (route.is_none() || key.route == route)
                    && (unit.is_none() || key.unit == unit)
            };
            let known = self.given.keys().find(|key| is_same(key)).cloned();
            let key = known.unwrap_or(Key {
                compound,
                route,
                unit,
            });
            let given = self.given.entry(key).or_default();
            given.counts.unplanned += 1;
            given.add_amount(dose.given_dose);
        }
    }
}

/// The doses that a line planned for an animal up to a date, with what was recorded of each, which is taken out of
/// `recorded`.
fn slots_of<'a>(
    study: &'a StudyRecord,
    line: &'a WorkLine,
    animal: &'a AnimalRecord,
    last: NaiveDate,
    recorded: &mut HashMap<PlannedDose, Vec<&'a DatedDose>>,
) -> Vec<Slot<'a>> {
    let left = animal.disposition.as_ref().map(|left| left.when.date);
    let first = line
        .starts_on
        .max(crate::day_account::added_on(animal).unwrap_or(line.starts_on));
    let until = left
        .unwrap_or(last)
        .min(line.ends_on.unwrap_or(last))
        .min(last);
    if first > until || !line.whom.includes(&animal.animal) {
        return Vec::new();
    }
    let is_closed = study.study.status == StudyStatus::Closed;
    let occasions = doses_planned_in(study, animal, line, first..=until);
    let mut slots = Vec::new();
    let by_date = occasions.chunk_by(|a, b| a.date == b.date);
    let with_number = by_date.flat_map(|of| of.iter().map(|occasion| (occasion, of.len())));
    for (occasion, of_date) in with_number {
        let planned = PlannedDose {
            line: line.id,
            on: occasion.date,
            slot: occasion.slot.into(),
        };
        let entries = recorded.remove(&planned).unwrap_or_default();
        let is_gone = left == Some(planned.on) || is_off_treatment(animal, planned.on);
        let is_due = planned.on == last && !is_closed;
        let waiver = waiver_of(study, animal, planned);
        if entries.is_empty() && (is_gone || is_due && waiver.is_none()) {
            continue;
        }
        slots.push(Slot {
            planned,
            line: Some(line),
            waiver: waiver.filter(|_| entries.is_empty()),
            entries,
            of_date,
        });
    }
    slots
}

fn waiver_of<'a>(
    study: &'a StudyRecord,
    animal: &AnimalRecord,
    planned: PlannedDose,
) -> Option<&'a Waiver> {
    let of_dose = (animal.animal.id, planned.line, planned.on);
    let mut waivers = study.waivers.iter();
    waivers.find(|waiver| (waiver.animal, waiver.line, waiver.planned_on) == of_dose)
}

impl Slot<'_> {
    fn regimen(&self) -> Option<&Regimen> {
        self.line?.regimen.as_deref()
    }

    /// What became of it. Where there are several entries, the one that gave the most counts.
    fn state(&self) -> Option<DoseState> {
        let most_first = [
            DoseState::Given,
            DoseState::Partial,
            DoseState::Misdosed,
            DoseState::Held,
            DoseState::Missed,
        ];
        let has = |state: &DoseState| self.entries.iter().any(|dose| dose.state == *state);
        most_first.into_iter().find(has)
    }

    fn compound(&self) -> Option<String> {
        let planned = self.regimen().and_then(|regimen| regimen.compound.as_ref());
        let given = || self.entries.first().and_then(|dose| dose.compound.as_ref());
        planned.or_else(given).map(ToString::to_string)
    }

    fn route(&self) -> Option<String> {
        let planned = self.regimen().and_then(|regimen| regimen.route.as_ref());
        let given = || self.entries.first().and_then(|dose| dose.route.as_ref());
        planned.or_else(given).map(ToString::to_string)
    }

    /// The planned volume where no dose is planned, as of a vehicle: it is the dose then.
    fn liquid(&self) -> Option<LiquidDose> {
        let terms = &self.regimen()?.terms;
        terms.liquid().filter(|_| terms.dose().is_none())
    }

    fn unit(&self) -> Option<String> {
        let planned = self.regimen().and_then(|regimen| regimen.terms.dose());
        let planned = planned.map(|dose| dose.unit().to_string());
        let volume = || {
            let unit = match self.liquid()? {
                LiquidDose::MlPerKg(_) => "mL/kg",
                LiquidDose::MlPerAnimal(_) => "mL/animal",
            };
            Some(unit.to_owned())
        };
        let given = || {
            let unit = self.entries.first()?.unit.as_ref()?;
            Some(unit.to_string())
        };
        planned.or_else(volume).or_else(given)
    }

    /// How much was planned: as the entry says, which keeps the plan of its moment.
    fn planned_dose(&self) -> Option<f64> {
        let entry = self.entries.iter().find_map(|dose| dose.planned_dose);
        let plan = || Some(self.regimen()?.terms.dose()?.value());
        let volume = || match self.liquid()? {
            LiquidDose::MlPerKg(ml) | LiquidDose::MlPerAnimal(ml) => Some(ml),
        };
        entry.or_else(plan).or_else(volume)
    }

    /// How much an entry gave, in the unit of the slot.
    fn amount(&self, dose: &DatedDose) -> Option<f64> {
        let volume = || match self.liquid()? {
            LiquidDose::MlPerKg(_) => {
                let (weight, _) = dose.weight?;
                Some(dose.volume_ml? * 1000.0 / weight.grams())
            }
            LiquidDose::MlPerAnimal(_) => dose.volume_ml,
        };
        dose.given_dose.or_else(volume)
    }

    /// Whether an entry gave something else than was planned.
    fn is_of_other(&self, dose: &DatedDose) -> bool {
        let planned = self.regimen().and_then(|regimen| regimen.compound.as_ref());
        dose.state == DoseState::Misdosed && planned.is_some() && dose.compound.as_ref() != planned
    }
}

impl Given {
    fn add(&mut self, slot: &Slot<'_>) {
        match slot.waiver {
            Some(_) => {
                self.counts.waived += 1;
                self.counts.planned += 1;
            }
            None => self.counts.count(slot.state()),
        }
        let number = slot.line.map(|line| line.number);
        self.line = self.line.into_iter().chain(number).min();
        self.planned += slot.planned_dose().unwrap_or_default();
        for dose in slot.entries.iter().filter(|dose| dose.is_given()) {
            if !slot.is_of_other(dose) {
                self.add_amount(slot.amount(dose));
            }
        }
    }

    fn add_amount(&mut self, amount: Option<f64>) {
        match amount {
            Some(amount) => {
                self.given += amount;
                self.doses += 1;
            }
            None => self.is_unknown = true,
        }
    }

    /// The sum; none if there is no unit, or an amount is not known.
    fn total(&self, key: &Key) -> Option<f64> {
        (!self.is_unknown && key.unit.is_some()).then_some(self.given)
    }

    fn of_animal(&self, key: &Key, tag: &Label, arm: Option<String>) -> AnimalExposure {
        let planned = key.unit.as_ref().map(|_| self.planned);
        let total = self.total(key);
        AnimalExposure {
            animal: tag.to_string(),
            arm,
            compound: key.compound.clone(),
            route: key.route.clone(),
            unit: key.unit.clone(),
            counts: self.counts,
            amounts: AnimalAmounts {
                planned_total: planned,
                total,
                intensity_percent: intensity(total, planned),
            },
        }
    }
}

/// Given of planned, percent; none if nothing was planned.
fn intensity(given: Option<f64>, planned: Option<f64>) -> Option<f64> {
    let planned = planned.filter(|planned| *planned > 0.0)?;
    given.map(|given| 100.0 * given / planned)
}

/// The place of an arm, the tag of one of its animals, and one sum of its doses.
type ExposureRow<'a> = (Option<usize>, &'a Label, &'a Key, &'a Given);

/// A row per arm, compound, route and unit, in the order of arms and of the plan.
fn by_arm(
    rows: &[ExposureRow<'_>],
    name: &impl Fn(Option<usize>) -> Option<String>,
) -> Vec<ArmExposure> {
    let mut all: BTreeMap<(usize, &Key), Vec<&Given>> = BTreeMap::new();
    for (arm, _, key, given) in rows {
        let of_arm = all.entry((arm.unwrap_or(usize::MAX), *key)).or_default();
        of_arm.push(given);
    }
    let place = |given: &[&Given]| {
        given
            .iter()
            .filter_map(|of| of.line)
            .min()
            .unwrap_or(u32::MAX)
    };
    let mut all: Vec<_> = all.into_iter().collect();
    all.sort_by_key(|((arm, _), given)| (*arm, place(given)));
    let rows = all.into_iter().map(|((arm, key), given)| {
        let arm = Some(arm).filter(|arm| *arm != usize::MAX);
        of_arm(name(arm), key, &given)
    });
    rows.collect()
}

fn of_arm(arm: Option<String>, key: &Key, given: &[&Given]) -> ArmExposure {
    let mut counts = DoseCounts::default();
    given.iter().for_each(|of| counts.add(&of.counts));
    let n = given.len();
    let mean = |sum: f64, n: usize| (n > 0).then(|| sum / n as f64);
    let planned: f64 = given.iter().map(|of| of.planned).sum();
    let planned = key.unit.as_ref().map(|_| planned);
    let totals: Option<Vec<f64>> = given.iter().map(|of| of.total(key)).collect();
    let total = totals.as_ref().map(|totals| totals.iter().sum::<f64>());
    let doses: usize = given.iter().map(|of| of.doses).sum();
    let amount: f64 = given.iter().map(|of| of.given).sum();
    let end = |better: fn(f64, f64) -> f64| totals.iter().flatten().copied().reduce(better);
    ArmExposure {
        arm,
        compound: key.compound.clone(),
        route: key.route.clone(),
        unit: key.unit.clone(),
        n,
        counts,
        mean_dose: key.unit.as_ref().and_then(|_| mean(amount, doses)),
        mean_planned_total: planned.and_then(|planned| mean(planned, n)),
        mean_total: total.and_then(|total| mean(total, n)),
        least_total: end(f64::min),
        most_total: end(f64::max),
        intensity_percent: intensity(total, planned),
    }
}
