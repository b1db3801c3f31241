//! What the work plan of a study asks for on a date, and how far it has come. Derived, never stored.
//!
//! **Which planned date counts.** Of a line and an animal, the last planned date up to the day in question. An entry of
//! the line's kind on that date or later does what was planned; later it is done late. An earlier date that was missed
//! is not asked for again once the next one has come.
//!
//! **Who is asked about.** Animals that are on study that day and were there on the planned date, and those that left
//! that very day if they were done.

use std::collections::{BTreeSet, HashMap};
use std::ops::RangeInclusive;

use chrono::{Days, NaiveDate};
use serde::Serialize;

use super::facts::{Findings, findings};
use super::planning::planned_by_animal;
use crate::day_account::{Asked, is_read_wholly, on_study, was_added};
use domain::{
    AnimalId, AnimalRecord, Occasion, PlannedDose, ScheduleFacts, StudyRecord, StudyStatus, Waiver,
    WorkKind, WorkLine,
};
use store::Needed;

/// How far a planned event has come on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum WorkProgress {
    /// Planned for an earlier day, and not done.
    Overdue,
    /// Planned for the day, and not done.
    Due,
    /// Planned for an earlier day, and done on the day.
    DoneLate,
    /// Planned for the day, and done.
    Done,
    /// Planned for the day, and somebody decided not to do it.
    Waived,
    /// Not planned for this animal, but for others that stand with it: of a study that hides groups, a list does not
    /// tell apart for whom what is planned.
    NotApplicable,
}

impl WorkProgress {
    /// Whether it is still to be done.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Overdue | Self::Due)
    }
}

/// One planned event of one animal.
#[derive(Debug, Clone, Copy)]
pub struct WorkEvent<'a> {
    /// The animal.
    pub animal: &'a AnimalRecord,
    /// The line that plans it.
    pub line: &'a WorkLine,
    /// The date that it is planned for.
    pub planned_on: NaiveDate,
    /// How far it has come.
    pub progress: WorkProgress,
    /// The number of days that it is overdue; 0 if it is not.
    pub days_late: u32,
}

impl WorkEvent<'_> {
    /// Orders events: what is overdue first, and of that the oldest.
    fn pressing(&self) -> (WorkProgress, NaiveDate) {
        (self.progress, self.planned_on)
    }
}

/// What the plan of a study asks for on a day, by animal in the order of the record, then in the order in which kinds of
/// work are done. Where several lines ask for the same kind, the most pressing one stands for them. Nothing is asked for
/// in a closed study.
pub fn work_on(study: &StudyRecord, on: NaiveDate) -> Vec<WorkEvent<'_>> {
    if study.study.status == StudyStatus::Closed {
        return Vec::new();
    }
    let lines = study.work_lines.iter().filter(|line| line.is_in_force(on));
    let mut lines: Vec<Derivation> = lines.map(|line| Derivation::new(line, on)).collect();
    lines.sort_by_key(|derivation| derivation.line.kind);
    let mut events: Vec<WorkEvent> = Vec::new();
    for animal in study.animals.iter().filter(|a| was_there(a, on)) {
        let of_animal = events.len();
        for derivation in &mut lines {
            let Some(event) = derivation.event(study, animal) else {
                continue;
            };
            let mut known = events[of_animal..].iter_mut();
            match known.find(|known| known.line.kind == event.line.kind) {
                Some(known) if known.pressing() <= event.pressing() => {}
                Some(known) => *known = event,
                None => events.push(event),
            }
        }
    }
    events
}

/// As much of a study as [`work_on`] has to know, where it has a plan: nothing but that no line plans anything up to the
/// day; else entries since the earliest date that counts, as later ones do what was planned then. What follows from
/// findings needs all of them.
pub fn needed_on(study: &StudyRecord, on: NaiveDate) -> Needed {
    let cohorts = study.cohorts.iter().filter_map(|cohort| cohort.day0);
    let day0s: BTreeSet<NaiveDate> = cohorts.chain(study.study.protocol.known_day0()).collect();
    let mut earliest = None;
    for line in study.work_lines.iter().filter(|line| line.is_in_force(on)) {
        if line.schedule.depends_on_animal() {
            return Needed::All;
        }
        let mut derivation = Derivation::new(line, on);
        let planned = day0s.iter().filter_map(|day0| derivation.of_day0(*day0));
        earliest = planned.chain(earliest).min();
    }
    earliest.map_or(Needed::NoAnimals, Needed::Since)
}

/// Whether what a line planned for an animal and a date was waived, of this line or of another one by which the same is
/// done.
pub(super) fn is_waived(
    study: &StudyRecord,
    animal: &AnimalRecord,
    line: &WorkLine,
    on: NaiveDate,
) -> bool {
    let mut waivers = study.waivers.iter();
    waivers.any(|waiver| {
        (waiver.animal, waiver.planned_on) == (animal.animal.id, on)
            && holds_for(study, waiver, line)
    })
}

