//! `graftbook regimen`: planning doses.

use clap::{Args, Subcommand};

use super::context::{CommandResult, Context, Printed};
use super::screen::{self, table};
use super::typed::number;
use super::values::{label_if, or_dash};
use super::work::{date_or, tell};
use app::Write;
use app::clock;
use app::dosing::{DosingChange, NewRegimen, RegimenFacts};
use app::work::{WorkChange, WorkLineChange};
use domain::{
    Concentration, DoseUnit, FirstDay, Invalid, LiquidDose, Prose, Reason, Route, Schedule,
    SyringeStep, WorkKind,
};

#[derive(Subcommand)]
pub(super) enum Regimen {
    /// Plan doses of an arm: what is given, how much, by which route and when
    Add(Box<Add>),
    /// Change a line about doses from a date on
    Amend(Box<Amend>),
    /// List the lines about doses
    List(List),
    /// Take animals off treatment, while they stay on study
    Stop(Stop),
    /// Treat animals again, as if treatment had not been stopped
    Resume(Resume),
}

impl Regimen {
    /// Whether it writes nothing.
    pub(super) fn reads_only(&self) -> bool {
        match self {
            Self::Add(args) => args.dry_run,
            Self::List(_) => true,
            Self::Amend(_) | Self::Stop(_) | Self::Resume(_) => false,
        }
    }

    pub(super) fn run(&self, ctx: &Context) -> CommandResult {
        match self {
            Self::Add(args) => args.run(ctx),
            Self::Amend(args) => args.run(ctx),
            Self::List(args) => args.run(ctx),
            Self::Stop(args) => args.run(ctx),
            Self::Resume(args) => args.run(ctx),
        }
    }
}

/// What is given, how much and how.
#[derive(Args)]
struct Given {
    /// Dose, in the unit given by --unit
    #[arg(long, value_parser = number, value_name = "NUMBER")]
    dose: Option<f64>,
    /// Unit of the dose: mg/kg, µg/kg, mg/animal, mL/kg, Gy, cells and others [default: that of the arm, else mg/kg]
    #[arg(long, value_name = "UNIT")]
    unit: Option<String>,
    /// Route: IV, PO, IP, SC, IT, or any other
    #[arg(long, value_name = "ROUTE")]
    route: Option<String>,
    /// Volume, as 5 mL/kg or 0.1 mL/animal; a number alone is in mL/kg
    #[arg(long, value_name = "VOLUME")]
    volume: Option<String>,
    /// Concentration, as 0.2 mg/mL: with the dose it gives the volume
    #[arg(long, value_name = "CONCENTRATION")]
    concentration: Option<String>,
    /// Which body weight counts: "newest 3 d" (not older than 3 days), today, or "day 0" [default: newest 3 d]
    #[arg(long, value_name = "RULE")]
    weight: Option<String>,
    /// Step of the syringe in mL, to which volumes are rounded [default: 0.01]
    #[arg(long, value_parser = number, value_name = "ML")]
    step: Option<f64>,
    /// When doses are to be held or reduced, as "loss >= 15 %: hold; resume < 10 %; loss >= 20 %: endpoint"
    #[arg(long, value_name = "RULE")]
    hold: Option<String>,
    /// Who approved a volume above the maximum of the route, with the reference and why
    #[arg(long, value_name = "TEXT")]
    exemption: Option<String>,
}

impl Given {
    fn facts(&self) -> Result<RegimenFacts, Invalid> {
        let text = |text: &Option<String>| text.clone();
        Ok(RegimenFacts {
            dose: self.dose,
            unit: text(&self.unit).map(|t| DoseUnit::new(&t)).transpose()?,
            route: text(&self.route).map(|t| Route::new(&t)).transpose()?,
            liquid: text(&self.volume)
                .map(|t| LiquidDose::read(&t))
                .transpose()?,
            concentration: text(&self.concentration)
                .map(|t| Concentration::read(&t))
                .transpose()?,
            weight: text(&self.weight).map(|t| t.parse()).transpose()?,
            step: self.step.map(SyringeStep::new).transpose()?,
            hold: text(&self.hold).map(|t| t.parse()).transpose()?.map(Some),
            exemption: text(&self.exemption)
                .map(|t| Prose::new("exemption", &t))
                .transpose()?
                .map(Some),
        })
    }
}

#[derive(Args)]
#[command(
    after_help = "What is not said is taken from what the arm is given by its description (`graftbook arm edit`). Of dose, \
concentration and volume two give the third. The schedules are those of `graftbook plan add`; a line about doses can be ended and waived \
as any other line of the work plan.

Examples:
  graftbook regimen add --study S --arm 'KT-253 1 mg/kg' --volume 5
  graftbook regimen add --study S --arm Vehicle --compound vehicle --volume 5 --route IV --schedule 'QD x5'
  graftbook regimen add --study S --arm A --compound KT-253 --dose 3 --concentration '0.6 mg/mL' --schedule Q3W --dry-run"
)]
pub(super) struct Add {
    /// Name of the study
    #[arg(long, value_name = "STUDY")]
    study: String,
    /// Name of the arm
    #[arg(long, value_name = "ARM")]
    arm: String,
    /// Compound [default: every one that the arm is given, a line each]
    #[arg(long, value_name = "NAME")]
    compound: Option<String>,
    #[command(flatten)]
    given: Given,
    /// Schedule [default: that of the arm]
    #[arg(long, value_name = "SCHEDULE")]
    schedule: Option<String>,
    /// First date that is planned [default: today]
    #[arg(long, value_name = "DATE", allow_negative_numbers = true)]
    from: Option<String>,
    /// What else there is to know about it
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// Show the lines with the dates that they plan, and add nothing
    #[arg(long)]
    dry_run: bool,
}

