//! The subcommands of `graftbook plan` about the work of a study.

use chrono::{Datelike, Days, NaiveDate, Weekday};
use clap::Args;

use super::context::{CommandResult, Context, Printed};
use super::screen::{self, table};
use super::values::{or_dash, planned_date, reason_if};
use app::Write;
use app::clock;
use app::work::{NewWork, PlannedWork, WhomNamed, WorkChange, WorkLineChange, WorkLineView};
use domain::{FirstDay, Invalid, Prose, Reason, Schedule, WorkKind};

/// The help about schedules.
const SCHEDULES: &str = "Schedules:
  once, day 0, days 0, 3, 7-9          these study days
  QD, Q2D, QW, Q3W, BIW, TIW           a rhythm from day 0 on; BIW is days 0 and 3 of a week, TIW 0, 2 and 4
  Mon, Thu                             weekdays
  QD x5, 5 on 2 off, QD x5 x3 every 7  so many, blocks
  QD x21, then QW x3                   one after the other
  BIW until day 20, QW for 3 weeks     bounds; until progression
  2/week; 3/week when volume >= 800; daily when loss >= 15 %
                                       a watch: the shortest interval that holds wins

Examples:
  graftbook plan add --study S measure,weigh 'Mon, Thu'
  graftbook plan add --study S weigh QD --arm 'KT-253 1 mg/kg'
  graftbook plan add --study S 'take down' 'day 21' --dry-run";

#[derive(Args)]
#[command(after_help = SCHEDULES)]
pub(super) struct Add {
    /// Name of the study
    #[arg(long, value_name = "STUDY")]
    study: String,
    /// What is to be done: weigh, measure, take-down, or several with commas
    #[arg(value_name = "WORK")]
    work: String,
    /// On which study days, as listed below
    #[arg(value_name = "SCHEDULE")]
    schedule: String,
    #[command(flatten)]
    whom: Whom,
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

/// The animals that a line is about.
#[derive(Args)]
struct Whom {
    /// Only animals of this arm; can be repeated
    #[arg(long, value_name = "ARM", conflicts_with_all = ["cohort", "animal"])]
    arm: Vec<String>,
    /// Only animals of this cohort; can be repeated
    #[arg(long, value_name = "COHORT", conflicts_with = "animal")]
    cohort: Vec<String>,
    /// Only these animals: tags, chips or ranges such as 211-214,218; can be repeated
    #[arg(long, value_name = "TAGS")]
    animal: Vec<String>,
}

impl Whom {
    /// The animals that are named; none if no option names any.
    fn named(&self) -> Option<WhomNamed> {
        match (&self.arm, &self.cohort, &self.animal) {
            (arms, ..) if !arms.is_empty() => Some(WhomNamed::Arms(arms.clone())),
            (_, cohorts, _) if !cohorts.is_empty() => Some(WhomNamed::Cohorts(cohorts.clone())),
            (.., animals) if !animals.is_empty() => Some(WhomNamed::Animals(animals.clone())),
            _ => None,
        }
    }
}

pub(super) fn date_or(text: &Option<String>, otherwise: NaiveDate) -> Result<NaiveDate, Invalid> {
    let date = text.as_deref().map(|text| planned_date("date", text));
    Ok(date.transpose()?.unwrap_or(otherwise))
}

impl Add {
    /// Whether it writes nothing.
    pub(super) fn reads_only(&self) -> bool {
        self.dry_run
    }

