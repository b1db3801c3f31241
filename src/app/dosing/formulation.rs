//! Formulations: which one a dose is taken from, adding and changing them.

use chrono::NaiveDate;
use serde::Serialize;
use serde::ser::SerializeMap;

use crate::{Error, Notebook, Receipt};
use domain::{
    Concentration, Described, Formulation, FormulationId, Label, Microliters, Prose, Reason,
    Regimen, Remedy, Route, StudyRecord,
};
use store::fresh_id;

/// What is known of a formulation, as it is typed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FormulationFacts {
    /// What its vial says; none: the next of F-01, F-02, ...
    pub code: Option<Label>,
    /// What it holds.
    pub compound: Option<Label>,
    /// The lot of the compound.
    pub lot: Option<Label>,
    /// How much of the compound is in it.
    pub concentration: Option<Concentration>,
    /// What the compound is dissolved in.
    pub vehicle: Option<Label>,
    /// The route that it is made for.
    pub route: Option<Route>,
    /// Mass of the salt for a mass of 1 of the compound.
    pub salt_factor: Option<f64>,
    /// How much was made, mL.
    pub volume_ml: Option<f64>,
    /// When it was made.
    pub prepared_on: Option<NaiveDate>,
    /// The last date on which it may be given.
    pub expires_on: Option<NaiveDate>,
    /// When it was used up or thrown away.
    pub used_up_on: Option<NaiveDate>,
    /// What else there is to know.
    pub note: Option<Prose>,
}

/// What doses of a regimen can be taken from on a date.
pub(super) enum Fitting<'a> {
    /// This one; of several the one that was prepared last.
    Found(&'a Formulation),
    /// No formulation of the compound is on record: doses are recorded without one.
    NoneOnRecord,
    /// There are some, and none may be given: why, of the newest.
    NoneFits(String),
}

/// What doses of a regimen can be taken from on a date, of a record that is not masked.
pub(super) fn fitting<'a>(study: &'a StudyRecord, regimen: &Regimen, on: NaiveDate) -> Fitting<'a> {
    let mut all: Vec<&Formulation> = study
        .formulations
        .iter()
        .filter(|f| is_of(f, regimen))
        .collect();
    all.sort_by_key(|made| made.prepared_on);
    // The right one that has expired is told before another one that is fresh: nobody is to take that instead.
    let (mut stale, mut wrong) = (None, None);
    for made in all.into_iter().rev() {
        match (gives(study, made, regimen), made.may_be_given(on)) {
            (Ok(()), Ok(())) => return Fitting::Found(made),
            (Ok(()), Err(why)) => stale = stale.or(Some(why)),
            (Err(why), _) => wrong = wrong.or(Some(why)),
        }
    }
    stale.or(wrong).map_or(Fitting::NoneOnRecord, |why| {
        Fitting::NoneFits(why.to_string())
    })
}

/// Whether a formulation holds what a regimen gives.
fn is_of(made: &Formulation, regimen: &Regimen) -> bool {
    let name = |label: &Option<Label>| label.as_ref().map(|l| l.as_str().to_lowercase());
    let is_of_route = made.route.is_none() || made.route == regimen.route;
    name(&made.compound) == name(&regimen.compound) && is_of_route
}

/// Refuses a formulation that doses of a regimen must not be taken from on a date.
///
/// # Errors
/// It has expired, is used up, was not made yet, or gives another dose in the planned volume.
///
/// While arms are hidden the refusal names no dose and no concentration.
pub(super) fn fits(
    study: &StudyRecord,
    made: &Formulation,
    regimen: &Regimen,
    on: NaiveDate,
) -> Result<(), domain::Invalid> {
    made.may_be_given(on)?;
    gives(study, made, regimen)
}

/// Refuses a formulation that gives another dose than is planned in the planned volume.
fn gives(
    study: &StudyRecord,
    made: &Formulation,
    regimen: &Regimen,
) -> Result<(), domain::Invalid> {
    match made.of_free_compound()? {
        Some(concentration) => {
            regimen
                .terms
                .check_concentration(concentration)
                .map_err(|invalid| {
                    if study.study.blinding.is_blinded() {
                        let why = "does not hold the concentration that the dose needs";
                        let hint = "ask whoever knows the arms";
                        return domain::Invalid::new("formulation", &made.code, why, hint);
                    }
                    let why = format!("{} {}", invalid.value, invalid.why);
                    domain::Invalid::new("formulation", &made.code, why, invalid.remedy)
                })
        }
        None => Ok(()),
    }
}

/// The formulation with this code, which must hold what a regimen gives and may be given on the date.
///
/// # Errors
/// If there is none, or it must not be given.
pub(super) fn chosen<'a>(
    study: &'a StudyRecord,
    regimen: &Regimen,
    code: &str,
    on: NaiveDate,
) -> Result<&'a Formulation, Error> {
    let made = coded(study, code)?;
    if !is_of(made, regimen) {
        let message = format!(
            "formulation `{}` holds something else than is planned",
            made.code
        );
        let right = match fitting(study, regimen, on) {
            Fitting::Found(right) => format!("take `{}`", right.code),
            _ => "take the right one".to_owned(),
        };
        let hint = format!("{right}; if the other was given, record the dose as misdosed");
        return Err(Error::state(message, hint));
    }
    fits(study, made, regimen, on)?;
    Ok(made)
}

pub(super) fn coded<'a>(study: &'a StudyRecord, code: &str) -> Result<&'a Formulation, Error> {
    let found = study.formulations.iter().find(|made| made.code.is(code));
    found.ok_or_else(|| {
        let code = domain::printable(code);
        Error::state(
            format!("there is no formulation `{code}`"),
            Remedy::ListFormulations,
        )
    })
}

