//! The values of one animal on one day: which fields there are, what is on disk, what was typed and
//! is not saved yet, and which field is next. It is rebuilt from the record and the drafts each time
//! either changes, so that it cannot disagree with them.

use chrono::NaiveDate;
use tui_input::Input;
use uuid::Uuid;

use crate::base::kept::{Cursor, Draft, Kind, PendingConfirmation, ReadingSlot, Target};

use domain::{
    AnimalId, AnimalRecord, Observation, Protocol, Reading, TumorRecord, VolumeFormula, Weighing,
};

/// The state of a field.
#[derive(Debug, Clone, PartialEq)]
pub enum Progress {
    /// Nothing is typed yet.
    Open,
    /// It was taken, and is not saved: value and digits.
    Taken(f64, String),
    /// It is on disk; the text shows it.
    Saved(String),
}

/// One field.
#[derive(Debug, Clone)]
pub struct Field {
    /// Of which slot.
    pub slot: ReadingSlot,
    /// What it asks for.
    pub kind: Kind,
    /// Its state.
    pub progress: Progress,
}

/// What is asked of animals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// The day.
    pub on: NaiveDate,
    /// Whether each tumor is read twice.
    pub twice: bool,
    /// Whether tumors are read.
    pub tumors: bool,
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
    /// The current field; past the last one if nothing is left to do.
    pub at: usize,
    /// What is being typed there.
    pub input: Input,
    /// Whether the next character replaces what is there.
    pub replace: bool,
    /// What has to be confirmed first.
    pub pending: Option<PendingConfirmation>,
    /// Input that came since, and is discarded.
    pub unseen: String,
    /// What is wrong with what was typed.
    pub complaint: Option<String>,
    /// Whether a value was refused and no hand has pressed a key since. Who uses a device does not look: the next
    /// value that it sends was meant for another field, so it is discarded.
    pub discards_sends: bool,
}

/// The tumor of an id. Without an id, the animal had no tumor when the field was made: its first one now.
pub(super) fn tumor(animal: &AnimalRecord, id: Option<Uuid>) -> Option<&TumorRecord> {
    let mut tumors = animal.tumors.iter();
    match id {
        Some(id) => tumors.find(|t| t.tumor.id.0 == id),
        None => tumors.next(),
    }
}

/// Readings of a tumor on a day.
pub(super) fn readings(
    animal: &AnimalRecord,
    id: Option<Uuid>,
    on: NaiveDate,
) -> impl Iterator<Item = &Reading> {
    let all = tumor(animal, id).into_iter().flat_map(|t| &t.readings);
    all.filter(move |r| r.when.date == on)
}

/// The ids of an animal's tumors in the order in which their sites were named; one without an id of an
/// animal that has none.
pub(super) fn tumors(animal: &AnimalRecord) -> Vec<Option<Uuid>> {
    let named = animal.tumors_as_named().into_iter();
    let ids: Vec<Option<Uuid>> = named.map(|t| Some(t.tumor.id.0)).collect();
    if ids.is_empty() { vec![None] } else { ids }
}

/// Weighings on a day.
pub(super) fn weighings(animal: &AnimalRecord, on: NaiveDate) -> impl Iterator<Item = &Weighing> {
    animal.weighings.iter().filter(move |w| w.when.date == on)
}

impl Entry {
    /// The fields of an animal: what is on disk, and what is still asked for. `rounds` says how
    /// many readings of a target are wanted beyond the plan; what is on record is never fewer.
    pub fn of(
        animal: &AnimalRecord,
        plan: Plan,
        drafts: &[Draft],
        rounds: impl Fn(Target) -> u32,
    ) -> Self {
        let mut fields = Vec::new();
        for tumor in tumors(animal) {
            let read: Vec<&Reading> = readings(animal, tumor, plan.on).collect();
            let target = Target::Tumor(tumor);
            let skipped = read.last().is_some_and(|r| !r.observation.is_measured());
            let planned = match plan.twice && !skipped {
                _ if !plan.tumors => 0,
                true => 2,
                false => 1,
            };
            let wanted = rounds(target).max(planned);
            let there = u32::try_from(read.len()).unwrap_or(u32::MAX);
            for round in 1..=wanted.max(there) {
                let slot = ReadingSlot { target, round };
                let reading = read.get(round as usize - 1).copied();
                fields.extend(slot_fields(slot, reading, plan.height));
            }
        }
        let weighed: Vec<&Weighing> = weighings(animal, plan.on).collect();
        let there = u32::try_from(weighed.len()).unwrap_or(u32::MAX);
        for round in 1..=rounds(Target::Body).max(u32::from(plan.weigh)).max(there) {
            let saved = weighed.get(round as usize - 1);
            fields.push(Field {
                slot: ReadingSlot {
                    target: Target::Body,
                    round,
                },
                kind: Kind::Weight,
                progress: saved.map_or(Progress::Open, |w| Progress::Saved(w.grams().to_string())),
            });
        }
        for field in &mut fields {
            let draft = drafts
                .iter()
                .find(|d| d.slot == field.slot && d.kind == field.kind);
            if let (Some(draft), Progress::Open) = (draft, &field.progress) {
                field.progress = Progress::Taken(draft.value, draft.digits.clone());
            }
        }
        let mut entry = Self {
            animal: animal.animal.id,
            at: 0,
            fields,
            input: Input::default(),
            replace: false,
            pending: None,
            unseen: String::new(),
            complaint: None,
            discards_sends: false,
        };
        entry.go_on(0);
        entry
    }

