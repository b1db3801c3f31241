//! Records made by hand for unit tests. Days count from day 0, 2026-01-05.

#![allow(clippy::unwrap_used)]

use std::hash::{DefaultHasher, Hash, Hasher};

use chrono::{Days, NaiveDate};
use uuid::Uuid;

use super::{
    Animal, AnimalId, AnimalRecord, Arm, ArmId, Blinding, BodyWeight, Dated, Disposition,
    DispositionId, DispositionKind, Dose, DoseId, Housed, Label, Observation, Prose, Protocol,
    ReadingId, Study, StudyId, StudyRecord, StudyStatus, Tumor, TumorFinding, TumorId, TumorRecord,
    WeighingId, When,
};

/// The date of a study day.
pub fn date(day: i64) -> NaiveDate {
    let day0 = NaiveDate::from_ymd_opt(2026, 1, 5).unwrap();
    let days = Days::new(day.unsigned_abs());
    if day < 0 { day0 - days } else { day0 + days }
}

/// A label that is known to be valid.
pub fn label(text: &str) -> Label {
    Label::new("name", text).unwrap()
}

/// New animals in no cage, without an ear mark.
pub fn housed(tags: &[Label]) -> Vec<Housed> {
    let house = |tag: &Label| Housed {
        tag: tag.clone(),
        cage: None,
        ear: None,
    };
    tags.iter().map(house).collect()
}

fn id(of: impl Hash) -> Uuid {
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    Uuid::from_u128(hasher.finish().into())
}

/// An open study with day 0 and these animals.
pub fn study(animals: Vec<AnimalRecord>) -> StudyRecord {
    let study = Study {
        id: StudyId(id("study")),
        name: label("study"),
        status: StudyStatus::Open,
        blinding: Blinding::Open,
        protocol: Protocol {
            day0: Some(date(0)),
            ..Protocol::default()
        },
    };
    StudyRecord {
        animals,
        ..StudyRecord::new(study)
    }
}

/// The arm that [`in_arm`] allocates to.
pub fn arm(name: &str, is_control: bool) -> Arm {
    Arm {
        id: ArmId(id(name)),
        name: label(name),
        position: 1,
        is_control,
        label: None,
        vehicle: None,
        treatments: Vec::new(),
        code: None,
    }
}

/// An animal of which only the tag is known.
pub fn animal(tag: &str) -> AnimalRecord {
    AnimalRecord {
        animal: Animal::new(AnimalId(id(tag)), label(tag)),
        tumors: Vec::new(),
        weighings: Vec::new(),
        doses: Vec::new(),
        disposition: None,
    }
}

/// The animal, assigned to the arm of this name.
pub fn in_arm(mut animal: AnimalRecord, name: &str) -> AnimalRecord {
    animal.animal.arm = Some(ArmId(id(name)));
    animal
}

/// Reads the tumor at `site` (made if there is none): (day, volume in mm³).
pub fn read(animal: AnimalRecord, site: &str, volumes: &[(i64, f64)]) -> AnimalRecord {
    volumes.iter().fold(animal, |animal, &(day, mm3)| {
        let found = Observation::from_numbers(None, None, None, Some(mm3)).unwrap();
        observe(animal, site, day, found)
    })
}

/// Animals with one tumor each, read on these days.
pub fn herd(n: usize, days: &[i64]) -> Vec<AnimalRecord> {
    let points: Vec<_> = days.iter().map(|day| (*day, 100.0)).collect();
    let one = |i: usize| read(animal(&i.to_string()), "left", &points);
    (0..n).map(one).collect()
}

/// Looks at the tumor at `site` without measuring it.
pub fn not_measured(animal: AnimalRecord, site: &str, day: i64) -> AnimalRecord {
    let reason = Prose::new("reason", "asleep").unwrap();
    observe(animal, site, day, Observation::NotMeasured(reason))
}

/// Records what was found at `site`; a second time on one day is a repeat. Days ascend.
pub fn observe(
    mut animal: AnimalRecord,
    site: &str,
    day: i64,
    observation: Observation,
) -> AnimalRecord {
    let named = animal.tumors.len() as u128;
    if !animal.tumors.iter().any(|t| t.tumor.site.as_str() == site) {
        // Ids sort in the order in which sites are named, as those that the program makes.
        let random = id((animal.animal.id, site)).as_u128() >> 16;
        animal.tumors.push(TumorRecord {
            tumor: Tumor {
                id: TumorId(Uuid::from_u128(named << 112 | random)),
                site: label(site),
            },
            readings: Vec::new(),
        });
    }
    let mut tumors = animal.tumors.iter_mut();
    let record = tumors.find(|t| t.tumor.site.as_str() == site).unwrap();
    let (tumor, readings) = (record.tumor.id, &mut record.readings);
    let when = When::on(date(day));
    let repeat = 1 + readings.iter().filter(|r| r.when == when).count() as u32;
    readings.push(Dated {
        id: ReadingId(id((tumor, day, repeat))),
        when,
        clock_time: None,
        repeat,
        observer: Some("mk".into()),
        entry: TumorFinding {
            observation,
            typed: None,
            method: "caliper".into(),
        },
    });
    animal
}

/// Weighs an animal: (day, g). Days ascend.
pub fn weighed(mut animal: AnimalRecord, grams: &[(i64, f64)]) -> AnimalRecord {
    for &(day, grams) in grams {
        animal.weighings.push(Dated {
            id: WeighingId(id((animal.animal.id, day))),
            when: When::on(date(day)),
            clock_time: None,
            repeat: 1,
            observer: Some("mk".into()),
            entry: BodyWeight::new(grams).unwrap(),
        });
    }
    animal
}

/// Records a dose on a study day. Days ascend.
pub fn dosed(mut animal: AnimalRecord, day: i64, dose: Dose) -> AnimalRecord {
    let number = animal.doses.len();
    animal.doses.push(Dated {
        id: DoseId(id((animal.animal.id, "dose", number))),
        when: When::on(date(day)),
        clock_time: None,
        repeat: 1,
        observer: None,
        entry: dose,
    });
    animal
}

/// The animal, sacrificed as scheduled on a study day.
pub fn disposed(mut animal: AnimalRecord, day: i64) -> AnimalRecord {
    animal.disposition = Some(Disposition {
        id: DispositionId(id((animal.animal.id, "end"))),
        kind: DispositionKind::ScheduledSacrifice,
        when: When::on(date(day)),
        reason: None,
    });
    animal
}
