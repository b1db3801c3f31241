//! The values of one animal on one day: which fields there are, what is on disk, what was typed and
//! is not saved yet, and which field is next. Put together from the record and the drafts each time
//! either changes, so that it cannot disagree with them.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use tui_input::Input;

use crate::domain::{
    AnimalId, AnimalRecord, Observation, Protocol, Reading, Unit, VolumeFormula, Weighing,
};

/// What a field asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Kind {
    /// Length of a tumor, mm.
    Length,
    /// Its width, mm.
    Width,
    /// Its height, mm, where the study's formula needs it.
    Height,
    /// Body weight, g.
    Weight,
}

impl Kind {
    /// Its name in errors.
    pub fn name(self) -> &'static str {
        match self {
            Self::Length => "length",
            Self::Width => "width",
            Self::Height => "height",
            Self::Weight => "weight",
        }
    }

    /// Its label on the screen.
    pub fn label(self) -> &'static str {
        match self {
            Self::Length => "Length",
            Self::Width => "Width",
            Self::Height => "Height",
            Self::Weight => "Weight",
        }
    }

    /// Its unit.
    pub fn unit(self) -> Unit {
        match self {
            Self::Weight => Unit::Gram,
            _ => Unit::Millimeter,
        }
    }
}

/// What is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Target {
    /// The tumor at this place of the site order, from 0.
    Tumor(usize),
    /// The body.
    Body,
}

/// One look: a target, and which reading of the day it is, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Look {
    /// What is looked at.
    pub target: Target,
    /// The number of the reading that day.
    pub round: u32,
}

/// A value that was taken and is not in the notebook yet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    /// Of which look.
    pub look: Look,
    /// Of which field.
    pub kind: Kind,
    /// The value.
    pub value: f64,
    /// Its digits.
    pub digits: String,
}

/// How far a field is.
#[derive(Debug, Clone, PartialEq)]
pub enum Progress {
    /// It is to be typed.
    Open,
    /// It was taken, and is not saved.
    Taken(f64, String),
    /// It is on disk; so it reads.
    Saved(String),
}

/// One field.
#[derive(Debug, Clone)]
pub struct Field {
    /// Of which look.
    pub look: Look,
    /// What it asks for.
    pub kind: Kind,
    /// How far it is.
    pub progress: Progress,
}

/// What is asked of every animal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// The day.
    pub on: NaiveDate,
    /// Whether each tumor is read twice.
    pub twice: bool,
    /// Whether animals are weighed.
    pub weigh: bool,
    /// Whether the study's formula needs a height.
    pub height: bool,
}

impl Plan {
    /// Whether this formula needs a height.
    pub fn needs_height(protocol: &Protocol) -> bool {
        matches!(
            protocol.volume_formula,
            VolumeFormula::Pi6Lwh | VolumeFormula::HalfLwh
        )
    }
}

/// The fields of one animal.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The animal.
    pub animal: AnimalId,
    /// Its fields, in the order of asking.
    pub fields: Vec<Field>,
    /// The field one is in; past the last one if nothing is left to do.
    pub at: usize,
    /// What is being typed there.
    pub input: Input,
    /// Whether the next character replaces what is there.
    pub replace: bool,
    /// Whether width and length are to change places, which Enter confirms.
    pub swap: bool,
    /// What is wrong with what was typed.
    pub complaint: Option<String>,
}

/// Readings of a tumor on a day.
pub(super) fn readings(
    animal: &AnimalRecord,
    tumor: usize,
    on: NaiveDate,
) -> impl Iterator<Item = &Reading> {
    let tumor = animal.tumors.get(tumor).into_iter();
    let all = tumor.flat_map(|t| &t.readings);
    all.filter(move |r| r.when.date == on)
}

/// Weighings on a day.
pub(super) fn weighings(animal: &AnimalRecord, on: NaiveDate) -> impl Iterator<Item = &Weighing> {
    animal.weighings.iter().filter(move |w| w.when.date == on)
}

