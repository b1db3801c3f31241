//! Planned work as a calendar file, for the calendars that people have open anyway.

use std::path::Path;

use chrono::NaiveDate;
use icalendar::{Calendar, Component, Event, EventLike};

use super::calendar::planned;
use crate::files::write_file;
use crate::{Error, Notebook};
use domain::{StudyRecord, counted};

impl Notebook {
    /// The planned work of open studies, or of one of them, from a date on, for so many days, in iCalendar format: an
    /// all-day event per study and day. Studies without a work plan have none.
    ///
    /// # Errors
    /// If a study cannot be read, or the one that is named is not known.
    pub fn work_calendar(
        &self,
        from: NaiveDate,
        days: usize,
        study: Option<&str>,
    ) -> Result<WorkCalendar, Error> {
        let mut calendar = Calendar::new();
        calendar.name("Graftbook");
        calendar.append_property(("PRODID", "-//Graftbook//EN"));
        for name in self.open_studies(study)? {
            for event in events(&self.study(&name)?, from, days) {
                calendar.push(event);
            }
        }
        Ok(WorkCalendar(calendar.done().to_string()))
    }
}

/// A calendar file.
pub struct WorkCalendar(String);

impl WorkCalendar {
    /// Its content.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// Writes it whole, in the place of a file of that name.
    ///
    /// # Errors
    /// If it cannot be written, or the file is a database.
    pub fn write(&self, path: &Path) -> Result<(), Error> {
        Ok(write_file(path, |out| out.write_all(self.0.as_bytes()))?)
    }
}

fn events(study: &StudyRecord, from: NaiveDate, days: usize) -> Vec<Event> {
    let work = planned(study, from, days);
    let of_dates = work.chunk_by(|a, b| a.date == b.date).map(|work| {
        let kinds: Vec<String> = work.iter().map(|work| work.kind.words()).collect();
        let lines = work.iter().map(|work| {
            let animals = counted(work.animals, "animal");
            format!("{}: {animals}", work.kind.words())
        });
        let lines: Vec<String> = lines.collect();
        let date = work[0].date;
        Event::new()
            // The same event has the same id, so that a calendar that reads the file again does not list it twice.
            .uid(&format!("{}-{date}@graftbook", study.study.id))
            .timestamp(from.and_time(chrono::NaiveTime::MIN).and_utc())
            .summary(&format!("{}: {}", study.study.name, kinds.join(", ")))
            .description(&lines.join("\n"))
            .starts(date)
            // The end of an event that lasts all day is the first date after it.
            .ends(date.succ_opt().unwrap_or(date))
            .done()
    });
    of_dates.collect()
}
