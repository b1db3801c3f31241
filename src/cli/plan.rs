//! `graftbook plan`: its subcommands about the work are in [`super::work`], those about the analysis here.

use clap::{Args, Subcommand};
use serde::Serialize;

use super::analysis::layout;
use super::context::{CommandResult, Context, Printed};
use super::screen::{self, table};
use super::typed::number;
use super::values::{day, reason_if};
use super::work;
use app::document::text;
use app::plan::PlanRules;
use domain::serialize::optional_day;
use domain::{Amendment, Invalid, LANDMARK_RULE, PlanCard, Prose, typed_number};

/// Columns of the terminal.
const WIDTH: usize = layout::WIDTH as usize;

#[derive(Subcommand)]
pub(super) enum Plan {
    /// Add a line to the work plan: what is to be done, for which animals and when
    Add(work::Add),
    /// Change a line of the work plan from a date on
    Edit(work::Edit),
    /// End a line of the work plan
    End(work::End),
    /// List the lines of the work plan with the dates that they plan
    List(work::List),
    /// Show the planned work by week
    Calendar(work::Calendar),
    /// Decide not to do something that is planned, with a reason
    Waive(work::Waive),
    /// Freeze the analysis plan, or amend the current one with a reason
    Freeze(Box<Freeze>),
    /// Show the current plan, and how it was amended
    Show(Show),
}

#[derive(Args)]
#[command(
    after_help = "The plan takes control arm, primary definition, primary test, landmark day, visit window, horizon, \
repeat rule, baseline rule, volume formula and the meaning of dispositions from the study's protocol as it is now, \
and the list of exclusions. From then on `graftbook analyze` notes every departure from the plan. An amendment keeps all settings that are not given \
again. A study that was unblinded cannot get a plan any more.

If neither the protocol nor --day names a landmark day, it is not frozen but follows its rule: the last day on \
which at least 80 % of the control animals with a baseline were read, where one may always be missing.

Examples:
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
    /// Landmark day, if the study's protocol names none; the word rule leaves it to its rule
    #[arg(long, value_name = "DAY", allow_hyphen_values = true)]
    day: Option<String>,
    /// Last day used for growth rates and models, if the study's protocol names none, or the word landmark for the
    /// landmark day [default: landmark]
    #[arg(long, value_name = "DAY", allow_hyphen_values = true)]
    horizon: Option<String>,
    /// Logarithm of zero volumes, as `graftbook analyze` takes it [default: offset:1]
    #[arg(long, value_name = "RULE")]
    zeros: Option<String>,
    /// The event of progression, as `graftbook analyze` takes it [default: the study's, else
    /// ratio>=4]
    #[arg(long, value_name = "RULE")]
    event: Option<String>,
    /// The day that an event by volume falls on: read or interpolated [default: read]
    #[arg(long, value_name = "RULE")]
    event_time: Option<String>,
    /// First day after baseline that mRECIST looks at [default: 10]
    #[arg(long, value_parser = number, value_name = "DAYS")]
    mrecist_from: Option<f64>,
    /// listed leaves out what the study excludes, none leaves out nothing [default: listed]
    #[arg(long, value_name = "WHAT")]
    exclude: Option<String>,
    /// Animals with several tumors: complete or available, as `graftbook analyze` takes it
    /// [default: complete]
    #[arg(long, value_name = "RULE")]
    burden: Option<String>,
    /// Intervals of growth inhibition: closed, bca or none, as `graftbook analyze` takes them [default: closed]
    #[arg(long, value_name = "RULE")]
    interval: Option<String>,
    /// Residual variance of the mixed model: arm or common, as `graftbook analyze` takes it [default: arm]
    #[arg(long, value_name = "RULE")]
    residual: Option<String>,
    /// Why the current plan is amended
    #[arg(long, value_name = "REASON")]
    reason: Option<String>,
}

#[derive(Args)]
pub(super) struct Show {
    /// Name of the study
    #[arg(long, value_name = "STUDY")]
    study: String,
}

