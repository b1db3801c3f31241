//! Leaving data out of the analysis, with a reason. Nothing is deleted.

use super::measure::Observed;
use super::{Error, Notebook, Receipt};
use domain::{
    AnimalRecord, Exclusion, ExclusionId, Label, Reading, Reason, Remedy, Scope, Study,
    StudyRecord, TumorFinding, When, said, standing,
};
use store::{Operation, fresh_id};

/// What to leave out, in names.
#[derive(Debug, Clone)]
pub struct Leaving {
    /// Tag of the animal; none for a whole day.
    pub animal: Option<String>,
    /// The day; none for all of an animal.
    pub observed: Option<Observed>,
    /// The tumor of which one reading of that day is meant: the one that stands among those that
    /// still count, or, to lift an exclusion, among those that do not. None for everything of
    /// the day.
    pub site: Option<Label>,
}

impl Notebook {
    /// Excludes an animal, a day, an animal's day, or one reading; returns the exclusion, and in words what it leaves
    /// out.
    pub fn exclude(
        &mut self,
        study: &str,
        what: &Leaving,
        reason: Reason,
        foreseen: bool,
    ) -> Result<((Exclusion, String), Option<Receipt>), Error> {
        self.write("exclude", Some(reason.clone()), |op| {
            let study = op.study_named(study)?;
            study.must_be_open()?;
            let record = op.study(study.name.as_str())?;
            let known = &record.exclusions;
            let is_new = |scope: &Scope| known.iter().all(|e| e.scope != *scope);
            let Some(scope) = scope(op, &study, what, is_new)? else {
                return Err(Error::state(
                    "this is excluded already",
                    Remedy::ListExclusions,
                ));
            };
            must_hold_something(&record, &scope)?;
            let exclusion = Exclusion {
                id: ExclusionId(fresh_id()),
                scope,
                reason: reason.prose(),
                foreseen,
            };
            op.insert_exclusion(study.id, &exclusion)?;
            let what = in_words(&record, &exclusion.scope);
            Ok((exclusion, what))
        })
    }

    /// Lifts an exclusion: its data count again. Returns in words which.
    pub fn lift_exclusion(
        &mut self,
        study: &str,
        what: &Leaving,
        reason: Reason,
    ) -> Result<(String, Option<Receipt>), Error> {
        self.write("lift exclusion", Some(reason), |op| {
            let study = op.study_named(study)?;
            study.must_be_open()?;
            let record = op.study(study.name.as_str())?;
            let known = &record.exclusions;
            let of = |scope: &Scope| known.iter().find(|e| e.scope == *scope);
            let scope = scope(op, &study, what, |scope| of(scope).is_some())?;
            match scope.as_ref().and_then(of) {
                Some(exclusion) => {
                    op.delete_exclusion(exclusion.id)?;
                    Ok(in_words(&record, &exclusion.scope))
                }
                None => Err(Error::state("this is not excluded", Remedy::ListExclusions)),
            }
        })
    }
}

/// What is meant, among what `fits`; none if nothing does.
fn scope(
    op: &Operation<'_>,
    study: &Study,
    what: &Leaving,
    fits: impl Fn(&Scope) -> bool,
) -> Result<Option<Scope>, Error> {
    let animal = what
        .animal
        .as_ref()
        .map(|tag| op.animal(study.id, tag))
        .transpose()?;
    let of_animal = animal.as_ref().map(|record| &record.animal);
    let when = what
        .observed
        .map(|observed| observed.resolve(study, of_animal))
        .transpose()?;
    let scope = match (animal, when, &what.site) {
        (None, Some(when), None) => Scope::Day(when),
        (Some(animal), None, None) => Scope::Animal(animal.animal.id),
        (Some(animal), Some(when), None) => Scope::AnimalDay(animal.animal.id, when),
        (Some(animal), Some(when), Some(site)) => {
            let of_day = readings(study, &animal, when, site)?;
            let fitting = of_day.into_iter().filter(|r| fits(&Scope::Reading(r.id)));
            return Ok(standing(fitting).map(|r| Scope::Reading(r.id)));
        }
        _ => {
            return Err(Error::state(
                "it is not clear what to exclude",
                "give an animal, a day, both, or an animal, a day and a site",
            ));
        }
    };
    Ok(Some(scope).filter(fits))
}

/// What an exclusion is about: `animal 214`, `the reading at right flank of animal 214 on day 17 (2026-01-22)`.
fn in_words(study: &StudyRecord, scope: &Scope) -> String {
    let protocol = &study.study.protocol;
    let animal = |id| study.animals.iter().find(|animal| animal.animal.id == id);
    let animal_on = |animal: &AnimalRecord, when: When| {
        let tag = &animal.animal.tag;
        format!("animal {tag} on {}", animal.animal.said(protocol, when))
    };
    let found = match *scope {
        Scope::Day(when) => Some(format!("all animals on {}", said(protocol, when))),
        Scope::Animal(id) => animal(id).map(|of| format!("animal {}, all days", of.animal.tag)),
        Scope::AnimalDay(id, when) => animal(id).map(|of| animal_on(of, when)),
        Scope::Reading(id) => study.animals.iter().find_map(|of| {
            let mut tumors = of.tumors.iter();
            tumors.find_map(|tumor| {
                let reading = tumor.readings.iter().find(|reading| reading.id == id)?;
                let (site, of) = (&tumor.tumor.site, animal_on(of, reading.when));
                Some(format!("the reading at {site} of {of}"))
            })
        }),
    };
    found.unwrap_or_default()
}

/// Refuses to exclude a day on which nothing was recorded: it is a mistyped one.
fn must_hold_something(study: &StudyRecord, scope: &Scope) -> Result<(), Error> {
    let protocol = &study.study.protocol;
    let on = |animal: &AnimalRecord, when: &When| animal.moments().any(|m| m.date == when.date);
    let message = match scope {
        Scope::Animal(_) | Scope::Reading(_) => return Ok(()),
        Scope::Day(when) if study.animals.iter().any(|animal| on(animal, when)) => return Ok(()),
        Scope::Day(when) => format!("nothing was recorded on {}", said(protocol, *when)),
        Scope::AnimalDay(id, when) => {
            match study.animals.iter().find(|animal| animal.animal.id == *id) {
                Some(animal) if !on(animal, when) => format!(
                    "nothing was recorded of animal `{}` on {}",
                    animal.animal.tag,
                    animal.animal.said(protocol, *when)
                ),
                _ => return Ok(()),
            }
        }
    };
    Err(Error::state(message, Remedy::ShowAnimal))
}

/// The readings of a tumor at a moment, of which there must be one.
fn readings<'a>(
    study: &Study,
    animal: &'a AnimalRecord,
    when: When,
    site: &Label,
) -> Result<Vec<&'a Reading>, Error> {
    let tumor = animal.tumors.iter().find(|t| t.tumor.site == *site);
    let of_day: Vec<_> = tumor
        .into_iter()
        .flat_map(|t| animal.entries_at::<TumorFinding>(t.tumor.id, when))
        .collect();
    if of_day.is_empty() {
        return Err(Error::state(
            format!(
                "animal `{}` has no reading at `{site}` on {}",
                animal.animal.tag,
                animal.animal.said(&study.protocol, when)
            ),
            Remedy::ShowAnimal,
        ));
    }
    Ok(of_day)
}
