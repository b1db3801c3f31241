//! `graftbook weigh`.

use clap::Args;

use super::context::{CommandResult, Context};
use super::measure::print_recorded;
use super::typed::choice;
use super::values::{Decimal, Numbers, WhenArgs, clock_time, doubts, label_if, weight};
use app::measure::NewReading;
use domain::Label;

#[derive(Args)]
pub(super) struct Weigh {
    /// Name of the study
    #[arg(long, value_name = "STUDY")]
    study: String,
    /// Tag or chip of the animal
    #[arg(long, value_name = "TAG")]
    animal: String,
    /// Body weight in g
    #[arg(long, value_name = "G", allow_hyphen_values = true)]
    weight: String,
    #[command(flatten)]
    when: WhenArgs,
    /// Time of day, as 09:14, 09:14:05 or with its offset from UTC 09:14+01:00 [default: now, if it is for today]
    #[arg(long, value_name = "TIME")]
    time: Option<String>,
    /// Keep this as one more weighing on the same day; the last one counts
    #[arg(long)]
    again: bool,
    /// Record a weight outside of the range that is expected of the animal, and note that in the audit trail
    #[arg(long)]
    confirm: bool,
    /// Who weighed, if it was not the one who enters it
    #[arg(long, value_name = "NAME")]
    observer: Option<String>,
    /// Decimal mark of the number [default: either]
    #[arg(long, value_enum, value_parser = choice::<Decimal>())]
    decimal: Option<Decimal>,
}

impl Weigh {
    pub(super) fn run(&self, ctx: &Context) -> CommandResult {
        let mut notebook = ctx.notebook()?;
        let reading = Numbers {
            mark: self.decimal.map(Into::into),
            species: notebook.species_of(&self.study)?,
        };
        let entry = NewReading {
            animal: self.animal.clone(),
            site: None,
            observed: self.when.or_today()?,
            clock_time: clock_time(&self.time)?,
            found: None,
            weight: Some(weight(&self.weight, reading)?),
            again: self.again,
            observer: label_if("observer", &self.observer)?,
            method: Label::new("method", "balance")?,
            doubts: doubts(self.confirm),
        };
        print_recorded(ctx, &notebook.measure(&self.study, &entry)?)
    }
}
