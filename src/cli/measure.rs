//! `graftbook measure`: one reading from options, or a stream of them from a pipe.

use clap::Args;

use super::context::{CommandResult, Context, Failure, Printed};
use super::values::{
    FoundArgs, Numbers, WhenArgs, clock_time, day, doubts, label_if, numbers, percent, plain,
    weight,
};
use super::{screen, stream};
use app::Notebook;
use app::measure::{NewReading, Observed, Recorded};
use domain::{DecimalMark, Invalid, Label, Observation, Prose};

#[derive(Args)]
#[command(
    override_usage = "graftbook measure [OPTIONS] --study <STUDY> --animal <TAG>\n       \
graftbook measure [OPTIONS] --study <STUDY> -",
    after_help = "Readings from a pipe: `graftbook measure - --study S --day 17` takes a line per animal,

  214 12.4 9.1 20.6        tag, length, width and, optionally, body weight
  214@left 12.4 9.1        for an animal with several tumors
  215 np 19.8              no tumor palpable
  216 skip in recovery     not measured, with the reason
  217 21.4 19.1 20.6 !     values outside of the expected range that are right

separated by spaces, tabs, semicolons or commas. Each line is saved, durably, before it is \
acknowledged; a bad line is reported, and the next one is read.

A saved reading is never overwritten: `graftbook correct` corrects it, with a reason."
)]
pub(super) struct Measure {
    /// `-` reads a line per animal from a pipe
    #[arg(value_name = "-", value_parser = ["-"])]
    pipe: Option<String>,
    /// Name of the study
    #[arg(long, value_name = "STUDY")]
    study: String,
    /// Tag or chip of the animal
    #[arg(long, value_name = "TAG", required_unless_present = "pipe")]
    animal: Option<String>,
    /// Which tumor, if the animal has several
    #[arg(long, value_name = "SITE")]
    site: Option<String>,
    #[command(flatten)]
    when: WhenArgs,
    /// Time of day, as 09:14, 09:14:05 or with its offset from UTC 09:14+01:00 [default: now, if it is for today]
    #[arg(long, value_name = "TIME")]
    time: Option<String>,
    #[command(flatten)]
    found: FoundArgs,
    /// Body weight in g
    #[arg(long, value_name = "G", allow_hyphen_values = true)]
    weight: Option<String>,
    /// Keep this as one more reading of the same tumor on the same day; the last one counts
    #[arg(long)]
    again: bool,
    /// Record values outside of the range that is expected of the animal, and note that in the audit trail; from a pipe,
    /// `!` at the end of a line does the same for that line
    #[arg(long)]
    confirm: bool,
    /// Who measured, if it was not the one who enters it
    #[arg(long, value_name = "NAME")]
    observer: Option<String>,
    /// How it was measured
    #[arg(long, value_name = "METHOD", default_value = "caliper")]
    method: String,
}

impl Measure {
    pub(super) fn run(&self, ctx: &Context) -> CommandResult {
        match &self.animal {
            Some(animal) if self.pipe.is_none() => {
                let mut entry = self.entry(animal, self.when.or_today()?)?;
                let mut notebook = ctx.notebook()?;
                let reading = self.reading_numbers(&notebook)?;
                entry.found = self.found.observation(reading)?;
                entry.weight = self
                    .weight
                    .as_deref()
                    .map(|text| weight(text, reading))
                    .transpose()?;
                print_recorded(ctx, &notebook.measure(&self.study, &entry)?)
            }
            _ => self.stream(ctx),
        }
    }

    /// How numbers are read here.
    fn reading_numbers(&self, notebook: &Notebook) -> Result<Numbers, Failure> {
        Ok(Numbers {
            mark: self.found.mark(),
            species: notebook.species_of(&self.study)?,
        })
    }

    fn entry(&self, animal: &str, observed: Observed) -> Result<NewReading, Failure> {
        Ok(NewReading {
            animal: animal.to_owned(),
            site: label_if("site", &self.site)?,
            observed,
            clock_time: clock_time(&self.time)?,
            found: None,
            weight: None,
            again: self.again,
            observer: label_if("observer", &self.observer)?,
            method: Label::new("method", &self.method)?,
            doubts: doubts(self.confirm),
        })
    }

    fn stream(&self, ctx: &Context) -> CommandResult {
        let mut notebook = ctx.notebook()?;
        let observed = self.when.or_today()?;
        let reading = self.reading_numbers(&notebook)?;
        stream::each_line(
            |line| self.take(&mut notebook, line, observed, reading),
            |recorded| print_recorded(ctx, recorded),
        )
    }

