//! `graftbook dosesheet`: what is to be given on a date.

use clap::Args;

use super::context::{CommandResult, Context, Printed};
use super::screen::{self, table};
use super::values::or_dash;
use super::work::date_or;
use app::clock;
use app::dosing::{DoseAdvice, DosingDay, DosingRow};
use domain::milliliters;

#[derive(Args)]
pub(super) struct DoseSheet {
    /// Name of the study
    #[arg(long, value_name = "STUDY")]
    study: String,
    /// The date [default: today]
    #[arg(long, value_name = "DATE", allow_negative_numbers = true)]
    date: Option<String>,
}

impl DoseSheet {
    pub(super) fn run(&self, ctx: &Context) -> CommandResult {
        let on = date_or(&self.date, clock::today())?;
        let notebook = ctx.notebook()?;
        let day = notebook.dosing(&self.study, on)?;
        match ctx.json {
            true => screen::json(&day).done(),
            false => screen::say(&listed(&day)).done(),
        }
    }
}

fn listed(day: &DosingDay) -> String {
    if day.rows.is_empty() {
        return format!(
            "no doses are planned in study {} on {}",
            day.study, day.date
        );
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
        let of = prepared.formulation.as_deref();
        let of = of.map_or_else(String::new, |code| format!(" of {code}"));
        let left = prepared.left_ml.map_or_else(String::new, |left| {
            format!("; {} left by the record", milliliters(left))
        });
        text.push_str(&format!(
            "\nprepare {}{of}: {} for {} and overfill{left}",
            prepared.prepare,
            prepared.volume,
            domain::counted(prepared.doses, "dose"),
        ));
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
