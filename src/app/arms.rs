//! Adding and editing arms.

use super::studies::{arm_by_true_name, mark_control};
use super::{Error, Notebook, Receipt};
use domain::{Arm, ArmId, Invalid, Label, Prose, Remedy, Treatment};
use store::fresh_id;

/// The description of a new arm.
#[derive(Debug, Clone)]
pub struct NewArm {
    /// Its name.
    pub name: Label,
    /// Whether it is the study's control.
    pub is_control: bool,
    /// What the compounds are dissolved in.
    pub vehicle: Option<Label>,
    /// What is given, in order.
    pub treatments: Vec<Treatment>,
}

impl Notebook {
    /// Adds an arm after the others. Refuses a name or code that the study has.
    pub fn add_arm(&mut self, study: &str, arm: NewArm) -> Result<(Arm, Option<Receipt>), Error> {
        self.write("add arm", None, |op| {
            let study = op.study_named(study)?;
            study.must_be_open()?;
            let arms = op.arms(study.id)?;
            if arms.iter().any(|a| a.is_called(arm.name.as_str())) {
                return Err(Error::state(
                    format!("study `{}` has an arm `{}` already", study.name, arm.name),
                    Remedy::RenameOrEditArm,
                ));
            }
            let treatments = arm.treatments.into_iter().map(Treatment::check);
            let mut made = Arm {
                id: ArmId(fresh_id()),
                name: arm.name,
                position: arms.iter().map(|a| a.position).max().unwrap_or(0) + 1,
                is_control: false,
                vehicle: arm.vehicle,
                treatments: treatments.collect::<Result<_, _>>()?,
                code: None,
            };
            op.insert_arm(study.id, &made)?;
            if arm.is_control {
                mark_control(op, &study, made.name.as_str())?;
                made.is_control = true;
            }
            Ok(made)
        })
    }

    /// Changes an arm, and answers its name. `make_control` makes it the study's control.
    ///
    /// In a blinded study the arm must be named by its true name, so that nobody changes an arm, or sees it
    /// in `edit`, who does not know it already.
    pub fn edit_arm(
        &mut self,
        study: &str,
        name: &str,
        make_control: bool,
        reason: Option<Prose>,
        edit: impl FnOnce(&mut Arm) -> Result<(), Invalid>,
    ) -> Result<(Label, Option<Receipt>), Error> {
        self.write("edit arm", reason, |op| {
            let study = op.study_named(study)?;
            study.must_be_open()?;
            let mut arms = op.arms(study.id)?;
            let at = arm_by_true_name(&study, &arms, name)?;
            let mut arm = arms.swap_remove(at);
            edit(&mut arm)?;
            if arms.iter().any(|other| other.is_called(arm.name.as_str())) {
                return Err(Error::state(
                    format!("study `{}` has an arm `{}` already", study.name, arm.name),
                    "choose another name",
                ));
            }
            arm.treatments = arm
                .treatments
                .into_iter()
                .map(Treatment::check)
                .collect::<Result<_, _>>()?;
            op.update_arm(&arm)?;
            if make_control {
                mark_control(op, &study, arm.name.as_str())?;
            }
            Ok(arm.name)
        })
    }
}
