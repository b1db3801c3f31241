//! The content of a study for lists and cards, with counts.

use std::cmp::Ordering;
use std::collections::HashMap;

use serde::Serialize;

use super::plan_card::plan_card;
use super::{Error, Notebook, named};
use domain::{
    AnimalRecord, Arm, ArmId, Blinding, CageId, ClockTime, DataOrigin, ExcludedWords, Exclusion,
    Label, PlanCard, Protocol, Remedy, StudyExtent, StudyHead, StudyRecord, When, said_from,
    serialize,
};

/// A study in one line.
#[derive(Debug, Clone, Serialize)]
pub struct StudyLine {
    /// Name.
    pub name: String,
    /// `open` or `closed`.
    pub status: &'static str,
    /// Whether its arms are hidden, or were.
    pub blinding: Blinding,
    /// Whether the data were recorded or simulated.
    pub data_origin: DataOrigin,
    /// Cell line or patient-derived model.
    pub model: Option<String>,
    /// Arms.
    pub arms: usize,
    /// All animals, also those that have left.
    pub animals: usize,
    /// Animals that have not left it.
    pub on_study: usize,
    /// Readings.
    pub readings: usize,
    /// The last study day (or date, without a day 0) with a reading or weighing.
    pub last_observed: Option<String>,
}

/// A study on a card.
#[derive(Debug, Clone, Serialize)]
pub struct StudyCard {
    /// The study in one line.
    #[serde(flatten)]
    pub line: StudyLine,
    /// Fields of the protocol with their values.
    #[serde(serialize_with = "as_object")]
    pub protocol: Vec<(&'static str, Option<String>)>,
    /// The arms in order.
    pub arm_cards: Vec<ArmCard>,
    /// What analyses leave out.
    pub exclusions: Vec<ExclusionLine>,
    /// When the study was unblinded: a date, UTC.
    pub unblinded_on: Option<String>,
    /// How often the key was handed out while the study stayed blinded.
    pub keys_handed_out: usize,
    /// The standing analysis plan.
    pub plan: Option<PlanCard>,
}

/// An arm on a card.
#[derive(Debug, Clone, Serialize)]
pub struct ArmCard {
    /// Name.
    pub name: String,
    /// What figures and tables call it, where that is given.
    pub label: Option<String>,
    /// Whether it is the control.
    pub is_control: bool,
    /// Vehicle.
    pub vehicle: Option<String>,
    /// What is given: `KT-253 1 mg/kg IV Q3W`.
    pub treatments: Vec<String>,
    /// Animals allocated to it.
    pub animals: usize,
    /// Its name while the study was blinded.
    pub code: Option<String>,
}

/// An exclusion in one line.
#[derive(Debug, Clone, Serialize)]
pub struct ExclusionLine {
    /// What is left out.
    pub what: String,
    /// Why.
    pub reason: String,
    /// Whether the protocol foresaw it.
    pub foreseen: bool,
}

/// An animal in one line.
#[derive(Debug, Clone, Serialize)]
pub struct AnimalLine {
    /// Tag.
    pub tag: String,
    /// Chip.
    pub rfid: Option<String>,
    /// Ear mark.
    pub ear: Option<String>,
    /// `female`, `male`.
    pub sex: Option<&'static str>,
    /// Date of birth.
    pub born_on: Option<chrono::NaiveDate>,
    /// Vendor batch, litter or donor.
    pub source: Option<String>,
    /// What is to be known of it besides.
    pub note: Option<String>,
    /// Cage.
    pub cage: Option<String>,
    /// Cohort.
    pub cohort: Option<String>,
    /// Arm.
    pub arm: Option<String>,
    /// Its code, where the study was blinded by animal.
    pub code: Option<String>,
    /// Sites of its tumors.
    pub sites: Vec<String>,
    /// Readings.
    pub readings: usize,
    /// How it left the study.
    pub disposition: Option<String>,
    /// Whether the data were recorded or simulated.
    pub data_origin: DataOrigin,
}

/// One day of one animal.
#[derive(Debug, Clone, Serialize)]
pub struct AnimalDay {
    /// Date; none where an import assumed day 0.
    pub date: Option<chrono::NaiveDate>,
    /// Time of day, with its offset from UTC where that is known.
    pub time: Option<ClockTime>,
    /// Study day.
    #[serde(serialize_with = "serialize::optional_day")]
    pub day: Option<f64>,
    /// Site, for a reading.
    pub site: Option<String>,
    /// 1 for the first of the day.
    pub repeat: u32,
    /// What was found, in words.
    pub found: String,
    /// Volume under the study's formula, mm³.
    pub volume_mm3: Option<f64>,
    /// Body weight, g.
    pub weight_g: Option<f64>,
    /// Who looked.
    pub observer: Option<String>,
}

impl Notebook {
    /// All studies by name.
    pub fn study_lines(&self) -> Result<Vec<StudyLine>, Error> {
        let mut extents = self.store().study_extents()?;
        let heads = self.store().study_heads()?.into_iter();
        let lines = heads.map(|head| {
            let extent = extents.remove(&head.id).unwrap_or_default();
            line(head, extent)
        });
        Ok(lines.collect())
    }

