//! Readings and body weights by hand: one animal at a time, each entry durable before it is
//! answered.

use chrono::NaiveDate;
use serde::Serialize;

use super::doubt::{Doubts, Judge};
use super::entries::EntrySlot;
use super::tumors::tumor_of;
use super::{Error, Notebook, Receipt};
use domain::{
    Animal, AnimalRecord, BodyWeight, ClockTime, Invalid, Label, Observation, Protocol, Reading,
    Remedy, ShortText, SiteRole, Study, TumorFinding, TumorId, Weighing, When, dates, day_of,
    serialize, typed_number, when_of,
};
use store::{Operation, clock};

/// When something was observed, as the user says it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Observed {
    /// On a study day.
    Day(f64),
    /// On a date.
    Date(NaiveDate),
}

impl Observed {
    /// Reads a study day (`17`, `day -3`, `day 3.5`), or a date as [`dates::understand`] does. A negative whole number
    /// alone counts days back from `today`, as where only a date is asked for; `3.5` alone is refused, for it can be
    /// a day of May.
    pub fn read(text: &str, today: NaiveDate) -> Result<Self, Invalid> {
        let typed = text.trim();
        let lower = typed.to_lowercase();
        if let Some(day) = lower.strip_prefix("day ") {
            return typed_number("day", day).map(Self::Day);
        }
        let date = dates::understand("day", typed, today);
        match (date, typed_number("day", typed)) {
            (Ok(date), Ok(day)) if typed.contains('.') => Err(Invalid::new(
                "day",
                typed,
                format!("can be study day {day} or {date}"),
                format!("write day {day} or {date}"),
            )),
            // A day and a month of which the year is not clear.
            (Err(date), Ok(day)) if date.why.starts_with("can be ") => Err(Invalid::new(
                "day",
                typed,
                format!("can be study day {day} or a date"),
                format!("write day {day}, or the date with its year"),
            )),
            (_, Ok(day)) if day >= 0.0 => Ok(Self::Day(day)),
            (Ok(date), _) => Ok(Self::Date(date)),
            (Err(_), Ok(day)) => Ok(Self::Day(day)),
            (Err(date), Err(_)) if date.why == "is not a date" => {
                let hint = "write a study day as 17, or a date as 2026-01-22, 22.1., yesterday, or -2 for two days ago";
                let why = "is neither a date nor a study day";
                Err(Invalid::new("day", typed, why, hint))
            }
            (Err(date), Err(_)) => Err(date),
        }
    }

    /// The moment. A study day is that of the animal, or of the study where none is meant; it needs a day 0.
    pub fn resolve(self, study: &Study, animal: Option<&Animal>) -> Result<When, Error> {
        let is_undated = |animal: &Animal| animal.day0_is_assumed(&study.protocol);
        let is_undated = animal.map_or(study.protocol.day0_assumed, is_undated);
        if is_undated && matches!(self, Self::Date(_)) {
            let message = format!(
                "study `{}` has study days only: no date of it is known",
                study.name
            );
            return Err(Error::state(message, Remedy::SetDay0OrGiveDay));
        }
        let own = |animal: &Animal| animal.day0(&study.protocol);
        match (self, animal.map_or(study.protocol.day0, own)) {
            (Self::Date(date), Some(day0)) => {
                let when = When::on(date);
                Ok(when_of(day_of(when, day0), day0)?)
            }
            (Self::Date(date), None) => Ok(When::on(date)),
            (Self::Day(day), Some(day0)) => Ok(when_of(day, day0)?),
            (Self::Day(_), None) => Err(Error::state(
                format!(
                    "study `{}` has no day 0, so it has no study days yet",
                    study.name
                ),
                Remedy::SetDay0OrGiveDate,
            )),
        }
    }
}

/// One entry: a reading, a body weight, or both.
#[derive(Debug, Clone)]
pub struct NewReading {
    /// Tag of the animal.
    pub animal: String,
    /// Which tumor; needed only where there are several.
    pub site: Option<Label>,
    /// When.
    pub observed: Observed,
    /// The time of day. None: the time of entering for an entry of today, which is recorded as it is taken,
    /// and no time for one of another day.
    pub clock_time: Option<ClockTime>,
    /// What was found, with the digits that were typed.
    pub found: Option<(Observation, Option<String>)>,
    /// Body weight.
    pub weight: Option<BodyWeight>,
    /// Whether this is meant as one more reading of the same day.
    pub again: bool,
    /// Who looked, if not the author.
    pub observer: Option<Label>,
    /// How it was measured.
    pub method: Label,
    /// What becomes of values outside of their expected range.
    pub doubts: Doubts,
}

