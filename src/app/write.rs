//! A write as a value: what it asks for, how it runs, and what came of it.
//!
//! Forms, screens and command line make a [`Write`] and hand it to [`Notebook::perform`]. A new verb is
//! a variant of it, an arm of `perform` and a variant of [`Outcome`]. Not here: an import, which reports
//! its progress, and handing out a key, which makes a file. A caller that shows more of an outcome than
//! a sentence (a reading, a plan, a draw) calls the verb itself and gets the outcome in its own type.

use super::animals::AnimalFacts;
use super::arms::{ArmChange, NewArm};
use super::blind::KeyLine;
use super::cohorts::CohortChange;
use super::correct::{Corrected, Right, Wrong};
use super::demo::DEMO_STUDY;
use super::exclude::Leaving;
use super::measure::{NewReading, Observed, Recorded};
use super::plan::{Frozen, PlanRules};
use super::randomize::{Accepted, Draw};
use super::{Error, Notebook, Receipt};
use chrono::NaiveDate;
use domain::{
    Arm, BlindBy, Cohort, DispositionKind, Exclusion, Housed, Label, Protocol, Reason, Study,
    StudyId, StudyStatus, When,
};
use store::{Extent, LoggedOperation};

/// Something to be written; the notebook adds who and when.
#[derive(Debug, Clone)]
pub enum Write {
    /// A reading, a body weight or both.
    Measure {
        /// Study.
        study: String,
        /// What was found.
        entry: NewReading,
    },
    /// A new study.
    CreateStudy {
        /// Its name.
        name: Label,
        /// Its protocol.
        protocol: Box<Protocol>,
    },
    /// The demo studies.
    CreateDemo {
        /// The day that their dates follow.
        today: NaiveDate,
    },
    /// A study's name and protocol.
    EditStudy {
        /// Its name so far.
        study: String,
        /// Its name from now on.
        name: Label,
        /// Its protocol from now on.
        protocol: Box<Protocol>,
        /// Why.
        reason: Option<Reason>,
    },
    /// Closing a study or opening it again.
    SetStatus {
        /// Study.
        study: String,
        /// Open or closed.
        status: StudyStatus,
        /// Why.
        reason: Reason,
    },
    /// A new arm.
    AddArm {
        /// Study.
        study: String,
        /// The arm.
        arm: NewArm,
    },
    /// Changes in an arm.
    EditArm {
        /// Study.
        study: String,
        /// Its name so far.
        name: String,
        /// What changes.
        change: ArmChange,
        /// Why.
        reason: Option<Reason>,
    },
    /// A new cohort.
    AddCohort {
        /// Study.
        study: String,
        /// Its name.
        name: Label,
        /// Its own day 0.
        day0: Option<NaiveDate>,
    },
    /// Name and day 0 of a cohort.
    EditCohort {
        /// Study.
        study: String,
        /// Its name so far.
        name: String,
        /// What changes.
        change: CohortChange,
        /// Why; needed where study days of what is recorded change.
        reason: Option<Reason>,
    },
    /// New animals.
    AddAnimals {
        /// Study.
        study: String,
        /// Tag, cage and ear mark of each.
        animals: Vec<Housed>,
        /// What they have in common; its cage and ear mark are not looked at.
        facts: AnimalFacts,
        /// Sites of their tumors.
        sites: Vec<Label>,
    },
    /// What is known of an animal, and tumors at further sites.
    EditAnimal {
        /// Study.
        study: String,
        /// Its tag so far.
        tag: String,
        /// Its tag from now on.
        new_tag: Option<Label>,
        /// What is known.
        facts: AnimalFacts,
        /// Sites of further tumors.
        sites: Vec<Label>,
        /// Why.
        reason: Option<Reason>,
    },
    /// What several animals have in common from now on, and tumors at further sites of all of them.
    EditAnimals {
        /// Study.
        study: String,
        /// Their tags.
        animals: Vec<String>,
        /// What changes.
        facts: AnimalFacts,
        /// Sites of further tumors.
        sites: Vec<Label>,
        /// Why.
        reason: Option<Reason>,
    },
    /// The animals of a cage that go into another one.
    MoveCage {
        /// Study.
        study: String,
        /// Label of the cage.
        cage: String,
        /// Label of the cage that they go into, made if the study does not have it.
        to: Label,
        /// Why.
        reason: Option<Reason>,
    },
    /// Another label of a cage.
    RenameCage {
        /// Study.
        study: String,
        /// The label so far.
        cage: String,
        /// The label from now on.
        label: Label,
        /// Why.
        reason: Option<Reason>,
    },
    /// Another name for the site of a tumor.
    RenameSite {
        /// Study.
        study: String,
        /// Tags of the animals.
        animals: Vec<String>,
        /// The site so far.
        site: Label,
        /// The site from now on.
        new_site: Label,
        /// Why.
        reason: Option<Reason>,
    },
    /// Animals that leave the study.
    Dispose {
        /// Study.
        study: String,
        /// Their tags.
        animals: Vec<String>,
        /// How.
        kind: DispositionKind,
        /// When.
        observed: Observed,
        /// Why.
        reason: Option<Reason>,
    },
    /// Animals whose disposition was wrong.
    LiftDisposition {
        /// Study.
        study: String,
        /// Their tags.
        animals: Vec<String>,
        /// Why.
        reason: Reason,
    },
    /// Data to leave out of the analysis.
    Exclude {
        /// Study.
        study: String,
        /// Which data.
        what: Leaving,
        /// Why.
        reason: Reason,
        /// Whether the protocol foresaw it.
        foreseen: bool,
    },
    /// Data that count again.
    LiftExclusion {
        /// Study.
        study: String,
        /// Which data.
        what: Leaving,
        /// Why.
        reason: Reason,
    },
    /// A reading or weighing that is wrong.
    Correct {
        /// Study.
        study: String,
        /// Which.
        wrong: Wrong,
        /// What is right.
        right: Right,
        /// Why.
        reason: Reason,
    },
    /// A study whose arms are hidden from now on.
    Blind {
        /// Study.
        study: String,
        /// How far.
        by: BlindBy,
        /// Why.
        reason: Option<Reason>,
    },
    /// A blinded study whose arms are shown from now on.
    Unblind {
        /// Study.
        study: String,
        /// Why.
        reason: Reason,
    },
    /// The analysis plan of a study.
    FreezePlan {
        /// Study.
        study: String,
        /// What it says beyond the protocol.
        rules: PlanRules,
        /// Why.
        reason: Option<Reason>,
    },
    /// A draw that puts animals into their arms.
    AcceptDraw {
        /// Study.
        study: String,
        /// The draw.
        draw: Box<Draw>,
        /// Whether the study is blinded with it.
        blinded: Option<BlindBy>,
        /// Why.
        reason: Option<Reason>,
    },
    /// An operation to undo.
    Undo {
        /// Its number.
        operation: i64,
        /// The study it was made in, if that is known.
        study: Option<StudyId>,
        /// Why.
        reason: Option<Reason>,
    },
    /// The author's last operation that can be undone.
    UndoLast {
        /// Name of the study that it changed; any if none is named.
        study: Option<String>,
        /// Why.
        reason: Option<Reason>,
    },
}

