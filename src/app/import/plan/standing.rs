//! A file that grows and is imported again. What the study has already is passed over and counted, what differs is a
//! correction if the user says so, and what the file does not tell any more is named.

use std::collections::{HashMap, HashSet};
use std::fmt::Display;

use super::draft::{Draft, Moment, Origin, moment};
use super::entries::TOLERANCE;
use super::roster::origin;
use crate::file_problems::Effect;
use crate::import::field::Field;
use crate::import::outcome::ImportNote;
use crate::import::rows::TidyRow;
use domain::{
    AnimalRecord, Blinding, BodyWeight, Dated, ImportRemedy, Invalid, Observation, Reading,
    ReadingId, TumorFinding, TumorId, Weighing, When, counted,
};

/// Readings and weighings that the study has, and what the file told of them.
#[derive(Default)]
pub struct Standing {
    readings: HashMap<(TumorId, Moment), Vec<Reading>>,
    /// By the index of the animal in the draft.
    weighings: HashMap<(usize, Moment), Vec<Weighing>>,
    /// The animal of each tumor.
    owners: HashMap<TumorId, usize>,
    /// The readings that the file tells too.
    retold: HashSet<ReadingId>,
    /// The times of readings that the file tells too.
    covered: HashSet<Moment>,
    /// Readings and weighings that are in the file as they are in the study.
    same_readings: usize,
    same_weighings: usize,
    same_dispositions: usize,
    /// Animals of which the file has a new value for the very day on which the study has them left.
    of_last_day: Vec<String>,
    /// Readings that several files of the import tell alike.
    told_again: usize,
}

/// How many readings a note names.
const NAMED: usize = 10;

impl Standing {
    /// Takes in the entries of an animal with this index.
    pub fn take(&mut self, at: usize, animal: &AnimalRecord) {
        for tumor in &animal.tumors {
            self.owners.insert(tumor.tumor.id, at);
            for reading in &tumor.readings {
                let key = (tumor.tumor.id, moment(reading.when));
                self.readings.entry(key).or_default().push(reading.clone());
            }
        }
        for weighing in &animal.weighings {
            let key = (at, moment(weighing.when));
            self.weighings
                .entry(key)
                .or_default()
                .push(weighing.clone());
        }
    }

    /// Counts a disposition that the study has.
    pub fn count_disposition(&mut self) {
        self.same_dispositions += 1;
    }
}

/// What a value of the file is beside those that the study has for its time.
enum Beside<E: domain::Entry> {
    /// The study has none with its number.
    New,
    /// One of them is the same.
    Same(Dated<E>),
    /// The only one is another.
    Other(Dated<E>),
    /// There are several, and none is the same.
    Several(usize),
}

fn beside<E: domain::Entry>(
    known: Option<&Vec<Dated<E>>>,
    repeat: Option<u32>,
    is_same: impl Fn(&E) -> bool,
) -> Beside<E>
where
    Dated<E>: Clone,
{
    let meant = |entry: &&Dated<E>| repeat.is_none_or(|repeat| entry.repeat == repeat);
    let meant: Vec<&Dated<E>> = known.into_iter().flatten().filter(meant).collect();
    match (
        meant.iter().find(|known| is_same(&known.entry)),
        meant.as_slice(),
    ) {
        (Some(same), _) => Beside::Same((*same).clone()),
        (None, []) => Beside::New,
        (None, [only]) => Beside::Other((*only).clone()),
        (None, several) => Beside::Several(several.len()),
    }
}

