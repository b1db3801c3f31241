//! Readings, weighings and dispositions of the rows whose animal is known.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::draft::{Draft, Origin, moment};
use super::plausible::is_one_by_one;
use super::roster::origin;
use crate::animals::may_be_born;
use crate::entries::must_have_happened;
use crate::file_problems::{Effect, MOST_PROBLEMS};
use crate::import::field::Field;
use crate::import::outcome::{Disagreement, ImportNote};
use crate::import::rows::TidyRow;
use domain::{
    BodyWeight, Dated, Disposition, DispositionId, Invalid, Observation, ReadingId, TumorFinding,
    VolumeFormula, WeighingId, When,
};

/// A volume may differ by this fraction from that of the sizes in its row.
pub(super) const TOLERANCE: f64 = 0.01;

/// The number of rows with sizes and a volume, and how many of them each formula fits.
#[derive(Default)]
struct Fits {
    rows: usize,
    by_formula: [usize; VolumeFormula::ALL.len()],
}

impl Draft<'_> {
    /// Records the values of the rows, each of the animal with the index beside it; dispositions first, because no
    /// reading may follow them.
    pub fn record_entries(&mut self, rows: &[TidyRow], animals: &[usize], today: NaiveDate) {
        let mut timed = Vec::with_capacity(rows.len());
        for (row, &at) in rows.iter().zip(animals) {
            match self.when(row, at) {
                Ok(Some(when)) if row.has_value() => match must_have_happened(when, today) {
                    Ok(()) => timed.push((row, at, when)),
                    Err(invalid) => self.refuse_time(row, when, invalid),
                },
                Ok(_) => {}
                Err(problem) => self.problems.push(*problem),
            }
        }
        for &(row, at, when) in &timed {
            self.dispose(row, at, when);
        }
        // Lists that grow are copied while they do, and take more than twice the memory.
        let readings = timed.iter().filter(|(row, ..)| row.observation.is_some());
        let readings = readings.count();
        self.readings.reserve(readings);
        self.plan.readings.reserve_exact(readings);
        let mut fits = Fits::default();
        for &(row, at, when) in &timed {
            if self.has_left(row, at, when) {
                continue;
            }
            if let Some(observation) = &row.observation {
                let is_tiny = self.options.one_by_one_not_palpable && is_one_by_one(observation);
                let found = if is_tiny {
                    &Observation::NotPalpable
                } else {
                    observation
                };
                self.read(row, at, when, found, &mut fits);
            }
            if let Some(weight) = row.weight {
                self.weigh(row, at, when, weight);
            }
        }
        self.name_better_formula(&fits);
    }

    /// Refuses dates of birth that new animals cannot have.
    pub fn check_births(&mut self, rows: &[TidyRow], animals: &[usize], today: NaiveDate) {
        let placed = || rows.iter().zip(animals);
        let mut firsts: HashMap<usize, NaiveDate> = HashMap::new();
        for (row, at) in placed().filter(|(row, _)| row.has_value()) {
            if let Ok(Some(when)) = self.when(row, *at) {
                let first = firsts.entry(*at).or_insert(when.date);
                *first = when.date.min(*first);
            }
        }
        for (row, at) in placed() {
            let animal = &self.animals[*at];
            let is_new = !matches!(animal.origin, Origin::Study);
            // The first row that states it tells; what is refused is taken away from the animal.
            let born = row
                .born_on
                .filter(|on| is_new && animal.animal.born_on == Some(*on));
            let Some(born) = born else { continue };
            let is_dated = !animal.animal.day0_is_assumed(&self.plan.study.protocol);
            let first = firsts.get(at).copied().filter(|_| is_dated);
            let checked = may_be_born(born, &self.plan.study.protocol, first, today);
            if let Err(invalid) = checked {
                self.animals[*at].animal.born_on = None;
                self.refuse(row, Field::Born, invalid, Effect::Cell);
            }
        }
    }

    /// Refuses the day of a row, as the row writes it.
    fn refuse_time(&mut self, row: &TidyRow, when: When, invalid: Invalid) {
        let field = time_field(row);
        let invalid = Invalid {
            field: field.id(),
            value: shown_time(row, when),
            ..invalid
        };
        self.refuse(row, field, invalid, Effect::Row);
    }

    fn dispose(&mut self, row: &TidyRow, at: usize, when: When) {
        let Some((kind, reason)) = &row.disposition else {
            return;
        };
        let known = &self.animals[at];
        if let Some((left, Origin::Study)) = known.left
            && left == when
            && known.left_as == Some(*kind)
        {
            return self.standing.count_disposition();
        }
        let refusal = match (known.left, known.last) {
            (Some((_, first)), _) => Some((
                format!(
                    "is the second one of animal `{}`; the first is in {}",
                    row.animal,
                    self.describe(first)
                ),
                "an animal leaves once: remove or correct one of them",
            )),
            (None, Some(last)) if last.is_past(when) => Some((
                format!(
                    "of animal `{}` on {} is before its last entry in the study, of {}",
                    row.animal,
                    known.animal.said(&self.plan.study.protocol, when),
                    known.animal.said(&self.plan.study.protocol, last)
                ),
                "check the day",
            )),
            _ => None,
        };
        if let Some((why, hint)) = refusal {
            let invalid = Invalid::new("disposition", kind.words(), why, hint);
            return self.refuse(row, Field::Disposition, invalid, Effect::Cell);
        }
        if let Err(invalid) = kind.suits(&known.animal) {
            return self.refuse(row, Field::Disposition, invalid, Effect::Cell);
        }
        let known = &mut self.animals[at];
        known.left = Some((when, origin(row)));
        let disposition = Disposition {
            id: DispositionId((self.new_id)()),
            kind: *kind,
            when,
            reason: reason.clone(),
        };
        self.plan.dispositions.push((known.animal.id, disposition));
    }

    /// Refuses a row that is dated after its animal left the study; answers whether it was.
    fn has_left(&mut self, row: &TidyRow, at: usize, when: When) -> bool {
        let Some((left, place)) = self.animals[at].left else {
            return false;
        };
        if !when.is_past(left) || (row.observation.is_none() && row.weight.is_none()) {
            return false;
        }
        let why = format!(
            "is after animal `{}` left the study, on {} ({})",
            row.animal,
            self.animals[at]
                .animal
                .said(&self.plan.study.protocol, left),
            self.describe(place)
        );
        let invalid = Invalid::new(
            "row",
            "",
            why,
            "check the tag and the day, or the disposition",
        );
        self.refuse_time(row, when, invalid);
        true
    }

    fn read(
        &mut self,
        row: &TidyRow,
        at: usize,
        when: When,
        observation: &Observation,
        fits: &mut Fits,
    ) {
        if let Some(implanted) = self.plan.study.protocol.implanted_after(when) {
            let why = format!("is before the tumor was implanted, on {implanted}");
            let field = time_field(row);
            let hint = "check the day, and the study's implantation date and day 0";
            let invalid = Invalid::new(field.id(), shown_time(row, when), why, hint);
            return self.refuse(row, field, invalid, Effect::Cell);
        }
        if let Err(invalid) = observation.check(self.plan.study.protocol.species) {
            let field = size_field(&invalid);
            return self.refuse(row, field, invalid, Effect::Cell);
        }
        let Some(tumor) = self.tumor_of(row, at) else {
            return;
        };
        if self.stands(row, tumor, when, observation) {
            return self.compare(row, observation, fits);
        }
        let repeat = row.repeat.unwrap_or(1);
        let id = ReadingId((self.new_id)());
        let key = (tumor, moment(when), repeat);
        if let Some(&(known, first)) = self.readings.get(&key) {
            if self.is_told_again(row, known, first, observation) {
                return;
            }
            let why = format!(
                "has this reading of animal `{}` already, in {}",
                row.animal,
                self.describe(first)
            );
            let hint = match row.repeat {
                None => "remove one of them, or number them 1, 2 in a column repeat",
                Some(_) => "remove one of them, or give it another repeat",
            };
            let field = time_field(row);
            let invalid = Invalid::new(field.id(), shown_time(row, when), why, hint);
            return self.refuse(row, field, invalid, Effect::Cell);
        }
        self.readings.insert(key, (id, origin(row)));
        self.compare(row, observation, fits);
        let reading = Dated {
            id,
            when,
            clock_time: row.clock_time,
            repeat,
            observer: row.observer.clone(),
            entry: TumorFinding {
                observation: observation.clone(),
                typed: row.typed.clone(),
                method: row.method.clone().unwrap_or_else(|| self.method.clone()),
            },
        };
        self.plan.readings.push((tumor, reading));
    }

    /// Records a weight, unless the same one is on record.
    fn weigh(&mut self, row: &TidyRow, at: usize, when: When, weight: BodyWeight) {
        let columns = &self.files[row.file as usize].columns;
        let numbered = columns.of(Field::WeightRepeat).is_some();
        let has_own_time = columns.of(Field::WeightTime).is_some();
        let repeat = match numbered {
            true => row.weight_repeat.unwrap_or(1),
            false => row.repeat.unwrap_or(1),
        };
        let grams = weight.grams();
        if let Err(invalid) = self.plan.study.protocol.species.check_weight(grams) {
            return self.refuse(row, Field::Weight, invalid, Effect::Cell);
        }
        if self.weight_stands(row, at, when, weight) {
            return;
        }
        let same = |repeat: u32| {
            let known = self.weighings.get(&(at, moment(when), repeat));
            known.is_some_and(|(known, _)| *known == grams)
        };
        // A file repeats the weight in every row of an animal's day: this is one weighing.
        let is_repeated = !numbered && row.observation.is_some() && (1..repeat).any(same);
        if is_repeated || same(repeat) {
            return;
        }
        if let Some(&(known, first)) = self.weighings.get(&(at, moment(when), repeat)) {
            let why = format!(
                "is not the `{known}` of animal `{}` on the same day in {}",
                row.animal,
                self.describe(first)
            );
            let hint =
                "correct one of them, or number the weighings 1, 2 in a column weight_repeat";
            let invalid = Invalid::new("weight", grams, why, hint);
            return self.refuse(row, Field::Weight, invalid, Effect::Cell);
        }
        self.weighings
            .insert((at, moment(when), repeat), (grams, origin(row)));
        let weighing = Dated {
            id: WeighingId((self.new_id)()),
            when,
            clock_time: match has_own_time {
                true => row.weight_time,
                false => row.clock_time,
            },
            repeat,
            observer: row.observer.clone(),
            entry: weight,
        };
        self.plan
            .weighings
            .push((self.animals[at].animal.id, weighing));
    }

    /// Notes a volume that differs from that of the sizes in its row.
    fn compare(&mut self, row: &TidyRow, observation: &Observation, fits: &mut Fits) {
        let Some(given) = row.volume_beside else {
            return;
        };
        let protocol = &self.plan.study.protocol;
        let computed = |formula| match formula {
            VolumeFormula::Given => None,
            formula => observation.volume_mm3(formula, protocol.calibration),
        };
        let agrees = |computed: f64| (given - computed).abs() <= TOLERANCE * computed;
        fits.rows += 1;
        for (n, formula) in fits.by_formula.iter_mut().zip(VolumeFormula::ALL) {
            *n += usize::from(computed(formula).is_some_and(agrees));
        }
        if let Some(computed_mm3) = computed(protocol.volume_formula).filter(|&v| !agrees(v)) {
            let disagreement = Disagreement {
                place: self.place(row, Field::Volume),
                animal: row.animal.to_string(),
                given_mm3: given,
                computed_mm3,
            };
            self.disagreement_count += 1;
            if self.disagreements.len() < MOST_PROBLEMS {
                self.disagreements.push(disagreement);
            }
        }
    }

    /// Adds a note if nearly all volumes of the file follow another formula than the study's.
    fn name_better_formula(&mut self, fits: &Fits) {
        let own = self.plan.study.protocol.volume_formula;
        let n_of = |formula: VolumeFormula| fits.by_formula[formula as usize];
        let best = VolumeFormula::ALL
            .into_iter()
            .rev()
            .max_by_key(|&f| n_of(f));
        if let Some(best) = best
            && fits.rows > 0
            && own != VolumeFormula::Given
            && n_of(own) * 2 < fits.rows
            && n_of(best) * 10 >= fits.rows * 9
        {
            let message = format!(
                "the volumes in the file were made by {} (`{}`), and `{}` uses {}",
                best.formula(),
                best.id(),
                self.plan.study.name,
                own.formula()
            );
            self.notes.push(ImportNote::new("other_formula", message));
        }
    }
}

/// The field of a size or volume that was refused.
fn size_field(invalid: &Invalid) -> Field {
    match invalid.field {
        "height" => Field::Height,
        "volume" => Field::Volume,
        _ => Field::Length,
    }
}

fn time_field(row: &TidyRow) -> Field {
    match row.day {
        Some(_) => Field::Day,
        None => Field::Date,
    }
}

fn shown_time(row: &TidyRow, when: When) -> String {
    match row.day {
        Some(day) => day.to_string(),
        None => when.date.to_string(),
    }
}