/// What came of a write.
#[derive(Debug, Clone)]
pub struct Done {
    /// Its entry in the audit trail; none if nothing was changed.
    pub receipt: Option<Receipt>,
    /// What was done.
    pub outcome: Outcome,
    /// What is to be read again.
    pub changed: Changed,
}

/// What a write did, as values: the command line and the screens word it.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// The study that was created.
    StudyCreated(Study),
    /// A study of the demo was created, or both.
    DemoCreated,
    /// Both studies of the demo were there already.
    DemoExists,
    /// The study as it is now.
    StudyEdited(Study),
    /// The study, open or closed now.
    StatusSet(Study),
    /// An arm that a study got.
    ArmAdded {
        /// Name of the study.
        study: String,
        /// The arm.
        arm: Arm,
    },
    /// The arm as it is now.
    ArmEdited(Label),
    /// A cohort that a study got.
    CohortAdded {
        /// Name of the study.
        study: String,
        /// The cohort.
        cohort: Cohort,
    },
    /// The cohort as it is now.
    CohortEdited(Cohort),
    /// Animals that a study got.
    AnimalsAdded {
        /// Name of the study.
        study: String,
        /// The animals.
        animals: Vec<Housed>,
    },
    /// An animal whose facts changed, or which has further tumors.
    AnimalEdited {
        /// Its tag before.
        old_tag: String,
        /// Its tag now.
        tag: Label,
        /// Sites of its further tumors.
        new_sites: Vec<Label>,
    },
    /// Animals whose facts changed, or which have further tumors.
    AnimalsEdited {
        /// Their tags.
        animals: Vec<String>,
        /// Sites of their further tumors.
        new_sites: Vec<Label>,
    },
    /// Animals that live in another cage now.
    CageMoved {
        /// The cage that they lived in.
        cage: String,
        /// The cage that they live in.
        to: Label,
        /// Their tags.
        animals: Vec<Label>,
    },
    /// A cage that has another label now.
    CageRenamed {
        /// The label before.
        old: String,
        /// The label now.
        label: Label,
    },
    /// A site that has another name now.
    SiteRenamed {
        /// Tags of the animals.
        animals: Vec<String>,
        /// The site as it was called.
        site: Label,
        /// The site as it is called.
        new_site: Label,
    },
    /// What was recorded, and what it means.
    Recorded(Box<Recorded>),
    /// Animals that left the study.
    Disposed {
        /// Their tags.
        animals: Vec<String>,
        /// How.
        kind: DispositionKind,
        /// When each of them did: a study day is that of each animal.
        moments: Vec<When>,
    },
    /// Animals that are on study again, by tag.
    DispositionLifted(Vec<String>),
    /// Data are left out of the analysis.
    Excluded {
        /// The exclusion.
        exclusion: Exclusion,
        /// What it leaves out, in words: `animal 214 on day 17 (2026-01-22)`.
        what: String,
    },
    /// Data count again.
    ExclusionLifted {
        /// Which, in words.
        what: String,
    },
    /// What was corrected.
    Corrected {
        /// Tag of the animal that the entry was recorded for.
        tag: String,
        /// Tag of the animal that it was moved to.
        to: Option<String>,
        /// Before and after.
        corrected: Box<Corrected>,
    },
    /// The study that is blinded now.
    Blinded {
        /// The study.
        study: Study,
        /// How far.
        by: BlindBy,
    },
    /// The arms are shown again.
    Unblinded {
        /// Name of the study.
        study: String,
        /// Which code was which arm.
        key: Vec<KeyLine>,
    },
    /// A plan, or its amendment.
    PlanFrozen {
        /// Name of the study.
        study: String,
        /// What was frozen.
        frozen: Box<Frozen>,
    },
    /// A draw that is on record.
    DrawAccepted(Box<Accepted>),
    /// The operation that was undone, with the first of its changes.
    Undone(Box<LoggedOperation>),
}

