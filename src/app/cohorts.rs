//! Cohorts of a study: animals that enter it together, with a day 0 of their own.

use chrono::NaiveDate;
use serde::Serialize;

use super::{Error, Notebook, Receipt};
use domain::{AnimalRecord, Cohort, CohortId, Label, Protocol, Reason, Remedy, Study};
use store::{Operation, fresh_id};

/// What changes in a cohort. What is none stays.
#[derive(Debug, Clone, Default)]
pub struct CohortChange {
    /// Its name.
    pub name: Option<Label>,
    /// Its day 0; none inside: study days count from day 0 of the study.
    pub day0: Option<Option<NaiveDate>>,
}

/// A cohort in one line.
#[derive(Debug, Clone, Serialize)]
pub struct CohortLine {
    /// Name.
    pub name: String,
    /// Its own day 0.
    pub day0: Option<NaiveDate>,
    /// Animals that belong to it.
    pub animals: usize,
}

impl Notebook {
    /// The cohorts of a study by name.
    pub fn cohort_lines(&self, study: &str) -> Result<Vec<CohortLine>, Error> {
        let record = self.study(study)?;
        let line = |cohort: &Cohort| CohortLine {
            name: cohort.name.to_string(),
            day0: cohort.day0,
            animals: members(&record.animals, cohort.id).count(),
        };
        Ok(record.cohorts.iter().map(line).collect())
    }

    /// Adds a cohort. Refuses a name that the study has.
    pub fn add_cohort(
        &mut self,
        study: &str,
        name: Label,
        day0: Option<NaiveDate>,
    ) -> Result<(Cohort, Option<Receipt>), Error> {
        self.write("add cohort", None, |op| {
            let study = op.study_named(study)?;
            study.must_be_open()?;
            let cohort = Cohort {
                id: CohortId(fresh_id()),
                name,
                day0,
            };
            name_is_free(op, &study, &cohort)?;
            op.insert_cohort(study.id, &cohort)?;
            Ok(cohort)
        })
    }

    /// Changes name and day 0 of a cohort, and answers it. Refuses another day 0 without a reason, if it changes the
    /// study days of what is recorded.
    pub fn edit_cohort(
        &mut self,
        study: &str,
        name: &str,
        change: CohortChange,
        reason: Option<Reason>,
    ) -> Result<(Cohort, Option<Receipt>), Error> {
        let has_reason = reason.is_some();
        self.write("edit cohort", reason, |op| {
            let record = op.study(study)?;
            record.study.must_be_open()?;
            let mut cohort = named(op, &record.study, name)?;
            cohort.name = change.name.unwrap_or(cohort.name);
            cohort.day0 = change.day0.unwrap_or(cohort.day0);
            name_is_free(op, &record.study, &cohort)?;
            for before in members(&record.animals, cohort.id) {
                let mut after = before.clone();
                after.animal.cohort = Some(cohort.clone());
                may_shift(&record.study.protocol, before, &after, has_reason)?;
            }
            op.update_cohort(&cohort)?;
            Ok(cohort)
        })
    }
}

fn members(animals: &[AnimalRecord], id: CohortId) -> impl Iterator<Item = &AnimalRecord> {
    let belongs = move |animal: &&AnimalRecord| {
        let cohort = animal.animal.cohort.as_ref();
        cohort.is_some_and(|cohort| cohort.id == id)
    };
    animals.iter().filter(belongs)
}

/// The cohort of a study with this name, which must exist.
pub(super) fn named(op: &Operation<'_>, study: &Study, name: &str) -> Result<Cohort, Error> {
    among(study, &op.cohorts(study.id)?, name).cloned()
}

/// The one of a study's cohorts with this name, which must exist.
pub(super) fn among<'a>(
    study: &Study,
    cohorts: &'a [Cohort],
    name: &str,
) -> Result<&'a Cohort, Error> {
    let found = cohorts.iter().find(|c| c.name.is(name));
    found.ok_or_else(|| {
        let message = format!("study `{}` has no cohort `{name}`", study.name);
        let known = cohorts.iter().map(|c| c.name.to_string()).collect();
        Error::state(message, Remedy::AddCohort { known })
    })
}

fn name_is_free(op: &Operation<'_>, study: &Study, cohort: &Cohort) -> Result<(), Error> {
    let is_other = |c: &Cohort| c.name == cohort.name && c.id != cohort.id;
    match op.cohorts(study.id)?.iter().any(is_other) {
        true => Err(Error::state(
            format!(
                "study `{}` has a cohort `{}` already",
                study.name, cohort.name
            ),
            Remedy::RenameOrEditCohort,
        )),
        false => Ok(()),
    }
}

/// Refuses to change the study days of what is recorded of an animal without a reason.
pub(super) fn may_shift(
    protocol: &Protocol,
    before: &AnimalRecord,
    after: &AnimalRecord,
    has_reason: bool,
) -> Result<(), Error> {
    let day0 = before.animal.day0(protocol);
    let is_recorded = before.moments().next().is_some() || before.disposition.is_some();
    if has_reason || day0.is_none() || day0 == after.animal.day0(protocol) || !is_recorded {
        return Ok(());
    }
    Err(Error::state(
        format!(
            "the study days of what is recorded of animal `{}` would change",
            before.animal.tag
        ),
        Remedy::GiveReason,
    ))
}
