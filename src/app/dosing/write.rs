//! Changes of dosing as one value, and what came of them.

use chrono::NaiveDate;
use serde::Serialize;

use super::{DoseTold, FormulationFacts, NewDose};
use crate::named::{find, tags_of};
use crate::{Error, Notebook, Receipt};
use domain::{OffTreatment, Reason, counted, tag_ranges};

/// Something to be written about doses.
#[derive(Debug, Clone)]
pub enum DosingChange {
    /// What happened to a planned dose.
    Dose(Box<NewDose>),
    /// The same of several animals as one operation: all of it is recorded, or nothing.
    Doses(Vec<NewDose>),
    /// A new formulation.
    AddFormulation(Box<FormulationFacts>),
    /// What is known of a formulation.
    EditFormulation {
        /// Its code so far.
        code: String,
        /// What changes.
        facts: Box<FormulationFacts>,
        /// Why.
        reason: Option<Reason>,
    },
    /// The end of treatment of animals that stay on study.
    StopTreatment {
        /// Their tags.
        animals: Vec<String>,
        /// The first date without doses.
        since: NaiveDate,
        /// Why.
        reason: Reason,
    },
    /// Animals that are treated again, as if treatment had not been stopped.
    ResumeTreatment {
        /// Their tags.
        animals: Vec<String>,
        /// Why.
        reason: Reason,
    },
}

/// What came of a change of dosing.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DosingChanged {
    /// What was recorded of a dose.
    Dosed(Box<DoseTold>),
    /// What was recorded of the doses of several animals.
    DosedTogether(Vec<DoseTold>),
    /// A formulation was added.
    FormulationAdded(String),
    /// A formulation changed.
    FormulationEdited(String),
    /// Treatment was stopped.
    TreatmentStopped {
        /// Tags of the animals.
        animals: Vec<String>,
        /// The first date without doses.
        since: NaiveDate,
    },
    /// Treatment goes on.
    TreatmentResumed(Vec<String>),
}

impl DosingChanged {
    /// What was done, in one sentence.
    pub fn words(&self) -> String {
        let of = |animals: &[String]| match animals {
            [one] => format!("animal {one}"),
            several => counted(several.len(), "animal"),
        };
        match self {
            Self::Dosed(told) => told.words(),
            Self::DosedTogether(told) => {
                let animals: Vec<String> = told.iter().map(|told| told.animal.clone()).collect();
                let doses = counted(told.len(), "dose");
                format!("{doses} recorded: {}", tag_ranges(&animals))
            }
            Self::FormulationAdded(code) => format!("formulation {code} added"),
            Self::FormulationEdited(code) => format!("formulation {code} changed"),
            Self::TreatmentStopped { animals, since } => {
                format!("{}: no doses from {since} on", of(animals))
            }
            Self::TreatmentResumed(animals) => format!("{}: doses are planned again", of(animals)),
        }
    }
}

impl Notebook {
    /// Changes something about doses.
    ///
    /// # Errors
    /// Those of the change; then nothing was written.
    pub fn change_dosing(
        &mut self,
        study: &str,
        change: DosingChange,
    ) -> Result<(DosingChanged, Option<Receipt>), Error> {
        Ok(match change {
            DosingChange::Dose(new) => {
                let mut told = self.dose(study, &new)?;
                let receipt = told.receipt.take();
                (DosingChanged::Dosed(Box::new(told)), receipt)
            }
            DosingChange::Doses(new) => {
                let (told, receipt) = self.dose_together(study, &new)?;
                (DosingChanged::DosedTogether(told), receipt)
            }
            DosingChange::AddFormulation(facts) => {
                let (code, receipt) = self.add_formulation(study, *facts)?;
                (DosingChanged::FormulationAdded(code.to_string()), receipt)
            }
            DosingChange::EditFormulation {
                code,
                facts,
                reason,
            } => {
                let (code, receipt) = self.edit_formulation(study, &code, *facts, reason)?;
                (DosingChanged::FormulationEdited(code.to_string()), receipt)
            }
            DosingChange::StopTreatment {
                animals,
                since,
                reason,
            } => {
                let off = OffTreatment {
                    since,
                    reason: reason.prose(),
                };
                let verb = "stop treatment";
                let (animals, receipt) =
                    self.set_treatment(verb, study, &animals, Some(off), reason)?;
                (DosingChanged::TreatmentStopped { animals, since }, receipt)
            }
            DosingChange::ResumeTreatment { animals, reason } => {
                let verb = "resume treatment";
                let (animals, receipt) = self.set_treatment(verb, study, &animals, None, reason)?;
                (DosingChanged::TreatmentResumed(animals), receipt)
            }
        })
    }

    /// Says of animals since when they are off treatment, or that they are not; answers the tags of those that change.
    fn set_treatment(
        &mut self,
        verb: &str,
        study: &str,
        animals: &[String],
        off: Option<OffTreatment>,
        reason: Reason,
    ) -> Result<(Vec<String>, Option<Receipt>), Error> {
        self.write(verb, Some(reason), |op| {
            let record = op.study(study)?;
            record.study.must_be_open()?;
            let mut changed = Vec::new();
            for word in animals {
                for tag in tags_of(&record.animals, word)? {
                    let Some(known) = find(&record.animals, &tag) else {
                        continue;
                    };
                    if known.animal.off_treatment == off || changed.contains(&tag) {
                        continue;
                    }
                    let mut animal = known.animal.clone();
                    animal.off_treatment.clone_from(&off);
                    op.update_animal(&animal)?;
                    changed.push(tag);
                }
            }
            match changed.is_empty() {
                false => Ok(changed),
                true => Err(Error::state("nothing changes: it is so already", "")),
            }
        })
    }
}
