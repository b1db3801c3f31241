//! `graftbook exclude`.

use clap::Args;

use super::context::{CommandResult, Context};
use super::values::{label_if, observed};
use app::Write;
use app::exclude::Leaving;
use domain::Reason;

#[derive(Args)]
#[command(
    override_usage = "graftbook exclude [OPTIONS] --study <STUDY> --animal <TAG> --reason <REASON>\n       \
graftbook exclude [OPTIONS] --study <STUDY> --day <DAY> --reason <REASON>",
    after_help = "Nothing is deleted: analyses leave out what is excluded here. \
`graftbook analyze --exclude none` uses all data."
)]
pub(super) struct Exclude {
    /// Name of the study
    #[arg(long, value_name = "STUDY")]
    study: String,
    /// Tag or chip of the animal; without it, the whole day is excluded
    #[arg(long, value_name = "TAG", required_unless_present_any = ["day", "date"])]
    animal: Option<String>,
    /// Study day to exclude; without a day or date, the whole animal is excluded
    #[arg(
        long,
        value_name = "DAY",
        allow_hyphen_values = true,
        conflicts_with = "date"
    )]
    day: Option<String>,
    /// Date to exclude, as 2026-01-22, instead of a study day
    #[arg(long, value_name = "DATE", allow_negative_numbers = true)]
    date: Option<String>,
    /// Exclude only the reading of this tumor on that day
    #[arg(long, value_name = "SITE", requires = "animal")]
    site: Option<String>,
    /// Why
    #[arg(long, value_name = "REASON")]
    reason: String,
    /// The protocol foresaw this exclusion
    #[arg(long)]
    foreseen: bool,
    /// Undo the exclusion: the data count again
    #[arg(long)]
    lift: bool,
}

impl Exclude {
    pub(super) fn run(&self, ctx: &Context) -> CommandResult {
        let what = Leaving {
            animal: self.animal.clone(),
            observed: observed(&self.day, &self.date)?,
            site: label_if("site", &self.site)?,
        };
        let reason = Reason::new(&self.reason)?;
        let study = self.study.clone();
        ctx.write(match self.lift {
            true => Write::LiftExclusion {
                study,
                what,
                reason,
            },
            false => Write::Exclude {
                study,
                what,
                reason,
                foreseen: self.foreseen,
            },
        })
    }
}
