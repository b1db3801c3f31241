//! The work of a date over all studies, in the order in which somebody walks through the rooms.
//!
//! A study with a work plan is listed by its plan. One without is listed by the rhythm that its readings show
//! ([`crate::due`]), and is marked so.

use std::collections::{BTreeMap, HashSet};

use chrono::NaiveDate;
use serde::Serialize;

use crate::day_account::{MeasuringDay, Part, day_account};
use crate::due::{Task, measuring_day, study_today};
use crate::work::{WorkEvent, WorkProgress, needed_on, planned_for, work_on};
use crate::{Error, Notebook};
use domain::{
    AnimalRecord, Cage, CageId, StudyRecord, StudyStatus, WorkKind, counted, day_of, tag_order,
};
use store::Needed;

/// The work of a date.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Today {
    /// The date.
    pub date: NaiveDate,
    /// What is to be done, by room, rack and cage; what is overdue stands before what is due.
    pub rows: Vec<TodayRow>,
    /// The number of animals with something to be done, over all studies.
    pub due: usize,
    /// The number of these of which something is overdue.
    pub overdue: usize,
    /// The number of animals of which all was done or waived.
    pub done: usize,
    /// Studies with a work plan that plans nothing, because there is no day 0.
    pub waiting: Vec<String>,
}

/// Work of one study in one place: animals for which the same is to be done.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TodayRow {
    /// Name of the study.
    pub study: String,
    /// Cell line or patient-derived model.
    pub model: Option<String>,
    /// The study day; none where animals of the row have different ones.
    pub day: Option<f64>,
    /// The room of the cages.
    pub room: Option<String>,
    /// The rack of the cages.
    pub rack: Option<String>,
    /// Labels of the cages.
    pub cages: Vec<String>,
    /// What is to be done on each animal, in the order in which it is done.
    pub kinds: Vec<WorkKind>,
    /// Whether something is overdue, and by how many days at most.
    pub days_late: u32,
    /// Whether a work plan asks for it, or the rhythm that past readings show.
    pub planned: bool,
    /// The numbers of the lines that ask for it.
    pub lines: Vec<u32>,
    /// The animals.
    pub animals: Vec<Work>,
}

/// Work on one animal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Work {
    /// Its tag.
    pub animal: String,
    /// Its cage.
    pub cage: Option<String>,
    /// How far each kind has come, in the order of the kinds of the row.
    pub progress: Vec<WorkProgress>,
}

impl Work {
    /// Whether something is still to be done.
    pub fn is_open(&self) -> bool {
        self.progress.iter().any(|progress| progress.is_open())
    }

    /// Whether all of it was waived.
    pub fn is_waived(&self) -> bool {
        self.progress
            .iter()
            .all(|progress| *progress == WorkProgress::Waived)
    }
}

impl TodayRow {
    /// The number of animals with something still to be done.
    pub fn open(&self) -> usize {
        self.animals.iter().filter(|work| work.is_open()).count()
    }

    /// The room and rack: `room 2, rack B`; empty if neither is known.
    pub fn place(&self) -> String {
        let room = self.room.as_ref().map(|room| format!("room {room}"));
        let rack = self.rack.as_ref().map(|rack| format!("rack {rack}"));
        room.into_iter().chain(rack).collect::<Vec<_>>().join(", ")
    }

    /// The cages: `C03, C04`, of more than three the first and the last, `C03 … C08`.
    pub fn cages_words(&self) -> String {
        match self.cages.as_slice() {
            [first, .., last] if self.cages.len() > 3 => format!("{first} … {last}"),
            cages => cages.join(", "),
        }
    }

    /// The animals: their tags, of more than two the number.
    pub fn animals_words(&self) -> String {
        match self.animals.len() {
            n @ 3.. => counted(n, "animal"),
            _ => {
                let tags: Vec<&str> = self
                    .animals
                    .iter()
                    .map(|work| work.animal.as_str())
                    .collect();
                tags.join(", ")
            }
        }
    }

    /// How far they have come: `2 days late`, `9 of 22 done, 1 waived`, `done`; a row without a plan is `as usual`.
    pub fn state_words(&self) -> String {
        let usual = if self.planned { "" } else { " (as usual)" };
        let mut parts = Vec::new();
        if self.open() == 0 && self.done() > 0 {
            parts.push("done".to_owned());
        } else if self.open() > 0 {
            match self.days_late {
                0 if self.done() > 0 => {}
                0 => parts.push("due".to_owned()),
                1 => parts.push("1 day late".to_owned()),
                days => parts.push(format!("{days} days late")),
            }
            if self.done() > 0 {
                parts.push(format!("{} of {} done", self.done(), self.animals.len()));
            }
        }
        match self.waived() {
            0 => {}
            all if all == self.animals.len() => parts.push("waived".to_owned()),
            some => parts.push(format!("{some} waived")),
        }
        format!("{}{usual}", parts.join(", "))
    }