/// What was recorded, and what it means.
#[derive(Debug, Clone, Serialize)]
pub struct Recorded {
    /// Study.
    pub study: String,
    /// Tag of the animal.
    pub animal: String,
    /// Date of the observation.
    pub date: NaiveDate,
    /// Time of day, with its offset from UTC where that is known.
    pub time: Option<ClockTime>,
    /// Study day, where the study has a day 0.
    #[serde(serialize_with = "serialize::optional_day")]
    pub day: Option<f64>,
    /// The tumor's site, for a reading.
    pub site: Option<String>,
    /// `measured`, `not_palpable` or `not_measured`, for a reading.
    pub state: Option<&'static str>,
    /// Volume under the study's formula, mm³.
    pub volume_mm3: Option<f64>,
    /// Change since the last reading before this one, percent.
    pub volume_change_percent: Option<f64>,
    /// The date of that reading.
    pub last_read_on: Option<NaiveDate>,
    /// Body weight, g.
    pub weight_g: Option<f64>,
    /// Change of body weight from baseline, percent.
    pub weight_change_percent: Option<f64>,
    /// Limits of the protocol that were reached, each with what is to be done then, in words.
    pub alerts: Vec<String>,
    /// The entry in the audit trail.
    pub receipt: Option<Receipt>,
}

impl Notebook {
    /// Records a reading, a body weight or both; when it answers, they are on disk.
    ///
    /// Refuses a closed study, an unknown animal, a day before implantation, after the animal's
    /// disposition or in the future, a second reading of one tumor on one day unless it is meant so, and a value
    /// outside of its expected range unless it is confirmed.
    pub fn measure(&mut self, study: &str, entry: &NewReading) -> Result<Recorded, Error> {
        let author = self.author().clone();
        let verb = match (&entry.found, entry.weight) {
            (None, Some(_)) => "weigh",
            _ => "measure",
        };
        let (mut recorded, receipt) = self.write(verb, None, |op| {
            let study = op.study_named(study)?;
            study.must_be_open()?;
            record(op, &study, entry, &author)
        })?;
        recorded.receipt = receipt;
        Ok(recorded)
    }
}

fn record(
    op: &Operation<'_>,
    study: &Study,
    entry: &NewReading,
    author: &Label,
) -> Result<Recorded, Error> {
    let animal = op.animal(study.id, &entry.animal)?;
    let when = entry.observed.resolve(study, Some(&animal.animal))?;
    let observer = entry.observer.as_ref().unwrap_or(author);
    let clock_time = entry.clock_time.or_else(|| recorded_live(when));
    let mut recorded = Recorded {
        study: study.name.to_string(),
        animal: animal.animal.tag.to_string(),
        date: when.date,
        time: clock_time,
        day: animal.animal.day_of(&study.protocol, when),
        site: None,
        state: None,
        volume_mm3: None,
        volume_change_percent: None,
        last_read_on: None,
        weight_g: None,
        weight_change_percent: None,
        alerts: Vec::new(),
        receipt: None,
    };
    if entry.found.is_none() && entry.weight.is_none() {
        return Err(Error::state(
            "there is nothing to record",
            Remedy::GiveValues,
        ));
    }
    let mut read = None;
    if let Some((observation, typed)) = &entry.found {
        let (tumor, site) = tumor_of(op, study, &animal, entry.site.as_ref(), SiteRole::Reading)?;
        let slot = EntrySlot {
            study,
            animal: &animal,
            owner: tumor,
            when,
            again: entry.again,
        };
        let finding = TumorFinding {
            observation: observation.clone(),
            typed: typed.as_deref().map(ShortText::from),
            method: (&entry.method).into(),
        };
        let reading = slot.record(op, clock_time, observer, finding)?;
        read = Some((tumor, observation));
        recorded.site = Some(site.to_string());
        describe_reading(
            &mut recorded,
            &study.protocol,
            &animal,
            tumor,
            &site,
            &reading,
        );
    }
    if let Some(weight) = entry.weight {
        let slot = EntrySlot {
            study,
            animal: &animal,
            owner: animal.animal.id,
            when,
            again: entry.again,
        };
        let weighing = slot.record(op, clock_time, observer, weight)?;
        describe_weight(&mut recorded, &study.protocol, &animal, &weighing);
    }
    entry.doubts.settle(op, &animal, || {
        let judge = Judge::new(op, study, &animal);
        let volume = read.map(|(tumor, found)| judge.reading(tumor, when, found));
        let weight = entry.weight.map(|weight| judge.weight(when, weight));
        let doubts = [volume.transpose()?, weight.transpose()?];
        Ok(doubts.into_iter().flatten().flatten().collect())
    })?;
    Ok(recorded)
}

