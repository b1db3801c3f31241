//! The work plan of a study: what is to be done, for which animals and when.
//!
//! A plan is rules. What is due on a date is derived from them ([`Whom::includes`] and the line's [`Schedule`]), and
//! nothing is stored per planned event. What is stored besides is what happened: a reading, a weighing, a disposition, or
//! a [`Waiver`].

use chrono::NaiveDate;

use super::attribute::Blind::Shown;
use super::id::id;
use super::study::words;
use super::{
    Animal, AnimalId, AnimalRecord, ArmId, Attribute, Cells, CohortId, Described, FirstDay,
    Invalid, Kind, Prose, Regimen, Schedule, StudyRecord,
};

id! {
    /// Names a line of a work plan.
    WorkLineId,
    /// Names a waiver.
    WaiverId,
}

words! {
    /// What is to be done. In this order kinds are done on one animal.
    WorkKind, "kind of work", {
        /// Taking the body weight.
        Weigh => "weigh",
        /// Measuring all tumors.
        Measure => "measure",
        /// Giving doses.
        Dose => "dose",
        /// The planned end: the animal leaves the study.
        TakeDown => "take_down",
    }
}

impl WorkKind {
    /// The words on a screen: `take down`.
    pub fn words(self) -> String {
        self.id().replace('_', " ")
    }

    /// Reads kinds with `,`, `;` or `+` between them: each once, in the order of doing.
    ///
    /// # Errors
    /// If one is not known, or none is named.
    pub fn read_list(text: &str) -> Result<Vec<Self>, Invalid> {
        let words = text
            .split([',', ';', '+'])
            .filter(|word| !word.trim().is_empty());
        let mut kinds: Vec<Self> = words.map(str::parse).collect::<Result<_, _>>()?;
        kinds.sort_unstable();
        kinds.dedup();
        match kinds.is_empty() {
            true => {
                let hint = "write weigh, measure or take down";
                Err(Invalid::new("kind of work", text, "names none", hint))
            }
            false => Ok(kinds),
        }
    }
}

/// The animals that a line of a work plan is about. Members are sorted by id.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Whom {
    /// All of the study.
    All,
    /// Those of some arms.
    Arms(Vec<ArmId>),
    /// Those of some cohorts.
    Cohorts(Vec<CohortId>),
    /// Some animals.
    Animals(Vec<AnimalId>),
}

/// A line of a study's work plan.
#[derive(Debug, Clone, PartialEq)]
pub struct WorkLine {
    /// Its id.
    pub id: WorkLineId,
    /// Its number in the study, from 1; kept for good.
    pub number: u32,
    /// What is to be done.
    pub kind: WorkKind,
    /// Which animals.
    pub whom: Whom,
    /// On which study days.
    pub schedule: Schedule,
    /// The first date that it plans anything on.
    pub starts_on: NaiveDate,
    /// The last one; none while it is in force.
    pub ends_on: Option<NaiveDate>,
    /// What else there is to know about it.
    pub note: Option<Prose>,
    /// What is given; there is one if the line is about doses, and only then.
    pub regimen: Option<Box<Regimen>>,
}

/// A planned event that was decided not to do.
#[derive(Debug, Clone, PartialEq)]
pub struct Waiver {
    /// Its id.
    pub id: WaiverId,
    /// The animal.
    pub animal: AnimalId,
    /// The line that planned it.
    pub line: WorkLineId,
    /// The date that it was planned for.
    pub planned_on: NaiveDate,
    /// The line as it was then, in words.
    pub planned: Prose,
    /// Why.
    pub reason: Prose,
}

impl Whom {
    /// Whether an animal is one of them.
    pub fn includes(&self, animal: &Animal) -> bool {
        match self {
            Self::All => true,
            Self::Arms(arms) => animal.arm.is_some_and(|arm| arms.contains(&arm)),
            Self::Cohorts(cohorts) => {
                let cohort = animal.cohort.as_ref();
                cohort.is_some_and(|cohort| cohorts.contains(&cohort.id))
            }
            Self::Animals(animals) => animals.binary_search(&animal.id).is_ok(),
        }
    }

    /// The same where arms are not even told apart: the animals of the arms in their place.
    pub(super) fn without_arms(self, animals: &[AnimalRecord]) -> Self {
        let members = |a: &&AnimalRecord| self.includes(&a.animal);
        match self {
            Self::Arms(_) => {
                let ids = animals.iter().filter(members).map(|a| a.animal.id);
                let mut ids: Vec<AnimalId> = ids.collect();
                ids.sort_unstable();
                Self::Animals(ids)
            }
            other => other,
        }
    }

