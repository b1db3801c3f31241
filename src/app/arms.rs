//! Adding and editing arms.

use super::studies::{arm_by_true_name, mark_control};
use super::{Error, Notebook, Receipt};
use domain::{
    Arm, ArmId, DoseSchedule, DoseUnit, FirstDay, Invalid, Label, Reason, Remedy, Route, Study,
    Treatment, counted,
};
use store::fresh_id;

/// The description of a new arm.
#[derive(Debug, Clone)]
pub struct NewArm {
    /// Its name.
    pub name: Label,
    /// What figures and tables call it.
    pub label: Option<Label>,
    /// Whether it is the study's control.
    pub is_control: bool,
    /// What the compounds are dissolved in.
    pub vehicle: Option<Label>,
    /// What is given, in order.
    pub treatments: Vec<Treatment>,
}

/// What changes in an arm. What is none stays.
#[derive(Debug, Clone, Default)]
pub struct ArmChange {
    /// Its name.
    pub name: Option<Label>,
    /// What figures and tables call it; none inside: its name.
    pub label: Option<Option<Label>>,
    /// Whether it becomes the study's control, which takes that from any other arm.
    pub make_control: bool,
    /// What the compounds are dissolved in; none inside: in nothing that is known.
    pub vehicle: Option<Option<Label>>,
    /// What is given.
    pub treatments: Option<TreatmentsChange>,
    /// Its position in the study's order, from 1.
    pub position: Option<u32>,
}

/// What changes in what an arm is given.
#[derive(Debug, Clone)]
pub enum TreatmentsChange {
    /// These are given, in order, and nothing else.
    All(Vec<Treatment>),
    /// What is given stays; how it is given changes, for each treatment in order. An arm without treatments gets the
    /// vehicle alone so.
    How(Vec<HowGiven>),
}

/// How something is given. What is none stays.
#[derive(Debug, Clone, Default)]
pub struct HowGiven {
    /// How much, in `unit`.
    pub dose: Option<f64>,
    /// The unit of the dose.
    pub unit: Option<DoseUnit>,
    /// The way it is given.
    pub route: Option<Route>,
    /// When it is given.
    pub schedule: Option<DoseSchedule>,
}

impl HowGiven {
    /// The vehicle alone, given so.
    ///
    /// # Errors
    /// As [`Treatment::new`].
    pub fn vehicle(self) -> Result<Treatment, Invalid> {
        Treatment::new(None, self.dose, self.unit, self.route, self.schedule)
    }

    fn changes(self, known: &Treatment) -> Result<Treatment, Invalid> {
        let known = known.clone();
        Treatment::new(
            Some(known.compound),
            self.dose.or(known.dose),
            self.unit.or(known.unit),
            self.route.or(known.route),
            self.schedule.or(known.schedule),
        )
    }
}

impl TreatmentsChange {
    fn apply(self, known: &[Treatment]) -> Result<Vec<Treatment>, Invalid> {
        match self {
            Self::All(treatments) => treatments.into_iter().map(Treatment::check).collect(),
            Self::How(given) if known.is_empty() => {
                given.into_iter().map(HowGiven::vehicle).collect()
            }
            Self::How(given) if given.len() == known.len() => {
                let both = given.into_iter().zip(known);
                both.map(|(given, known)| given.changes(known)).collect()
            }
            Self::How(given) => {
                let compounds: Vec<_> = known.iter().map(|t| t.compound.as_str()).collect();
                let why = format!(
                    "is the number of values given, and the arm is given {}: {}",
                    counted(known.len(), "treatment"),
                    compounds.join(", ")
                );
                let hint = "give a value for each, in this order, or name the compounds too";
                Err(Invalid::new("treatments", given.len(), why, hint))
            }
        }
    }
}

impl ArmChange {
    fn apply(self, arm: &mut Arm) -> Result<(), Invalid> {
        arm.name = self.name.unwrap_or_else(|| arm.name.clone());
        arm.label = self.label.unwrap_or_else(|| arm.label.take());
        arm.vehicle = self.vehicle.unwrap_or_else(|| arm.vehicle.take());
        arm.position = self.position.unwrap_or(arm.position);
        if let Some(change) = self.treatments {
            arm.treatments = change.apply(&arm.treatments)?;
        }
        Ok(())
    }
}

