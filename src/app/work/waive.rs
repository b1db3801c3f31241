//! Waiving planned events: somebody decided not to do them, and said why.

use chrono::NaiveDate;

use super::events::{WorkProgress, work_of_line};
use super::lines::numbered;
use crate::named::tags_of;
use crate::{Error, Notebook, Receipt};
use domain::{FirstDay, Invalid, Prose, Reason, Remedy, StudyRecord, Waiver, WaiverId, WorkLine};
use store::fresh_id;

impl Notebook {
    /// Waives the events that a line planned for a date, of these animals, or of all that still have one open; answers
    /// their tags. All are waived, or none.
    ///
    /// # Errors
    /// If the line planned nothing for one of them that day, or it is done or waived already.
    pub(super) fn waive(
        &mut self,
        study: &str,
        number: u32,
        animals: &[String],
        planned_on: NaiveDate,
        reason: Reason,
    ) -> Result<(Vec<String>, Option<Receipt>), Error> {
        self.write("waive", Some(reason.clone()), |op| {
            let record = op.study(study)?;
            record.study.must_be_open()?;
            let line = numbered(&record, number)?;
            let known = work_of_line(&record, line, planned_on);
            let (events, earlier): (Vec<_>, Vec<_>) = known
                .into_iter()
                .partition(|event| event.planned_on == planned_on);
            let late = earlier.iter().find(|event| {
                let tag = &event.animal.animal.tag;
                event.progress.is_open()
                    && (animals.is_empty() || animals.iter().any(|a| tag.is(a)))
            });
            // What is late was planned for an earlier date, and is waived for that.
            let remedy = || match late {
                Some(event) => Remedy::from(format!(
                    "it is late since {}: waive it for that date",
                    event.planned_on
                )),
                None => Remedy::ListWorkLines,
            };
            let tags = match animals.is_empty() {
                true => {
                    let open = events.iter().filter(|event| event.progress.is_open());
                    open.map(|event| event.animal.animal.tag.to_string())
                        .collect()
                }
                false => named(&record, animals)?,
            };
            if tags.is_empty() {
                let message = format!("line {number} has nothing open on {planned_on}");
                return Err(Error::state(message, remedy()));
            }
            let planned = planned(&record, line)?;
            for tag in &tags {
                let event = events.iter().find(|event| event.animal.animal.tag.is(tag));
                let why = match event.map(|event| event.progress) {
                    Some(WorkProgress::Due | WorkProgress::Overdue) => None,
                    Some(WorkProgress::Waived) => Some("is waived already"),
                    Some(WorkProgress::Done | WorkProgress::DoneLate) => Some("is done already"),
                    None => Some("is not planned"),
                };
                if let Some(why) = why {
                    let message = format!("line {number} on {planned_on} for animal `{tag}` {why}");
                    return Err(Error::state(message, remedy()));
                }
                let Some(event) = event else { continue };
                op.insert_waiver(&Waiver {
                    id: WaiverId(fresh_id()),
                    animal: event.animal.animal.id,
                    line: line.id,
                    planned_on,
                    planned: planned.clone(),
                    reason: reason.prose(),
                })?;
            }
            Ok(tags)
        })
    }

    /// Lifts waivers of a line on a date: the events are planned again. Without animals, those of all; answers their
    /// tags.
    ///
    /// # Errors
    /// If one of them is not waived.
    pub(super) fn lift_waiver(
        &mut self,
        study: &str,
        number: u32,
        animals: &[String],
        planned_on: NaiveDate,
        reason: Reason,
    ) -> Result<(Vec<String>, Option<Receipt>), Error> {
        self.write("lift waiver", Some(reason), |op| {
            let record = op.study(study)?;
            record.study.must_be_open()?;
            let line = numbered(&record, number)?;
            let wanted = named(&record, animals)?;
            let tag_of = |waiver: &Waiver| {
                let mut known = record.animals.iter();
                let known = known.find(|a| a.animal.id == waiver.animal);
                known.map(|a| a.animal.tag.to_string()).unwrap_or_default()
            };
            let of_day = record.waivers.iter();
            let of_day = of_day.filter(|w| w.line == line.id && w.planned_on == planned_on);
            let of_day: Vec<(String, &Waiver)> = of_day.map(|w| (tag_of(w), w)).collect();
            let missing = wanted
                .iter()
                .find(|tag| of_day.iter().all(|(known, _)| known != *tag));
            if let Some(tag) = missing {
                let message =
                    format!("line {number} on {planned_on} for animal `{tag}` is not waived");
                return Err(Error::state(message, Remedy::ListWorkLines));
            }
            let lifted = of_day.into_iter();
            let lifted = lifted.filter(|(tag, _)| wanted.is_empty() || wanted.contains(tag));
            let lifted: Vec<(String, &Waiver)> = lifted.collect();
            if lifted.is_empty() {
                let message = format!("line {number} has no waiver on {planned_on}");
                return Err(Error::state(message, Remedy::ListWorkLines));
            }
            lifted
                .iter()
                .try_for_each(|(_, waiver)| op.delete_waiver(waiver.id))?;
            Ok(lifted.into_iter().map(|(tag, _)| tag).collect())
        })
    }
}

/// The tags that words name, once each.
fn named(record: &StudyRecord, words: &[String]) -> Result<Vec<String>, Error> {
    let mut tags: Vec<String> = Vec::new();
    for word in words {
        for tag in tags_of(&record.animals, word)? {
            if !tags.contains(&tag) {
                tags.push(tag);
            }
        }
    }
    Ok(tags)
}

/// The line as it is now, in words: what was waived stays readable when the line is changed. Whom it is about is not
/// said: the waiver names the animal, and an arm must not stand there.
fn planned(record: &StudyRecord, line: &WorkLine) -> Result<Prose, Invalid> {
    let protocol = &record.study.protocol;
    let day0 = protocol
        .known_day0()
        .map_or_else(String::new, |day0| format!(" from day 0 ({day0})"));
    let schedule = line.schedule.canonical(FirstDay::Zero);
    Prose::new(
        "planned",
        &format!("{}: {schedule}{day0}", line.kind.words()),
    )
}
