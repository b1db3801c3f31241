//! `graftbook plan`.

use clap::{Args, Subcommand};
use serde_json::json;

use super::context::{Context, Outcome, Printed};
use super::screen::{self, table};
use super::values::{day, reason_if};
use crate::app::plan::PlanRules;
use crate::domain::{PlanCard, Prose};

#[derive(Subcommand)]
pub(super) enum Plan {
    /// Freeze the analysis plan, or amend the one that stands with a reason
    Freeze(Freeze),
    /// Show the plan that stands
    Show(Show),
}

#[derive(Args)]
#[command(
    after_help = "Control arm, primary definition, landmark day, baseline rule and volume formula are frozen as the \
study's protocol says now, and so is the list of exclusions. Afterwards `graftbook analyze` tells what is \
not as planned. An amendment keeps what is not said anew. Once a study is unblinded, no plan is frozen any more.

Example:
  graftbook study edit S --landmark 17 --primary delta
  graftbook plan freeze --study S --endpoint 'growth inhibition on day 17 against vehicle'"
)]
pub(super) struct Freeze {
    /// Name of the study
    #[arg(long, value_name = "STUDY")]
    study: String,
    /// The primary endpoint, in words
    #[arg(long, value_name = "TEXT")]
    endpoint: Option<String>,
    /// Last day used for growth rates [default: the landmark day]
    #[arg(long, value_name = "DAY", allow_hyphen_values = true)]
    horizon: Option<f64>,
    /// Logarithm of zero volumes, as `graftbook analyze` takes it [default: offset:1]
    #[arg(long, value_name = "RULE")]
    zeros: Option<String>,
    /// The event of progression, as `graftbook analyze` takes it [default: the study's, else
    /// ratio>=4]
    #[arg(long, value_name = "RULE")]
    event: Option<String>,
    /// listed leaves out what the study excludes, none leaves out nothing [default: listed]
    #[arg(long, value_name = "WHAT")]
    exclude: Option<String>,
    /// Why the plan that stands is amended
    #[arg(long, value_name = "REASON")]
    reason: Option<String>,
}

#[derive(Args)]
pub(super) struct Show {
    /// Name of the study
    #[arg(long, value_name = "STUDY")]
    study: String,
}

impl Plan {
    pub(super) fn run(&self, ctx: &Context) -> Outcome {
        match self {
            Self::Freeze(args) => args.run(ctx),
            Self::Show(args) => args.run(ctx),
        }
    }
}

impl Freeze {
    fn run(&self, ctx: &Context) -> Outcome {
        let endpoint = self.endpoint.as_deref();
        let rules = PlanRules {
            endpoint: endpoint.map(|t| Prose::new("endpoint", t)).transpose()?,
            horizon: self.horizon,
            zeros: self.zeros.as_deref().map(str::parse).transpose()?,
            event: self.event.as_deref().map(str::parse).transpose()?,
            exclude: self.exclude.as_deref().map(str::parse).transpose()?,
        };
        let reason = reason_if(&self.reason)?;
        let (number, receipt) = ctx.notebook()?.freeze_plan(&self.study, rules, reason)?;
        let what = match number {
            1 => "the analysis plan".to_owned(),
            n => format!("amendment {} of the analysis plan", n - 1),
        };
        ctx.done(
            &format!("froze {what} of study {}", self.study),
            &json!({ "study": self.study, "number": number }),
            receipt.as_ref(),
        )
    }
}

impl Show {
    fn run(&self, ctx: &Context) -> Outcome {
        let notebook = ctx.notebook()?;
        let card = notebook.plan_card(&self.study)?;
        if ctx.json {
            return screen::json(&card).done();
        }
        let Some(card) = card else {
            return screen::say(
                "the study has no analysis plan; `graftbook plan freeze` freezes one",
            )
            .done();
        };
        screen::say(&words(&card)).done()
    }
}

fn words(card: &PlanCard) -> String {
    let amendment = match card.number {
        1 => String::new(),
        n => format!(", amendment {}", n - 1),
    };
    let mut text = format!(
        "plan of study {}{amendment}, frozen on {} by {} [operation {}]",
        card.study, card.frozen_on, card.frozen_by, card.operation
    );
    if let Some(reason) = &card.reason {
        text.push_str(&format!("\n    why: {}", reason.replace('\n', " ")));
    }
    let some = |value: Option<String>, otherwise: &str| value.unwrap_or_else(|| otherwise.into());
    let rows = [
        ("endpoint", some(card.endpoint.clone(), "–")),
        (
            "control",
            match card.control_hidden {
                true => "hidden while the study is blinded".to_owned(),
                false => some(card.control.clone(), "–"),
            },
        ),
        ("primary definition", card.primary_definition.to_owned()),
        ("landmark day", some(card.landmark_day.map(day), "–")),
        (
            "growth to day",
            some(card.horizon_day.map(day), "the landmark day"),
        ),
        ("baseline", card.baseline.to_owned()),
        ("volume formula", card.volume_formula.to_owned()),
        ("zeros", card.zeros.clone()),
        ("event", card.event.clone()),
        ("exclusions", card.exclude.to_owned()),
        ("excluded then", some(excluded(card), "nothing")),
    ];
    let rows = rows.map(|(name, value)| vec![name.to_owned(), value]);
    format!("{text}\n\n{}", table(&["plan", ""], &[], rows.into()))
}

fn excluded(card: &PlanCard) -> Option<String> {
    (!card.exclusions.is_empty()).then(|| card.exclusions.join("; "))
}
