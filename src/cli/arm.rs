//! `graftbook arm`.

use clap::{Args, Subcommand};

use super::context::{CommandResult, Context, Printed};
use super::screen::{self, banner, table};
use super::typed::number;
use super::values::{label_if, or_dash, reason_if};
use app::Write;
use app::arms::{ArmChange, HowGiven, NewArm, TreatmentsChange};
use domain::{DoseSchedule, DoseUnit, Invalid, Label, Route, Treatment};

#[derive(Subcommand)]
pub(super) enum Arm {
    /// Add an arm to a study
    Add(Add),
    /// List a study's arms
    List(List),
    /// Change an arm
    Edit(Edit),
}

#[derive(Args)]
pub(super) struct Add {
    /// Name of the study
    #[arg(long, value_name = "STUDY")]
    study: String,
    /// Name of the arm
    #[arg(value_name = "ARM")]
    name: String,
    /// This is the control arm: the others are compared with it
    #[arg(long)]
    control: bool,
    #[command(flatten)]
    given: GivenArgs,
}

#[derive(Args)]
pub(super) struct List {
    /// Name of the study
    #[arg(long, value_name = "STUDY")]
    study: String,
}

#[derive(Args)]
pub(super) struct Edit {
    /// Name of the study
    #[arg(long, value_name = "STUDY")]
    study: String,
    /// Name of the arm
    #[arg(value_name = "ARM")]
    name: String,
    /// New name
    #[arg(long, value_name = "NAME")]
    rename: Option<String>,
    /// This is the control arm: the others are compared with it
    #[arg(long)]
    control: bool,
    /// Position in the study's order, from 1
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..))]
    position: Option<u32>,
    /// Why it is changed
    #[arg(long, value_name = "REASON")]
    reason: Option<String>,
    #[command(flatten)]
    given: GivenArgs,
}

/// The treatment. For a combination, repeat the options in the same order for each compound. Without a compound it is the
/// vehicle alone, or with `arm edit` the way in which the compounds on record are given.
#[derive(Args)]
pub(super) struct GivenArgs {
    /// Compound; for a combination give it, and its dose, unit, route and schedule, once per compound. Without it, dose
    /// (mL/kg), route and schedule are those of the vehicle alone; `arm edit` changes them for what is on record
    #[arg(long, value_name = "NAME")]
    compound: Vec<String>,
    /// Dose
    #[arg(long, value_parser = number, value_name = "NUMBER")]
    dose: Vec<f64>,
    /// Unit of the dose [default: mg/kg]
    #[arg(long, value_name = "UNIT")]
    unit: Vec<String>,
    /// Route: IV, PO, IP, SC, IT (i.v., oral gavage and the like are read as these), or any other
    #[arg(long, value_name = "ROUTE")]
    route: Vec<String>,
    /// Schedule: QD, BID, Q3W, QD x5, `5 on 2 off x2`, `Mon, Thu`, `days 0, 7, 14`, `QD x21, then QW`; any other text is a remark and plans nothing
    #[arg(long, value_name = "SCHEDULE")]
    schedule: Vec<String>,
    /// Short name for figures and tables, at most 20 letters [default: the name, else G1, G2 …]
    #[arg(long, value_name = "TEXT")]
    label: Option<String>,
    /// What the compounds are dissolved in
    #[arg(long, value_name = "NAME")]
    vehicle: Option<String>,
}

impl GivenArgs {
    fn label(&self) -> Result<Option<Label>, Invalid> {
        let text = self.label.as_deref();
        text.map(domain::Arm::read_label).transpose()
    }