    pub(super) fn run(&self, ctx: &Context) -> CommandResult {
        let note = self.note.as_deref().map(|text| Prose::new("note", text));
        let new = NewWork {
            kinds: WorkKind::read_list(&self.work)?,
            whom: self.whom.named().unwrap_or_default(),
            schedule: Schedule::parse(&self.schedule, FirstDay::Zero)?,
            starts_on: date_or(&self.from, clock::today())?,
            note: note.transpose()?,
        };
        let lines = ctx.notebook()?.look_at_work(&self.study, &new)?;
        tell(ctx, &lines, self.dry_run)?;
        if self.dry_run {
            return Ok(());
        }
        ctx.write(Write::ChangeWork {
            study: self.study.clone(),
            today: clock::today(),
            change: WorkChange::Add(new),
        })
    }
}

/// Shows lines with their dates before they are relied on; as data where nothing follows.
pub(super) fn tell(ctx: &Context, lines: &[WorkLineView], is_all: bool) -> CommandResult {
    match (ctx.json, is_all) {
        (true, true) => screen::json(&lines).done(),
        (true, false) => Ok(()),
        (false, _) => screen::say(&described(lines)).done(),
    }
}

/// Each line with the dates that it plans, so that a schedule that was meant otherwise is seen at once.
fn described(lines: &[WorkLineView]) -> String {
    let line = |line: &WorkLineView| {
        let given = line.regimen.as_ref();
        let given = given.map_or_else(String::new, |regimen| format!("{}, ", regimen.words()));
        format!(
            "{}, {}: {given}{}\n    {}",
            line.kind.words(),
            line.whom,
            line.schedule,
            dates_words(line)
        )
    };
    lines.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// The next dates of a line: `Mon 2026-02-16, Thu 2026-02-19, …`.
pub(super) fn dates_words(line: &WorkLineView) -> String {
    let dates = line.dates.iter().take(4);
    let dates: Vec<String> = dates
        .map(|date| date.format("%a %Y-%m-%d").to_string())
        .collect();
    let missing = match line.without_day0 {
        0 => String::new(),
        n if n == line.animals => "nothing is planned until there is a day 0".to_owned(),
        n => format!("; nothing for {n} animals without a day 0"),
    };
    match dates.is_empty() {
        _ if !missing.is_empty() && line.without_day0 == line.animals => missing,
        false if line.dates.len() > dates.len() => format!("{}, …{missing}", dates.join(", ")),
        false => format!("{}{missing}", dates.join(", ")),
        true if line.animals == 0 => "no animal on study is concerned".to_owned(),
        true if line.follows_findings => format!("the dates follow from what is found{missing}"),
        true => format!("no date is to come{missing}"),
    }
}

#[derive(Args)]
pub(super) struct Edit {
    /// Name of the study
    #[arg(long, value_name = "STUDY")]
    study: String,
    /// Number of the line
    #[arg(value_name = "LINE")]
    line: u32,
    /// Another schedule, as the help of `graftbook plan add` lists them
    #[arg(long, value_name = "SCHEDULE")]
    schedule: Option<String>,
    #[command(flatten)]
    whom: Whom,
    /// For all animals
    #[arg(long, conflicts_with_all = ["arm", "cohort", "animal"])]
    all: bool,
    /// What else there is to know about it
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// Remove the note
    #[arg(long, conflicts_with = "note")]
    clear_note: bool,
    /// First date on which the change holds [default: today]
    #[arg(long, value_name = "DATE", allow_negative_numbers = true)]
    from: Option<String>,
    /// Why it is changed
    #[arg(long, value_name = "REASON")]
    reason: Option<String>,
}

impl Edit {
    pub(super) fn run(&self, ctx: &Context) -> CommandResult {
        let schedule = self.schedule.as_deref();
        let schedule = schedule.map(|text| Schedule::parse(text, FirstDay::Zero));
        let note = self.note.as_deref().map(|text| Prose::new("note", text));
        let note = match self.clear_note {
            true => Some(None),
            false => note.transpose()?.map(Some),
        };
        ctx.write(Write::ChangeWork {
            study: self.study.clone(),
            today: clock::today(),
            change: WorkChange::Edit {
                line: self.line,
                change: WorkLineChange {
                    whom: match self.all {
                        true => Some(WhomNamed::All),
                        false => self.whom.named(),
                    },
                    schedule: schedule.transpose()?,
                    note,
                    regimen: None,
                },
                from: date_or(&self.from, clock::today())?,
                reason: reason_if(&self.reason)?,
            },
        })
    }
}

#[derive(Args)]
pub(super) struct End {
    /// Name of the study
    #[arg(long, value_name = "STUDY")]
    study: String,
    /// Number of the line
    #[arg(value_name = "LINE")]
    line: u32,
    /// Last date on which it plans anything [default: today]
    #[arg(long, value_name = "DATE", allow_negative_numbers = true)]
    last: Option<String>,
    /// Why it is ended
    #[arg(long, value_name = "REASON")]
    reason: Option<String>,
}

impl End {
    pub(super) fn run(&self, ctx: &Context) -> CommandResult {
        ctx.write(Write::ChangeWork {
            study: self.study.clone(),
            today: clock::today(),
            change: WorkChange::End {
                line: self.line,
                last: date_or(&self.last, clock::today())?,
                reason: reason_if(&self.reason)?,
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
    pub(super) fn run(&self, ctx: &Context) -> CommandResult {
        let lines = ctx.notebook()?.work_lines(&self.study, clock::today())?;
        if ctx.json {
            return screen::json(&lines).done();
        }
        if lines.is_empty() {
            let text = "the study has no work plan; `graftbook plan add` adds a line";
            return screen::say(text).done();
        }
        let rows = lines.iter().map(|line| {
            vec![
                line.line.to_string(),
                line.kind.words(),
                line.whom.clone(),
                line.schedule.clone(),
                line.starts_on.to_string(),
                or_dash(&line.ends_on),
                line.animals.to_string(),
                match line.ends_on {
                    Some(last) if last < clock::today() => "ended".to_owned(),
                    _ => dates_words(line),
                },
            ]
        });
        let headings = [
            "line",
            "work",
            "animals",
            "schedule",
            "from",
            "until",
            "on study",
            "next dates",
        ];
        let text = table(&headings, &["line", "on study"], rows.collect());
        screen::say(&text).done()
    }
}

#[derive(Args)]
pub(super) struct Calendar {
    /// Name of the study
    #[arg(long, value_name = "STUDY")]
    study: String,
    /// A date of the first week [default: today]
    #[arg(long, value_name = "DATE", allow_negative_numbers = true)]
    from: Option<String>,
    /// Number of weeks
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..=104))]
    weeks: u32,
}

const WEEK: usize = 7;

impl Calendar {
    pub(super) fn run(&self, ctx: &Context) -> CommandResult {
        let from = date_or(&self.from, clock::today())?;
        let monday = from.week(Weekday::Mon).checked_first_day().unwrap_or(from);
        let days = WEEK * self.weeks as usize;
        let work = ctx.notebook()?.planned_work(&self.study, monday, days)?;
        if ctx.json {
            return screen::json(&work).done();
        }
        let weeks = (0..u64::from(self.weeks)).filter_map(|n| {
            let first = monday.checked_add_days(Days::new(WEEK as u64 * n))?;
            let cells = first.iter_days().take(WEEK).map(|date| cell(&work, date));
            Some(std::iter::once(first.to_string()).chain(cells).collect())
        });
        let headings = ["week of", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
        screen::say(&table(&headings, &[], weeks.collect())).done()
    }
}

/// The work of a date: `weigh 16, measure 16 (2 waived)`; the day of the month in front.
fn cell(work: &[PlannedWork], date: NaiveDate) -> String {
    let of_date = work.iter().filter(|work| work.date == date);
    let words = of_date.map(|work| match work.waived {
        0 => format!("{} {}", work.kind.words(), work.animals),
        n => format!("{} {} ({n} waived)", work.kind.words(), work.animals),
    });
    let words: Vec<String> = words.collect();
    match words.is_empty() {
        true => String::new(),
        false => format!("{}.: {}", date.day(), words.join(", ")),
    }
}

#[derive(Args)]
pub(super) struct Waive {
    /// Name of the study
    #[arg(long, value_name = "STUDY")]
    study: String,
    /// Number of the line
    #[arg(value_name = "LINE")]
    line: u32,
    /// Tags, chips or ranges of the animals [default: all for which it is still to be done]
    #[arg(value_name = "TAGS")]
    animals: Vec<String>,
    /// The date that it is planned for [default: today]
    #[arg(long, value_name = "DATE", allow_negative_numbers = true)]
    date: Option<String>,
    /// Plan it again
    #[arg(long)]
    lift: bool,
    /// Why
    #[arg(long, value_name = "REASON")]
    reason: String,
}

impl Waive {
    pub(super) fn run(&self, ctx: &Context) -> CommandResult {
        let (line, animals) = (self.line, self.animals.clone());
        let planned_on = date_or(&self.date, clock::today())?;
        let reason = Reason::new(&self.reason)?;
        ctx.write(Write::ChangeWork {
            study: self.study.clone(),
            today: clock::today(),
            change: match self.lift {
                true => WorkChange::LiftWaiver {
                    line,
                    animals,
                    planned_on,
                    reason,
                },
                false => WorkChange::Waive {
                    line,
                    animals,
                    planned_on,
                    reason,
                },
            },
        })
    }
}
