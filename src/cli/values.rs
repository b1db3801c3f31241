//! Values as they are typed on the command line, shared by several commands.

use clap::{Args, ValueEnum};

use chrono::NaiveDate;

use super::context::Failure;
use super::typed::choice;
use app::clock;
use app::doubt::Doubts;
use app::measure::Observed;
use domain::{
    BodyWeight, ClockTime, DecimalMark, Invalid, Label, Observation, Prose, Reason, dates,
    parse_number, typed_number,
};

/// The decimal mark that is typed.
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub(super) enum Decimal {
    /// 12.4
    #[default]
    Point,
    /// 12,4
    Comma,
}

impl From<Decimal> for DecimalMark {
    fn from(decimal: Decimal) -> Self {
        match decimal {
            Decimal::Point => Self::Point,
            Decimal::Comma => Self::Comma,
        }
    }
}

/// When something was observed.
#[derive(Args)]
pub(super) struct WhenArgs {
    /// Study day of the observation [default: today]
    #[arg(
        long,
        value_name = "DAY",
        allow_hyphen_values = true,
        conflicts_with = "date"
    )]
    pub day: Option<String>,
    /// Date of the observation instead of a study day: 2026-01-22, 22.1., yesterday, -2 for two days ago
    #[arg(long, value_name = "DATE", allow_negative_numbers = true)]
    pub date: Option<String>,
}

impl WhenArgs {
    /// The day or date that was given, else today.
    pub(super) fn or_today(&self) -> Result<Observed, Invalid> {
        Ok(observed(&self.day, &self.date)?.unwrap_or_else(|| Observed::Date(clock::today())))
    }
}

/// The day or date that was typed, if one was.
pub(super) fn observed(
    day: &Option<String>,
    date: &Option<String>,
) -> Result<Option<Observed>, Invalid> {
    match (day, date) {
        (Some(day), _) => {
            let day = typed_number("day", day).map_err(|invalid| date_for_day(day, invalid))?;
            Ok(Some(Observed::Day(day)))
        }
        (None, Some(text)) => Ok(Some(Observed::Date(past_date("date", text)?))),
        (None, None) => Ok(None),
    }
}

/// The refusal of a study day that is a date: there is another option for it.
fn date_for_day(text: &str, mut invalid: Invalid) -> Invalid {
    if let Ok(date) = past_date("day", text) {
        invalid.why = "is a date, not a study day".to_owned();
        invalid.remedy = format!("say --date {date}").into();
    }
    invalid
}

/// The date of something that has happened.
pub(super) fn past_date(field: &'static str, text: &str) -> Result<NaiveDate, Invalid> {
    dates::understand(field, text, clock::today())
}

/// A date that may be to come.
pub(super) fn planned_date(field: &'static str, text: &str) -> Result<NaiveDate, Invalid> {
    dates::understand_planned(field, text, clock::today())
}

/// What becomes of values outside of their expected range.
pub(super) fn doubts(confirm: bool) -> Doubts {
    match confirm {
        true => Doubts::Confirmed,
        false => Doubts::Refused,
    }
}

/// A time of day that may be absent.
pub(super) fn clock_time(text: &Option<String>) -> Result<Option<ClockTime>, Invalid> {
    text.as_deref()
        .map(|text| ClockTime::read("time", text))
        .transpose()
}

/// What was found at a tumor.
#[derive(Args)]
pub(super) struct FoundArgs {
    /// Longest diameter of the tumor in mm
    #[arg(long, value_name = "MM", allow_hyphen_values = true)]
    pub length: Option<String>,
    /// Diameter at right angles to the length in mm
    #[arg(long, value_name = "MM", allow_hyphen_values = true)]
    pub width: Option<String>,
    /// Depth in mm, if it is measured
    #[arg(long, value_name = "MM", allow_hyphen_values = true)]
    pub height: Option<String>,
    /// Volume in mm³, if no sizes were measured (imaging)
    #[arg(long, value_name = "MM3", allow_hyphen_values = true)]
    pub volume: Option<String>,
    /// No tumor can be felt: recorded as a measurement of 0
    #[arg(long, conflicts_with_all = ["length", "width", "height", "volume", "not_measured"])]
    pub not_palpable: bool,
    /// The reason why the tumor was not measured
    #[arg(long, value_name = "REASON", conflicts_with_all = ["length", "width", "height", "volume"])]
    pub not_measured: Option<String>,
    /// Take the larger of length and width as the length
    #[arg(long)]
    pub swap: bool,
    /// Decimal mark of the numbers [default: either]
    #[arg(long, value_enum, value_parser = choice::<Decimal>())]
    pub decimal: Option<Decimal>,
}

/// What was found, with the digits that were typed.
pub(super) type Found = (Observation, Option<String>);

impl FoundArgs {
    /// The observation, if any was given.
    pub(super) fn observation(&self) -> Result<Option<Found>, Failure> {
        if self.not_palpable {
            return Ok(Some((Observation::NotPalpable, None)));
        }
        if let Some(reason) = &self.not_measured {
            return Ok(Some((
                Observation::NotMeasured(Prose::new("reason", reason)?),
                None,
            )));
        }
        let typed = [&self.length, &self.width, &self.height, &self.volume];
        if typed.iter().all(|t| t.is_none()) {
            return Ok(None);
        }
        let texts = typed.map(|t| t.as_deref());
        Ok(Some(numbers(texts, self.mark(), self.swap)?))
    }

    /// The decimal mark, if one was named.
    pub(super) fn mark(&self) -> Option<DecimalMark> {
        self.decimal.map(Into::into)
    }
}

/// A number with this decimal mark, else with either.
fn marked(field: &'static str, text: &str, mark: Option<DecimalMark>) -> Result<f64, Invalid> {
    match mark {
        Some(mark) => parse_number(field, text, mark),
        None => typed_number(field, text),
    }
}

/// Makes an observation of length, width, height and volume as typed.
pub(super) fn numbers(
    typed: [Option<&str>; 4],
    mark: Option<DecimalMark>,
    swap: bool,
) -> Result<Found, Invalid> {
    let read = |field, text: &str| marked(field, text, mark);
    Observation::from_typed(typed, swap, read)
}

/// A body weight as typed.
pub(super) fn weight(text: &str, mark: Option<DecimalMark>) -> Result<BodyWeight, Invalid> {
    BodyWeight::new(marked("weight", text, mark)?)
}

/// A name that may be absent.
pub(super) fn label_if(
    field: &'static str,
    text: &Option<String>,
) -> Result<Option<Label>, Invalid> {
    text.as_deref()
        .map(|text| Label::new(field, text))
        .transpose()
}

/// A reason that may be absent.
pub(super) fn reason_if(text: &Option<String>) -> Result<Option<Reason>, Invalid> {
    text.as_deref().map(Reason::new).transpose()
}

/// A number for a reader's eye: three significant digits, never more decimals than make sense.
pub(super) fn plain(value: f64) -> String {
    match value.abs() {
        size if size >= 100.0 => format!("{value:.0}"),
        size if size >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}

/// A change in percent with its sign: `+26 %`.
pub(super) fn percent(value: f64) -> String {
    format!("{value:+.1} %")
}

/// A study day: 17, or 3.5.
pub(super) fn day(value: f64) -> String {
    value.to_string()
}

/// A value or a dash.
pub(super) fn or_dash<T: ToString>(value: &Option<T>) -> String {
    value
        .as_ref()
        .map_or_else(|| "–".to_owned(), ToString::to_string)
}
