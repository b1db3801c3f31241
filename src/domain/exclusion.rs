//! Data left out of the analysis. Nothing is deleted: analyses run with and without.

use std::collections::{HashMap, HashSet};

use super::attribute::Blind::Shown;
use super::{
    Animal, AnimalId, Attribute, Cells, Described, ExclusionId, Invalid, Kind, Prose, Protocol,
    ReadingId, StudyRecord, Tumor, When, said,
};

/// What is left out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Scope {
    /// Everything of an animal.
    Animal(AnimalId),
    /// An animal's readings and weighings of one day.
    AnimalDay(AnimalId, When),
    /// All animals' readings and weighings of one day.
    Day(When),
    /// One reading.
    Reading(ReadingId),
}

/// An exclusion with its reason.
#[derive(Debug, Clone, PartialEq)]
pub struct Exclusion {
    /// Its id.
    pub id: ExclusionId,
    /// What is left out.
    pub scope: Scope,
    /// Why.
    pub reason: Prose,
    /// Whether the protocol foresaw it.
    pub foreseen: bool,
}

impl Scope {
    /// The animal of which everything, or everything of a day, is left out.
    pub fn animal(&self) -> Option<AnimalId> {
        match self {
            Self::Animal(id) | Self::AnimalDay(id, _) => Some(*id),
            Self::Day(_) | Self::Reading(_) => None,
        }
    }

    /// The day that is left out.
    pub fn when(&self) -> Option<When> {
        match self {
            Self::AnimalDay(_, when) | Self::Day(when) => Some(*when),
            Self::Animal(_) | Self::Reading(_) => None,
        }
    }

    /// The reading that is left out.
    pub fn reading(&self) -> Option<ReadingId> {
        match self {
            Self::Reading(id) => Some(*id),
            _ => None,
        }
    }
}

impl Described for Exclusion {
    const TABLE: &'static str = "exclusions";
    const ATTRIBUTES: &'static [Attribute<Self>] = &[
        Attribute::new("animal_id", Kind::Id, Shown, "the animal", |e: &Self| {
            e.scope.animal().map(|id| id.to_string()).into()
        })
        .not_exported(),
        Attribute::new("observed_on", Kind::Date, Shown, "the day", |e: &Self| {
            e.scope.when().map(|when| when.date).into()
        })
        .not_exported(),
        Attribute::new(
            "day_part",
            Kind::Number,
            Shown,
            "part of the day",
            |e: &Self| e.scope.when().map(|when| when.day_part).into(),
        )
        .not_exported(),
        Attribute::new("reading_id", Kind::Id, Shown, "the reading", |e: &Self| {
            e.scope.reading().map(|id| id.to_string()).into()
        })
        .not_exported(),
        Attribute::new("reason", Kind::Text, Shown, "why", |e| (&e.reason).into()),
        Attribute::new(
            "foreseen",
            Kind::Truth,
            Shown,
            "whether the protocol foresaw it",
            |e| e.foreseen.into(),
        ),
    ];
}

impl Exclusion {
    /// What a row of the table tells of the exclusion with this id.
    pub fn read<C: Cells>(id: ExclusionId, cells: &C) -> Result<Self, C::Error> {
        let (animal, reading) = (cells.id("animal_id")?, cells.id("reading_id")?);
        let scope = match (animal, cells.when()?, reading) {
            (_, _, Some(reading)) => Scope::Reading(reading),
            (Some(animal), Some(when), None) => Scope::AnimalDay(animal, when),
            (Some(animal), None, None) => Scope::Animal(animal),
            (None, Some(when), None) => Scope::Day(when),
            (None, None, None) => {
                let why = "names nothing to exclude";
                return Err(cells.refuse(Invalid::new("exclusion", "", why, "")));
            }
        };
        Ok(Self {
            id,
            scope,
            reason: cells.required("reason", C::prose)?,
            foreseen: cells.required("foreseen", C::truth)?,
        })
    }
}

/// The words for what a study excludes.
///
/// Animals and excluded readings are indexed once: to search them for each exclusion would take a study of many
/// exclusions too long.
pub struct ExcludedWords<'a> {
    protocol: &'a Protocol,
    animals: HashMap<AnimalId, &'a Animal>,
    readings: HashMap<ReadingId, (&'a Animal, &'a Tumor, When)>,
}

impl StudyRecord {
    /// The words for the exclusions of this study.
    pub fn excluded_words(&self) -> ExcludedWords<'_> {
        let named = self.exclusions.iter().filter_map(|e| match e.scope {
            Scope::Reading(id) => Some(id),
            Scope::Animal(_) | Scope::AnimalDay(..) | Scope::Day(_) => None,
        });
        let named: HashSet<ReadingId> = named.collect();
        let mut words = ExcludedWords {
            protocol: &self.study.protocol,
            animals: HashMap::new(),
            readings: HashMap::new(),
        };
        for record in &self.animals {
            words.animals.insert(record.animal.id, &record.animal);
            for tumor in record.tumors.iter().filter(|_| !named.is_empty()) {
                let readings = tumor.readings.iter().filter(|r| named.contains(&r.id));
                let readings = readings.map(|r| (r.id, (&record.animal, &tumor.tumor, r.when)));
                words.readings.extend(readings);
            }
        }
        words
    }
}

impl ExcludedWords<'_> {
    /// What one of the study's exclusions leaves out: `animal 211, day 0 (2026-01-05)`.
    pub fn of(&self, scope: Scope) -> String {
        let known = |id: AnimalId| self.animals.get(&id);
        let tag = |id| known(id).map_or_else(String::new, |animal| animal.tag.to_string());
        let of_animal = |id, when| {
            let own = known(id).map(|animal| animal.said(self.protocol, when));
            own.unwrap_or_else(|| said(self.protocol, when))
        };
        match scope {
            Scope::Animal(id) => format!("animal {}", tag(id)),
            Scope::AnimalDay(id, when) => format!("animal {}, {}", tag(id), of_animal(id, when)),
            Scope::Day(when) => format!("all animals, {}", said(self.protocol, when)),
            Scope::Reading(id) => self.reading(id),
        }
    }

    fn reading(&self, id: ReadingId) -> String {
        let Some((animal, tumor, when)) = self.readings.get(&id) else {
            return String::new();
        };
        let when = animal.said(self.protocol, *when);
        format!("animal {}, {when}, {}", animal.tag, tumor.site)
    }
}
