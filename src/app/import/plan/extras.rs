//! Exclusions that came with the rows.

use super::draft::{Draft, moment};
use crate::file_problems::{Effect, FileProblem};
use crate::import::own::{Bundle, ExclusionLine};
use domain::{Exclusion, ExclusionId, Invalid, Scope, When, when_of};

impl Draft<'_> {
    /// Plans the exclusions that came with the rows, once animals and readings are known.
    pub fn exclude(&mut self, bundle: Option<&Bundle>) {
        for line in bundle.iter().flat_map(|bundle| &bundle.exclusions) {
            match self.scope(line) {
                Ok(scope) if self.excluded.contains(&scope) => {}
                Ok(scope) => self.plan.exclusions.push(Exclusion {
                    id: ExclusionId((self.new_id)()),
                    scope,
                    reason: line.reason.clone(),
                    foreseen: line.foreseen,
                }),
                Err(invalid) => {
                    let problem = FileProblem::refused(line.place.clone(), invalid, Effect::Row);
                    self.problems.push(problem);
                }
            }
        }
    }

    fn scope(&self, line: &ExclusionLine) -> Result<Scope, Invalid> {
        let missing = |what: &'static str| {
            Invalid::new(
                what,
                "",
                format!("is missing in an exclusion of scope `{}`", line.scope),
                "fill it in",
            )
        };
        let animal = || {
            let tag = line.animal.as_ref().ok_or_else(|| missing("animal"))?;
            let unknown = || Invalid::new("animal", tag, "is not in the study", "check its tag");
            self.by_tag.get(tag).copied().ok_or_else(unknown)
        };
        let when = || {
            self.time(line)
                .transpose()
                .unwrap_or_else(|| Err(missing("day")))
        };
        match line.scope {
            "animal" => Ok(Scope::Animal(self.animals[animal()?].animal.id)),
            "animal_day" => Ok(Scope::AnimalDay(self.animals[animal()?].animal.id, when()?)),
            "day" => Ok(Scope::Day(when()?)),
            _ => {
                let at = animal()?;
                let site = line.site.as_ref().ok_or_else(|| missing("site"))?;
                let tumor = self.animals[at]
                    .tumors
                    .iter()
                    .find(|(known, _)| known == site);
                let key = tumor.map(|(_, id)| when().map(|when| (*id, moment(when), line.repeat)));
                let reading = key.transpose()?.and_then(|key| self.readings.get(&key));
                let tag = &self.animals[at].animal.tag;
                let unknown = || {
                    Invalid::new(
                        "reading",
                        tag,
                        "at that site and time is not in the study",
                        "check animal, site, day and repeat",
                    )
                };
                reading
                    .map(|(id, _)| Scope::Reading(*id))
                    .ok_or_else(unknown)
            }
        }
    }

    /// When: a study day is that of the animal, or of the study where none is named.
    fn time(&self, line: &ExclusionLine) -> Result<Option<When>, Invalid> {
        let protocol = &self.plan.study.protocol;
        let at = line.animal.as_ref().and_then(|tag| self.by_tag.get(tag));
        let day0 = at.map_or(protocol.day0, |&at| self.animals[at].animal.day0(protocol));
        match (line.day, line.date, day0) {
            (Some(day), _, Some(day0)) => when_of(day, day0).map(Some),
            (_, Some(date), _) => Ok(Some(When::on(date))),
            _ => Ok(None),
        }
    }
}
