//! `graftbook cohort`.

use chrono::NaiveDate;
use clap::{Args, Subcommand};

use super::context::{CommandResult, Context, Printed};
use super::screen::{self, table};
use super::values::{label_if, or_dash, planned_date, reason_if};
use app::Write;
use app::cohorts::CohortChange;
use domain::{Invalid, Label};

#[derive(Subcommand)]
pub(super) enum Cohort {
    /// Add a cohort to a study
    Add(Add),
    /// List a study's cohorts
    List(List),
    /// Change name or day 0 of a cohort
    Edit(Edit),
}

#[derive(Args)]
pub(super) struct Add {
    /// Name of the study
    #[arg(long, value_name = "STUDY")]
    study: String,
    /// Name of the cohort
    #[arg(value_name = "COHORT")]
    name: String,
    /// Date of study day 0 of its animals [default: day 0 of the study]
    #[arg(long, value_name = "DATE", allow_negative_numbers = true)]
    day0: Option<String>,
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
    /// Name of the cohort
    #[arg(value_name = "COHORT")]
    name: String,
    /// New name
    #[arg(long, value_name = "NAME")]
    rename: Option<String>,
    /// Date of study day 0 of its animals
    #[arg(long, value_name = "DATE", allow_negative_numbers = true)]
    day0: Option<String>,
    /// Count study days of its animals from day 0 of the study
    #[arg(long, conflicts_with = "day0")]
    clear_day0: bool,
    /// Why it is changed; needed where study days of what is recorded change
    #[arg(long, value_name = "REASON")]
    reason: Option<String>,
}

fn day0(text: &Option<String>) -> Result<Option<NaiveDate>, Invalid> {
    text.as_deref()
        .map(|text| planned_date("day 0", text))
        .transpose()
}

impl Cohort {
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
        ctx.write(Write::AddCohort {
            study: self.study.clone(),
            name: Label::new("cohort", &self.name)?,
            day0: day0(&self.day0)?,
        })
    }
}

impl List {
    fn run(&self, ctx: &Context) -> CommandResult {
        let lines = ctx.notebook()?.cohort_lines(&self.study)?;
        if ctx.json {
            return screen::json(&lines).done();
        }
        if lines.is_empty() {
            let text = "the study has no cohorts; `graftbook cohort add` adds one";
            return screen::say(text).done();
        }
        let rows = lines.iter().map(|cohort| {
            vec![
                cohort.name.clone(),
                or_dash(&cohort.day0),
                cohort.animals.to_string(),
            ]
        });
        let headings = ["cohort", "day 0", "animals"];
        screen::say(&table(&headings, &["animals"], rows.collect())).done()
    }
}

impl Edit {
    fn run(&self, ctx: &Context) -> CommandResult {
        let day0 = match self.clear_day0 {
            true => Some(None),
            false => day0(&self.day0)?.map(Some),
        };
        ctx.write(Write::EditCohort {
            study: self.study.clone(),
            name: self.name.clone(),
            change: CohortChange {
                name: label_if("cohort", &self.rename)?,
                day0,
            },
            reason: reason_if(&self.reason)?,
        })
    }
}