/// What was frozen, as JSON.
#[derive(Serialize)]
struct Answer<'a> {
    study: &'a str,
    number: u32,
    #[serde(serialize_with = "optional_day")]
    landmark_day: Option<f64>,
    landmark_rule: Option<&'static str>,
}

/// The plan that stands and its amendments, as JSON.
#[derive(Serialize)]
struct Shown {
    #[serde(flatten)]
    card: PlanCard,
    amendments: Vec<Amendment>,
}

impl Plan {
    pub(super) fn run(&self, ctx: &Context) -> CommandResult {
        match self {
            Self::Add(args) => args.run(ctx),
            Self::Edit(args) => args.run(ctx),
            Self::End(args) => args.run(ctx),
            Self::List(args) => args.run(ctx),
            Self::Calendar(args) => args.run(ctx),
            Self::Waive(args) => args.run(ctx),
            Self::Freeze(args) => args.run(ctx),
            Self::Show(args) => args.run(ctx),
        }
    }
}

impl Freeze {
    fn run(&self, ctx: &Context) -> CommandResult {
        let endpoint = self.endpoint.as_deref();
        let rules = PlanRules {
            endpoint: endpoint
                .map(|t| Prose::new("endpoint", t).map(Some))
                .transpose()?,
            landmark: self
                .day
                .as_deref()
                .map(|text| day_or("rule", "landmark day", text))
                .transpose()?,
            horizon: self
                .horizon
                .as_deref()
                .map(|text| day_or("landmark", "horizon", text))
                .transpose()?,
            zeros: self.zeros.as_deref().map(str::parse).transpose()?,
            event: self.event.as_deref().map(str::parse).transpose()?,
            event_time: self.event_time.as_deref().map(str::parse).transpose()?,
            mrecist_from: self.mrecist_from,
            exclude: self.exclude.as_deref().map(str::parse).transpose()?,
            burden: self.burden.as_deref().map(str::parse).transpose()?,
            interval: self.interval.as_deref().map(str::parse).transpose()?,
            residual: self.residual.as_deref().map(str::parse).transpose()?,
        };
        let reason = reason_if(&self.reason)?;
        let mut notebook = ctx.notebook()?;
        let (frozen, receipt) = notebook.freeze_plan(&self.study, rules, reason)?;
        let what = match frozen.number {
            1 => "the analysis plan".to_owned(),
            n => format!("amendment {} of the analysis plan", n - 1),
        };
        let landmark_day = frozen.landmark_day;
        let answer = Answer {
            study: &self.study,
            number: frozen.number,
            landmark_day,
            landmark_rule: landmark_day.is_none().then_some(LANDMARK_RULE),
        };
        let sentence = format!("froze {what} of study {}", self.study);
        ctx.done(&sentence, &answer, receipt.as_ref())?;
        if !frozen.has_endpoint {
            let how = "--endpoint TEXT with --reason WHY names one";
            screen::remark(&format!("note: the plan has no primary endpoint; {how}")).done()?;
        }
        match ctx.json {
            true => Ok(()),
            false => screen::say(&landmark_words(landmark_day)).done(),
        }
    }
}

/// The sentence about the landmark day.
fn landmark_words(landmark: Option<f64>) -> String {
    match landmark {
        Some(named) => format!("The landmark day is {}.", day(named)),
        None => text::wrapped(
            "",
            &format!(
                "The landmark day is not frozen but follows its rule: {LANDMARK_RULE}. To freeze a day, \
                 amend the plan with --day DAY --reason WHY."
            ),
            WIDTH,
        ),
    }
}

/// A day, or a word that names none.
fn day_or(word: &str, field: &'static str, text: &str) -> Result<Option<f64>, Invalid> {
    if text.trim().eq_ignore_ascii_case(word) {
        return Ok(None);
    }
    let number = typed_number(field, text);
    Ok(Some(number.map_err(|invalid| Invalid {
        remedy: format!("write a study day such as 17, or {word}").into(),
        ..invalid
    })?))
}

