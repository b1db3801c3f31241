//! `graftbook dose`: one dose from options, or a stream of them from a pipe.

use chrono::NaiveDate;
use clap::Args;

use super::context::{CommandResult, Context, Failure, Printed};
use super::values::{Numbers, clock_time, doubts, label_if, past_date, weight};
use super::{screen, stream};
use app::Notebook;
use app::Receipt;
use app::clock;
use app::dosing::{DoseDone, DoseTold, DosingChange, DosingChanged, NewDose};
use domain::{Invalid, Microliters, Prose};

#[derive(Args)]
#[command(
    override_usage = "graftbook dose [OPTIONS] --study <STUDY> --animal <TAG>\n       \
graftbook dose [OPTIONS] --study <STUDY> -",
    after_help = "Records the open dose of an animal as given in the planned volume, unless an option says otherwise. \
`graftbook dosesheet` lists what is to be given.

Doses from a pipe: `graftbook dose - --study S` takes a line per animal,

  214                       given as planned
  214 20.6                  weighed and given: the body weight is recorded, and the volume follows from it
  215 partial 0.05 spilled  a part of it was given, in mL, and why
  216 held loss 16 %        held, and why
  217 missed no time        not given, and why

Each line is saved, durably, before it is acknowledged; a bad line is reported, and the next one is read."
)]
pub(super) struct Dose {
    /// `-` reads a line per animal from a pipe
    #[arg(value_name = "-", value_parser = ["-"])]
    pipe: Option<String>,
    /// Name of the study
    #[arg(long, value_name = "STUDY")]
    study: String,
    /// Tag or chip of the animal
    #[arg(long, value_name = "TAG", required_unless_present = "pipe")]
    animal: Option<String>,
    /// Number of the line of the work plan, where doses of several are open
    #[arg(long, value_name = "LINE")]
    line: Option<u32>,
    /// The date on which it was given [default: today]
    #[arg(long, value_name = "DATE", allow_negative_numbers = true)]
    date: Option<String>,
    /// Time of day, as 09:14 [default: now, if it is for today]
    #[arg(long, value_name = "TIME")]
    time: Option<String>,
    /// Body weight in g, taken before: it is recorded, and the volume follows from it
    #[arg(long, value_name = "G", allow_hyphen_values = true)]
    weight: Option<String>,
    /// Code of the formulation that it was taken from [default: the one that fits]
    #[arg(long, value_name = "CODE")]
    formulation: Option<String>,
    /// A part of it was given: how much, in mL; say why with --reason
    #[arg(long, value_name = "ML", requires = "reason")]
    partial: Option<String>,
    /// Why only a part of it was given
    #[arg(long, value_name = "WHY", requires = "partial")]
    reason: Option<String>,
    /// It was held back on purpose: why
    #[arg(long, value_name = "WHY", conflicts_with_all = ["partial", "missed", "misdosed"])]
    held: Option<String>,
    /// It was not given, and nobody decided that: why
    #[arg(long, value_name = "WHY", conflicts_with_all = ["partial", "misdosed"])]
    missed: Option<String>,
    /// Something else was given than planned: what happened
    #[arg(long, value_name = "WHAT", conflicts_with = "partial")]
    misdosed: Option<String>,
    /// What was given by mistake
    #[arg(long, value_name = "COMPOUND", requires = "misdosed")]
    gave: Option<String>,
    /// How much was given by mistake, in mL
    #[arg(long, value_name = "ML", requires = "misdosed")]
    volume: Option<String>,
    /// Record one more entry of a dose that something was recorded of already
    #[arg(long)]
    again: bool,
    /// Why it was given though it was to be held
    #[arg(long, value_name = "WHY")]
    despite: Option<String>,
    /// Record a body weight outside of the range that is expected of the animal, and note that in the audit trail
    #[arg(long)]
    confirm: bool,
    /// Who gave it, if it was not the one who enters it
    #[arg(long, value_name = "NAME")]
    observer: Option<String>,
}

fn prose(text: &str) -> Result<Prose, Invalid> {
    Prose::new("reason", text)
}

fn volume(text: &str) -> Result<Microliters, Invalid> {
    Microliters::read(text)
}

impl Dose {
    pub(super) fn run(&self, ctx: &Context) -> CommandResult {
        match &self.animal {
            Some(animal) if self.pipe.is_none() => {
                let mut notebook = ctx.notebook()?;
                let numbers = self.numbers(&notebook)?;
                let mut new = self.entry(animal)?;
                new.done = self.done()?;
                let grams = self.weight.as_deref().map(|text| weight(text, numbers));
                new.weight = grams.transpose()?;
                let (told, receipt) = record(&mut notebook, &self.study, new)?;
                print(ctx, &told, receipt.as_ref())
            }
            _ => self.stream(ctx),
        }
    }

