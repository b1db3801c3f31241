//! Readings and body weights by hand: one animal at a time, each entry durable before it is
//! answered.

use chrono::NaiveDate;
use serde::Serialize;

use super::animals::add_tumor;
use super::{Error, Notebook, Receipt};
use domain::{
    AnimalRecord, BodyWeight, DecimalMark, Invalid, Label, Look, Observation, Protocol, Reading,
    ReadingId, Remedy, SiteChoice, SiteRole, Study, TumorId, Weighing, WeighingId, When, day_of,
    parse_date, parse_number, said, serialize, when_of,
};
use store::{Operation, fresh_id};

/// When something was observed, as the user says it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Observed {
    /// On a study day.
    Day(f64),
    /// On a date.
    Date(NaiveDate),
}

impl Observed {
    /// Reads a date as 2026-01-22, or a study day: 17, -3, 3.5.
    pub fn read(text: &str) -> Result<Self, Invalid> {
        let date = parse_date("day", text).map(Self::Date);
        let day = || parse_number("day", text, DecimalMark::Point).map(Self::Day);
        date.or_else(|_| day()).map_err(|_| {
            let hint = "write a date as 2026-01-22, or a study day as 17";
            Invalid::new("day", text, "is neither a date nor a study day", hint)
        })
    }

    /// The moment. A study day needs the study's day 0.
    pub fn resolve(self, study: &Study) -> Result<When, Error> {
        match (self, study.protocol.day0) {
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
    /// Refuses a closed study, an unknown animal, a day before implantation or after the animal's
    /// disposition, and a second reading of one tumor on one day unless it is meant so.
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
    let when = entry.observed.resolve(study)?;
    let observer = entry.observer.as_ref().unwrap_or(author);
    let mut recorded = Recorded {
        study: study.name.to_string(),
        animal: animal.animal.tag.to_string(),
        date: when.date,
        day: study.protocol.day0.map(|day0| day_of(when, day0)),
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
    if let Some((observation, typed)) = &entry.found {
        animal.may_be_observed(&study.protocol, when, Look::Tumor)?;
        let (tumor, site) = tumor_of(op, study, &animal, entry.site.as_ref(), SiteRole::Reading)?;
        let reading = Reading {
            id: ReadingId(fresh_id()),
            when,
            repeat: next_reading(study, &animal, tumor, when, entry.again)?,
            observation: observation.clone(),
            typed: typed.clone(),
            observer: Some(observer.to_string()),
            method: entry.method.to_string(),
        };
        op.insert_reading(tumor, &reading)?;
        recorded.site = Some(site.to_string());
        tell_reading(
            &mut recorded,
            &study.protocol,
            &animal,
            tumor,
            &site,
            &reading,
        );
    }
    if let Some(weight) = entry.weight {
        animal.may_be_observed(&study.protocol, when, Look::Body)?;
        let weighing = Weighing {
            id: WeighingId(fresh_id()),
            when,
            repeat: next_weighing(study, &animal, when, entry.again)?,
            weight,
            observer: Some(observer.to_string()),
        };
        op.insert_weighing(animal.animal.id, &weighing)?;
        tell_weight(&mut recorded, &study.protocol, &animal, &weighing);
    }
    Ok(recorded)
}

/// The tumor that is meant, made if the animal has none; `role` says what for.
pub(super) fn tumor_of(
    op: &Operation<'_>,
    study: &Study,
    animal: &AnimalRecord,
    site: Option<&Label>,
    role: SiteRole,
) -> Result<(TumorId, Label), Error> {
    let tumors = &animal.tumors;
    let named = site.map(|site| tumors.iter().find(|t| t.tumor.site == *site));
    match (named, tumors.as_slice()) {
        (Some(Some(found)), _) | (None, [found]) => Ok((found.tumor.id, found.tumor.site.clone())),
        (_, []) => {
            let site = site.cloned().unwrap_or_else(|| study.protocol.usual_site());
            Ok((add_tumor(op, animal.animal.id, &site)?.id, site))
        }
        _ => Err(match site {
            Some(site) => no_such_tumor(animal, site, role),
            None => {
                let message = format!("animal `{}` has {} tumors", animal.animal.tag, tumors.len());
                Error::state(message, name_site(animal, role))
            }
        }),
    }
}

/// The error for a tumor that an animal does not have; `role` says what for.
pub(super) fn no_such_tumor(animal: &AnimalRecord, site: &Label, role: SiteRole) -> Error {
    let message = format!("animal `{}` has no tumor at `{site}`", animal.animal.tag);
    Error::state(message, name_site(animal, role))
}

fn name_site(animal: &AnimalRecord, role: SiteRole) -> Remedy {
    let sites = animal.tumors.iter().map(|t| t.tumor.site.to_string());
    Remedy::NameSite(Box::new(SiteChoice {
        animal: animal.animal.tag.to_string(),
        sites: sites.collect(),
        role,
    }))
}

/// The number of a further reading at this moment, if one is wanted.
pub(super) fn next_reading(
    study: &Study,
    animal: &AnimalRecord,
    tumor: TumorId,
    when: When,
    again: bool,
) -> Result<u32, Error> {
    let readings = animal
        .tumors
        .iter()
        .filter(|t| t.tumor.id == tumor)
        .flat_map(|t| &t.readings);
    let taken = readings.filter(|r| r.when == when).map(|r| r.repeat).max();
    next(study, animal, when, taken, again, "a reading")
}

/// The number of a further weighing at this moment, if one is wanted.
pub(super) fn next_weighing(
    study: &Study,
    animal: &AnimalRecord,
    when: When,
    again: bool,
) -> Result<u32, Error> {
    let taken = animal
        .weighings
        .iter()
        .filter(|w| w.when == when)
        .map(|w| w.repeat)
        .max();
    next(study, animal, when, taken, again, "a body weight")
}

fn next(
    study: &Study,
    animal: &AnimalRecord,
    when: When,
    taken: Option<u32>,
    again: bool,
    what: &str,
) -> Result<u32, Error> {
    match taken {
        None => Ok(1),
        Some(repeat) if again => Ok(repeat + 1),
        Some(_) => Err(Error::state(
            format!(
                "animal `{}` has {what} on {} already",
                animal.animal.tag,
                said(&study.protocol, when)
            ),
            Remedy::CorrectOrKeepBoth,
        )),
    }
}

fn tell_reading(
    recorded: &mut Recorded,
    protocol: &Protocol,
    animal: &AnimalRecord,
    tumor_id: TumorId,
    site: &Label,
    reading: &Reading,
) {
    let found = &reading.observation;
    recorded.state = Some(found.state());
    recorded.volume_mm3 = found.volume_mm3(protocol.volume_formula, protocol.calibration);
    let tumor = animal.tumors.iter().find(|t| t.tumor.id == tumor_id);
    let before = tumor.and_then(|t| {
        let earlier = t.volumes(protocol).filter(|(when, _)| *when < reading.when);
        earlier.last()
    });
    if let (Some((when, last)), Some(now)) = (before, recorded.volume_mm3) {
        recorded.last_read_on = Some(when.date);
        recorded.volume_change_percent = (last > 0.0).then(|| 100.0 * (now / last - 1.0));
    }
    let mut alerts = protocol.reading_alerts(site, found, reading.when);
    let mut since = animal.clone();
    let read = since.tumors.iter_mut().find(|t| t.tumor.id == tumor_id);
    if let Some(read) = read {
        read.readings.push(reading.clone());
    }
    alerts.extend(since.burden_alert(protocol, reading.when.date));
    let told = alerts.iter().map(|alert| protocol.told(alert));
    recorded.alerts.extend(told);
}

fn tell_weight(
    recorded: &mut Recorded,
    protocol: &Protocol,
    animal: &AnimalRecord,
    weighing: &Weighing,
) {
    let (when, weight) = (weighing.when, weighing.weight);
    recorded.weight_g = Some(weight.grams());
    recorded.weight_change_percent = animal.weight_change_percent(protocol, when, weight);
    let alert = animal.weight_alert(protocol, when, weight);
    recorded.alerts.extend(alert.map(|a| protocol.told(&a)));
}