impl Show {
    fn run(&self, ctx: &Context) -> CommandResult {
        let notebook = ctx.notebook()?;
        let amendments = notebook.plan_amendments(&self.study)?;
        let card = notebook.plan_card(&self.study)?;
        if ctx.json {
            let shown = card.map(|card| Shown { card, amendments });
            return screen::json(&shown).done();
        }
        let Some(card) = card else {
            return screen::say(
                "the study has no analysis plan; `graftbook plan freeze` freezes one",
            )
            .done();
        };
        let amended = amendments.iter().map(amended).collect::<String>();
        screen::say(&format!("{}{amended}", words(&card))).done()
    }
}

/// When and why it was amended, and from what to what.
fn amended(amendment: &Amendment) -> String {
    let head = format!(
        "amendment {}, made on {} by {} [operation {}], {}",
        amendment.number,
        amendment.made_on,
        amendment.made_by,
        amendment.operation,
        amendment.after_words()
    );
    let why = amendment.reason.as_deref().unwrap_or("–");
    format!(
        "\n\n{}\n{}\n{}",
        text::wrapped("", &head, WIDTH),
        text::wrapped("    why: ", &why.replace('\n', " "), WIDTH),
        text::wrapped("    changed: ", &amendment.changes_words(), WIDTH)
    )
}

fn words(card: &PlanCard) -> String {
    let amendment = match card.number {
        1 => String::new(),
        n => format!(", amendment {}", n - 1),
    };
    let mut head = format!(
        "plan of study {}{amendment}, frozen on {} by {} [operation {}]",
        card.study, card.frozen_on, card.frozen_by, card.operation
    );
    if let Some(reason) = &card.reason {
        head.push_str(&format!("\n    why: {}", reason.replace('\n', " ")));
    }
    let some = |value: Option<String>, otherwise: &str| value.unwrap_or_else(|| otherwise.into());
    let rows = [
        ("endpoint", some(card.endpoint.clone(), "–")),
        (
            "control",
            match card.control_hidden {
                true => "hidden while the study is blinded".to_owned(),
                false => some(card.control.clone(), "no arm was marked"),
            },
        ),
        (
            "primary definition",
            card.primary_definition.id().to_owned(),
        ),
        (
            "landmark day",
            some(card.landmark_day.map(day), "not frozen: left to its rule"),
        ),
        (
            "growth to day",
            some(card.horizon_day.map(day), "the landmark day"),
        ),
        ("baseline", card.baseline.to_owned()),
        ("volume formula", card.volume_formula.to_owned()),
        ("zeros", card.zeros.clone()),
        ("event", card.event.clone()),
        ("day of an event", or_not_recorded(card.event_time)),
        ("dispositions", roles(card)),
        (
            "mRECIST from day",
            card.mrecist_from_day.map_or(NOT_RECORDED.into(), day),
        ),
        ("burden", or_not_recorded(card.burden)),
        ("primary test", or_not_recorded(card.primary_test)),
        (
            "visit window, days",
            card.visit_window_days.map_or(NOT_RECORDED.into(), day),
        ),
        ("repeats of a day", or_not_recorded(card.repeats)),
        ("intervals", or_not_recorded(card.interval)),
        ("residual variance", or_not_recorded(card.residual)),
        ("exclusions", card.exclude.to_owned()),
        ("excluded then", some(excluded(card), "nothing")),
    ];
    let rows = rows.map(|(name, value)| vec![name.to_owned(), value]);
    let rule = card.landmark_rule.map_or_else(String::new, |rule| {
        let rule = format!("The rule of the landmark day: {rule}.");
        format!("\n\n{}", text::wrapped("", &rule, WIDTH))
    });
    format!("{head}\n\n{}{rule}", table(&["plan", ""], &[], rows.into()))
}

/// Of plans that were frozen before that was asked.
const NOT_RECORDED: &str = "not recorded";

fn or_not_recorded(word: Option<&str>) -> String {
    word.unwrap_or(NOT_RECORDED).to_owned()
}

fn roles(card: &PlanCard) -> String {
    match card.disposition_roles.as_deref() {
        Some("") => "all censor".to_owned(),
        roles => or_not_recorded(roles),
    }
}

fn excluded(card: &PlanCard) -> Option<String> {
    (!card.exclusions.is_empty()).then(|| card.exclusions.join("; "))
}
