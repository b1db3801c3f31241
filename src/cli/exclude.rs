//! `graftbook exclude`.

use clap::Args;
use serde_json::json;

use super::context::{Context, Outcome};
use super::values::{label_if, observed};
use app::exclude::Leaving;
use domain::Prose;

#[derive(Args)]
#[command(
    after_help = "Nothing is deleted: analyses leave out what is listed here, \
and run with it again under `graftbook analyze --exclude none`."
)]
pub(super) struct Exclude {
    /// Name of the study
    #[arg(long, value_name = "STUDY")]
    study: String,
    /// Tag of the animal; without it, a whole day is meant
    #[arg(long, value_name = "TAG", required_unless_present_any = ["day", "date"])]
    animal: Option<String>,
    /// Study day to leave out; without a day or date, all of the animal is meant
    #[arg(
        long,
        value_name = "DAY",
        allow_hyphen_values = true,
        conflicts_with = "date"
    )]
    day: Option<String>,
    /// Date to leave out, as 2026-01-22, instead of a study day
    #[arg(long, value_name = "DATE")]
    date: Option<String>,
    /// Only the reading of this tumor on that day
    #[arg(long, value_name = "SITE", requires = "animal")]
    site: Option<String>,
    /// Why
    #[arg(long, value_name = "REASON")]
    reason: String,
    /// The protocol foresaw this exclusion
    #[arg(long)]
    foreseen: bool,
    /// Take the exclusion back: the data count again
    #[arg(long)]
    lift: bool,
}

impl Exclude {
    pub(super) fn run(&self, ctx: &Context) -> Outcome {
        let what = Leaving {
            animal: self.animal.clone(),
            observed: observed(&self.day, &self.date)?,
            site: label_if("site", &self.site)?,
        };
        let reason = Prose::new("reason", &self.reason)?;
        let mut notebook = ctx.notebook()?;
        if self.lift {
            let receipt = notebook.lift_exclusion(&self.study, &what, reason)?;
            return ctx.done(
                "counted again",
                &json!({ "lifted": true }),
                receipt.as_ref(),
            );
        }
        let (exclusion, receipt) = notebook.exclude(&self.study, &what, reason, self.foreseen)?;
        let data = json!({ "exclusion": exclusion.id.to_string(), "foreseen": exclusion.foreseen });
        ctx.done("left out of the analysis", &data, receipt.as_ref())
    }
}
