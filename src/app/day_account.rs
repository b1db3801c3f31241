//! What was done on a day of measuring: for each animal that was on study, what was measured, what was skipped and why,
//! and what is missing. The screens and lists that count animals of a day all read this account.
//!
//! It follows from what is recorded of that day and before. Entries and dispositions of later dates, and exclusions,
//! change nothing of it. What one session asks for besides (a tumor read twice, a reading repeated) is an argument.
//!
//! Not here: which animals a day asks about ([`super::due`]), and values that were doubted ([`super::outliers`]).
//!
//! **Who was there.** An animal counts from the date on which it was added or from its first entry, whichever is
//! earlier, to the day before its disposition. One without any entry counts on every date: what is on paper may be
//! entered later. The same holds for a tumor. The date of adding is that of the id, in UTC.

use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate};
use uuid::Uuid;

use domain::{
    AnimalId, AnimalRecord, Label, Observation, Prose, StudyRecord, TumorId, TumorRecord, standing,
};

/// What one day of measuring asks of the animals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeasuringDay {
    /// The date.
    pub on: NaiveDate,
    /// What is asked of which animal.
    pub asks: Asks,
    /// Whether every tumor that is read is read twice.
    pub twice: bool,
}

/// What a day asks of which animal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asks {
    /// The same of all: their tumors, and perhaps the body weight.
    OfAll {
        /// Whether animals are weighed.
        weight: bool,
    },
    /// What the work plan says; nothing of animals that are not among these.
    Planned(Arc<HashMap<AnimalId, Asked>>),
}

/// What a day asks of one animal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Asked {
    /// Whether its tumors are read.
    pub tumors: bool,
    /// Whether it is weighed.
    pub weight: bool,
}

impl Asked {
    /// Whether anything is asked.
    pub fn anything(self) -> bool {
        self.tumors || self.weight
    }
}

impl Asks {
    /// The same, but that all animals of which anything is asked are weighed, or none.
    pub fn with_weight(self, weight: bool) -> Self {
        match self {
            Self::OfAll { .. } => Self::OfAll { weight },
            Self::Planned(by_animal) => {
                let all = by_animal
                    .iter()
                    .map(|(id, asked)| (*id, Asked { weight, ..*asked }));
                Self::Planned(Arc::new(all.collect()))
            }
        }
    }
}

impl MeasuringDay {
    /// What the day asks of an animal.
    pub fn asked(&self, animal: AnimalId) -> Asked {
        match &self.asks {
            Asks::OfAll { weight } => Asked {
                tumors: true,
                weight: *weight,
            },
            Asks::Planned(by_animal) => by_animal.get(&animal).copied().unwrap_or_default(),
        }
    }

    /// Whether any animal is weighed.
    pub fn weighs(&self) -> bool {
        match &self.asks {
            Asks::OfAll { weight } => *weight,
            Asks::Planned(by_animal) => by_animal.values().any(|asked| asked.weight),
        }
    }
}

/// What is read of an animal: one tumor, or its body weight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// This tumor; none where the animal has no tumor on record yet.
    Tumor(Option<TumorId>),
    /// The body weight.
    Weight,
}

/// What an animal lacks on a day.
#[derive(Debug, Clone, PartialEq)]
pub enum Missing {
    /// A reading that was not taken, and no reason was given.
    NoReading {
        /// Of what.
        part: Part,
        /// The site of the tumor, where the animal bears several.
        site: Option<Label>,
        /// The number of the reading that day: 2 for a tumor that is to be read twice, and was once.
        reading: u32,
    },
    /// A tumor that was not measured.
    NotMeasured {
        /// The site of the tumor, where the animal bears several.
        site: Option<Label>,
        /// Why.
        reason: Prose,
    },
}

/// `left flank`, `tumor not measured (asleep)`, `weight`, `tumor, reading 2`.
impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tumor = |site: &Option<Label>| {
            let site = site.as_ref();
            site.map_or_else(|| "tumor".to_owned(), ToString::to_string)
        };
        match self {
            Self::NoReading {
                part,
                site,
                reading,
            } => {
                match part {
                    Part::Tumor(_) => f.write_str(&tumor(site))?,
                    Part::Weight => f.write_str("weight")?,
                }
                match reading {
                    1 => Ok(()),
                    n => write!(f, ", reading {n}"),
                }
            }
            Self::NotMeasured { site, reason } => {
                write!(f, "{} not measured ({reason})", tumor(site))
            }
        }
    }
}

/// How far an animal has come on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// All that the day asks for was measured.
    Done,
    /// Something was measured, and something was not.
    Partly,
    /// Nothing was measured, for a reason that is on record.
    Skipped,
    /// Nothing is on record.
    NotBegun,
    /// Nothing is on record, and nothing was asked for.
    NotDue,
}