/// Whether a waiver holds for what a line plans: an animal that is not to be weighed is not weighed for another line either.
/// Doses of different lines are different doses.
pub(super) fn holds_for(study: &StudyRecord, waiver: &Waiver, line: &WorkLine) -> bool {
    let is_same = |known: &WorkLine| known.id == waiver.line && known.kind == line.kind;
    waiver.line == line.id || line.kind != WorkKind::Dose && study.work_lines.iter().any(is_same)
}

/// What one line of a plan asks for on a day, by animal in the order of the record.
pub fn work_of_line<'a>(
    study: &'a StudyRecord,
    line: &'a WorkLine,
    on: NaiveDate,
) -> Vec<WorkEvent<'a>> {
    let mut derivation = Derivation::new(line, on);
    let animals = study.animals.iter().filter(|a| was_there(a, on));
    let events = animals.filter_map(|animal| derivation.event(study, animal));
    events.filter(|_| line.is_in_force(on)).collect()
}

/// What the plan asks of each animal on a day of measuring, done or not; none where no line of the plan is about readings
/// or weights that day.
pub fn asked_on(study: &StudyRecord, on: NaiveDate) -> Option<HashMap<AnimalId, Asked>> {
    let is_measuring = |kind| matches!(kind, WorkKind::Measure | WorkKind::Weigh);
    let mut lines = study.work_lines.iter();
    if !lines.any(|line| line.is_in_force(on) && is_measuring(line.kind)) {
        return None;
    }
    let mut by_animal: HashMap<AnimalId, Asked> = HashMap::new();
    for event in work_on(study, on) {
        let is_waived = event.progress == WorkProgress::Waived;
        let asked = match event.line.kind {
            _ if is_waived => continue,
            WorkKind::Measure => |asked: &mut Asked| asked.tumors = true,
            WorkKind::Weigh => |asked: &mut Asked| asked.weight = true,
            WorkKind::Dose | WorkKind::TakeDown => continue,
        };
        asked(by_animal.entry(event.animal.animal.id).or_default());
    }
    Some(by_animal)
}

/// The date of the next day of measuring by the plan: of something overdue, else the next date, of the coming two months,
/// on which something is to be done; none where no line of the plan is about readings or weights.
pub fn next_planned(study: &StudyRecord, today: NaiveDate) -> Option<NaiveDate> {
    const AHEAD: u64 = 62;
    let is_measuring = |kind| matches!(kind, WorkKind::Measure | WorkKind::Weigh);
    let events = work_on(study, today);
    let open = events.iter().filter(|event| event.progress.is_open());
    let open = open.filter(|event| is_measuring(event.line.kind));
    let ahead = || {
        let range = today.succ_opt()?..=today.checked_add_days(Days::new(AHEAD))?;
        let planned = planned_by_animal(study, range).flatten();
        let planned = planned.filter(|planned| is_measuring(planned.kind) && !planned.is_waived);
        planned.map(|planned| planned.date).min()
    };
    open.map(|event| event.planned_on).min().or_else(ahead)
}

/// Whether an animal is on study that day, or leaves on it.
pub(super) fn was_there(animal: &AnimalRecord, on: NaiveDate) -> bool {
    let leaves = animal
        .disposition
        .as_ref()
        .is_some_and(|d| d.when.date == on);
    (leaves || on_study(animal, on)) && was_added(animal, on)
}

/// A line on a day. Animals with the same day 0 have the same planned dates, if these do not depend on findings: they
/// are looked up once.
struct Derivation<'a> {
    line: &'a WorkLine,
    on: NaiveDate,
    known: Vec<(NaiveDate, Option<NaiveDate>)>,
}

impl<'a> Derivation<'a> {
    fn new(line: &'a WorkLine, on: NaiveDate) -> Self {
        Self {
            line,
            on,
            known: Vec::new(),
        }
    }

