//! Reads tidy CSV files into study records, as far as the tests of the analysis need.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use graftbook::domain::{
    Animal, AnimalId, AnimalRecord, Arm, ArmId, BodyWeight, Label, Observation, Protocol, Reading,
    ReadingId, Study, StudyId, StudyRecord, StudyStatus, Tumor, TumorId, TumorRecord, Weighing,
    WeighingId, when_of,
};
use uuid::Uuid;

/// What to read of a file.
pub struct Selection<'a> {
    pub control: &'a str,
    /// Only rows of this study.
    pub study: Option<&'a str>,
    /// Only rows from this day on.
    pub from_day: f64,
}

/// A file among the project's own fixtures.
pub fn own(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    folder.join(format!("{name}.csv"))
}

/// A file of the shared folder beside the project; none where it is absent.
pub fn shared(path: &str) -> Option<PathBuf> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../shared")
        .join(path);
    if !file.exists() {
        println!("skipped: {} is absent", file.display());
        return None;
    }
    Some(file)
}

fn id(next: &mut u128) -> Uuid {
    *next += 1;
    Uuid::from_u128(*next)
}

fn label(text: &str) -> Label {
    Label::new("name", text).unwrap()
}

/// Row of a tidy file by column name.
struct Row<'r> {
    columns: &'r HashMap<String, usize>,
    record: csv::StringRecord,
}

impl Row<'_> {
    fn text(&self, column: &str) -> &str {
        let at = self.columns.get(column);
        at.and_then(|&i| self.record.get(i)).unwrap_or("")
    }

    fn number(&self, column: &str) -> Option<f64> {
        self.text(column).parse().ok()
    }

    /// The observation; sizes that are no sizes (width above length) leave the given volume, and a
    /// length without a width leaves nothing.
    fn observation(&self) -> Option<Observation> {
        let (length, width) = (self.number("length_mm"), self.number("width_mm"));
        let volume = self.number("volume_mm3");
        if length.is_some() != width.is_some() {
            return None;
        }
        let both = Observation::from_numbers(length, width, None, volume);
        both.or_else(|_| Observation::from_numbers(None, None, None, volume))
            .ok()
    }
}

/// Reads a file into a record: arms control first, then in byte order.
pub fn load(file: &Path, selection: &Selection) -> StudyRecord {
    let text = std::fs::read_to_string(file).unwrap();
    read(
        file.file_stem().unwrap().to_str().unwrap(),
        &text,
        selection,
    )
}

/// Reads the text of a tidy file into a record of the given name.
pub fn read(name: &str, text: &str, selection: &Selection) -> StudyRecord {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let headers = reader.headers().unwrap().clone();
    let columns = headers
        .iter()
        .enumerate()
        .map(|(i, h)| (h.to_owned(), i))
        .collect();
    let rows: Vec<Row> = reader
        .records()
        .map(|record| Row {
            columns: &columns,
            record: record.unwrap(),
        })
        .filter(|row| {
            selection
                .study
                .is_none_or(|study| row.text("study") == study)
        })
        .filter(|row| row.number("day").unwrap() >= selection.from_day)
        .collect();
    let mut next = 0;
    let arms = arms(&rows, selection.control, &mut next);
    let animals = animals(&rows, &arms, &mut next);
    StudyRecord {
        study: Study {
            id: StudyId(id(&mut next)),
            name: label(name),
            status: StudyStatus::Open,
            protocol: Protocol {
                day0: Some(day0()),
                ..Protocol::default()
            },
        },
        arms,
        cages: vec![],
        animals,
        exclusions: vec![],
    }
}

/// Day 0 of every record.
pub fn day0() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, 5).unwrap()
}

fn arms(rows: &[Row], control: &str, next: &mut u128) -> Vec<Arm> {
    let mut names: Vec<&str> = rows.iter().map(|row| row.text("arm")).collect();
    names.sort_unstable();
    names.dedup();
    names.sort_by_key(|name| *name != control);
    let arm = |(i, name): (usize, &str)| Arm {
        id: ArmId(id(next)),
        name: label(name),
        position: i as u32 + 1,
        is_control: name == control,
        vehicle: None,
        treatments: vec![],
    };
    names.into_iter().enumerate().map(arm).collect()
}

fn animals(rows: &[Row], arms: &[Arm], next: &mut u128) -> Vec<AnimalRecord> {
    let mut animals: Vec<AnimalRecord> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    for row in rows {
        let tag = row.text("animal");
        let at = *known.entry(tag.to_owned()).or_insert_with(|| {
            let arm = arms.iter().find(|arm| arm.name.as_str() == row.text("arm"));
            animals.push(animal(tag, arm.unwrap().id, next));
            animals.len() - 1
        });
        add(&mut animals[at], row, next);
    }
    animals.sort_by(|a, b| a.animal.tag.cmp(&b.animal.tag));
    for animal in &mut animals {
        for tumor in &mut animal.tumors {
            tumor
                .readings
                .sort_by(|a, b| a.when.partial_cmp(&b.when).unwrap());
        }
        animal
            .weighings
            .sort_by(|a, b| a.when.partial_cmp(&b.when).unwrap());
    }
    animals
}

fn animal(tag: &str, arm: ArmId, next: &mut u128) -> AnimalRecord {
    AnimalRecord {
        animal: Animal {
            id: AnimalId(id(next)),
            tag: label(tag),
            rfid: None,
            sex: None,
            born_on: None,
            source: None,
            cage: None,
            arm: Some(arm),
        },
        tumors: vec![],
        weighings: vec![],
        disposition: None,
    }
}

fn add(animal: &mut AnimalRecord, row: &Row, next: &mut u128) {
    let when = when_of(row.number("day").unwrap(), day0()).unwrap();
    if let Some(observation) = row.observation() {
        let site = Some(row.text("site"))
            .filter(|s| !s.is_empty())
            .unwrap_or("tumor");
        let at = animal
            .tumors
            .iter()
            .position(|t| t.tumor.site.as_str() == site);
        let at = at.unwrap_or_else(|| {
            animal.tumors.push(TumorRecord {
                tumor: Tumor {
                    id: TumorId(id(next)),
                    site: label(site),
                },
                readings: vec![],
            });
            animal.tumors.len() - 1
        });
        animal.tumors[at].readings.push(Reading {
            id: ReadingId(id(next)),
            when,
            repeat: 1,
            observation,
            typed: None,
            observer: None,
            method: "import".into(),
        });
    }
    let weight = row
        .number("body_weight_g")
        .and_then(|g| BodyWeight::new(g).ok());
    if let Some(weight) = weight.filter(|_| !animal.weighings.iter().any(|w| w.when == when)) {
        animal.weighings.push(Weighing {
            id: WeighingId(id(next)),
            when,
            repeat: 1,
            weight,
            observer: None,
        });
    }
}