    /// The number of animals of which all was waived.
    pub fn waived(&self) -> usize {
        self.animals.iter().filter(|work| work.is_waived()).count()
    }

    /// The number of animals of which all was done, or something and the rest waived.
    pub fn done(&self) -> usize {
        self.animals.len() - self.open() - self.waived()
    }
}

impl Notebook {
    /// The work of a date over all open studies, or of one of them. Of a date after `now`, it is what is planned for that
    /// date, whatever is open now.
    ///
    /// # Errors
    /// If a study cannot be read, or the one that is named is not known.
    pub fn today(
        &self,
        on: NaiveDate,
        now: NaiveDate,
        study: Option<&str>,
    ) -> Result<Today, Error> {
        let (mut rows, mut waiting) = (Vec::new(), Vec::new());
        for name in self.open_studies(study)? {
            let needed = |study: &StudyRecord| needed(study, on, now);
            let study = self.store().study_in_part(&name, needed)?.masked();
            let has_day0 = study.study.protocol.known_day0().is_some()
                || study.cohorts.iter().any(|cohort| cohort.day0.is_some());
            if !has_day0 && is_planned(&study, on) {
                waiting.push(name);
            }
            rows.extend(rows_of(&study, on, now));
        }
        Ok(Today {
            waiting,
            ..in_order(on, rows)
        })
    }

    /// The names of all open studies, or the one that is named.
    pub(super) fn open_studies(&self, study: Option<&str>) -> Result<Vec<String>, Error> {
        if let Some(name) = study {
            return Ok(vec![name.to_owned()]);
        }
        let studies = self.studies()?.into_iter();
        let open = studies.filter(|study| study.status == StudyStatus::Open);
        Ok(open.map(|study| study.name.to_string()).collect())
    }
}

/// Whether a line of the work plan says what is to be done that day.
fn is_planned(study: &StudyRecord, on: NaiveDate) -> bool {
    study.work_lines.iter().any(|line| line.is_in_force(on))
}

/// As much of a study as [`rows_of`] has to know.
fn needed(study: &StudyRecord, on: NaiveDate, now: NaiveDate) -> Needed {
    match is_planned(study, on) {
        true => needed_on(study, on),
        false if on > now => Needed::NoAnimals,
        false => Needed::All,
    }
}

/// The rows of one study, in no order.
fn rows_of(study: &StudyRecord, on: NaiveDate, now: NaiveDate) -> Vec<TodayRow> {
    let planned = is_planned(study, on);
    let of_animals: Vec<(&AnimalRecord, RowEntry)> = match planned {
        true if on > now => by_plan(&planned_for(study, on)),
        true => by_plan(&work_on(study, on)),
        // Whether a later date will be one of measuring depends on what is done until then.
        false if on > now => Vec::new(),
        false => by_rhythm(study, on),
    };
    let cages: BTreeMap<CageId, &Cage> = study.cages.iter().map(|cage| (cage.id, cage)).collect();
    let mut rows: BTreeMap<Key, TodayRow> = BTreeMap::new();
    for (animal, asked) in of_animals {
        let cage = animal.animal.cage.and_then(|id| cages.get(&id)).copied();
        let day0 = animal.animal.known_day0(&study.study.protocol);
        let day = day0.map(|day0| day_of(domain::When::on(on), day0));
        let text =
            |of: fn(&Cage) -> Option<&domain::Label>| cage.and_then(of).map(ToString::to_string);
        let key = Key {
            room: text(|cage| cage.room.as_ref()),
            rack: text(|cage| cage.rack.as_ref()),
            days_late: asked.days_late,
            is_waived: asked.is_waived,
            kinds: asked.kinds.clone(),
        };
        let row = rows.entry(key).or_insert_with_key(|key| TodayRow {
            study: study.study.name.to_string(),
            model: study.study.protocol.model.as_ref().map(ToString::to_string),
            day,
            room: key.room.clone(),
            rack: key.rack.clone(),
            cages: Vec::new(),
            kinds: key.kinds.clone(),
            days_late: key.days_late,
            planned,
            lines: Vec::new(),
            animals: Vec::new(),
        });
        if row.day != day {
            row.day = None;
        }
        for line in asked.lines.iter().filter(|line| **line > 0) {
            if !row.lines.contains(line) {
                row.lines.push(*line);
            }
        }
        let cage = cage.map(|cage| cage.label.to_string());
        if let Some(label) = &cage
            && !row.cages.contains(label)
        {
            row.cages.push(label.clone());
        }
        row.animals.push(Work {
            animal: animal.animal.tag.to_string(),
            cage,
            progress: asked.progress,
        });
    }
    let mut rows: Vec<TodayRow> = rows.into_values().collect();
    for row in &mut rows {
        row.cages.sort_by(|a, b| tag_order(a, b));
        row.lines.sort_unstable();
        row.animals.sort_by(|a, b| {
            let cage = |work: &Work| work.cage.clone().unwrap_or_default();
            let by_cage = tag_order(&cage(a), &cage(b));
            by_cage.then_with(|| tag_order(&a.animal, &b.animal))
        });
    }
    rows
}