    fn take(
        &self,
        notebook: &mut Notebook,
        line: &str,
        observed: Observed,
        reading: Numbers,
    ) -> Result<Recorded, Failure> {
        let mark = reading.mark;
        // A reason may end in an exclamation mark of its own.
        let confirmed = line
            .strip_suffix('!')
            .filter(|rest| rest.ends_with(char::is_whitespace));
        let (line, is_confirmed) = (confirmed.unwrap_or(line).trim_end(), confirmed.is_some());
        let fields = split(line, mark);
        if mark.is_none() && fields.iter().skip(1).any(|field| is_cut_number(field)) {
            return Err(Invalid::new(
                "line",
                line,
                "has commas that separate or are decimal marks",
                "say --decimal comma, or --decimal point",
            )
            .into());
        }
        let (tag, rest) = fields.split_first().ok_or(Failure::Reported)?;
        let (animal, site) = match tag.split_once('@') {
            Some((animal, site)) => (animal, Some(site.to_owned())),
            None => (*tag, None),
        };
        let mut entry = self.entry(animal, observed)?;
        entry.doubts = doubts(self.confirm || is_confirmed);
        if site.is_some() {
            entry.site = label_if("site", &site)?;
        }
        let grams;
        (entry.found, grams) = match rest {
            ["np", grams @ ..] => (Some((Observation::NotPalpable, None)), grams),
            ["skip", reason @ ..] => {
                let reason = Prose::new("reason", &reason.join(" "))?;
                (Some((Observation::NotMeasured(reason), None)), &rest[..0])
            }
            [length, width, grams @ ..] => {
                let typed = [Some(*length), Some(*width), None, None];
                (Some(numbers(typed, reading, self.found.swap)?), grams)
            }
            _ => return Err(unclear(line).into()),
        };
        entry.weight = match grams {
            [] => None,
            [grams] => Some(weight(grams, reading)?),
            _ => return Err(unclear(line).into()),
        };
        Ok(notebook.measure(&self.study, &entry)?)
    }
}

/// Whether a field is `4 9`: what is left of `12,4 9,1`, cut at its commas.
fn is_cut_number(field: &str) -> bool {
    let mut parts = field.split_whitespace();
    let is_number = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    parts.clone().count() > 1 && parts.all(is_number)
}

fn unclear(line: &str) -> Invalid {
    Invalid::new(
        "line",
        line,
        "is not a reading",
        "write tag, length, width and perhaps weight; or tag np; or tag skip and the reason",
    )
}

/// Cuts a line at tabs, else semicolons, else commas (unless these are decimal marks), else spaces.
fn split(line: &str, mark: Option<DecimalMark>) -> Vec<&str> {
    let separator = ['\t', ';', ',']
        .into_iter()
        .find(|&c| line.contains(c) && !(c == ',' && mark == Some(DecimalMark::Comma)));
    match separator {
        Some(c) => line.split(c).map(str::trim).collect(),
        None => line.split_whitespace().collect(),
    }
}

/// Prints what was saved: a line and its alerts, or JSON.
pub(super) fn print_recorded(ctx: &Context, recorded: &Recorded) -> CommandResult {
    if ctx.json {
        return screen::json_line(recorded).done();
    }
    let time = recorded
        .time
        .iter()
        .map(|time| format!(" {}", time.to_the_minute()));
    let date = format!("{}{}", recorded.date, time.collect::<String>());
    let when = match recorded.day {
        Some(number) => format!("day {} ({date})", day(number)),
        None => date,
    };
    let mut parts = Vec::new();
    match (recorded.state, recorded.volume_mm3) {
        (Some("not_measured"), _) => parts.push("not measured".to_owned()),
        (Some("not_palpable"), _) => parts.push("not palpable, 0 mm³".to_owned()),
        (Some(_), Some(volume)) => parts.push(format!("{} mm³{}", plain(volume), since(recorded))),
        (Some(_), None) => {
            parts.push("no volume: the study's formula needs what was not given".to_owned())
        }
        (None, _) => {}
    }
    if let Some(grams) = recorded.weight_g {
        let change = recorded
            .weight_change_percent
            .map_or_else(String::new, |c| format!(" ({} from baseline)", percent(c)));
        parts.push(format!("{grams} g{change}"));
    }
    let number = recorded.receipt.as_ref().map_or(0, |r| r.operation);
    let text = format!(
        "saved {}, {when}: {} [operation {number}]",
        recorded.animal,
        parts.join(", ")
    );
    screen::say(&text).map_err(Failure::Output)?;
    if let Some(receipt) = &recorded.receipt {
        screen::notes(receipt).map_err(Failure::Output)?;
    }
    for alert in &recorded.alerts {
        screen::error(&format!("ALERT {}: {alert}", recorded.animal)).map_err(Failure::Output)?;
    }
    Ok(())
}

fn since(recorded: &Recorded) -> String {
    match (recorded.volume_change_percent, recorded.last_read_on) {
        (Some(change), Some(date)) => format!(" ({} since {date})", percent(change)),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_cut_as_they_are_written() {
        let point = None;
        assert_eq!(
            split("214 12.4  9.1 20.6", point),
            ["214", "12.4", "9.1", "20.6"]
        );
        assert_eq!(
            split("C04 214\t12.4\t9.1", point),
            ["C04 214", "12.4", "9.1"]
        );
        assert_eq!(split("214,12.4, 9.1", point), ["214", "12.4", "9.1"]);
        assert_eq!(
            split("214; 12,4; 9,1", Some(DecimalMark::Comma)),
            ["214", "12,4", "9,1"]
        );
        assert_eq!(
            split("214 12,4 9,1", Some(DecimalMark::Comma)),
            ["214", "12,4", "9,1"]
        );
    }
}