fn schedule(text: &Option<String>) -> Result<Option<Schedule>, Invalid> {
    let text = text.as_deref();
    text.map(|text| Schedule::parse(text, FirstDay::Zero))
        .transpose()
}

impl Add {
    fn run(&self, ctx: &Context) -> CommandResult {
        let note = self.note.as_deref().map(|text| Prose::new("note", text));
        let new = NewRegimen {
            arm: self.arm.clone(),
            compound: label_if("compound", &self.compound)?,
            facts: self.given.facts()?,
            schedule: schedule(&self.schedule)?,
            starts_on: date_or(&self.from, clock::today())?,
            note: note.transpose()?,
        };
        let (lines, notes) = ctx.notebook()?.look_at_regimen(&self.study, &new)?;
        tell(ctx, &lines, self.dry_run)?;
        if self.dry_run {
            return notes
                .iter()
                .try_for_each(|note| screen::remark(note).done());
        }
        ctx.write(Write::ChangeWork {
            study: self.study.clone(),
            today: clock::today(),
            change: WorkChange::AddRegimen(new),
        })
    }
}

#[derive(Args)]
pub(super) struct Amend {
    /// Name of the study
    #[arg(long, value_name = "STUDY")]
    study: String,
    /// Number of the line
    #[arg(value_name = "LINE")]
    line: u32,
    #[command(flatten)]
    given: Given,
    /// No rule for holding doses any more
    #[arg(long, conflicts_with = "hold")]
    clear_hold: bool,
    /// No exemption any more
    #[arg(long, conflicts_with = "exemption")]
    clear_exemption: bool,
    /// Another schedule
    #[arg(long, value_name = "SCHEDULE")]
    schedule: Option<String>,
    /// First date on which the change holds [default: today]
    #[arg(long, value_name = "DATE", allow_negative_numbers = true)]
    from: Option<String>,
    /// Why it is changed
    #[arg(long, value_name = "REASON")]
    reason: String,
}

impl Amend {
    fn run(&self, ctx: &Context) -> CommandResult {
        let mut facts = self.given.facts()?;
        if self.clear_hold {
            facts.hold = Some(None);
        }
        if self.clear_exemption {
            facts.exemption = Some(None);
        }
        ctx.write(Write::ChangeWork {
            study: self.study.clone(),
            today: clock::today(),
            change: WorkChange::Edit {
                line: self.line,
                change: WorkLineChange {
                    whom: None,
                    schedule: schedule(&self.schedule)?,
                    note: None,
                    regimen: Some(facts),
                },
                from: date_or(&self.from, clock::today())?,
                reason: Some(Reason::new(&self.reason)?),
            },
        })
    }
}

#[derive(Args)]
pub(super) struct List {
    /// Name of the study
    #[arg(long, value_name = "STUDY")]
    study: String,
}

impl List {
    fn run(&self, ctx: &Context) -> CommandResult {
        let mut lines = ctx.notebook()?.work_lines(&self.study, clock::today())?;
        lines.retain(|line| line.kind == WorkKind::Dose);
        if ctx.json {
            return screen::json(&lines).done();
        }
        if lines.is_empty() {
            let text = "the study plans no doses; `graftbook regimen add` plans them";
            return screen::say(text).done();
        }
        let rows = lines.iter().map(|line| {
            let regimen = line.regimen.as_ref();
            let of = |value: fn(&app::dosing::RegimenView) -> Option<String>| {
                or_dash(&regimen.and_then(value))
            };
            vec![
                line.line.to_string(),
                line.whom.clone(),
                of(|regimen| Some(regimen.words()).filter(|words| !words.is_empty())),
                line.schedule.clone(),
                line.starts_on.to_string(),
                or_dash(&line.ends_on),
                of(|regimen| Some(regimen.weight_rule.clone())),
                of(|regimen| regimen.hold_rule.clone()),
            ]
        });
        let headings = [
            "line", "animals", "given", "schedule", "from", "until", "weight", "hold",
        ];
        screen::say(&table(&headings, &["line"], rows.collect())).done()
    }
}

#[derive(Args)]
pub(super) struct Stop {
    /// Name of the study
    #[arg(long, value_name = "STUDY")]
    study: String,
    /// Tags, chips or ranges of the animals
    #[arg(value_name = "TAGS", required = true)]
    animals: Vec<String>,
    /// First date without doses [default: today]
    #[arg(long, value_name = "DATE", allow_negative_numbers = true)]
    since: Option<String>,
    /// Why
    #[arg(long, value_name = "REASON")]
    reason: String,
}

impl Stop {
    fn run(&self, ctx: &Context) -> CommandResult {
        ctx.write(Write::ChangeDosing {
            study: self.study.clone(),
            change: DosingChange::StopTreatment {
                animals: self.animals.clone(),
                since: date_or(&self.since, clock::today())?,
                reason: Reason::new(&self.reason)?,
            },
        })
    }
}

#[derive(Args)]
pub(super) struct Resume {
    /// Name of the study
    #[arg(long, value_name = "STUDY")]
    study: String,
    /// Tags, chips or ranges of the animals
    #[arg(value_name = "TAGS", required = true)]
    animals: Vec<String>,
    /// Why
    #[arg(long, value_name = "REASON")]
    reason: String,
}

impl Resume {
    fn run(&self, ctx: &Context) -> CommandResult {
        ctx.write(Write::ChangeDosing {
            study: self.study.clone(),
            change: DosingChange::ResumeTreatment {
                animals: self.animals.clone(),
                reason: Reason::new(&self.reason)?,
            },
        })
    }
}
