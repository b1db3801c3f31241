//! The lines of a work plan: adding, changing and ending them, and how they read.
//!
//! A line that has planned something already is never rewritten: a change ends it the day before and adds a new line, so
//! that what was planned then stays on record.

use chrono::NaiveDate;
use serde::Serialize;

use super::events::work_of_line;
use crate::dosing::{RegimenFacts, RegimenView};
use crate::named::tags_of;
use crate::{Error, Notebook, Receipt, cohorts};
use domain::{
    AnimalId, Blinding, FirstDay, Invalid, Prose, Reason, Regimen, RegimenId, Remedy, Schedule,
    ScheduleFacts, Study, StudyRecord, Whom, WorkKind, WorkLine, WorkLineId, counted, tag_ranges,
};
use store::{Operation, fresh_id};

/// The animals that a line is to be about, in names.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum WhomNamed {
    /// All of the study.
    #[default]
    All,
    /// Those of these arms; of a blinded study by their codes.
    Arms(Vec<String>),
    /// Those of these cohorts.
    Cohorts(Vec<String>),
    /// Those with these tags or chips; ranges too.
    Animals(Vec<String>),
}

/// Lines to be added: one for each kind of work.
#[derive(Debug, Clone)]
pub struct NewWork {
    /// What is to be done.
    pub kinds: Vec<WorkKind>,
    /// Which animals.
    pub whom: WhomNamed,
    /// On which study days.
    pub schedule: Schedule,
    /// The first date that it plans anything on.
    pub starts_on: NaiveDate,
    /// What else there is to know about it.
    pub note: Option<Prose>,
}

impl NewWork {
    fn lines(&self, record: &StudyRecord) -> Result<Vec<WorkLine>, Error> {
        if self.kinds.contains(&WorkKind::Dose) {
            let message = "doses need a regimen: what is given, how much and how";
            return Err(Error::state(message, Remedy::AddRegimen));
        }
        let whom = whom(record, &self.whom)?;
        let line = |(kind, number): (&WorkKind, u32)| {
            Ok(WorkLine {
                id: WorkLineId(fresh_id()),
                number,
                kind: *kind,
                whom: whom.clone(),
                schedule: suited(*kind, self.schedule.clone())?,
                starts_on: self.starts_on,
                ends_on: None,
                note: self.note.clone(),
                regimen: None,
            })
        };
        let numbers = next_number(&record.work_lines)..;
        self.kinds.iter().zip(numbers).map(line).collect()
    }
}

/// What changes in a line. What is none stays.
#[derive(Debug, Clone, Default)]
pub struct WorkLineChange {
    /// Which animals.
    pub whom: Option<WhomNamed>,
    /// On which study days.
    pub schedule: Option<Schedule>,
    /// What else there is to know; none inside: nothing.
    pub note: Option<Option<Prose>>,
    /// What is given, of a line about doses.
    pub regimen: Option<RegimenFacts>,
}

/// A line as lists show it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WorkLineView {
    /// Its number.
    pub line: u32,
    /// What is to be done.
    pub kind: WorkKind,
    /// Which animals, in words.
    pub whom: String,
    /// On which study days, in the canonical form.
    pub schedule: String,
    /// The first date that it plans anything on.
    pub starts_on: NaiveDate,
    /// The last one, if the line was ended.
    pub ends_on: Option<NaiveDate>,
    /// What else there is to know.
    pub note: Option<String>,
    /// The number of animals on study that it is about now.
    pub animals: usize,
    /// The number of these without a day 0, for which it plans nothing.
    pub without_day0: usize,
    /// The next planned dates, of the study's day 0, or of the first cohort's; at most ten. Empty where they follow from
    /// findings, and without a day 0.
    pub dates: Vec<NaiveDate>,
    /// Whether its dates follow from what is found of each animal.
    pub follows_findings: bool,
    /// What is given, of a line about doses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub regimen: Option<RegimenView>,
}

/// How many planned dates a list shows.
const DATES_SHOWN: usize = 10;

