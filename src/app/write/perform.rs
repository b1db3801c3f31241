//! The table of verbs: which one performs a write, and what it changed.

use super::{Changed, Done, Outcome, Write};
use crate::demo::DEMO_STUDY;
use crate::dosing::DosingChanged;
use crate::{Error, Notebook, Receipt};
use domain::{Study, StudyId};
use store::Extent;

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
                let receipt = self.add_animals(&study, &animals, &facts, &sites)?;
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
            Write::PlaceCages {
                study,
                cages,
                change,
                reason,
            } => {
                let (cages, receipt) = self.place_cages(&study, &cages, &change, reason)?;
                (Outcome::CagesPlaced(cages), receipt, Changed::Study(study))
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
            Write::ChangeWork {
                study,
                change,
                today,
            } => {
                let (changed, receipt) = self.change_work(&study, change, today)?;
                let outcome = Outcome::WorkChanged(changed);
                (outcome, receipt, Changed::Study(study))
            }
            Write::ChangeDosing { study, change } => {
                let (dosing, receipt) = self.change_dosing(&study, change)?;
                let changed = match &dosing {
                    DosingChanged::Dosed(told) => {
                        Changed::animals(study, vec![told.animal.clone()])
                    }
                    DosingChanged::DosedTogether(told) => {
                        let tags = told.iter().map(|told| told.animal.clone());
                        Changed::animals(study, tags.collect())
                    }
                    DosingChanged::TreatmentStopped { animals, .. }
                    | DosingChanged::TreatmentResumed(animals) => {
                        Changed::animals(study, animals.clone())
                    }
                    _ => Changed::Study(study),
                };
                (Outcome::DosingChanged(dosing), receipt, changed)
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

    /// What changed when an operation of a study was undone that had changed so much of it. The study has the name that
    /// it has now.
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
