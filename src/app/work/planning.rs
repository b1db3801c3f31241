//! The dates for which a work plan has something, done or not: what calendars and later days show.

use std::collections::HashMap;
use std::ops::RangeInclusive;

use chrono::NaiveDate;

use super::events::{WorkEvent, WorkProgress, is_waived, was_there};
use super::facts::{Findings, findings};
use crate::day_account::added_on;
use domain::{AnimalRecord, Schedule, ScheduleFacts, StudyRecord, StudyStatus, WorkKind, WorkLine};

/// What a line plans for an animal and a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct PlannedDate {
    /// The date.
    pub date: NaiveDate,
    /// What is to be done.
    pub kind: WorkKind,
    /// Whether somebody decided not to do it.
    pub is_waived: bool,
}

/// What the plan of a study has on dates of a range, done or not, for each animal that is on study then; by line, so that
/// the same may be there twice.
pub(super) fn planned_by_animal(
    study: &StudyRecord,
    dates: RangeInclusive<NaiveDate>,
) -> impl Iterator<Item = Vec<PlannedDate>> {
    let lines = study.work_lines.iter();
    let mut lines: Vec<Planning> = lines.map(|line| Planning::new(line, &dates)).collect();
    study.animals.iter().map(move |animal| {
        let added = added_on(animal);
        let left = animal.disposition.as_ref().map(|left| left.when.date);
        let is_there = |date: &NaiveDate| {
            added.is_none_or(|added| added <= *date) && left.is_none_or(|left| left >= *date)
        };
        let mut planned = Vec::new();
        for planning in &mut lines {
            let line = planning.line;
            let dates = planning.dates(study, animal);
            let there = dates.iter().copied().filter(is_there);
            planned.extend(there.map(|date| PlannedDate {
                date,
                kind: line.kind,
                is_waived: is_waived(study, animal, line, date),
            }));
        }
        planned
    })
}

/// A line, and the dates that it plans in a range: for animals with the same day 0 the same, if they do not depend on
/// findings.
struct Planning<'a> {
    line: &'a WorkLine,
    range: RangeInclusive<NaiveDate>,
    known: HashMap<NaiveDate, Vec<NaiveDate>>,
    of_animal: Vec<NaiveDate>,
}

impl<'a> Planning<'a> {
    fn new(line: &'a WorkLine, range: &RangeInclusive<NaiveDate>) -> Self {
        let last = line.ends_on.unwrap_or(NaiveDate::MAX);
        Self {
            line,
            range: line.starts_on.max(*range.start())..=last.min(*range.end()),
            known: HashMap::new(),
            of_animal: Vec::new(),
        }
    }

    fn dates(&mut self, study: &StudyRecord, animal: &AnimalRecord) -> &[NaiveDate] {
        let day0 = animal.animal.known_day0(&study.study.protocol);
        let Some(day0) = day0.filter(|_| self.line.whom.includes(&animal.animal)) else {
            return &[];
        };
        let (line, range) = (self.line, self.range.clone());
        if line.schedule.depends_on_animal() {
            let known = findings(study, animal, line);
            self.of_animal = match line.schedule.is_watch() {
                true => dates_of_watch(&line.schedule, day0, range, &known),
                false => dates_of(&line.schedule, day0, range, &known.facts()),
            };
            return &self.of_animal;
        }
        let none = || dates_of(&line.schedule, day0, range, &ScheduleFacts::default());
        self.known.entry(day0).or_insert_with(none)
    }
}

/// The dates of a schedule in a range, each once.
fn dates_of(
    schedule: &Schedule,
    day0: NaiveDate,
    range: RangeInclusive<NaiveDate>,
    facts: &ScheduleFacts<'_>,
) -> Vec<NaiveDate> {
    let occasions = schedule.occasions(day0, range, facts);
    let mut dates: Vec<NaiveDate> = occasions.map(|occasion| occasion.date).collect();
    dates.dedup();
    dates
}

/// The dates of a range on which a watch was due, by what was known the day before each; after the last finding, as if it
/// was done on each of them.
fn dates_of_watch(
    schedule: &Schedule,
    day0: NaiveDate,
    range: RangeInclusive<NaiveDate>,
    known: &Findings,
) -> Vec<NaiveDate> {
    let (mut from, last) = range.into_inner();
    let mut dates = Vec::new();
    // Up to the next finding nothing moves the date.
    while let Some(news) = known.next_on(from).filter(|_| from <= last) {
        let before = from.pred_opt().unwrap_or(from);
        let due = schedule.watch_due(day0, &known.until(before).facts());
        dates.extend(due.filter(|due| (from..=news.min(last)).contains(due)));
        let Some(next) = news.succ_opt() else {
            return dates;
        };
        from = next;
    }
    if from <= last {
        dates.extend(dates_of(schedule, day0, from..=last, &known.facts()));
    }
    dates
}

/// What the plan of a study has on a later date, whatever is open now: by animal in the order of the record, then in the
/// order in which kinds of work are done.
pub fn planned_for(study: &StudyRecord, on: NaiveDate) -> Vec<WorkEvent<'_>> {
    let mut events = Vec::new();
    if study.study.status == StudyStatus::Closed {
        return events;
    }
    let lines = study.work_lines.iter();
    let mut lines: Vec<Planning> = lines.map(|line| Planning::new(line, &(on..=on))).collect();
    lines.sort_by_key(|planning| planning.line.kind);
    for animal in study.animals.iter().filter(|a| was_there(a, on)) {
        let of_animal = events.len();
        for planning in &mut lines {
            let line = planning.line;
            let is_known = |event: &WorkEvent<'_>| event.line.kind == line.kind;
            let is_planned = !planning.dates(study, animal).is_empty();
            if !is_planned || events[of_animal..].iter().any(is_known) {
                continue;
            }
            let progress = match is_waived(study, animal, line, on) {
                true => WorkProgress::Waived,
                false => WorkProgress::Due,
            };
            events.push(WorkEvent {
                animal,
                line,
                planned_on: on,
                progress,
                days_late: 0,
            });
        }
    }
    events
}
