//! `graftbook correct`.

use clap::Args;

use super::context::{CommandResult, Context};
use super::values::{
    FoundArgs, Numbers, WhenArgs, clock_time, doubts, label_if, observed, or_dash, weight,
};
use app::Write;
use app::correct::{Corrected, Right, Wrong};
use domain::{ClockTime, DecimalMark, Reason};

#[derive(Args)]
#[command(after_help = "Examples:
  graftbook correct --study S --animal 214 --day 17 --length 12.4 --width 9.1 --reason 'read 21.4'
  graftbook correct --study S --animal 214 --day 17 --to-animal 215 --reason 'wrong mouse in hand'

The audit trail keeps the values from before.")]
pub(super) struct Correct {
    /// Name of the study
    #[arg(long, value_name = "STUDY")]
    study: String,
    /// Tag or chip of the animal that the entry was recorded for
    #[arg(long, value_name = "TAG")]
    animal: String,
    #[command(flatten)]
    when: WhenArgs,
    /// Which tumor, if the animal has several
    #[arg(long, value_name = "SITE")]
    site: Option<String>,
    /// Which of several readings of that day: 1 is the first
    #[arg(long, value_name = "NUMBER")]
    repeat: Option<u32>,
    #[command(flatten)]
    found: FoundArgs,
    /// The right body weight in g
    #[arg(long, value_name = "G", allow_hyphen_values = true)]
    weight: Option<String>,
    /// The animal that it belongs to: moves the reading and the body weight of that day
    #[arg(long, value_name = "TAG")]
    to_animal: Option<String>,
    /// The tumor that it belongs to: moves the reading to that site, of --to-animal if that is given
    #[arg(long, value_name = "SITE")]
    to_site: Option<String>,
    /// The study day that it belongs to: moves the reading and the body weight
    #[arg(
        long,
        value_name = "DAY",
        allow_hyphen_values = true,
        conflicts_with = "to_date"
    )]
    to_day: Option<String>,
    /// The date that it belongs to, instead of a study day
    #[arg(long, value_name = "DATE", allow_negative_numbers = true)]
    to_date: Option<String>,
    /// The right time of day, as 09:14, 09:14:05 or with its offset from UTC 09:14+01:00: of the reading and the
    /// body weight of that day
    #[arg(long, value_name = "TIME", conflicts_with = "no_time")]
    time: Option<String>,
    /// The time of day is not known
    #[arg(long)]
    no_time: bool,
    /// Keep both if the right animal or day has a reading already
    #[arg(long)]
    again: bool,
    /// Accept values outside of the range that is expected of the animal, and note that in the audit trail
    #[arg(long)]
    confirm: bool,
    /// Why it was wrong
    #[arg(long, value_name = "REASON")]
    reason: String,
}

impl Correct {
    pub(super) fn run(&self, ctx: &Context) -> CommandResult {
        let mut notebook = ctx.notebook()?;
        let tag = |word: &String| notebook.tag_of(&self.study, word);
        let wrong = Wrong {
            animal: tag(&self.animal)?,
            observed: self.when.or_today()?,
            site: label_if("site", &self.site)?,
            repeat: self.repeat,
        };
        let reading = Numbers {
            mark: self.found.mark(),
            species: notebook.species_of(&self.study)?,
        };
        // Whoever corrects the length alone leaves the width as it is.
        let known = match self.found.is_part_of_sizes() {
            true => notebook.sizes_recorded(&self.study, &wrong)?,
            false => None,
        };
        let known = known.map_or([None, None, None], |sizes| {
            let sizes = [
                Some(sizes.length_mm()),
                Some(sizes.width_mm()),
                sizes.height_mm(),
            ];
            sizes.map(|size| size.map(|mm| with_mark(mm, reading.mark)))
        });
        let right = Right {
            found: self.found.completed(known, reading)?,
            weight: self
                .weight
                .as_deref()
                .map(|text| weight(text, reading))
                .transpose()?,
            animal: self.to_animal.as_ref().map(tag).transpose()?,
            site: label_if("site", &self.to_site)?,
            observed: observed(&self.to_day, &self.to_date)?,
            clock_time: match self.no_time {
                true => Some(None),
                false => clock_time(&self.time)?.map(Some),
            },
            again: self.again,
            doubts: doubts(self.confirm),
        };
        let write = Write::Correct {
            study: self.study.clone(),
            wrong,
            right,
            reason: Reason::new(&self.reason)?,
        };
        ctx.write_in(&mut notebook, write)
    }
}

/// A number in the digits that are read with this decimal mark.
fn with_mark(value: f64, mark: Option<DecimalMark>) -> String {
    match mark {
        Some(DecimalMark::Comma) => value.to_string().replace('.', ","),
        _ => value.to_string(),
    }
}

/// The changes of a corrected entry of the animal `tag`, in words: `weight 20 g → 21 g`.
pub(super) fn changes(tag: &str, moved_to: Option<&str>, corrected: &Corrected) -> Vec<String> {
    let mut changes = Vec::new();
    let mut compare = |what: &str, before: String, after: String| {
        if before != after {
            changes.push(format!("{what} {before} → {after}"));
        }
    };
    if let Some((before, after)) = &corrected.reading {
        compare(
            "reading",
            before.observation.to_string(),
            after.observation.to_string(),
        );
        if before.observation == after.observation {
            compare("digits", or_dash(&before.typed), or_dash(&after.typed));
        }
    }
    if let Some((before, after)) = &corrected.weighing {
        compare(
            "weight",
            format!("{} g", before.grams()),
            format!("{} g", after.grams()),
        );
    }
    let moved = corrected.reading.as_ref().map(|(b, a)| (b.when, a.when));
    let moved = moved.or(corrected.weighing.as_ref().map(|(b, a)| (b.when, a.when)));
    if let Some((before, after)) = moved {
        compare("date", before.date.to_string(), after.date.to_string());
    }
    let times = corrected
        .reading
        .as_ref()
        .map(|(b, a)| (b.clock_time, a.clock_time));
    let of_weighing = corrected
        .weighing
        .as_ref()
        .map(|(b, a)| (b.clock_time, a.clock_time));
    let changed = |(before, after): &(Option<ClockTime>, Option<ClockTime>)| before != after;
    if let Some((before, after)) = times.into_iter().chain(of_weighing).find(changed) {
        compare("time", or_dash(&before), or_dash(&after));
    }
    if let Some(animal) = moved_to {
        compare("animal", tag.to_owned(), animal.to_owned());
    }
    if let Some((before, after)) = &corrected.site {
        compare("site", before.to_string(), after.to_string());
    }
    changes
}