/// What stands in one row.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    room: Option<String>,
    rack: Option<String>,
    days_late: u32,
    is_waived: bool,
    kinds: Vec<WorkKind>,
}

/// What is asked for on one animal.
struct RowEntry {
    kinds: Vec<WorkKind>,
    progress: Vec<WorkProgress>,
    days_late: u32,
    is_waived: bool,
    lines: Vec<u32>,
}

/// What is overdue, what is to be done that day and what was waived are asked for apart, so that a row says of all its
/// kinds the same.
fn by_plan<'a>(events: &[WorkEvent<'a>]) -> Vec<(&'a AnimalRecord, RowEntry)> {
    let apart = |event: &WorkEvent| (event.days_late, event.progress == WorkProgress::Waived);
    let same = |a: &WorkEvent, b: &WorkEvent| a.animal.animal.id == b.animal.animal.id;
    let mut asked = Vec::new();
    for of_animal in events.chunk_by(same) {
        let mut of_animal: Vec<&WorkEvent> = of_animal.iter().collect();
        of_animal.sort_by_key(|event| (apart(event), event.line.kind));
        for events in of_animal.chunk_by(|a, b| apart(a) == apart(b)) {
            let row = RowEntry {
                kinds: events.iter().map(|event| event.line.kind).collect(),
                progress: events.iter().map(|event| event.progress).collect(),
                days_late: events[0].days_late,
                is_waived: apart(events[0]).1,
                lines: events.iter().map(|event| event.line.number).collect(),
            };
            asked.push((events[0].animal, row));
        }
    }
    asked
}

/// What the rhythm of past readings asks for: nothing on a day that it does not name.
fn by_rhythm(study: &StudyRecord, on: NaiveDate) -> Vec<(&AnimalRecord, RowEntry)> {
    let days_late = match study_today(study, on).task {
        Task::Begun { .. } | Task::Done(..) | Task::Today(_) => 0,
        Task::Late(_, days) => days,
        _ => return Vec::new(),
    };
    let day: MeasuringDay = measuring_day(study, on);
    let open = match days_late {
        0 => WorkProgress::Due,
        _ => WorkProgress::Overdue,
    };
    let mut of_animals = Vec::new();
    for account in day_account(study, &day) {
        let Some(animal) = study.animals.iter().find(|a| a.animal.id == account.animal) else {
            continue;
        };
        let kinds: Vec<WorkKind> = match day.weighs() {
            true => vec![WorkKind::Weigh, WorkKind::Measure],
            false => vec![WorkKind::Measure],
        };
        let is_open = |kind: &WorkKind| {
            let mut parts = account.open_parts();
            parts.any(|part| (part == Part::Weight) == (*kind == WorkKind::Weigh))
        };
        let progress = kinds.iter().map(|kind| match is_open(kind) {
            true => open,
            false => WorkProgress::Done,
        });
        let progress = progress.collect();
        let asked = RowEntry {
            kinds,
            progress,
            days_late,
            is_waived: false,
            lines: Vec::new(),
        };
        of_animals.push((animal, asked));
    }
    of_animals
}

/// By room, rack, first cage, study; what is overdue first.
fn in_order(on: NaiveDate, mut rows: Vec<TodayRow>) -> Today {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    rows.sort_by(|a, b| {
        let by_room = tag_order(&text(&a.room), &text(&b.room));
        let by_rack = by_room.then_with(|| tag_order(&text(&a.rack), &text(&b.rack)));
        let first = |row: &TodayRow| row.cages.first().cloned().unwrap_or_default();
        let by_study = by_rack.then_with(|| tag_order(&a.study, &b.study));
        let by_late = by_study.then_with(|| b.days_late.cmp(&a.days_late));
        by_late.then_with(|| tag_order(&first(a), &first(b)))
    });
    let works = || {
        rows.iter()
            .flat_map(|row| row.animals.iter().map(move |work| (row, work)))
    };
    // An animal can stand in several rows.
    let animals = |is_counted: fn(&TodayRow, &Work) -> bool| {
        let counted = works().filter(|(row, work)| is_counted(row, work));
        let animals: HashSet<_> = counted
            .map(|(row, work)| (&row.study, &work.animal))
            .collect();
        animals.len()
    };
    let due = animals(|_, work| work.is_open());
    Today {
        date: on,
        due,
        overdue: animals(|row, work| work.is_open() && row.days_late > 0),
        done: animals(|_, _| true) - due,
        waiting: Vec::new(),
        rows,
    }
}

#[cfg(test)]
mod tests;
