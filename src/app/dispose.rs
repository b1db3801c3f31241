//! Animals that leave the study.

use super::entries::must_have_happened;
use super::measure::Observed;
use super::{Error, Notebook, Receipt};
use domain::{
    AnimalRecord, Disposition, DispositionId, DispositionKind, Reason, Remedy, Study, When,
};
use store::{Operation, clock, fresh_id};

impl Notebook {
    /// Records how and when animals left the study: all of them, or none. Answers when each did: a study day is
    /// that of each animal.
    ///
    /// Refuses a humane endpoint or exclusion without a reason, a reserve that is in an arm, an animal that has left already, and a day with later readings or weighings.
    pub fn dispose(
        &mut self,
        study: &str,
        animals: &[String],
        kind: DispositionKind,
        observed: Observed,
        reason: Option<Reason>,
    ) -> Result<(Vec<When>, Option<Receipt>), Error> {
        let remark = reason.as_ref().map(Reason::prose);
        kind.check_reason(remark.as_ref())?;
        self.write("dispose", reason, |op| {
            let study = op.study_named(study)?;
            study.must_be_open()?;
            let mut moments = Vec::with_capacity(animals.len());
            for tag in animals {
                let record = op.animal(study.id, tag)?;
                let when = observed.resolve(&study, Some(&record.animal))?;
                must_have_happened(when, clock::today())?;
                may_leave(&study, &record, when)?;
                kind.suits(&record.animal)?;
                let disposition = Disposition {
                    id: DispositionId(fresh_id()),
                    kind,
                    when,
                    reason: remark.clone(),
                };
                op.insert_disposition(record.animal.id, &disposition)?;
                moments.push(when);
            }
            Ok(moments)
        })
    }

    /// Lifts the disposition of an animal: it is on study again.
    pub fn lift_disposition(
        &mut self,
        study: &str,
        animals: &[String],
        reason: Reason,
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
                animal.animal.said(&study.protocol, left.when),
                left.kind.words()
            ),
            Remedy::LiftDisposition,
        ));
    }
    match animal.moments().max_by(|a, b| a.date.cmp(&b.date)) {
        Some(last) if last.is_past(when) => Err(Error::state(
            format!(
                "animal `{tag}` has readings as late as {}, after {}",
                animal.animal.said(&study.protocol, last),
                animal.animal.said(&study.protocol, when)
            ),
            Remedy::CheckDayOrMoveReadings,
        )),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::animals::AnimalFacts;
    use domain::{Label, Protocol};

    #[test]
    fn an_exclusion_needs_its_reason() {
        let dir = tempfile::tempdir().unwrap();
        let label = |text| Label::new("label", text).unwrap();
        let path = dir.path().join("n.db");
        let mut notebook = Notebook::create_or_open(&path, label("A")).unwrap();
        notebook
            .create_study(label("S"), Protocol::default())
            .unwrap();
        let animals = domain::testing::housed(&[label("1"), label("2")]);
        notebook
            .add_animals("S", &animals, &AnimalFacts::default(), &[])
            .unwrap();
        let both = ["1".to_owned(), "2".to_owned()];
        let on = Observed::Date(clock::today());
        let mut leave = |kind, reason| notebook.dispose("S", &both, kind, on, reason);
        let refused = leave(DispositionKind::Excluded, None).unwrap_err();
        assert_eq!(
            refused.to_string(),
            "reason is missing: `excluded` needs one"
        );
        let reason = Reason::new("fought").unwrap();
        leave(DispositionKind::Excluded, Some(reason)).unwrap();
        let left = notebook.study("S").unwrap();
        assert!(left.animals.iter().all(|a| a.disposition.is_some()));
    }
}