/// What a write changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Changed {
    /// These animals of a study.
    Animals {
        /// Name of the study.
        study: String,
        /// Their tags.
        tags: Vec<String>,
    },
    /// A study, perhaps all of it, by the name that it has now.
    Study(String),
    /// This study is no longer in the notebook.
    Gone(StudyId),
    /// It is not known what.
    Unknown,
}

impl Changed {
    fn animals(study: String, tags: Vec<String>) -> Self {
        Self::Animals { study, tags }
    }
}

/// Outcome, receipt, what is to be read again.
type Performed = (Outcome, Option<Receipt>, Changed);

impl Notebook {
    /// Performs a write: all of it lands with its audit rows, or nothing does.
    ///
    /// # Errors
    /// Those of the verb; then nothing was written.
    pub fn perform(&mut self, write: Write) -> Result<Done, Error> {
        let (outcome, receipt, changed) = self.performed(write)?;
        Ok(Done {
            receipt,
            outcome,
            changed,
        })
    }

    /// The table of verbs.
    fn performed(&mut self, write: Write) -> Result<Performed, Error> {
        Ok(match write {
            Write::CreateStudy { name, protocol } => {
                let (study, receipt) = self.create_study(name, *protocol)?;
                let changed = Changed::Study(study.name.to_string());
                (Outcome::StudyCreated(study), receipt, changed)
            }
            Write::CreateDemo { today } => {
                let receipt = self.create_demo(today)?;
                let outcome = match receipt {
                    Some(_) => Outcome::DemoCreated,
                    None => Outcome::DemoExists,
                };
                (outcome, receipt, Changed::Study(DEMO_STUDY.to_owned()))
            }
            Write::EditStudy {
                study,
                name,
                protocol,
                reason,
            } => {
                let edit = |study: &mut Study| {
                    study.name = name;
                    study.protocol = *protocol;
                    Ok(())
                };
                let (study, receipt) = self.edit_study(&study, None, reason, edit)?;
                let changed = Changed::Study(study.name.to_string());
                (Outcome::StudyEdited(study), receipt, changed)
            }
            Write::SetStatus {
                study,
                status,
                reason,
            } => {
                let (set, receipt) = self.set_study_status(&study, status, reason)?;
                (Outcome::StatusSet(set), receipt, Changed::Study(study))
            }
            Write::AddArm { study, arm } => {
                let (arm, receipt) = self.add_arm(&study, arm)?;
                let changed = Changed::Study(study.clone());
                (Outcome::ArmAdded { study, arm }, receipt, changed)
            }
            Write::EditArm {
                study,
                name,
                change,
                reason,
            } => {
                let (arm, receipt) = self.edit_arm(&study, &name, change, reason)?;
                (Outcome::ArmEdited(arm), receipt, Changed::Study(study))
            }
            Write::AddCohort { study, name, day0 } => {
                let (cohort, receipt) = self.add_cohort(&study, name, day0)?;
                let changed = Changed::Study(study.clone());
                (Outcome::CohortAdded { study, cohort }, receipt, changed)
            }
            Write::EditCohort {
                study,
                name,
                change,
                reason,
            } => {
                let (cohort, receipt) = self.edit_cohort(&study, &name, change, reason)?;
                let outcome = Outcome::CohortEdited(cohort);
                (outcome, receipt, Changed::Study(study))
            }
            Write::AddAnimals {
                study,
                animals,
                facts,
                sites,
            } => {
                let receipt = self.add_housed(&study, &animals, &facts, &sites)?;
                let changed = Changed::Study(study.clone());
                (Outcome::AnimalsAdded { study, animals }, receipt, changed)
            }
            Write::EditAnimal {
                study,
                tag,
                new_tag,
                facts,
                sites,
                reason,
            } => {
                let edited = self.edit_animal(&study, &tag, new_tag, &facts, &sites, reason)?;
                let outcome = Outcome::AnimalEdited {
                    old_tag: tag,
                    tag: edited.0,
                    new_sites: sites,
                };
                (outcome, edited.1, Changed::Study(study))
            }
            Write::EditAnimals {
                study,
                animals,
                facts,
                sites,
                reason,
            } => {
                let receipt = self.edit_animals(&study, &animals, &facts, &sites, reason)?;
                let outcome = Outcome::AnimalsEdited {
                    animals,
                    new_sites: sites,
                };
                (outcome, receipt, Changed::Study(study))
            }
            Write::MoveCage {
                study,
                cage,
                to,
                reason,
            } => {
                let (animals, receipt) = self.move_cage(&study, &cage, &to, reason)?;
                let outcome = Outcome::CageMoved { cage, to, animals };
                (outcome, receipt, Changed::Study(study))
            }
            Write::RenameCage {
                study,
                cage,
                label,
                reason,
            } => {
                let receipt = self.rename_cage(&study, &cage, &label, reason)?;
                let outcome = Outcome::CageRenamed { old: cage, label };
                (outcome, receipt, Changed::Study(study))
            }
            Write::RenameSite {
                study,
                animals,
                site,
                new_site,
                reason,
            } => {
                let receipt = self.rename_site(&study, &animals, &site, &new_site, reason)?;
                let outcome = Outcome::SiteRenamed {
                    animals,
                    site,
                    new_site,
                };
                (outcome, receipt, Changed::Study(study))
            }
            Write::Measure { study, entry } => {
                let recorded = self.measure(&study, &entry)?;
                let receipt = recorded.receipt.clone();
                let changed = Changed::animals(study, vec![entry.animal]);
                (Outcome::Recorded(Box::new(recorded)), receipt, changed)
            }
            Write::Dispose {
                study,
                animals,
                kind,
                observed,
                reason,
            } => {
                let (moments, receipt) = self.dispose(&study, &animals, kind, observed, reason)?;
                let changed = Changed::animals(study, animals.clone());
                let outcome = Outcome::Disposed {
                    animals,
                    kind,
                    moments,
                };
                (outcome, receipt, changed)
            }
            Write::LiftDisposition {
                study,
                animals,
                reason,
            } => {
                let receipt = self.lift_disposition(&study, &animals, reason)?;
                let changed = Changed::animals(study, animals.clone());
                (Outcome::DispositionLifted(animals), receipt, changed)
            }
            Write::Exclude {
                study,
                what,
                reason,
                foreseen,
            } => {
                let ((exclusion, what), receipt) = self.exclude(&study, &what, reason, foreseen)?;
                let outcome = Outcome::Excluded { exclusion, what };
                (outcome, receipt, Changed::Study(study))
            }
            Write::LiftExclusion {
                study,
                what,
                reason,
            } => {
                let (what, receipt) = self.lift_exclusion(&study, &what, reason)?;
                let outcome = Outcome::ExclusionLifted { what };
                (outcome, receipt, Changed::Study(study))
            }
            Write::Correct {
                study,
                wrong,
                right,
                reason,
            } => {
                let (corrected, receipt) = self.correct(&study, &wrong, &right, reason)?;
                let tags = [Some(&wrong.animal), right.animal.as_ref()];
                let tags = tags.into_iter().flatten().cloned().collect();
                let outcome = Outcome::Corrected {
                    tag: wrong.animal,
                    to: right.animal,
                    corrected: Box::new(corrected),
                };
                (outcome, receipt, Changed::animals(study, tags))
            }
            Write::Blind { study, by, reason } => {
                let (blinded, receipt) = self.blind(&study, by, reason)?;
                let outcome = Outcome::Blinded { study: blinded, by };
                (outcome, receipt, Changed::Study(study))
            }
            Write::Unblind { study, reason } => {
                let (key, receipt) = self.unblind(&study, reason)?;
                let changed = Changed::Study(study.clone());
                (Outcome::Unblinded { study, key }, receipt, changed)
            }
            Write::FreezePlan {
                study,
                rules,
                reason,
            } => {
                let (frozen, receipt) = self.freeze_plan(&study, rules, reason)?;
                let frozen = Box::new(frozen);
                let changed = Changed::Study(study.clone());
                (Outcome::PlanFrozen { study, frozen }, receipt, changed)
            }
            Write::AcceptDraw {
                study,
                draw,
                blinded,
                reason,
            } => {
                let (accepted, receipt) = self.accept(&study, &draw, blinded, reason)?;
                let outcome = Outcome::DrawAccepted(Box::new(accepted));
                (outcome, receipt, Changed::Study(study))
            }
            Write::Undo {
                operation,
                study,
                reason,
            } => {
                let undone = self.undo_operation(operation, reason)?;
                // The undo is on disk, whether or not the study can be read now.
                let changed = study.and_then(|study| self.undone(study, undone.extent).ok());
                let receipt = Some(Receipt::from(undone.by));
                let outcome = Outcome::Undone(Box::new(undone.undone));
                (outcome, receipt, changed.unwrap_or(Changed::Unknown))
            }
            Write::UndoLast { study, reason } => {
                let undone = self.undo(study.as_deref(), reason)?;
                let receipt = Some(Receipt::from(undone.by));
                let outcome = Outcome::Undone(Box::new(undone.undone));
                (outcome, receipt, Changed::Unknown)
            }
        })
    }

    /// What changed when an operation of a study was undone that had changed so much of it. The study has the name that it has now.
    fn undone(&self, study: StudyId, extent: Extent) -> Result<Changed, Error> {
        let studies = self.studies()?;
        let Some(known) = studies.iter().find(|known| known.id == study) else {
            return Ok(Changed::Gone(study));
        };
        let name = known.name.to_string();
        Ok(match extent {
            Extent::Animals(tags) => Changed::animals(name, tags.into_iter().collect()),
            Extent::Study => Changed::Study(name),
        })
    }
}