    fn event(&mut self, study: &StudyRecord, animal: &'a AnimalRecord) -> Option<WorkEvent<'a>> {
        let (line, on) = (self.line, self.on);
        if !line.whom.includes(&animal.animal) {
            return None;
        }
        let day0 = animal.animal.known_day0(&study.study.protocol)?;
        let planned_on = match line.schedule.depends_on_animal() {
            true => self.of_findings(&findings(study, animal, line), day0),
            false => self.of_day0(day0),
        }?;
        if !was_added(animal, planned_on) {
            return None;
        }
        let done = done_on(animal, line, planned_on..=on, || {
            doses_planned(study, animal, line, planned_on)
        });
        if line.kind == WorkKind::Dose && is_off_treatment(animal, planned_on) && done != Some(on) {
            return None;
        }
        let is_waived = || is_waived(study, animal, line, planned_on);
        let progress = match done {
            Some(done) if done == planned_on && done == on => WorkProgress::Done,
            Some(done) if done == on => WorkProgress::DoneLate,
            Some(_) => return None,
            None if is_waived() && planned_on == on => WorkProgress::Waived,
            None if is_waived() => return None,
            // It left that day, and what was not done is not asked for any more.
            None if !on_study(animal, on) => return None,
            None if planned_on == on => WorkProgress::Due,
            None => WorkProgress::Overdue,
        };
        let days_late = match progress {
            WorkProgress::Overdue => {
                u32::try_from((on - planned_on).num_days()).unwrap_or(u32::MAX)
            }
            _ => 0,
        };
        Some(WorkEvent {
            animal,
            line,
            planned_on,
            progress,
            days_late,
        })
    }

    fn of_day0(&mut self, day0: NaiveDate) -> Option<NaiveDate> {
        if let Some((_, planned)) = self.known.iter().find(|(known, _)| *known == day0) {
            return *planned;
        }
        let planned = self.last_planned(day0, &ScheduleFacts::default());
        self.known.push((day0, planned));
        planned
    }

    /// A watch is due some days after it was last done: what is done on the day itself does not move it.
    fn of_findings(&self, findings: &Findings, day0: NaiveDate) -> Option<NaiveDate> {
        let before = findings.until(self.on.pred_opt()?);
        match self.line.schedule.watch_due(day0, &before.facts()) {
            Some(due) => Some(due.max(self.line.starts_on)).filter(|due| *due <= self.on),
            None => self.last_planned(day0, &findings.until(self.on).facts()),
        }
    }

    /// The last planned date up to the day. Most schedules plan something within a few days: these are looked at first.
    fn last_planned(&self, day0: NaiveDate, facts: &ScheduleFacts<'_>) -> Option<NaiveDate> {
        let last_in = |dates: RangeInclusive<NaiveDate>| {
            let occasions = self.line.schedule.occasions(day0, dates, facts);
            occasions.last().map(|occasion| occasion.date)
        };
        let first = self.line.starts_on;
        for days in [0, 7, 31, 366] {
            let from = self.on.checked_sub_days(Days::new(days)).unwrap_or(first);
            if let Some(found) = last_in(from.max(first)..=self.on) {
                return Some(found);
            }
            if from <= first {
                return None;
            }
        }
        last_in(first..=self.on)
    }
}

/// The doses that a line plans for an animal on a date: one for each slot.
pub(crate) fn doses_planned(
    study: &StudyRecord,
    animal: &AnimalRecord,
    line: &WorkLine,
    on: NaiveDate,
) -> Vec<Occasion> {
    doses_planned_in(study, animal, line, on..=on)
}

/// The doses that a line plans for an animal on these dates, one for each slot, whoever it is about and while it is in force
/// or not.
pub(crate) fn doses_planned_in(
    study: &StudyRecord,
    animal: &AnimalRecord,
    line: &WorkLine,
    dates: RangeInclusive<NaiveDate>,
) -> Vec<Occasion> {
    let Some(day0) = animal.animal.known_day0(&study.study.protocol) else {
        return Vec::new();
    };
    let known = match line.schedule.depends_on_animal() {
        true => findings(study, animal, line),
        false => Findings::default(),
    };
    let occasions = line.schedule.occasions(day0, dates, &known.facts());
    occasions.collect()
}

/// Whether no doses are planned for an animal on a date, because its treatment was stopped.
pub(crate) fn is_off_treatment(animal: &AnimalRecord, on: NaiveDate) -> bool {
    let off = animal.animal.off_treatment.as_ref();
    off.is_some_and(|off| off.since <= on)
}

/// The first date of these on which what a line planned for the first of them was done on an animal: all of its tumors were
/// read, or a reason was given; it was weighed; something was recorded of each planned dose; it left the study.
fn done_on(
    animal: &AnimalRecord,
    line: &WorkLine,
    dates: RangeInclusive<NaiveDate>,
    doses: impl FnOnce() -> Vec<Occasion>,
) -> Option<NaiveDate> {
    match line.kind {
        WorkKind::Measure => {
            let read = animal.tumors.iter().flat_map(|tumor| &tumor.readings);
            let read = read.map(|reading| reading.when.date);
            let read: BTreeSet<_> = read.filter(|date| dates.contains(date)).collect();
            read.into_iter().find(|date| is_read_wholly(animal, *date))
        }
        WorkKind::Weigh => {
            let weighed = animal.weighings.iter().map(|weighing| weighing.when.date);
            weighed.filter(|date| dates.contains(date)).min()
        }
        WorkKind::Dose => {
            let recorded = |slot: u8| {
                let of_slot = PlannedDose {
                    line: line.id,
                    on: *dates.start(),
                    slot: slot.into(),
                };
                let recorded = animal.doses.iter().filter(|d| d.planned == Some(of_slot));
                recorded.map(|dose| dose.when.date).min()
            };
            let slots: Option<Vec<NaiveDate>> = doses().iter().map(|o| recorded(o.slot)).collect();
            slots?.into_iter().max().filter(|date| dates.contains(date))
        }
        WorkKind::TakeDown => {
            let left = animal.disposition.as_ref().map(|left| left.when.date);
            left.filter(|date| dates.contains(date))
        }
    }
}