/// The time of this moment, for an entry of today.
pub(crate) fn recorded_live(when: When) -> Option<ClockTime> {
    let now = clock::now();
    (when == When::on(now.date_naive())).then(|| ClockTime::of(now))
}

fn describe_reading(
    recorded: &mut Recorded,
    protocol: &Protocol,
    animal: &AnimalRecord,
    tumor_id: TumorId,
    site: &Label,
    reading: &Reading,
) {
    let found = &reading.observation;
    recorded.state = Some(found.state());
    recorded.volume_mm3 = protocol.volume_mm3(found);
    let tumor = animal.tumors.iter().find(|t| t.tumor.id == tumor_id);
    let before = tumor.and_then(|t| {
        let earlier = t.volumes(protocol).filter(|(when, _)| *when < reading.when);
        earlier.last()
    });
    if let (Some((when, last)), Some(now)) = (before, recorded.volume_mm3) {
        recorded.last_read_on = Some(when.date);
        recorded.volume_change_percent = (last > 0.0).then(|| 100.0 * (now / last - 1.0));
    }
    let alerts = reading_alerts(protocol, animal, tumor_id, site, reading);
    recorded.alerts.extend(alerts);
}

/// The limits that a reading reaches, in words; `animal` as it was without it.
pub(super) fn reading_alerts(
    protocol: &Protocol,
    animal: &AnimalRecord,
    tumor_id: TumorId,
    site: &Label,
    reading: &Reading,
) -> Vec<String> {
    let mut alerts = protocol.reading_alerts(site, &reading.observation, reading.when);
    let mut since = animal.clone();
    let read = since.tumors.iter_mut().find(|t| t.tumor.id == tumor_id);
    if let Some(read) = read {
        read.readings.push(reading.clone());
    }
    alerts.extend(since.burden_alert(protocol, reading.when.date));
    alerts.iter().map(|alert| protocol.told(alert)).collect()
}

/// The limit that a body weight reaches, in words; `animal` as it was without it.
pub(super) fn weight_alert(
    protocol: &Protocol,
    animal: &AnimalRecord,
    weighing: &Weighing,
) -> Option<String> {
    let alert = animal.weight_alert(protocol, weighing.when, weighing.entry);
    alert.map(|alert| protocol.told(&alert))
}

fn describe_weight(
    recorded: &mut Recorded,
    protocol: &Protocol,
    animal: &AnimalRecord,
    weighing: &Weighing,
) {
    let (when, weight) = (weighing.when, weighing.entry);
    recorded.weight_g = Some(weight.grams());
    recorded.weight_change_percent = animal.weight_change_percent(protocol, when, weight);
    recorded
        .alerts
        .extend(weight_alert(protocol, animal, weighing));
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::parse_date;

    #[test]
    fn study_days_and_dates_are_read_from_one_field() {
        let date = |text| parse_date("day", text).unwrap();
        let read = |text| Observed::read(text, date("2026-01-22"));
        for (text, day) in [("17", 17.0), ("0", 0.0), ("day -3", -3.0), ("Day 3,5", 3.5)] {
            assert_eq!(read(text), Ok(Observed::Day(day)), "{text}");
        }
        for (text, on) in [
            ("-2", "2026-01-20"),
            ("yesterday", "2026-01-21"),
            ("12.1.", "2026-01-12"),
            ("2026-01-05", "2026-01-05"),
        ] {
            assert_eq!(read(text), Ok(Observed::Date(date(on))), "{text}");
        }
        let said = |text| read(text).unwrap_err().to_string();
        assert_eq!(
            said("12.1"),
            "day `12.1` can be study day 12.1 or 2026-01-12"
        );
        assert_eq!(said("23.1"), "day `23.1` can be study day 23.1 or a date");
        assert_eq!(
            said("1/2/2026"),
            "day `1/2/2026` can be 2026-02-01 or 2026-01-02"
        );
        assert_eq!(said("soon"), "day `soon` is neither a date nor a study day");
    }
}
