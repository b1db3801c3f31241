//! Creating, editing and closing studies.

use super::{Error, Notebook, Receipt, undated};
use domain::{
    Arm, Blinding, Invalid, Label, Look, Protocol, Reason, Remedy, Study, StudyId, StudyStatus,
    nearest,
};
use store::{self, Operation, fresh_id};

/// The study that may be meant by a name that is new. Names that differ in digits alone are a series, as S-01 and S-02:
/// neither is an error.
pub fn near_study<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let letters = |name: &str| -> String { name.chars().filter(|c| !c.is_ascii_digit()).collect() };
    let known = known.into_iter();
    nearest(name, known.filter(|known| letters(known) != letters(name)))
}

impl Notebook {
    /// Creates a study. Refuses a name that the notebook has.
    pub fn create_study(
        &mut self,
        name: Label,
        protocol: Protocol,
    ) -> Result<(Study, Option<Receipt>), Error> {
        let study = Study {
            id: StudyId(fresh_id()),
            name,
            status: StudyStatus::Open,
            blinding: Blinding::Open,
            protocol: protocol.check()?,
        };
        self.write("create study", None, |op| {
            name_is_free(op, &study)?;
            op.insert_study(&study)?;
            Ok(study)
        })
    }

    /// Changes a study's name or protocol, and which arm is its control.
    pub fn edit_study(
        &mut self,
        name: &str,
        control: Option<&str>,
        reason: Option<Reason>,
        edit: impl FnOnce(&mut Study) -> Result<(), Invalid>,
    ) -> Result<(Study, Option<Receipt>), Error> {
        self.write("edit study", reason, |op| {
            let mut study = op.study_named(name)?;
            study.must_be_open()?;
            let species = study.protocol.species;
            let before = study.protocol.clone();
            edit(&mut study)?;
            study.protocol = study.protocol.check()?;
            let needs_check =
                study.protocol.implanted_on.is_some() || study.protocol.species != species;
            name_is_free(op, &study)?;
            op.update_study(&study)?;
            if before.day0_assumed && !study.protocol.day0_assumed {
                undated::date_entries(op, &study, &before)?;
            }
            if let Some(control) = control {
                mark_control(op, &study, control)?;
            }
            if needs_check {
                entries_still_fit(op, &study)?;
            }
            Ok(study)
        })
    }

    /// Closes a study, or opens it again, with a reason.
    pub fn set_study_status(
        &mut self,
        name: &str,
        status: StudyStatus,
        reason: Reason,
    ) -> Result<(Study, Option<Receipt>), Error> {
        let verb = match status {
            StudyStatus::Closed => "close study",
            StudyStatus::Open => "reopen study",
        };
        self.write(verb, Some(reason), |op| {
            let mut study = op.study_named(name)?;
            study.status = status;
            op.update_study(&study)?;
            Ok(study)
        })
    }
}

fn name_is_free(op: &Operation<'_>, study: &Study) -> Result<(), Error> {
    match op.study_named(study.name.as_str()) {
        Ok(other) if other.id != study.id => Err(Error::state(
            format!("study `{}` exists already", study.name),
            Remedy::RenameOrEditStudy,
        )),
        Ok(_) | Err(store::Error::Unknown { .. }) => Ok(()),
        Err(other) => Err(other.into()),
    }
}

/// Makes one arm the control, and every other arm not.
pub(super) fn mark_control(op: &Operation<'_>, study: &Study, control: &str) -> Result<(), Error> {
    let mut arms = op.arms(study.id)?;
    arm_by_true_name(study, &arms, control)?;
    // The old control is changed first: the table allows only one control at a time.
    arms.sort_by_key(|arm| arm.name.is(control));
    for mut arm in arms {
        arm.is_control = arm.name.is(control);
        op.update_arm(&arm)?;
    }
    Ok(())
}

/// The index of the arm with this true name. In a blinded study a code is refused: only someone who knows what an arm
/// is may change it.
pub(super) fn arm_by_true_name(study: &Study, arms: &[Arm], name: &str) -> Result<usize, Error> {
    if let Some(at) = arms.iter().position(|arm| arm.name.is(name)) {
        return Ok(at);
    }
    if study.blinding.is_blinded() && arms.iter().any(|arm| arm.is_called(name)) {
        return Err(Error::state(
            format!(
                "study `{}` is blinded: `{name}` is the code of an arm",
                study.name
            ),
            "what an arm is can be changed only by its true name, by someone who knows it",
        ));
    }
    Err(unknown_arm(study, name, arms))
}

/// The error for an arm that a study does not have. It lists the arms by what may be shown of their names.
pub(super) fn unknown_arm(study: &Study, name: &str, arms: &[Arm]) -> Error {
    let shown = arms.iter().map(|arm| arm.shown(study.blinding));
    let mut known: Vec<_> = shown.map(|name| name.to_string()).collect();
    if study.blinding.is_blinded() {
        known.sort();
        known.dedup();
    }
    let message = format!("study `{}` has no arm `{name}`", study.name);
    Error::state(message, Remedy::AddArm { known })
}

/// Refuses an implantation date or species with which recorded entries would be impossible.
fn entries_still_fit(op: &Operation<'_>, study: &Study) -> Result<(), Error> {
    let protocol = &study.protocol;
    for animal in op.study(study.name.as_str())?.animals {
        let readings = animal.tumors.iter().flat_map(|tumor| &tumor.readings);
        if let Some(first) = readings.min_by_key(|reading| reading.when.date) {
            animal.may_be_observed(protocol, first.when, Look::Tumor)?;
        }
        animal.entries_fit(protocol.species)?;
    }
    Ok(())
}