impl Draft<'_> {
    /// Whether the study has the reading of a row; then it is counted, corrected or refused here.
    pub fn stands(
        &mut self,
        row: &TidyRow,
        tumor: TumorId,
        when: When,
        observation: &Observation,
    ) -> bool {
        let key = (tumor, moment(when), row.repeat.unwrap_or(1));
        if let Some((_, Origin::Row { .. })) = self.readings.get(&key) {
            return false;
        }
        let protocol = &self.plan.study.protocol;
        let is_same = |known: &TumorFinding| {
            let volume =
                |of: &Observation| of.volume_mm3(protocol.volume_formula, protocol.calibration);
            known.observation == *observation
                || is_volume_of(&known.observation, observation, volume)
        };
        let known = self.standing.readings.get(&(tumor, moment(when)));
        let known = match beside(known, row.repeat, is_same) {
            Beside::New => {
                self.note_of_last_day(row, when, observation);
                return false;
            }
            Beside::Several(n) => {
                self.refuse_several(row, size_of(row), observation, n, "readings");
                return true;
            }
            Beside::Same(known) => {
                self.standing.same_readings += 1;
                known
            }
            Beside::Other(known) => {
                let entry = TumorFinding {
                    observation: observation.clone(),
                    typed: row.typed.clone(),
                    method: row
                        .method
                        .clone()
                        .unwrap_or_else(|| known.entry.method.clone()),
                };
                let was = known.entry.observation.to_string();
                if self.is_correction(row, size_of(row), observation, &was, when) {
                    let corrected = Dated {
                        entry,
                        ..known.clone()
                    };
                    self.plan.corrected_readings.push((tumor, corrected));
                }
                known
            }
        };
        self.standing.retold.insert(known.id);
        self.standing.covered.insert(moment(when));
        let key = (tumor, moment(when), known.repeat);
        self.readings.insert(key, (known.id, origin(row)));
        true
    }

    /// Notes a value of the day on which the study has the animal left: the cell may have told the death before.
    fn note_of_last_day(&mut self, row: &TidyRow, when: When, observation: &Observation) {
        let Some(&at) = self.by_tag.get(&row.animal) else {
            return;
        };
        let known = &self.animals[at];
        let (Some((left, Origin::Study)), Some(kind)) = (known.left, known.left_as) else {
            return;
        };
        if left.date == when.date && observation.is_measured() {
            let day = known.animal.said(&self.plan.study.protocol, when);
            let of_animal = format!("{} ({}, {day})", row.animal, kind.words());
            self.standing.of_last_day.push(of_animal);
        }
    }

    /// Whether another file of the import tells the same reading with the same value; it is counted then.
    pub fn is_told_again(
        &mut self,
        row: &TidyRow,
        known: ReadingId,
        first: Origin,
        observation: &Observation,
    ) -> bool {
        let Origin::Row { file, .. } = first else {
            return false;
        };
        let name = |file: u32| &self.files[file as usize].table.file;
        // Readings are planned in the order of their ids.
        let readings = &self.plan.readings;
        let at = readings.binary_search_by_key(&known.0, |(_, reading)| reading.id.0);
        let is_same = at.is_ok_and(|at| readings[at].1.entry.observation == *observation);
        let is_again = is_same && name(file) != name(row.file);
        self.standing.told_again += usize::from(is_again);
        is_again
    }

    /// The same for a weighing of the animal with this index.
    pub fn weight_stands(
        &mut self,
        row: &TidyRow,
        at: usize,
        when: When,
        weight: BodyWeight,
    ) -> bool {
        let columns = &self.files[row.file as usize].columns;
        let repeat = match columns.of(Field::WeightRepeat).is_some() {
            true => row.weight_repeat,
            false => row.repeat,
        };
        let key = (at, moment(when), repeat.unwrap_or(1));
        if let Some((_, Origin::Row { .. })) = self.weighings.get(&key) {
            return false;
        }
        let grams = weight.grams();
        let known = self.standing.weighings.get(&(at, moment(when)));
        let known = match beside(known, repeat, |known: &BodyWeight| known.grams() == grams) {
            Beside::New => return false,
            Beside::Several(n) => {
                self.refuse_several(row, Field::Weight, &grams, n, "body weights");
                return true;
            }
            Beside::Same(known) => {
                self.standing.same_weighings += 1;
                known
            }
            Beside::Other(known) => {
                let was = format!("{} g", known.entry.grams());
                let now = format!("{grams} g");
                if self.is_correction(row, Field::Weight, &now, &was, when) {
                    let animal = self.animals[at].animal.id;
                    let corrected = Dated {
                        entry: weight,
                        ..known.clone()
                    };
                    self.plan.corrected_weighings.push((animal, corrected));
                }
                known
            }
        };
        let key = (at, moment(when), known.repeat);
        self.weighings.insert(key, (grams, origin(row)));
        true
    }

    /// Whether a value that differs from the one in the study is taken; otherwise it is a problem.
    fn is_correction(
        &mut self,
        row: &TidyRow,
        field: Field,
        now: &dyn Display,
        was: &str,
        when: When,
    ) -> bool {
        let at = self.by_tag.get(&row.animal);
        let protocol = &self.plan.study.protocol;
        let day = at.map_or(String::new(), |&at| {
            self.animals[at].animal.said(protocol, when)
        });
        let (name, animal) = (&self.plan.study.name, &row.animal);
        if self.options.update.is_some() {
            let message = format!("animal {animal}, {day}: {was} became {now}");
            self.corrections.push(message);
            return true;
        }
        let why = format!("of animal `{animal}` on {day} is not the `{was}` that `{name}` has");
        let invalid = Invalid::new(field.id(), now, why, ImportRemedy::UpdateChanged);
        self.refuse(row, field, invalid, Effect::Cell);
        false
    }

    fn refuse_several(
        &mut self,
        row: &TidyRow,
        field: Field,
        now: &dyn Display,
        n: usize,
        what: &str,
    ) {
        let why = format!(
            "is none of the {n} {what} that `{}` has of animal `{}` at that time",
            self.plan.study.name, row.animal
        );
        let hint = "number them 1, 2 in a column repeat, or correct them in the study";
        let invalid = Invalid::new(field.id(), now, why, hint);
        self.refuse(row, field, invalid, Effect::Cell);
    }

    /// Notes what the study had already, what was corrected, and which of its readings are missing in a file that tells
    /// others of their time.
    pub fn compare_with_study(&mut self) {
        let standing = &self.standing;
        let same = [
            (standing.same_readings, "reading"),
            (standing.same_weighings, "body weight"),
            (standing.same_dispositions, "disposition"),
        ];
        let same = same.into_iter().filter(|(n, _)| *n > 0);
        let same: Vec<String> = same.map(|(n, what)| counted(n, what)).collect();
        if !same.is_empty() {
            let message = format!(
                "{} of the file in `{}` already, with the same value: passed over",
                same.join(" and "),
                self.plan.study.name
            );
            self.notes.push(ImportNote::new("known", message));
        }
        if !standing.of_last_day.is_empty() {
            let message = format!(
                "a value was added of the day on which `{}` has the animal left: {}; lift the disposition if that is wrong",
                self.plan.study.name,
                first_ones(&standing.of_last_day)
            );
            self.notes.push(ImportNote::new("of_last_day", message));
        }
        if standing.told_again > 0 {
            let n = counted(standing.told_again, "reading");
            let message = format!("{n} stand in several files with the same value: taken once");
            self.notes.push(ImportNote::new("told_again", message));
        }
        if !self.corrections.is_empty() {
            let message = format!("corrected: {}", first_ones(&self.corrections));
            self.notes.push(ImportNote::new("corrected", message));
        }
        let vanished = self.vanished();
        if !vanished.is_empty() {
            // Tags would tell who is behind the codes of a blinded study.
            let which = match self.plan.study.blinding {
                Blinding::BlindedAnimals => String::new(),
                _ => format!(": {}", first_ones(&vanished)),
            };
            let message = format!(
                "{} of `{}` not in the file, which tells others of the same days{which}; the study keeps them",
                counted(vanished.len(), "reading"),
                self.plan.study.name,
            );
            let note = ImportNote::new("vanished", message);
            self.notes
                .push(note.remedied(ImportRemedy::ExcludeVanished));
        }
    }

    /// The readings of the study at times of which the file tells others, in the order of animals and days.
    fn vanished(&self) -> Vec<String> {
        let standing = &self.standing;
        let known = standing.readings.iter();
        let known = known.filter(|((_, moment), _)| standing.covered.contains(moment));
        let mut vanished = Vec::new();
        for ((tumor, _), readings) in known {
            let Some(&at) = standing.owners.get(tumor) else {
                continue;
            };
            let animal = &self.animals[at].animal;
            for reading in readings {
                let is_told = standing.retold.contains(&reading.id);
                if !is_told && reading.entry.observation.is_measured() {
                    let day = animal.said(&self.plan.study.protocol, reading.when);
                    let what = format!(
                        "animal {}, {day}: {}",
                        animal.tag, reading.entry.observation
                    );
                    vanished.push((at, reading.when.date, what));
                }
            }
        }
        vanished.sort();
        vanished.into_iter().map(|(.., what)| what).collect()
    }
}

/// Whether a volume in the file is that of the sizes in the study, but for rounding.
fn is_volume_of(
    known: &Observation,
    told: &Observation,
    volume_mm3: impl Fn(&Observation) -> Option<f64>,
) -> bool {
    let (
        Observation::Measured { sizes: Some(_), .. },
        Observation::Measured { sizes: None, given },
    ) = (known, told)
    else {
        return false;
    };
    match (volume_mm3(known), given) {
        (Some(known), Some(told)) => (told.mm3() - known).abs() <= TOLERANCE * known,
        _ => false,
    }
}

/// The field that holds the size of a row.
fn size_of(row: &TidyRow) -> Field {
    match row.observation {
        Some(Observation::Measured { sizes: Some(_), .. }) => Field::Length,
        _ => Field::Volume,
    }
}

fn first_ones(all: &[String]) -> String {
    let named = all.len().min(NAMED);
    let text = all[..named].join("; ");
    match all.len() - named {
        0 => text,
        more => format!("{text}; and {more} more"),
    }
}
