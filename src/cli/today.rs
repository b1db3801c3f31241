//! `graftbook today`.

use std::path::PathBuf;

use clap::Args;

use super::context::{CommandResult, Context, Failure, Printed};
use super::screen::{self, table};
use super::values::{day, planned_date};
use app::clock;
use app::today::{Today, TodayRow};
use domain::counted;

#[derive(Args)]
#[command(
    after_help = "A study with a work plan (`graftbook plan add`) is listed by its plan, any other by the rhythm of its past readings, \
marked `as usual`. The exit code is 3 if something is overdue, so that a nightly job can send a mail.

Examples:
  graftbook today || mail -s 'overdue' lab@example.org < /dev/null
  graftbook today --ics -o work.ics"
)]
pub(super) struct TodayArgs {
    /// Only this study
    #[arg(long, value_name = "STUDY")]
    study: Option<String>,
    /// Another date: tomorrow's work, or what a past day still lacks [default: today]
    #[arg(long, value_name = "DATE", allow_negative_numbers = true)]
    date: Option<String>,
    /// Print the planned work from that date on as a calendar file (iCalendar)
    #[arg(long)]
    ics: bool,
    /// Number of days in the calendar file
    #[arg(long, value_name = "N", default_value_t = 28, requires = "ics", value_parser = clap::value_parser!(u32).range(1..=731))]
    days: u32,
    /// Write the calendar file here instead of printing it
    #[arg(long, short, value_name = "FILE", requires = "ics")]
    output: Option<PathBuf>,
}

impl TodayArgs {
    pub(super) fn run(&self, ctx: &Context) -> CommandResult {
        let date = self.date.as_deref().map(|text| planned_date("date", text));
        let date = date.transpose()?.unwrap_or_else(clock::today);
        let notebook = ctx.notebook()?;
        let study = self.study.as_deref();
        if self.ics {
            let calendar = notebook.work_calendar(date, self.days as usize, study)?;
            return match &self.output {
                Some(path) => {
                    calendar.write(path)?;
                    screen::say(&format!("wrote {}", path.display())).done()
                }
                None => screen::own(calendar.text()).done(),
            };
        }
        let today = notebook.today(date, clock::today(), study)?;
        match ctx.json {
            true => screen::json(&today).done()?,
            false => screen::say(&in_words(&today)).done()?,
        }
        match today.overdue {
            0 => Ok(()),
            _ => Err(Failure::Overdue),
        }
    }
}

fn in_words(today: &Today) -> String {
    let date = today.date.format("%a %Y-%m-%d");
    let waiting = today.waiting.iter();
    let waiting: String = waiting
        .map(|study| format!("\nthe work plan of study {study} plans nothing until it has a day 0"))
        .collect();
    if today.rows.is_empty() {
        return format!("{date}: nothing is due{waiting}");
    }
    let overdue = match today.overdue {
        0 => String::new(),
        n => format!(", {n} of them overdue"),
    };
    let head = format!(
        "{date}: {} due{overdue}; {} done",
        counted(today.due, "animal"),
        today.done
    );
    let mut rows: Vec<Vec<String>> = today.rows.iter().map(row).collect();
    let mut headings = vec!["place", "study", "day", "work", "cages", "animals", "state"];
    if rows.iter().all(|row| row[0].is_empty()) {
        headings.remove(0);
        rows.iter_mut().for_each(|row| drop(row.remove(0)));
    }
    let table = table(&headings, &["day"], rows);
    format!("{head}\n\n{}{waiting}", table.trim_end())
}

fn row(row: &TodayRow) -> Vec<String> {
    let kinds: Vec<String> = row.kinds.iter().map(|kind| kind.words()).collect();
    let model = row
        .model
        .as_ref()
        .map_or_else(String::new, |model| format!(" ({model})"));
    vec![
        row.place(),
        format!("{}{model}", row.study),
        row.day.map_or_else(String::new, day),
        kinds.join(", "),
        row.cages_words(),
        row.animals_words(),
        row.state_words(),
    ]
}