/// How much of the formulation with this code is left by the record, mL; none if it is not known how much was made.
pub(super) fn left_ml(study: &StudyRecord, code: &str) -> Option<f64> {
    let made = study.formulations.iter().find(|made| made.code.is(code))?;
    let doses = study.animals.iter().flat_map(|animal| &animal.doses);
    let of_it = doses.filter(|dose| dose.formulation == Some(made.id));
    let given: Microliters = of_it
        .filter_map(|dose| Microliters::of_ml(dose.volume_ml?).ok())
        .sum();
    // To the microliter: the difference of decimal numbers has digits that neither has.
    let left = (made.volume_ml? - given.ml()) * 1000.0;
    Some(left.round().max(0.0) / 1000.0)
}

impl FormulationFacts {
    /// What is known from now on: what is none here stays.
    fn apply(self, known: Formulation) -> Result<Formulation, domain::Invalid> {
        Formulation {
            id: known.id,
            code: self.code.unwrap_or(known.code),
            compound: self.compound.or(known.compound),
            lot: self.lot.or(known.lot),
            concentration: self.concentration.or(known.concentration),
            vehicle: self.vehicle.or(known.vehicle),
            route: self.route.or(known.route),
            salt_factor: self.salt_factor.or(known.salt_factor),
            volume_ml: self.volume_ml.or(known.volume_ml),
            prepared_on: self.prepared_on.or(known.prepared_on),
            expires_on: self.expires_on.or(known.expires_on),
            used_up_on: self.used_up_on.or(known.used_up_on),
            note: self.note.or(known.note),
        }
        .check()
    }
}

/// The next free of F-01, F-02, ...
fn next_code(study: &StudyRecord) -> Result<Label, domain::Invalid> {
    let is_free = |code: &String| study.formulations.iter().all(|made| !made.code.is(code));
    let mut codes = (1..).map(|number| format!("F-{number:02}"));
    let free = codes.find(is_free).unwrap_or_default();
    Label::new("code", &free)
}

/// A formulation, as it may be seen, with how much is left of it.
#[derive(Debug, Clone, PartialEq)]
pub struct FormulationView {
    /// The formulation.
    pub formulation: Formulation,
    /// How much is left by the record, mL; none if it is not known how much was made.
    pub left_ml: Option<f64>,
}

impl Serialize for FormulationView {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut row = to.serialize_map(None)?;
        for attribute in Formulation::ATTRIBUTES {
            let value = (attribute.get)(&self.formulation);
            match value {
                domain::Cell::Number(number) => row.serialize_entry(attribute.name, &number)?,
                other => row.serialize_entry(attribute.name, &other.into_text())?,
            }
        }
        row.serialize_entry("left_ml", &self.left_ml)?;
        row.end()
    }
}

impl Notebook {
    /// The formulations of a study by code, as they may be seen.
    ///
    /// # Errors
    /// If the study is not known.
    pub fn formulations(&self, study: &str) -> Result<Vec<FormulationView>, Error> {
        let record = self.study(study)?;
        let view = |made: &Formulation| FormulationView {
            left_ml: left_ml(&record, made.code.as_str()),
            formulation: made.clone(),
        };
        Ok(record.formulations.iter().map(view).collect())
    }

    /// Adds a formulation; answers its code.
    ///
    /// # Errors
    /// If the study has its code, no compound is named, or its dates contradict each other.
    pub(crate) fn add_formulation(
        &mut self,
        study: &str,
        facts: FormulationFacts,
    ) -> Result<(Label, Option<Receipt>), Error> {
        self.write("add formulation", None, |op| {
            let record = op.study_without_animals(study)?;
            record.study.must_be_open()?;
            if facts.compound.is_none() {
                let hint = "name what it holds; `vehicle` for the vehicle alone";
                return Err(domain::Invalid::new("compound", "", "is missing", hint).into());
            }
            let code = match &facts.code {
                Some(code) => code.clone(),
                None => next_code(&record)?,
            };
            is_free(&record, &code)?;
            let made = facts.apply(Formulation::new(FormulationId::from(fresh_id()), code))?;
            op.insert_formulation(record.study.id, &made)?;
            Ok(made.code)
        })
    }

    /// Changes what is known of a formulation. Doses that were given from it stay as they are.
    ///
    /// # Errors
    /// If there is none with this code; as adding one.
    pub(crate) fn edit_formulation(
        &mut self,
        study: &str,
        code: &str,
        facts: FormulationFacts,
        reason: Option<Reason>,
    ) -> Result<(Label, Option<Receipt>), Error> {
        self.write("edit formulation", reason, |op| {
            let record = op.study_without_animals(study)?;
            record.study.must_be_open()?;
            let known = coded(&record, code)?;
            if let Some(code) = facts.code.as_ref().filter(|code| **code != known.code) {
                is_free(&record, code)?;
            }
            let made = facts.apply(known.clone())?;
            op.update_formulation(&made)?;
            Ok(made.code)
        })
    }
}

fn is_free(study: &StudyRecord, code: &Label) -> Result<(), Error> {
    match study
        .formulations
        .iter()
        .any(|made| made.code.is(code.as_str()))
    {
        false => Ok(()),
        true => Err(Error::state(
            format!(
                "study `{}` has a formulation `{code}` already",
                study.study.name
            ),
            "choose another code, or change that formulation",
        )),
    }
}