    fn numbers(&self, notebook: &Notebook) -> Result<Numbers, Failure> {
        Ok(Numbers {
            mark: None,
            species: notebook.species_of(&self.study)?,
        })
    }

    fn on(&self) -> Result<NaiveDate, Invalid> {
        let date = self.date.as_deref().map(|text| past_date("date", text));
        Ok(date.transpose()?.unwrap_or_else(clock::today))
    }

    fn done(&self) -> Result<DoseDone, Invalid> {
        Ok(
            match (&self.partial, &self.held, &self.missed, &self.misdosed) {
                (Some(ml), ..) => DoseDone::Partial {
                    volume: volume(ml)?,
                    reason: prose(self.reason.as_deref().unwrap_or_default())?,
                },
                (_, Some(why), ..) => DoseDone::Held(prose(why)?),
                (_, _, Some(why), _) => DoseDone::Missed(prose(why)?),
                (.., Some(what)) => DoseDone::Misdosed {
                    compound: label_if("compound", &self.gave)?,
                    volume: self.volume.as_deref().map(volume).transpose()?,
                    reason: prose(what)?,
                },
                _ => DoseDone::Given,
            },
        )
    }

    /// The dose of an animal, given as planned.
    fn entry(&self, animal: &str) -> Result<NewDose, Failure> {
        let despite = self.despite.as_deref().map(prose);
        Ok(NewDose {
            line: self.line,
            clock_time: clock_time(&self.time)?,
            observer: label_if("observer", &self.observer)?,
            formulation: self.formulation.clone(),
            again: self.again,
            doubts: doubts(self.confirm),
            despite: despite.transpose()?,
            ..NewDose::given(animal.to_owned(), self.on()?)
        })
    }

    fn stream(&self, ctx: &Context) -> CommandResult {
        let mut notebook = ctx.notebook()?;
        let numbers = self.numbers(&notebook)?;
        stream::each_line(
            |line| self.take(&mut notebook, line, numbers),
            |(told, receipt)| print(ctx, told, receipt.as_ref()),
        )
    }

    fn take(
        &self,
        notebook: &mut Notebook,
        line: &str,
        numbers: Numbers,
    ) -> Result<(DoseTold, Option<Receipt>), Failure> {
        let words: Vec<&str> = line.split_whitespace().collect();
        let (tag, rest) = words.split_first().ok_or(Failure::Reported)?;
        let mut new = self.entry(tag)?;
        match rest {
            [] => {}
            ["partial", ml, why @ ..] => {
                new.done = DoseDone::Partial {
                    volume: volume(ml)?,
                    reason: prose(&why.join(" "))?,
                };
            }
            ["held", why @ ..] => new.done = DoseDone::Held(prose(&why.join(" "))?),
            ["missed", why @ ..] => new.done = DoseDone::Missed(prose(&why.join(" "))?),
            [grams] => new.weight = Some(weight(grams, numbers)?),
            _ => {
                let why = "is not a dose";
                let hint = "write tag; tag and body weight; or tag and partial, held or missed with the reason";
                return Err(Invalid::new("line", line, why, hint).into());
            }
        }
        record(notebook, &self.study, new)
    }
}

fn record(
    notebook: &mut Notebook,
    study: &str,
    new: NewDose,
) -> Result<(DoseTold, Option<Receipt>), Failure> {
    let change = DosingChange::Dose(Box::new(new));
    match notebook.change_dosing(study, change)? {
        (DosingChanged::Dosed(told), receipt) => Ok((*told, receipt)),
        _ => Err(Failure::Reported),
    }
}

/// Prints what was saved: a line and what is remarkable, or JSON.
fn print(ctx: &Context, told: &DoseTold, receipt: Option<&Receipt>) -> CommandResult {
    if ctx.json {
        let told = DoseTold {
            receipt: receipt.cloned(),
            ..told.clone()
        };
        return screen::json_line(&told).done();
    }
    let number = receipt.map_or(0, |receipt| receipt.operation);
    screen::say(&format!("saved {} [operation {number}]", told.words())).done()?;
    for note in &told.notes {
        screen::remark(note).done()?;
    }
    receipt.map_or(Ok(()), |receipt| screen::notes(receipt).done())
}