impl Notebook {
    /// Adds an arm after the others. Refuses a name or code that the study has.
    pub fn add_arm(&mut self, study: &str, arm: NewArm) -> Result<(Arm, Option<Receipt>), Error> {
        let remarks = remarks(&arm.treatments);
        let (arm, receipt) = self.write("add arm", None, |op| {
            let study = op.study_named(study)?;
            study.must_be_open()?;
            let arms = op.arms(study.id)?;
            if arms.iter().any(|a| a.is_called(arm.name.as_str())) {
                return Err(Error::state(
                    format!("study `{}` has an arm `{}` already", study.name, arm.name),
                    Remedy::RenameOrEditArm,
                ));
            }
            label_is_free(&study, &arms, arm.label.as_ref())?;
            let treatments = arm.treatments.into_iter().map(Treatment::check);
            let mut made = Arm {
                id: ArmId(fresh_id()),
                name: arm.name,
                label: arm.label,
                position: arms.iter().map(|a| a.position).max().unwrap_or(0) + 1,
                is_control: false,
                vehicle: arm.vehicle,
                treatments: treatments.collect::<Result<_, _>>()?,
                code: None,
            };
            op.insert_arm(study.id, &made)?;
            if arm.is_control {
                mark_control(op, &study, made.name.as_str()).map_err(keeps_control)?;
                made.is_control = true;
            }
            Ok(made)
        })?;
        Ok((arm, receipt.map(|receipt| receipt.noting(remarks))))
    }

    /// Changes an arm, and answers its name. In a blinded study the arm must be named by its true name: only
    /// someone who knows what an arm is may change it.
    pub fn edit_arm(
        &mut self,
        study: &str,
        name: &str,
        change: ArmChange,
        reason: Option<Reason>,
    ) -> Result<(Label, Option<Receipt>), Error> {
        let changes_treatments = change.treatments.is_some();
        let ((arm, remarks), receipt) = self.write("edit arm", reason, |op| {
            let study = op.study_named(study)?;
            study.must_be_open()?;
            let mut arms = op.arms(study.id)?;
            let at = arm_by_true_name(&study, &arms, name)?;
            let mut arm = arms.swap_remove(at);
            let make_control = change.make_control;
            change.apply(&mut arm)?;
            if arms.iter().any(|other| other.is_called(arm.name.as_str())) {
                return Err(Error::state(
                    format!("study `{}` has an arm `{}` already", study.name, arm.name),
                    "choose another name",
                ));
            }
            label_is_free(&study, &arms, arm.label.as_ref())?;
            op.update_arm(&arm)?;
            if make_control {
                mark_control(op, &study, arm.name.as_str())?;
            }
            let remarks = match changes_treatments {
                true => remarks(&arm.treatments),
                false => Vec::new(),
            };
            Ok((arm.name, remarks))
        })?;
        Ok((arm, receipt.map(|receipt| receipt.noting(remarks))))
    }
}

/// A sentence for each schedule that is a remark and plans nothing.
fn remarks(treatments: &[Treatment]) -> Vec<String> {
    let schedules = treatments.iter().flat_map(|given| &given.schedule);
    let remarks = schedules.filter_map(|schedule| {
        let why = schedule.plan(FirstDay::default()).err()?;
        let hint = match why.remedy {
            Remedy::Plain(hint) => format!("; {hint}"),
            _ => String::new(),
        };
        Some(format!(
            "schedule `{schedule}` is a remark and plans nothing: `{}` {}{hint}",
            why.value, why.why
        ))
    });
    remarks.collect()
}

/// Refuses a label that another arm has.
fn label_is_free(study: &Study, others: &[Arm], label: Option<&Label>) -> Result<(), Error> {
    let taken = label.filter(|label| others.iter().any(|arm| arm.label.as_ref() == Some(label)));
    match taken {
        Some(label) => Err(Error::state(
            format!(
                "study `{}` has an arm labeled `{label}` already",
                study.name
            ),
            "choose another label",
        )),
        None => Ok(()),
    }
}

/// A new arm has no reason to give.
fn keeps_control(error: Error) -> Error {
    match error {
        Error::Store(store::Error::ReasonNeeded { .. }) => Error::state(
            "the study has a control arm, and results of its entries would change",
            "add it as a further arm, and make it the control by editing it, with a reason",
        ),
        other => other,
    }
}
