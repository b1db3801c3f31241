//! `graftbook formulation`: compounds made ready to be given.

use chrono::NaiveDate;
use clap::{Args, Subcommand};

use super::context::{CommandResult, Context, Printed};
use super::screen::{self, table};
use super::typed::number;
use super::values::{label_if, or_dash, planned_date, reason_if};
use app::Write;
use app::dosing::{DosingChange, FormulationFacts};
use domain::{Concentration, Formulation as Made, Invalid, Prose, Route};

#[derive(Subcommand)]
pub(super) enum Formulation {
    /// Record a formulation
    Add(Box<Add>),
    /// Change what is known of a formulation, or say that it is used up
    Edit(Box<Edit>),
    /// List the formulations of a study
    List(List),
}

/// What is known of a formulation.
#[derive(Args)]
struct Facts {
    /// What it holds; `vehicle` for the vehicle alone
    #[arg(long, value_name = "NAME")]
    compound: Option<String>,
    /// Lot of the compound
    #[arg(long, value_name = "LOT")]
    lot: Option<String>,
    /// How much of the compound is in it, as 0.2 mg/mL
    #[arg(long, value_name = "CONCENTRATION")]
    concentration: Option<String>,
    /// What the compound is dissolved in
    #[arg(long, value_name = "NAME")]
    vehicle: Option<String>,
    /// Route that it is made for [default: any]
    #[arg(long, value_name = "ROUTE")]
    route: Option<String>,
    /// Mass of the salt that holds a mass of 1 of the compound, if the concentration is of a salt
    #[arg(long, value_parser = number, value_name = "FACTOR")]
    salt_factor: Option<f64>,
    /// How much was made, in mL
    #[arg(long, value_parser = number, value_name = "ML")]
    volume: Option<f64>,
    /// When it was made
    #[arg(long, value_name = "DATE", allow_negative_numbers = true)]
    prepared: Option<String>,
    /// Last date on which it may be given
    #[arg(long, value_name = "DATE", allow_negative_numbers = true)]
    expires: Option<String>,
    /// The date on which it was used up or thrown away
    #[arg(long, value_name = "DATE", allow_negative_numbers = true)]
    used_up: Option<String>,
    /// What else there is to know
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
}

fn date(field: &'static str, text: &Option<String>) -> Result<Option<NaiveDate>, Invalid> {
    let text = text.as_deref();
    text.map(|text| planned_date(field, text)).transpose()
}

impl Facts {
    fn read(&self, code: &Option<String>) -> Result<FormulationFacts, Invalid> {
        let concentration = self.concentration.as_deref().map(Concentration::read);
        let note = self.note.as_deref().map(|text| Prose::new("note", text));
        Ok(FormulationFacts {
            code: label_if("code", code)?,
            compound: label_if("compound", &self.compound)?,
            lot: label_if("lot", &self.lot)?,
            concentration: concentration.transpose()?,
            vehicle: label_if("vehicle", &self.vehicle)?,
            route: self.route.as_deref().map(Route::new).transpose()?,
            salt_factor: self.salt_factor,
            volume_ml: self.volume,
            prepared_on: date("prepared", &self.prepared)?,
            expires_on: date("expires", &self.expires)?,
            used_up_on: date("used up", &self.used_up)?,
            note: note.transpose()?,
        })
    }
}

#[derive(Args)]
#[command(
    after_help = "A dose is taken from the formulation of its compound that was prepared last, has not expired, is not used up, \
and gives the planned dose in the planned volume within 2 %.

Example:
  graftbook formulation add --study S --compound KT-253 --concentration '0.2 mg/mL' --prepared today --expires +7"
)]
pub(super) struct Add {
    /// Name of the study
    #[arg(long, value_name = "STUDY")]
    study: String,
    /// What its vial says [default: the next of F-01, F-02, ...]
    #[arg(long, value_name = "CODE")]
    code: Option<String>,
    #[command(flatten)]
    facts: Facts,
}

#[derive(Args)]
pub(super) struct Edit {
    /// Name of the study
    #[arg(long, value_name = "STUDY")]
    study: String,
    /// Code of the formulation
    #[arg(value_name = "CODE")]
    code: String,
    /// New code
    #[arg(long, value_name = "CODE")]
    rename: Option<String>,
    #[command(flatten)]
    facts: Facts,
    /// Why it is changed
    #[arg(long, value_name = "REASON")]
    reason: Option<String>,
}

#[derive(Args)]
pub(super) struct List {
    /// Name of the study
    #[arg(long, value_name = "STUDY")]
    study: String,
}

impl Formulation {
    pub(super) fn run(&self, ctx: &Context) -> CommandResult {
        match self {
            Self::Add(args) => ctx.write(Write::ChangeDosing {
                study: args.study.clone(),
                change: DosingChange::AddFormulation(Box::new(args.facts.read(&args.code)?)),
            }),
            Self::Edit(args) => ctx.write(Write::ChangeDosing {
                study: args.study.clone(),
                change: DosingChange::EditFormulation {
                    code: args.code.clone(),
                    facts: Box::new(args.facts.read(&args.rename)?),
                    reason: reason_if(&args.reason)?,
                },
            }),
            Self::List(args) => args.run(ctx),
        }
    }
}

impl List {
    fn run(&self, ctx: &Context) -> CommandResult {
        let made = ctx.notebook()?.formulations(&self.study)?;
        if ctx.json {
            return screen::json(&made).done();
        }
        if made.is_empty() {
            let text = "the study has no formulations; `graftbook formulation add` records one";
            return screen::say(text).done();
        }
        let rows = made.iter().map(|view| {
            let formulation: &Made = &view.formulation;
            vec![
                formulation.code.to_string(),
                or_dash(&formulation.compound),
                or_dash(&formulation.lot),
                or_dash(&formulation.concentration),
                or_dash(&formulation.vehicle),
                or_dash(&formulation.route),
                or_dash(&formulation.prepared_on),
                or_dash(&formulation.expires_on),
                or_dash(&formulation.used_up_on),
                or_dash(&formulation.volume_ml),
                or_dash(&view.left_ml),
            ]
        });
        let headings = [
            "code",
            "compound",
            "lot",
            "concentration",
            "vehicle",
            "route",
            "prepared",
            "expires",
            "used up",
            "made mL",
            "left mL",
        ];
        let right = ["made mL", "left mL"];
        screen::say(&table(&headings, &right, rows.collect())).done()
    }
}