impl Notebook {
    /// The work plan of a study by number, as it may be seen; lines that have ended too. Planned dates are those from
    /// `today` on.
    ///
    /// # Errors
    /// If the study is not known.
    pub fn work_lines(&self, study: &str, today: NaiveDate) -> Result<Vec<WorkLineView>, Error> {
        let record = self.study(study)?;
        let lines = record.work_lines.iter();
        Ok(lines
            .map(|line| work_line_view(&record, line, today))
            .collect())
    }

    /// The lines as they would be added, without adding them.
    ///
    /// # Errors
    /// If an arm, cohort or animal is not known; for several times a day, which only doses have.
    pub fn look_at_work(&self, study: &str, new: &NewWork) -> Result<Vec<WorkLineView>, Error> {
        let mut record = self.store().study(study)?;
        record.study.must_be_open()?;
        let lines = new.lines(&record)?;
        let numbers: Vec<u32> = lines.iter().map(|line| line.number).collect();
        record.work_lines.extend(lines);
        let record = record.masked();
        let new_lines = record
            .work_lines
            .iter()
            .filter(|line| numbers.contains(&line.number));
        Ok(new_lines
            .map(|line| work_line_view(&record, line, new.starts_on))
            .collect())
    }

    /// Adds lines to the work plan of a study; answers their numbers.
    ///
    /// # Errors
    /// If an arm, cohort or animal is not known; for several times a day, which only doses have.
    pub(super) fn add_work(
        &mut self,
        study: &str,
        new: &NewWork,
    ) -> Result<(Vec<u32>, Option<Receipt>), Error> {
        self.write("add plan line", None, |op| {
            let record = op.study(study)?;
            record.study.must_be_open()?;
            let lines = new.lines(&record)?;
            let insert = |line: &WorkLine| op.insert_work_line(record.study.id, line);
            lines.iter().try_for_each(insert)?;
            Ok(lines.iter().map(|line| line.number).collect())
        })
    }

    /// Changes a line from a date on; answers the number under which it stands from then on. A line that begins on that
    /// date or later is changed itself; any other is ended, and a new one is added.
    ///
    /// # Errors
    /// If there is no such line, or it has ended; as [`add_work`](Self::add_work).
    pub(super) fn edit_work_line(
        &mut self,
        study: &str,
        number: u32,
        change: WorkLineChange,
        (from, today): (NaiveDate, NaiveDate),
        reason: Option<Reason>,
    ) -> Result<(u32, Option<Receipt>), Error> {
        self.write("edit plan line", reason, |op| {
            let record = op.study(study)?;
            record.study.must_be_open()?;
            not_backdated(from, from, today)?;
            let old = in_force(&record, number, from)?;
            let mut line = old.clone();
            if let Some(named) = &change.whom {
                line.whom = whom(&record, named)?;
            }
            line.schedule = suited(line.kind, change.schedule.unwrap_or(line.schedule))?;
            line.note = change.note.unwrap_or(line.note);
            line.regimen = amended(&line, change.regimen)?;
            if line == *old {
                return Ok((number, Vec::new()));
            }
            if old.starts_on >= from {
                op.update_work_line(&line)?;
                let notes = told_of(&record, &line)?;
                return Ok((number, notes));
            }
            let mut dropped = dropped(&record, old, from, today);
            end(op, old, from.pred_opt().unwrap_or(from))?;
            line.id = WorkLineId(fresh_id());
            line.number = next_number(&record.work_lines);
            line.starts_on = from;
            if let Some(regimen) = &mut line.regimen {
                regimen.id = RegimenId::from(fresh_id());
            }
            dropped.extend(told_of(&record, &line)?);
            op.insert_work_line(record.study.id, &line)?;
            Ok((line.number, dropped))
        })
        .map(|((number, dropped), receipt)| (number, receipt.map(|r| r.noting(dropped))))
    }

    /// Ends a line: it plans nothing after `last`.
    ///
    /// # Errors
    /// If there is no such line, or it has ended.
    pub(super) fn end_work_line(
        &mut self,
        study: &str,
        number: u32,
        (last, today): (NaiveDate, NaiveDate),
        reason: Option<Reason>,
    ) -> Result<Option<Receipt>, Error> {
        let (told, receipt) = self.write("end plan line", reason, |op| {
            let record = op.study(study)?;
            record.study.must_be_open()?;
            let next = last.succ_opt().unwrap_or(last);
            not_backdated(last, next, today)?;
            let line = in_force(&record, number, last)?;
            let mut told = dropped(&record, line, next, today);
            if let Some(before) = line.ends_on.filter(|before| *before != last) {
                told.push(format!("line {number} was to end on {before}"));
            }
            end(op, line, last)?;
            Ok(told)
        })?;
        Ok(receipt.map(|receipt| receipt.noting(told)))
    }
}

