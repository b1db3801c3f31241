//! `graftbook dosesheet`: what is to be given on a date.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::context::{CommandResult, Context, Printed};
use super::screen::{self, table};
use super::values::or_dash;
use super::work::date_or;
use app::clock;
use app::dose_sheet::{SheetFormat, SheetMade};
use app::dosing::{DoseAdvice, DosingDay, DosingRow};
use app::summarize::made_at;

const MORE: &str = "\
-o FILE.pdf writes pages to print: cages in order, the volume in large digits, a box to tick, and space for time
and initials; above them what is to be prepared. -o FILE.csv writes the same as a table. Both have the volumes of
the screen, to the last digit; of a blinded study they have volumes and codes of formulations, and no compounds.

Examples:
  graftbook dosesheet --study S-01
  graftbook dosesheet --study S-01 --date 2026-02-16 -o doses.pdf
  graftbook dosesheet --study S-01 -o doses.csv
";

#[derive(Args)]
#[command(after_help = MORE)]
pub(super) struct DoseSheet {
    /// Name of the study
    #[arg(long, value_name = "STUDY")]
    study: String,
    /// The date [default: today]
    #[arg(long, value_name = "DATE", allow_negative_numbers = true)]
    date: Option<String>,
    /// Write the sheet into this file instead of listing it: .pdf to print, .csv for other programs
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

impl DoseSheet {
    pub(super) fn run(&self, ctx: &Context) -> CommandResult {
        let on = date_or(&self.date, clock::today())?;
        let format = self.output.as_deref().map(SheetFormat::of).transpose()?;
        let notebook = ctx.notebook()?;
        let day = notebook.dosing(&self.study, on)?;
        if let Some((file, format)) = self.output.as_deref().zip(format) {
            let made = SheetMade {
                by: notebook.author().to_string(),
                at: made_at()?,
            };
            day.write_sheet(format, &made, file)?;
            let file = file.display().to_string();
            return match ctx.json {
                true => {
                    screen::json(&json!({ "study": day.study, "date": day.date, "file": file }))
                }
                false => screen::say(&match day.rows.is_empty() {
                    true => format!("wrote {file}: {}", nothing_planned(&day)),
                    false => format!("wrote {file}"),
                }),
            }
            .done();
        }
        match ctx.json {
            true => screen::json(&day).done(),
            false => screen::say(&listed(&day)).done(),
        }
    }
}

fn nothing_planned(day: &DosingDay) -> String {
    format!(
        "no doses are planned in study {} on {}",
        day.study, day.date
    )
}

fn listed(day: &DosingDay) -> String {
    if day.rows.is_empty() {
        return nothing_planned(day);
    }
    let head = format!(
        "{} · doses · {} · {}/{} recorded",
        day.study,
        day.date.format("%a %Y-%m-%d"),
        day.recorded(),
        day.rows.len()
    );
    let rows = day.rows.iter().map(|row| {
        let weight = row.weight_g.map(|grams| match row.weighed_on {
            Some(on) if on != day.date => format!("{grams} g ({on})"),
            _ => format!("{grams} g"),
        });
        vec![
            or_dash(&row.cage),
            row.animal.clone(),
            or_dash(&row.line),
            or_dash(&row.volume.map(|volume| volume.to_string())),
            or_dash(&row.route),
            or_dash(&row.formulation),
            or_dash(&weight),
            or_dash(&row.gives),
            state(row),
        ]
    });
    let headings = [
        "cage",
        "animal",
        "line",
        "volume",
        "route",
        "formulation",
        "weight",
        "gives",
        "state",
    ];
    let mut text = format!(
        "{head}\n{}",
        table(&headings, &["line", "volume"], rows.collect())
    );
    for prepared in &day.prepare {
        text.push_str(&format!("\n{}", prepared.words()));
    }
    text
}

/// What is to be done or was done, with what is remarkable.
fn state(row: &DosingRow) -> String {
    let mut parts = Vec::new();
    parts.extend(row.recorded.iter().map(|recorded| recorded.words()));
    if row.is_open() {
        parts.push(match &row.advice {
            DoseAdvice::Give if row.days_late > 0 => {
                format!("{} late", domain::counted(row.days_late as usize, "day"))
            }
            DoseAdvice::Give => "due".to_owned(),
            DoseAdvice::Weigh(why) => format!("weigh first: {why}"),
            DoseAdvice::Hold(why) => format!("hold: {why}"),
            DoseAdvice::Endpoint(why) => format!("endpoint: {why}"),
            DoseAdvice::Refuse(why) => format!("not as planned: {why}"),
        });
    }
    if row.slots > 1 {
        parts.push(format!("dose {} of {}", row.slot, row.slots));
    }
    if row.recorded.is_empty() {
        parts.extend(row.notes.iter().cloned());
    }
    parts.join("; ")
}