/// The account of one animal.
#[derive(Debug, Clone, PartialEq)]
pub struct AnimalAccount {
    /// The animal.
    pub animal: AnimalId,
    /// Its tag.
    pub tag: Label,
    /// What it lacks: its tumors in site order, then the weight.
    pub missing: Vec<Missing>,
    /// Whether anything was measured that day.
    measured: bool,
    /// Whether anything was asked for.
    asked: bool,
}

impl AnimalAccount {
    /// How far it has come.
    pub fn outcome(&self) -> Outcome {
        let gave_reason = |missing: &Missing| matches!(missing, Missing::NotMeasured { .. });
        match self.measured {
            false if !self.asked && self.missing.is_empty() => Outcome::NotDue,
            _ if self.missing.is_empty() => Outcome::Done,
            true => Outcome::Partly,
            false if self.missing.iter().any(gave_reason) => Outcome::Skipped,
            false => Outcome::NotBegun,
        }
    }

    /// What was not taken, and for which no reason was given.
    pub fn open_parts(&self) -> impl Iterator<Item = Part> {
        self.missing.iter().filter_map(|missing| match missing {
            Missing::NoReading { part, .. } => Some(*part),
            Missing::NotMeasured { .. } => None,
        })
    }

    /// Whether nothing but the body weight is missing.
    pub fn misses_weight_alone(&self) -> bool {
        self.open_parts().next().is_some() && self.open_parts().all(|part| part == Part::Weight)
    }

    /// Tag and what is lacking: `214: left flank not measured (asleep), weight`.
    pub fn line(&self) -> String {
        let missing: Vec<String> = self.missing.iter().map(ToString::to_string).collect();
        format!("{}: {}", self.tag, missing.join(", "))
    }

    /// Tag and reasons for which tumors were not measured, each once: `214: asleep`.
    pub fn reasons(&self) -> String {
        let mut reasons: Vec<&str> = Vec::new();
        for missing in &self.missing {
            if let Missing::NotMeasured { reason, .. } = missing
                && !reasons.contains(&reason.as_str())
            {
                reasons.push(reason.as_str());
            }
        }
        format!("{}: {}", self.tag, reasons.join(", "))
    }
}

/// Animals by how far they have come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// The number of [`Outcome::Done`].
    pub done: usize,
    /// The number of [`Outcome::Partly`].
    pub partly: usize,
    /// The number of [`Outcome::Skipped`].
    pub skipped: usize,
    /// The number of [`Outcome::NotBegun`].
    pub not_begun: usize,
}

impl Counts {
    /// The number of all animals.
    pub fn all(&self) -> usize {
        self.done + self.partly + self.skipped + self.not_begun
    }

    /// Those that are not done, by kind: `1 partly done, 2 skipped`; empty if all are done.
    pub fn rest(&self) -> String {
        let kinds = [
            (self.partly, "partly done"),
            (self.skipped, "skipped"),
            (self.not_begun, "not begun"),
        ];
        let some = kinds.into_iter().filter(|(n, _)| *n > 0);
        let words = some.map(|(n, kind)| format!("{n} {kind}"));
        words.collect::<Vec<_>>().join(", ")
    }
}

impl FromIterator<Outcome> for Counts {
    fn from_iter<I: IntoIterator<Item = Outcome>>(outcomes: I) -> Self {
        let mut counts = Self::default();
        for outcome in outcomes {
            match outcome {
                Outcome::Done => counts.done += 1,
                Outcome::Partly => counts.partly += 1,
                Outcome::Skipped => counts.skipped += 1,
                Outcome::NotBegun => counts.not_begun += 1,
                Outcome::NotDue => {}
            }
        }
        counts
    }
}

/// The account of a study on a day: of the animals that were on study at its end, in the order of the record; of those
/// of which nothing was asked, only if something is on record.
pub fn day_account(study: &StudyRecord, day: &MeasuringDay) -> Vec<AnimalAccount> {
    let there = |a: &&AnimalRecord| on_study(a, day.on) && was_added(a, day.on);
    let animals = study.animals.iter().filter(there);
    let accounts = animals.map(|animal| day.account(animal, |_| 0));
    accounts
        .filter(|account| account.outcome() != Outcome::NotDue)
        .collect()
}

impl MeasuringDay {
    /// The account of an animal, also of one that has left the study. `wanted` says how many readings of a part the
    /// session asks for; those of every animal are not counted again.
    pub fn account(&self, animal: &AnimalRecord, wanted: impl Fn(Part) -> u32) -> AnimalAccount {
        let tumors = animal.tumors.iter();
        let tumors: Vec<&TumorRecord> = tumors.filter(|t| tumor_was_there(t, self.on)).collect();
        let several = tumors.len() > 1;
        let asked = self.asked(animal.animal.id);
        let mut missing = Vec::new();
        if asked.tumors && animal.tumors.is_empty() {
            missing.push(Missing::NoReading {
                part: Part::Tumor(None),
                site: None,
                reading: 1,
            });
        }
        let mut measured = false;
        for tumor in tumors {
            let site = several.then(|| tumor.tumor.site.clone());
            let part = Part::Tumor(Some(tumor.tumor.id));
            measured |= self.measured(tumor);
            missing.extend(self.of_tumor(tumor, site, asked.tumors, wanted(part)));
        }
        let weighed = weighings_on(animal, self.on);
        measured |= weighed > 0;
        if weighed < wanted(Part::Weight).max(u32::from(asked.weight)) {
            missing.push(Missing::NoReading {
                part: Part::Weight,
                site: None,
                reading: weighed + 1,
            });
        }
        AnimalAccount {
            animal: animal.animal.id,
            tag: animal.animal.tag.clone(),
            missing,
            measured,
            asked: asked.anything(),
        }
    }

