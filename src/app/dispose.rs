//! Animals that leave the study.

use super::measure::Observed;
use super::{Error, Notebook, Receipt};
use crate::domain::{
    AnimalRecord, Disposition, DispositionId, DispositionKind, Prose, Study, When, said,
};
use crate::store::{Operation, fresh_id};

impl Notebook {
    /// Records how and when animals left the study: all of them, or none.
    ///
    /// Refuses an animal that has left already, and a day with later readings or weighings.
    pub fn dispose(
        &mut self,
        study: &str,
        animals: &[String],
        kind: DispositionKind,
        observed: Observed,
        reason: Option<Prose>,
    ) -> Result<(When, Option<Receipt>), Error> {
        self.write("dispose", reason.clone(), |op| {
            let study = op.study_named(study)?;
            study.must_be_open()?;
            let when = observed.resolve(&study)?;
            for tag in animals {
                let record = op.animal(study.id, tag)?;
                may_leave(&study, &record, when)?;
                let disposition = Disposition {
                    id: DispositionId(fresh_id()),
                    kind,
                    when,
                    reason: reason.clone(),
                };
                op.insert_disposition(record.animal.id, &disposition)?;
            }
            Ok(when)
        })
    }

    /// Takes an animal's disposition back: it is on study again.
    pub fn lift_disposition(
        &mut self,
        study: &str,
        animals: &[String],
        reason: Prose,
    ) -> Result<Option<Receipt>, Error> {
        let ((), receipt) = self.write("lift disposition", Some(reason), |op| {
            let study = op.study_named(study)?;
            study.must_be_open()?;
            animals.iter().try_for_each(|tag| lift(op, &study, tag))
        })?;
        Ok(receipt)
    }
}

fn lift(op: &Operation<'_>, study: &Study, tag: &str) -> Result<(), Error> {
    match op.animal(study.id, tag)?.disposition {
        Some(disposition) => Ok(op.delete_disposition(disposition.id)?),
        None => Err(Error::state(format!("animal `{tag}` is on study"), "")),
    }
}

fn may_leave(study: &Study, animal: &AnimalRecord, when: When) -> Result<(), Error> {
    let tag = &animal.animal.tag;
    if let Some(left) = &animal.disposition {
        return Err(Error::state(
            format!(
                "animal `{tag}` left the study on {} already ({})",
                said(&study.protocol, left.when),
                left.kind.words()
            ),
            "take it back first with `graftbook dispose --lift`, which asks for a reason",
        ));
    }
    let readings = animal
        .tumors
        .iter()
        .flat_map(|t| &t.readings)
        .map(|r| r.when);
    let weighings = animal.weighings.iter().map(|w| w.when);
    match readings.chain(weighings).max_by(|a, b| a.date.cmp(&b.date)) {
        Some(last) if last.is_past(when) => Err(Error::state(
            format!(
                "animal `{tag}` has readings as late as {}, after {}",
                said(&study.protocol, last),
                said(&study.protocol, when)
            ),
            "check the day, or move the readings with `graftbook correct`",
        )),
        _ => Ok(()),
    }
}
