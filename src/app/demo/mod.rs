//! The demo: two simulated studies, one finished and one in progress, so that a newcomer finds results to read and
//! animals to measure today. No animal was used, and both studies say so wherever they appear.
//!
//! Their dates follow the day on which they are made: the finished study ended two to three weeks ago, the other one
//! is on day 14, on which its readings are due.

mod finished;
mod running;

pub use finished::DEMO_STUDY;
pub use running::RUNNING_DEMO;

use chrono::{Days, NaiveDate};

use super::import::{ImportOptions, Input, Role, StudyPlan, read_text};
use super::summarize::fixed_time;
use super::{Error, Notebook, Receipt};
use domain::{DataOrigin, Invalid, Label, Prose, Protocol};
use store::clock;

const LIMIT_ACTION: &str =
    "weigh daily, tell the study director; euthanize within 24 hours unless it recovers";

/// The day that the dates of the demo follow: today, or the day of `SOURCE_DATE_EPOCH` if that variable is set.
///
/// # Errors
/// If the variable is set to what is no time.
pub fn demo_today() -> Result<NaiveDate, Invalid> {
    Ok(fixed_time()?.map_or_else(clock::today, |time| time.date()))
}

impl Notebook {
    /// Creates the studies of the demo whose names the notebook does not have; the finished one comes last. Answers
    /// the last operation, or none if the notebook has both.
    pub fn create_demo(&mut self, today: NaiveDate) -> Result<Option<Receipt>, Error> {
        let studies = self.store().studies()?;
        let has = |name: &str| studies.iter().any(|study| study.name.as_str() == name);
        let mut receipt = None;
        if !has(RUNNING_DEMO) {
            receipt = self.create_running_demo(today)?;
        }
        if !has(DEMO_STUDY) {
            receipt = self.create_finished_demo(today)?;
        }
        Ok(receipt)
    }

    /// Imports files of a demo study; `complete` adds what they do not tell.
    fn import_demo(
        &mut self,
        study: &str,
        (day0, today): (NaiveDate, NaiveDate),
        control: Option<&str>,
        files: &[(&str, &str)],
        complete: impl Fn(&mut StudyPlan) -> Result<(), Error>,
    ) -> Result<Option<Receipt>, Error> {
        let options = ImportOptions {
            study: Some(study.to_owned()),
            day0: Some(day0),
            control: control.map(str::to_owned),
            ..ImportOptions::default()
        };
        let mut read = Vec::new();
        for (number, (name, text)) in files.iter().enumerate() {
            let role = match number {
                0 => Role::Readings,
                _ => Role::Dispositions,
            };
            read_text(&mut read, name, text, &options, role)?;
        }
        let input = Input {
            files: read,
            bundle: None,
        };
        let complete = |plans: &mut [StudyPlan]| {
            plans.iter_mut().try_for_each(|plan| {
                plan.readings
                    .iter_mut()
                    .for_each(|(_, reading)| reading.entry.method = "simulated".into());
                complete(plan)
            })
        };
        let imported = self.import_read("create demo", input, &options, today, complete);
        Ok(imported?.1)
    }
}

/// The date so many days before another.
fn days_before(date: NaiveDate, days: u64) -> NaiveDate {
    date.checked_sub_days(Days::new(days))
        .expect("the calendar begins long before any clock")
}

/// What both studies plan alike: their animals, how cells were implanted, limits.
fn protocol(
    planned: Protocol,
    model: &str,
    objective: &str,
    implanted_on: NaiveDate,
) -> Result<Protocol, Invalid> {
    Protocol {
        model: Some(Label::new("model", model)?),
        cells_implanted: Some(5e6),
        matrix: Some(Label::new("matrix", "Matrigel 1:1")?),
        implanted_on: Some(implanted_on),
        strain: Some(Label::new("strain", "NOD SCID")?),
        vendor: Some(Label::new("vendor", "none (simulated)")?),
        approval: Some(Label::new("approval", "none (simulated)")?),
        objective: Some(Prose::new("objective", objective)?),
        limit_weight_loss_percent: Some(20.0),
        limit_tumor_volume_mm3: Some(2000.0),
        limit_action: Some(Prose::new("limit action", LIMIT_ACTION)?),
        data_origin: DataOrigin::Simulated,
        ..planned
    }
    .check()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::due::{Task, study_today};
    use domain::StudyStatus;
    use domain::testing::date;

    fn demo(today: NaiveDate) -> (tempfile::TempDir, Notebook) {
        let dir = tempfile::tempdir().unwrap();
        let author = Label::new("author", "M. Meier").unwrap();
        let mut notebook = Notebook::create_or_open(&dir.path().join("n.db"), author).unwrap();
        assert!(notebook.create_demo(today).unwrap().is_some());
        (dir, notebook)
    }

    #[test]
    fn dates_of_the_demo_follow_the_day_on_which_it_is_made() {
        for today in (0..7).map(date) {
            let (_dir, mut notebook) = demo(today);
            let finished = notebook.study(DEMO_STUDY).unwrap();
            assert_eq!(finished.study.status, StudyStatus::Closed);
            let last = crate::rhythm::rhythm(&finished).last.unwrap();
            assert!((14..=20).contains(&(today - last).num_days()), "{last}");
            let running = notebook.study(RUNNING_DEMO).unwrap();
            assert_eq!(study_today(&running, today).task, Task::Today(today));
            assert!(notebook.create_demo(today).unwrap().is_none());
        }
    }

    #[test]
    fn every_arm_of_the_demo_is_described() {
        let (_dir, notebook) = demo(date(0));
        for study in [DEMO_STUDY, RUNNING_DEMO] {
            let record = notebook.study(study).unwrap();
            assert_eq!(record.study.protocol.data_origin, DataOrigin::Simulated);
            for arm in &record.arms {
                assert!(arm.vehicle.is_some() && !arm.treatments.is_empty());
                let is_whole = |t: &domain::Treatment| {
                    t.dose.is_some()
                        && t.unit.is_some()
                        && t.route.is_some()
                        && t.schedule.is_some()
                };
                assert!(arm.treatments.iter().all(is_whole), "{}", arm.name);
            }
        }
    }

    #[test]
    fn study_in_progress_is_drawn_and_planned_on_record() {
        let (_dir, notebook) = demo(date(0));
        let record = notebook.study(RUNNING_DEMO).unwrap();
        assert_eq!(record.allocations.len(), 1);
        assert!(record.conduct.plan.is_some());
        for arm in &record.arms {
            let animals = record.animals.iter();
            let n = animals.filter(|a| a.animal.arm == Some(arm.id)).count();
            assert_eq!(n, 8, "{}", arm.name);
        }
    }
}
