//! Day 0 of a study: its own, else that of the options, else the one that follows from the file.

use chrono::{Days, NaiveDate};

use super::draft::Draft;
use crate::file_problems::{Effect, FileProblem, ImportError};
use crate::import::field::Field;
use crate::import::outcome::ImportNote;
use crate::import::rows::TidyRow;
use domain::{ImportRemedy, Invalid, MAX_DAY, UNDATED_DAY0, When, when_of};

impl Draft<'_> {
    /// Determines day 0. `is_complete` means that the protocol came with the rows: a study without a day 0 stays
    /// without one then.
    pub fn anchor(
        &mut self,
        rows: &[TidyRow],
        today: NaiveDate,
        is_complete: bool,
    ) -> Result<(), ImportError> {
        let own = self.plan.study.protocol.day0;
        let is_undated = self.plan.study.protocol.day0_assumed;
        if is_undated && (self.options.day0.is_some() || self.options.running) {
            return Err(ImportError::Undecided {
                why: format!("`{}` has study days only", self.plan.study.name),
                remedy: ImportRemedy::DateStudyFirst.into(),
            });
        }
        let day0 = match (own, self.options.day0) {
            (Some(own), Some(given)) if own != given => {
                return Err(ImportError::Undecided {
                    why: format!(
                        "day 0 of `{}` is {own}, and not {given} as given",
                        self.plan.study.name
                    ),
                    remedy: ImportRemedy::LeaveDay0Out.into(),
                });
            }
            (Some(_), _) => return Ok(()),
            (None, Some(given)) => Some(given),
            (None, None) => self.derived(rows, today, is_complete)?,
        };
        day0.map_or(Ok(()), |day0| self.set_day0(day0))
    }

    /// Makes the study one of study days, as nothing tells a date of it.
    fn without_dates(&mut self) -> NaiveDate {
        self.plan.study.protocol.day0_assumed = true;
        let message = format!(
            "`{}` has study days only, because the file tells no date: nothing is due in it",
            self.plan.study.name
        );
        let note = ImportNote::new("day0", message);
        self.notes.push(note.remedied(ImportRemedy::OtherDay0));
        UNDATED_DAY0
    }

    /// Gives the study its day 0.
    pub(super) fn set_day0(&mut self, day0: NaiveDate) -> Result<(), ImportError> {
        let mut protocol = self.plan.study.protocol.clone();
        protocol.day0 = Some(day0);
        self.plan.study.protocol = protocol.check()?;
        self.plan.is_changed = !self.plan.is_new;
        Ok(())
    }

    fn derived(
        &mut self,
        rows: &[TidyRow],
        today: NaiveDate,
        is_complete: bool,
    ) -> Result<Option<NaiveDate>, ImportError> {
        let name = self.plan.study.name.to_string();
        let has_start = |row: &TidyRow| {
            let cohort = row.cohort.as_ref().and_then(|name| self.cohorts.get(name));
            cohort.is_some_and(|cohort| cohort.day0.is_some())
        };
        let counted = || rows.iter().filter(|row| !has_start(row));
        let both = counted().find_map(|row| Some((row.day?, row.date?)));
        if let Some((day, date)) = both {
            return Ok(before(date, day));
        }
        // A folder tells day 0 of its study, or that there is none.
        if self.first_start.is_some() && !is_complete {
            return Ok(self.first_start);
        }
        let timed = || counted().filter(|row| row.has_value());
        let has_dates = timed().any(|row| row.date.is_some());
        let last = timed().filter_map(|row| row.day).max_by(f64::total_cmp);
        match last {
            None if !has_dates || is_complete => Ok(None),
            None => Err(ImportError::Undecided {
                why: format!(
                    "the file contains dates, and `{name}` has no day 0 to count study days from"
                ),
                remedy: ImportRemedy::NameDay0.into(),
            }),
            Some(_) if has_dates => Err(ImportError::Undecided {
                why: format!("some rows of `{name}` have a day, others a date, and none both"),
                remedy: ImportRemedy::NameDay0.into(),
            }),
            Some(last) if self.options.running => Ok(before(today, last)),
            Some(_) => Ok(Some(self.without_dates())),
        }
    }

    /// The time of the values of a row of the animal `at`. Refuses a day and a date that contradict each other.
    pub fn when(&self, row: &TidyRow, at: usize) -> Result<Option<When>, Box<FileProblem>> {
        let refuse = |invalid, field| {
            Box::new(FileProblem::refused(
                self.place(row, field),
                invalid,
                Effect::Row,
            ))
        };
        let protocol = &self.plan.study.protocol;
        let animal = &self.animals[at].animal;
        if let Some(date) = row.date
            && animal.day0_is_assumed(protocol)
        {
            let why = format!(
                "is a date, and `{}` has study days only",
                self.plan.study.name
            );
            let invalid = Invalid::new("date", date, why, ImportRemedy::DateStudyFirst);
            return Err(refuse(invalid, Field::Date));
        }
        let day0 = animal.day0(protocol);
        match (row.day, row.date, day0) {
            (None, None, _) | (Some(_), None, None) => Ok(None),
            (None | Some(_), Some(date), None) => Ok(Some(When::on(date))),
            (None, Some(date), Some(day0)) => {
                if (date - day0).num_days().abs() as f64 > MAX_DAY {
                    let why = format!("is more than {MAX_DAY} days from day 0, {day0}");
                    let hint = "check its year, and the study's day 0";
                    return Err(refuse(Invalid::new("date", date, why, hint), Field::Date));
                }
                Ok(Some(When::on(date)))
            }
            (Some(day), date, Some(day0)) => {
                let when = when_of(day, day0).map_err(|invalid| refuse(invalid, Field::Day))?;
                match date {
                    Some(date) if date != when.date => {
                        let why =
                            format!("is not day {day}, which is {}: day 0 is {day0}", when.date);
                        let hint = "correct one of the two, or the day 0";
                        Err(refuse(Invalid::new("date", date, why, hint), Field::Date))
                    }
                    _ => Ok(Some(when)),
                }
            }
        }
    }
}

/// The date `day` whole days before `date`.
pub(super) fn before(date: NaiveDate, day: f64) -> Option<NaiveDate> {
    let whole = day.floor();
    let distance = Days::new(whole.abs() as u64);
    match whole < 0.0 {
        true => date.checked_add_days(distance),
        false => date.checked_sub_days(distance),
    }
}
