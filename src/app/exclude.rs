//! Leaving data out of the analysis, with a reason. Nothing is deleted.

use super::measure::Observed;
use super::{Error, Notebook, Receipt};
use crate::domain::{Exclusion, ExclusionId, Label, Prose, Scope, Study, standing};
use crate::store::{Operation, fresh_id};

/// What to leave out, in names.
#[derive(Debug, Clone)]
pub struct Leaving {
    /// Tag of the animal; none for a whole day.
    pub animal: Option<String>,
    /// The day; none for all of an animal.
    pub observed: Option<Observed>,
    /// The tumor whose standing reading of that day is meant; none for everything of the day.
    pub site: Option<Label>,
}

impl Notebook {
    /// Excludes an animal, a day, an animal's day, or one reading.
    pub fn exclude(
        &mut self,
        study: &str,
        what: &Leaving,
        reason: Prose,
        foreseen: bool,
    ) -> Result<(Exclusion, Option<Receipt>), Error> {
        self.write("exclude", Some(reason.clone()), |op| {
            let study = op.study_named(study)?;
            study.must_be_open()?;
            let scope = scope(op, &study, what)?;
            let record = op.study(study.name.as_str())?;
            if record.exclusions.iter().any(|e| e.scope == scope) {
                return Err(Error::state(
                    "this is excluded already",
                    "see `graftbook study show`",
                ));
            }
            let exclusion = Exclusion {
                id: ExclusionId(fresh_id()),
                scope,
                reason,
                foreseen,
            };
            op.insert_exclusion(study.id, &exclusion)?;
            Ok(exclusion)
        })
    }

    /// Takes an exclusion back: its data count again.
    pub fn lift_exclusion(
        &mut self,
        study: &str,
        what: &Leaving,
        reason: Prose,
    ) -> Result<Option<Receipt>, Error> {
        let ((), receipt) = self.write("lift exclusion", Some(reason), |op| {
            let study = op.study_named(study)?;
            study.must_be_open()?;
            let scope = scope(op, &study, what)?;
            let record = op.study(study.name.as_str())?;
            match record.exclusions.iter().find(|e| e.scope == scope) {
                Some(exclusion) => Ok(op.delete_exclusion(exclusion.id)?),
                None => Err(Error::state(
                    "this is not excluded",
                    "see `graftbook study show`",
                )),
            }
        })?;
        Ok(receipt)
    }
}

fn scope(op: &Operation<'_>, study: &Study, what: &Leaving) -> Result<Scope, Error> {
    let when = what
        .observed
        .map(|observed| observed.resolve(study))
        .transpose()?;
    let animal = what
        .animal
        .as_ref()
        .map(|tag| op.animal(study.id, tag))
        .transpose()?;
    match (animal, when, &what.site) {
        (None, Some(when), None) => Ok(Scope::Day(when)),
        (Some(animal), None, None) => Ok(Scope::Animal(animal.animal.id)),
        (Some(animal), Some(when), None) => Ok(Scope::AnimalDay(animal.animal.id, when)),
        (Some(animal), Some(when), Some(site)) => {
            let tumor = animal.tumors.iter().find(|t| t.tumor.site == *site);
            let reading =
                tumor.and_then(|t| standing(t.readings.iter().filter(|r| r.when == when)));
            reading.map(|r| Scope::Reading(r.id)).ok_or_else(|| {
                Error::state(
                    format!(
                        "animal `{}` has no reading at `{site}` on that day",
                        animal.animal.tag
                    ),
                    "see `graftbook animal show`",
                )
            })
        }
        _ => Err(Error::state(
            "it is not clear what to exclude",
            "give an animal, a day, both, or an animal, a day and a site",
        )),
    }
}