/// What a line gives after a change.
fn amended(line: &WorkLine, change: Option<RegimenFacts>) -> Result<Option<Box<Regimen>>, Error> {
    match (&line.regimen, change) {
        (known, None) => Ok(known.clone()),
        (Some(known), Some(facts)) => Ok(Some(Box::new(facts.apply(known)?))),
        (None, Some(_)) => Err(Error::state(
            format!("line {} is not about doses", line.number),
            Remedy::ListWorkLines,
        )),
    }
}

/// What is remarkable about a line as it is from now on.
fn told_of(record: &StudyRecord, line: &WorkLine) -> Result<Vec<String>, Error> {
    let mut since = record.clone();
    since.work_lines.retain(|known| known.number != line.number);
    since.work_lines.push(line.clone());
    crate::dosing::remarks(&since, std::slice::from_ref(line))
}

/// Refuses to change what was planned for days that are over: a change that holds from a date on, named by `typed`.
fn not_backdated(typed: NaiveDate, from: NaiveDate, today: NaiveDate) -> Result<(), Invalid> {
    match from < today {
        true => Err(Invalid::new(
            "date",
            typed,
            "is over: what was planned for past days stays as it was",
            "change the plan from today on, or waive what was not done",
        )),
        false => Ok(()),
    }
}

/// A sentence if something that the line planned before a date is still to be done: nobody is asked for it any more.
fn dropped(
    record: &StudyRecord,
    line: &WorkLine,
    from: NaiveDate,
    today: NaiveDate,
) -> Vec<String> {
    let Some(last) = from.pred_opt().filter(|last| *last < today) else {
        return Vec::new();
    };
    let events = work_of_line(record, line, last);
    let open = events.iter().filter(|event| event.progress.is_open());
    let open: Vec<String> = open
        .map(|event| event.animal.animal.tag.to_string())
        .collect();
    match open.len() {
        0 => Vec::new(),
        n => vec![format!(
            "line {} was still to be done for {} ({}): it is not asked for any more",
            line.number,
            counted(n, "animal"),
            tag_ranges(&open)
        )],
    }
}

fn end(op: &Operation<'_>, line: &WorkLine, last: NaiveDate) -> Result<(), Error> {
    let ended = WorkLine {
        ends_on: Some(last),
        ..line.clone()
    };
    Ok(op.update_work_line(&ended)?)
}

pub(crate) fn next_number(lines: &[WorkLine]) -> u32 {
    lines.iter().map(|line| line.number).max().unwrap_or(0) + 1
}

/// The line with this number.
pub(super) fn numbered(record: &StudyRecord, number: u32) -> Result<&WorkLine, Error> {
    let found = record.work_lines.iter().find(|line| line.number == number);
    found.ok_or_else(|| {
        let message = format!(
            "the work plan of study `{}` has no line {number}",
            record.study.name
        );
        Error::state(message, Remedy::ListWorkLines)
    })
}

/// The line with this number, which must plan something on a date or later.
fn in_force(record: &StudyRecord, number: u32, from: NaiveDate) -> Result<&WorkLine, Error> {
    let line = numbered(record, number)?;
    match line.ends_on {
        Some(last) if last < from => Err(Error::state(
            format!("line {number} ended on {last}"),
            Remedy::ListWorkLines,
        )),
        _ => Ok(line),
    }
}

/// Several times a day is for doses: an animal is not measured by slots.
pub(crate) fn suited(kind: WorkKind, schedule: Schedule) -> Result<Schedule, Invalid> {
    match schedule.slots_a_day() {
        _ if kind == WorkKind::Dose => Ok(schedule),
        0 | 1 => Ok(schedule),
        n => Err(Invalid::new(
            "schedule",
            schedule.canonical(FirstDay::Zero).to_string(),
            format!(
                "is {n} times a day, and `{}` is done once a day at most",
                kind.words()
            ),
            "write QD for once a day",
        )),
    }
}