    fn measured(&self, tumor: &TumorRecord) -> bool {
        let mut readings = tumor.readings.iter().filter(|r| r.when.date == self.on);
        readings.any(|r| r.observation.is_measured())
    }

    /// What a tumor lacks: a reading, or the reason for which it was not measured.
    fn of_tumor(
        &self,
        tumor: &TumorRecord,
        site: Option<Label>,
        is_asked: bool,
        wanted: u32,
    ) -> Option<Missing> {
        let readings = tumor.readings.iter().filter(|r| r.when.date == self.on);
        let last_measured = readings.clone().next_back();
        let is_skipped = last_measured.is_some_and(|r| !r.observation.is_measured());
        let planned = match self.twice && !is_skipped {
            _ if !is_asked => 0,
            true => 2,
            false => 1,
        };
        let taken = u32::try_from(readings.clone().count()).unwrap_or(u32::MAX);
        if taken < wanted.max(planned) {
            return Some(Missing::NoReading {
                part: Part::Tumor(Some(tumor.tumor.id)),
                site,
                reading: taken + 1,
            });
        }
        match &standing(readings)?.observation {
            Observation::NotMeasured(reason) => Some(Missing::NotMeasured {
                site,
                reason: reason.clone(),
            }),
            Observation::Measured { .. } | Observation::NotPalpable => None,
        }
    }
}

fn weighings_on(animal: &AnimalRecord, on: NaiveDate) -> u32 {
    let of_day = animal.weighings.iter().filter(|w| w.when.date == on);
    u32::try_from(of_day.count()).unwrap_or(u32::MAX)
}

/// Whether every tumor that an animal had by then was looked at on that day, measured or not.
pub(super) fn is_read_wholly(animal: &AnimalRecord, on: NaiveDate) -> bool {
    let there = |tumor: &&TumorRecord| tumor_was_there(tumor, on);
    let is_read = |t: &TumorRecord| t.readings.iter().any(|reading| reading.when.date == on);
    let mut tumors = animal.tumors.iter().filter(there).peekable();
    tumors.peek().is_some() && tumors.all(is_read)
}

/// The days on which every tumor that an animal had by then was looked at, ascending.
pub(super) fn days_read_wholly(animal: &AnimalRecord) -> Vec<NaiveDate> {
    let readings = animal.tumors.iter().flat_map(|tumor| &tumor.readings);
    let dates: BTreeSet<NaiveDate> = readings.map(|reading| reading.when.date).collect();
    let wholly = |date: &NaiveDate| is_read_wholly(animal, *date);
    dates.into_iter().filter(wholly).collect()
}

/// Whether an animal has not left the study on that day or before.
pub fn on_study(animal: &AnimalRecord, on: NaiveDate) -> bool {
    let left = animal.disposition.as_ref().map(|d| d.when.date);
    left.is_none_or(|left| left > on)
}

/// Whether an animal had been added to the study by the end of that day.
pub fn was_added(animal: &AnimalRecord, on: NaiveDate) -> bool {
    added_on(animal).is_none_or(|added| added <= on)
}

/// The date from which an animal counts as added to the study; none if it counts on every date.
pub(super) fn added_on(animal: &AnimalRecord) -> Option<NaiveDate> {
    let dates = animal.moments().map(|when| when.date);
    there_since(animal.animal.id.0, dates)
}

fn tumor_was_there(tumor: &TumorRecord, on: NaiveDate) -> bool {
    let dates = tumor.readings.iter().map(|r| r.when.date);
    there_since(tumor.tumor.id.0, dates).is_none_or(|since| since <= on)
}

/// The date since which something with this id and entries of these dates is there; none if on every date.
fn there_since(id: Uuid, dates: impl Iterator<Item = NaiveDate>) -> Option<NaiveDate> {
    Some(made_on(id)?.min(dates.min()?))
}

/// The date on which an id was made, UTC; none of an id without a time.
pub(super) fn made_on(id: Uuid) -> Option<NaiveDate> {
    let (seconds, _) = id.get_timestamp()?.to_unix();
    let made = DateTime::from_timestamp(i64::try_from(seconds).ok()?, 0)?;
    Some(made.date_naive())
}

#[cfg(test)]
mod tests;
