//! Values as they are typed on the command line, shared by several commands.

use std::borrow::Cow;

use clap::{Args, ValueEnum};

use chrono::NaiveDate;

use super::context::Failure;
use super::typed::choice;
use app::clock;
use app::doubt::Doubts;
use app::measure::Observed;
use domain::{
    BodyWeight, ClockTime, DecimalMark, Invalid, Label, Observation, Prose, Reason, Species, Unit,
    dates, parse_device, parse_number, typed_number,
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
    pub(super) fn observation(&self, reading: Numbers) -> Result<Option<Found>, Failure> {
        self.completed([None, None, None], reading)
    }

    /// Whether only some of length, width and height are given: the others of a reading that is corrected stay.
    pub(super) fn is_part_of_sizes(&self) -> bool {
        let needed = [&self.length, &self.width];
        let given = [&self.length, &self.width, &self.height].map(|size| size.is_some());
        given.contains(&true) && needed.iter().any(|size| size.is_none()) && self.volume.is_none()
    }

    /// The observation, with these lengths, widths and heights (mm) where none is given.
    pub(super) fn completed(
        &self,
        known: [Option<String>; 3],
        reading: Numbers,
    ) -> Result<Option<Found>, Failure> {
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
        let [length, width, height] = &known;
        let known = [length, width, height, &None];
        let mut texts = [None; 4];
        for ((text, typed), known) in texts.iter_mut().zip(typed).zip(known) {
            *text = typed.as_deref().or(known.as_deref());
        }
        Ok(Some(numbers(texts, reading, self.swap)?))
    }

    /// The decimal mark, if one was named.
    pub(super) fn mark(&self) -> Option<DecimalMark> {
        self.decimal.map(Into::into)
    }
}

/// How numbers are read, and which are possible.
#[derive(Debug, Clone, Copy)]
pub(super) struct Numbers {
    /// The decimal mark; none: either.
    pub mark: Option<DecimalMark>,
    /// The species of the study; none where there is no such study, which is refused later.
    pub species: Option<Species>,
}

impl Numbers {
    /// The value of a field, if it is possible for an animal of the species.
    fn read(self, field: &'static str, text: &str) -> Result<f64, Invalid> {
        let value = match self.mark {
            Some(mark) => parse_number(field, text, mark)?,
            None => typed_number(field, text)?,
        };
        match (self.species, field) {
            (Some(species), "weight") => species.check_weight(value)?,
            (Some(species), "volume") => species.check_volume(value)?,
            (Some(species), _) => species.check_size(field, value)?,
            (None, _) => {}
        }
        Ok(value)
    }
}

/// The digits of a number that stands there as a device writes it, `+007.40mm`; any other text stays as it is.
fn digits<'a>(field: &'static str, unit: Unit, text: &'a str) -> Result<Cow<'a, str>, Invalid> {
    let text = text.trim();
    let begins = text.starts_with(|c: char| c.is_ascii_digit() || c == '+');
    let has_unit =
        begins && text.ends_with(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ','));
    match has_unit {
        true => Ok(Cow::Owned(parse_device(field, unit, text)?.1)),
        false => Ok(Cow::Borrowed(text)),
    }
}

/// Makes an observation of length, width, height and volume as typed.
pub(super) fn numbers(
    typed: [Option<&str>; 4],
    reading: Numbers,
    swap: bool,
) -> Result<Found, Invalid> {
    let [length, width, height, volume] = typed;
    let of = |field, text: Option<&'_ str>| -> Result<Option<String>, Invalid> {
        let text = text.map(|text| digits(field, Unit::Millimeter, text));
        Ok(text.transpose()?.map(Cow::into_owned))
    };
    let sizes = [
        of("length", length)?,
        of("width", width)?,
        of("height", height)?,
    ];
    let [length, width, height] = sizes.each_ref().map(Option::as_deref);
    let read = |field, text: &str| reading.read(field, text);
    Observation::from_typed([length, width, height, volume], swap, read)
}

/// A body weight as typed.
pub(super) fn weight(text: &str, reading: Numbers) -> Result<BodyWeight, Invalid> {
    let digits = digits("weight", Unit::Gram, text)?;
    BodyWeight::new(reading.read("weight", &digits)?)
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