    /// How each treatment is given, in order: as many as the option that is given most often has values.
    fn how(&self) -> Result<Vec<HowGiven>, Invalid> {
        let lists = [
            ("dose", self.dose.len()),
            ("unit", self.unit.len()),
            ("route", self.route.len()),
            ("schedule", self.schedule.len()),
        ];
        let most = lists.iter().map(|(_, count)| *count).max();
        let (n, what) = match self.compound.len() {
            0 => (most.unwrap_or(0), "treatments"),
            n => (n, "compounds"),
        };
        let is_short = |(_, count): &&(&str, usize)| *count != 0 && *count != n;
        if let Some((field, count)) = lists.iter().find(is_short) {
            return Err(Invalid::new(
                field,
                count,
                format!("values are given for {n} {what}"),
                "give the option once per --compound, in the same order, or not at all",
            ));
        }
        (0..n)
            .map(|n| {
                let unit = self.unit.get(n).map(|text| DoseUnit::new(text));
                let route = self.route.get(n).map(|text| Route::new(text));
                let schedule = self.schedule.get(n).map(|text| DoseSchedule::new(text));
                Ok(HowGiven {
                    dose: self.dose.get(n).copied(),
                    unit: unit.transpose()?,
                    route: route.transpose()?,
                    schedule: schedule.transpose()?,
                })
            })
            .collect()
    }

    /// What is given; without a compound, the vehicle alone.
    fn treatments(&self) -> Result<Vec<Treatment>, Invalid> {
        let how = self.how()?;
        if self.compound.is_empty() {
            return how.into_iter().map(HowGiven::vehicle).collect();
        }
        let made = self.compound.iter().zip(how).map(|(compound, how)| {
            let compound = Some(Label::new("compound", compound)?);
            Treatment::new(compound, how.dose, how.unit, how.route, how.schedule)
        });
        made.collect()
    }

    /// What changes in what is given: without a compound, how what is given already is given.
    fn change(&self) -> Result<Option<TreatmentsChange>, Invalid> {
        if !self.compound.is_empty() {
            return Ok(Some(TreatmentsChange::All(self.treatments()?)));
        }
        let how = self.how()?;
        Ok((!how.is_empty()).then_some(TreatmentsChange::How(how)))
    }
}

impl Arm {
    pub(super) fn run(&self, ctx: &Context) -> CommandResult {
        match self {
            Self::Add(args) => args.run(ctx),
            Self::List(args) => args.run(ctx),
            Self::Edit(args) => args.run(ctx),
        }
    }
}

impl Add {
    fn run(&self, ctx: &Context) -> CommandResult {
        let arm = NewArm {
            name: Label::new("arm", &self.name)?,
            label: self.given.label()?,
            is_control: self.control,
            vehicle: label_if("vehicle", &self.given.vehicle)?,
            treatments: self.given.treatments()?,
        };
        let study = self.study.clone();
        ctx.write(Write::AddArm { study, arm })
    }
}

impl List {
    fn run(&self, ctx: &Context) -> CommandResult {
        let card = ctx.notebook()?.study_card(&self.study)?;
        let cards = card.arm_cards;
        if ctx.json {
            return screen::json(&cards).done();
        }
        if cards.is_empty() {
            return screen::say("the study has no arms yet; `graftbook arm add` adds one").done();
        }
        let labeled = cards.iter().any(|arm| arm.label.is_some());
        let coded = cards.iter().any(|arm| arm.code.is_some());
        let rows = cards.iter().map(|arm| {
            let mut row = vec![
                arm.name.clone(),
                if arm.is_control {
                    "control".into()
                } else {
                    String::new()
                },
                arm.animals.to_string(),
                arm.treatments.join(" + "),
                or_dash(&arm.vehicle),
            ];
            row.extend(labeled.then(|| or_dash(&arm.label)));
            row.extend(coded.then(|| or_dash(&arm.code)));
            row
        });
        let mut headings = vec!["arm", "", "animals", "treatment", "vehicle"];
        headings.extend(labeled.then_some("label"));
        headings.extend(coded.then_some("code"));
        let listed = table(&headings, &["animals"], rows.collect());
        screen::say(&format!("{}{listed}", banner(card.line.data_origin))).done()
    }
}

impl Edit {
    fn run(&self, ctx: &Context) -> CommandResult {
        ctx.write(Write::EditArm {
            study: self.study.clone(),
            name: self.name.clone(),
            change: ArmChange {
                name: label_if("arm", &self.rename)?,
                label: self.given.label()?.map(Some),
                make_control: self.control,
                vehicle: label_if("vehicle", &self.given.vehicle)?.map(Some),
                treatments: self.given.change()?,
                position: self.position,
            },
            reason: reason_if(&self.reason)?,
        })
    }
}