    /// Keeps what is being typed, where the same field is still open.
    pub fn carry_on(&mut self, before: Self) {
        let Some(field) = before.field() else {
            return;
        };
        let same = |f: &Field| f.slot == field.slot && f.kind == field.kind;
        let place = self.fields.iter().position(same);
        let open = place.filter(|at| self.fields[*at].progress == Progress::Open);
        if let Some(at) = open.filter(|_| field.progress == Progress::Open) {
            self.at = at;
            self.input = before.input;
            self.replace = before.replace;
            self.pending = before.pending;
            self.unseen = before.unseen;
            self.complaint = before.complaint;
            self.discards_sends = before.discards_sends;
        }
    }

    /// The current field.
    pub fn field(&self) -> Option<&Field> {
        self.fields.get(self.at)
    }

    /// The fields of a slot.
    pub fn of_slot(&self, slot: ReadingSlot) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(move |f| f.slot == slot)
    }

    /// The value of a field of a slot that was taken and is not saved.
    pub fn taken(&self, slot: ReadingSlot, kind: Kind) -> Option<(f64, &str)> {
        let field = self.of_slot(slot).find(|f| f.kind == kind)?;
        match &field.progress {
            Progress::Taken(value, digits) => Some((*value, digits)),
            _ => None,
        }
    }

    /// The texts of a slot's sizes that are entered and not saved: those that were taken, and what is in the field.
    pub fn sizes(&self, slot: ReadingSlot) -> Vec<String> {
        let sizes = self
            .fields
            .iter()
            .enumerate()
            .filter(|(_, f)| f.slot == slot);
        let texts = sizes.filter_map(|(at, field)| match &field.progress {
            _ if at == self.at => Some(self.input.value().trim().to_owned()),
            Progress::Taken(_, digits) => Some(digits.clone()),
            _ => None,
        });
        texts.filter(|text| !text.is_empty()).collect()
    }

    /// Whether this is the last field of its slot that is still open.
    pub fn completes(&self, at: usize) -> bool {
        let Some(field) = self.fields.get(at) else {
            return false;
        };
        let others = self.fields.iter().enumerate().filter(|(n, _)| *n != at);
        let mut of_slot = others.filter(|(_, f)| f.slot == field.slot);
        of_slot.all(|(_, f)| f.progress != Progress::Open)
    }

    /// Whether all values of a slot are taken and it is not saved: its write was refused.
    fn waits(&self, field: &Field) -> bool {
        let taken = matches!(field.progress, Progress::Taken(..));
        taken
            && self
                .of_slot(field.slot)
                .all(|f| f.progress != Progress::Open)
    }

    /// Goes to the next field that is open, from this place on; to the last value of a slot that
    /// could not be saved, which Enter sends again.
    pub fn go_on(&mut self, from: usize) {
        let next = self.fields.iter().enumerate().skip(from);
        let mut next = next.filter(|(_, f)| f.progress == Progress::Open || self.waits(f));
        let found = next.next().map(|(at, f)| (at, f.slot, self.waits(f)));
        let at = match found {
            Some((_, slot, true)) => {
                let last = |f: &Field| f.slot == slot && matches!(f.progress, Progress::Taken(..));
                self.fields.iter().rposition(last)
            }
            Some((at, ..)) => Some(at),
            None => None,
        };
        self.at = at.unwrap_or(self.fields.len());
        self.input = match self.field().map(|f| &f.progress) {
            Some(Progress::Taken(_, digits)) => Input::new(digits.clone()),
            _ => Input::default(),
        };
        self.replace = !self.input.value().is_empty();
        self.pending = None;
        self.unseen.clear();
        self.complaint = None;
        self.discards_sends = false;
    }

    /// Whether input is discarded for now: nothing is asked for, or something has to be confirmed first.
    pub fn rejects_input(&self) -> bool {
        self.pending.is_some() || self.field().is_none()
    }

    /// Goes to the field that was left, with the question that was open there. A field that was saved since
    /// asks nothing any more.
    pub fn resume(&mut self, cursor: &Cursor) {
        let is_field = |f: &Field| cursor.field == Some((f.slot, f.kind));
        let Some(at) = self.fields.iter().position(is_field) else {
            return;
        };
        if matches!(self.fields[at].progress, Progress::Saved(_)) {
            return;
        }
        if at != self.at {
            self.go_on(at);
        }
        self.at = at;
        if !cursor.text.is_empty() {
            self.input = Input::new(cursor.text.clone());
            self.replace = true;
        }
        self.pending = cursor.question;
        self.complaint.clone_from(&cursor.complaint);
        self.discards_sends = cursor.discards_sends;
    }

    /// Refuses what was typed; the next character of a hand begins again.
    pub fn refuse(&mut self, why: String) {
        self.complaint = Some(why);
        self.replace = true;
        self.discards_sends = true;
    }

    /// Whether the field holds nothing that a hand has typed since a value was refused.
    pub fn is_untouched(&self) -> bool {
        self.replace || self.input.value().trim().is_empty()
    }

    /// A key after a refused value: the field is empty, and takes what devices send again.
    pub fn begin_again(&mut self) {
        self.input.reset();
        self.replace = false;
        self.complaint = None;
        self.discards_sends = false;
    }
}

fn slot_fields(slot: ReadingSlot, reading: Option<&Reading>, height: bool) -> Vec<Field> {
    let mut kinds = vec![Kind::Length, Kind::Width];
    if height {
        kinds.push(Kind::Height);
    }
    let progress = |kind| match reading {
        Some(reading) => Progress::Saved(shown(&reading.observation, kind)),
        None => Progress::Open,
    };
    let field = |kind| Field {
        slot,
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