    /// A study with its protocol and arms.
    pub fn study_card(&self, name: &str) -> Result<StudyCard, Error> {
        let record = self.study(name)?;
        let words = record.excluded_words();
        Ok(StudyCard {
            line: line(record.head(), extent(&record)),
            protocol: protocol_fields(&record.study.protocol),
            arm_cards: arm_cards(&record),
            exclusions: record
                .exclusions
                .iter()
                .map(|e| exclusion_line(&words, e))
                .collect(),
            unblinded_on: record
                .conduct
                .unblinded
                .as_ref()
                .map(|m| m.date().to_owned()),
            keys_handed_out: record.conduct.keys.len(),
            plan: record
                .conduct
                .plan
                .as_ref()
                .map(|frozen| plan_card(&record, frozen)),
        })
    }

    /// The animals of a study by tag.
    pub fn animal_lines(&self, study: &str) -> Result<Vec<AnimalLine>, Error> {
        let record = self.study(study)?;
        let names = Names::of(&record);
        let lines = record.animals.iter();
        Ok(lines.map(|a| animal_line(&record, &names, a)).collect())
    }

    /// One animal with all its days.
    pub fn animal_days(
        &self,
        study: &str,
        tag: &str,
    ) -> Result<(AnimalLine, Vec<AnimalDay>), Error> {
        let record = self.study(study)?;
        let Some(animal) = named::find(&record.animals, tag) else {
            return Err(Error::state(
                format!("study `{study}` has no animal `{tag}`"),
                Remedy::ListAnimals,
            ));
        };
        Ok((
            animal_line(&record, &Names::of(&record), animal),
            animal_days(&record.study.protocol, animal),
        ))
    }
}

fn extent(record: &StudyRecord) -> StudyExtent {
    let animals = &record.animals;
    let tumors = animals.iter().flat_map(|a| &a.tumors);
    let read: Vec<_> = tumors
        .flat_map(|t| t.readings.iter().map(|r| r.when.date))
        .collect();
    let weighings = animals.iter().flat_map(|a| &a.weighings);
    let weighed = weighings.map(|w| w.when.date).max();
    StudyExtent {
        readings: read.len(),
        last: read.into_iter().max().max(weighed),
    }
}

fn line(head: StudyHead, extent: StudyExtent) -> StudyLine {
    StudyLine {
        name: head.name.to_string(),
        status: head.status.id(),
        blinding: head.blinding,
        data_origin: head.data_origin,
        model: head.model.map(|model| model.to_string()),
        arms: head.arms,
        animals: head.animals,
        on_study: head.on_study,
        readings: extent.readings,
        last_observed: extent
            .last
            .map(|on| said_from(head.day0, head.day0_assumed, When::on(on))),
    }
}

/// Fields and values as an object, in their order.
fn as_object<S: serde::Serializer>(
    fields: &[(&'static str, Option<String>)],
    out: S,
) -> Result<S::Ok, S::Error> {
    out.collect_map(fields.iter().map(|(name, value)| (name, value)))
}

/// The protocol without the origin of the data, which is in the line of the study.
fn protocol_fields(protocol: &Protocol) -> Vec<(&'static str, Option<String>)> {
    let protocol = protocol.shown();
    Protocol::FIELDS
        .iter()
        .filter(|field| field.name != "data_origin")
        .map(|field| (field.name, (field.get)(&protocol).into_text()))
        .collect()
}

fn arm_cards(record: &StudyRecord) -> Vec<ArmCard> {
    let mut animals: HashMap<ArmId, usize> = HashMap::new();
    for arm in record.animals.iter().filter_map(|a| a.animal.arm) {
        *animals.entry(arm).or_default() += 1;
    }
    let card = |arm| arm_card(arm, &animals);
    record.arms.iter().map(card).collect()
}

/// The card of an arm; `animals` are the numbers of animals in the arms that have any.
fn arm_card(arm: &Arm, animals: &HashMap<ArmId, usize>) -> ArmCard {
    ArmCard {
        name: arm.name.to_string(),
        label: arm.label.as_ref().map(ToString::to_string),
        is_control: arm.is_control,
        vehicle: arm.vehicle.as_ref().map(ToString::to_string),
        treatments: arm.treatments.iter().map(treatment_words).collect(),
        animals: animals.get(&arm.id).copied().unwrap_or_default(),
        code: arm.code.as_ref().map(ToString::to_string),
    }
}

/// A treatment on one line: `KT-253 1 mg/kg IV Q3W`.
pub(super) fn treatment_words(treatment: &domain::Treatment) -> String {
    let dose = treatment.quantity().map(|dose| dose.to_string());
    let route = treatment.route.as_ref().map(ToString::to_string);
    let schedule = treatment.schedule.as_ref().map(ToString::to_string);
    let parts = [Some(treatment.compound.to_string()), dose, route, schedule];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn exclusion_line(words: &ExcludedWords<'_>, exclusion: &Exclusion) -> ExclusionLine {
    ExclusionLine {
        what: words.of(exclusion.scope),
        reason: exclusion.reason.to_string(),
        foreseen: exclusion.foreseen,
    }
}

/// The names of a study's arms and cages.
struct Names<'a> {
    arms: HashMap<ArmId, &'a Label>,
    cages: HashMap<CageId, &'a Label>,
}

impl<'a> Names<'a> {
    fn of(record: &'a StudyRecord) -> Self {
        let cages = record.cages.iter();
        Self {
            arms: record.arms.iter().map(|arm| (arm.id, &arm.name)).collect(),
            cages: cages.map(|cage| (cage.id, &cage.label)).collect(),
        }
    }
}

fn animal_line(record: &StudyRecord, names: &Names<'_>, animal: &AnimalRecord) -> AnimalLine {
    let a = &animal.animal;
    let arm = a.arm.and_then(|id| names.arms.get(&id));
    let cage = a.cage.and_then(|id| names.cages.get(&id));
    AnimalLine {
        data_origin: record.study.protocol.data_origin,
        tag: a.tag.to_string(),
        rfid: a.rfid.as_ref().map(ToString::to_string),
        sex: a.sex.map(|sex| sex.id()),
        born_on: a.born_on,
        ear: a.ear.as_ref().map(ToString::to_string),
        source: a.source.as_ref().map(ToString::to_string),
        note: a.note.as_ref().map(ToString::to_string),
        cage: cage.map(ToString::to_string),
        cohort: a.cohort.as_ref().map(|cohort| cohort.name.to_string()),
        arm: arm.map(ToString::to_string),
        code: a.code.as_ref().map(ToString::to_string),
        sites: animal
            .tumors
            .iter()
            .map(|t| t.tumor.site.to_string())
            .collect(),
        readings: animal.tumors.iter().map(|t| t.readings.len()).sum(),
        disposition: animal.disposition.as_ref().map(|d| {
            let reason = d
                .reason
                .as_ref()
                .map_or_else(String::new, |r| format!(": {r}"));
            format!(
                "{}, {}{reason}",
                d.kind.words(),
                a.said(&record.study.protocol, d.when)
            )
        }),
    }
}

fn animal_days(protocol: &Protocol, animal: &AnimalRecord) -> Vec<AnimalDay> {
    let day = |when| animal.animal.day_of(protocol, when);
    let is_assumed = animal.animal.day0_is_assumed(protocol);
    let date = |when: When| Some(when.date).filter(|_| !is_assumed);
    let readings = animal.tumors.iter().flat_map(|tumor| {
        tumor.readings.iter().map(move |r| AnimalDay {
            date: date(r.when),
            time: r.clock_time,
            day: day(r.when),
            site: Some(tumor.tumor.site.to_string()),
            repeat: r.repeat,
            found: r.observation.to_string(),
            volume_mm3: protocol.volume_mm3(&r.observation),
            weight_g: None,
            observer: r.observer.as_deref().map(str::to_owned),
        })
    });
    let weighings = animal.weighings.iter().map(|w| AnimalDay {
        date: date(w.when),
        time: w.clock_time,
        day: day(w.when),
        site: None,
        repeat: w.repeat,
        found: "weighed".into(),
        volume_mm3: None,
        weight_g: Some(w.grams()),
        observer: w.observer.as_deref().map(str::to_owned),
    });
    let mut days: Vec<_> = readings.chain(weighings).collect();
    let order = |a: &AnimalDay, b: &AnimalDay| {
        let days = a.day.partial_cmp(&b.day).unwrap_or(Ordering::Equal);
        let rest = (a.date, &a.site, a.repeat).cmp(&(b.date, &b.site, b.repeat));
        days.then(rest)
    };
    days.sort_by(order);
    days
}

#[cfg(test)]
mod tests {
    use crate::Notebook;
    use domain::Label;

    #[test]
    fn study_line_agrees_with_study_card() {
        let dir = tempfile::tempdir().unwrap();
        let author = Label::new("author", "M. Meier").unwrap();
        let mut notebook =
            Notebook::create_or_open(&dir.path().join("n.db"), author.clone()).unwrap();
        notebook.create_demo(domain::testing::date(56)).unwrap();
        let empty = Label::new("study", "empty").unwrap();
        notebook
            .create_study(empty, domain::Protocol::default())
            .unwrap();
        let lines = notebook.study_lines().unwrap();
        assert_eq!(lines.len(), 3);
        for line in lines {
            let card = notebook.study_card(&line.name).unwrap();
            let json = |value| serde_json::to_string(value).unwrap();
            assert_eq!(json(&line), json(&card.line));
        }
    }
}