impl Entry {
    /// The fields of an animal: what is on disk, and what is still asked for. `rounds` tells how
    /// many readings of a target are wanted beyond the plan; what is on record is never fewer.
    pub fn of(
        animal: &AnimalRecord,
        plan: Plan,
        drafts: &[Draft],
        rounds: impl Fn(Target) -> u32,
    ) -> Self {
        let mut fields = Vec::new();
        // An animal without a tumor on record gets its first one by its first reading.
        for tumor in 0..animal.tumors.len().max(1) {
            let read: Vec<&Reading> = readings(animal, tumor, plan.on).collect();
            let target = Target::Tumor(tumor);
            let skipped = read.last().is_some_and(|r| !r.observation.is_measured());
            let planned = if plan.twice && !skipped { 2 } else { 1 };
            let wanted = rounds(target).max(planned);
            let there = u32::try_from(read.len()).unwrap_or(u32::MAX);
            for round in 1..=wanted.max(there) {
                let look = Look { target, round };
                let reading = read.get(round as usize - 1).copied();
                fields.extend(look_fields(look, reading, plan.height));
            }
        }
        let weighed: Vec<&Weighing> = weighings(animal, plan.on).collect();
        let there = u32::try_from(weighed.len()).unwrap_or(u32::MAX);
        for round in 1..=rounds(Target::Body).max(u32::from(plan.weigh)).max(there) {
            let saved = weighed.get(round as usize - 1);
            fields.push(Field {
                look: Look {
                    target: Target::Body,
                    round,
                },
                kind: Kind::Weight,
                progress: saved.map_or(Progress::Open, |w| {
                    Progress::Saved(w.weight.grams().to_string())
                }),
            });
        }
        for field in &mut fields {
            let draft = drafts
                .iter()
                .find(|d| d.look == field.look && d.kind == field.kind);
            if let (Some(draft), Progress::Open) = (draft, &field.progress) {
                field.progress = Progress::Taken(draft.value, draft.digits.clone());
            }
        }
        let at = fields.iter().position(|f| f.progress == Progress::Open);
        Self {
            animal: animal.animal.id,
            at: at.unwrap_or(fields.len()),
            fields,
            input: Input::default(),
            replace: false,
            swap: false,
            complaint: None,
        }
    }

    /// The field one is in.
    pub fn field(&self) -> Option<&Field> {
        self.fields.get(self.at)
    }

    /// The fields of a look.
    pub fn of_look(&self, look: Look) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(move |f| f.look == look)
    }

    /// The value of a field of a look that was taken and is not saved.
    pub fn taken(&self, look: Look, kind: Kind) -> Option<(f64, &str)> {
        let field = self.of_look(look).find(|f| f.kind == kind)?;
        match &field.progress {
            Progress::Taken(value, digits) => Some((*value, digits)),
            _ => None,
        }
    }

    /// Whether this is the last field of its look that is still open.
    pub fn completes(&self, at: usize) -> bool {
        let Some(field) = self.fields.get(at) else {
            return false;
        };
        let others = self.fields.iter().enumerate().filter(|(n, _)| *n != at);
        let mut of_look = others.filter(|(_, f)| f.look == field.look);
        of_look.all(|(_, f)| f.progress != Progress::Open)
    }

    /// Goes to the next field that is open, from this place on.
    pub fn go_on(&mut self, from: usize) {
        let open = |f: &Field| f.progress == Progress::Open;
        let next = self.fields.iter().skip(from).position(open);
        self.at = next.map_or(self.fields.len(), |n| from + n);
        self.input = Input::default();
        self.replace = false;
        self.swap = false;
        self.complaint = None;
    }

    /// Refuses what was typed; the next character begins anew.
    pub fn refuse(&mut self, why: String) {
        self.complaint = Some(why);
        self.replace = true;
    }
}

fn look_fields(look: Look, reading: Option<&Reading>, height: bool) -> Vec<Field> {
    let mut kinds = vec![Kind::Length, Kind::Width];
    if height {
        kinds.push(Kind::Height);
    }
    let progress = |kind| match reading {
        Some(reading) => Progress::Saved(shown(&reading.observation, kind)),
        None => Progress::Open,
    };
    let field = |kind| Field {
        look,
        kind,
        progress: progress(kind),
    };
    kinds.into_iter().map(field).collect()
}

/// A field of a reading, as it is shown.
fn shown(observation: &Observation, kind: Kind) -> String {
    let sizes = match observation {
        Observation::Measured { sizes, .. } => sizes.as_ref(),
        Observation::NotPalpable => return "0".into(),
        Observation::NotMeasured(_) => None,
    };
    let value = sizes.and_then(|sizes| match kind {
        Kind::Length => Some(sizes.length_mm()),
        Kind::Width => Some(sizes.width_mm()),
        _ => sizes.height_mm(),
    });
    value.map_or_else(|| "–".into(), |value| value.to_string())
}