    /// In words: `all`, `arms Vehicle, KT-253`, `cohort wave 2`, `animals 101, 104`; of more than six animals their number.
    pub fn words(&self, study: &StudyRecord) -> String {
        let listed = |noun: &str, names: Vec<String>| match names.len() {
            0 => format!("no {noun}"),
            1 => format!("{noun} {}", names[0]),
            _ => format!("{noun}s {}", names.join(", ")),
        };
        match self {
            Self::All => "all".to_owned(),
            Self::Arms(ids) => {
                let arms = study.arms.iter().filter(|arm| ids.contains(&arm.id));
                listed("arm", arms.map(|arm| arm.name.to_string()).collect())
            }
            Self::Cohorts(ids) => {
                let cohorts = study.cohorts.iter().filter(|c| ids.contains(&c.id));
                listed("cohort", cohorts.map(|c| c.name.to_string()).collect())
            }
            Self::Animals(ids) if ids.len() > 6 => format!("{} animals", ids.len()),
            Self::Animals(ids) => {
                let animals = study.animals.iter().filter(|a| ids.contains(&a.animal.id));
                listed(
                    "animal",
                    animals.map(|a| a.animal.tag.to_string()).collect(),
                )
            }
        }
    }
}

impl WorkLine {
    /// Whether it plans anything on a date, as far as its own dates say.
    pub fn is_in_force(&self, on: NaiveDate) -> bool {
        self.starts_on <= on && self.ends_on.is_none_or(|last| on <= last)
    }
}

impl Described for WorkLine {
    const TABLE: &'static str = "work_lines";
    const ATTRIBUTES: &'static [Attribute<Self>] = &[
        Attribute::new(
            "number",
            Kind::Whole,
            Shown,
            "its number in the study, from 1",
            |line: &Self| line.number.into(),
        )
        .headed("line"),
        Attribute::new("kind", Kind::Text, Shown, "what is to be done", |line| {
            line.kind.id().into()
        }),
        Attribute::new(
            "schedule",
            Kind::Text,
            Shown,
            "on which study days",
            |line: &Self| line.schedule.canonical(FirstDay::Zero).to_string().into(),
        ),
        Attribute::new(
            "starts_on",
            Kind::Date,
            Shown,
            "first date that it plans anything on",
            |line: &Self| line.starts_on.into(),
        ),
        Attribute::new(
            "ends_on",
            Kind::Date,
            Shown,
            "last date that it plans anything on, if it was ended",
            |line: &Self| line.ends_on.into(),
        ),
        Attribute::new(
            "note",
            Kind::Text,
            Shown,
            "what else there is to know",
            |line| line.note.as_ref().into(),
        ),
    ];
}

impl WorkLine {
    /// What a row of the table tells of the line with this id, these animals and this regimen.
    pub fn read<C: Cells>(
        id: WorkLineId,
        whom: Whom,
        regimen: Option<Regimen>,
        cells: &C,
    ) -> Result<Self, C::Error> {
        let kind: WorkKind = cells.required("kind", C::parsed)?;
        if (kind == WorkKind::Dose) != regimen.is_some() {
            let why = "needs a regimen if it is about doses, and only then";
            return Err(cells.refuse(Invalid::new("kind", kind.id(), why, "say what is given")));
        }
        Ok(Self {
            id,
            number: cells.required("number", C::whole)?,
            kind,
            whom,
            regimen: regimen.map(Box::new),
            schedule: cells.required("schedule", |cells, name| {
                cells.made(name, |text| Schedule::parse(text, FirstDay::Zero))
            })?,
            starts_on: cells.required("starts_on", C::date)?,
            ends_on: cells.date("ends_on")?,
            note: cells.prose("note")?,
        })
    }
}

impl Described for Waiver {
    const TABLE: &'static str = "waivers";
    const ATTRIBUTES: &'static [Attribute<Self>] = &[
        Attribute::new(
            "line_id",
            Kind::Id,
            Shown,
            "the line of the work plan",
            |w: &Self| w.line.to_string().into(),
        )
        .not_exported(),
        Attribute::new(
            "planned_on",
            Kind::Date,
            Shown,
            "the date that it was planned for",
            |w: &Self| w.planned_on.into(),
        ),
        Attribute::new(
            "planned",
            Kind::Text,
            Shown,
            "the line as it was then",
            |w: &Self| (&w.planned).into(),
        ),
        Attribute::new("reason", Kind::Text, Shown, "why", |w: &Self| {
            (&w.reason).into()
        }),
    ];
}

impl Waiver {
    /// What a row of the table tells of the waiver with this id.
    pub fn read<C: Cells>(id: WaiverId, animal: AnimalId, cells: &C) -> Result<Self, C::Error> {
        Ok(Self {
            id,
            animal,
            line: cells.required("line_id", C::id)?,
            planned_on: cells.required("planned_on", C::date)?,
            planned: cells.required("planned", C::prose)?,
            reason: cells.required("reason", C::prose)?,
        })
    }
}