/// The animals that are named. An empty list is refused: it would plan nothing, silently.
fn whom(record: &StudyRecord, named: &WhomNamed) -> Result<Whom, Error> {
    let nobody = |field: &'static str| {
        Invalid::new(
            field,
            "",
            "names none",
            "name at least one, or leave it out for all",
        )
    };
    Ok(match named {
        WhomNamed::All => Whom::All,
        WhomNamed::Arms(names) => {
            let arms = names.iter().map(|name| arm(record, name));
            let mut arms: Vec<_> = arms.collect::<Result<_, _>>()?;
            arms.sort_unstable();
            arms.dedup();
            if arms.is_empty() {
                return Err(nobody("arm").into());
            }
            Whom::Arms(arms)
        }
        WhomNamed::Cohorts(names) => {
            let named = |name: &String| {
                let found = cohorts::among(&record.study, &record.cohorts, name)?;
                Ok::<_, Error>(found.id)
            };
            let mut cohorts: Vec<_> = names.iter().map(named).collect::<Result<_, _>>()?;
            cohorts.sort_unstable();
            cohorts.dedup();
            if cohorts.is_empty() {
                return Err(nobody("cohort").into());
            }
            Whom::Cohorts(cohorts)
        }
        WhomNamed::Animals(words) => {
            let mut animals: Vec<AnimalId> = Vec::new();
            for word in words {
                let tags = tags_of(&record.animals, word)?;
                let named = record.animals.iter();
                let named = named.filter(|a| tags.iter().any(|tag| a.animal.tag.is(tag)));
                animals.extend(named.map(|a| a.animal.id));
            }
            animals.sort_unstable();
            animals.dedup();
            if animals.is_empty() {
                return Err(nobody("animal").into());
            }
            Whom::Animals(animals)
        }
    })
}

fn arm(record: &StudyRecord, name: &str) -> Result<domain::ArmId, Error> {
    let study: &Study = &record.study;
    let mut arms = record.arms.iter();
    let found = arms.find(|arm| arm.is_meant(name, study.blinding));
    found
        .map(|arm| arm.id)
        .ok_or_else(|| crate::studies::unknown_arm(study, name, &record.arms))
}

/// A line of a record that is masked where it must be.
pub fn work_line_view(record: &StudyRecord, line: &WorkLine, today: NaiveDate) -> WorkLineView {
    let protocol = &record.study.protocol;
    let on_study = record.animals.iter().filter(|a| a.disposition.is_none());
    let members = on_study.filter(|a| line.whom.includes(&a.animal));
    let days0: Vec<Option<NaiveDate>> = members.map(|a| a.animal.known_day0(protocol)).collect();
    let from = line.starts_on.max(today);
    let until = line.ends_on.unwrap_or(NaiveDate::MAX);
    let day0 = days0
        .iter()
        .flatten()
        .min()
        .copied()
        .or(protocol.known_day0());
    let dates = match day0 {
        Some(day0) if !line.schedule.depends_on_animal() && from <= until => {
            let facts = ScheduleFacts::default();
            let occasions = line.schedule.occasions(day0, from..=until, &facts);
            let first_slots = occasions.filter(|occasion| occasion.slot == 1);
            first_slots
                .map(|occasion| occasion.date)
                .take(DATES_SHOWN)
                .collect()
        }
        _ => Vec::new(),
    };
    WorkLineView {
        line: line.number,
        kind: line.kind,
        whom: match (&line.whom, record.study.blinding) {
            // Tags would tell who belongs together.
            (Whom::Animals(ids), Blinding::BlindedAnimals) => counted(ids.len(), "animal"),
            (whom, _) => whom.words(record),
        },
        schedule: line.schedule.canonical(FirstDay::Zero).to_string(),
        starts_on: line.starts_on,
        ends_on: line.ends_on,
        note: line.note.as_ref().map(ToString::to_string),
        animals: days0.len(),
        without_day0: days0.iter().filter(|day0| day0.is_none()).count(),
        dates,
        follows_findings: line.schedule.depends_on_animal(),
        regimen: line.regimen.as_deref().map(RegimenView::of),
    }
}
